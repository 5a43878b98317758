#include "base/number_avx2.h"

#if defined(RCI_HAVE_AVX2)

/* Z is a shuffle index that gives zero. */
#define Z 0x80

const unsigned char rci_number_slide[32] = {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z,  Z,  Z,  Z,  Z,  Z,
                                            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

const uint64_t rci_number_least[20] = {0,
                                       0,
                                       10,
                                       100,
                                       1000,
                                       10000,
                                       100000,
                                       1000000,
                                       10000000,
                                       100000000,
                                       1000000000,
                                       10000000000,
                                       100000000000,
                                       1000000000000,
                                       10000000000000,
                                       100000000000000,
                                       1000000000000000,
                                       10000000000000000,
                                       100000000000000000,
                                       1000000000000000000};

#define TWICE(...) __VA_ARGS__, __VA_ARGS__
#define ALL(b)                                                                                     \
    {                                                                                              \
        TWICE(TWICE(TWICE(TWICE(TWICE(b)))))                                                       \
    }

const unsigned char rci_zero_digits[32] = ALL('0');
const unsigned char rci_over_nine[32] = ALL(128 - 10);

#endif
