/*
 * compute/group/table_part.h - tables divided into parts, each of which is joined with those of
 * other tables on a thread of its own.
 *
 * All tables have the same form and seed. A part has the groups whose hashes have the same highest
 * bits, or whose words, if they are indices, are in the same interval.
 */
#ifndef ROWCOL_COMPUTE_GROUP_TABLE_PART_H
#define ROWCOL_COMPUTE_GROUP_TABLE_PART_H

#include "compute/group/table.h"

typedef struct rci_group_division {
    const rci_group_table *table; /* one of the tables */
    unsigned bits;                /* there are 2^bits parts */
    unsigned shift;               /* from a hash or an index to its part */
} rci_group_division;

/* A division of tables, not of marks, into 2^bits parts, 1 to 31 bits. */
rci_group_division rci_group_divide(const rci_group_table *table, unsigned bits);

/* Stores the parts of `n` words. */
void rci_group_parts(const rci_group_division *division, const uint64_t *words, size_t n,
                     uint32_t *parts);

/* An empty table for one part, whose words are rci_group_part_word. RC_OK; RC_ENOMEM. */
rc_status rci_group_table_init_part(rci_group_table *part, const rci_group_division *division);

/* The word of a group in the table of its part. */
uint64_t rci_group_part_word(const rci_group_division *division, uint64_t word);

#endif
