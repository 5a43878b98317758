/*
 * format/clickhouse/input.h - input that is read in order, whose pieces are found by walking it:
 * what was read after the end of a piece is kept for the next one.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_INPUT_H
#define ROWCOL_FORMAT_CLICKHOUSE_INPUT_H

#include "base/bytes.h"
#include "io/source.h"

typedef struct rci_clickhouse_input {
    rci_io_source *source; /* borrowed */
    rci_base_bytes ahead;  /* read, and not in a piece */
    uint64_t at;           /* of its first byte in the input */
    bool ended;            /* the source has no more */
} rci_clickhouse_input;

void rci_clickhouse_input_init(rci_clickhouse_input *input, rci_io_source *source);
void rci_clickhouse_input_release(rci_clickhouse_input *input);

/* Reads on until `ahead` has `n` bytes or the input ends. Memory grows with what arrives. RC_OK;
   RC_EIO, RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_input_fill(rci_clickhouse_input *input, size_t n, rc_error *err);

/* Moves the first `n` bytes of `ahead` to `piece`, which is overwritten. RC_OK; RC_ENOMEM. */
rc_status rci_clickhouse_input_take(rci_clickhouse_input *input, size_t n, rci_base_bytes *piece,
                                    rc_error *err);

/* Drops the first `n` bytes of `ahead`. */
void rci_clickhouse_input_drop(rci_clickhouse_input *input, size_t n);

#endif
