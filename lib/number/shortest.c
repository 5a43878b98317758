/* number/shortest.c - the shortest decimal of a binary float. */
#include "number/shortest.h"

#include "number/interval.h"

rci_number_decimal rci_number_shortest(uint64_t significand, int exponent, bool gap_below_is_half)
{
    rci_number_interval interval =
        rci_number_scale_interval(significand, exponent, gap_below_is_half);
    return rci_number_choose_decimal(&interval);
}
