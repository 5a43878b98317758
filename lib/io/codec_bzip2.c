/* io/codec_bzip2.c - bzip2, through libbz2. */
#include "io/codec.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/codec_memory.h"

#include <bzlib.h>
#include <limits.h>

typedef struct state {
    const rc_allocator *allocator;
    bz_stream stream;
    bool started;
} state;

static void *allocate(void *allocator, int count, int size)
{
    return rci_io_codec_alloc(allocator, (size_t)count, (size_t)size);
}

static void release(void *allocator, void *memory)
{
    rci_io_codec_free(allocator, memory);
}

static void *open_state(const rc_allocator *allocator, rc_error *err)
{
    state *self = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *self, err);
    if (self) {
        self->allocator = allocator;
        self->stream.bzalloc = allocate;
        self->stream.bzfree = release;
        self->stream.opaque = (void *)(uintptr_t)allocator;
    }
    return self;
}

static void end(state *self)
{
    if (self->started) {
        BZ2_bzDecompressEnd(&self->stream);
    }
    self->started = false;
}

static rc_status start(void *context, rc_error *err)
{
    state *self = context;
    end(self);
    self->started = BZ2_bzDecompressInit(&self->stream, 0, 0) == BZ_OK;
    return self->started ? RC_OK : rci_base_fail(err, RC_ENOMEM, "out of memory for libbz2");
}

static unsigned at_most(size_t n)
{
    return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

static rc_status run(void *context, rci_io_codec_step *step, bool *ended, const char **why)
{
    state *self = context;
    bz_stream *bz = &self->stream;
    const unsigned in = at_most(step->in_left), out = at_most(step->out_left);
    int code;
    bz->next_in = (char *)(uintptr_t)step->in;
    bz->avail_in = in;
    bz->next_out = (char *)step->out;
    bz->avail_out = out;
    code = BZ2_bzDecompress(bz);
    step->in += in - bz->avail_in;
    step->in_left -= in - bz->avail_in;
    step->out += out - bz->avail_out;
    step->out_left -= out - bz->avail_out;
    *ended = code == BZ_STREAM_END;
    if (code == BZ_OK || code == BZ_STREAM_END) {
        return RC_OK;
    }
    *why = code == BZ_MEM_ERROR ? "out of memory for libbz2" : "a check or its contents are wrong";
    return code == BZ_MEM_ERROR ? RC_ENOMEM : RC_EFORMAT;
}

static void close_state(void *context)
{
    state *self = context;
    end(self);
    rci_base_free_as(self->allocator, RC_MEMORY_READER, self, sizeof *self);
}

const rci_io_codec rci_io_codec_bzip2 = {
    .name = "bzip2",
    .suffix = "bz2",
    .command = "bzip2 -dc",
    .open = open_state,
    .start = start,
    .run = run,
    .close = close_state,
};
