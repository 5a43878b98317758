/*
 * rowcol/access.h - whole fields to and from plain C arrays, one record as a value, stores that are
 * only read.
 *
 * For one value see rc_store_get and rc_field_get (rowcol/store.h), for loops the typed handles
 * (rowcol/typed.h), for views rowcol/view.h, for
 * records as JSON text rowcol/record.h.
 *
 * In every function a NULL pointer is RC_EARG, unless the comment says that it is allowed.
 */
#ifndef ROWCOL_ACCESS_H
#define ROWCOL_ACCESS_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- arrays
 *
 * The elements of an array are contiguous cells of a dtype, such as rc_dtype_leaf(RC_I4) for
 * int32_t, "S8" for char[8] or "M8[s]" for int64_t counts of seconds; any kind but str, structs and
 * subarrays. Where it is the dtype of the field, the cells are copied; else each value is converted
 * by the rules of rowcol/value.h. Nulls are one byte for each record in `valid`, 1 for a value and
 * 0 for null.
 */

/**
 * Writes the field of all records to `array`, which has view->n elements of `type`. `valid` has
 * view->n bytes, or is NULL: a null is an error then. The element of a null is zero. RC_OK;
 * RC_ETYPE (`type`, the field, or a null), RC_ERANGE, RC_ESYNTAX, RC_EFORMAT (a value that `type`
 * cannot hold: err->record and err->field; the elements before it have been written), RC_EARG,
 * RC_ENOMEM.
 */
RC_API rc_status rc_view_to_array(const rc_view *view, const rc_dtype *type, void *array,
                                  unsigned char *valid, rc_error *err);

/**
 * Writes field->n elements of `array` to the field of all records, and makes it valid, or null
 * where `valid` has 0. `valid` may be NULL: all are valid. Both are outside of the store. RC_OK;
 * RC_ETYPE
 * (`type`, the field, or a null for a field that is not nullable), RC_ERANGE, RC_ESYNTAX,
 * RC_EFORMAT, RC_EARG (a value that the field cannot hold: err->record and err->field; the records
 * before it have been written), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_status rc_field_from_array(const rc_field *field, const rc_dtype *type, const void *array,
                                     const unsigned char *valid, rc_error *err);

/** Writes `value` to the field of all records: rc_field_set for each. RC_OK; as rc_field_set; a
 *  value that is refused changes nothing. */
RC_API rc_status rc_field_fill(const rc_field *field, const rc_value *value, rc_error *err);

/* ---------------------------------------------------------------- records */

/** One record of a store, borrowed: valid as long as the store has it. Copy it freely. */
typedef struct rc_row {
    rc_store *store;
    size_t record;
} rc_row;

/** Record `i` of a store. RC_OK; RC_EINDEX, RC_EARG. */
RC_API rc_status rc_store_row(rc_store *store, size_t i, rc_row *row, rc_error *err);

/** Reads or writes the field at a dotted path. RC_OK; as rc_store_get and rc_store_set. */
RC_API rc_status rc_row_get(const rc_row *row, const char *path, rc_value *value, rc_error *err);
RC_API rc_status rc_row_set(const rc_row *row, const char *path, const rc_value *value,
                            rc_error *err);

/** Reads or writes field `k` of a store of structs. RC_OK; as rc_store_field_at and rc_field_get or
 *  rc_field_set. */
RC_API rc_status rc_row_get_at(const rc_row *row, size_t k, rc_value *value, rc_error *err);
RC_API rc_status rc_row_set_at(const rc_row *row, size_t k, const rc_value *value, rc_error *err);

/**
 * A copy of the record as a store of one record in rows, in which the `n` fields at `paths` have
 * `values` (namedtuple's _replace). The record itself does not change. `paths` and `values` may be
 * NULL if `n` is 0. NULL: as rc_store_convert and rc_store_set.
 */
RC_API rc_store *rc_row_replace(const rc_row *row, const char *const *paths, const rc_value *values,
                                size_t n, rc_error *err);

/* ----------------------------------------------------------------- frozen */

/**
 * Makes a store read-only, for good: every function that would write to it or change it is refused
 * with RC_EARG, rc_store_data and the functions that return a store or handle for writing included.
 * Use those with const. So its memory may be read by any number of threads at once, and by programs
 * that were given the store without trusting them not to write.
 *
 * The memory is frozen with it: slices and views that share it are refused writes to values, too.
 * But they may grow, shrink or insert: they move to memory of their own first, which is not frozen
 * (copy on write). rc_store_convert makes a copy that can be written to.
 *
 * Handles for writing that were taken before must not be used for inline sets (rc_i4_set); the
 * checked functions refuse them. Freeze a store while no other thread uses it. RC_OK; RC_EARG.
 */
RC_API rc_status rc_store_freeze(rc_store *store, rc_error *err);

/** Non-zero if the store, or the memory that it shares, is frozen. 0 for NULL. Any thread. */
RC_API int rc_store_is_frozen(const rc_store *store);

#ifdef __cplusplus
}
#endif
#endif
