/*
 * number/print_avx2.h - integers to text for machines with AVX2, many at a time.
 *
 * No branch depends on a value, since signs and lengths are often random. A number is split into
 * its digits, the last one first, and one shuffle puts those that count into their order. Both
 * steps are loops of their own over all numbers: what a number has to wait for is long, and the
 * processor looks ahead only so far, so that it would find too few of the next numbers to work on.
 */
#ifndef ROWCOL_NUMBER_PRINT_AVX2_H
#define ROWCOL_NUMBER_PRINT_AVX2_H

#include "number/avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* Most numbers at a time, and room that each text needs: 2^33 > |value|, or any. */
enum {
    RCI_NUMBER_PRINT_MANY = 64,
    RCI_NUMBER_SHORT_TEXT_SIZE = 17,
    RCI_NUMBER_LONG_TEXT_SIZE = 21,
    RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2 = 23
};

/* Where texts go: that of number i to texts + i * step, its length and `before` to
   lengths[i * lengths_step]. */
typedef struct rci_number_print_places {
    char *texts;
    size_t step;
    size_t *lengths;
    size_t lengths_step;
    size_t before;
} rci_number_print_places;

/* Prints `n` integers, at most RCI_NUMBER_PRINT_MANY. Of the short ones, which lie within +-(2^32 -
   1), it reads, prints and counts the next multiple of four. The long ones may be unsigned. */
void rci_number_print_short_avx2(const int64_t *values, size_t n,
                                 const rci_number_print_places *places);
void rci_number_print_long_avx2(const int64_t *values, size_t n, bool is_signed,
                                const rci_number_print_places *places);

/* Prints `n` floats as rci_number_print_f8 does, or as rci_number_print_f4 if they are not wide but
   32 bits in the lower half of each value. `room` is what each text has,
   RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2 at least; the length is 0 for what is not finite, or does not
   fit. */
void rci_number_print_float_avx2(const int64_t *values, size_t n, bool wide, size_t room,
                                 const rci_number_print_places *places);

/* `n` values below 10^8, at most 4 * RCI_NUMBER_PRINT_MANY, become their eight digits, the last one
   in the lowest byte. There is memory up to the next multiple of four. */
void rci_number_split_digits_avx2(uint64_t *values, size_t n);

#endif
#endif
