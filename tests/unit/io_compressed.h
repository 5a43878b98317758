/* Compressed data, made by the compressors of the libraries. */
#ifndef TESTS_UNIT_IO_COMPRESSED_H
#define TESTS_UNIT_IO_COMPRESSED_H

#include "io/source.h"

typedef struct io_compressor {
    const char *name; /* as messages name the format */
    const char *suffix;
    /* Adds a member with `n` bytes of data to `*to` of malloc, which has `*size` bytes. */
    void (*add)(const void *data, size_t n, unsigned char **to, size_t *size);
} io_compressor;

/* gzip, zstd, xz, bzip2. */
enum { IO_COMPRESSORS = 4 };
extern const io_compressor io_compressors[IO_COMPRESSORS];

/* A member of one compressor with these bytes, of malloc. */
unsigned char *io_compress(const io_compressor *with, const void *bytes, size_t n, size_t *size);

/* Compressed data in memory as a source, whose name has the suffix. */
rci_io_source *io_open_compressed(const io_compressor *with, const unsigned char *bytes, size_t n);

/* Reads all: the status of the end, and how many bytes came before it, which are compared with
   `expected` unless that is NULL. Closes the source. */
rc_status io_read_all(rci_io_source *source, const unsigned char *expected, size_t n, size_t *total,
                      rc_error *err);

/* Reads all: it fails, with a message that has this part, at the place where the data end. */
void io_expect_failure(rci_io_source *source, rc_status status, const char *message);

/* A few lines of text. */
extern const unsigned char io_text[];
enum { IO_TEXT = 43 };

/* Two members, each with a half of the text; the second begins at `*middle`. Of malloc. */
unsigned char *io_two_members(const io_compressor *with, size_t *middle, size_t *size);

#endif
