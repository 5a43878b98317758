/*
 * store/store_impl.h - the store object itself.
 *
 * Only files of this folder include it. Other folders use rowcol/store.h and store/batch.h.
 */
#ifndef ROWCOL_STORE_STORE_IMPL_H
#define ROWCOL_STORE_STORE_IMPL_H

#include "store/holders.h"
#include "store/nulls.h"
#include "store/storage.h"
#include "store/strings.h"

#include <rowcol/store.h>

struct rc_store {
    atomic_size_t refs;
    const rc_allocator *allocator; /* of this structure */
    rci_store_schema *schema;      /* shared with slices */
    rc_layout layout;     /* RC_STRIDED for a view whose records are neither rows nor columns */
    rc_layout own_layout; /* rows or columns: when the store moves to memory of its own */
    size_t length;
    rci_store_storage storage;
    rci_store_strings *strings; /* shared with slices; NULL without str fields */
    rci_store_holder holder;    /* of storage.buffer */
};

/* A store without a storage. NULL: RC_EARG (no dtype, no layout), RC_ENOMEM. */
rc_store *rci_store_new(const rc_dtype *dtype, rc_layout layout, rc_error *err);

/* Gives `store` a storage of its own for `capacity` records, or releases it and returns NULL. NULL
   is allowed and returned. */
rc_store *rci_store_give_storage(rc_store *store, size_t capacity, rc_error *err);
/* The same with rci_store_storage_init_to_fill. */
rc_store *rci_store_give_storage_to_fill(rc_store *store, size_t capacity, rc_error *err);

/* RC_OK, or RC_EINDEX when the store has fewer than `n` records from `first` on. */
rc_status rci_store_check_range(const rc_store *store, size_t first, size_t n, rc_error *err);

/* Notes that records before `end` have been written. */
void rci_store_touch(rc_store *store, size_t end);

/* Makes the records first .. first + n - 1 valid zeros. They are below the capacity. */
void rci_store_zero(rc_store *store, size_t first, size_t n);

/* Makes every nullable field of the records first .. first + n - 1, below the capacity, valid. */
void rci_store_make_valid(rc_store *store, size_t first, size_t n);

/* Whether the store has all fields of contiguous records of its buffer. */
static inline bool rci_store_is_plain(const rc_store *store)
{
    return store->storage.step == 1 && !store->storage.is_subset;
}

/* Whether null node `node`, or one around it, is null in record `i`. False for RCI_DTYPE_NONE. */
static inline bool rci_store_is_null(const rc_store *store, size_t node, size_t i)
{
    const rci_dtype_null_node *nodes = store->schema->leaves.null;
    for (; node != RCI_DTYPE_NONE; node = nodes[node].parent) {
        if (!rci_store_bit(rci_store_storage_bits(&store->storage, node),
                           rci_store_storage_index(&store->storage, i))) {
            return true;
        }
    }
    return false;
}

/* Some leaves of some records. */
typedef struct rci_store_range {
    size_t leaf, n_leaves;
    size_t first, n;
} rci_store_range;

/* Records first .. first + n - 1 of the storage were copied, and their str cells refer to `from`:
   copies the strings to `to`. RC_OK; RC_ENOMEM, RC_ELIMIT: some cells refer to `from` still. */
rc_status rci_store_copy_strings(const rci_store_schema *schema, const rci_store_storage *storage,
                                 size_t first, size_t n, rci_store_strings *to,
                                 const rci_store_strings *from, rc_error *err);

/* Makes the str cells of a range empty and frees their strings. */
void rci_store_remove_strings(rc_store *store, const rci_store_range *range);

/* RC_OK, or RC_EARG for NULL. */
rc_status rci_store_check(const rc_store *store, rc_error *err);

/* Copies records below the capacity, with nulls and strings, between stores of equal dtypes. The
   strings that the target had are not freed.
   RC_OK; RC_ENOMEM, RC_ELIMIT: the records are zeros then. */
rc_status rci_store_copy_range(rc_store *to, size_t to_first, const rc_store *from,
                               size_t from_first, size_t n, rc_error *err);

#endif
