/*
 * dtype/fields.c - collects the fields of a struct.
 */
#include "dtype/fields.h"

typedef struct place {
    size_t name_at;
    size_t byte;
} place;

void rci_dtype_fields_init(rci_dtype_fields *fields)
{
    rci_base_bytes_init(&fields->in);
    rci_base_bytes_init(&fields->places);
    rci_base_bytes_init(&fields->names);
    fields->n = 0;
}

static rci_dtype_field_in *inputs(const rci_dtype_fields *fields)
{
    return (rci_dtype_field_in *)(void *)fields->in.data;
}

void rci_dtype_fields_release(rci_dtype_fields *fields)
{
    size_t i;
    for (i = 0; i < fields->n; i++) {
        rc_dtype_unref(inputs(fields)[i].dtype);
    }
    fields->n = 0;
    rci_base_bytes_release(&fields->in);
    rci_base_bytes_release(&fields->places);
    rci_base_bytes_release(&fields->names);
}

rc_status rci_dtype_fields_add(rci_dtype_fields *fields, const char *name, size_t length,
                               rc_dtype *dtype, size_t offset, bool nullable, size_t byte,
                               rc_error *err)
{
    rci_dtype_field_in in = {NULL, length, dtype, offset, nullable};
    place from = {fields->names.length, byte};
    rc_status status = RC_OK;
    if (fields->n >= RC_MAX_FIELDS) {
        status = rci_base_fail(err, RC_ELIMIT, "more than %d fields in one dtype", RC_MAX_FIELDS);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(&fields->names, name, length, err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(&fields->places, &from, sizeof from, err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(&fields->in, &in, sizeof in, err);
    }
    if (status != RC_OK) {
        rc_dtype_unref(dtype);
        return status;
    }
    fields->n++;
    return RC_OK;
}

static place *places_of(const rci_dtype_fields *fields)
{
    return (place *)(void *)fields->places.data;
}

const char *rci_dtype_fields_name(const rci_dtype_fields *fields, size_t i, size_t *length)
{
    *length = inputs(fields)[i].name_length;
    return *length ? (const char *)fields->names.data + places_of(fields)[i].name_at : "";
}

rc_status rci_dtype_fields_rename(rci_dtype_fields *fields, size_t i, const char *name,
                                  size_t length, rc_error *err)
{
    size_t at = fields->names.length;
    rc_status status = rci_base_bytes_append(&fields->names, name, length, err);
    if (status == RC_OK) {
        places_of(fields)[i].name_at = at;
        inputs(fields)[i].name_length = length;
    }
    return status;
}

bool rci_dtype_fields_are_placed(const rci_dtype_fields *fields)
{
    return fields->n && inputs(fields)[0].offset != RC_AUTO;
}

rc_dtype *rci_dtype_fields_struct(rci_dtype_fields *fields, rc_align align, size_t itemsize,
                                  size_t *byte, rc_error *err)
{
    const place *places = places_of(fields);
    const char *names = fields->names.data ? (const char *)fields->names.data : "";
    size_t i, bad = SIZE_MAX;
    rc_dtype *dtype;
    for (i = 0; i < fields->n; i++) {
        inputs(fields)[i].name = names + places[i].name_at;
    }
    dtype = rci_dtype_struct_new(inputs(fields), fields->n, align, itemsize, &bad, err);
    *byte = bad == SIZE_MAX ? SIZE_MAX : places[bad].byte;
    return dtype;
}
