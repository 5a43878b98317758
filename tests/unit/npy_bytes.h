/* Hand-made .npy files for tests. */
#ifndef TESTS_UNIT_NPY_BYTES_H
#define TESTS_UNIT_NPY_BYTES_H

#include <stddef.h>

typedef struct npy_bytes {
    unsigned char bytes[8192];
    size_t size;
    size_t data; /* where the records start */
} npy_bytes;

/* A file of this version whose header is `text` and a newline, with `n` bytes of records behind
   it. `text` is stored as it stands. */
npy_bytes npy_make(int version, const char *text, const void *records, size_t n);

/* The byte where `text` starts: 10 for version 1, 12 for others. */
size_t npy_text_at(int version);

#endif
