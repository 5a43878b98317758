/*
 * store/storage.h - the memory of a store: a buffer, and where each field and null bitmap is in it.
 *
 * A store that has to move gets a new storage. A slice has a storage of its own in the buffer of
 * the store it was taken from.
 */
#ifndef ROWCOL_STORE_STORAGE_H
#define ROWCOL_STORE_STORAGE_H

#include "store/buffer.h"
#include "store/layout.h"

typedef struct rci_store_storage {
    rci_store_buffer *buffer;
    size_t first;            /* index in the buffer of record 0 of the store */
    size_t capacity;         /* records that fit from `first` on */
    size_t touched;          /* records from this one on were never written: their bytes are zero */
    rci_store_place *places; /* of each leaf, for record 0 of the buffer */
    size_t *bitmaps;         /* offset in the buffer of each null node's bitmap */
    bool is_part;            /* of a buffer that has more records */
} rci_store_storage;

/* Makes the storage for `capacity` zero records in `layout`. RC_OK; RC_ELIMIT, RC_ENOMEM. */
rc_status rci_store_storage_init(rci_store_storage *storage, const rci_store_schema *schema,
                                 rc_layout layout, size_t capacity, rc_error *err);

/* The same for records that are all written at once, so that their bytes need not be zero. */
rc_status rci_store_storage_init_to_fill(rci_store_storage *storage, const rci_store_schema *schema,
                                         rc_layout layout, size_t capacity, rc_error *err);

/* The records first .. first + n - 1 of `like`, in the same buffer. RC_OK; RC_ENOMEM. */
rc_status rci_store_storage_share(rci_store_storage *storage, const rci_store_schema *schema,
                                  const rci_store_storage *like, size_t first, size_t n,
                                  rc_error *err);

/* The places of `n` rows in a buffer that the caller sets. RC_OK; RC_ENOMEM. */
rc_status rci_store_storage_rows(rci_store_storage *storage, const rci_store_schema *schema,
                                 size_t n, rc_error *err);

void rci_store_storage_release(rci_store_storage *storage, const rci_store_schema *schema);

/* Address of a leaf in record 0 of the store. */
static inline unsigned char *rci_store_storage_leaf(const rci_store_storage *storage, size_t leaf)
{
    const rci_store_place *place = &storage->places[leaf];
    return storage->buffer->data + place->offset + storage->first * place->stride;
}

/* The bitmap of a null node. The bit of record 0 of the store is storage->first. */
static inline unsigned char *rci_store_storage_bits(const rci_store_storage *storage, size_t node)
{
    return storage->buffer->data + storage->bitmaps[node];
}

/* Records from `first` on. */
typedef struct rci_store_span {
    const rci_store_storage *storage;
    rc_layout layout;
    size_t first;
} rci_store_span;

/* Copies the cells, as they are, and the nulls of `n` records that do not overlap. */
void rci_store_storage_copy(const rci_store_schema *schema, const rci_store_span *to,
                            const rci_store_span *from, size_t n);

#endif
