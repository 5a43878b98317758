/*
 * compute/filter/keys.h - sorted arrays of 64-bit keys: the sets of predicates.
 */
#ifndef ROWCOL_COMPUTE_FILTER_KEYS_H
#define ROWCOL_COMPUTE_FILTER_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Shell sort with the gaps 3k + 1 (Knuth, The Art of Computer Programming 3, 5.2.1): in place. */
static inline void rci_filter_keys_sort(uint64_t *keys, size_t n)
{
    size_t gap = 1;
    while (gap < n / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < n; i++) {
            uint64_t key = keys[i];
            size_t k = i;
            for (; k >= gap && keys[k - gap] > key; k -= gap) {
                keys[k] = keys[k - gap];
            }
            keys[k] = key;
        }
    }
}

static inline bool rci_filter_keys_find(const uint64_t *keys, size_t n, uint64_t key)
{
    while (n > 1) {
        size_t half = n / 2;
        keys += keys[half] <= key ? half : 0;
        n -= half;
    }
    return n == 1 && keys[0] == key;
}

#endif
