/* format/json/dom/to.c - a jansson value into the fields of a record. */
#include "dtype/leaves.h"
#include "format/json/dom/dom.h"
#include "format/json/text/refuse.h"
#include "record/fail.h"
#include "stream/options.h"

#include <stdbool.h>
#include <string.h>

/* What holds values by position, in messages of lib/record. */
static const char array_name[] = "array";

typedef struct walk {
    size_t record;
    rc_extra extra;
    rc_missing missing;
    rc_nulls nulls;
    const char *null_value;
    rc_error *err;
    bool keep; /* a field that is missing stays as it is */
} walk;

static rc_status set(const walk *w, const rc_field *field, const json_t *value,
                     const rci_json_dom_place *place);

/* Zero and valid, the field and all in it. */
static rc_status set_zero(const walk *w, const rc_field *field)
{
    size_t i, n = rc_dtype_nfields(field->dtype);
    rc_status status = rc_field_set_valid(field, w->record, w->err);
    if (status == RC_OK && rc_dtype_kind(field->dtype) != RC_STRUCT) {
        memset(field->data + (ptrdiff_t)w->record * field->stride, 0,
               rc_dtype_itemsize(field->dtype));
    }
    for (i = 0; i < n && status == RC_OK; i++) {
        rc_field child;
        status = rc_field_child(field, i, &child, w->err);
        status = status != RC_OK ? status : set_zero(w, &child);
    }
    return status;
}

/* --------------------------------------------------------------------------- struct */

static rc_status set_child(const walk *w, const rc_field *field, size_t i, const json_t *value,
                           const rci_json_dom_place *place)
{
    rc_field_info info;
    rc_field child;
    rc_status status = rc_dtype_field(field->dtype, i, &info, w->err);
    status = status != RC_OK ? status : rc_field_child(field, i, &child, w->err);
    if (status != RC_OK) {
        return status;
    } else {
        rci_json_dom_place inner = {place, info.name, 0};
        return set(w, &child, value, &inner);
    }
}

static rc_status set_missing_child(const walk *w, const rc_field *field, size_t i,
                                   const rci_json_dom_place *place)
{
    rc_field_info info;
    rc_field child;
    rc_status status = rc_dtype_field(field->dtype, i, &info, w->err);
    status = status != RC_OK ? status : rc_field_child(field, i, &child, w->err);
    if (status == RC_OK && w->missing == RC_MISSING_NULL && info.nullable) {
        return rc_field_set_null(&child, w->record, w->err);
    }
    if (status == RC_OK && w->missing != RC_MISSING_ZERO) {
        rci_json_dom_place inner = {place, info.name, 0};
        return rci_json_dom_fail_at(w->err, &inner, w->record, rci_record_fail_missing(w->err));
    }
    return status != RC_OK ? status : set_zero(w, &child);
}

/* The fields that an object did not give. */
static rc_status set_missing(const walk *w, const rc_field *field, const json_t *object,
                             const rci_json_dom_place *place)
{
    size_t i, n = rc_dtype_nfields(field->dtype);
    rc_status status = RC_OK;
    for (i = 0; i < n && status == RC_OK; i++) {
        rc_field_info info;
        status = rc_dtype_field(field->dtype, i, &info, w->err);
        if (status == RC_OK && !json_object_get(object, info.name)) {
            status = set_missing_child(w, field, i, place);
        }
    }
    return status;
}

static rc_status set_object(const walk *w, const rc_field *field, const json_t *object,
                            const rci_json_dom_place *place)
{
    json_t *walked = (json_t *)(uintptr_t)object; /* jansson's iterators take no const */
    size_t given = 0;
    void *at;
    for (at = json_object_iter(walked); at; at = json_object_iter_next(walked, at)) {
        const char *key = json_object_iter_key(at);
        size_t length = json_object_iter_key_len(at);
        size_t i = rci_dtype_index_of(field->dtype, key, length);
        rc_status status = RC_OK;
        if (i != RCI_DTYPE_NONE) {
            given++;
            status = set_child(w, field, i, json_object_iter_value(at), place);
        } else if (w->extra == RC_EXTRA_ERROR) {
            status = rci_record_fail_extra_name(w->err, "key", key, length, field->dtype);
        }
        if (status != RC_OK) {
            return status;
        }
    }
    return w->keep || given == rc_dtype_nfields(field->dtype)
               ? RC_OK
               : set_missing(w, field, object, place);
}

/* Whether an array where a record is expected holds records: objects that do not go into the first
   field, or whose first key is a field of the record and not of the first field, or more objects
   than there are fields. */
static bool holds_records(const rc_dtype *dtype, const json_t *array)
{
    json_t *first = json_array_get(array, 0);
    size_t i, n = rc_dtype_nfields(dtype);
    void *member = json_is_object(first) ? json_object_iter(first) : NULL;
    rc_field_info info;
    if (!json_is_object(first)) {
        return false;
    }
    for (i = n; i < json_array_size(array); i++) {
        if (json_is_object(json_array_get(array, i))) {
            return true;
        }
    }
    if (n == 0 || rc_dtype_field(dtype, 0, &info, NULL) != RC_OK) {
        return false;
    }
    if (rc_dtype_kind(info.dtype) != RC_STRUCT) {
        return true;
    }
    return member &&
           rci_dtype_index_of(dtype, json_object_iter_key(member),
                              json_object_iter_key_len(member)) != RCI_DTYPE_NONE &&
           rci_dtype_index_of(info.dtype, json_object_iter_key(member),
                              json_object_iter_key_len(member)) == RCI_DTYPE_NONE;
}

/* A struct written as an array: fields by position. */
static rc_status set_tuple(const walk *w, const rc_field *field, const json_t *array,
                           const rci_json_dom_place *place)
{
    size_t i, given = json_array_size(array), n = rc_dtype_nfields(field->dtype);
    rc_status status = RC_OK;
    if (!place->parent && holds_records(field->dtype, array)) {
        return rci_json_text_refuse_records(w->err);
    }
    for (i = 0; i < n && i < given && status == RC_OK; i++) {
        status = set_child(w, field, i, json_array_get(array, i), place);
    }
    if (status == RC_OK && given > n && w->extra == RC_EXTRA_ERROR) {
        return rci_record_fail_extra_values(w->err, array_name, n);
    }
    for (; i < n && status == RC_OK && !w->keep; i++) {
        status = set_missing_child(w, field, i, place);
    }
    return status;
}

/* ------------------------------------------------------------------------- subarray */

/* One dimension: its values are the elements from `first` on, `count` of them below each. */
static rc_status set_elements(const walk *w, const rc_field *field, size_t dimension, size_t first,
                              size_t count, const json_t *array, const rci_json_dom_place *place)
{
    size_t extent = rc_dtype_shape(field->dtype)[dimension];
    bool innermost = dimension + 1 == rc_dtype_ndim(field->dtype);
    size_t i, given = json_array_size(array);
    rc_status status = RC_OK;
    if (!json_is_array(array)) {
        return rci_json_dom_fail_at(w->err, place, w->record,
                                    rci_json_dom_fail_kind(w->err, field->dtype, array));
    }
    count = extent ? count / extent : 0;
    for (i = 0; i < extent && i < given && status == RC_OK; i++) {
        rci_json_dom_place inner = {place, NULL, i};
        const json_t *value = json_array_get(array, i);
        rc_field element;
        if (innermost) {
            status = rc_field_element(field, first + i, &element, w->err);
            status = status != RC_OK ? status : set(w, &element, value, &inner);
        } else {
            status = set_elements(w, field, dimension + 1, first + i * count, count, value, &inner);
        }
    }
    if (status != RC_OK || given == extent) {
        return status;
    }
    return rci_json_dom_fail_at(w->err, place, w->record,
                                rci_record_fail_count(w->err, array_name, given, extent));
}

static rc_status set_subarray(const walk *w, const rc_field *field, const json_t *value,
                              const rci_json_dom_place *place)
{
    const size_t *shape = rc_dtype_shape(field->dtype);
    size_t i, ndim = rc_dtype_ndim(field->dtype), count = 1;
    for (i = 0; i < ndim; i++) {
        count *= shape[i];
    }
    return set_elements(w, field, 0, 0, count, value, place);
}

/* ---------------------------------------------------------------------------- value */

static rc_status set_present(const walk *w, const rc_field *field, const json_t *value,
                             const rci_json_dom_place *place)
{
    switch (rc_dtype_kind(field->dtype)) {
    case RC_STRUCT:
        if (json_is_object(value)) {
            return set_object(w, field, value, place);
        }
        return json_is_array(value) ? set_tuple(w, field, value, place)
                                    : rci_json_dom_fail_kind(w->err, field->dtype, value);
    case RC_SUBARRAY:
        return set_subarray(w, field, value, place);
    default:
        return rci_json_dom_set_leaf(field, w->record, value, w->nulls, w->err);
    }
}

/* Null becomes the value of the options, if the field can have it. */
static rc_status set_null_value(const walk *w, const rc_field *field)
{
    const rc_value value = rc_value_string(w->null_value);
    const rc_kind kind = rc_dtype_kind(field->dtype);
    if (kind != RC_STRUCT && kind != RC_SUBARRAY &&
        rc_field_set(field, w->record, &value, NULL) == RC_OK) {
        return RC_OK;
    }
    return rci_json_dom_fail_kind(w->err, field->dtype, json_null());
}

static rc_status set_null(const walk *w, const rc_field *field)
{
    if (rc_field_set_null(field, w->record, NULL) == RC_OK) {
        return RC_OK;
    }
    switch (w->nulls) {
    case RC_NULLS_VALUE:
        return set_null_value(w, field);
    case RC_NULLS_ZERO:
        return set_zero(w, field);
    case RC_NULLS_NAN:
        return rci_json_dom_set_nan(field, w->record, w->err);
    case RC_NULLS_ERROR:
    case RC_NULLS_SKIP:
        break;
    }
    return rci_json_dom_fail_kind(w->err, field->dtype, json_null());
}

static rc_status set(const walk *w, const rc_field *field, const json_t *value,
                     const rci_json_dom_place *place)
{
    rc_status status;
    if (json_is_null(value)) {
        status = set_null(w, field);
    } else {
        /* A struct or subarray need not have a field or element that would make it valid. */
        status = field->valid ? rc_field_set_valid(field, w->record, w->err) : RC_OK;
        status = status != RC_OK ? status : set_present(w, field, value, place);
    }
    return status == RC_OK ? RC_OK : rci_json_dom_fail_at(w->err, place, w->record, status);
}

/* Refuses options of reading that are about text, or about records one after the other. */
static rc_status check_options(const rc_read_options *options, rc_error *err)
{
    const char *name = rc_mapping_count(options->mapping) > 0 ? "mapping"
                       : options->nfields > 0                 ? "fields"
                       : options->nadded > 0                  ? "added"
                       : options->counts                      ? "counts"
                       : options->duplicate                   ? "duplicate"
                       : options->accept                      ? "accept"
                       : options->time                        ? "time"
                                                              : NULL;
    if (options->nulls == RC_NULLS_SKIP) {
        return rci_base_fail(err, RC_EARG, "option \"nulls\": only a reader can leave records out");
    }
    if ((options->nulls == RC_NULLS_VALUE) != (options->null_value != NULL)) {
        return rci_base_fail(err, RC_EARG,
                             "option \"null_value\" is for RC_NULLS_VALUE, which needs it");
    }
    return name ? rci_base_fail(err, RC_EARG, "option \"%s\" is for readers, not for JSON values",
                                name)
                : RC_OK;
}

static rc_status walk_begin(walk *w, const rc_read_options *given, rc_error *err)
{
    rc_read_options options;
    rc_status status = rci_stream_read_options(&options, given, err);
    status = status == RC_OK ? check_options(&options, err) : status;
    *w = (walk){0, options.extra, options.missing, options.nulls, options.null_value, err, false};
    return status;
}

static rc_status set_record(walk *w, const rc_field *records, size_t i, const json_t *value)
{
    static const rci_json_dom_place whole = {NULL, NULL, 0};
    w->record = i;
    return set(w, records, value, &whole);
}

static rc_status set_one(walk *w, rc_store *store, size_t i, const json_t *value)
{
    rc_field records;
    rc_status status = rci_json_dom_check_record(store, i, w->err);
    if (status == RC_OK && !value) {
        status = rci_base_fail(w->err, RC_EARG, "there is no JSON value (NULL)");
    }
    status = status != RC_OK ? status : rc_store_field(store, "", &records, w->err);
    return status != RC_OK ? status : set_record(w, &records, i, value);
}

rc_status rc_json_to_record(rc_store *store, size_t i, const json_t *value,
                            const rc_read_options *options, rc_error *err)
{
    walk w;
    rc_status status = walk_begin(&w, options, rci_json_dom_error(err));
    return status != RC_OK ? status : set_one(&w, store, i, value);
}

rc_status rc_json_patch_record(rc_store *store, size_t i, const json_t *value,
                               const rc_read_options *options, rc_error *err)
{
    walk w;
    rc_status status = walk_begin(&w, options, rci_json_dom_error(err));
    w.keep = true;
    return status != RC_OK ? status : set_one(&w, store, i, value);
}

static rc_status set_records(walk *w, rc_store *store, const json_t *array)
{
    rc_field records;
    size_t i, n = json_array_size(array);
    rc_status status = rc_store_field(store, "", &records, w->err);
    for (i = 0; i < n && status == RC_OK; i++) {
        status = set_record(w, &records, i, json_array_get(array, i));
    }
    return status;
}

rc_store *rc_json_to_store(const json_t *array, const rc_dtype *dtype, rc_layout layout,
                           const rc_read_options *options, rc_error *err)
{
    walk w;
    rc_store *store;
    if (walk_begin(&w, options, rci_json_dom_error(err)) != RC_OK) {
        return NULL;
    }
    if (!array || !dtype) {
        rci_base_fail(w.err, RC_EARG,
                      array ? "there is no dtype (NULL)" : "there is no JSON value (NULL)");
        return NULL;
    }
    if (!json_is_array(array)) {
        rci_base_fail(w.err, RC_ETYPE,
                      "the JSON value is not an array: expected an array of records");
        return NULL;
    }
    store = rc_store_zeros(dtype, json_array_size(array), layout, w.err);
    if (store && set_records(&w, store, array) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    return store;
}
