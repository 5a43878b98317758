/*
 * rowcol/store.h - N records of one dtype in memory, as rows or as columns.
 *
 * rows     one contiguous array of records, each itemsize bytes: an array of structs
 * columns  one contiguous array per leaf field, each starting at a multiple of 64 bytes, all in one
 *          allocation; nested structs are taken apart into their leaves, a subarray is one leaf
 *
 * In both layouts a leaf is seen as {base, stride, n}: record i has it at base + i * stride. Every
 * nullable field has one bitmap beside the data in both layouts, least significant bit first, 1 for
 * a value and 0 for null (Arrow's validity bitmaps,
 * https://arrow.apache.org/docs/format/Columnar.html#validity-bitmaps). A str cell is Arrow's
 * 16-byte view: int32 length, then up to 12 bytes inline, or a 4-byte prefix, int32 buffer number
 * and int32 offset; an all-zero cell is the empty string.
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

typedef enum rc_layout { RC_ROWS = 1, RC_COLUMNS = 2 } rc_layout;

typedef struct rc_store rc_store;

/* ------------------------------------------------------------- lifetime */

/**
 * `n` records of zeros (valid zeros where fields are nullable), taken as zero pages from the
 * system: memory is touched when it is written. The dtype is referenced. `n` may be 0.
 * NULL: RC_EARG, RC_ELIMIT (n * itemsize over SIZE_MAX / 2), RC_ENOMEM.
 */
RC_API rc_store *rc_store_zeros(const rc_dtype *dtype, size_t n, rc_layout layout, rc_error *err);

/**
 * Rows that lie in memory of the caller's: `data` holds `n` records of the dtype's itemsize at any
 * alignment. `release(context, data)` is called when the last store that looks at it goes; NULL
 * if nothing is to be done. Growing such a store beyond `n` moves it to memory of the library's
 * own. NULL: RC_EARG, RC_EUNSUPPORTED (str or nullable fields), RC_ELIMIT, RC_ENOMEM; then
 * `release` has not been called.
 */
RC_API rc_store *rc_store_wrap(const rc_dtype *dtype, size_t n, void *data,
                               void (*release)(void *context, void *data), void *context,
                               rc_error *err);

RC_API rc_store *rc_store_ref(rc_store *store);
RC_API void rc_store_unref(rc_store *store);

/**
 * Records first .. first + n - 1 as a store of their own that shares the memory: writing through
 * one shows in the other until either is resized. NULL: RC_EINDEX, RC_ENOMEM.
 */
RC_API rc_store *rc_store_slice(rc_store *store, size_t first, size_t n, rc_error *err);

/** A deep copy in the layout asked for; padding bytes of the copy are zero. NULL: RC_ENOMEM. */
RC_API rc_store *rc_store_convert(const rc_store *store, rc_layout layout, rc_error *err);

/* --------------------------------------------------------------- queries */

/** Borrowed from the store. */
RC_API const rc_dtype *rc_store_dtype(const rc_store *store);
RC_API rc_layout rc_store_layout(const rc_store *store);
/** Records in the store. */
RC_API size_t rc_store_length(const rc_store *store);
/** Records it can hold before it has to move. A store whose memory a slice shares moves whenever it
 *  grows. */
RC_API size_t rc_store_capacity(const rc_store *store);
/** The first record of a rows store (length * itemsize bytes follow), NULL for columns.
 *  Invalidated by every call that grows the store. */
RC_API void *rc_store_data(rc_store *store);

/**
 * As rc_store_data, for a program that knows the records as a C struct: checks first that the
 * store's rows are laid out as `expected` is, and that they lie aligned for it. Names, kinds, byte
 * order, offsets and sizes have to agree; whether a field is nullable does not matter.
 * NULL: RC_ETYPE (the message names the first field that differs and how), RC_EARG (columns).
 */
RC_API void *rc_store_rows_as(rc_store *store, const rc_dtype *expected, rc_error *err);

/** Non-zero when both hold the same dtype and equal values record by record, whatever the layout;
 *  padding is not compared, nulls equal nulls, floats are compared by their bits. */
RC_API int rc_store_equal(const rc_store *a, const rc_store *b);

/* --------------------------------------------------------------- growing */

/**
 * Makes room for `capacity` records in all. Invalidates field handles and rc_store_data when it
 * has to move. RC_OK; RC_ELIMIT, RC_ENOMEM (the store is unchanged).
 */
RC_API rc_status rc_store_reserve(rc_store *store, size_t capacity, rc_error *err);

/** Makes the store `n` records long; new ones are zero. As rc_store_reserve otherwise. */
RC_API rc_status rc_store_resize(rc_store *store, size_t n, rc_error *err);

/** Adds `n` zero records at the end, growing by half at least when it must; the number of the
 *  first goes into `*first` (may be NULL). As rc_store_reserve otherwise. */
RC_API rc_status rc_store_append(rc_store *store, size_t n, size_t *first, rc_error *err);

/** Adds copies of all records of `from`, which has an equal dtype and any layout, and may be
 *  `store` itself. RC_OK; RC_ETYPE, and as rc_store_reserve. */
RC_API rc_status rc_store_append_store(rc_store *store, const rc_store *from, rc_error *err);

/**
 * Overwrites the `n` records of `to` from `to_first` on with those of `from` from `from_first` on,
 * which has an equal dtype and any layout: conversion into memory that is there already. RC_OK;
 * RC_ETYPE, RC_EINDEX, RC_EARG (both are one store or slices of one, and the records overlap):
 * nothing is written; RC_ENOMEM, RC_ELIMIT (texts of str fields): the records are zeros then.
 */
RC_API rc_status rc_store_copy(rc_store *to, size_t to_first, const rc_store *from,
                               size_t from_first, size_t n, rc_error *err);

/* ---------------------------------------------------------- field handles */

/**
 * One field of a store as {base, stride, n}. A plain value: copy it freely. It borrows the store:
 * it is invalid once the store is released, resized beyond its capacity, or shortened below n.
 */
typedef struct rc_field {
    unsigned char *base;   /**< the field in record 0; NULL for a struct kept in columns */
    size_t stride;         /**< bytes from one record to the next */
    size_t n;              /**< records */
    const rc_dtype *dtype; /**< borrowed */
    unsigned char *valid;  /**< the null bitmap, or NULL when the field is not nullable */
    size_t valid_bit;      /**< the bit of record 0 in it */
    rc_store *store;       /**< borrowed */
    size_t leaf;           /**< number of its first leaf, in the order of the dtype; of the subarray
                                for what is inside one */
    size_t null_node;      /**< number of its first nullable field, in the order of the dtype */
    size_t null_owner;     /**< number of the innermost nullable field that it is or is inside of,
                                or SIZE_MAX */
    int is_element;        /**< non-zero inside a subarray */
} rc_field;

/**
 * The field at a dotted path (rc_dtype_find's rules); "" is the whole record, also the one
 * anonymous field of a store whose dtype is not a struct. RC_OK; RC_ENAME, RC_ESYNTAX, RC_EARG
 * (NULL).
 */
RC_API rc_status rc_store_field(rc_store *store, const char *path, rc_field *field, rc_error *err);

/** Field number `i` of a struct dtype. RC_OK; RC_EINDEX. */
RC_API rc_status rc_store_field_at(rc_store *store, size_t i, rc_field *field, rc_error *err);

/** Field number `i` of a handle to a struct. RC_OK; RC_EINDEX, RC_ETYPE (not a struct). */
RC_API rc_status rc_field_child(const rc_field *field, size_t i, rc_field *child, rc_error *err);

/** Element `k` of a subarray field, counted in C order over its whole shape. Works for the
 *  element of an element. RC_OK; RC_EINDEX, RC_ETYPE (no subarray). */
RC_API rc_status rc_field_element(const rc_field *field, size_t k, rc_field *element,
                                  rc_error *err);

/* ------------------------------------------------------ checked generic access */

/**
 * Reads the field of record `i`: RC_VALUE_NULL when it is null or inside a null struct or subarray.
 * Texts and bytes in `*value` are borrowed from the store: they live until the record is written
 * or the store moves or goes. RC_OK; RC_EINDEX, RC_ETYPE (a struct or subarray that is not null: go
 * by its parts), RC_EFORMAT (a U<n> cell whose code points are no characters).
 */
RC_API rc_status rc_field_get(const rc_field *field, size_t i, rc_value *value, rc_error *err);

/**
 * Writes the field of record `i`, converting between kinds where no value is lost (rc_value's
 * rules), and makes it valid, with whatever nullable struct or subarray is around it.
 * RC_VALUE_NULL does what rc_field_set_null does. RC_OK; RC_EINDEX, RC_ETYPE, RC_ERANGE,
 * RC_ESYNTAX, RC_EARG (text that is not valid UTF-8), RC_ELIMIT, RC_ENOMEM; on failure the record
 * is unchanged and `err` names record and field.
 */
RC_API rc_status rc_field_set(const rc_field *field, size_t i, const rc_value *value,
                              rc_error *err);

/**
 * Makes the nullable field of record `i` null, its bytes zero: a struct or subarray too. What is
 * around it becomes valid. RC_OK; RC_EINDEX, RC_ETYPE (not nullable).
 */
RC_API rc_status rc_field_set_null(const rc_field *field, size_t i, rc_error *err);

/** Makes the field of record `i` valid, with whatever is around it, and leaves its bytes alone:
 *  after a typed set (rc_i4_set), or for a struct. RC_OK; RC_EINDEX. */
RC_API rc_status rc_field_set_valid(const rc_field *field, size_t i, rc_error *err);

/** Non-zero when the field of record `i` is null or inside a null struct or subarray; 0 for i past
 *  the end. */
RC_API int rc_field_is_null(const rc_field *field, size_t i);

/* ------------------------------------------------------- typed inline access */

/**
 * What an inline get or set does with a record number past the end: it calls the handler set here,
 * which may leave by longjmp or exit. When none is set or it returns, one line goes to standard
 * error and the program aborts. Set it before threads start.
 */
RC_API void rc_set_bounds_handler(void (*handler)(size_t i, size_t n));

/** Called by the inline functions below; does not return. */
RC_NORETURN RC_API void rc_bounds_failed(size_t i, size_t n);

/*
 * In a loop `for (i = 0; i < field.n; i++)` the compiler sees that the test is not needed for that
 * field. The quickest loops go over a plain array, rc_X_array of a column or rc_store_rows_as.
 * Compile with RC_NO_BOUNDS_CHECK defined to leave all tests out.
 */
#if defined(RC_NO_BOUNDS_CHECK)
#define RC_BOUNDS(i, n) ((void)0)
#elif defined(__GNUC__)
#define RC_BOUNDS(i, n) (__builtin_expect((i) >= (n), 0) ? rc_bounds_failed((i), (n)) : (void)0)
#else
#define RC_BOUNDS(i, n) ((i) >= (n) ? rc_bounds_failed((i), (n)) : (void)0)
#endif

/**
 * For each C type, with X one of bool i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 (and the C types uint8_t for
 * bool, int8_t ... uint64_t, float, double):
 *
 *   rc_X_field                                 a handle whose type is checked, once, when taken
 *   rc_status rc_field_X(store, path, &h, err) takes it: RC_OK; RC_ENAME, RC_ESYNTAX, or RC_ETYPE
 *                                              when the field is another kind or in the other byte
 *                                              order
 *   T    rc_X_get(h, i)                        reads record i (of a null field: the bytes there)
 *   void rc_X_set(h, i, value)                 writes record i (leaves the null bitmap alone)
 *   T   *rc_X_array(h)                         the values as a plain array of h.n when they lie
 *                                              one behind the other and aligned (columns), else
 *                                              NULL
 */
#define RC_DEFINE_TYPED_FIELD(X, T)                                                                \
    typedef struct rc_##X##_field {                                                                \
        unsigned char *base;                                                                       \
        size_t stride;                                                                             \
        size_t n;                                                                                  \
    } rc_##X##_field;                                                                              \
    RC_API rc_status rc_field_##X(rc_store *store, const char *path, rc_##X##_field *field,        \
                                  rc_error *err);                                                  \
    static inline T rc_##X##_get(rc_##X##_field field, size_t i)                                   \
    {                                                                                              \
        T value;                                                                                   \
        RC_BOUNDS(i, field.n);                                                                     \
        memcpy(&value, field.base + i * field.stride, sizeof value);                               \
        return value;                                                                              \
    }                                                                                              \
    static inline void rc_##X##_set(rc_##X##_field field, size_t i, T value)                       \
    {                                                                                              \
        RC_BOUNDS(i, field.n);                                                                     \
        memcpy(field.base + i * field.stride, &value, sizeof value);                               \
    }                                                                                              \
    static inline T *rc_##X##_array(rc_##X##_field field)                                          \
    {                                                                                              \
        int plain = field.stride == sizeof(T) && (uintptr_t)field.base % sizeof(T) == 0;           \
        return plain ? (T *)(void *)field.base : NULL;                                             \
    }

RC_DEFINE_TYPED_FIELD(bool, uint8_t)
RC_DEFINE_TYPED_FIELD(i1, int8_t)
RC_DEFINE_TYPED_FIELD(i2, int16_t)
RC_DEFINE_TYPED_FIELD(i4, int32_t)
RC_DEFINE_TYPED_FIELD(i8, int64_t)
RC_DEFINE_TYPED_FIELD(u1, uint8_t)
RC_DEFINE_TYPED_FIELD(u2, uint16_t)
RC_DEFINE_TYPED_FIELD(u4, uint32_t)
RC_DEFINE_TYPED_FIELD(u8, uint64_t)
RC_DEFINE_TYPED_FIELD(f4, float)
RC_DEFINE_TYPED_FIELD(f8, double)

#ifdef __cplusplus
}
#endif
#endif
