/*
 * store/holders.h - the stores that hold a buffer: each is in the list of its buffer, from the time
 * it gets the buffer until it releases it.
 */
#ifndef ROWCOL_STORE_HOLDERS_H
#define ROWCOL_STORE_HOLDERS_H

#include "store/buffer.h"

#include <rowcol/store.h>
#include <stdbool.h>

/* Part of a store; all zero while the store is in no list. */
typedef struct rci_store_holder {
    struct rci_store_holder *previous, *next; /* NULL at the ends; the newest is the first */
    const rc_store *store;
    bool is_slice; /* the buffer was that of another store before */
} rci_store_holder;

/* The store has got a buffer that no other store has. */
void rci_store_hold(rc_store *store);
/* The store has got a reference to the buffer of another store. */
void rci_store_hold_too(rc_store *store);
/* Before the store releases its buffer. A store that is in no list is allowed. */
void rci_store_let_go(rc_store *store);

/* Must not take or release memory. */
typedef void rci_store_holder_visitor(void *context, const rci_store_holder *holder);

/* Visits holder `i`, the oldest first, which is not released meanwhile. False: there are not so
 * many.
 */
bool rci_store_look_at_holder(const rci_store_buffer *buffer, size_t i,
                              rci_store_holder_visitor *visit, void *context);

#endif
