/*
 * store/store_impl.h - the store object itself. Private to this room: other rooms ask through
 * rowcol/store.h and store/batch.h.
 */
#ifndef ROWCOL_STORE_STORE_IMPL_H
#define ROWCOL_STORE_STORE_IMPL_H

#include "store/buffer.h"
#include "store/layout.h"
#include "store/move.h"
#include "store/strings.h"

/* The memory of a store: what is replaced when it moves. */
typedef struct rci_store_body {
    rci_store_buffer *buffer;
    size_t first;            /* of the buffer's records, the one that is record 0 of the store */
    size_t capacity;         /* records that there is room for from `first` on */
    size_t touched;          /* records from this one on were never written: their bytes are zero */
    rci_store_place *places; /* for each leaf, in record 0 of the buffer */
    size_t *bitmaps;         /* for each null node, in the buffer */
} rci_store_body;

struct rc_store {
    atomic_size_t refs;
    const rc_allocator *allocator; /* of this structure and the body's arrays */
    rci_store_shape *shape;
    rc_layout layout;
    size_t length;
    rci_store_body body;
    rci_store_strings *strings; /* NULL without str fields */
};

/* ------------------------------------------------------------------ body */

/* Room for `capacity` zero records. RC_OK; RC_ELIMIT, RC_ENOMEM. */
rc_status rci_store_body_init(rci_store_body *body, const rc_store *store, size_t capacity,
                              rc_error *err);

/* The same for records that are all to be written at once, whose bytes need not be zero before. */
rc_status rci_store_body_init_to_fill(rci_store_body *body, const rc_store *store, size_t capacity,
                                      rc_error *err);

/* The records first .. first + n - 1 of `like`, in the same buffer. RC_OK; RC_ENOMEM. */
rc_status rci_store_body_share(rci_store_body *body, const rc_store *store,
                               const rci_store_body *like, size_t first, size_t n, rc_error *err);

/* The `n` rows of a buffer from outside, whose reference passes to the body on success. The bytes
   are not looked at. RC_OK; RC_ENOMEM. */
rc_status rci_store_body_rows(rci_store_body *body, const rc_store *store, rci_store_buffer *buffer,
                              size_t n, rc_error *err);

void rci_store_body_release(rci_store_body *body, const rc_store *store);

/* Where a leaf of record 0 lies. */
static inline unsigned char *rci_store_body_leaf(const rci_store_body *body, size_t leaf)
{
    const rci_store_place *place = &body->places[leaf];
    return body->buffer->data + place->offset + body->first * place->stride;
}

static inline unsigned char *rci_store_body_bits(const rci_store_body *body, size_t node)
{
    return body->buffer->data + body->bitmaps[node];
}

/* Records from `first` on. */
typedef struct rci_store_span {
    const rci_store_body *body;
    rc_layout layout;
    size_t first;
} rci_store_span;

/* Copies the cells, as they are, and the nulls of `n` records that do not overlap. */
void rci_store_body_copy(const rci_store_shape *shape, const rci_store_span *to,
                         const rci_store_span *from, size_t n);

/* ----------------------------------------------------------------- store */

/* A store without a body. NULL: RC_EARG (no dtype, no layout), RC_ENOMEM. */
rc_store *rci_store_new(const rc_dtype *dtype, rc_layout layout, rc_error *err);

/* Gives `store` an own body for `capacity` records, or releases it and returns NULL. */
rc_store *rci_store_give_body(rc_store *store, size_t capacity, rc_error *err);
/* The same with rci_store_body_init_to_fill. */
rc_store *rci_store_give_body_to_fill(rc_store *store, size_t capacity, rc_error *err);

/* RC_OK, or RC_EINDEX when there are not that many records from `first` on. */
rc_status rci_store_check_range(const rc_store *store, size_t first, size_t n, rc_error *err);

/* Notes that records up to `end` have been written. */
void rci_store_touch(rc_store *store, size_t end);

/* Records first .. first + n - 1 within the capacity become valid zeros. */
void rci_store_zero(rc_store *store, size_t first, size_t n);

/* Copies records within the capacity, with nulls and texts, between stores of equal dtypes.
   RC_OK; RC_ENOMEM, RC_ELIMIT: the records are zeros then. */
rc_status rci_store_transfer(rc_store *to, size_t to_first, const rc_store *from, size_t from_first,
                             size_t n, rc_error *err);

#endif
