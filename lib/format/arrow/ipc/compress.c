/*
 * format/arrow/ipc/compress.c - compressed buffers of record batches: LZ4 frames and ZSTD.
 */
#include "format/arrow/ipc/compress.h"

#include "base/cell.h"
#include "base/error.h"

#include <lz4frame.h>
#include <string.h>
#include <zstd.h>

enum {
    LENGTH = 8,
    /* A byte of an LZ4 block stands for 255 bytes at most; a ZSTD block of 4 bytes for 128 KiB. */
    LZ4_RATIO = 255,
    ZSTD_RATIO = 32768,
    ZSTD_LEVEL = 1
};

uint64_t rci_arrow_ipc_decompressed_bound(rci_arrow_ipc_codec codec, size_t n)
{
    const uint64_t ratio = codec == RCI_ARROW_IPC_LZ4 ? LZ4_RATIO : ZSTD_RATIO;
    return n > UINT64_MAX / ratio ? UINT64_MAX : n * ratio;
}

static rc_status damaged(const char *codec, const char *why, rc_error *err)
{
    return rci_base_fail(err, RC_EFORMAT, "a buffer compressed with %s is damaged: %s", codec, why);
}

static rc_status decompress_zstd(const unsigned char *data, size_t n, unsigned char *out,
                                 size_t size, rc_error *err)
{
    const size_t got = ZSTD_decompress(out, size, data, n);
    if (ZSTD_isError(got)) {
        return damaged("zstd", ZSTD_getErrorName(got), err);
    }
    return got == size ? RC_OK : damaged("zstd", "it is shorter than its length says", err);
}

static rc_status run_lz4(LZ4F_dctx *context, const unsigned char *data, size_t n,
                         unsigned char *out, size_t size, rc_error *err)
{
    size_t read = 0, written = 0, more;
    do {
        size_t taken = n - read, given = size - written;
        more = LZ4F_decompress(context, out + written, &given, data + read, &taken, NULL);
        if (LZ4F_isError(more)) {
            return damaged("lz4", LZ4F_getErrorName(more), err);
        }
        if (taken == 0 && given == 0 && more != 0) {
            return damaged("lz4", "its length is not the one that is given", err);
        }
        read += taken;
        written += given;
    } while (more != 0);
    return written == size ? RC_OK : damaged("lz4", "it is shorter than its length says", err);
}

static rc_status decompress_lz4(const unsigned char *data, size_t n, unsigned char *out,
                                size_t size, rc_error *err)
{
    LZ4F_dctx *context;
    rc_status status;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION))) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for lz4");
    }
    status = run_lz4(context, data, n, out, size, err);
    LZ4F_freeDecompressionContext(context);
    return status;
}

rc_status rci_arrow_ipc_decompress(rci_arrow_ipc_codec codec, const unsigned char *data, size_t n,
                                   unsigned char *out, size_t size, rc_error *err)
{
    return codec == RCI_ARROW_IPC_LZ4 ? decompress_lz4(data, n, out, size, err)
                                      : decompress_zstd(data, n, out, size, err);
}

/* Compresses to `out`, of `capacity` bytes, which is the bound. 0: memory is short. */
static size_t compress_to(rci_arrow_ipc_codec codec, const void *data, size_t n, void *out,
                          size_t capacity)
{
    LZ4F_preferences_t preferences;
    size_t got;
    if (codec == RCI_ARROW_IPC_ZSTD) {
        got = ZSTD_compress(out, capacity, data, n, ZSTD_LEVEL);
        return ZSTD_isError(got) ? 0 : got;
    }
    memset(&preferences, 0, sizeof preferences);
    preferences.frameInfo.contentSize = n;
    got = LZ4F_compressFrame(out, capacity, data, n, &preferences);
    return LZ4F_isError(got) ? 0 : got;
}

rc_status rci_arrow_ipc_compress(rci_arrow_ipc_codec codec, const void *data, size_t n,
                                 rci_base_bytes *out, rc_error *err)
{
    const size_t bound =
        codec == RCI_ARROW_IPC_ZSTD ? ZSTD_compressBound(n) : LZ4F_compressFrameBound(n, NULL);
    rc_status status = rci_base_bytes_reserve(out, LENGTH + bound, err); /* bound > n */
    unsigned char *to;
    size_t got;
    if (status != RC_OK) {
        return status;
    }
    to = out->data + out->length;
    got = compress_to(codec, data, n, to + LENGTH, bound);
    if (got == 0) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for %s",
                             codec == RCI_ARROW_IPC_ZSTD ? "zstd" : "lz4");
    }
    if (got >= n) {
        rci_base_cell_put(to, LENGTH, false, UINT64_MAX);
        memcpy(to + LENGTH, data, n);
        got = n;
    } else {
        rci_base_cell_put(to, LENGTH, false, n);
    }
    out->length += LENGTH + got;
    return RC_OK;
}
