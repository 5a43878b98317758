/* stream/text/place.c - counting lines, and the place of an error. */
#include "base/ascii.h"
#include "stream/text/text.h"

#include <string.h>

void rci_stream_text_count_piece(rci_stream_text_reader *reader, const rci_stream_text_piece *piece)
{
    const char *text = (const char *)piece->buffer.data, *last = NULL;
    reader->records += piece->records;
    if (piece->is_range) {
        reader->lines += piece->lines;
        if (piece->lines) {
            reader->line_start = piece->first_byte + piece->last_line;
        }
        return;
    }
    if (piece->length && !(piece->counted && piece->lines == 0)) {
        last = memrchr(text, '\n', piece->length);
    }
    if (last) {
        reader->lines +=
            piece->counted ? piece->lines : rci_stream_text_count_lines(text, piece->length);
        reader->line_start = piece->first_byte + (uint64_t)(last - text) + 1;
    }
}

/* The place of an error in the text of a piece, which has `length` bytes. err->byte counts from its
   start. */
static void place_in_text(const rci_stream_text_reader *reader, const rci_stream_text_piece *piece,
                          size_t length, rc_error *err)
{
    const char *text = (const char *)piece->buffer.data;
    size_t at = err->byte < length ? (size_t)err->byte : length;
    const char *last = at ? memrchr(text, '\n', at) : NULL;
    uint64_t line_start = reader->line_start;
    err->line = reader->lines + 1;
    if (last) {
        err->line += rci_stream_text_count_lines(text, at);
        line_start = piece->first_byte + (uint64_t)(last - text) + 1;
    }
    err->byte += piece->first_byte;
    err->column = err->byte - line_start + 1;
}

void rci_stream_text_place_error(const rci_stream_text_reader *reader,
                                 const rci_stream_text_piece *piece, rc_error *err)
{
    if (piece->failed_in_cut) { /* reading failed after what the buffer has */
        err->byte -= piece->first_byte;
        place_in_text(reader, piece, piece->buffer.length, err);
    } else {
        place_in_text(reader, piece, piece->length, err);
        err->record += reader->records;
    }
}

void rci_stream_text_place_reject(const rci_stream_text_reader *reader,
                                  rci_stream_text_piece *piece, rc_error *err)
{
    const char *text = (const char *)piece->buffer.data, *last = NULL;
    const size_t at = err->byte < piece->length ? (size_t)err->byte : piece->length;
    uint64_t line_start = reader->line_start;
    if (at > piece->placed) {
        last = memrchr(text + piece->placed, '\n', at - piece->placed);
    }
    if (last) {
        piece->placed_lines = rci_stream_text_lines_before(&piece->marks, text, at, piece->placed,
                                                           piece->placed_lines);
        piece->placed_start = (size_t)(last - text) + 1;
    }
    piece->placed = at > piece->placed ? at : piece->placed;
    if (piece->placed_lines) {
        line_start = piece->first_byte + piece->placed_start;
    }
    err->line = reader->lines + piece->placed_lines + 1;
    err->byte += piece->first_byte;
    err->column = err->byte - line_start + 1;
    err->record += reader->records;
}

/* ----------------------------------------------------- the lines of records */

/* The lines of records that are one line each, with lines of white space among them. */
static void note_each(uint64_t *lines, uint64_t line, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (; rci_base_is_space(*p); p++) {
            line += *p == '\n';
        }
        lines[i] = line;
        while (*p && *p != '\n') { /* after the text is a zero byte */
            p++;
        }
    }
}

rc_status rci_stream_text_note_lines(rci_stream_text_piece *piece, const char *from, size_t n,
                                     const char *to, rc_error *err)
{
    rci_base_bytes *noted = &piece->base.record_lines;
    const char *text = (const char *)piece->buffer.data;
    const size_t at = (size_t)(from - text);
    const size_t most = n > 1 ? rci_stream_text_count_lines(from, (size_t)(to - from)) : 0;
    uint64_t *lines, line;
    if (rci_base_bytes_reserve(noted, n * sizeof *lines, err) != RC_OK) {
        return RC_ENOMEM;
    }
    piece->noted_lines += rci_stream_text_count_lines(text + piece->noted, at - piece->noted);
    piece->noted = at;
    line = piece->noted_lines + 1;
    lines = (uint64_t *)(void *)(noted->data + noted->length);
    if (n == 1 || most == n - (to[-1] != '\n')) { /* there are no other lines */
        for (size_t i = 0; i < n; i++) {
            lines[i] = line + i;
        }
    } else {
        note_each(lines, line, from, n);
    }
    noted->length += n * sizeof *lines;
    return RC_OK;
}
