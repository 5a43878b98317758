/* number/half.c - f8 to f4 and f2 (IEEE 754 binary16), and f2 to f8. */
#include "number/half.h"

#include "base/cell.h"
#include "number/number.h"

/*
 * An f8 has 52 fraction bits and a bias of 1023; an f4 23 and 127; an f2 10 and 15. The smallest
 * normal f2 is 2^-14, its subnormals are multiples of 2^-24.
 */
enum { F8_BIAS = 1023, F2_BIAS = 15, F8_TO_F2_BITS = 52 - 10 };

double rci_number_f2_to_f8(uint16_t half)
{
    uint64_t magnitude = half & 0x7FFF;
    uint64_t bits;
    if (magnitude < 1 << 10) {
        bits = rci_base_f8_bits((double)magnitude * 0x1p-24);
    } else if (magnitude < RCI_NUMBER_F2_INFINITY) {
        bits = (magnitude << F8_TO_F2_BITS) + ((uint64_t)(F8_BIAS - F2_BIAS) << 52);
    } else {
        bits = magnitude << F8_TO_F2_BITS | UINT64_C(0x7FF) << 52;
    }
    bits |= (uint64_t)(half & RCI_NUMBER_F2_SIGN) << 48;

    return rci_base_f8_of(bits);
}

rci_number_f2_neighbours rci_number_f2_cut(double magnitude)
{
    uint64_t bits = rci_base_f8_bits(magnitude);
    int exponent = (int)(bits >> 52) - F8_BIAS;
    uint64_t significand, rest, midpoint, below;
    int drop;
    if (exponent > F2_BIAS) {
        return (rci_number_f2_neighbours){RCI_NUMBER_F2_INFINITY, -1};
    }
    if (exponent < -25) {
        return (rci_number_f2_neighbours){0, -1};
    }

    /* Of the 53 bits, an f2 keeps the upper 11, fewer if it is subnormal. */
    significand = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    drop = F8_TO_F2_BITS + (exponent < -14 ? -14 - exponent : 0);
    rest = significand & ((UINT64_C(1) << drop) - 1);
    midpoint = UINT64_C(1) << (drop - 1);
    below = significand >> drop;
    if (exponent >= -14) { /* the leading 1 of the significand adds one to the exponent field */
        below += (uint64_t)(exponent + F2_BIAS - 1) << 10;
    }
    return (rci_number_f2_neighbours){(uint16_t)below, (rest > midpoint) - (rest < midpoint)};
}

uint16_t rci_number_f8_to_f2(double value, bool *overflow)
{
    uint64_t bits = rci_base_f8_bits(value);
    unsigned sign = (unsigned)(bits >> 48) & RCI_NUMBER_F2_SIGN;
    uint64_t magnitude = bits & ~(UINT64_C(1) << 63);
    bool finite = magnitude < UINT64_C(0x7FF) << 52;
    unsigned result;
    if (magnitude > UINT64_C(0x7FF) << 52) {
        /* A NaN. The quiet bit is set because the upper bits of the payload may be zero. */
        result = RCI_NUMBER_F2_INFINITY | 0x200 | ((unsigned)(magnitude >> F8_TO_F2_BITS) & 0x3FF);
    } else {
        rci_number_f2_neighbours cut = rci_number_f2_cut(rci_base_f8_of(magnitude));
        bool up = cut.part > 0 || (cut.part == 0 && (cut.below & 1) != 0);
        result = (unsigned)cut.below + up;
    }
    if (overflow != NULL) {
        *overflow = finite && result == RCI_NUMBER_F2_INFINITY;
    }
    return (uint16_t)(sign | result);
}

float rci_number_f8_to_f4(double value, bool *overflow)
{
    const double midpoint = 0x1.ffffffp+127; /* between the largest float and 2^128 */
    bool over = (value >= midpoint || value <= -midpoint) && value - value == 0;
    if (overflow) {
        *overflow = over;
    }
    if (over) {
        return rci_base_f4_of(value < 0 ? 0xFF800000 : 0x7F800000);
    }
    return (float)value;
}
