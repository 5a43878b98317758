/*
 * rowcol/store.h - N records of one dtype in memory, as rows or as columns.
 *
 * rows     one contiguous array of records, each itemsize bytes: an array of structs
 * columns  one contiguous array per leaf field, each starting at a multiple of 64 bytes, all in one
 *          allocation; a nested struct is divided into its leaves, a subarray is one leaf
 *
 * In both layouts a leaf is {data, stride, n}: record i has it at data + i * stride; in views the
 * stride may be larger, or negative. Every nullable
 * field has a validity bitmap apart from the data in both layouts, least significant bit first, 1
 * for a value and 0 for null, as Arrow has it
 * (https://arrow.apache.org/docs/format/Columnar.html#validity-bitmaps). A str cell is Arrow's
 * 16-byte view: int32 length, then up to 12 bytes inline, or a 4-byte prefix, int32 buffer index
 * and int32 offset; a cell of zeros is the empty string
 * (https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout).
 *
 * Reading and writing: a function that only reads takes a `const rc_store *`. Where a function
 * returns memory or a handle there are two: one for writing and one for reading.
 *
 *   for writing                           for reading
 *   ------------------------------------  ------------------------------------
 *   rc_store_data, rc_store_data_as       rc_store_data_const, rc_store_data_as_const
 *   rc_store_slice                        rc_store_slice_const
 *   rc_field, rc_store_field              rc_view, rc_store_view
 *   rc_i4_field, rc_store_i4 ...          rc_i4_view, rc_store_i4_view ...
 *
 * Errors: in every function a NULL pointer is RC_EARG, unless the comment says that it is allowed;
 * a query of NULL returns 0 or NULL. A field handle or view that is all zero is RC_EARG.
 *
 * Threads: any number of threads may read a store, or write to different records of it, also of
 * slices that share its memory. No other thread may use a store, or a slice that shares its memory,
 * while a call changes its length or capacity or shrinks it.
 */
#ifndef ROWCOL_STORE_H
#define ROWCOL_STORE_H

#include <rowcol/dtype.h>
#include <rowcol/value.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RC_NORETURN __attribute__((noreturn, cold))
#else
#define RC_NORETURN
#endif

/** The layout of a store. In options 0 stands for the default, RC_ROWS. A store is made as rows or
 *  columns; RC_STRIDED is the layout of views that are neither (rowcol/view.h). */
typedef enum rc_layout {
    RC_LAYOUT_DEFAULT = 0,
    RC_ROWS = 1,
    RC_COLUMNS = 2,
    RC_STRIDED = 3
} rc_layout;

typedef struct rc_store rc_store;

/* ------------------------------------------------------------- lifetime */

/**
 * A new store of `n` records of zeros (valid zeros where fields are nullable). The memory comes as
 * zero pages from the system: pages that are never written to use no memory. The store takes a
 * reference to the dtype. `n` may be 0. The caller owns the store (rc_store_unref).
 * NULL: RC_EARG (no dtype, a layout other than RC_ROWS and RC_COLUMNS), RC_ELIMIT (the size is over
 * SIZE_MAX / 2 bytes), RC_ENOMEM.
 */
RC_API rc_store *rc_store_zeros(const rc_dtype *dtype, size_t n, rc_layout layout, rc_error *err);

/**
 * A new rows store over memory of the caller: `data` holds `n` records of the dtype's itemsize at
 * any alignment. `release(context, data)` is called when the last store or slice that uses the
 * memory is released; it may be NULL. A store that grows beyond `n` records is copied to memory of
 * the library. NULL: RC_EARG, RC_EUNSUPPORTED (str or nullable fields), RC_ELIMIT, RC_ENOMEM;
 * `release` has not been called then.
 */
RC_API rc_store *rc_store_wrap(const rc_dtype *dtype, size_t n, void *data,
                               void (*release)(void *context, void *data), void *context,
                               rc_error *err);

/** Takes a reference; returns `store`. NULL is allowed and returned. Any thread. */
RC_API rc_store *rc_store_ref(rc_store *store);

/** Releases a reference; the last one releases the store. NULL is allowed. Any thread. */
RC_API void rc_store_unref(const rc_store *store);

/**
 * A new store of the records first .. first + n - 1 that shares the memory and the strings: what is
 * written to one is seen in the other until one of them grows or shrinks, which moves it to memory
 * of its own. NULL: RC_EARG, RC_EINDEX, RC_ENOMEM.
 */
RC_API rc_store *rc_store_slice(rc_store *store, size_t first, size_t n, rc_error *err);

/** The same for reading: give it back with rc_store_unref. */
RC_API const rc_store *rc_store_slice_const(const rc_store *store, size_t first, size_t n,
                                            rc_error *err);

/** A deep copy in the given layout; padding bytes of the copy are zero. NULL: RC_EARG, RC_ELIMIT,
 *  RC_ENOMEM. */
RC_API rc_store *rc_store_convert(const rc_store *store, rc_layout layout, rc_error *err);

/** A new store of all records of `n` stores of equal dtypes and any layouts, one after the other.
 *  `n` is at least 1. NULL: RC_EARG, RC_ETYPE (dtypes differ), RC_ELIMIT, RC_ENOMEM. */
RC_API rc_store *rc_store_concat(const rc_store *const *stores, size_t n, rc_layout layout,
                                 rc_error *err);

/* --------------------------------------------------------------- queries */

/** The dtype of the records, borrowed from the store. */
RC_API const rc_dtype *rc_store_dtype(const rc_store *store);

/** Rows, columns, or RC_STRIDED for some views; 0 for NULL. */
RC_API rc_layout rc_store_layout(const rc_store *store);

/** Number of records. */
RC_API size_t rc_store_length(const rc_store *store);

/** Number of records up to which the store can grow without moving. Equal to the length while
 *  another store or slice shares the memory. */
RC_API size_t rc_store_capacity(const rc_store *store);

/** Address of the first record of a rows store: length * itemsize bytes. NULL for other layouts.
 * Valid until a call makes the store longer or shrinks it, or the store is released. */
RC_API void *rc_store_data(rc_store *store);
RC_API const void *rc_store_data_const(const rc_store *store);

/**
 * As rc_store_data, for a program that has the records as a C struct: checks first that the rows
 * have the layout of `expected` and its alignment. Names, kinds, byte orders, offsets and sizes
 * must be equal; fields may be nullable in either. rc_store_rows of rowcol/cstruct.h is easier and
 * costs less. NULL: RC_ETYPE (the message has the first difference), RC_EARG (NULL, another
 * layout).
 */
RC_API void *rc_store_data_as(rc_store *store, const rc_dtype *expected, rc_error *err);
RC_API const void *rc_store_data_as_const(const rc_store *store, const rc_dtype *expected,
                                          rc_error *err);

/**
 * As rc_store_data_as with the dtype that `function` returns, which must be the same at each call
 * (a function of RC_DEFINE_DTYPE). The store remembers the first function whose dtype it has
 * checked: with that function a call costs about as much as rc_store_data. Use rc_store_rows. NULL:
 * as rc_store_data_as, and any error of `function`.
 */
RC_API const void *rc_store_data_checked(const rc_store *store,
                                         rc_dtype *(*function)(rc_error *err), rc_error *err);

/** Non-zero if both stores have equal dtypes and lengths, and equal values in each record, whatever
 *  their layouts. Padding is not compared, a null is equal to a null, floats are compared by their
 *  bits. 0 if either is NULL. */
RC_API int rc_store_equal(const rc_store *a, const rc_store *b);

/* ------------------------------------------------- changing the length */

/**
 * Makes the capacity at least `capacity` records. Invalidates field handles, views and
 * rc_store_data if the store has to move. RC_OK; RC_EARG, RC_ELIMIT, RC_ENOMEM (the store is
 * unchanged).
 */
RC_API rc_status rc_store_reserve(rc_store *store, size_t capacity, rc_error *err);

/** Sets the length to `n` records; new ones are zero. A store that becomes empty releases its
 *  strings. Otherwise as rc_store_reserve. */
RC_API rc_status rc_store_resize(rc_store *store, size_t n, rc_error *err);

/**
 * Reduces the capacity to the length, and the memory of strings to what the records need.
 * Invalidates field handles, views, rc_store_data and borrowed strings. Memory that a slice or
 * another store shares is not released: the store gets a copy of its own. RC_OK; RC_EARG, RC_ENOMEM
 * (the store is unchanged).
 */
RC_API rc_status rc_store_shrink(rc_store *store, rc_error *err);

/** Adds `n` zero records at the end and stores the index of the first in `*first` (may be NULL). If
 *  the store has to move, its capacity grows by half at least. Otherwise as rc_store_reserve. */
RC_API rc_status rc_store_append(rc_store *store, size_t n, size_t *first, rc_error *err);

/**
 * Adds copies of the `n` records at `records`: contiguous rows of the dtype's itemsize in its
 * layout, at any alignment, not in the memory of the store. The store may have either layout;
 * nullable fields become valid. RC_OK; RC_EARG, RC_EUNSUPPORTED (a dtype with str fields: their
 * text is not in the rows), and as rc_store_append.
 */
RC_API rc_status rc_store_push(rc_store *store, const void *records, size_t n, rc_error *err);

/** Adds copies of all records of `from`, which has an equal dtype and any layout, and may be
 *  `store` itself. RC_OK; RC_EARG, RC_ETYPE (other dtype), and as rc_store_append. */
RC_API rc_status rc_store_append_store(rc_store *store, const rc_store *from, rc_error *err);

/** Adds copies of the records first .. first + n - 1 of `from`; otherwise as rc_store_append_store.
 *  RC_OK; RC_EINDEX, and as rc_store_append_store. */
RC_API rc_status rc_store_append_range(rc_store *store, const rc_store *from, size_t first,
                                       size_t n, rc_error *err);

/**
 * Overwrites `n` records of `to` from `to_first` on with those of `from` from `from_first` on,
 * which has an equal dtype and any layout: conversion into existing memory. RC_OK; RC_ETYPE (other
 * dtype), RC_EINDEX, RC_EARG (NULL, or the records share memory): nothing is written; RC_ENOMEM,
 * RC_ELIMIT (strings of str fields): the records of `to` are zeros then.
 */
RC_API rc_status rc_store_copy(rc_store *to, size_t to_first, const rc_store *from,
                               size_t from_first, size_t n, rc_error *err);

/* -------------------------------------------------- one value by its path */

/** Reads the field at `path` of record `i`: rc_store_view and rc_view_get in one call. Make a
 * handle for many records of one field: it is found once. RC_OK; as those two functions. */
RC_API rc_status rc_store_get(const rc_store *store, size_t i, const char *path, rc_value *value,
                              rc_error *err);

/** Writes it: rc_store_field and rc_field_set in one call. RC_OK; as those two functions. */
RC_API rc_status rc_store_set(rc_store *store, size_t i, const char *path, const rc_value *value,
                              rc_error *err);

/* ---------------------------------------------------------- field handles */

/**
 * One field of a store, for reading and writing. It may be copied and needs no release. It borrows
 * the store: it is invalid after the store is released, has moved, or has fewer than n records.
 */
typedef struct rc_field {
    unsigned char *data;   /**< the field in record 0; NULL for a struct that is not in rows */
    ptrdiff_t stride;      /**< bytes from one record to the next; negative in a reversed store */
    size_t n;              /**< records */
    const rc_dtype *dtype; /**< borrowed */
    unsigned char *valid;  /**< the validity bitmap, or NULL if the field is not nullable */
    size_t valid_bit;      /**< the bit of record 0 in it */
    ptrdiff_t valid_step;  /**< bits from one record to the next: 1 except in slices with a step */
    rc_store *store;       /**< borrowed */
    /* For the library: */
    size_t leaf;      /**< index of its first leaf, in the order of the dtype; inside a subarray, of
                           the subarray */
    size_t null_node; /**< index of its first nullable field, in the order of the dtype */
    size_t null_owner; /**< index of the innermost nullable field that it is or is inside of, or
                            SIZE_MAX */
    int is_element;    /**< non-zero inside a subarray */
} rc_field;

/** The same for reading. */
typedef struct rc_view {
    const unsigned char *data;
    ptrdiff_t stride;
    size_t n;
    const rc_dtype *dtype;
    const unsigned char *valid;
    size_t valid_bit;
    ptrdiff_t valid_step;
    const rc_store *store;
    size_t leaf;
    size_t null_node;
    size_t null_owner;
    int is_element;
} rc_view;

/** The view of a field; all zero for NULL. */
static inline rc_view rc_field_view(const rc_field *field)
{
    rc_view view;
    memset(&view, 0, sizeof view);
    if (!field) {
        return view;
    }
    view.data = field->data;
    view.stride = field->stride;
    view.n = field->n;
    view.dtype = field->dtype;
    view.valid = field->valid;
    view.valid_bit = field->valid_bit;
    view.valid_step = field->valid_step;
    view.store = field->store;
    view.leaf = field->leaf;
    view.null_node = field->null_node;
    view.null_owner = field->null_owner;
    view.is_element = field->is_element;
    return view;
}

/**
 * The field at a dotted path (the rules of rc_dtype_find); "" is the whole record, also if the
 * dtype is not a struct. RC_OK; RC_ENAME, RC_ESYNTAX, RC_EARG (NULL), RC_ENOMEM (only for names in
 * quotes).
 */
RC_API rc_status rc_store_field(rc_store *store, const char *path, rc_field *field, rc_error *err);
RC_API rc_status rc_store_view(const rc_store *store, const char *path, rc_view *view,
                               rc_error *err);

/** Field `i` of a store of structs. RC_OK; RC_EARG, RC_EINDEX. */
RC_API rc_status rc_store_field_at(rc_store *store, size_t i, rc_field *field, rc_error *err);
RC_API rc_status rc_store_view_at(const rc_store *store, size_t i, rc_view *view, rc_error *err);

/** Field `i` of a struct field. RC_OK; RC_EARG, RC_EINDEX, RC_ETYPE (not a struct). */
RC_API rc_status rc_field_child(const rc_field *field, size_t i, rc_field *child, rc_error *err);
RC_API rc_status rc_view_child(const rc_view *view, size_t i, rc_view *child, rc_error *err);

/** Element `k` of a subarray field, counted in C order over its whole shape. RC_OK; RC_EARG,
 *  RC_EINDEX, RC_ETYPE (not a subarray). */
RC_API rc_status rc_field_element(const rc_field *field, size_t k, rc_field *element,
                                  rc_error *err);
RC_API rc_status rc_view_element(const rc_view *view, size_t k, rc_view *element, rc_error *err);

/* ------------------------------------------------------ checked generic access */

/**
 * Reads the field of record `i`: RC_VALUE_NULL if it is null or inside a null struct or subarray.
 * Strings and bytes in `*value` are borrowed from the store: they are valid until the record is
 * written to, or the store moves, shrinks or is released. RC_OK; RC_EARG, RC_EINDEX, RC_ETYPE (a
 * struct or subarray that is not null: read its parts), RC_EFORMAT (a U<n> cell with an invalid
 * code point).
 */
RC_API rc_status rc_field_get(const rc_field *field, size_t i, rc_value *value, rc_error *err);
RC_API rc_status rc_view_get(const rc_view *view, size_t i, rc_value *value, rc_error *err);

/**
 * Writes the field of record `i`, converting between kinds if no value is lost (the rules of
 * rowcol/value.h), and makes it valid, and each nullable struct or subarray around it.
 * RC_VALUE_NULL does the same as rc_field_set_null. RC_OK; RC_EINDEX, RC_ETYPE, RC_ERANGE,
 * RC_ESYNTAX, RC_EARG (NULL, text that is not valid UTF-8, an unknown type of value), RC_ELIMIT,
 * RC_ENOMEM; on failure the record is unchanged, and `err` has the record and the field.
 *
 * The memory of a string that is replaced, made null or removed with its record is used again for
 * strings that are written later, in sizes of four classes for each power of two; strings that are
 * in use never move. rc_store_resize to 0 records and rc_store_shrink give memory back. Slices have
 * the same cells and the same strings: they see the new string, and what they borrowed from the
 * record is no longer valid.
 */
RC_API rc_status rc_field_set(const rc_field *field, size_t i, const rc_value *value,
                              rc_error *err);

/**
 * Makes the nullable field of record `i` null and its bytes zero, also for a struct or subarray.
 * The nullable fields around it become valid. RC_OK; RC_EARG, RC_EINDEX, RC_ETYPE (not nullable).
 */
RC_API rc_status rc_field_set_null(const rc_field *field, size_t i, rc_error *err);

/** Makes the field of record `i` valid, and the nullable fields around it, and does not change its
 *  bytes: for use after a typed set (rc_i4_set), or for a struct. RC_OK; RC_EARG, RC_EINDEX. */
RC_API rc_status rc_field_set_valid(const rc_field *field, size_t i, rc_error *err);

/** Non-zero if the field of record `i` is null or inside a null struct or subarray; 0 for an index
 *  past the end. */
RC_API int rc_field_is_null(const rc_field *field, size_t i);
RC_API int rc_view_is_null(const rc_view *view, size_t i);

#ifdef __cplusplus
}
#endif

#include <rowcol/typed.h>
#endif
