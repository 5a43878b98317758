/*
 * rowcol/typed.h - typed handles of fields: a kind that is checked once, and inline get and set.
 * Part of rowcol/store.h, which includes it.
 *
 * For each C type, with X one of bool i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 (and the C types uint8_t for
 * bool, int8_t ... uint64_t, float, double):
 *
 *   rc_X_field                                  a handle for reading and writing
 *   rc_X_view                                   a handle for reading
 *   rc_status rc_store_X(store, path, &h, err)  makes an rc_X_field: RC_OK; as rc_store_field, or
 *                                               RC_ETYPE if the field has another kind or the
 *                                               other byte order
 *   rc_status rc_store_X_view(store, path, &h, err)  makes an rc_X_view of a const store
 *   T    rc_X_get(h, i)                         reads record i (of a null field: the bytes there)
 *   T    rc_X_view_get(h, i)
 *   void rc_X_set(h, i, value)                  writes record i (does not change the null bitmap)
 *   T   *rc_X_data(h)                           the values as a plain array of h.n elements if they
 *   const T *rc_X_view_data(h)                  are contiguous and aligned (columns), else NULL
 *
 * The same for other kinds, whose get and set are described below: `bytes` for S<n>, `str`,
 * `datetime` for M8, `timedelta` for m8.
 *
 * A handle is a plain value: copy it freely. It is valid as long as an rc_field is. A handle that
 * is all zero has no records. Any thread.
 */
#ifndef ROWCOL_TYPED_H
#define ROWCOL_TYPED_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Sets the function that an inline get or set calls for an index past the end. It may leave by
 * longjmp or exit. If there is no handler or it returns, a line is printed to standard error and
 * the program aborts. NULL removes the handler. Set it before threads start.
 */
RC_API void rc_set_bounds_handler(void (*handler)(size_t i, size_t n));

/** Called by the inline functions below. Does not return. */
RC_NORETURN RC_API void rc_bounds_failed(size_t i, size_t n);

/*
 * In a loop `for (i = 0; i < field.n; i++)` the compiler removes the check of that field. The
 * fastest loops use a plain array: rc_X_data of a column, or rc_store_rows. Define
 * RC_NO_BOUNDS_CHECK to compile without checks.
 */
#if defined(RC_NO_BOUNDS_CHECK)
#define RC_BOUNDS(i, n) ((void)0)
#elif defined(__GNUC__)
#define RC_BOUNDS(i, n) (__builtin_expect((i) >= (n), 0) ? rc_bounds_failed((i), (n)) : (void)0)
#else
#define RC_BOUNDS(i, n) ((i) >= (n) ? rc_bounds_failed((i), (n)) : (void)0)
#endif

/** The cell of record `i`. For the macros below. */
#define RC_AT_(data, stride, i) ((data) + RC_CAST_(ptrdiff_t, i) * (stride))

/** The field at `path` if it has `kind` and the byte order of this machine. The functions below
 * call it. RC_OK; as rc_store_field, or RC_ETYPE. */
RC_API rc_status rc_store_field_of(rc_store *store, const char *path, rc_kind kind, rc_field *field,
                                   rc_error *err);
RC_API rc_status rc_store_view_of(const rc_store *store, const char *path, rc_kind kind,
                                  rc_view *view, rc_error *err);

/* Numbers. */
#define RC_DEFINE_TYPED_FIELD(X, T, KIND)                                                          \
    typedef struct rc_##X##_field {                                                                \
        unsigned char *data;                                                                       \
        ptrdiff_t stride;                                                                          \
        size_t n;                                                                                  \
    } rc_##X##_field;                                                                              \
    typedef struct rc_##X##_view {                                                                 \
        const unsigned char *data;                                                                 \
        ptrdiff_t stride;                                                                          \
        size_t n;                                                                                  \
    } rc_##X##_view;                                                                               \
    static inline rc_status rc_store_##X(rc_store *store, const char *path, rc_##X##_field *field, \
                                         rc_error *err)                                            \
    {                                                                                              \
        rc_field found;                                                                            \
        rc_status status = rc_store_field_of(store, path, KIND, field ? &found : RC_NULL, err);    \
        if (status == RC_OK) {                                                                     \
            field->data = found.data;                                                              \
            field->stride = found.stride;                                                          \
            field->n = found.n;                                                                    \
        }                                                                                          \
        return status;                                                                             \
    }                                                                                              \
    static inline rc_status rc_store_##X##_view(const rc_store *store, const char *path,           \
                                                rc_##X##_view *view, rc_error *err)                \
    {                                                                                              \
        rc_view found;                                                                             \
        rc_status status = rc_store_view_of(store, path, KIND, view ? &found : RC_NULL, err);      \
        if (status == RC_OK) {                                                                     \
            view->data = found.data;                                                               \
            view->stride = found.stride;                                                           \
            view->n = found.n;                                                                     \
        }                                                                                          \
        return status;                                                                             \
    }                                                                                              \
    static inline T rc_##X##_get(rc_##X##_field field, size_t i)                                   \
    {                                                                                              \
        T value;                                                                                   \
        RC_BOUNDS(i, field.n);                                                                     \
        memcpy(&value, RC_AT_(field.data, field.stride, i), sizeof value);                         \
        return value;                                                                              \
    }                                                                                              \
    static inline T rc_##X##_view_get(rc_##X##_view view, size_t i)                                \
    {                                                                                              \
        T value;                                                                                   \
        RC_BOUNDS(i, view.n);                                                                      \
        memcpy(&value, RC_AT_(view.data, view.stride, i), sizeof value);                           \
        return value;                                                                              \
    }                                                                                              \
    static inline void rc_##X##_set(rc_##X##_field field, size_t i, T value)                       \
    {                                                                                              \
        RC_BOUNDS(i, field.n);                                                                     \
        memcpy(RC_AT_(field.data, field.stride, i), &value, sizeof value);                         \
    }                                                                                              \
    static inline T *rc_##X##_data(rc_##X##_field field)                                           \
    {                                                                                              \
        void *data = field.data;                                                                   \
        int is_array =                                                                             \
            field.stride == RC_CAST_(ptrdiff_t, sizeof(T)) && RC_ADDRESS_(data) % sizeof(T) == 0;  \
        return is_array ? RC_CAST_(T *, data) : RC_NULL;                                           \
    }                                                                                              \
    static inline const T *rc_##X##_view_data(rc_##X##_view view)                                  \
    {                                                                                              \
        const void *data = view.data;                                                              \
        int is_array =                                                                             \
            view.stride == RC_CAST_(ptrdiff_t, sizeof(T)) && RC_ADDRESS_(data) % sizeof(T) == 0;   \
        return is_array ? RC_CAST_(const T *, data) : RC_NULL;                                     \
    }

RC_DEFINE_TYPED_FIELD(bool, uint8_t, RC_BOOL)
RC_DEFINE_TYPED_FIELD(i1, int8_t, RC_I1)
RC_DEFINE_TYPED_FIELD(i2, int16_t, RC_I2)
RC_DEFINE_TYPED_FIELD(i4, int32_t, RC_I4)
RC_DEFINE_TYPED_FIELD(i8, int64_t, RC_I8)
RC_DEFINE_TYPED_FIELD(u1, uint8_t, RC_U1)
RC_DEFINE_TYPED_FIELD(u2, uint16_t, RC_U2)
RC_DEFINE_TYPED_FIELD(u4, uint32_t, RC_U4)
RC_DEFINE_TYPED_FIELD(u8, uint64_t, RC_U8)
RC_DEFINE_TYPED_FIELD(f4, float, RC_F4)
RC_DEFINE_TYPED_FIELD(f8, double, RC_F8)

/**
 * M8 and m8: the count of units since 1970-01-01T00:00:00 UTC, or of the timedelta, as int64_t; NaT
 * is RC_NAT. The unit of a field is that of its dtype (rc_dtype_unit).
 */
RC_DEFINE_TYPED_FIELD(datetime, int64_t, RC_DATETIME)
RC_DEFINE_TYPED_FIELD(timedelta, int64_t, RC_TIMEDELTA)

/* --------------------------------------------------------------- strings */

/** S<n>: strings of up to `size` bytes, padded with NUL. */
typedef struct rc_bytes_field {
    unsigned char *data;
    ptrdiff_t stride;
    size_t n;
    size_t size; /**< bytes of a cell */
} rc_bytes_field;

typedef struct rc_bytes_view {
    const unsigned char *data;
    ptrdiff_t stride;
    size_t n;
    size_t size;
} rc_bytes_view;

/** As rc_store_i4. */
RC_API rc_status rc_store_bytes(rc_store *store, const char *path, rc_bytes_field *field,
                                rc_error *err);
RC_API rc_status rc_store_bytes_view(const rc_store *store, const char *path, rc_bytes_view *view,
                                     rc_error *err);

/** The string of record `i`, without its padding: `*length` bytes, not NUL-terminated, borrowed
 * from the store until the record is written to or the store moves. */
RC_API const char *rc_bytes_get(rc_bytes_field field, size_t i, size_t *length);
RC_API const char *rc_bytes_view_get(rc_bytes_view view, size_t i, size_t *length);

/** Stores `length` bytes in record `i`; they are not checked to be UTF-8. RC_OK; RC_EARG (NULL),
 *  RC_EINDEX, RC_ERANGE (longer than the cell, or the last byte is NUL, which would be read as
 *  padding): the record is unchanged. */
RC_API rc_status rc_bytes_set(rc_bytes_field field, size_t i, const char *bytes, size_t length,
                              rc_error *err);

/** str: UTF-8 of any length up to INT32_MAX bytes. */
typedef struct rc_str_field {
    rc_store *store; /**< borrowed */
    unsigned char *data;
    ptrdiff_t stride;
    size_t n;
} rc_str_field;

typedef struct rc_str_view {
    const rc_store *store;
    const unsigned char *data;
    ptrdiff_t stride;
    size_t n;
} rc_str_view;

/** As rc_store_i4. */
RC_API rc_status rc_store_str(rc_store *store, const char *path, rc_str_field *field,
                              rc_error *err);
RC_API rc_status rc_store_str_view(const rc_store *store, const char *path, rc_str_view *view,
                                   rc_error *err);

/** The string of record `i`: `*length` bytes, not NUL-terminated, borrowed as by rc_field_get. */
RC_API const char *rc_str_get(rc_str_field field, size_t i, size_t *length);
RC_API const char *rc_str_view_get(rc_str_view view, size_t i, size_t *length);

/** Stores `length` bytes of UTF-8 in record `i` (and does not change the null bitmap). RC_OK;
 *  RC_EINDEX, RC_EARG (NULL, not valid UTF-8), RC_ELIMIT, RC_ENOMEM: the record is unchanged.
 * Replaced strings are handled as by rc_field_set. */
RC_API rc_status rc_str_set(rc_str_field field, size_t i, const char *text, size_t length,
                            rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
