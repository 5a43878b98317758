/*
 * store/nulls.h - validity bitmaps: one bit a record, least significant first, 1 for a value.
 *
 * Adjacent records share a byte, and each may be written by another thread: single bits are changed
 * atomically.
 */
#ifndef ROWCOL_STORE_NULLS_H
#define ROWCOL_STORE_NULLS_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of a bitmap of `n` bits. */
static inline size_t rci_store_bitmap_size(size_t n)
{
    return n / 8 + (n % 8 != 0);
}

static inline bool rci_store_bit(const unsigned char *bits, size_t i)
{
    return __atomic_load_n(&bits[i / 8], __ATOMIC_RELAXED) >> (i % 8) & 1;
}

static inline void rci_store_set_bit(unsigned char *bits, size_t i, bool value)
{
    unsigned char mask = (unsigned char)(1u << (i % 8));
    if (rci_store_bit(bits, i) == value) {
        return;
    }
    if (value) {
        __atomic_fetch_or(&bits[i / 8], mask, __ATOMIC_RELAXED);
    } else {
        __atomic_fetch_and(&bits[i / 8], (unsigned char)~mask, __ATOMIC_RELAXED);
    }
}

/* Sets bits first .. first + n - 1. */
void rci_store_fill_bits(unsigned char *bits, size_t first, size_t n);

/* Copies `n` bits between two bitmaps. */
void rci_store_copy_bits(unsigned char *to, size_t to_first, const unsigned char *from,
                         size_t from_first, size_t n);

/* The same for bits with a step from each to the next, which may be negative. */
void rci_store_fill_bit_steps(unsigned char *bits, size_t first, ptrdiff_t step, size_t n);
void rci_store_copy_bit_steps(unsigned char *to, size_t to_first, ptrdiff_t to_step,
                              const unsigned char *from, size_t from_first, ptrdiff_t from_step,
                              size_t n);

#endif
