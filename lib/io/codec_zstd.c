/* io/codec_zstd.c - Zstandard (RFC 8878), through libzstd, which allocates by itself. */
#include "io/codec.h"

#include "base/error.h"

#include <zstd.h>
#include <zstd_errors.h>

static void *open_state(const rc_allocator *allocator, rc_error *err)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();
    int log = 0;
    (void)allocator;
    if (!context) {
        rci_base_fail(err, RC_ENOMEM, "out of memory for libzstd");
        return NULL;
    }
    while ((size_t)1 << log < RCI_IO_CODEC_WINDOW) {
        log++;
    }
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, log);
    return context;
}

static rc_status start(void *context, rc_error *err)
{
    (void)err;
    ZSTD_DCtx_reset(context, ZSTD_reset_session_only);
    return RC_OK;
}

static rc_status failure(size_t code, const char **why)
{
    *why = ZSTD_getErrorName(code);
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return RC_ENOMEM;
    case ZSTD_error_frameParameter_windowTooLarge:
        return RC_ELIMIT;
    case ZSTD_error_dictionary_wrong:
        *why = "it was compressed with a dictionary";
        return RC_EUNSUPPORTED;
    default:
        return RC_EFORMAT;
    }
}

static rc_status run(void *context, rci_io_codec_step *step, bool *ended, const char **why)
{
    ZSTD_inBuffer in = {step->in, step->in_left, 0};
    ZSTD_outBuffer out = {step->out, step->out_left, 0};
    const size_t code = ZSTD_decompressStream(context, &out, &in);
    step->in += in.pos;
    step->in_left -= in.pos;
    step->out += out.pos;
    step->out_left -= out.pos;
    *ended = code == 0;
    return ZSTD_isError(code) ? failure(code, why) : RC_OK;
}

static void close_state(void *context)
{
    ZSTD_freeDCtx(context);
}

const rci_io_codec rci_io_codec_zstd = {
    .name = "zstd",
    .suffix = "zst",
    .command = "zstd -dc --long=31",
    .open = open_state,
    .start = start,
    .run = run,
    .close = close_state,
};
