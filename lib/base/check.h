/*
 * base/check.h - checked arithmetic for sizes: each function returns true if the result does not
 * fit size_t.
 */
#ifndef ROWCOL_BASE_CHECK_H
#define ROWCOL_BASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool rci_base_add_overflows(size_t a, size_t b, size_t *sum)
{
    return __builtin_add_overflow(a, b, sum);
}

static inline bool rci_base_mul_overflows(size_t a, size_t b, size_t *product)
{
    return __builtin_mul_overflow(a, b, product);
}

/* The smallest multiple of `unit` (a power of two) that is `n` or more. */
static inline bool rci_base_round_up_overflows(size_t n, size_t unit, size_t *rounded)
{
    size_t sum;
    if (__builtin_add_overflow(n, unit - 1, &sum)) {
        return true;
    }
    *rounded = sum & ~(unit - 1);
    return false;
}

#endif
