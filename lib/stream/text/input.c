/* stream/text/input.c - the window on the source. */
#include "stream/text/input.h"

#include <string.h>

void rci_stream_text_input_init(rci_stream_text_input *input, rci_io_source *source)
{
    memset(input, 0, sizeof *input);
    input->source = source;
    input->seeks = rci_io_source_can_seek(source) && rci_io_source_size(source) != RC_UNKNOWN;
    rci_base_bytes_init_as(&input->window, RC_MEMORY_READER);
}

void rci_stream_text_input_release(rci_stream_text_input *input)
{
    rci_base_bytes_release(&input->window);
}

rc_status rci_stream_text_reserve(rci_base_bytes *bytes, size_t n, rc_error *err)
{
    return rci_base_bytes_reserve(bytes, n + RCI_STREAM_TEXT_SLACK, err);
}

static void zero_slack(rci_base_bytes *bytes)
{
    memset(bytes->data + bytes->length, 0, RCI_STREAM_TEXT_SLACK);
}

/* Drops the bytes that were used. */
static void compact(rci_stream_text_input *input)
{
    size_t left = input->window.length - input->position;
    if (input->position) {
        memmove(input->window.data, input->window.data + input->position, left);
        input->base += input->position;
        input->window.length = left;
        input->position = 0;
    }
}

size_t rci_stream_text_input_useful(const rci_stream_text_input *input, size_t n)
{
    uint64_t size = rci_io_source_size(input->source);
    uint64_t position =
        input->seeks ? input->base + input->window.length : rci_io_source_position(input->source);
    if (size == RC_NOWHERE || position > size) {
        return n;
    }
    return n <= size - position ? n : (size_t)(size - position) + 1;
}

/* At most `size` bytes of the source that follow the window. */
static rc_status read_more(rci_stream_text_input *input, size_t size, size_t *got, rc_error *err)
{
    unsigned char *to = input->window.data + input->window.length;
    rc_status status;
    if (!input->seeks) {
        return rci_io_source_read_waiting(input->source, to, size, got, &input->ended, err);
    }
    status = rci_io_source_read_at(input->source, input->base + input->window.length, to, size, got,
                                   err);
    input->ended = *got < size;
    return status;
}

rc_status rci_stream_text_input_more(rci_stream_text_input *input, rc_error *err)
{
    rci_base_bytes *window = &input->window;
    size_t got = 0, wanted;
    rc_status status;
    if (window->data) {
        compact(input);
    }
    /* a long token is not read in small steps */
    wanted = window->length > input->step ? window->length : input->step;
    wanted = rci_stream_text_input_useful(input, wanted);
    status = rci_stream_text_reserve(window, wanted, err);
    if (status == RC_OK) {
        status = read_more(input, wanted, &got, err);
    }
    if (status == RC_OK) {
        window->length += got;
        zero_slack(window);
    }
    return status;
}

rc_status rci_stream_text_input_seek(rci_stream_text_input *input, uint64_t byte, rc_error *err)
{
    input->window.length = 0;
    input->position = 0;
    input->base = byte;
    input->ended = false;
    return rci_stream_text_input_more(input, err);
}

rc_status rci_stream_text_input_take(rci_stream_text_input *input, rci_base_bytes *bytes,
                                     rc_error *err)
{
    size_t left = input->window.length - input->position;
    rc_status status = rci_base_bytes_append(bytes, rci_stream_text_input_here(input), left, err);
    if (status == RC_OK) {
        input->base += input->window.length;
        input->window.length = 0;
        input->position = 0;
    }
    return status;
}

rc_status rci_stream_text_input_return(rci_stream_text_input *input, const void *data, size_t n,
                                       rc_error *err)
{
    rc_status status = rci_stream_text_reserve(&input->window, n, err);
    if (status == RC_OK) {
        memcpy(input->window.data, data, n);
        input->window.length = n;
        input->position = 0;
        input->base = rci_io_source_position(input->source) - n;
        zero_slack(&input->window);
    }
    return status;
}
