/* number/shortest.h - the shortest decimal of a binary float. For lib/number only. */
#ifndef ROWCOL_NUMBER_SHORTEST_H
#define ROWCOL_NUMBER_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

/* digits * 10^exponent, with up to 17 digits. There may be trailing zeros. */
typedef struct rci_number_decimal {
    uint64_t digits;
    int exponent;
} rci_number_decimal;

/*
 * The shortest decimal that reads back as significand * 2^exponent, and of several the one nearest
 * to it. The significand is not zero and has up to 53 bits; the exponent is from -1074 to 971.
 * `gap_below_is_half` is true where the next smaller value is only half as far away as the next
 * greater one: at all normal powers of two except the smallest.
 */
rci_number_decimal rci_number_shortest(uint64_t significand, int exponent, bool gap_below_is_half);

#endif
