/* format/clickhouse/input.c - input that is read in order, whose pieces are found by walking it. */
#include "format/clickhouse/input.h"

#include <string.h>

/* The bytes that are read at a time. */
enum { STEP = 1 << 18 };

void rci_clickhouse_input_init(rci_clickhouse_input *input, rci_io_source *source)
{
    *input = (rci_clickhouse_input){.source = source, .at = rci_io_source_position(source)};
    rci_base_bytes_init_as(&input->ahead, RC_MEMORY_READER);
}

void rci_clickhouse_input_release(rci_clickhouse_input *input)
{
    rci_base_bytes_release(&input->ahead);
}

rc_status rci_clickhouse_input_fill(rci_clickhouse_input *input, size_t n, rc_error *err)
{
    rci_base_bytes *ahead = &input->ahead;
    while (ahead->length < n && !input->ended) {
        size_t got;
        rc_status status = rci_base_bytes_reserve(ahead, STEP, err);
        if (status == RC_OK) {
            status = rci_io_source_read_waiting(input->source, ahead->data + ahead->length, STEP,
                                                &got, &input->ended, err);
            ahead->length += status == RC_OK ? got : 0;
        }
        if (status != RC_OK) {
            return status;
        }
    }
    return RC_OK;
}

void rci_clickhouse_input_drop(rci_clickhouse_input *input, size_t n)
{
    rci_base_bytes *ahead = &input->ahead;
    ahead->length -= n;
    input->at += n;
    if (ahead->length) {
        memmove(ahead->data, ahead->data + n, ahead->length);
    }
}

/* The buffers change places: only what is left is copied. */
rc_status rci_clickhouse_input_take(rci_clickhouse_input *input, size_t n, rci_base_bytes *piece,
                                    rc_error *err)
{
    const rci_base_bytes taken = input->ahead;
    rc_status status;
    piece->length = 0;
    status = rci_base_bytes_append(piece, taken.data + n, taken.length - n, err);
    if (status == RC_OK) {
        input->ahead = *piece;
        input->at += n;
        *piece = taken;
        piece->length = n;
    }
    return status;
}
