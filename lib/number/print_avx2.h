/*
 * number/print_avx2.h - integers and floats to text for machines with AVX2, many at a time.
 *
 * No branch depends on a value, because signs and lengths are often random. A number is split into
 * its digits, the last one first, and one shuffle reverses those that are printed. Each step is a
 * separate loop over all numbers: a number is a long chain of dependent instructions, and in one
 * loop the processor's window would hold too few numbers to work on at once. The digits of short
 * integers are one step: vectors of four of them need few instructions.
 */
#ifndef ROWCOL_NUMBER_PRINT_AVX2_H
#define ROWCOL_NUMBER_PRINT_AVX2_H

#include "number/avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* The most numbers at a time, and the bytes that the text of each needs: of integers within
   +-(2^32 - 1), of any integer, of a float. */
enum {
    RCI_NUMBER_PRINT_MANY = 64,
    RCI_NUMBER_SHORT_TEXT_SIZE = 17,
    RCI_NUMBER_LONG_TEXT_SIZE = 21,
    RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2 = 23
};

/* Where text is written: that of number i to texts + i * step; lengths[i * lengths_step] is set to
   its length plus `before`. */
typedef struct rci_number_print_places {
    char *texts;
    size_t step;
    size_t *lengths;
    size_t lengths_step;
    size_t before;
} rci_number_print_places;

/* Prints `n` integers, at most RCI_NUMBER_PRINT_MANY. `short`: values within +-(2^32 - 1); the
   count is rounded up to a multiple of four, and that many values are read and printed. `long`: any
   values; unsigned ones with `is_signed` false. */
void rci_number_print_short_avx2(const int64_t *values, size_t n,
                                 const rci_number_print_places *places);
void rci_number_print_long_avx2(const int64_t *values, size_t n, bool is_signed,
                                const rci_number_print_places *places);

/* Prints `n` floats, at most RCI_NUMBER_PRINT_MANY: if `wide`, f8 as rci_number_print_f8 does, else
   f4 (the lower 32 bits of each value) as rci_number_print_f4 does. `room` is the number of bytes
   for each text, RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2 at least. The length is 0 if a value is not finite
   or its text does not fit. */
void rci_number_print_float_avx2(const int64_t *values, size_t n, bool wide, size_t room,
                                 const rci_number_print_places *places);

/* Replaces each of `n` values below 10^8, at most 4 * RCI_NUMBER_PRINT_MANY, by its eight digits,
   the last one in the lowest byte. The array has memory up to the next multiple of four. */
void rci_number_split_digits_avx2(uint64_t *values, size_t n);

#endif
#endif
