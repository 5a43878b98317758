/* The two neighbours of a value in f2. For the number module's own files only. */
#ifndef ROWCOL_NUMBER_HALF_H
#define ROWCOL_NUMBER_HALF_H

#include <stdint.h>

enum { RCI_NUMBER_F2_INFINITY = 0x7C00, RCI_NUMBER_F2_SIGN = 0x8000 };

/*
 * A non-negative f8 value cut down to f2: `below` is the nearest f2 that is not greater, below + 1
 * the next greater one, and `part` tells where the value lies between them: negative below the
 * middle, 0 in the middle, positive above it.
 */
typedef struct rci_number_f2_neighbours {
    uint16_t below;
    int part;
} rci_number_f2_neighbours;

rci_number_f2_neighbours rci_number_f2_cut(double magnitude);

#endif
