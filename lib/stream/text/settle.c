/* stream/text/settle.c - merging what was observed of the pieces, in order. */
#include "stream/text/text.h"

#include <string.h>

/* The text of a piece is divided into so many parts, whose newlines are counted when a place after
   them is looked for. */
enum { PARTS = 64 };

typedef struct locator {
    const rci_stream_text_reader *reader;
    const char *text;
    size_t length, part;
    size_t lines[PARTS]; /* before each part */
    size_t counted;      /* parts */
    uint64_t first_byte;
} locator;

static size_t lines_before(locator *l, size_t at)
{
    const size_t part = at / l->part;
    for (; l->counted <= part; l->counted++) {
        const size_t i = l->counted;
        l->lines[i] = i == 0
                          ? 0
                          : l->lines[i - 1] +
                                rci_stream_text_count_lines(l->text + (i - 1) * l->part, l->part);
    }
    return l->lines[part] +
           rci_stream_text_count_lines(l->text + part * l->part, at - part * l->part);
}

static void locate(void *context, rci_infer_place *place)
{
    locator *l = context;
    const size_t at = place->byte < l->length ? (size_t)place->byte : l->length;
    const char *newline = at ? memrchr(l->text, '\n', at) : NULL;
    const uint64_t line_start =
        newline ? l->first_byte + (uint64_t)(newline - l->text) + 1 : l->reader->line_start;
    place->file = l->reader->file;
    place->line = l->reader->lines + lines_before(l, at) + 1;
    place->byte = l->first_byte + at;
    place->column = place->byte - line_start + 1;
}

void rci_stream_text_merge_piece(rci_stream_text_reader *reader, const rci_stream_text_piece *piece,
                                 const rci_infer_state *observed)
{
    enum { LEAST = 1024 };
    locator l = {.reader = reader,
                 .text = (const char *)piece->buffer.data,
                 .length = piece->length,
                 .part = piece->length / (PARTS - 1) + 1,
                 .first_byte = piece->first_byte};
    l.part = l.part < LEAST ? LEAST : l.part;
    if (piece->records > 0 && reader->failure->status == RC_OK &&
        rci_infer_merge(reader->state, observed, locate, &l, reader->failure) != RC_OK) {
        __atomic_store_n(&reader->merge_failed, true, __ATOMIC_RELAXED);
    }
}
