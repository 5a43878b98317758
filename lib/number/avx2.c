/* number/avx2.c - the tables of number/avx2.h. */
#include "number/avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* A shuffle index that gives zero. */
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

#define FOUR(...)  __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define EIGHT(...) FOUR(__VA_ARGS__), FOUR(__VA_ARGS__)
#define N          RCI_NUMBER_STARTS_NO_NUMBER

/* Rows of 16 characters: row 3 has the digits, row 2 the minus. */
#define ROW(n)    EIGHT(n), EIGHT(n)
#define DIGIT_ROW EIGHT(0), 0, 0, FOUR(N), N, N
#define MINUS_ROW EIGHT(N), FOUR(N), N, 1, N, N

const unsigned char rci_number_starts[256] = {
    ROW(N), ROW(N), MINUS_ROW, DIGIT_ROW, FOUR(ROW(N)), EIGHT(ROW(N)),
};

const unsigned char rci_number_zero_digits[32] = {EIGHT(FOUR('0'))};
const unsigned char rci_number_over_nine[32] = {EIGHT(FOUR(128 - 10))};

#endif
