/* io/codec_gzip.c - gzip (RFC 1952). */
#include "io/codec_gzip.h"

const rci_io_codec rci_io_codec_gzip = {
    .name = "gzip",
    .suffix = "gz",
    .command = "gzip -dc",
    .padding = 1,
    .open = rci_io_gzip_open,
    .start = rci_io_gzip_start,
    .run = rci_io_gzip_run,
    .close = rci_io_gzip_close,
};
