/*
 * account/tally.h - adds up what a set of objects keeps in memory; what is reached twice counts
 * once.
 *
 * An object is anything with a count of references: a dtype, a store, its schema, its buffer. A
 * function of the object's folder opens it in the tally and, if it was not reached before, adds its
 * blocks and opens the objects that it refers to. At the end an object is shared if it has more
 * references than were reached, or if a shared object refers to it.
 */
#ifndef ROWCOL_ACCOUNT_TALLY_H
#define ROWCOL_ACCOUNT_TALLY_H

#include <rowcol/memory.h>
#include <stdbool.h>

/* Stands for an object that no other object refers to, and for one that was reached before. */
#define RCI_ACCOUNT_NONE SIZE_MAX

/* Objects for which a tally takes no memory. */
#define RCI_ACCOUNT_FEW 32

typedef struct rci_account_object {
    const void *address;
    size_t refs;  /* that it has */
    size_t found; /* that were reached */
    uint64_t bytes;
    bool shared;
} rci_account_object;

typedef struct rci_account_edge {
    size_t from, to;
} rci_account_edge;

typedef struct rci_account_tally {
    rc_memory_size sum; /* the parts may be added to directly, `allocated` and `blocks` may not */
    unsigned flags;
    uint64_t text_blocks; /* bytes of blocks for text: what is not in sum.text is text_free */
    size_t n_objects, n_edges, capacity, edge_capacity; /* capacity: a power of two */
    rci_account_object *objects;
    uint32_t *index; /* hash table of object + 1, twice the capacity; 0 is empty */
    rci_account_edge *edges;
    const rc_allocator *allocator;
    rc_status status;
    rc_error *err;
    rci_account_object few_objects[RCI_ACCOUNT_FEW];
    uint32_t few_index[2 * RCI_ACCOUNT_FEW];
    rci_account_edge few_edges[RCI_ACCOUNT_FEW];
} rci_account_tally;

/* RC_OK, or RC_EARG for unknown flags. */
rc_status rci_account_tally_init(rci_account_tally *tally, unsigned flags, rc_error *err);

/* Fills in `*size` and releases the tally. RC_OK; RC_EARG (NULL, wrong size), RC_ENOMEM. */
rc_status rci_account_tally_finish(rci_account_tally *tally, rc_memory_size *size);

/* Opens the object at `address`, which `from` refers to (or the caller, if that is
   RCI_ACCOUNT_NONE). Returns its index, or RCI_ACCOUNT_NONE if it was reached before or memory is
   short. */
size_t rci_account_tally_open(rci_account_tally *tally, const void *address, size_t refs,
                              size_t from);

/* The index of an object that was opened. */
size_t rci_account_tally_find(const rci_account_tally *tally, const void *address);

/* Adds a block from the allocator to an object. The caller adds its parts to the sum. A block that
   was requested with 0 bytes has one byte. */
void rci_account_tally_block(rci_account_tally *tally, size_t object, size_t bytes);
/* The same for a block that is all of one part, such as &tally->sum.overhead. */
void rci_account_tally_part(rci_account_tally *tally, size_t object, size_t bytes, uint64_t *part);

/* The same for several blocks of these bytes together. */
void rci_account_tally_blocks(rci_account_tally *tally, size_t object, uint64_t bytes, uint64_t n,
                              uint64_t *part);

/* Adds memory that is not from the allocator: `*kind` is sum.mapped or sum.foreign. */
void rci_account_tally_outside(rci_account_tally *tally, size_t object, size_t bytes,
                               uint64_t *kind);

/* Adds the bytes of a range that are in physical memory, if the flags ask for it. */
void rci_account_tally_resident(rci_account_tally *tally, const void *start, size_t bytes);

#endif
