/*
 * format/arrow/ipc/compress.h - compressed buffers of record batches: LZ4 frames and ZSTD.
 *
 * Source: https://github.com/apache/arrow/blob/main/format/Message.fbs, BodyCompression: a buffer
 * begins with its length without compression, a little-endian int64; -1 means that the bytes after
 * it are not compressed.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_COMPRESS_H
#define ROWCOL_FORMAT_ARROW_IPC_COMPRESS_H

#include "base/bytes.h"

/* The numbers of CompressionType in Message.fbs. */
typedef enum rci_arrow_ipc_codec {
    RCI_ARROW_IPC_STORED = -1,
    RCI_ARROW_IPC_LZ4 = 0,
    RCI_ARROW_IPC_ZSTD = 1
} rci_arrow_ipc_codec;

/* How many bytes `n` compressed bytes can be at most. */
uint64_t rci_arrow_ipc_decompressed_bound(rci_arrow_ipc_codec codec, size_t n);

/* Decompresses exactly `size` bytes to `out`. RC_OK; RC_EFORMAT (damaged, or of another size),
   RC_ENOMEM. */
rc_status rci_arrow_ipc_decompress(rci_arrow_ipc_codec codec, const unsigned char *data, size_t n,
                                   unsigned char *out, size_t size, rc_error *err);

/* Appends the length and the compressed bytes; or, if that is not shorter, -1 and the bytes as they
   are. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_arrow_ipc_compress(rci_arrow_ipc_codec codec, const void *data, size_t n,
                                 rci_base_bytes *out, rc_error *err);

#endif
