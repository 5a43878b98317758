/* io/codec_gzip_zlib.c - gzip by zlib. */
#include "io/codec_gzip.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/codec_memory.h"

#include <limits.h>
#include <zlib.h>

/* For inflateInit2: a window of 32 KiB, and a gzip header. */
enum { WINDOW_BITS = 15, GZIP = 16 };

typedef struct state {
    const rc_allocator *allocator;
    z_stream stream;
} state;

static voidpf allocate(voidpf allocator, uInt count, uInt size)
{
    return rci_io_codec_alloc(allocator, count, size);
}

static void release(voidpf allocator, voidpf memory)
{
    rci_io_codec_free(allocator, memory);
}

void *rci_io_gzip_open(const rc_allocator *allocator, rc_error *err)
{
    state *self = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *self, err);
    if (!self) {
        return NULL;
    }
    self->allocator = allocator;
    self->stream.zalloc = allocate;
    self->stream.zfree = release;
    self->stream.opaque = (voidpf)(uintptr_t)allocator;
    if (inflateInit2(&self->stream, WINDOW_BITS + GZIP) != Z_OK) {
        rci_base_fail(err, RC_ENOMEM, "out of memory for zlib");
        rci_base_free_as(allocator, RC_MEMORY_READER, self, sizeof *self);
        return NULL;
    }
    return self;
}

rc_status rci_io_gzip_start(void *context, rc_error *err)
{
    state *self = context;
    (void)err;
    inflateReset(&self->stream);
    return RC_OK;
}

static uInt at_most(size_t n)
{
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

rc_status rci_io_gzip_run(void *context, rci_io_codec_step *step, bool *ended, const char **why)
{
    state *self = context;
    z_stream *z = &self->stream;
    const uInt in = at_most(step->in_left), out = at_most(step->out_left);
    int code;
    z->next_in = (Bytef *)(uintptr_t)step->in;
    z->avail_in = in;
    z->next_out = step->out;
    z->avail_out = out;
    code = inflate(z, Z_NO_FLUSH);
    step->in += in - z->avail_in;
    step->in_left -= in - z->avail_in;
    step->out += out - z->avail_out;
    step->out_left -= out - z->avail_out;
    *ended = code == Z_STREAM_END;
    switch (code) {
    case Z_OK:
    case Z_STREAM_END:
    case Z_BUF_ERROR: /* nothing could be done with what there is */
        return RC_OK;
    case Z_MEM_ERROR:
        *why = "out of memory for zlib";
        return RC_ENOMEM;
    default:
        *why = z->msg ? z->msg : "zlib refuses it";
        return RC_EFORMAT;
    }
}

void rci_io_gzip_close(void *context)
{
    state *self = context;
    inflateEnd(&self->stream);
    rci_base_free_as(self->allocator, RC_MEMORY_READER, self, sizeof *self);
}
