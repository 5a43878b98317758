/*
 * stream/pump.c - moves records from a reader to a writer on several threads, in order.
 *
 * The slots of a ring are used in turn: a slot is cut (serially), decoded and encoded (by the
 * thread that took it), then committed (serially, in the order of the cuts). The thread that
 * completes the slot that is due commits it and all ready slots after it. So no thread only waits,
 * and memory is bounded by the number of slots.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "store/batch.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>

typedef enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_READY } slot_state;

typedef struct pump_slot {
    slot_state state;
    uint64_t turn; /* its position in the order of the cuts */
    rci_stream_piece *piece;
    rc_store *batch; /* to decode into; NULL if the reader has `view` */
    const rc_store *records;
    size_t first, n; /* the part of `records` that was encoded and is to be committed */
    rci_base_bytes out;
    rc_status status;
    bool encoding_failed; /* the writer has failed, not the reader */
    rc_error error;
} pump_slot;

typedef struct pump_run {
    rc_reader *reader;
    rc_writer *writer;
    const volatile sig_atomic_t *cancel;
    size_t nslots;
    pump_slot *slots;
    pthread_mutex_t lock; /* guards all below, and slot.state */
    pthread_cond_t changed;
    uint64_t next_cut;
    uint64_t next_commit;
    bool cutting;
    bool committing;
    bool ended;   /* nothing more to cut */
    bool stopped; /* failed: all threads leave */
    rc_status status;
    rc_error error;
    uint64_t bytes_in;
} pump_run;

static bool is_canceled(const pump_run *pump)
{
    return pump->cancel && __atomic_load_n(pump->cancel, __ATOMIC_RELAXED) != 0;
}

/* ------------------------------------------------------------- one slot */

/* Ends the pump with the first error in the order of the records. The caller holds the lock. */
static void stop(pump_run *pump, rc_status status, const rc_error *error)
{
    if (!pump->stopped) {
        pump->stopped = true;
        pump->status = status;
        pump->error = *error;
        rci_io_source_stop(pump->reader->source); /* a thread may be waiting for input */
    }
}

/* Completes the place of a slot's failure. All slots before it are settled. */
static void settle_failure(pump_run *pump, pump_slot *slot)
{
    if (slot->encoding_failed) {
        rci_stream_writer_failed_at(pump->writer, &slot->error);
    } else {
        rci_stream_reader_settle(pump->reader, slot->piece, &slot->error);
        rci_base_error_source(&slot->error, rci_io_source_name(pump->reader->source));
    }
}

static rc_status commit_records(pump_run *pump, pump_slot *slot)
{
    rc_error error = RC_ERROR_INIT;
    rc_status status;
    if (slot->n == 0) {
        return RC_OK;
    }
    pump->writer->input_bytes = pump->bytes_in + slot->piece->bytes;
    status = rci_stream_writer_commit(pump->writer, slot->records, slot->first, slot->n, &slot->out,
                                      &error);
    if (status != RC_OK) {
        slot->error = error; /* it comes before a failure of decoding */
    }
    return status;
}

/* Commits the records of the slot, which is due; then returns its failure if it has one. The caller
   does not hold the lock. */
static rc_status commit(pump_run *pump, pump_slot *slot)
{
    rc_status status = commit_records(pump, slot);
    if (status == RC_OK && slot->status != RC_OK) {
        settle_failure(pump, slot);
        return slot->status;
    }
    if (status == RC_OK && slot->piece->done) {
        rci_stream_reader_settle(pump->reader, slot->piece, NULL);
        pump->bytes_in += slot->piece->bytes;
    }
    return status;
}

/* Waits until everything before the slot is committed; false when the pump stopped. */
static bool wait_for_turn(pump_run *pump, const pump_slot *slot)
{
    bool go_on;
    pthread_mutex_lock(&pump->lock);
    while (!pump->stopped && (pump->next_commit != slot->turn || pump->committing)) {
        pthread_cond_wait(&pump->changed, &pump->lock);
    }
    go_on = !pump->stopped;
    pthread_mutex_unlock(&pump->lock);
    return go_on;
}

static rc_status get_records(const rc_reader *reader, pump_slot *slot)
{
    rc_status status;
    if (reader->ops->view) {
        slot->records = reader->ops->view(reader, slot->piece, &slot->first, &slot->n);
        return RC_OK;
    }
    if (slot->batch) {
        rci_store_clear_for_reuse(slot->batch);
    } else {
        slot->batch = rci_stream_reader_batch_new(reader, &slot->error);
        if (!slot->batch) {
            return RC_ENOMEM;
        }
    }
    status = reader->ops->decode(reader, slot->piece, slot->batch, &slot->error);
    slot->records = slot->batch;
    slot->first = 0;
    slot->n = rc_store_length(slot->batch);
    return status;
}

/* Decodes a batch and encodes its records, also those before a wrong one. */
static rc_status decode_and_encode(const pump_run *pump, pump_slot *slot)
{
    rc_status status = get_records(pump->reader, slot), encoding = RC_OK;
    rc_error error = RC_ERROR_INIT;
    slot->out.length = 0;
    if (slot->n) {
        encoding = rci_stream_writer_encode(pump->writer, slot->records, slot->first, slot->n,
                                            &slot->out, &error);
    }
    if (encoding != RC_OK) { /* it comes before a failure of decoding */
        slot->error = error;
        slot->encoding_failed = true;
        slot->n = 0;
        return encoding;
    }
    return status;
}

/* A piece may hold more records than a batch: all batches but the last are committed here when the
   slot is due; the last is committed with the slot. */
static void work_on(pump_run *pump, pump_slot *slot)
{
    for (;;) {
        if (is_canceled(pump)) {
            slot->encoding_failed = true; /* it has no place in the input */
            slot->n = 0;
            slot->status = rci_base_fail(&slot->error, RC_ECANCELED, "stopped on request");
            return;
        }
        slot->status = decode_and_encode(pump, slot);
        if (slot->status != RC_OK || slot->piece->done) {
            return;
        }
        if (!wait_for_turn(pump, slot)) {
            return;
        }
        slot->status = commit(pump, slot);
        slot->n = 0;
        if (slot->status != RC_OK) {
            slot->encoding_failed = true;
            return;
        }
    }
}

/* ------------------------------------------------------------ the ring */

/* Cuts the next piece into the next slot of the ring. The caller holds the lock, which is released
   while the reader reads. NULL when there is nothing more to do. */
static pump_slot *take_cut(pump_run *pump)
{
    pump_slot *taken;
    rc_status status;
    for (;;) {
        taken = &pump->slots[pump->next_cut % pump->nslots];
        if (pump->stopped || pump->ended) {
            return NULL;
        }
        if (!pump->cutting && taken->state == SLOT_FREE) {
            break;
        }
        pthread_cond_wait(&pump->changed, &pump->lock);
    }
    pump->cutting = true;
    taken->state = SLOT_BUSY;
    taken->encoding_failed = false;
    taken->n = 0;
    rc_error_clear(&taken->error);
    pthread_mutex_unlock(&pump->lock);
    status = pump->reader->ops->cut(pump->reader, taken->piece, &taken->error);
    pthread_mutex_lock(&pump->lock);
    pump->cutting = false;
    taken->status = status;
    if (status != RC_OK) {
        pump->ended = true;
    }
    if (status == RC_END) {
        taken->state = SLOT_FREE;
        taken = NULL;
    } else {
        taken->turn = pump->next_cut++;
    }
    pthread_cond_broadcast(&pump->changed);
    return taken;
}

/* Commits every slot that is ready and due. The caller holds the lock, which is released during
   each commit. */
static void drain(pump_run *pump)
{
    for (;;) {
        pump_slot *due = &pump->slots[pump->next_commit % pump->nslots];
        rc_status status;
        if (pump->stopped || pump->committing || due->state != SLOT_READY) {
            return;
        }
        pump->committing = true;
        pthread_mutex_unlock(&pump->lock);
        status = commit(pump, due);
        pthread_mutex_lock(&pump->lock);
        pump->committing = false;
        if (status != RC_OK) {
            stop(pump, status, &due->error);
        }
        due->state = SLOT_FREE;
        pump->next_commit++;
        pthread_cond_broadcast(&pump->changed);
    }
}

static void *run_worker(void *context)
{
    pump_run *pump = context;
    pump_slot *slot;
    pthread_mutex_lock(&pump->lock);
    while ((slot = take_cut(pump)) != NULL) {
        if (slot->status == RC_OK) {
            pthread_mutex_unlock(&pump->lock);
            work_on(pump, slot);
            pthread_mutex_lock(&pump->lock);
        }
        slot->state = SLOT_READY;
        drain(pump);
    }
    pthread_cond_broadcast(&pump->changed);
    pthread_mutex_unlock(&pump->lock);
    return NULL;
}

/* ------------------------------------------------------- start and end */

static unsigned processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? (unsigned)n : 1;
}

static rc_status slots_new(pump_run *pump, const rc_allocator *allocator, rc_error *err)
{
    pump->slots = rci_base_zalloc_array(allocator, pump->nslots, sizeof(pump_slot), err);
    if (!pump->slots) {
        pump->nslots = 0;
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < pump->nslots; i++) {
        pump_slot *slot = &pump->slots[i];
        rci_base_bytes_init_as(&slot->out, RC_MEMORY_WRITER);
        rc_error_clear(&slot->error);
        slot->piece = pump->reader->ops->piece_new(pump->reader, err);
        if (!slot->piece) {
            return RC_ENOMEM;
        }
    }
    return RC_OK;
}

static void slots_free(pump_run *pump, const rc_allocator *allocator)
{
    for (size_t i = 0; i < pump->nslots; i++) {
        pump_slot *slot = &pump->slots[i];
        if (slot->piece) {
            pump->reader->ops->piece_free(pump->reader, slot->piece);
        }
        rc_store_unref(slot->batch);
        if (slot->out.allocator) {
            rci_base_bytes_release(&slot->out);
        }
    }
    rci_base_free(allocator, pump->slots, pump->nslots * sizeof(pump_slot));
}

/* Runs the workers. This thread is one of them, and the only one if no other can be started. */
static void run_all(pump_run *pump, unsigned threads)
{
    pthread_t others[RC_MAX_THREADS];
    unsigned started = 0;
    if (threads > 1) {
        rci_io_source_let_stop(pump->reader->source);
    }
    while (started + 1 < threads && pthread_create(&others[started], NULL, run_worker, pump) == 0) {
        started++;
    }
    run_worker(pump);
    while (started > 0) {
        pthread_join(others[--started], NULL);
    }
}

static rc_status run(pump_run *pump, unsigned threads, rc_error *err)
{
    pthread_mutex_init(&pump->lock, NULL);
    pthread_cond_init(&pump->changed, NULL);
    run_all(pump, threads);
    pthread_cond_destroy(&pump->changed);
    pthread_mutex_destroy(&pump->lock);
    if (pump->stopped && err && err->status == RC_OK) {
        *err = pump->error;
    }
    return pump->stopped ? pump->status : RC_OK;
}

/* Fewer slots for records so large that the slots would take more than MOST_BYTES together. */
static size_t count_slots(const rc_reader *reader, unsigned threads)
{
    enum { SPARE_SLOTS = 2, MOST_BYTES = 1 << 28 };
    size_t itemsize = rc_dtype_itemsize(reader->dtype);
    size_t slots = threads > 1 ? threads + SPARE_SLOTS : 1;
    size_t most = MOST_BYTES / (itemsize ? itemsize : 1);
    most = most ? most : 1;
    return slots < most ? slots : most;
}

static rc_status check_arguments(const rc_reader *reader, const rc_writer *writer, rc_error *err)
{
    rc_status status;
    if (!reader || !writer) {
        return rci_base_fail(err, RC_EARG, reader ? "no writer (NULL)" : "no reader (NULL)");
    }
    status = rci_stream_writer_check(writer, reader->dtype, err);
    if (status == RC_OK) {
        status = rci_stream_writer_check_source(writer, reader->source, err);
    }
    if (status == RC_OK && (reader->ended != RC_OK || reader->piece)) {
        status =
            rci_base_fail(err, RC_EARG, "this reader has been read from already: open a new one");
    }
    return status;
}

/* The number of threads for what the options say. */
static unsigned thread_count(unsigned wanted)
{
    unsigned threads = wanted ? wanted : processors();
    return threads < RC_MAX_THREADS ? threads : RC_MAX_THREADS;
}

static rc_status pump_all(pump_run *pump, unsigned threads, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_status status;
    pump->nslots = count_slots(pump->reader, threads);
    threads = threads < pump->nslots ? threads : (unsigned)pump->nslots;
    status = slots_new(pump, allocator, err);
    if (status == RC_OK) {
        status = run(pump, threads, err);
    }
    slots_free(pump, allocator);
    return status;
}

rc_status rc_pump(rc_reader *reader, rc_writer *writer, const rc_pump_options *options,
                  rc_pump_stats *stats, rc_error *err)
{
    rc_pump_options known = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats counts = RC_PUMP_STATS_INIT;
    pump_run pump = {.reader = reader, .writer = writer};
    uint64_t records, bytes;
    rc_status status = check_arguments(reader, writer, err);
    if (status == RC_OK) {
        status = rci_base_options(&known, sizeof known, options, "rc_pump_options", err);
    }
    if (status == RC_OK) {
        status = rci_base_options(&counts, sizeof counts, stats, "rc_pump_stats", err);
    }
    if (status != RC_OK) {
        return status;
    }
    records = writer->records;
    bytes = writer->bytes;
    pump.cancel = known.cancel;
    status = pump_all(&pump, thread_count(known.threads), err);
    reader->ended = status == RC_OK ? RC_END : status;
    writer->failed = writer->failed || status != RC_OK;
    if (stats) {
        counts.size = stats->size;
        counts.records += writer->records - records;
        counts.bytes_out += writer->bytes - bytes;
        counts.bytes_in += pump.bytes_in;
        memcpy(stats, &counts, stats->size);
    }
    return status;
}
