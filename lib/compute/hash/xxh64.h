/*
 * compute/hash/xxh64.h - the hashes of lib/compute/hash, which are the same on every machine and in
 * other programs: XXH64 with seed 0.
 *
 * Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
#ifndef ROWCOL_COMPUTE_HASH_XXH64_H
#define ROWCOL_COMPUTE_HASH_XXH64_H

#include "base/cell.h"

#define RCI_HASH_PRIME1 UINT64_C(0x9E3779B185EBCA87)
#define RCI_HASH_PRIME2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define RCI_HASH_PRIME3 UINT64_C(0x165667B19E3779F9)
#define RCI_HASH_PRIME4 UINT64_C(0x85EBCA77C2B2AE63)
#define RCI_HASH_PRIME5 UINT64_C(0x27D4EB2F165667C5)

static inline uint64_t rci_hash_rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static inline uint64_t rci_hash_round(uint64_t sum, uint64_t lane)
{
    return rci_hash_rotate(sum + lane * RCI_HASH_PRIME2, 31) * RCI_HASH_PRIME1;
}

static inline uint64_t rci_hash_avalanche(uint64_t sum)
{
    sum = (sum ^ sum >> 33) * RCI_HASH_PRIME2;
    sum = (sum ^ sum >> 29) * RCI_HASH_PRIME3;
    return sum ^ sum >> 32;
}

static inline uint64_t rci_hash_add8(uint64_t sum, uint64_t lane)
{
    sum = rci_hash_rotate(sum ^ rci_hash_round(0, lane), 27);
    return sum * RCI_HASH_PRIME1 + RCI_HASH_PRIME4;
}

/* The hash of the 8 bytes of a number, least significant first. */
static inline uint64_t rci_hash_number(uint64_t number)
{
    return rci_hash_avalanche(rci_hash_add8(RCI_HASH_PRIME5 + 8, number));
}

/* The hash of `n` bytes. */
uint64_t rci_hash_bytes(const void *bytes, size_t n);

#endif
