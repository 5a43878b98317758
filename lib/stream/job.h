/*
 * stream/job.h - one piece on its way through the pump: fetched, decoded and encoded by the thread
 * that took it, with no lock held.
 */
#ifndef ROWCOL_STREAM_JOB_H
#define ROWCOL_STREAM_JOB_H

#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

#include <pthread.h>

typedef enum rci_stream_step {
    RCI_STREAM_READING,
    RCI_STREAM_CHANGING,
    RCI_STREAM_WRITING,
    RCI_STREAM_PLACING /* written: the place of the failure is complete */
} rci_stream_step;

/* What is done to records between reading and writing; no function: nothing. */
typedef struct rci_stream_change {
    rc_transform *function;
    void *context;
} rci_stream_change;

/* A job is used for many pieces and keeps its memory. */
typedef struct rci_stream_job {
    struct rci_stream_job *next; /* in a list of jobs that are free, or placed */
    uint64_t turn;               /* its position in the order of the cuts */
    bool ready;                  /* its thread has finished with it, its turn may not have come */
    bool waits;                  /* its thread waits for its turn: */
    pthread_cond_t turn_came;
    bool confirmed; /* the piece follows the one before it */
    rci_stream_piece *piece;
    rc_store *batch; /* to decode into; NULL until it is needed, and if the reader has `view` */
    const rc_store *changed; /* what the transform made of the batch, or NULL */
    uint64_t decoded;        /* records of the piece, so far */
    const rc_store *records;
    size_t first, n; /* the part of `records` that was encoded and is to be written */
    rci_base_bytes out;
    uint64_t place; /* where it is to be written, if the writer has places */
    rc_status status;
    rci_stream_step failed; /* the step that has failed */
    rc_error error;
} rci_stream_job;

/* Makes the job's piece. After a failure the job can be released. */
rc_status rci_stream_job_init(rci_stream_job *job, rc_reader *reader, rc_error *err);
void rci_stream_job_release(rci_stream_job *job, rc_reader *reader);

/* Empties the job for the next piece. */
void rci_stream_job_clear(rci_stream_job *job);

/* The job failed since it was canceled. */
void rci_stream_job_cancel(rci_stream_job *job);

/* Reads the text of the piece that was cut, if the reader does that apart from the cut. */
void rci_stream_job_fetch(rci_stream_job *job, const rc_reader *reader);

/* Changes and encodes only the first `n` records that were decoded; what is after them is dropped.
 */
void rci_stream_job_cut_back(rci_stream_job *job, size_t n, const rci_stream_change *how,
                             const rc_writer *writer);

/* Decodes a batch, changes and encodes its records, also those before a wrong one. The result is
   job->status; piece->done says whether there is more to decode. */
void rci_stream_job_work(rci_stream_job *job, const rc_reader *reader,
                         const rci_stream_change *change, const rc_writer *writer);

#endif
