/* stream/text/ops.c - the operations that the readers of all text formats have in common. */
#include "stream/text/text.h"

static rci_stream_text_reader *text_reader(rc_reader *base)
{
    return (rci_stream_text_reader *)base;
}

static rci_stream_text_piece *text_piece(rci_stream_piece *piece)
{
    return (rci_stream_text_piece *)piece;
}

bool rci_stream_text_begin_cut(const rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                               uint64_t *most)
{
    piece->failed_in_cut = piece->is_range = false;
    piece->length = 0;
    /* With a sample there is one thread; else the count of records is not this thread's. */
    *most = reader->sample == UINT64_MAX ? UINT64_MAX : reader->sample - reader->records;
    return *most > 0 && !__atomic_load_n(&reader->merge_failed, __ATOMIC_RELAXED);
}

rc_status rci_stream_text_fetch(const rc_reader *base, rci_stream_piece *piece, rc_error *err)
{
    return text_piece(piece)->is_range
               ? rci_stream_text_fetch_range((const rci_stream_text_reader *)(const void *)base,
                                             text_piece(piece), err)
               : RC_OK;
}

bool rci_stream_text_confirm(rc_reader *base, rci_stream_piece *piece)
{
    return !text_piece(piece)->is_range ||
           rci_stream_text_confirm_range(text_reader(base), text_piece(piece));
}

void rci_stream_text_place(rc_reader *base, rci_stream_piece *piece, rc_error *err)
{
    rci_stream_text_place_reject(text_reader(base), text_piece(piece), err);
}

void rci_stream_text_set_position(rc_reader *base, const rci_stream_position *at)
{
    text_reader(base)->go_on = *at;
}

void rci_stream_text_set_serial(rc_reader *base)
{
    text_reader(base)->input.seeks = false;
}

void rci_stream_text_set_guessing(rc_reader *base)
{
    text_reader(base)->ranges.guessing = true;
}
