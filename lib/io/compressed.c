/* io/compressed.c - a source whose input may be compressed. */
#include "io/compressed.h"

#include "base/alloc.h"
#include "io/ahead.h"

static const rci_io_stream decompressed = {
    .read = rci_io_ahead_read,
    .read_waiting = rci_io_ahead_read_waiting,
    .is_waiting = rci_io_ahead_is_waiting,
    .close = rci_io_ahead_close,
    .stored = rci_io_ahead_stored,
};

/* Decompresses the input of the source, which is moved. The event that stops waiting is made before
   that, so that it is the one of both. */
static rci_io_ahead *open_ahead(rci_io_source *source, const rci_io_codec *codec, rc_error *err)
{
    const bool stoppable = rci_io_source_let_stop(source) || rci_io_source_never_waits(source);
    rci_io_source *raw = rci_io_source_move(source, err);
    rci_io_decompress *from = raw ? rci_io_decompress_open(raw, codec, err) : NULL;
    rci_io_ahead *ahead;
    if (!from) {
        rci_io_source_close(raw);
        return NULL;
    }
    ahead = rci_io_ahead_open(from, stoppable, err);
    if (!ahead) {
        rci_io_decompress_close(from);
    }
    return ahead;
}

/* All parts have the allocator of the source. */
static rc_status decompress(rci_io_source *source, const rci_io_codec *codec, rc_error *err)
{
    const rc_allocator *before = rci_base_enter_allocator(rci_io_source_allocator(source));
    rci_io_ahead *ahead = open_ahead(source, codec, err);
    rci_base_enter_allocator(before);
    if (!ahead) {
        return RC_ENOMEM;
    }
    rci_io_source_continue(source, &decompressed, ahead);
    return RC_OK;
}

/* Finds out whether the input is compressed. */
static rc_status decide(rci_io_source *source, rc_error *err)
{
    const rci_io_codec *found, *named = rci_io_codec_of_name(rci_io_source_name(source));
    const unsigned char *bytes;
    bool undecided = true;
    size_t n = 0, before;
    do {
        rc_status status;
        before = n;
        status = rci_io_source_peek(source, &bytes, &n, err);
        if (status != RC_OK) {
            return status;
        }
        found = rci_io_codec_recognise(bytes, n, &undecided);
    } while (undecided && n > before);
    if (undecided && named && rci_io_codec_begins(named, bytes, n)) {
        found = named; /* only the first bytes of it */
    }
    return found ? decompress(source, found, err) : RC_OK;
}

rc_status rci_io_compressed(rci_io_source *source, rc_error *err)
{
    if (rci_io_source_never_waits(source)) {
        return decide(source, err);
    }
    rci_io_source_before_reading(source, decide);
    return RC_OK;
}
