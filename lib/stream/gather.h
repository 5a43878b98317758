/*
 * stream/gather.h - records collected to batches of a size that depends on the records only, so
 * that an output made of blocks does not depend on the parts in which the records arrive, nor on
 * the number of threads. A writer adds records in `place`, and encodes and writes complete batches
 * in `put`.
 */
#ifndef ROWCOL_STREAM_GATHER_H
#define ROWCOL_STREAM_GATHER_H

#include "stream/queue.h"
#include "stream/writer_impl.h"

/* Where a str cell of a record is. */
typedef struct rci_stream_str_cell {
    size_t leaf;
    size_t offset; /* in the leaf */
} rci_stream_str_cell;

typedef struct rci_stream_gather {
    const rc_dtype *dtype;          /* borrowed */
    rci_stream_queue queue;         /* batches that are complete */
    rci_stream_item *filled;        /* the one that records are added to, or NULL */
    uint64_t placed;                /* records before those */
    size_t text;                    /* bytes of the strings in `filled` */
    size_t largest;                 /* the bytes of cells of a batch may become as many */
    size_t bytes;                   /* the most of the batch that is filled */
    rci_stream_str_cell *str_cells; /* of a record */
    size_t n_str_cells;
} rci_stream_gather;

/* Batches of 2 MiB of cells, and 4 times as much text, at most. */
#define RCI_STREAM_GATHER_BYTES ((size_t)1 << 21)

/* `gather` is zeroed; it is released in any case. `owner` is passed to `ops`; the dtype must exist
   until the release. gather->largest may be set to more than RCI_STREAM_GATHER_BYTES after that:
   then each batch is twice as large as the one before, up to so many bytes of cells. RC_OK;
   RC_ENOMEM. */
rc_status rci_stream_gather_init(rci_stream_gather *gather, const rci_stream_queue_ops *ops,
                                 void *owner, const rc_dtype *dtype, const rc_allocator *allocator,
                                 rc_error *err);
void rci_stream_gather_release(rci_stream_gather *gather);

/* Encodes and writes all batches, the last one too. On failure err->record counts from the first
   record of the output. */
rc_status rci_stream_gather_finish(rci_stream_gather *gather, rc_error *err);

/* A writer of a format that is made of batches begins with this. */
typedef struct rci_stream_gather_writer {
    rc_writer base;
    rci_stream_gather gather;
} rci_stream_gather_writer;

/* `place` and `put` of such a writer (rci_stream_writer_ops): the one adds the records, the other
   encodes and writes the batches that are complete. */
rc_status rci_stream_gather_place(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                  rci_base_bytes *out, uint64_t *at, rc_error *err);
rc_status rci_stream_gather_put(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                const rci_base_bytes *out, uint64_t at, rc_error *err);

/* Adds the records that a checkpoint has kept: the last ones that were placed, which fit one batch,
   in which they were. RC_OK; RC_ENOMEM, RC_ELIMIT, what the reader returns. */
rc_status rci_stream_gather_restore(rc_writer *writer, rc_reader *kept, rc_error *err);

#endif
