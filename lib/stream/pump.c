/* stream/pump.c - rc_pump: moves records from a reader to a writer on several threads, in order. */
#include "base/error.h"
#include "base/options.h"
#include "base/pool.h"
#include "stream/crew.h"

#include <string.h>

static unsigned processors; /* for tests; 0: those that there are */

void rci_stream_pump_set_processors(unsigned n)
{
    processors = n;
}

/* A thread for each processor at most: more would interrupt each other, and one that is
   interrupted while it writes keeps all others from the file. */
static unsigned count_threads(unsigned wanted)
{
    unsigned threads = rci_base_thread_count(wanted);
    unsigned most = processors ? processors : rci_base_processors();
    return threads < most ? threads : most;
}

/* The jobs that a thread's memory allows: more than one for each thread, so that a thread that was
   interrupted does not make all others wait. Fewer for records so large that the jobs would take
   more than MOST_BYTES together. */
static size_t count_jobs(const rc_reader *reader, unsigned threads)
{
    enum { JOBS_EACH = 4, MOST_BYTES = 1 << 28 };
    size_t itemsize = rc_dtype_itemsize(reader->dtype);
    size_t jobs = threads > 1 ? JOBS_EACH * (size_t)threads : 1;
    size_t most = MOST_BYTES / (itemsize ? itemsize : 1);
    most = most ? most : 1;
    return jobs < most ? jobs : most;
}

static rc_status check_arguments(const rc_reader *reader, const rc_writer *writer,
                                 const rc_pump_options *options, rc_error *err)
{
    rc_status status;
    if (!reader || !writer) {
        return rci_base_fail(err, RC_EARG, reader ? "no writer (NULL)" : "no reader (NULL)");
    }
    status =
        rci_stream_writer_check(writer, options->transform ? writer->dtype : reader->dtype, err);
    if (status == RC_OK) {
        status = rci_stream_writer_check_source(writer, reader->source, err);
    }
    if (status == RC_OK && options->checkpoint) {
        status = rci_stream_checkpoint_check(options->checkpoint, reader, writer, err);
    } else if (status == RC_OK && options->save) {
        status = rci_base_fail(err, RC_EARG, "option \"save\" is for a checkpoint");
    }
    if (status == RC_OK && (reader->ended != RC_OK || reader->piece)) {
        status =
            rci_base_fail(err, RC_EARG, "this reader has been read from already: open a new one");
    }
    return status;
}

/* The input has ended. A checkpoint is written if one is due. */
static rc_status end_input(rci_stream_crew *crew, rc_error *err)
{
    rc_status status = rci_stream_crew_save(crew, err);
    return status == RC_OK && rci_stream_checkpoint_count(crew->checkpoint, 0)
               ? rc_checkpoint_write(crew->checkpoint, err)
               : status;
}

rc_status rc_pump(rc_reader *reader, rc_writer *writer, const rc_pump_options *options,
                  rc_pump_stats *stats, rc_error *err)
{
    rc_pump_options known = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats counts = RC_PUMP_STATS_INIT;
    rci_stream_crew crew = {.reader = reader, .writer = writer};
    rc_status status = rci_base_options(&known, sizeof known, options, "rc_pump_options", err);
    if (status == RC_OK) {
        status = rci_base_options(&counts, sizeof counts, stats, "rc_pump_stats", err);
    }
    if (status == RC_OK) {
        status = check_arguments(reader, writer, &known, err);
    }
    if (status != RC_OK) {
        return status;
    }
    crew.before.records = writer->records;
    crew.before.bytes_out = writer->bytes;
    crew.before.rejected = reader->rejected;
    crew.checkpoint = known.checkpoint;
    crew.save = known.save;
    crew.save_context = known.save_context;
    crew.cancel = known.cancel;
    crew.change = (rci_stream_change){known.transform, known.context};
    crew.threads = count_threads(known.threads);
    crew.njobs = count_jobs(reader, crew.threads);
    crew.threads = crew.threads < crew.njobs ? crew.threads : (unsigned)crew.njobs;
    status = rci_stream_crew_run(&crew, err);
    if (status == RC_OK && crew.checkpoint) {
        status = end_input(&crew, err);
    }
    reader->ended = status == RC_OK ? RC_END : status;
    writer->failed = writer->failed || status != RC_OK;
    if (stats) {
        rc_pump_stats moved = RC_PUMP_STATS_INIT;
        rci_stream_crew_counts(&crew, &moved);
        counts.size = stats->size;
        counts.records += moved.records;
        counts.bytes_out += moved.bytes_out;
        counts.bytes_in += moved.bytes_in;
        counts.rejected += moved.rejected;
        memcpy(stats, &counts, stats->size);
    }
    return status;
}
