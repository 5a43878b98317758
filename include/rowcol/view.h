/*
 * rowcol/view.h - views: stores of some records or some fields of another store, without copying.
 *
 *   rc_store_slice        records first .. first + n - 1 (rowcol/store.h)
 *   rc_store_slice_step   every k-th record, forwards or backwards
 *   rc_store_reversed     all records, the last one first
 *   rc_store_select       some fields, in any order, also from inside nested structs
 *   rc_store_nested       one field as the whole record
 *   rc_store_repack       some fields as a copy: the alternative to rc_store_select
 *
 * A view is a store: it is read, written, saved, converted and viewed again by the same functions.
 * Making one costs a few small allocations, whatever the number of records. It refers to the memory
 * and the strings of its store, and keeps both in memory until it is released; the store itself may
 * be released before.
 *
 * What is shared. Records, nulls and strings written through the view are seen in the store, and
 * the reverse. A call that makes either of them longer (rc_store_append, rc_store_push,
 * rc_store_resize, rc_store_reserve ...) or shrinks it moves that one to memory of its own first:
 * from then on they are two stores that share nothing.
 *
 * What invalidates what. Handles (rc_field, rc_view, rc_i4_field ...), rc_store_data and borrowed
 * strings belong to the store or view that they were taken from. They stay valid while that one is
 * not released and does not move, whatever is done to others that share its memory, with one
 * exception: a string that is borrowed from a record is valid until the record is written to,
 * through whichever store or view.
 *
 * Layouts. A slice of contiguous records has the layout of its store. Columns stay columns when
 * fields are selected. Every other view has the layout RC_STRIDED: rc_store_data is NULL, its
 * fields are at strides of their own, which are negative in a reversed store, and the bit of record
 * i of a validity bitmap is valid_bit + i * valid_step. rc_store_convert makes rows or columns of
 * it; a view that moves to memory of its own gets the layout of the store that it was made from.
 *
 * In every function a NULL pointer is RC_EARG. The function with _const is for stores that are only
 * read; its result is released with rc_store_unref, too. Threads: as in rowcol/store.h; any number
 * of threads may make views of one store at the same time.
 */
#ifndef ROWCOL_VIEW_H
#define ROWCOL_VIEW_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A view of `n` records: first, first + step, first + 2 * step ... A negative step counts
 * backwards. `step` has no effect if `n` is 0 or 1. NULL: RC_EARG (a step of 0), RC_EINDEX (a
 * record that the store does not have), RC_ENOMEM.
 *
 * NumPy's a[first::step] has (length - first + step - 1) / step records for a positive step.
 */
RC_API rc_store *rc_store_slice_step(rc_store *store, size_t first, size_t n, ptrdiff_t step,
                                     rc_error *err);
RC_API const rc_store *rc_store_slice_step_const(const rc_store *store, size_t first, size_t n,
                                                 ptrdiff_t step, rc_error *err);

/** A view of all records in reverse order. NULL: RC_EARG, RC_ENOMEM. */
RC_API rc_store *rc_store_reversed(rc_store *store, rc_error *err);
RC_API const rc_store *rc_store_reversed_const(const rc_store *store, rc_error *err);

/**
 * A view of the `n` fields at the dotted paths (the rules of rc_dtype_find), in that order. The
 * records of the view are structs of these fields, each with the last name of its path; the dtype
 * is rc_dtype_struct of them, aligned if that of the store is. `paths` may be NULL if `n` is 0.
 * NULL: RC_EARG, RC_ENAME (no such field, two of the same name), RC_ESYNTAX, RC_EUNSUPPORTED (a
 * field inside a nullable struct, whose nulls the view could not show: select the struct),
 * RC_ENOMEM.
 */
RC_API rc_store *rc_store_select(rc_store *store, const char *const *paths, size_t n,
                                 rc_error *err);
RC_API const rc_store *rc_store_select_const(const rc_store *store, const char *const *paths,
                                             size_t n, rc_error *err);

/**
 * A view whose records are the field at the dotted path: a struct, or any other type, which is then
 * the dtype of the view (its only field has the path ""). NULL: RC_EARG, RC_ENAME, RC_ESYNTAX,
 * RC_EUNSUPPORTED (the field, or a struct around it, is nullable: the records of a store are not),
 * RC_ENOMEM.
 */
RC_API rc_store *rc_store_nested(rc_store *store, const char *path, rc_error *err);
RC_API const rc_store *rc_store_nested_const(const rc_store *store, const char *path,
                                             rc_error *err);

/**
 * A deep copy of the `n` fields at the dotted paths in the given layout: rc_store_select and
 * rc_store_convert in one call. The copy does not keep the store's memory. NULL: as those two
 * functions.
 */
RC_API rc_store *rc_store_repack(const rc_store *store, const char *const *paths, size_t n,
                                 rc_layout layout, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
