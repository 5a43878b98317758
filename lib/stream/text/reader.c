/* stream/text/reader.c - what every reader of text begins with. */
#include "base/error.h"
#include "stream/added.h"
#include "stream/text/text.h"

#include <string.h>

enum { PIECE_BYTES = 1 << 18, STEP_BYTES = 1 << 16, MAX_RECORD = 16 << 20 };

/* The most records that the source can hold: each takes two bytes at least, but for the last. 0
   when its size is not known. */
static size_t most_records(const rci_io_source *source)
{
    uint64_t size = rci_io_source_size(source);
    return size < SIZE_MAX / 2 ? (size_t)size / 2 + 1 : 0;
}

void rci_stream_text_set_pieces(rci_stream_text_reader *reader, size_t piece_bytes)
{
    reader->piece_bytes = piece_bytes;
    reader->input.step = piece_bytes < STEP_BYTES ? piece_bytes : STEP_BYTES;
}

void rci_stream_text_reader_init(rci_stream_text_reader *reader,
                                 const rci_stream_text_syntax *syntax,
                                 const rc_read_options *options)
{
    reader->syntax = syntax;
    reader->max_record = options->max_record ? options->max_record : MAX_RECORD;
    if (reader->max_record > SIZE_MAX / 4) { /* more than memory: and sums with it stay in range */
        reader->max_record = SIZE_MAX / 4;
    }
    rci_base_bytes_init_as(&reader->scratch, RC_MEMORY_READER);
    rci_stream_text_input_init(&reader->input, reader->base.source);
    reader->sample = UINT64_MAX;
    rci_stream_text_set_pieces(reader, PIECE_BYTES);
    if (rci_stream_adds_lines(options)) { /* then the lines are counted as the input is cut */
        reader->base.notes_lines = true;
        reader->input.seeks = false;
    }
    reader->base.most_records = most_records(reader->base.source);
}

void rci_stream_text_reader_release(rci_stream_text_reader *reader)
{
    if (reader->input.source) {
        rci_stream_text_input_release(&reader->input);
        rci_base_bytes_release(&reader->scratch);
    }
}

void rci_stream_text_observe(rci_stream_text_reader *reader, const rci_stream_observing *how)
{
    reader->state = how->state;
    reader->file = how->file;
    reader->sample = how->sample;
    reader->failure = how->failure;
}

rc_status rci_stream_text_skip_mark(rci_stream_text_reader *reader, rc_error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    rci_stream_text_input *input = &reader->input;
    rc_status status;
    size_t n;
    do { /* a pipe may have only a part of it */
        status = rci_stream_text_input_more(input, err);
        n = input->window.length < 3 ? input->window.length : 3;
    } while (status == RC_OK && n < 3 && !input->ended &&
             memcmp(rci_stream_text_input_here(input), mark, n) == 0);
    if (status == RC_OK && n == 3 && memcmp(rci_stream_text_input_here(input), mark, n) == 0) {
        input->position += 3;
    }
    return status;
}

void rci_stream_text_piece_init(rci_stream_text_piece *piece)
{
    rci_base_bytes_init_as(&piece->buffer, RC_MEMORY_READER);
    rci_base_bytes_init_as(&piece->memory, RC_MEMORY_READER);
    rci_base_bytes_init_as(&piece->states, RC_MEMORY_READER);
    rci_base_bytes_init_as(&piece->base.record_lines, RC_MEMORY_READER);
}

void rci_stream_text_piece_release(rci_stream_text_piece *piece)
{
    if (piece->memory.data) { /* the buffer is a part of it */
        rci_base_bytes_init_as(&piece->buffer, RC_MEMORY_READER);
    }
    rci_base_bytes_release(&piece->memory);
    rci_base_bytes_release(&piece->states);
    rci_base_bytes_release(&piece->base.record_lines);
    rci_base_bytes_release(&piece->buffer);
    rci_stream_rejects_release(&piece->base.rejects);
}

rc_status rci_stream_text_too_long(size_t max_record, rc_error *err)
{
    rci_base_fail(err, RC_ELIMIT, "a record of more than %zu bytes, the limit", max_record);
    rci_base_error_hint(err, RC_HINT_MAX_RECORD, NULL);
    return RC_ELIMIT;
}
