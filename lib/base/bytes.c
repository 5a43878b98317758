/* base/bytes.c - a growable array of bytes. */
#include "base/bytes.h"

#include "base/error.h"

#include <string.h>

void rci_base_bytes_init(rci_base_bytes *bytes)
{
    rci_base_bytes_init_as(bytes, RC_MEMORY_OTHER);
}

void rci_base_bytes_init_as(rci_base_bytes *bytes, rc_memory_kind kind)
{
    bytes->allocator = rci_base_working_allocator();
    bytes->kind = kind;
    bytes->data = NULL;
    bytes->length = 0;
    bytes->capacity = 0;
}

void rci_base_bytes_release(rci_base_bytes *bytes)
{
    rci_base_free_as(bytes->allocator, bytes->kind, bytes->data, bytes->capacity);
    bytes->data = NULL;
    bytes->length = 0;
    bytes->capacity = 0;
}

rc_status rci_base_bytes_grow(rci_base_bytes *bytes, size_t extra, rc_error *err)
{
    enum { LEAST = 512 };
    size_t needed, half_more;
    unsigned char *data;
    if (rci_base_add_overflows(bytes->length, extra, &needed)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu more bytes are more than memory can address",
                             extra);
    }
    if (needed < LEAST) {
        needed = LEAST;
    }
    if (!rci_base_add_overflows(bytes->capacity, bytes->capacity / 2, &half_more) &&
        needed < half_more) {
        needed = half_more;
    }
    data = rci_base_realloc_as(bytes->allocator, bytes->kind, bytes->data, bytes->capacity, needed,
                               err);
    if (!data) {
        return RC_ENOMEM;
    }
    bytes->data = data;
    bytes->capacity = needed;
    return RC_OK;
}

rc_status rci_base_bytes_append(rci_base_bytes *bytes, const void *data, size_t n, rc_error *err)
{
    rc_status status = rci_base_bytes_reserve(bytes, n, err);
    if (status == RC_OK && n) {
        memcpy(bytes->data + bytes->length, data, n);
        bytes->length += n;
    }
    return status;
}
