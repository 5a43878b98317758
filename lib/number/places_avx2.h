/*
 * number/places_avx2.h - integers between separators whose places are known, for processors with
 * AVX2.
 */
#ifndef ROWCOL_NUMBER_PLACES_AVX2_H
#define ROWCOL_NUMBER_PLACES_AVX2_H

#include "base/machine.h"

#include <stddef.h>
#include <stdint.h>

#if defined(RCI_BASE_HAVE_AVX2)

/*
 * Number i is the text after the separator at base[separators[i * step - 1]] and before that at
 * base[separators[i * step]]; UINT32_MAX is a separator just before `base`. 16 bytes after the
 * start of each are readable. Reads them four at a time and returns how many it has read: it stops
 * before four of which one is not an integer as rci_number_read_i64 reads it, has more than 16
 * digits, or is less than `least` or greater than `most`. Less than four are left at the end.
 */
size_t rci_number_read_places_avx2(const char *base, const uint32_t *separators, size_t step,
                                   size_t n, int64_t least, int64_t most, int64_t *values);

#endif
#endif
