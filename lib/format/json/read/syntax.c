/* format/json/read/syntax.c - where JSON text can be cut, for the division into pieces. */
#include "format/json/read/boundary.h"
#include "format/json/read/guess.h"
#include "format/json/read/reader_impl.h"

#include <string.h>

static size_t guess(const rci_stream_text_reader *base, const char *text, size_t n, size_t window)
{
    const rci_json_read_reader *reader = (const rci_json_read_reader *)(const void *)base;
    const char *newline;
    if (reader->framing == RCI_JSON_READ_LINES) { /* there it is certain */
        newline = memchr(text, '\n', n);
        return newline ? (size_t)(newline - text) + 1 : SIZE_MAX;
    }
    return rci_json_read_guess(reader->framing, text, n, window);
}

static rc_status find_boundary(const rci_stream_text_reader *base, const char *text, size_t n,
                               size_t from, rci_base_bytes *scratch,
                               rci_stream_text_boundary *boundary, rc_error *err)
{
    const rci_json_read_framing framing =
        ((const rci_json_read_reader *)(const void *)base)->framing;
    return from ? rci_json_read_find_boundary_from(framing, text, n, from, scratch, boundary, err)
                : rci_json_read_find_boundary(framing, text, n, scratch, boundary, err);
}

static void begin(const rci_stream_text_reader *base, rci_stream_text_piece *text)
{
    const rci_json_read_reader *reader = (const rci_json_read_reader *)(const void *)base;
    rci_json_read_piece *piece = (rci_json_read_piece *)(void *)text;
    if (text->last) { /* a template that was made of the last element does not end with a comma */
        piece->template.usable = false;
    }
    piece->framing = reader->framing;
    piece->why = reader->text.base.why;
    piece->pointed = reader->document.ntokens > 0;
    piece->leaving = false;
}

const rci_stream_text_syntax rci_json_read_syntax = {
    .guess = guess,
    .find_boundary = find_boundary,
    .begin = begin,
};
