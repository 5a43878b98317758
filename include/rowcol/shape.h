/*
 * rowcol/shape.h - changes which records and which fields a store has, and casts to another dtype.
 *
 * The functions that change a store keep its values, nulls and strings, and leave it as it was when
 * they fail. They invalidate field handles, views (rc_view), rc_store_data and borrowed strings of
 * the store, except where a comment says otherwise. Other stores that share its memory do not
 * change: a store whose memory is shared moves to memory of its own where its records have to move.
 *
 * In every function a NULL pointer is RC_EARG, unless the comment says that it is allowed. Threads:
 * no other thread may use the store, or a slice that shares its memory, during the call.
 */
#ifndef ROWCOL_SHAPE_H
#define ROWCOL_SHAPE_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --------------------------------------------------------------- records
 *
 * See also rc_store_append, rc_store_push, rc_store_append_range and rc_store_concat.
 */

/** Inserts `n` zero records before record `at`; `at` may be the length. The records after them
 *  move. RC_OK; RC_EINDEX, RC_EARG, RC_ELIMIT, RC_ENOMEM. */
RC_API rc_status rc_store_insert(rc_store *store, size_t at, size_t n, rc_error *err);

/** Removes `n` records from `first` on. The records after them move; the capacity does not change.
 *  RC_OK; RC_EINDEX, RC_EARG, RC_ENOMEM (the memory is shared). */
RC_API rc_status rc_store_remove(rc_store *store, size_t first, size_t n, rc_error *err);

/** Removes the records from `n` on: rc_store_resize that never makes the store longer. Handles of
 *  the records that are left stay valid. RC_OK; RC_EINDEX (the store has fewer than n), RC_EARG. */
RC_API rc_status rc_store_truncate(rc_store *store, size_t n, rc_error *err);

/* ---------------------------------------------------------------- fields
 *
 * The store gets a new dtype (rc_store_dtype), that of the function of rowcol/dtype.h with a
 * similar name. In columns no value moves: the time does not depend on the number of records,
 * except that the memory of an added column comes as zero pages.
 */

/**
 * Adds a field of zeros, valid if it is nullable, before the field at index `position`, or at the
 * end for RC_AUTO. Statuses as rc_dtype_add_field: RC_EARG (not a struct, an offset other than
 * RC_AUTO), RC_EINDEX (position), RC_ENAME (the name is used), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_status rc_store_add_field(rc_store *store, const rc_field_spec *field, size_t position,
                                    rc_error *err);

/** Drops the `n` fields of these names; dots and quotes are characters of a name. The memory of
 *  columns is kept until rc_store_shrink. `names` may be NULL if `n` is 0. RC_OK; RC_ENAME,
 * RC_EARG, RC_ELIMIT, RC_ENOMEM. */
RC_API rc_status rc_store_drop_fields(rc_store *store, const char *const *names, size_t n,
                                      rc_error *err);

/** Gives the field `from` the name `to`. No record moves, also in rows: rc_store_data and typed
 *  handles stay valid. RC_OK; RC_ENAME (no such field, or `to` is used), RC_EARG, RC_ENOMEM. */
RC_API rc_status rc_store_rename_field(rc_store *store, const char *from, const char *to,
                                       rc_error *err);

/* ------------------------------------------------------------------ cast */

/** Which field of a store becomes which field of a dtype. */
typedef enum rc_match {
    RC_MATCH_NAME = 1,    /**< the field of the same name, in structs at every depth */
    RC_MATCH_POSITION = 2 /**< the first becomes the first, and so on; names do not matter */
} rc_match;

/**
 * A new store of `dtype` in the given layout with the records of `store`, each value converted.
 * The two dtypes must have the same fields, in any order for RC_MATCH_NAME: select the fields first
 * (rc_store_select) to leave some out, and add those that are missing (rc_store_add_field).
 *
 * `most` is the highest level of conversion that is allowed (rc_dtype_can_cast of each field):
 *   RC_CAST_EXACT     byte orders, offsets, and a nullable field for one that is not
 *   RC_CAST_WIDENING  other kinds that hold every value: this and the first cannot fail for a value
 *   RC_CAST_CHECKED   kinds that hold some values: each value is converted by the rules of
 *                     rowcol/value.h, and the first one that does not fit is an error
 *   RC_CAST_LOSSY     numbers and times are rounded (rc_value_round), numbers to any other kind;
 *                     out of range is an error
 * Fields of text take numbers and times as rc_value_print writes them; U and str take V fields so,
 * too, S takes their bytes. Numbers take the count of a timedelta that is not NaT.
 * A null is kept; in a field that is not nullable in `dtype` it is an error.
 *
 * NULL: RC_ETYPE (a field needs a higher level than `most`, or a null in a field that is not
 * nullable), RC_ENAME (fields differ), RC_ERANGE, RC_ESYNTAX, RC_EFORMAT (a value), RC_EARG,
 * RC_ELIMIT, RC_ENOMEM. err->field is the field of `dtype`, err->record the record.
 */
RC_API rc_store *rc_store_cast(const rc_store *store, const rc_dtype *dtype, rc_match match,
                               rc_cast most, rc_layout layout, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
