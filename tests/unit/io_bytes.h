/* Bytes to be read, and comparing what a source returns. */
#ifndef TESTS_UNIT_IO_BYTES_H
#define TESTS_UNIT_IO_BYTES_H

#include "io/source.h"

/* `n` bytes without a period, so that an error of the position is found; of malloc. */
unsigned char *io_noise(size_t n);

/* Reads the source to its end, `step` bytes at a time, and compares. Returns 0 if all is equal. */
int io_compare(rci_io_source *source, const unsigned char *expected, size_t n, size_t step);

#endif
