/*
 * compute/group/table_part.c - the parts of words, and a table for one part.
 */
#include "compute/group/table_part.h"

#include "compute/bits.h"
#include "compute/group/table_slots.h"

static unsigned bit_length(size_t n)
{
    return n > 0 ? 64 - (unsigned)__builtin_clzll((unsigned long long)n) : 0;
}

rci_group_division rci_group_divide(const rci_group_table *table, unsigned bits)
{
    unsigned length = table->form == RCI_GROUP_DIRECT ? bit_length(table->n_slots - 1) : 64;
    return (rci_group_division){table, bits, length > bits ? length - bits : 0};
}

void rci_group_parts(const rci_group_division *division, const uint64_t *words, size_t n,
                     uint32_t *parts)
{
    const rci_group_table *table = division->table;
    const uint64_t seed = table->seed;
    const unsigned shift = division->shift;
    if (table->form == RCI_GROUP_NARROW) {
        for (size_t i = 0; i < n; i++) {
            parts[i] = (uint32_t)(rci_group_narrow_hash(words[i], seed) >> shift);
        }
    } else if (table->form == RCI_GROUP_WIDE) {
        for (size_t i = 0; i < n; i++) {
            parts[i] = (uint32_t)(rci_group_wide_hash(words[i], seed) >> shift);
        }
    } else { /* indices, and hashes of text */
        for (size_t i = 0; i < n; i++) {
            parts[i] = (uint32_t)(words[i] >> shift);
        }
    }
}

rc_status rci_group_table_init_part(rci_group_table *part, const rci_group_division *division)
{
    const rci_group_table *table = division->table;
    bool is_direct = table->form == RCI_GROUP_DIRECT;
    uint64_t most = is_direct                         ? rci_compute_low_bits(division->shift)
                    : table->form == RCI_GROUP_NARROW ? UINT32_MAX
                                                      : UINT64_MAX;
    return rci_group_table_init(part, most, is_direct ? SIZE_MAX : 0, table->text, false);
}

/* Of hashes of text the bits that all have in common become the lowest ones. */
uint64_t rci_group_part_word(const rci_group_division *division, uint64_t word)
{
    switch (division->table->form) {
    case RCI_GROUP_DIRECT:
        return word & rci_compute_low_bits(division->shift);
    case RCI_GROUP_TEXT:
        return word << division->bits | word >> (64 - division->bits);
    default:
        return word;
    }
}
