/*
 * io/codec_memory.h - an allocator of rowcol for libraries that release memory without its size.
 */
#ifndef ROWCOL_IO_CODEC_MEMORY_H
#define ROWCOL_IO_CODEC_MEMORY_H

#include <rowcol/base.h>

/* `count` * `size` bytes of an rc_allocator. NULL: out of memory. */
void *rci_io_codec_alloc(const rc_allocator *allocator, size_t count, size_t size);
/* Releases what rci_io_codec_alloc returned. NULL is allowed. */
void rci_io_codec_free(const rc_allocator *allocator, void *memory);

#endif
