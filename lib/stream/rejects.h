/*
 * stream/rejects.h - the bad records that a reader has found in a piece: collected by `decode` on
 * any thread, reported in order to the function of the read options when the turn of the piece has
 * come.
 *
 * An entry holds what is not fixed about an error, so that thousands of them fit where a few
 * rc_error would.
 */
#ifndef ROWCOL_STREAM_REJECTS_H
#define ROWCOL_STREAM_REJECTS_H

#include "base/bytes.h"

#include <rowcol/stream.h>
#include <stdbool.h>

typedef struct rci_stream_rejects {
    rci_base_bytes entries; /* without an allocator while nothing was ever added */
    size_t count;
} rci_stream_rejects;

/* Empties the list and keeps its memory. */
static inline void rci_stream_rejects_clear(rci_stream_rejects *rejects)
{
    rejects->count = 0;
    rejects->entries.length = 0;
}

void rci_stream_rejects_release(rci_stream_rejects *rejects);

/* Whether the list has so many entries that they are to be reported before more are added. */
static inline bool rci_stream_rejects_are_many(const rci_stream_rejects *rejects)
{
    enum { MANY_BYTES = 1 << 20 };
    return rejects->entries.length >= MANY_BYTES;
}

/* Adds a bad record: what is wrong with it, its text, which is borrowed until the entry is reported
   or removed, and how many good records of the batch come before it. RC_OK; RC_ENOMEM. */
rc_status rci_stream_rejects_add(rci_stream_rejects *rejects, const rc_error *error,
                                 const char *text, size_t length, size_t good, rc_error *err);

/* The functions below are called in the order of the pieces. */

struct rci_stream_piece;

/* Reports the bad records of the piece that come after at most `most` good ones of its batch, and
   empties the list. RC_OK if all are skipped. Else the status with which reading ends, in `err` the
   error, and in `*good` the number of records of the batch before that record. */
rc_status rci_stream_rejects_report(rc_reader *reader, struct rci_stream_piece *piece, size_t most,
                                    size_t *good, rc_error *err);

#endif
