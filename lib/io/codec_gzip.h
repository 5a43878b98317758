/*
 * io/codec_gzip.h - how gzip is decompressed: by zlib or by ISA-L, as configure has chosen. The
 * functions are those of rci_io_codec.
 */
#ifndef ROWCOL_IO_CODEC_GZIP_H
#define ROWCOL_IO_CODEC_GZIP_H

#include "io/codec.h"

void *rci_io_gzip_open(const rc_allocator *allocator, rc_error *err);
rc_status rci_io_gzip_start(void *context, rc_error *err);
rc_status rci_io_gzip_run(void *context, rci_io_codec_step *step, bool *ended, const char **why);
void rci_io_gzip_close(void *context);

#endif
