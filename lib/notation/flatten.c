/* notation/flatten.c - the fields of nested structs as fields of the record. */
#include "base/error.h"
#include "base/pointer.h"
#include "dtype/fields.h"
#include "notation/mapping.h"

#include <string.h>

/* One flattening. */
typedef struct flattener {
    rci_dtype_fields fields;
    rci_notation_sources sources;
    rc_mapping *flat;              /* where the fields of the result come from */
    rci_base_text_builder name;    /* of the struct that is looked at, with dots */
    rci_base_text_builder pointer; /* its place */
    rci_base_text_builder path;
    rc_error *err;
} flattener;

static rc_status text_status(const flattener *f)
{
    return f->name.status != RC_OK      ? f->name.status
           : f->pointer.status != RC_OK ? f->pointer.status
                                        : f->path.status;
}

/* Ends with NUL, which is not counted. */
static const char *text_of(rci_base_text_builder *text)
{
    rci_base_put_char(text, '\0');
    text->bytes.length -= text->status == RC_OK;
    return (const char *)text->bytes.data;
}

static rc_status add_field(flattener *f, const rci_dtype_member *member, bool nullable)
{
    const char *name = text_of(&f->name), *pointer = text_of(&f->pointer), *path;
    rc_status status;
    f->path.bytes.length = 0;
    rci_notation_put_path(&f->path, name ? name : "", f->name.bytes.length);
    path = text_of(&f->path);
    status = text_status(f);
    if (status == RC_OK) {
        status = rci_dtype_fields_add(&f->fields, name, f->name.bytes.length,
                                      rc_dtype_ref(member->dtype), RC_AUTO, nullable, 0, f->err);
    }
    return status == RC_OK ? rc_mapping_add(f->flat, path, pointer, f->err) : status;
}

/* The fields of a struct, whose name and place are in `f`; `first` is the number of its first
   field. */
static rc_status add_fields(flattener *f, const rc_dtype *dtype, size_t first, bool nullable)
{
    const size_t name = f->name.bytes.length, place = f->pointer.bytes.length;
    rc_status status = RC_OK;
    for (size_t i = 0; i < dtype->nfields && status == RC_OK; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        const size_t number = first + member->first_field;
        const char *own = rci_notation_sources_take(&f->sources, number);
        const bool inner = nullable || member->nullable;
        rci_base_bytes outer; /* the place of the struct, while a field has its own */
        rci_base_put(&f->name, name > 0 ? "." : "");
        rci_base_put_n(&f->name, member->name, member->name_length);
        if (own) {
            outer = f->pointer.bytes;
            rci_base_bytes_init(&f->pointer.bytes);
            rci_base_put(&f->pointer, own);
        } else {
            rci_base_pointer_put(&f->pointer, member->name, member->name_length);
        }
        status = member->dtype->kind == RC_STRUCT && member->dtype->nfields > 0
                     ? add_fields(f, member->dtype, number + 1, inner)
                     : add_field(f, member, inner);
        if (own) {
            rci_base_bytes_release(&f->pointer.bytes);
            f->pointer.bytes = outer;
        }
        f->name.bytes.length = name;
        f->pointer.bytes.length = place;
    }
    return status;
}

static rc_dtype *flatten(flattener *f, const rc_dtype *dtype, const rc_mapping *mapping)
{
    rc_status status = rci_notation_sources_init(&f->sources, mapping, dtype, f->err);
    size_t bad;
    if (status == RC_OK) {
        status = add_fields(f, dtype, 0, false);
    }
    return status == RC_OK
               ? rci_dtype_fields_struct(&f->fields, dtype->aligned ? RC_ALIGNED : RC_PACKED,
                                         RC_AUTO, &bad, f->err)
               : NULL;
}

static void swap(rc_mapping *a, rc_mapping *b)
{
    rc_mapping kept = *a;
    *a = *b;
    *b = kept;
}

rc_dtype *rc_dtype_flatten(const rc_dtype *dtype, rc_mapping *mapping, rc_error *err)
{
    flattener f = {.err = err};
    rc_dtype *flat = NULL;
    if (!dtype || !mapping) {
        rci_dtype_fail_null(err, !dtype ? "dtype" : "mapping");
        return NULL;
    }
    if (dtype->kind != RC_STRUCT) {
        rci_base_fail(err, RC_EARG, "only a struct has fields: this is %s",
                      rc_kind_name(dtype->kind));
        return NULL;
    }
    f.flat = rc_mapping_new(err);
    if (!f.flat) {
        return NULL;
    }
    rci_dtype_fields_init(&f.fields);
    rci_base_text_builder_init(&f.name, err);
    rci_base_text_builder_init(&f.pointer, err);
    rci_base_text_builder_init(&f.path, err);
    flat = flatten(&f, dtype, mapping);
    if (flat) {
        swap(mapping, f.flat);
    }
    rci_notation_sources_release(&f.sources);
    rci_dtype_fields_release(&f.fields);
    rci_base_bytes_release(&f.name.bytes);
    rci_base_bytes_release(&f.pointer.bytes);
    rci_base_bytes_release(&f.path.bytes);
    rc_mapping_free(f.flat);
    return flat;
}
