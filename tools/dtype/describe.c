/* dtype/describe.c - a dtype as a JSON object: names, offsets, itemsize, alignment and descr. */
#include "dtype/describe.h"

#include "base/terminal.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* --------------------------------------------------------- names, offsets */

static json_t *name_value(const rc_field_info *field)
{
    return json_string(field->name);
}

static json_t *offset_value(const rc_field_info *field)
{
    return json_integer((json_int_t)field->offset);
}

/* `value` of each field of a struct, in order; null for another dtype. NULL: out of memory. */
static json_t *list_of(const rc_dtype *dtype, json_t *(*value)(const rc_field_info *))
{
    json_t *list;
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        return json_null();
    }
    list = json_array();
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        if (json_array_append_new(list, value(&field)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* ------------------------------------------------------------------ descr */

/* The functions below return NULL when out of memory, and JSON's null for what a descr cannot
 * express. */

static json_t *descr_of_struct(const rc_dtype *dtype);

/* Such as "<i4": the printed descr without its quotes. */
static json_t *format_of_leaf(const rc_dtype *dtype)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, RC_NOTATION_DESCR, &err);
    json_t *format;
    size_t length;
    if (!text) {
        return err.status == RC_EUNSUPPORTED ? json_null() : NULL;
    }
    length = strlen(text);
    format = length >= 2 && text[0] == '\'' ? json_stringn(text + 1, length - 2)
                                            : json_stringn(text, length);
    rc_text_free(text);
    return format;
}

static json_t *shape_of(const rc_dtype *dtype)
{
    json_t *shape = json_array();
    for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
        json_array_append_new(shape, json_integer((json_int_t)rc_dtype_shape(dtype)[i]));
    }
    if (json_array_size(shape) != rc_dtype_ndim(dtype)) {
        json_decref(shape);
        return NULL;
    }
    return shape;
}

/* [name, format] or [name, format, shape]. */
static json_t *descr_entry(const char *name, const rc_dtype *dtype)
{
    bool is_array = rc_dtype_kind(dtype) == RC_SUBARRAY;
    const rc_dtype *element = is_array ? rc_dtype_element(dtype) : dtype;
    json_t *format =
        rc_dtype_kind(element) == RC_STRUCT ? descr_of_struct(element) : format_of_leaf(element);
    if (!format || json_is_null(format)) {
        return format;
    }
    return is_array ? json_pack("[s, o, o]", name, format, shape_of(dtype))
                    : json_pack("[s, o]", name, format);
}

static json_t *descr_padding(size_t bytes)
{
    char format[32];
    snprintf(format, sizeof format, "|V%zu", bytes);
    return json_pack("[s, s]", "", format);
}

/* Moves `entry` into `*list`. When the entry is NULL or null, or memory runs out, the list is
   released and becomes NULL or null too. */
static bool add_entry(json_t **list, json_t *entry)
{
    json_t *instead = json_is_null(entry) ? entry : NULL;
    if (entry && !instead && json_array_append_new(*list, entry) == 0) {
        return true;
    }
    json_decref(*list);
    *list = instead;
    return false;
}

static json_t *descr_of_struct(const rc_dtype *dtype)
{
    json_t *list = json_array();
    size_t end = 0, itemsize = rc_dtype_itemsize(dtype);
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        if (field.offset < end || field.nullable) {
            json_decref(list);
            return json_null();
        }
        if ((field.offset > end && !add_entry(&list, descr_padding(field.offset - end))) ||
            !add_entry(&list, descr_entry(field.name, field.dtype))) {
            return list;
        }
        end = field.offset + rc_dtype_itemsize(field.dtype);
    }
    if (end < itemsize) {
        add_entry(&list, descr_padding(itemsize - end));
    }
    return list;
}

static json_t *descr_of(const rc_dtype *dtype)
{
    json_t *entry;
    if (rc_dtype_kind(dtype) == RC_STRUCT) {
        return descr_of_struct(dtype);
    }
    entry = descr_entry("", dtype);
    return json_is_null(entry) ? entry : json_pack("[o]", entry);
}

/* ------------------------------------------------------------------------- */

int describe_dtype(json_t *object, const rc_dtype *dtype)
{
    bool failed = false;
    json_t *itemsize = json_integer((json_int_t)rc_dtype_itemsize(dtype));
    json_t *alignment = json_integer((json_int_t)rc_dtype_alignment(dtype));
    failed |= json_object_set_new(object, "names", list_of(dtype, name_value)) != 0;
    failed |= json_object_set_new(object, "offsets", list_of(dtype, offset_value)) != 0;
    failed |= json_object_set_new(object, "itemsize", itemsize) != 0;
    failed |= json_object_set_new(object, "alignment", alignment) != 0;
    failed |= json_object_set_new(object, "descr", descr_of(dtype)) != 0;
    return failed ? report_no_memory() : 0;
}

json_t *json_path(const char *path)
{
    return is_utf8(path) ? json_string(path) : json_null();
}

char *json_text(json_t *object)
{
    /* json_dumps writes incomplete text if it gets no memory for a key: jansson 2.14 does not check
       that. json_dumpb needs none. Controls below 20 are escaped already; the escapes of the others
       are those of JSON. */
    size_t size = json_dumpb(object, NULL, 0, 0);
    char *text = size ? calloc(1, size + 1) : NULL, *shown = NULL;
    if (text && json_dumpb(object, text, size, 0) == size) {
        shown = safe_copy(text);
    }
    json_decref(object);
    free(text);
    return shown;
}

int print_json(json_t *object)
{
    char *shown = json_text(object);
    if (!shown) {
        return report_no_memory();
    }
    puts(shown);
    free(shown);
    return 0;
}
