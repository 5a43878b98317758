/*
 * stream/text/input.h - a window on the source: what was read and not yet used.
 */
#ifndef ROWCOL_STREAM_TEXT_INPUT_H
#define ROWCOL_STREAM_TEXT_INPUT_H

#include "base/ascii.h"
#include "base/bytes.h"
#include "io/source.h"

/* Zero bytes after text: scanners read so far past its end. */
enum { RCI_STREAM_TEXT_SLACK = 64 };

typedef struct rci_stream_text_input {
    rci_io_source *source; /* borrowed */
    rci_base_bytes window; /* with RCI_STREAM_TEXT_SLACK zero bytes after `length` */
    size_t position;       /* of the first byte not used */
    uint64_t base;         /* where in the source the window begins */
    size_t step;           /* how much rci_stream_text_input_more reads at once */
    bool ended;            /* the source has no more */
    bool seeks;            /* the source is read by position */
} rci_stream_text_input;

void rci_stream_text_input_init(rci_stream_text_input *input, rci_io_source *source);
void rci_stream_text_input_release(rci_stream_text_input *input);

static inline const char *rci_stream_text_input_here(const rci_stream_text_input *input)
{
    return (const char *)input->window.data + input->position;
}

static inline const char *rci_stream_text_input_end(const rci_stream_text_input *input)
{
    return (const char *)input->window.data + input->window.length;
}

/* Where in the source a byte of the window is. */
static inline uint64_t rci_stream_text_input_offset(const rci_stream_text_input *input,
                                                    const char *p)
{
    return input->base + (uint64_t)(p - (const char *)input->window.data);
}

/* How much of `n` bytes it is worth to ask the source for: no more than it can have, and one, by
   which its end shows. */
size_t rci_stream_text_input_useful(const rci_stream_text_input *input, size_t n);

/* Reads more after what is there, which may move: at least one byte unless the source ends. */
rc_status rci_stream_text_input_more(rci_stream_text_input *input, rc_error *err);

/* Continues at this byte of the source, which can be read by position: it is in the window then. */
rc_status rci_stream_text_input_seek(rci_stream_text_input *input, uint64_t byte, rc_error *err);

/* Moves all that was not used to the end of `bytes`, and empties the window. */
rc_status rci_stream_text_input_take(rci_stream_text_input *input, rci_base_bytes *bytes,
                                     rc_error *err);

/* Puts `n` bytes back: they are read next. Only while the window is empty. */
rc_status rci_stream_text_input_return(rci_stream_text_input *input, const void *data, size_t n,
                                       rc_error *err);

/* Room for `n` bytes and the slack after them. */
rc_status rci_stream_text_reserve(rci_base_bytes *bytes, size_t n, rc_error *err);

#endif
