/*
 * compute/group/keys.h - the keys of a caller as words of at most 64 bits.
 */
#ifndef ROWCOL_COMPUTE_GROUP_KEYS_H
#define ROWCOL_COMPUTE_GROUP_KEYS_H

#include "compute/group/number.h"

typedef struct rci_group_keys {
    rci_group_call call;
    rci_compute_column *columns; /* of the keys */
    size_t n_keys;
    void *memory; /* of both arrays */
    size_t memory_bytes;
    rci_group_term *terms; /* n_terms of them are packed into `words` */
    size_t n_terms;
    unsigned bits;
    rci_group_memory *numbers; /* arrays of group numbers that terms have */
    rci_group_words words;
} rci_group_keys;

/* Finds the fields of the keys. RC_OK; RC_EARG, RC_ENAME, RC_ESYNTAX, RC_ETYPE, RC_ENOMEM. */
rc_status rci_group_keys_init(rci_group_keys *keys, const rc_store *store, const char *const *paths,
                              size_t n_paths, unsigned threads, rc_error *err);
void rci_group_keys_release(rci_group_keys *keys);

/* Groups the records, as rci_group_number does. RC_OK; RC_ENOMEM, RC_ELIMIT: `table` is not set. */
rc_status rci_group_keys_number(rci_group_keys *keys, rci_group_table *table, uint32_t *numbers,
                                const rci_group_sink *sink, rc_error *err);

#endif
