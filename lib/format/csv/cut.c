/* format/csv/cut.c - where CSV text can be cut, for the division into pieces. */
#include "format/csv/reader_impl.h"

#include <string.h>

static const rci_csv_chars *chars_of(const rci_stream_text_reader *base)
{
    return &((const rci_csv_reader *)(const void *)base)->layout.chars;
}

/* ------------------------------------------------------------------- guess */

/* What speaks against text beginning in a state. */
typedef struct trial {
    size_t faults; /* quotes that cannot be where they are */
    size_t shapes; /* records that have not as many fields as others */
    size_t first;  /* just after the first record that ends; 0: there is none */
} trial;

static trial try_state(const rci_csv_reader *reader, const char *text, size_t n, size_t window,
                       rci_csv_state state)
{
    const rci_csv_chars *chars = &reader->layout.chars;
    trial found = {0, 0, 0};
    size_t fields = 1;
    for (size_t i = 0; i < n && (i < window || found.first == 0); i++) {
        const rci_csv_state next = rci_csv_step(chars, state, text[i]);
        found.faults += rci_csv_is_fault(chars, state, next, text[i]);
        fields += next == RCI_CSV_FIELD_START;
        if (next == RCI_CSV_RECORD_START) {
            if (found.first == 0) {
                found.first = i + 1;
            } else if (state != RCI_CSV_RECORD_START && state != RCI_CSV_COMMENT) {
                found.shapes += fields != reader->layout.ncolumns;
            }
            fields = 1;
        }
        state = next;
    }
    return found;
}

/* The text is looked at under two assumptions: that it begins inside quotes, and that it does not.
   Without a quote in sight the second is as good as certain. */
static size_t guess(const rci_stream_text_reader *base, const char *text, size_t n, size_t window)
{
    const rci_csv_reader *reader = (const rci_csv_reader *)(const void *)base;
    const char *newline;
    trial outside, inside;
    if (!memchr(text, '"', n < window ? n : window)) {
        newline = memchr(text, '\n', n);
        return newline ? (size_t)(newline - text) + 1 : SIZE_MAX;
    }
    outside = try_state(reader, text, n, window, RCI_CSV_UNQUOTED);
    inside = try_state(reader, text, n, window, RCI_CSV_QUOTED);
    if (inside.first != 0 &&
        (outside.first == 0 || inside.faults + inside.shapes < outside.faults + outside.shapes)) {
        outside = inside;
    }
    return outside.first ? outside.first : SIZE_MAX;
}

/* ---------------------------------------------------------------- boundary */

/* Text without quotes is cut at any newline. */
static size_t newline_at(const char *text, size_t n, size_t from)
{
    const char *newline = from == 0      ? (n ? memrchr(text, '\n', n) : NULL)
                          : from - 1 < n ? memchr(text + from - 1, '\n', n - (from - 1))
                                         : NULL;
    return newline ? (size_t)(newline - text) + 1 : 0;
}

static rc_status find_boundary(const rci_stream_text_reader *base, const char *text, size_t n,
                               size_t from, rci_base_bytes *scratch,
                               rci_stream_text_boundary *boundary, rc_error *err)
{
    (void)scratch;
    (void)err;
    *boundary = (rci_stream_text_boundary){.close = SIZE_MAX};
    if (n == 0) {
        return RC_OK;
    }
    if (!memchr(text, '"', n)) {
        boundary->after = newline_at(text, n, from);
    } else {
        const rci_csv_ends ends =
            rci_csv_find_ends(chars_of(base), RCI_CSV_RECORD_START, text, n, from);
        boundary->after = from ? ends.first : ends.last;
    }
    return RC_OK;
}

const rci_stream_text_syntax rci_csv_syntax = {.guess = guess, .find_boundary = find_boundary};
