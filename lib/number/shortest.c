#include "number/shortest.h"

#include "number/interval.h"

rci_decimal rci_shortest(uint64_t significand, int exponent, bool gap_below_is_half)
{
    rci_interval interval = rci_scale_interval(significand, exponent, gap_below_is_half);
    return rci_choose_decimal(&interval);
}
