/* number/half.h - the two f2 values around an f8. For lib/number only. */
#ifndef ROWCOL_NUMBER_HALF_H
#define ROWCOL_NUMBER_HALF_H

#include <stdint.h>

enum { RCI_NUMBER_F2_INFINITY = 0x7C00, RCI_NUMBER_F2_SIGN = 0x8000 };

/*
 * `below` is the largest f2 that is not greater than the value, below + 1 the next greater one.
 * `part` says where the value is between them: negative below the midpoint, 0 at the midpoint,
 * positive above it.
 */
typedef struct rci_number_f2_neighbours {
    uint16_t below;
    int part;
} rci_number_f2_neighbours;

/* `magnitude` is not negative. */
rci_number_f2_neighbours rci_number_f2_cut(double magnitude);

#endif
