/* store/typed.c - takes typed field handles, and reports an index out of bounds. */
#include "base/error.h"
#include "store/store_impl.h"

#include <rowcol/store.h>
#include <stdio.h>
#include <stdlib.h>

typedef void bounds_handler(size_t i, size_t n);

static bounds_handler *_Atomic on_bounds;

void rc_set_bounds_handler(void (*handler)(size_t i, size_t n))
{
    atomic_store(&on_bounds, handler);
}

void rc_bounds_failed(size_t i, size_t n)
{
    bounds_handler *handler = atomic_load(&on_bounds);
    if (handler) {
        handler(i, n);
    }
    fprintf(stderr, "rowcol: record %zu of %zu\n", i, n);
    abort();
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define OTHER_ORDER RC_ORDER_LITTLE
#else
#define OTHER_ORDER RC_ORDER_BIG
#endif

/* The field when it can be read as a C type of `kind`. */
static rc_status take(rc_store *store, const char *path, rc_kind kind, rc_field *field,
                      rc_error *err)
{
    rc_status status = rc_store_field(store, path, field, err);
    rc_kind found;
    if (status != RC_OK) {
        return status;
    }
    found = rc_dtype_kind(field->dtype);
    if (found != kind) {
        status = rci_base_fail(err, RC_ETYPE, "%s cannot be used as %s (try rc_field_get)",
                               rc_kind_name(found), rc_kind_name(kind));
    } else if (rc_dtype_order(field->dtype) == OTHER_ORDER) {
        status = rci_base_fail(err, RC_ETYPE, "%s in the other byte order (try rc_field_get)",
                               rc_kind_name(found));
    }
    if (status != RC_OK) {
        rci_base_error_field(err, path);
    }
    return status;
}

#define DEFINE_TAKE(X, KIND)                                                                       \
    rc_status rc_field_##X(rc_store *store, const char *path, rc_##X##_field *field,               \
                           rc_error *err)                                                          \
    {                                                                                              \
        rc_field found;                                                                            \
        rc_status status = take(store, path, KIND, &found, err);                                   \
        if (status == RC_OK) {                                                                     \
            field->base = found.base;                                                              \
            field->stride = found.stride;                                                          \
            field->n = found.n;                                                                    \
        }                                                                                          \
        return status;                                                                             \
    }

DEFINE_TAKE(bool, RC_BOOL)
DEFINE_TAKE(i1, RC_I1)
DEFINE_TAKE(i2, RC_I2)
DEFINE_TAKE(i4, RC_I4)
DEFINE_TAKE(i8, RC_I8)
DEFINE_TAKE(u1, RC_U1)
DEFINE_TAKE(u2, RC_U2)
DEFINE_TAKE(u4, RC_U4)
DEFINE_TAKE(u8, RC_U8)
DEFINE_TAKE(f4, RC_F4)
DEFINE_TAKE(f8, RC_F8)
