/*
 * store/buffer.h - a reference counted run of bytes that is returned to where it came from: the
 * allocator, the system (a mapping) or the caller.
 */
#ifndef ROWCOL_STORE_BUFFER_H
#define ROWCOL_STORE_BUFFER_H

#include <rowcol/base.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Heap buffers start at a multiple of this: a cache line, and Arrow's recommendation. */
#define RCI_STORE_BUFFER_ALIGN 64

typedef enum rci_store_buffer_kind {
    RCI_STORE_BUFFER_HEAP,    /* from the allocator, with this structure before the bytes */
    RCI_STORE_BUFFER_MAPPED,  /* inside a mapping that is unmapped at the end */
    RCI_STORE_BUFFER_FOREIGN, /* the caller's, released by a callback */
    RCI_STORE_BUFFER_JOINED   /* several buffers that a store has its columns in */
} rci_store_buffer_kind;

typedef struct rci_store_buffer {
    atomic_size_t refs;
    struct rci_store_holder *holders; /* see store/holders.h */
    const rc_allocator *allocator;    /* of this structure, and of a heap buffer's bytes */
    unsigned char *data;
    size_t size; /* bytes at `data` */
    rci_store_buffer_kind kind;
    atomic_bool is_frozen; /* no byte is written any more */
    void *block;           /* heap, mapped: what is released */
    size_t block_size;     /* and its size */
    void (*release)(void *context, void *data);
    void *context;
    struct rci_store_buffer **parts; /* joined: referenced */
    size_t n_parts;
} rci_store_buffer;

/* `size` zero bytes, as zero pages where the allocator has them. NULL: RC_ELIMIT, RC_ENOMEM. */
rci_store_buffer *rci_store_buffer_zeros(size_t size, rc_error *err);
/* The same with undefined bytes. */
rci_store_buffer *rci_store_buffer_unset(size_t size, rc_error *err);
/* The bytes from `offset` to the end of a mapping, which belongs to the buffer on success.
   NULL: RC_ENOMEM. */
rci_store_buffer *rci_store_buffer_mapped(void *mapping, size_t mapping_size, size_t offset,
                                          rc_error *err);
/* `release` may be NULL. NULL: RC_ENOMEM; then `release` is not called. */
rci_store_buffer *rci_store_buffer_foreign(void *data, size_t size,
                                           void (*release)(void *context, void *data),
                                           void *context, rc_error *err);

/* A buffer that refers to `first` and `second` and has no bytes of its own; its size is the sum of
   both. NULL: RC_ENOMEM. */
rci_store_buffer *rci_store_buffer_join(rci_store_buffer *first, rci_store_buffer *second,
                                        rc_error *err);

/* The same for `n` buffers, which are not joined ones. NULL: RC_ENOMEM. */
rci_store_buffer *rci_store_buffer_join_all(rci_store_buffer *const *buffers, size_t n,
                                            rc_error *err);

rci_store_buffer *rci_store_buffer_ref(rci_store_buffer *buffer);
/* NULL is allowed. */
void rci_store_buffer_unref(rci_store_buffer *buffer);
/* No byte of it, or of the buffers that it joins, is written from now on. */
void rci_store_buffer_freeze(rci_store_buffer *buffer);
bool rci_store_buffer_is_frozen(const rci_store_buffer *buffer);

/* Whether others refer to it, or to one of the buffers that it joins; or it is frozen: a store that
   is to change needs a copy. */
bool rci_store_buffer_is_shared(const rci_store_buffer *buffer);

/* Whether rci_store_buffer_extend works: heap memory with one reference. */
bool rci_store_buffer_can_extend(const rci_store_buffer *buffer);
/* Makes an extensible buffer `size` bytes long, larger than before, keeping the first `keep`; the
   bytes after those are undefined. The buffer itself may move. RC_OK; RC_ELIMIT, RC_ENOMEM: it is
   unchanged. */
rc_status rci_store_buffer_extend(rci_store_buffer **buffer, size_t size, size_t keep,
                                  rc_error *err);

#endif
