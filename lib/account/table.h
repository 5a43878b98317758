/*
 * account/table.h - the blocks that are live and traced, by address.
 *
 * The table is divided into shards, each with a lock of its own.
 */
#ifndef ROWCOL_ACCOUNT_TABLE_H
#define ROWCOL_ACCOUNT_TABLE_H

#include "account/pages.h"

#include <rowcol/memory.h>

typedef struct rci_account_block {
    const void *address; /* NULL: no block */
    size_t size;
    uint64_t records;                 /* of a block with a dtype: its capacity */
    uint32_t site, tag, stack, dtype; /* numbers of account/intern.h; 0: not known */
    rc_memory_kind kind;
} rci_account_block;

/* Adds a block, or replaces the one with its address. False: out of memory. */
bool rci_account_table_add(const rci_account_block *block);
/* Removes a block and copies it to `*block`. False: it is not known. */
bool rci_account_table_remove(const void *address, rci_account_block *block);
/* Copies a block. False: it is not known. */
bool rci_account_table_find(const void *address, rci_account_block *block);
/* Sets the dtype of a block, if it is known. */
void rci_account_table_label(const void *address, uint32_t dtype, uint64_t records);

/* Appends all blocks to a buffer. False: out of memory. */
bool rci_account_table_copy(rci_account_buffer *blocks);
void rci_account_table_clear(void);

/* For fork: no other thread uses the table between the two. */
void rci_account_table_lock(void);
void rci_account_table_unlock(void);

#endif
