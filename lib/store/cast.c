/* store/cast.c - converts a store to another dtype, field by field. */
#include "base/bytes.h"
#include "base/error.h"
#include "dtype/kinds.h"
#include "dtype/leaves.h"
#include "store/field_handle.h"
#include "store/segments.h"
#include "store/store_impl.h"
#include "store/transpose.h"

#include <rowcol/shape.h>
#include <string.h>

typedef struct cast {
    rc_match match;
    rc_cast most;
    rci_base_bytes *text; /* of the value that is being converted */
    rc_error *err;
} cast;

static const char *level_name(rc_cast level)
{
    static const char *const names[] = {"exact", "widening", "checked", "lossy", "impossible"};
    return names[level - RC_CAST_EXACT];
}

static const char *level_constant(rc_cast level)
{
    return level == RC_CAST_WIDENING  ? "RC_CAST_WIDENING"
           : level == RC_CAST_CHECKED ? "RC_CAST_CHECKED"
                                      : "RC_CAST_LOSSY";
}

/* Adds the field to the error of a whole field. */
static rc_status fail_at(const rc_field *to, rc_status status, rc_error *err)
{
    rc_view view = rc_field_view(to);
    rci_store_path path;
    rci_base_error_field(err, rci_store_view_path(&path, &view));
    return status;
}

/* ------------------------------------------------------------------ leaf */

static rc_status check_level(const cast *how, const rc_view *from, const rc_field *to)
{
    rc_cast level = rc_dtype_can_cast(from->dtype, to->dtype);
    if (level <= how->most) {
        return RC_OK;
    }
    if (level == RC_CAST_NONE) {
        rci_base_fail(how->err, RC_ETYPE, "%s cannot be cast to %s",
                      rc_kind_name(rc_dtype_kind(from->dtype)),
                      rc_kind_name(rc_dtype_kind(to->dtype)));
    } else {
        rci_base_fail(how->err, RC_ETYPE, "the cast from %s to %s is %s, allowed is %s",
                      rc_kind_name(rc_dtype_kind(from->dtype)),
                      rc_kind_name(rc_dtype_kind(to->dtype)), level_name(level),
                      level_name(how->most));
        rci_base_error_hint(how->err, RC_HINT_CAST, level_constant(level));
    }
    return fail_at(to, RC_ETYPE, how->err);
}

/* Whether the field itself is null, not only a struct around it. */
static bool is_null_itself(const rc_view *view, size_t i)
{
    return view->valid &&
           !rci_store_bit(view->valid, rci_store_storage_index(&view->store->storage, i));
}

/* Whether the level of the cast lets the values be rounded: numbers, and times of one kind. */
static bool rounds(const cast *how, rc_kind from, rc_kind to)
{
    bool numbers = from <= RC_C16 && to <= RC_C16;
    bool times = from == to && rci_dtype_kind_is_time(from);
    return how->most == RC_CAST_LOSSY && (numbers || times);
}

static bool is_text(rc_kind kind)
{
    return kind == RC_BYTES || kind == RC_UCS4 || kind == RC_STR;
}

/* Fields of text take text only: the text of a number, a time, or the bytes of a V field. */
static rc_status as_text(const cast *how, rc_value *value)
{
    size_t n = rc_value_print(value, NULL, 0);
    rc_status status;
    how->text->length = 0;
    status = rci_base_bytes_reserve(how->text, n + 1, how->err);
    if (status == RC_OK) {
        rc_value_print(value, (char *)how->text->data, n + 1);
        *value = rc_value_string_n((const char *)how->text->data, n);
    }
    return status;
}

/* The value as the kind of value that `to` takes, where rc_field_set does not take it as it is. */
static rc_status adapt(const cast *how, rc_kind from, const rc_dtype *to, rc_value *value)
{
    rc_kind kind = rc_dtype_kind(to);
    bool as_is = is_text(from) || (from == RC_RAW && kind == RC_BYTES);
    if (is_text(kind) && !as_is) {
        return as_text(how, value);
    }
    if (kind == RC_TIMEDELTA && value->type == RC_VALUE_BOOL) {
        *value = rc_value_int(value->as.boolean);
    } else if (from == RC_TIMEDELTA && kind <= RC_C16 && value->as.i != RC_NAT) {
        *value = rc_value_int(value->as.i); /* the count */
    } else if (rounds(how, from, kind)) {
        return rc_value_round(value, to, value, how->err);
    }
    return RC_OK;
}

static rc_status convert(const cast *how, const rc_view *from, const rc_field *to, size_t i)
{
    rc_value value;
    rc_status status = rc_view_get(from, i, &value, how->err);
    if (status == RC_OK && value.type == RC_VALUE_NULL && !is_null_itself(from, i)) {
        return RC_OK; /* a struct around it is null */
    }
    if (status == RC_OK && value.type != RC_VALUE_NULL) {
        rc_view view = rc_field_view(to);
        status = adapt(how, rc_dtype_kind(from->dtype), to->dtype, &value);
        status = rci_store_add_place(&view, i, status, how->err);
    }
    return status == RC_OK ? rc_field_set(to, i, &value, how->err) : status;
}

/* Whether cells can be copied as they are. */
static bool same_cells(const rc_view *from, const rc_field *to)
{
    return rc_dtype_equal(from->dtype, to->dtype) && !rci_dtype_has_str(to->dtype) &&
           from->null_owner == RCI_DTYPE_NONE;
}

static rc_status cast_leaf(const cast *how, const rc_view *from, const rc_field *to)
{
    rc_status status = check_level(how, from, to);
    if (status == RC_OK && same_cells(from, to)) {
        rci_store_copy_cells(to->data, to->stride, from->data, from->stride,
                             rc_dtype_itemsize(to->dtype), to->n);
        return RC_OK;
    }
    for (size_t i = 0; i < to->n && status == RC_OK; i++) {
        status = convert(how, from, to, i);
    }
    return status;
}

/* --------------------------------------------------------------- structs */

static rc_status cast_field(const cast *how, const rc_view *from, const rc_field *to);

static rc_status fail_fields(const cast *how, const rc_field *to, const char *what,
                             const char *name)
{
    rci_base_fail(how->err, RC_ENAME, "%s \"%s\"", what, name);
    return fail_at(to, RC_ENAME, how->err);
}

/* The field of `from` that becomes field `i` of `to`, or RCI_DTYPE_NONE. */
static size_t source_of(const cast *how, const rc_view *from, const rc_field *to, size_t i)
{
    const char *name = rci_dtype_child_at(to->dtype, i).info.name;
    if (how->match == RC_MATCH_POSITION) {
        return i;
    }
    return rci_dtype_index_of(from->dtype, name, strlen(name));
}

/* Both structs have the same number of fields, and names where they matter. */
static rc_status check_fields(const cast *how, const rc_view *from, const rc_field *to)
{
    size_t n = rc_dtype_nfields(to->dtype);
    for (size_t i = 0; i < n && how->match == RC_MATCH_NAME; i++) {
        if (source_of(how, from, to, i) == RCI_DTYPE_NONE) {
            return fail_fields(how, to, "the store does not have the field",
                               rci_dtype_child_at(to->dtype, i).info.name);
        }
    }
    for (size_t i = 0; i < rc_dtype_nfields(from->dtype) && how->match == RC_MATCH_NAME; i++) {
        const char *name = rci_dtype_child_at(from->dtype, i).info.name;
        if (rci_dtype_index_of(to->dtype, name, strlen(name)) == RCI_DTYPE_NONE) {
            return fail_fields(how, to, "the dtype does not have the store's field", name);
        }
    }
    if (rc_dtype_nfields(from->dtype) != n) {
        rci_base_fail(how->err, RC_ENAME, "%zu fields found, %zu expected",
                      rc_dtype_nfields(from->dtype), n);
        return fail_at(to, RC_ENAME, how->err);
    }
    return RC_OK;
}

/* Nulls of the struct itself, before its fields are set, which makes it valid. */
static rc_status cast_nulls(const cast *how, const rc_view *from, const rc_field *to)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < to->n && from->valid && status == RC_OK; i++) {
        if (is_null_itself(from, i)) {
            status = rc_field_set_null(to, i, how->err);
        }
    }
    return status;
}

static rc_status cast_struct(const cast *how, const rc_view *from, const rc_field *to)
{
    rc_status status = check_fields(how, from, to);
    for (size_t i = 0; i < rc_dtype_nfields(to->dtype) && status == RC_OK; i++) {
        rc_view part;
        rc_field target;
        status = rc_view_child(from, source_of(how, from, to, i), &part, how->err);
        if (status == RC_OK) {
            status = rc_field_child(to, i, &target, how->err);
        }
        if (status == RC_OK) {
            status = cast_field(how, &part, &target);
        }
    }
    return status;
}

/* ------------------------------------------------------------- subarrays */

static bool same_shape(const rc_dtype *a, const rc_dtype *b)
{
    size_t n = rc_dtype_ndim(a);
    return rc_dtype_ndim(b) == n &&
           memcmp(rc_dtype_shape(a), rc_dtype_shape(b), n * sizeof(size_t)) == 0;
}

static rc_status cast_subarray(const cast *how, const rc_view *from, const rc_field *to)
{
    size_t n = rci_store_dtype_count(to->dtype);
    rc_status status = RC_OK;
    if (!same_shape(from->dtype, to->dtype)) {
        rci_base_fail(how->err, RC_ETYPE, "the shapes of the subarrays differ");
        return fail_at(to, RC_ETYPE, how->err);
    }
    for (size_t k = 0; k < n && status == RC_OK; k++) {
        rc_view part;
        rc_field target;
        status = rc_view_element(from, k, &part, how->err);
        if (status == RC_OK) {
            status = rc_field_element(to, k, &target, how->err);
        }
        if (status == RC_OK) {
            status = cast_field(how, &part, &target);
        }
    }
    return status;
}

/* ------------------------------------------------------------------ field */

static rc_status cast_field(const cast *how, const rc_view *from, const rc_field *to)
{
    rc_kind found = rc_dtype_kind(from->dtype), kind = rc_dtype_kind(to->dtype);
    bool whole = found == RC_STRUCT || found == RC_SUBARRAY;
    rc_status status;
    if (found != kind && (whole || kind == RC_STRUCT || kind == RC_SUBARRAY)) {
        return check_level(how, from, to);
    }
    if (from->valid && !to->valid && how->most < RC_CAST_CHECKED) {
        rci_base_fail(how->err, RC_ETYPE,
                      "a nullable field to one that is not is a checked cast, allowed is %s (use "
                      "RC_CAST_CHECKED)",
                      level_name(how->most));
        return fail_at(to, RC_ETYPE, how->err);
    }
    if (!whole) {
        return cast_leaf(how, from, to);
    }
    status = found == RC_STRUCT ? cast_struct(how, from, to) : cast_subarray(how, from, to);
    return status == RC_OK ? cast_nulls(how, from, to) : status;
}

static rc_status check_arguments(const rc_store *store, const rc_dtype *dtype, rc_match match,
                                 rc_cast most, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK && !dtype) {
        status = rci_base_fail(err, RC_EARG, "no dtype to cast to (NULL)");
    }
    if (status == RC_OK && match != RC_MATCH_NAME && match != RC_MATCH_POSITION) {
        status = rci_base_fail(err, RC_EARG, "the match %d is unknown", (int)match);
    }
    if (status == RC_OK && (most < RC_CAST_EXACT || most > RC_CAST_LOSSY)) {
        status = rci_base_fail(err, RC_EARG, "the level %d of a cast is unknown", (int)most);
    }
    return status;
}

/* Casts all records into `made`, which is zeros. */
static rc_status cast_records(const cast *how, const rc_store *store, rc_store *made)
{
    rc_view from;
    rc_field to;
    rc_status status = rc_store_view(store, "", &from, how->err);
    if (status == RC_OK) {
        status = rc_store_field(made, "", &to, how->err);
    }
    return status == RC_OK ? cast_field(how, &from, &to) : status;
}

rc_store *rc_store_cast(const rc_store *store, const rc_dtype *dtype, rc_match match, rc_cast most,
                        rc_layout layout, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rci_base_bytes text;
    cast how = {match, most, &text, err ? err : &local};
    rc_store *made;
    if (check_arguments(store, dtype, match, most, how.err) != RC_OK) {
        return NULL;
    }
    made = rc_store_zeros(dtype, store->length, layout, how.err);
    if (!made) {
        return NULL;
    }
    rci_base_bytes_init(&text);
    if (cast_records(&how, store, made) != RC_OK) {
        rc_store_unref(made);
        made = NULL;
    }
    rci_base_bytes_release(&text);
    return made;
}
