/*
 * base/bytes.h - a growable array of bytes.
 */
#ifndef ROWCOL_BASE_BYTES_H
#define ROWCOL_BASE_BYTES_H

#include "base/alloc.h"
#include "base/check.h"

typedef struct rci_base_bytes {
    const rc_allocator *allocator;
    rc_memory_kind kind;
    unsigned char *data; /* NULL until the first reservation */
    size_t length;
    size_t capacity;
} rci_base_bytes;

/* Empty, with the allocator that is set now; counted as memory of a call, or of a kind. */
void rci_base_bytes_init(rci_base_bytes *bytes);
void rci_base_bytes_init_as(rci_base_bytes *bytes, rc_memory_kind kind);
void rci_base_bytes_release(rci_base_bytes *bytes);

/* Makes room for `extra` more bytes after `length`; the capacity grows by at least half. RC_OK;
   RC_ENOMEM, RC_ELIMIT. */
rc_status rci_base_bytes_grow(rci_base_bytes *bytes, size_t extra, rc_error *err);

static inline rc_status rci_base_bytes_reserve(rci_base_bytes *bytes, size_t extra, rc_error *err)
{
    return bytes->capacity - bytes->length >= extra ? RC_OK
                                                    : rci_base_bytes_grow(bytes, extra, err);
}

/* RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_base_bytes_append(rci_base_bytes *bytes, const void *data, size_t n, rc_error *err);

#endif
