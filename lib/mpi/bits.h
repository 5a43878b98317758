/*
 * mpi/bits.h - parts of validity bitmaps, which may begin at any bit.
 */
#ifndef ROWCOL_MPI_BITS_H
#define ROWCOL_MPI_BITS_H

#include <stddef.h>

/* Copies `n` bits of a bitmap from bit `first` on to the beginning of `out`, whose last byte is
   filled up with zeros. */
void rci_mpi_bits_take(const unsigned char *bitmap, size_t first, size_t n, unsigned char *out);

/* Writes `n` bits from the beginning of `bits` to a bitmap, from bit `first` on; other bits stay.
 */
void rci_mpi_bits_put(unsigned char *bitmap, size_t first, size_t n, const unsigned char *bits);

#endif
