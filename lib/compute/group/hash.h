/*
 * compute/group/hash.h - hashes of words and of bytes.
 */
#ifndef ROWCOL_COMPUTE_GROUP_HASH_H
#define ROWCOL_COMPUTE_GROUP_HASH_H

#include "base/word.h"

#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 rci_group_wide;

/* 2^64 / the golden ratio: its bits have no pattern. */
#define RCI_GROUP_FACTOR UINT64_C(0x9E3779B97F4A7C15)

/* Both halves of the product of 128 bits: each bit of the result depends on each bit of `x`. */
static inline uint64_t rci_group_mix(uint64_t x)
{
    rci_group_wide product = (rci_group_wide)x * RCI_GROUP_FACTOR;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A bijection whose results are evenly distributed also for consecutive numbers, for estimates
   (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014). */
static inline uint64_t rci_group_scatter(uint64_t x)
{
    x += RCI_GROUP_FACTOR;
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* The hash of `n` bytes. */
static inline uint64_t rci_group_hash_bytes(const void *bytes, size_t n, uint64_t seed)
{
    const char *p = bytes;
    uint64_t hash = seed ^ n;
    for (; n > 8; n -= 8, p += 8) {
        hash = rci_group_mix(hash ^ rci_base_load8(p));
    }
    if (n > 0) {
        char last[8] = {0};
        memcpy(last, p, n);
        hash = rci_group_mix(hash ^ rci_base_load8(last));
    }
    return rci_group_mix(hash ^ RCI_GROUP_FACTOR);
}

#endif
