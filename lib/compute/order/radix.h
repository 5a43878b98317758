/*
 * compute/order/radix.h - sorts words of 64 bits by some of their bits.
 *
 * Radix sort: what fits the cache by its lowest digit first, each digit with one pass (D. E. Knuth,
 * The Art of Computer Programming, volume 3, 5.2.5); more than that is first divided by its highest
 * digit into parts that fit. Bits that are equal in all words are left out.
 */
#ifndef ROWCOL_COMPUTE_ORDER_RADIX_H
#define ROWCOL_COMPUTE_ORDER_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* A digit has at most so many bits: more places to write to than that are slow. */
#define RCI_ORDER_DIGIT_BITS 10

/* Sorts `n` words by the bits low .. high - 1. Words that are equal there keep their order if they
   are in ascending order. `scratch` has space for `n` words. */
void rci_order_sort_words(uint64_t *words, uint64_t *scratch, size_t n, unsigned low,
                          unsigned high);

#endif
