/*
 * stream/crew.h - the threads of the pump, and what they do: cut, work, place, write.
 *
 * Each piece is a job. A thread takes a free job, cuts the next piece into it, and works on it
 * alone: fetches, decodes, encodes. Then the job waits, without its thread, for its turn: the
 * thread that completes the job that is due places it and all ready jobs after it. If the writer
 * has places, placing is a few instructions (or takes time, and other threads go on during it), and
 * the jobs that are placed are written by any thread; else placing is writing, by one thread at a
 * time.
 *
 * A checkpoint is taken when nothing is under way: when it is due, no thread cuts until all jobs
 * are free.
 *
 * A thread waits only if there is nothing to write, and either no job is free (the memory is used
 * up) or another thread is reading from an input that can only be read in order. A thread that
 * leaves more work than it takes wakes one that waits, which then does the same; so no event wakes
 * all threads, but for the end.
 */
#ifndef ROWCOL_STREAM_CREW_H
#define ROWCOL_STREAM_CREW_H

#include "base/caller.h"
#include "stream/checkpoint.h"
#include "stream/job.h"

#include <signal.h>

typedef struct rci_stream_crew {
    rc_reader *reader;
    rc_writer *writer;
    const volatile sig_atomic_t *cancel; /* may be NULL */
    rci_stream_change change;
    rc_checkpoint *checkpoint; /* NULL: none is taken */
    rc_checkpoint_save *save;  /* called for each; NULL: nothing more is to be saved */
    void *save_context;
    rc_pump_stats before;   /* of the reader and the writer, at the start */
    rci_base_caller caller; /* that the threads work for */
    unsigned threads;       /* at most; fewer if there is not enough to do */
    pthread_t others[RC_MAX_THREADS];
    size_t njobs;
    rci_stream_job *jobs;
    rci_stream_job **turns; /* njobs: the job of turn t, from its cut to its place, is t % njobs */
    pthread_mutex_t lock;   /* guards all below, and job->ready, job->waits */
    pthread_cond_t work;    /* there is some */
    unsigned started;       /* of the other threads */
    unsigned sleepers;      /* threads that wait for work */
    bool waking;            /* one of them was woken and does not run yet */
    size_t n_free;
    rci_stream_job *free;   /* the one that was used last comes first: it is in the cache */
    rci_stream_job *placed; /* to be written, in order */
    rci_stream_job **placed_end;
    uint64_t next_turn; /* of the next cut */
    uint64_t due;       /* the turn that is placed next */
    bool cutting;       /* a thread cuts without the lock */
    bool placing;       /* a thread places without the lock */
    bool pausing;       /* nothing is cut until all is written, and a checkpoint is taken */
    bool ended;         /* nothing more to cut */
    bool stopped;       /* failed: nothing is cut or placed any more */
    bool lost;          /* the output has failed: nothing is written any more */
    uint64_t failed_turn;
    rc_status status;
    rc_error error;
    uint64_t bytes_in;
    uint64_t waits; /* how often a thread waited for work or its turn */
} rci_stream_crew;

/* Moves all records from crew->reader to crew->writer, with crew->threads threads, this one among
   them. The caller has set these three, crew->cancel, crew->change and crew->njobs; the rest is
   zero. */
rc_status rci_stream_crew_run(rci_stream_crew *crew, rc_error *err);

/* What was moved so far: all that was cut is settled and written. */
void rci_stream_crew_counts(const rci_stream_crew *crew, rc_pump_stats *counts);

/* Adds to the checkpoint where the crew is when it is done. */
rc_status rci_stream_crew_save(rci_stream_crew *crew, rc_error *err);

/* For tests: pumps use up to `n` threads from now on, however few processors there are. 0: one for
   each processor at most. */
void rci_stream_pump_set_processors(unsigned n);

#endif
