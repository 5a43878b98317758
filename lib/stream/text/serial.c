/* stream/text/serial.c - cutting an input that is read from its start to its end, as a pipe is. */
#include "stream/text/text.h"

#include <string.h>

/* Reads after what the piece holds until it holds `size` bytes or the source ends. */
static rc_status fill(rci_stream_text_reader *reader, rci_stream_text_piece *piece, size_t size,
                      rc_error *err)
{
    rci_base_bytes *buffer = &piece->buffer;
    size_t wanted = size > buffer->length ? size - buffer->length : 0, got = 0;
    rc_status status;
    wanted = reader->input.ended ? 0 : rci_stream_text_input_useful(&reader->input, wanted);
    status = rci_stream_text_reserve(buffer, wanted, err);
    if (status == RC_OK && wanted) {
        status = rci_io_source_read_waiting(reader->base.source, buffer->data + buffer->length,
                                            wanted, &got, &reader->input.ended, err);
    }
    if (status == RC_OK || got > 0) { /* with an error too: its place is counted in the text */
        buffer->length += got;
        memset(buffer->data + buffer->length, 0, RCI_STREAM_TEXT_SLACK);
    }
    return status;
}

static void count_lines(rci_stream_text_piece *piece, const rci_stream_text_boundary *found)
{
    piece->counted = rci_stream_text_counted_lines(found, (const char *)piece->buffer.data,
                                                   piece->length, &piece->lines);
}

/* Finds the end of the whole records in the piece's buffer; reads on while there is none. */
static rc_status find_end(rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                          rc_error *err)
{
    rci_base_bytes *buffer = &piece->buffer;
    size_t size = reader->piece_bytes;
    /* Records that are there are not held back until more input comes. */
    bool enough = buffer->length > 0 && !rci_io_source_is_waiting(reader->base.source);
    for (;;) {
        rci_stream_text_boundary found;
        rc_status status = fill(reader, piece, enough ? 0 : size, err);
        enough = false;
        if (status == RC_OK) {
            status =
                reader->syntax->find_boundary(reader, (const char *)buffer->data, buffer->length, 0,
                                              &reader->scratch, &found, err);
        }
        if (status != RC_OK) {
            return status;
        }
        piece->last = found.close != SIZE_MAX;
        piece->length = piece->last ? found.close : found.after;
        piece->next = '\0';
        if (piece->last) {
            piece->next = rci_stream_text_next_byte((const char *)buffer->data + found.close + 1,
                                                    (const char *)buffer->data + buffer->length);
        }
        piece->unclosed = false;
        if (reader->input.ended && !piece->last) {
            piece->length = buffer->length;
            piece->unclosed = reader->has_close;
        }
        count_lines(piece, &found);
        if (piece->length || piece->last || reader->input.ended) {
            return RC_OK;
        }
        if (buffer->length > reader->max_record) {
            piece->length = buffer->length;
            piece->too_long = true;
            count_lines(piece, &found);
            return RC_OK;
        }
        if (buffer->length >= size) {
            size = 2 * buffer->length;
        }
        if (size > reader->max_record + reader->piece_bytes) {
            size = reader->max_record + reader->piece_bytes;
        }
    }
}

/* The bytes after the records are put back. */
static rc_status return_rest(rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                             rc_error *err)
{
    rci_base_bytes *buffer = &piece->buffer;
    rc_status status = rci_stream_text_input_return(&reader->input, buffer->data + piece->length,
                                                    buffer->length - piece->length, err);
    if (status == RC_OK) {
        buffer->length = piece->length;
        memset(buffer->data + buffer->length, 0, RCI_STREAM_TEXT_SLACK);
    }
    return status;
}

/* The lines before the piece. Before the first one nothing is settled, and reader->lines are those
   before the records. */
static void number_lines(rci_stream_text_reader *reader, rci_stream_text_piece *piece)
{
    if (!reader->has_cut) {
        reader->cut_lines = reader->lines;
        reader->has_cut = true;
    }
    piece->notes_lines = true;
    piece->noted_lines = reader->cut_lines;
    piece->noted = 0;
    reader->cut_lines +=
        piece->counted
            ? piece->lines
            : rci_stream_text_count_lines((const char *)piece->buffer.data, piece->length);
}

rc_status rci_stream_text_cut_serial(rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                                     rc_error *err)
{
    rc_status status;
    if (reader->syntax->begin) {
        reader->syntax->begin(reader, piece);
    }
    piece->buffer.length = 0;
    piece->is_range = false;
    piece->cursor = 0;
    piece->records = 0;
    piece->placed = piece->placed_lines = 0;
    piece->too_long = false;
    piece->max_record = reader->max_record;
    piece->after_separator = reader->after_separator;
    piece->first_byte =
        rci_stream_text_input_offset(&reader->input, rci_stream_text_input_here(&reader->input));
    status = rci_stream_text_input_take(&reader->input, &piece->buffer, err);
    if (status == RC_OK) {
        status = find_end(reader, piece, err);
    }
    if (status == RC_OK) {
        status = return_rest(reader, piece, err);
    }
    if (status == RC_OK && reader->base.notes_lines) {
        number_lines(reader, piece);
    }
    piece->failed_in_cut = status != RC_OK;
    /* A record that is too long is an error: no more of it is read while others have to be settled
       before it is reported. */
    reader->base.in_turn = piece->too_long;
    piece->base.bytes = piece->length;
    piece->base.done = false;
    reader->after_separator = true;
    if (status == RC_OK && piece->length == 0 && !piece->last && !piece->unclosed) {
        return RC_END; /* else the decoder reports what is missing */
    }
    return status;
}
