/*
 * store/memory.h - what stores keep in memory: the parts of their buffers, as sums.
 */
#ifndef ROWCOL_STORE_MEMORY_H
#define ROWCOL_STORE_MEMORY_H

#include "account/tally.h"

/* Adds `n` stores, which the object `from` of the tally refers to. Records that several of them
   share count once. `stores` is sorted. Stores that the tally has already are ignored. */
void rci_store_tally(rci_account_tally *tally, const rc_store **stores, size_t n, size_t from);

/* Some records of a buffer, counted from its first one. */
typedef struct rci_store_extent {
    size_t first, end;
} rci_store_extent;

/* Sums over the records and leaves of stores that share a buffer. */
typedef struct rci_store_parts {
    uint64_t logical, padding, nulls, text, slack;
    rci_store_extent used, space; /* the last records that were added, up to length and capacity */
    size_t from;                  /* the first record that was added */
} rci_store_parts;

/* Leaves and null nodes of a field, or of all. */
typedef struct rci_store_selection {
    size_t leaf, n_leaves;
    size_t node, n_nodes;
    bool whole; /* the record: with the padding between its fields */
} rci_store_selection;

/* Adds a store, whose first record is not before that of the stores that were added. */
void rci_store_parts_add(rci_store_parts *parts, const rc_store *store,
                         const rci_store_selection *selection);

#endif
