/* stream/text/position.c - going on in an input where another reader of it has stopped. */
#include "stream/text/text.h"

void rci_stream_text_get_position(const rci_stream_text_reader *reader, rci_stream_position *at)
{
    const rci_stream_text_ranges *ranges = &reader->ranges;
    *at = (rci_stream_position){.begun = true,
                                .ended = ranges->used && ranges->closed,
                                .byte = ranges->end,
                                .lines = reader->lines,
                                .line_start = reader->line_start,
                                .records = reader->records};
    if (!ranges->used) {
        at->byte = rci_stream_text_input_offset(&reader->input,
                                                rci_stream_text_input_here(&reader->input));
    }
}

/* Reads up to byte `at` of an input that is read from its start to its end. */
static rc_status skip_to(rci_stream_text_input *input, uint64_t at, rc_error *err)
{
    rc_status status = RC_OK;
    uint64_t end = rci_stream_text_input_offset(input, rci_stream_text_input_end(input));
    while (status == RC_OK && end < at && !input->ended) {
        input->position = input->window.length;
        status = rci_stream_text_input_more(input, err);
        end = rci_stream_text_input_offset(input, rci_stream_text_input_end(input));
    }
    if (status == RC_OK && end >= at) {
        input->position = (size_t)(at - input->base);
    }
    return status;
}

rc_status rci_stream_text_go_on(rci_stream_text_reader *reader, rc_error *err)
{
    rci_stream_text_ranges *ranges = &reader->ranges;
    const rci_stream_position at = reader->go_on;
    reader->go_on.begun = false;
    reader->lines = at.lines;
    reader->line_start = at.line_start;
    reader->records = at.records;
    if (!ranges->used) {
        reader->after_separator = true;
        return skip_to(&reader->input, at.byte, err);
    }
    ranges->next = ranges->end = at.byte;
    ranges->closed = at.ended;
    ranges->cuts = ranges->confirmed = 1;
    return RC_OK;
}
