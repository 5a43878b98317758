/*
 * compute/bits.h - words of 64 bits and bitmaps of bytes, least significant bit first.
 */
#ifndef ROWCOL_COMPUTE_BITS_H
#define ROWCOL_COMPUTE_BITS_H

#include "base/word.h"

#include <stddef.h>
#include <stdint.h>

/* The lowest `n` bits, 0 to 64. */
static inline uint64_t rci_compute_low_bits(size_t n)
{
    return n < 64 ? (UINT64_C(1) << n) - 1 : ~UINT64_C(0);
}

/* Words that hold `n` bits. */
static inline size_t rci_compute_words(size_t n)
{
    return n / 64 + (n % 64 != 0);
}

/* Bits at .. at + n - 1 of a bitmap, 1 to 64 of them, in the lowest bits of the result. Reads no
   byte that has none of them. */
static inline uint64_t rci_compute_bits_get(const unsigned char *bitmap, size_t at, size_t n)
{
    const unsigned char *p = bitmap + at / 8;
    size_t shift = at % 8, bytes = (shift + n + 7) / 8;
    uint64_t low = 0;
    if (bytes >= 8) {
        low = rci_base_load8((const char *)p) >> shift;
        if (bytes > 8) {
            low |= (uint64_t)p[8] << (64 - shift);
        }
    } else {
        for (size_t i = 0; i < bytes; i++) {
            low |= (uint64_t)p[i] << (8 * i);
        }
        low >>= shift;
    }
    return low & rci_compute_low_bits(n);
}

/* The same for bits at, at + step, at + 2 * step ... */
static inline uint64_t rci_compute_bits_step(const unsigned char *bitmap, size_t at, ptrdiff_t step,
                                             size_t n)
{
    uint64_t word = 0;
    if (step == 1) {
        return rci_compute_bits_get(bitmap, at, n);
    }
    for (size_t i = 0; i < n; i++) {
        size_t bit = at + i * (size_t)step;
        word |= (uint64_t)(bitmap[bit / 8] >> (bit % 8) & 1) << i;
    }
    return word;
}

/* Writes word `i` of a bitmap of `n` bits that starts at a whole byte; unused bits of the last byte
   become 0. */
static inline void rci_compute_bits_put(unsigned char *bitmap, size_t i, size_t n, uint64_t word)
{
    size_t bytes = (n - 64 * i + 7) / 8;
    if (bytes >= 8) {
        rci_base_store8((char *)bitmap + 8 * i, word);
        return;
    }
    for (size_t k = 0; k < bytes; k++) {
        bitmap[8 * i + k] = (unsigned char)(word >> (8 * k));
    }
}

static inline size_t rci_compute_popcount(uint64_t word)
{
    return (size_t)__builtin_popcountll(word);
}

#endif
