/* io/codec_gzip_isal.c - gzip by ISA-L, which is faster than zlib. */
#include "io/codec_gzip.h"

#include "base/alloc.h"
#include "base/error.h"

#include <isa-l.h>
#include <limits.h>

typedef struct state {
    const rc_allocator *allocator;
    struct inflate_state inflate;
    /* isal_inflate loses its place in a header that comes in several parts */
    struct isal_gzip_header header;
    bool in_header;
} state;

rc_status rci_io_gzip_start(void *context, rc_error *err)
{
    state *self = context;
    (void)err;
    isal_inflate_reset(&self->inflate);
    self->inflate.crc_flag = ISAL_GZIP_NO_HDR_VER;
    isal_gzip_header_init(&self->header);
    self->in_header = true;
    return RC_OK;
}

void *rci_io_gzip_open(const rc_allocator *allocator, rc_error *err)
{
    state *self = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *self, err);
    if (self) {
        self->allocator = allocator;
        isal_inflate_init(&self->inflate);
        rci_io_gzip_start(self, err);
    }
    return self;
}

static uint32_t at_most(size_t n)
{
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static const char *reason(int code)
{
    switch (code) {
    case ISAL_INVALID_BLOCK:
        return "invalid block";
    case ISAL_INVALID_SYMBOL:
        return "invalid code";
    case ISAL_INVALID_LOOKBACK:
        return "invalid distance too far back";
    case ISAL_UNSUPPORTED_METHOD:
        return "unknown compression method";
    case ISAL_INCORRECT_CHECKSUM:
        return "incorrect data check";
    default:
        return "incorrect header check";
    }
}

/* The header, then data. As isal_inflate. */
static int inflate_some(state *self)
{
    if (self->in_header) {
        const int code = isal_read_gzip_header(&self->inflate, &self->header);
        if (code != ISAL_DECOMP_OK) {
            return code;
        }
        self->in_header = false;
    }
    return isal_inflate(&self->inflate);
}

rc_status rci_io_gzip_run(void *context, rci_io_codec_step *step, bool *ended, const char **why)
{
    state *self = context;
    struct inflate_state *inflate = &self->inflate;
    const uint32_t in = at_most(step->in_left), out = at_most(step->out_left);
    int code;
    inflate->next_in = (uint8_t *)(uintptr_t)step->in;
    inflate->avail_in = in;
    inflate->next_out = step->out;
    inflate->avail_out = out;
    code = inflate_some(self);
    step->in += in - inflate->avail_in;
    step->in_left -= in - inflate->avail_in;
    step->out += out - inflate->avail_out;
    step->out_left -= out - inflate->avail_out;
    *ended = code >= 0 && !self->in_header && inflate->block_state == ISAL_BLOCK_FINISH;
    if (code < 0) {
        *why = reason(code);
        return RC_EFORMAT;
    }
    return RC_OK;
}

void rci_io_gzip_close(void *context)
{
    state *self = context;
    rci_base_free_as(self->allocator, RC_MEMORY_READER, self, sizeof *self);
}
