/*
 * base/bytes.h - a growable run of bytes.
 */
#ifndef ROWCOL_BASE_BYTES_H
#define ROWCOL_BASE_BYTES_H

#include "base/alloc.h"
#include "base/check.h"

typedef struct rci_base_bytes {
    const rc_allocator *allocator;
    unsigned char *data; /* NULL until the first reservation */
    size_t length;
    size_t capacity;
} rci_base_bytes;

/* Empty; takes the allocator in force. */
void rci_base_bytes_init(rci_base_bytes *bytes);
void rci_base_bytes_release(rci_base_bytes *bytes);

/* Room for `extra` more bytes behind `length`, growing by half at least. RC_OK; RC_ENOMEM,
   RC_ELIMIT. */
rc_status rci_base_bytes_grow(rci_base_bytes *bytes, size_t extra, rc_error *err);

static inline rc_status rci_base_bytes_reserve(rci_base_bytes *bytes, size_t extra, rc_error *err)
{
    return bytes->capacity - bytes->length >= extra ? RC_OK
                                                    : rci_base_bytes_grow(bytes, extra, err);
}

rc_status rci_base_bytes_append(rci_base_bytes *bytes, const void *data, size_t n, rc_error *err);

#endif
