/* io/codec_xz.c - the .xz format, through liblzma. */
#include "io/codec.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/codec_memory.h"

#include <lzma.h>

/* What the decoder needs besides the window: its tables, for the longest chain of filters. */
#define MOST_MEMORY ((uint64_t)RCI_IO_CODEC_WINDOW + (1 << 20))

typedef struct state {
    const rc_allocator *allocator;
    lzma_allocator functions;
    lzma_stream stream;
} state;

static void *allocate(void *allocator, size_t count, size_t size)
{
    return rci_io_codec_alloc(allocator, count, size);
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
        self->functions = (lzma_allocator){allocate, release, (void *)(uintptr_t)allocator};
        self->stream = (lzma_stream)LZMA_STREAM_INIT;
        self->stream.allocator = &self->functions;
    }
    return self;
}

static rc_status start(void *context, rc_error *err)
{
    state *self = context;
    lzma_ret code = lzma_stream_decoder(&self->stream, MOST_MEMORY, LZMA_TELL_UNSUPPORTED_CHECK);
    return code == LZMA_OK ? RC_OK : rci_base_fail(err, RC_ENOMEM, "out of memory for liblzma");
}

static rc_status failure(lzma_ret code, const char **why)
{
    switch (code) {
    case LZMA_OK:
    case LZMA_STREAM_END:
    case LZMA_BUF_ERROR: /* nothing could be done with what there is */
        return RC_OK;
    case LZMA_MEM_ERROR:
        *why = "out of memory for liblzma";
        return RC_ENOMEM;
    case LZMA_MEMLIMIT_ERROR:
        *why = "its window is too large";
        return RC_ELIMIT;
    case LZMA_UNSUPPORTED_CHECK:
        *why = "its check is of an unknown kind";
        return RC_EUNSUPPORTED;
    case LZMA_OPTIONS_ERROR:
        *why = "it uses filters that liblzma does not know";
        return RC_EUNSUPPORTED;
    case LZMA_FORMAT_ERROR:
        *why = "its header is wrong";
        return RC_EFORMAT;
    default:
        *why = "a check or its contents are wrong";
        return RC_EFORMAT;
    }
}

static rc_status run(void *context, rci_io_codec_step *step, bool *ended, const char **why)
{
    state *self = context;
    lzma_stream *lzma = &self->stream;
    lzma_ret code;
    lzma->next_in = step->in;
    lzma->avail_in = step->in_left;
    lzma->next_out = step->out;
    lzma->avail_out = step->out_left;
    code = lzma_code(lzma, LZMA_RUN);
    step->in = lzma->next_in;
    step->in_left = lzma->avail_in;
    step->out = lzma->next_out;
    step->out_left = lzma->avail_out;
    *ended = code == LZMA_STREAM_END;
    return failure(code, why);
}

static void close_state(void *context)
{
    state *self = context;
    lzma_end(&self->stream);
    rci_base_free_as(self->allocator, RC_MEMORY_READER, self, sizeof *self);
}

const rci_io_codec rci_io_codec_xz = {
    .name = "xz",
    .suffix = "xz",
    .command = "xz -dc",
    .padding = 4,
    .open = open_state,
    .start = start,
    .run = run,
    .close = close_state,
};
