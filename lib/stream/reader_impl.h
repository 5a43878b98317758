/*
 * stream/reader_impl.h - the functions that a format provides to be read.
 *
 * Reading is divided so that the slow part can run on many threads: `cut` takes the next piece of
 * input, serially and in order; `fetch` and `decode` turn a piece into records, on any thread;
 * `settle` is called for each finished piece, again serially and in order, and completes the place
 * of an error (a line number is known only when all lines before it are counted).
 *
 * Where the input can be addressed, `cut` only assigns a range of it, `fetch` reads the range and
 * finds the records in it, and `confirm` compares, in order, where the range before it ended.
 */
#ifndef ROWCOL_STREAM_READER_IMPL_H
#define ROWCOL_STREAM_READER_IMPL_H

#include "base/meter.h"
#include "io/source.h"
#include "stream/rejects.h"

#include <rowcol/stream.h>
#include <stdbool.h>

/* A piece of the input. A format puts this first in a structure of its own. A piece is used for
   many cuts and keeps its buffers. */
typedef struct rci_stream_piece {
    bool done;                   /* set by decode: all of it is decoded */
    rci_base_bytes record_lines; /* set by decode, if the reader notes lines: the number of the line
                                    of each record in the batch, uint64_t */
    size_t bytes;                /* set by cut: bytes of input in it */
    rci_stream_rejects rejects;  /* that the last decode has found; for formats that skip any */
} rci_stream_piece;

/* Where a reader is in its input, between pieces. */
typedef struct rci_stream_position {
    bool begun;     /* something was read; all else is 0 before */
    bool ended;     /* the records have ended before the input does */
    unsigned stage; /* of the format */
    uint64_t byte, lines, line_start, records;
} rci_stream_position;

/* Unless a comment says otherwise a function must not be NULL. */
typedef struct rci_stream_reader_ops {
    rci_stream_piece *(*piece_new)(rc_reader *reader, rc_error *err);
    void (*piece_free)(rc_reader *reader, rci_stream_piece *piece);

    /* Takes the next piece. RC_OK (then `done` is false), RC_END, or a failure; `settle` is
       called after a failure too. */
    rc_status (*cut)(rc_reader *reader, rci_stream_piece *piece, rc_error *err);

    /* Reads the piece that was cut; called before `decode`, as that from any thread. RC_OK or a
       failure. NULL: `cut` has read it. */
    rc_status (*fetch)(const rc_reader *reader, rci_stream_piece *piece, rc_error *err);

    /* Called in the order of the cuts, after the first `decode` or a failure, before the records
       are used. Returns false if the piece does not begin where the one before it ended: then it
       has been corrected, what was decoded is dropped, and it is fetched and decoded again. A few
       instructions. NULL: pieces are right from the start. */
    bool (*confirm)(rc_reader *reader, rci_stream_piece *piece);

    /* Fills the empty `batch` with the next records of the piece, at most its capacity, and sets
       its length; sets `done` when the piece has no more. A batch may stay empty. On failure the
       length is the number of records before the wrong one, which are used. If the reader has
       `reject`, a format that can go on after a bad record adds it to the piece's list, which is
       empty at first. Called from any thread, for each piece from one thread at a time. */
    rc_status (*decode)(const rc_reader *reader, rci_stream_piece *piece, rc_store *batch,
                        rc_error *err);

    /* Called in the order of the cuts, once for each piece that was cut or failed. `err` is NULL
       after success, else the error of cut or decode: its place, which is relative to the piece,
       is made absolute. NULL: places are absolute from the start. */
    void (*settle)(rc_reader *reader, rci_stream_piece *piece, rc_error *err);

    /* Makes the place of an error in the piece's list of bad records absolute, before the piece is
       settled; in order. NULL: the list is always empty. */
    void (*place_reject)(rc_reader *reader, rci_stream_piece *piece, rc_error *err);

    /* Where the reader is; all pieces that were cut are settled. NULL: a reader of the format
       cannot be continued by another one. */
    void (*get_position)(const rc_reader *reader, rci_stream_position *at);

    /* The first cut goes on there, where another reader of the same input was, with the same
       options. NULL as get_position. */
    void (*set_position)(rc_reader *reader, const rci_stream_position *at);

    /* Releases what the format added; the base is released by the caller. NULL: nothing. */
    void (*close)(rc_reader *reader);

    /* NULL, or used by the pump instead of decode, which is NULL then: returns a store that holds
       the records of the piece as n records from `first` on. It lives as long as the reader. */
    const rc_store *(*view)(const rc_reader *reader, const rci_stream_piece *piece, size_t *first,
                            size_t *n);
} rci_stream_reader_ops;

#define RCI_STREAM_BY_CONTENT "by its content"

struct rc_reader {
    const rci_stream_reader_ops *ops;
    const rc_allocator *allocator;
    rci_base_meter *meter; /* of what it has allocated; NULL: not counted */
    size_t size;           /* of the format's whole structure */
    const char *format;    /* its name; NULL for a reader over a store */
    const char *why;       /* it was chosen, for messages */
    rci_io_source *source; /* NULL for a reader over a store */
    rc_dtype *dtype;
    rc_layout layout;
    uint64_t expected;   /* records, or RC_UNKNOWN */
    size_t most_records; /* that the input can hold; 0: not known. Batches need not be larger */
    bool quick_cut;      /* set by `cut`: from now on it takes a few instructions */
    bool all_cut;        /* set by `cut`: the next one will return RC_END */
    bool in_turn;        /* set by `cut`: the next piece is cut when this one is settled */
    struct rci_stream_added *added; /* fields that are not of the format, in stream/added.c */
    size_t nadded, added_capacity;
    bool notes_lines;  /* the format notes the lines of records */
    rc_reject *reject; /* decides about bad records; NULL: they end the reading */
    void *reject_context;
    uint64_t rejected;            /* bad records that were skipped */
    rc_progress_report *progress; /* is told of each piece; NULL: nothing is */
    void *progress_context;
    uint64_t read_records, read_bytes; /* what it is told */
    bool canceled;                     /* by rc_reader_cancel: atomic */
    /* for rc_reader_next */
    rci_stream_piece *piece;
    bool piece_open; /* cut and not done */
    rc_store *batch;
    uint64_t decoded; /* records of the piece, so far */
    rc_status ended;  /* RC_OK until RC_END or a failure */
    bool pending;     /* the failure is returned by the next call */
    rc_error failure;
};

/* A zeroed structure of `size` bytes that begins with an rc_reader; takes over `source` and a
   reference to `dtype`. On failure the source stays the caller's. */
rc_reader *rci_stream_reader_new(size_t size, const rci_stream_reader_ops *ops,
                                 rci_io_source *source, const rc_dtype *dtype, rc_layout layout,
                                 rc_error *err);

/* A reader of a stream, which is closed with the reader, and if it cannot be opened. NULL: as
   rc_reader_open. */
rc_reader *rci_stream_reader_open_stream(const rci_io_stream *stream, void *context,
                                         const char *name, const rc_read_options *options,
                                         rc_error *err);

/* An empty batch of the reader's dtype and layout, of the usual size. */
rc_store *rci_stream_reader_batch_new(const rc_reader *reader, rc_error *err);

/* Calls `fetch` if the format has one. */
rc_status rci_stream_reader_fetch(const rc_reader *reader, rci_stream_piece *piece, rc_error *err);

/* Calls `confirm` if the format has one. */
bool rci_stream_reader_confirm(rc_reader *reader, rci_stream_piece *piece);

/* Calls `settle` if the format has one. */
void rci_stream_reader_settle(rc_reader *reader, rci_stream_piece *piece, rc_error *err);

/* Tells the function of the options that a piece with `records` records is settled. Returns what
   that returned, with an error. Not while a lock is held. */
rc_status rci_stream_reader_progress(rc_reader *reader, const rci_stream_piece *piece,
                                     uint64_t records, rc_error *err);

/* Whether rc_reader_cancel was called. */
bool rci_stream_reader_is_canceled(const rc_reader *reader);

/* The failure of what was stopped by another thread. Returns RC_ECANCELED. */
rc_status rci_stream_stopped(rc_error *err);

/* Completes an error with the name of the source; a reader may have none. */
void rci_stream_reader_add_source(const rc_reader *reader, rc_error *err);

#endif
