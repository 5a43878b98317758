/* The shortest decimal for a binary float. For the number module's own files only. */
#ifndef ROWCOL_NUMBER_SHORTEST_H
#define ROWCOL_NUMBER_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

/* digits * 10^exponent, with up to 17 digits and perhaps zeros at their end. */
typedef struct rci_number_decimal {
    uint64_t digits;
    int exponent;
} rci_number_decimal;

/*
 * The shortest decimal that is nearer to significand * 2^exponent than to any other value of its
 * format, and of those the one nearest to it. The significand is not zero and has up to 53 bits,
 * the exponent is from -1074 to 971. `gap_below_is_half` is true where the next value below is
 * only half as far away as the next above: at normal powers of two, but the smallest.
 */
rci_number_decimal rci_number_shortest(uint64_t significand, int exponent, bool gap_below_is_half);

#endif
