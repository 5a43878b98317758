/*
 * stream/writer_impl.h - the functions that a format provides to be written.
 *
 * `encode` turns a batch into bytes, on any thread, and `encode_values` does so for a record that
 * is not in a store; `commit` hands them to the output, serially and in order; `finish` completes
 * the output. A writer may divide `commit` into `place`, which says, in order, where the records
 * are written, and `put`, which writes them there. If it has places, as when its output can be
 * addressed, or when it keeps the order itself, `put` is called on any thread.
 */
#ifndef ROWCOL_STREAM_WRITER_IMPL_H
#define ROWCOL_STREAM_WRITER_IMPL_H

#include "base/bytes.h"
#include "base/meter.h"
#include "io/output.h"
#include "io/source.h"

#include <rowcol/stream.h>
#include <stdbool.h>

/* A value of a record that is not in a store. */
typedef struct rci_stream_value {
    enum { RCI_STREAM_NULL, RCI_STREAM_NUMBER, RCI_STREAM_TEXT } form;
    uint64_t number;
    const char *text; /* well-formed UTF-8 */
    size_t length;    /* of the text; else 0 */
} rci_stream_value;

typedef struct rci_stream_writer_ops {
    /* Appends the bytes of records first .. first + n - 1 of `batch` to `out`, or nothing if
       `commit` takes them from the batch. On failure err->record counts from `first`. NULL: appends
       nothing. */
    rc_status (*encode)(const rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err);
    /* Appends the bytes of one record that is not in a store. `values` has its fields in order: all
       of them u8 or str, and few enough for a line. Then `batch` is NULL in the functions that
       write them. NULL: the format takes its records from stores only. */
    rc_status (*encode_values)(const rc_writer *writer, const rci_stream_value *values,
                               rci_base_bytes *out, rc_error *err);
    /* Writes the same records, in order; n is at least 1. On failure err->record counts from the
       first record of the output, as also in those below: it may be a record of an earlier call.
       NULL: it has `place` and `put`. */
    rc_status (*commit)(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                        const rci_base_bytes *out, rc_error *err);
    /* Assigns the place of the same records, in order; a few instructions, unless the writer has
       `slow_place`. It may change `out`. */
    rc_status (*place)(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *place, rc_error *err);
    /* Writes them there: in the order of the places, or on any thread and in any order if the
       writer has places. */
    rc_status (*put)(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t place, rc_error *err);
    /* What is not in the output yet of the records that were written, and what `finish` has to
       know of them; no thread is writing. NULL: nothing. */
    rc_status (*save)(const rc_writer *writer, rci_base_bytes *state, rc_error *err);
    /* Gives that to a new writer of the same options, whose `records` and `bytes` are set already.
       RC_OK; RC_EFORMAT, RC_ENOMEM. NULL as save. */
    rc_status (*restore)(rc_writer *writer, const void *state, size_t n, rc_error *err);
    /* Writes what comes at the end (or at the start, now that the count is known). The caller
       commits the output afterwards. NULL: nothing. */
    rc_status (*finish)(rc_writer *writer, rc_error *err);
    /* After `finish`: gives outputs that the format has added their names. NULL: it has none. */
    rc_status (*appear)(rc_writer *writer, rc_error *err);
    /* Releases what the format added; the base is released by the caller. NULL: nothing. */
    void (*close)(rc_writer *writer);
} rci_stream_writer_ops;

struct rc_writer {
    const rci_stream_writer_ops *ops;
    const rc_allocator *allocator;
    rci_base_meter *meter; /* of what it has allocated; NULL: not counted */
    size_t size;           /* of the format's whole structure */
    rci_io_output *output; /* NULL for a writer into memory */
    rc_dtype *dtype;
    bool has_places;       /* `put` may be called on any thread and in any order */
    bool slow_place;       /* `place` takes time: other threads go on during it */
    uint64_t records;      /* committed or placed so far */
    uint64_t bytes;        /* handed to the output, or placed, so far */
    uint64_t input_bytes;  /* set by the pump: bytes of input that the records came from */
    rci_base_bytes buffer; /* for rc_writer_write */
    const void *memory;    /* of a writer of rc_writer_open_memory */
    bool failed;
    bool finished;
};

/* A writer into a sink, which is closed with the writer, and if it cannot be opened. NULL: as
   rc_writer_open. */
rc_writer *rci_stream_writer_open_sink(const rci_io_sink *sink, void *context, const char *name,
                                       const rc_dtype *dtype, const rc_write_options *options,
                                       rc_error *err);

/* A writer to an output that is open, which is closed with the writer, and if it cannot be opened;
   the format is that of options, else that of its name. NULL: as rc_writer_open. */
rc_writer *rci_stream_writer_open_output(rci_io_output *output, const rc_dtype *dtype,
                                         const rc_write_options *options, rc_error *err);

/* A zeroed structure of `size` bytes that begins with an rc_writer; takes over `output` and a
   reference to `dtype`. On failure the output stays the caller's. */
rc_writer *rci_stream_writer_new(size_t size, const rci_stream_writer_ops *ops,
                                 rci_io_output *output, const rc_dtype *dtype, rc_error *err);

/* Writes and counts bytes. Formats use it in commit and finish. */
rc_status rci_stream_writer_append(rc_writer *writer, const void *data, size_t n, rc_error *err);
/* Assigns and counts the place of `n` bytes in the output. Formats use it in place. */
uint64_t rci_stream_writer_take_bytes(rc_writer *writer, size_t n);
/* Writes bytes at a place that was assigned. Formats use it in put. */
rc_status rci_stream_writer_write_at(rc_writer *writer, uint64_t place, const void *data, size_t n,
                                     rc_error *err);

/* Calls `encode` if the format has one. */
rc_status rci_stream_writer_encode(const rc_writer *writer, const rc_store *batch, size_t first,
                                   size_t n, rci_base_bytes *out, rc_error *err);
/* Commits, or places and puts, and counts the records. */
rc_status rci_stream_writer_commit(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                   rci_base_bytes *out, rc_error *err);
/* Calls `place` and counts the records. */
rc_status rci_stream_writer_place(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                  rci_base_bytes *out, uint64_t *place, rc_error *err);
/* Completes the place in an error of `encode` once all records before it are committed. */
void rci_stream_writer_failed_at(rc_writer *writer, rc_error *err);
/* Adds the name of the output to an error. The functions above that write have done that. */
void rci_stream_writer_add_output(const rc_writer *writer, rc_error *err);
/* The steps of rc_writer_finish, for several writers that finish together: everything is written
   and on the disk; it cannot be abandoned any more; it gets its name. After a failure the writer
   can only be closed. */
rc_status rci_stream_writer_complete(rc_writer *writer, rc_error *err);
rc_status rci_stream_writer_seal(rc_writer *writer, rc_error *err);
rc_status rci_stream_writer_appear(rc_writer *writer, rc_error *err);
/* RC_EARG when the writer has failed or is finished, RC_ETYPE for another dtype. */
rc_status rci_stream_writer_check(const rc_writer *writer, const rc_dtype *dtype, rc_error *err);
/* RC_ETYPE for another dtype. Any thread. */
rc_status rci_stream_writer_check_dtype(const rc_writer *writer, const rc_dtype *dtype,
                                        rc_error *err);
/* RC_EARG if `source` (NULL is allowed) is the file that the writer writes directly. */
rc_status rci_stream_writer_check_source(const rc_writer *writer, const rci_io_source *source,
                                         rc_error *err);

#endif
