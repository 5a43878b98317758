/* Compressed data, made by the compressors of the libraries. */
#include "io_compressed.h"

#include "io/compressed.h"
#include "runner.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* Room for a member with `n` bytes of data that cannot be compressed. */
static size_t most(size_t n)
{
    return n + n / 50 + 1024;
}

static unsigned char *grow(unsigned char **to, size_t size, size_t n)
{
    *to = realloc(*to, size + most(n));
    ck_assert_ptr_nonnull(*to);
    return *to + size;
}

static void add_gzip(const void *data, size_t n, unsigned char **to, size_t *size)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)n};
    z.next_out = grow(to, *size, n);
    z.avail_out = (uInt)most(n);
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    *size += z.total_out;
    deflateEnd(&z);
}

static void add_zstd(const void *data, size_t n, unsigned char **to, size_t *size)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    size_t got;
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    got = ZSTD_compress2(context, grow(to, *size, n), most(n), data, n);
    ck_assert(!ZSTD_isError(got));
    *size += got;
    ZSTD_freeCCtx(context);
}

static void add_xz(const void *data, size_t n, unsigned char **to, size_t *size)
{
    size_t got = 0;
    ck_assert_int_eq(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, data, n, grow(to, *size, n),
                                             &got, most(n)),
                     LZMA_OK);
    *size += got;
}

static void add_bzip2(const void *data, size_t n, unsigned char **to, size_t *size)
{
    unsigned got = (unsigned)most(n);
    char *room = (char *)grow(to, *size, n);
    ck_assert_int_eq(
        BZ2_bzBuffToBuffCompress(room, &got, (char *)(uintptr_t)data, (unsigned)n, 1, 0, 0), BZ_OK);
    *size += got;
}

const io_compressor io_compressors[IO_COMPRESSORS] = {
    {"gzip", "gz", add_gzip},
    {"zstd", "zst", add_zstd},
    {"xz", "xz", add_xz},
    {"bzip2", "bz2", add_bzip2},
};

unsigned char *io_compress(const io_compressor *with, const void *bytes, size_t n, size_t *size)
{
    unsigned char *made = NULL;
    *size = 0;
    with->add(bytes, n, &made, size);
    return made;
}

rci_io_source *io_open_compressed(const io_compressor *with, const unsigned char *bytes, size_t n)
{
    char name[16];
    rci_io_source *source;
    snprintf(name, sizeof name, "in.%s", with->suffix);
    source = rci_io_source_open_memory(bytes, n, name, NULL);
    ck_assert_int_eq(rci_io_compressed(source, NULL), RC_OK);
    return source;
}

rc_status io_read_all(rci_io_source *source, const unsigned char *expected, size_t n, size_t *total,
                      rc_error *err)
{
    enum { STEP = 1000 };
    unsigned char buffer[STEP];
    size_t got;
    bool ended = false;
    rc_status status = RC_OK;
    *total = 0;
    rc_error_clear(err);
    while (status == RC_OK && !ended) {
        status = rci_io_source_read_waiting(source, buffer, STEP, &got, &ended, err);
        if (expected) {
            ck_assert_uint_le(*total + got, n);
            ck_assert(memcmp(buffer, expected + *total, got) == 0);
        }
        *total += got;
    }
    rci_io_source_close(source);
    return status;
}

void io_expect_failure(rci_io_source *source, rc_status status, const char *message)
{
    rc_error err;
    size_t total;
    ck_assert_int_eq(io_read_all(source, NULL, 0, &total, &err), status);
    ck_assert_msg(strstr(err.message, message) != NULL, "\"%s\" has no \"%s\"", err.message,
                  message);
    ck_assert_uint_eq(err.byte, total);
}

const unsigned char io_text[] = "{\"x\":1,\"y\":2}\n{\"x\":3,\"y\":4}\n{\"x\":5,\"y\":-6}\n";

unsigned char *io_two_members(const io_compressor *with, size_t *middle, size_t *size)
{
    unsigned char *made = NULL;
    *size = 0;
    with->add(io_text, IO_TEXT / 2, &made, size);
    *middle = *size;
    with->add(io_text + IO_TEXT / 2, IO_TEXT - IO_TEXT / 2, &made, size);
    return made;
}
