/* compute/order/radix.c - radix sort of words, in the cache and divided into parts that fit it. */
#include "compute/order/radix.h"

#include <stdbool.h>
#include <string.h>

enum {
    FEW = 32,              /* insertion sort */
    SOME = 1536,           /* narrow digits: fewer counters to clear and add */
    IN_CACHE = 128 * 1024, /* words, 1 MiB */
    NARROW = 8,
    WIDE = 11,
    MAX_PASSES = 8,
    DIVIDE = RCI_ORDER_DIGIT_BITS
};

/* Whole words: their order is that of the bits, and then of the indices below. */
static void insertion_sort(uint64_t *words, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t word = words[i];
        size_t at = i;
        for (; at > 0 && words[at - 1] > word; at--) {
            words[at] = words[at - 1];
        }
        words[at] = word;
    }
}

/* From counts to the index where each digit starts. */
static void add_up(uint32_t *counts, size_t n)
{
    uint32_t total = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t count = counts[i];
        counts[i] = total;
        total += count;
    }
}

static void one_pass(uint64_t *to, const uint64_t *from, size_t n, uint32_t *starts, unsigned shift,
                     uint64_t mask)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t word = from[i];
        to[starts[word >> shift & mask]++] = word;
    }
}

/* Called with a constant number of passes. The counters of all digits are made in one pass. */
static inline __attribute__((always_inline)) void count_digits(const uint64_t *words, size_t n,
                                                               unsigned low, unsigned width,
                                                               unsigned passes,
                                                               uint32_t counts[][1 << WIDE])
{
    uint64_t mask = (UINT64_C(1) << width) - 1;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = words[i] >> low;
        for (unsigned pass = 0; pass < passes; pass++) {
            counts[pass][bits & mask]++;
            bits >>= width;
        }
    }
}

static void count_all(const uint64_t *words, size_t n, unsigned low, unsigned width,
                      unsigned passes, uint32_t counts[][1 << WIDE])
{
    for (unsigned pass = 0; pass < passes; pass++) {
        memset(counts[pass], 0, sizeof(uint32_t) << width);
    }
    switch (passes) {
    case 1:
        count_digits(words, n, low, width, 1, counts);
        break;
    case 2:
        count_digits(words, n, low, width, 2, counts);
        break;
    case 3:
        count_digits(words, n, low, width, 3, counts);
        break;
    case 4:
        count_digits(words, n, low, width, 4, counts);
        break;
    default:
        count_digits(words, n, low, width, passes, counts);
        break;
    }
}

/* Lowest digit first, for at most IN_CACHE words. */
static void sort_in_cache(uint64_t *words, uint64_t *scratch, size_t n, unsigned low, unsigned high)
{
    uint32_t counts[MAX_PASSES][1 << WIDE];
    uint64_t *from = words, *to = scratch;
    unsigned bits = high - low, most = n < SOME ? NARROW : WIDE;
    unsigned passes = (bits + most - 1) / most;
    unsigned width = (bits + passes - 1) / passes;
    count_all(words, n, low, width, passes, counts);
    for (unsigned pass = 0; pass < passes; pass++) {
        uint64_t *next = from, mask = (UINT64_C(1) << width) - 1;
        unsigned shift = low + pass * width;
        if (counts[pass][from[0] >> shift & mask] == n) {
            continue; /* the digit is equal in all words */
        }
        add_up(counts[pass], (size_t)1 << width);
        one_pass(to, from, n, counts[pass], shift, mask);
        from = to;
        to = next;
    }
    if (from != words) {
        memcpy(words, from, n * sizeof *words);
    }
}

/* Reduces low .. high - 1 to the bits that vary. False if none does. */
static bool narrow(const uint64_t *words, size_t n, unsigned *low, unsigned *high)
{
    uint64_t varying = 0, first = words[0], some = (UINT64_C(1) << *low) - 1;
    for (size_t i = 1; i < n; i++) {
        varying |= words[i] ^ first;
    }
    varying &= (*high < 64 ? (UINT64_C(1) << *high) - 1 : UINT64_MAX) & ~some;
    if (varying == 0) {
        return false;
    }
    *low = (unsigned)__builtin_ctzll(varying);
    *high = 64 - (unsigned)__builtin_clzll(varying);
    return true;
}

/* By the highest digit, then each part of equal digits by itself. */
static void sort_divided(uint64_t *words, uint64_t *scratch, size_t n, unsigned low, unsigned high)
{
    size_t ends[1 << DIVIDE], start = 0, total = 0;
    unsigned width = high - low < DIVIDE ? high - low : DIVIDE, shift = high - width;
    uint64_t mask = (UINT64_C(1) << width) - 1;
    memset(ends, 0, sizeof *ends << width);
    for (size_t i = 0; i < n; i++) {
        ends[words[i] >> shift & mask]++;
    }
    for (size_t digit = 0; digit <= mask; digit++) {
        size_t count = ends[digit];
        ends[digit] = total;
        total += count;
    }
    for (size_t i = 0; i < n; i++) {
        scratch[ends[words[i] >> shift & mask]++] = words[i];
    }
    for (size_t digit = 0; digit <= mask; digit++) {
        size_t count = ends[digit] - start;
        rci_order_sort_words(scratch + start, words + start, count, low, shift);
        memcpy(words + start, scratch + start, count * sizeof *words);
        start = ends[digit];
    }
}

void rci_order_sort_words(uint64_t *words, uint64_t *scratch, size_t n, unsigned low, unsigned high)
{
    if (n < 2 || low >= high) {
        return;
    }
    if (n <= FEW) {
        insertion_sort(words, n);
    } else if (n <= IN_CACHE) {
        sort_in_cache(words, scratch, n, low, high);
    } else if (narrow(words, n, &low, &high)) {
        sort_divided(words, scratch, n, low, high);
    }
}
