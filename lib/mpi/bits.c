/*
 * mpi/bits.c - parts of validity bitmaps.
 */
#include "mpi/bits.h"

#include <string.h>

static unsigned bit_at(const unsigned char *bits, size_t i)
{
    return bits[i / 8] >> (i % 8) & 1U;
}

void rci_mpi_bits_take(const unsigned char *bitmap, size_t first, size_t n, unsigned char *out)
{
    const unsigned char *from = bitmap + first / 8;
    unsigned shift = (unsigned)(first % 8);
    size_t whole = n / 8;
    for (size_t i = 0; i < whole && shift != 0; i++) {
        out[i] = (unsigned char)(from[i] >> shift | from[i + 1] << (8 - shift));
    }
    if (shift == 0 && whole > 0) {
        memcpy(out, from, whole);
    }
    if (n % 8 != 0) {
        out[whole] = 0;
        for (size_t i = whole * 8; i < n; i++) {
            out[whole] = (unsigned char)(out[whole] | bit_at(bitmap, first + i) << (i % 8));
        }
    }
}

void rci_mpi_bits_put(unsigned char *bitmap, size_t first, size_t n, const unsigned char *bits)
{
    size_t done = 0;
    if (first % 8 == 0) {
        memcpy(bitmap + first / 8, bits, n / 8);
        done = n / 8 * 8;
    }
    for (size_t i = done; i < n; i++) {
        size_t at = first + i;
        unsigned mask = 1U << (at % 8);
        unsigned rest = bitmap[at / 8] & ~mask;
        bitmap[at / 8] = (unsigned char)(rest | bit_at(bits, i) << (at % 8));
    }
}
