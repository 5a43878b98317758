/*
 * store/storage.h - the memory of a store: a buffer, and where each field and null bitmap is in it.
 *
 * A store that has to move gets a new storage. A slice has a storage of its own in the buffer of
 * the store it was taken from.
 */
#ifndef ROWCOL_STORE_STORAGE_H
#define ROWCOL_STORE_STORAGE_H

#include "store/buffer.h"
#include "store/copy_records.h"
#include "store/layout.h"

typedef struct rci_store_storage {
    rci_store_buffer *buffer;
    size_t first;    /* index in the buffer of record 0 of the store */
    ptrdiff_t step;  /* from one record of the store to the next, in records of the buffer: 1 unless
                        the store is a slice with a step */
    size_t capacity; /* records that fit from `first` on */
    size_t touched;  /* records from this one on were never written: their bytes are zero */
    rci_store_place *places;  /* of each leaf, for record 0 of the buffer */
    rci_store_place *bitmaps; /* of each null node */
    bool is_part;             /* of a buffer that has more records or more fields */
    bool is_subset;           /* the leaves are some of those in the buffer */
} rci_store_storage;

/* Makes the storage for `capacity` zero records in `layout`. RC_OK; RC_ELIMIT, RC_ENOMEM. */
rc_status rci_store_storage_init(rci_store_storage *storage, const rci_store_schema *schema,
                                 rc_layout layout, size_t capacity, rc_error *err);

/* The same for records that are all written at once, so that their bytes need not be zero. */
rc_status rci_store_storage_init_to_fill(rci_store_storage *storage, const rci_store_schema *schema,
                                         rc_layout layout, size_t capacity, rc_error *err);

/* Leaves and null nodes of a storage that become those of a view. */
typedef struct rci_store_part {
    size_t leaf, n_leaves;
    size_t node, n_nodes;
} rci_store_part;

/* Those of a field. */
rci_store_part rci_store_part_of(const rci_dtype_child *field);

/* Records of a storage that become those of a view: first, first + step, ... */
typedef struct rci_store_steps {
    size_t first, n;
    ptrdiff_t step;
} rci_store_steps;

/* Some records of `like` in the same buffer: of the fields of `parts`, which are those of `schema`
   in order. RC_OK; RC_ENOMEM. */
rc_status rci_store_storage_share(rci_store_storage *storage, const rci_store_schema *schema,
                                  const rci_store_storage *like, const rci_store_part *parts,
                                  size_t n_parts, const rci_store_steps *steps, rc_error *err);

/* The columns of `like` and of one more field, in the buffers of both: `field` are the leaves and
   nodes of `schema` that are those of `more`. RC_OK; RC_ENOMEM. */
rc_status rci_store_storage_join(rci_store_storage *storage, const rci_store_schema *schema,
                                 const rci_store_storage *like, const rci_store_part *field,
                                 const rci_store_storage *more, rc_error *err);

/* The places of `n` rows in a buffer that the caller gives by rci_store_storage_set_buffer. RC_OK;
   RC_ENOMEM. */
rc_status rci_store_storage_rows(rci_store_storage *storage, const rci_store_schema *schema,
                                 size_t n, rc_error *err);

/* Gives a storage its buffer, which may be NULL, or another address of it. */
void rci_store_storage_set_buffer(rci_store_storage *storage, const rci_store_schema *schema,
                                  rci_store_buffer *buffer);

void rci_store_storage_release(rci_store_storage *storage, const rci_store_schema *schema);

/* Index in the buffer of record `i` of the store, and of its bit in each bitmap. */
static inline size_t rci_store_storage_index(const rci_store_storage *storage, size_t i)
{
    return storage->first + i * (size_t)storage->step;
}

/* Address of a leaf in record `i` of the store. */
static inline unsigned char *rci_store_storage_cell(const rci_store_storage *storage, size_t leaf,
                                                    size_t i)
{
    const rci_store_place *place = &storage->places[leaf];
    return place->base + place->offset + rci_store_storage_index(storage, i) * place->stride;
}

/* Bytes from a leaf in one record of the store to that in the next; may be negative. */
static inline ptrdiff_t rci_store_storage_stride(const rci_store_storage *storage, size_t leaf)
{
    return storage->step * (ptrdiff_t)storage->places[leaf].stride;
}

/* The bitmap of a null node; rci_store_storage_index is the bit of a record. */
static inline unsigned char *rci_store_storage_bits(const rci_store_storage *storage, size_t node)
{
    return storage->bitmaps[node].base + storage->bitmaps[node].offset;
}

/* The records from `first` on, for rci_store_copy_records. */
rci_store_records rci_store_storage_records(const rci_store_storage *storage, rc_layout layout,
                                            size_t first);

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
