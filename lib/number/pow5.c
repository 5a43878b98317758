/* number/pow5.c - the tables of powers of five and ten. */
#include "number/pow5.h"

#include "number/swar.h"

const rci_number_u128 rci_number_pow5[RCI_NUMBER_POW5_MAX - RCI_NUMBER_POW5_MIN + 1] = {
#include "number/pow5.inc"
};

const uint64_t rci_number_power_of_ten[20] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};
