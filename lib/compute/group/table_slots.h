/*
 * compute/group/table_slots.h - the slots of a table, and the slot of each word.
 */
#ifndef ROWCOL_COMPUTE_GROUP_TABLE_SLOTS_H
#define ROWCOL_COMPUTE_GROUP_TABLE_SLOTS_H

#include "compute/group/hash.h"
#include "compute/group/table.h"

/* The number is that of the group plus 1, 0 for an empty slot. A slot of a table of indices is the
   number alone, of 32 bits. */
typedef struct rci_group_narrow_slot {
    uint32_t word, number;
} rci_group_narrow_slot;

typedef struct rci_group_wide_slot {
    uint64_t word;
    uint32_t number;
} rci_group_wide_slot;

/* The hashes, whose highest bits are the slot. The high bits of the product of 32 bits depend on
   all of them; the seed is made odd. */
static inline uint64_t rci_group_narrow_hash(uint64_t word, uint64_t seed)
{
    return (word ^ word >> 16) * (seed | 1);
}

static inline uint64_t rci_group_wide_hash(uint64_t word, uint64_t seed)
{
    return rci_group_mix(word ^ seed);
}

/* The hash of a word of a table of hashes. */
static inline uint64_t rci_group_slot_hash(const rci_group_table *table, uint64_t word)
{
    switch (table->form) {
    case RCI_GROUP_NARROW:
        return rci_group_narrow_hash(word, table->seed);
    case RCI_GROUP_WIDE:
        return rci_group_wide_hash(word, table->seed);
    default:
        return word; /* of text: it is a hash already */
    }
}

#endif
