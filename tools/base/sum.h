/* base/sum.h - sums of bytes that stay at their maximum instead of beginning again at 0. */
#ifndef ROWCOL_TOOLS_BASE_SUM_H
#define ROWCOL_TOOLS_BASE_SUM_H

#include <stdint.h>

/* The largest sum. It means "this or more". JSON integers end here. */
#define SUM_MOST ((uint64_t)INT64_MAX)

static inline uint64_t sum_add(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) || sum > SUM_MOST ? SUM_MOST : sum;
}

static inline uint64_t sum_multiply(uint64_t a, uint64_t b)
{
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) || product > SUM_MOST ? SUM_MOST : product;
}

#endif
