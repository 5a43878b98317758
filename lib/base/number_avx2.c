#include "base/number_avx2.h"

#if defined(RCI_HAVE_AVX2)

/* Z is a shuffle index that gives zero. */
#define Z 0x80

const unsigned char rci_number_shuffles[32][16] = {
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 1},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 1, 2},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 1, 2, 3},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 1, 2, 3, 4},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 1, 2, 3, 4, 5},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 1, 2, 3, 4, 5, 6},
    {Z, Z, Z, Z, Z, Z, Z, Z, 0, 1, 2, 3, 4, 5, 6, 7},
    {Z, Z, Z, Z, Z, Z, Z, 0, 1, 2, 3, 4, 5, 6, 7, 8},
    {Z, Z, Z, Z, Z, Z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {Z, Z, Z, Z, Z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
    {Z, Z, Z, Z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
    {Z, Z, Z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
    {Z, Z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
    {Z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 2},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 2, 3},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 2, 3, 4},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 2, 3, 4, 5},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 2, 3, 4, 5, 6},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 2, 3, 4, 5, 6, 7},
    {Z, Z, Z, Z, Z, Z, Z, Z, 1, 2, 3, 4, 5, 6, 7, 8},
    {Z, Z, Z, Z, Z, Z, Z, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {Z, Z, Z, Z, Z, Z, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
    {Z, Z, Z, Z, Z, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
    {Z, Z, Z, Z, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
    {Z, Z, Z, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
    {Z, Z, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14},
};

#endif
