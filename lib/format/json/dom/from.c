/* format/json/dom/from.c - the fields of a record as a new jansson value. */
#include "format/json/dom/dom.h"
#include "stream/options.h"

typedef struct walk {
    size_t record;
    rc_nonfinite nonfinite;
    bool values; /* structs as arrays */
    rc_error *err;
} walk;

static json_t *get(const walk *w, const rc_view *field, const rci_json_dom_place *place);

/* Adds `value`, taking over its reference, to the object or array of a struct. NULL `value` is a
   failure whose error is filled in already. */
static bool add(const walk *w, json_t *container, const char *name, json_t *value)
{
    int failed;
    if (!value) {
        return false;
    }
    failed = json_is_array(container) ? json_array_append_new(container, value)
                                      : json_object_set_new_nocheck(container, name, value);
    if (failed) {
        rci_json_dom_no_memory(w->err);
    }
    return !failed;
}

static bool get_child(const walk *w, const rc_view *field, size_t i, json_t *container,
                      const rci_json_dom_place *place)
{
    rci_json_dom_place inner = {place, NULL, 0};
    rc_field_info info;
    rc_view child;
    if (rc_dtype_field(field->dtype, i, &info, w->err) != RC_OK ||
        rc_view_child(field, i, &child, w->err) != RC_OK) {
        return false;
    }
    inner.name = info.name;
    return add(w, container, info.name, get(w, &child, &inner));
}

static json_t *get_struct(const walk *w, const rc_view *field, const rci_json_dom_place *place)
{
    size_t i, n = rc_dtype_nfields(field->dtype);
    json_t *made = w->values ? json_array() : json_object();
    if (!made) {
        return rci_json_dom_no_memory(w->err);
    }
    for (i = 0; i < n; i++) {
        if (!get_child(w, field, i, made, place)) {
            json_decref(made);
            return NULL;
        }
    }
    return made;
}

/* One dimension: the elements from `first` on, `count` of them below each value. */
static json_t *get_elements(const walk *w, const rc_view *field, size_t dimension, size_t first,
                            size_t count, const rci_json_dom_place *place)
{
    size_t extent = rc_dtype_shape(field->dtype)[dimension], i;
    bool innermost = dimension + 1 == rc_dtype_ndim(field->dtype);
    json_t *array = json_array();
    if (!array) {
        return rci_json_dom_no_memory(w->err);
    }
    count = extent ? count / extent : 0;
    for (i = 0; i < extent; i++) {
        rci_json_dom_place inner = {place, NULL, i};
        json_t *value = NULL;
        rc_view element;
        if (!innermost) {
            value = get_elements(w, field, dimension + 1, first + i * count, count, &inner);
        } else if (rc_view_element(field, first + i, &element, w->err) == RC_OK) {
            value = get(w, &element, &inner);
        }
        if (!add(w, array, NULL, value)) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *get_subarray(const walk *w, const rc_view *field, const rci_json_dom_place *place)
{
    const size_t *shape = rc_dtype_shape(field->dtype);
    size_t i, ndim = rc_dtype_ndim(field->dtype), count = 1;
    for (i = 0; i < ndim; i++) {
        count *= shape[i];
    }
    return get_elements(w, field, 0, 0, count, place);
}

static json_t *get_present(const walk *w, const rc_view *field, const rci_json_dom_place *place)
{
    switch (rc_dtype_kind(field->dtype)) {
    case RC_STRUCT:
        return get_struct(w, field, place);
    case RC_SUBARRAY:
        return get_subarray(w, field, place);
    default:
        return rci_json_dom_get_leaf(field, w->record, w->nonfinite, w->err);
    }
}

static json_t *get(const walk *w, const rc_view *field, const rci_json_dom_place *place)
{
    json_t *made;
    if (rc_view_is_null(field, w->record)) {
        return json_null();
    }
    made = get_present(w, field, place);
    if (!made) {
        rci_json_dom_fail_at(w->err, place, w->record, RC_ERANGE);
    }
    return made;
}

static rc_status walk_begin(walk *w, const rc_write_options *given, rc_error *err)
{
    rc_write_options options;
    rc_status status = rci_stream_write_options(&options, given, err);
    *w = (walk){0, options.nonfinite, options.values != 0, err};
    return status;
}

static json_t *get_record(walk *w, const rc_view *records, size_t i)
{
    static const rci_json_dom_place whole = {NULL, NULL, 0};
    w->record = i;
    return get(w, records, &whole);
}

json_t *rc_json_from_record(const rc_store *store, size_t i, const rc_write_options *options,
                            rc_error *err)
{
    walk w;
    rc_view records;
    if (walk_begin(&w, options, rci_json_dom_error(err)) != RC_OK ||
        rci_json_dom_check_record(store, i, w.err) != RC_OK ||
        rci_json_dom_records(store, &records, w.err) != RC_OK) {
        return NULL;
    }
    return get_record(&w, &records, i);
}

json_t *rc_json_from_store(const rc_store *store, const rc_write_options *options, rc_error *err)
{
    walk w;
    rc_view records;
    json_t *array;
    size_t i;
    if (walk_begin(&w, options, rci_json_dom_error(err)) != RC_OK) {
        return NULL;
    }
    if (!store) {
        rci_base_fail(w.err, RC_EARG, "there is no store (NULL)");
        return NULL;
    }
    if (rci_json_dom_records(store, &records, w.err) != RC_OK) {
        return NULL;
    }
    array = json_array();
    if (!array) {
        return rci_json_dom_no_memory(w.err);
    }
    for (i = 0; i < rc_store_length(store); i++) {
        if (!add(&w, array, NULL, get_record(&w, &records, i))) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}
