/* stream/crew.c - the threads of the pump. */
#include "stream/crew.h"

#include "base/alloc.h"
#include "base/error.h"

static void *run_other_thread(void *context);

/* ------------------------------------------------------------ the end */

/* Wakes all threads that wait, since no more work will come. The caller holds the lock. */
static void dismiss(rci_stream_crew *crew)
{
    if (crew->sleepers > 0) {
        pthread_cond_broadcast(&crew->work);
    }
}

static void end(rci_stream_crew *crew)
{
    crew->ended = true;
    dismiss(crew);
}

/* Stops the pump at a failure; that of the earliest turn is returned. The output, which has `lost`
   what it was given, fails before the input of the same turn does. The caller holds the lock. */
static void stop(rci_stream_crew *crew, uint64_t turn, rc_status status, const rc_error *error)
{
    if (!crew->stopped || turn < crew->failed_turn || (crew->lost && turn == crew->failed_turn)) {
        crew->failed_turn = turn;
        crew->status = status;
        crew->error = *error;
    }
    if (!crew->stopped) {
        crew->stopped = true;
        for (size_t i = 0; i < crew->njobs; i++) {
            pthread_cond_signal(&crew->jobs[i].turn_came); /* it will not come */
        }
        rci_io_source_stop(crew->reader->source); /* a thread may be waiting for input */
        dismiss(crew);
    }
}

/* ------------------------------------------------------- handing on work */

static bool can_write(const rci_stream_crew *crew)
{
    return crew->placed && !crew->lost;
}

static bool can_cut(const rci_stream_crew *crew)
{
    return crew->free && !crew->cutting && !crew->pausing && !crew->ended && !crew->stopped &&
           (!crew->reader->in_turn || crew->due == crew->next_turn);
}

/* Reserves the place of a thread if another one can be started. The caller holds the lock. */
static bool reserve_thread(rci_stream_crew *crew, unsigned *index)
{
    *index = crew->started;
    if (crew->sleepers > 0 || crew->started + 1 >= crew->threads) {
        return false;
    }
    crew->started++;
    return true;
}

/* A thread that could not be started: the others do its work. */
static void start_failed(rci_stream_crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    crew->started--;
    crew->threads = crew->started + 1;
    crew->waking = false;
    pthread_mutex_unlock(&crew->lock);
}

/* Releases the lock before this thread goes to work. If there is more work than it has taken,
   another thread is woken or started, one at a time. */
static void unlock(rci_stream_crew *crew)
{
    const bool more = !crew->waking && (can_write(crew) || can_cut(crew));
    unsigned index = 0;
    bool start = more && reserve_thread(crew, &index);
    if (more && crew->sleepers > 0) {
        crew->waking = true;
        pthread_cond_signal(&crew->work);
    } else {
        crew->waking = crew->waking || start;
    }
    pthread_mutex_unlock(&crew->lock);
    if (start && pthread_create(&crew->others[index], NULL, run_other_thread, crew) != 0) {
        start_failed(crew);
    }
}

static void lock(rci_stream_crew *crew)
{
    pthread_mutex_lock(&crew->lock);
}

/* Waits for work. The caller holds the lock. */
static void sleep_till_work(rci_stream_crew *crew)
{
    crew->sleepers++;
    crew->waits++;
    pthread_cond_wait(&crew->work, &crew->lock);
    crew->sleepers--;
    crew->waking = false;
}

/* --------------------------------------------------------------- in order */

/* The job whose turn it is; NULL if its piece is not cut yet. */
static rci_stream_job *due_job(const rci_stream_crew *crew)
{
    return crew->due < crew->next_turn ? crew->turns[crew->due % crew->njobs] : NULL;
}

/* Whether the piece is where the one before it ended. The job's turn has come. */
static bool confirm(rci_stream_crew *crew, rci_stream_job *job)
{
    job->confirmed = job->confirmed || rci_stream_reader_confirm(crew->reader, job->piece);
    return job->confirmed;
}

/* Places the records of the job, whose turn has come, and, if `write`, writes them. */
static rc_status place_records(rci_stream_crew *crew, rci_stream_job *job, bool write)
{
    rc_error error = RC_ERROR_INIT;
    rc_status status;
    if (job->n == 0) {
        return RC_OK;
    }
    crew->writer->input_bytes = crew->bytes_in + job->piece->bytes;
    status = write ? rci_stream_writer_commit(crew->writer, job->records, job->first, job->n,
                                              &job->out, &error)
                   : rci_stream_writer_place(crew->writer, job->records, job->first, job->n,
                                             &job->out, &job->place, &error);
    if (status != RC_OK) {
        job->error = error; /* it comes before a failure of decoding */
        job->n = 0;
    }
    return status;
}

/* Reports the bad records of the job's batch; its turn has come. If one is not to be skipped, that
   is the job's failure, unless writing a record before it has failed. */
static void report_rejects(rci_stream_crew *crew, rci_stream_job *job)
{
    rc_error error = RC_ERROR_INIT;
    size_t good = 0, most = SIZE_MAX;
    if (job->failed == RCI_STREAM_WRITING && !crew->change.function &&
        job->error.record != RC_NOWHERE) {
        most = (size_t)job->error.record;
    }
    if (rci_stream_rejects_report(crew->reader, job->piece, most, &good, &error) == RC_OK) {
        return;
    }
    rci_stream_job_cut_back(job, good, &crew->change, crew->writer);
    if (job->status == RC_OK) {
        job->status = error.status;
        job->error = error;
        job->failed = RCI_STREAM_PLACING;
    }
}

/* Completes the place of a job's failure. All jobs before it are settled. */
static void settle_failure(rci_stream_crew *crew, rci_stream_job *job)
{
    if (job->failed == RCI_STREAM_WRITING) {
        rci_stream_writer_failed_at(crew->writer, &job->error);
    } else if (job->failed == RCI_STREAM_CHANGING) {
        job->error.record += job->error.record == RC_NOWHERE ? 0 : crew->writer->records;
    } else if (job->failed == RCI_STREAM_READING) {
        rci_stream_reader_settle(crew->reader, job->piece, &job->error);
        rci_stream_reader_add_source(crew->reader, &job->error);
    }
}

/* The piece of the job is done with. */
static rc_status settle(rci_stream_crew *crew, rci_stream_job *job)
{
    rc_error error = RC_ERROR_INIT;
    rc_status status = RC_OK;
    rci_stream_reader_settle(crew->reader, job->piece, NULL);
    crew->bytes_in += job->piece->bytes;
    if (crew->reader->progress) {
        status = rci_stream_reader_progress(crew->reader, job->piece, job->decoded, &error);
    }
    if (status != RC_OK) {
        job->error = error;
    }
    return status;
}

/* Places the last records of the job, whose turn has come; then returns its failure if it has one.
 */
static rc_status place(rci_stream_crew *crew, rci_stream_job *job)
{
    rc_status status;
    if (job->piece->rejects.count) {
        report_rejects(crew, job);
    }
    status = place_records(crew, job, !crew->writer->has_places);
    if (status == RC_OK && job->status != RC_OK) {
        settle_failure(crew, job);
        return job->status;
    }
    return status == RC_OK ? settle(crew, job) : status;
}

static void free_job(rci_stream_crew *crew, rci_stream_job *job)
{
    crew->n_free++;
    job->next = crew->free;
    crew->free = job;
}

static void add_placed(rci_stream_crew *crew, rci_stream_job *job)
{
    job->next = NULL;
    *crew->placed_end = job;
    crew->placed_end = &job->next;
}

static rci_stream_job *take_placed(rci_stream_crew *crew)
{
    rci_stream_job *job = crew->placed;
    crew->placed = job->next;
    if (!crew->placed) {
        crew->placed_end = &crew->placed;
    }
    return job;
}

/* The due job is placed: it is written or free, and the next turn has come. */
static void pass_turn(rci_stream_crew *crew, rci_stream_job *job)
{
    rci_stream_job *next;
    if (crew->checkpoint && rci_stream_checkpoint_count(crew->checkpoint, job->piece->bytes)) {
        crew->pausing = true;
    }
    crew->due++;
    next = due_job(crew);
    if (next && next->waits) {
        pthread_cond_signal(&next->turn_came);
    }
    if (crew->writer->has_places && job->n > 0) {
        add_placed(crew, job);
    } else {
        free_job(crew, job);
    }
}

static void work_on(rci_stream_crew *crew, rci_stream_job *job);

/* Whether placing a confirmed job takes a few instructions, and calls no function of the user. */
static bool is_quick_to_place(const rci_stream_crew *crew, const rci_stream_job *job)
{
    return crew->writer->has_places && !crew->writer->slow_place &&
           job->piece->rejects.count == 0 && !crew->reader->progress;
}

/* Places the due job, or works on it again if its piece was not confirmed: false. The caller holds
   the lock, which is released where that takes time. */
static bool place_due(rci_stream_crew *crew, rci_stream_job *job)
{
    const bool confirmed = confirm(crew, job);
    rc_status status = RC_OK;
    if (confirmed && is_quick_to_place(crew, job)) {
        status = place(crew, job);
    } else {
        crew->placing = true;
        unlock(crew);
        if (confirmed) {
            status = place(crew, job);
        } else {
            work_on(crew, job);
        }
        lock(crew);
        crew->placing = false;
    }
    if (status != RC_OK) {
        stop(crew, job->turn, status, &job->error);
    }
    return confirmed;
}

/* Places all jobs that are ready and due. The caller holds the lock. */
static void place_all_due(rci_stream_crew *crew)
{
    rci_stream_job *job;
    while (!crew->stopped && !crew->placing && (job = due_job(crew)) != NULL && job->ready) {
        if (place_due(crew, job)) {
            pass_turn(crew, job);
        }
    }
}

/* Waits until everything before the job is placed, and confirms it; false when the pump stopped. */
static bool wait_for_turn(rci_stream_crew *crew, rci_stream_job *job)
{
    bool go_on;
    lock(crew);
    while (!crew->stopped && crew->due != job->turn) {
        job->waits = true;
        crew->waits++;
        pthread_cond_wait(&job->turn_came, &crew->lock);
        job->waits = false;
    }
    go_on = !crew->stopped;
    if (go_on) {
        (void)confirm(crew, job);
    }
    unlock(crew);
    return go_on;
}

/* ------------------------------------------------------ without the lock */

static bool is_canceled(const rci_stream_crew *crew)
{
    return (crew->cancel && __atomic_load_n(crew->cancel, __ATOMIC_RELAXED) != 0) ||
           rci_stream_reader_is_canceled(crew->reader);
}

/* Writes a batch that is not the last of its piece, when its turn has come. False after a failure,
   and if the piece has to be fetched again. */
static bool write_part(rci_stream_crew *crew, rci_stream_job *job)
{
    rc_status status;
    if (!job->confirmed) {
        rci_stream_job_fetch(job, crew->reader);
        return job->status == RC_OK;
    }
    if (job->piece->rejects.count) {
        report_rejects(crew, job);
    }
    status = place_records(crew, job, true);
    job->n = 0;
    if (job->status == RC_OK || status != RC_OK) {
        job->status = status;
        job->failed = status == RC_OK ? RCI_STREAM_READING : RCI_STREAM_PLACING;
    }
    return job->status == RC_OK;
}

/* A piece may hold more records than a batch: all batches but the last are written here when the
   job is due; the last is placed with the job. */
static void work_on(rci_stream_crew *crew, rci_stream_job *job)
{
    rci_stream_job_fetch(job, crew->reader);
    while (job->status == RC_OK) {
        if (is_canceled(crew)) {
            rci_stream_job_cancel(job);
            return;
        }
        rci_stream_job_work(job, crew->reader, &crew->change, crew->writer);
        if (job->status != RC_OK || job->piece->done || !wait_for_turn(crew, job) ||
            !write_part(crew, job)) {
            return;
        }
    }
}

/* Cuts the next piece into a free job. The caller holds the lock, which is released while the
   reader reads. NULL when there is nothing more. */
static rci_stream_job *cut(rci_stream_crew *crew)
{
    rc_reader *reader = crew->reader;
    rci_stream_job *job = crew->free;
    crew->free = job->next;
    crew->n_free--;
    rci_stream_job_clear(job);
    if (reader->quick_cut) {
        job->status = reader->ops->cut(reader, job->piece, &job->error);
    } else {
        crew->cutting = true;
        unlock(crew);
        job->status = reader->ops->cut(reader, job->piece, &job->error);
        lock(crew);
        crew->cutting = false;
    }
    if (job->status != RC_OK || reader->all_cut) {
        end(crew);
    }
    if (job->status == RC_END) {
        free_job(crew, job);
        return NULL;
    }
    job->turn = crew->next_turn++;
    crew->turns[job->turn % crew->njobs] = job;
    return job;
}

static void cut_and_work(rci_stream_crew *crew)
{
    rci_stream_job *job = cut(crew);
    if (!job) {
        return;
    }
    if (job->status == RC_OK) {
        unlock(crew);
        work_on(crew, job);
        lock(crew);
    }
    job->ready = true;
    place_all_due(crew);
}

static void write_placed(rci_stream_crew *crew)
{
    rci_stream_job *job = take_placed(crew);
    rc_error error = RC_ERROR_INIT;
    rc_status status;
    unlock(crew);
    status = crew->writer->ops->put(crew->writer, job->records, job->first, job->n, &job->out,
                                    job->place, &error);
    if (status != RC_OK) {
        rci_stream_writer_add_output(crew->writer, &error);
    }
    lock(crew);
    if (status != RC_OK) {
        crew->lost = true;
        stop(crew, job->turn, status, &error);
    }
    free_job(crew, job);
}

/* Whether a checkpoint is due, and all that was cut is written. */
static bool can_take_checkpoint(const rci_stream_crew *crew)
{
    return crew->pausing && crew->n_free == crew->njobs && !crew->cutting && !crew->ended &&
           !crew->stopped;
}

void rci_stream_crew_counts(const rci_stream_crew *crew, rc_pump_stats *counts)
{
    counts->records = crew->writer->records - crew->before.records;
    counts->bytes_out = crew->writer->bytes - crew->before.bytes_out;
    counts->bytes_in = crew->bytes_in;
    counts->rejected = crew->reader->rejected - crew->before.rejected;
}

rc_status rci_stream_crew_save(rci_stream_crew *crew, rc_error *err)
{
    rc_pump_stats counts = RC_PUMP_STATS_INIT;
    rc_status status = rci_stream_checkpoint_save_reader(crew->checkpoint, crew->reader, err);
    rci_stream_crew_counts(crew, &counts);
    if (status == RC_OK && crew->save) {
        status = crew->save(crew->save_context, crew->checkpoint, &counts, err);
    }
    return status;
}

/* No other thread does anything meanwhile. */
static void take_checkpoint(rci_stream_crew *crew)
{
    rc_error error = RC_ERROR_INIT;
    rc_status status;
    crew->cutting = true;
    pthread_mutex_unlock(&crew->lock);
    status = rci_stream_crew_save(crew, &error);
    if (status == RC_OK) {
        status = rc_checkpoint_write(crew->checkpoint, &error);
    }
    lock(crew);
    crew->cutting = crew->pausing = false;
    if (status != RC_OK) {
        stop(crew, crew->due, status, &error);
    }
}

static void run_thread(rci_stream_crew *crew)
{
    lock(crew);
    crew->waking = false;
    for (;;) {
        if (can_write(crew)) {
            write_placed(crew);
        } else if (can_take_checkpoint(crew)) {
            take_checkpoint(crew);
        } else if (can_cut(crew)) {
            cut_and_work(crew);
        } else if (crew->ended || crew->stopped) {
            break;
        } else {
            sleep_till_work(crew);
        }
    }
    unlock(crew);
}

static void *run_other_thread(void *context)
{
    rci_stream_crew *crew = context;
    *rci_base_caller_own() = crew->caller;
    run_thread(crew);
    return NULL;
}

/* ------------------------------------------------------- start and end */

static rc_status make_jobs(rci_stream_crew *crew, const rc_allocator *allocator, rc_error *err)
{
    crew->jobs = rci_base_zalloc_array(allocator, crew->njobs, sizeof *crew->jobs, err);
    crew->turns = rci_base_zalloc_array(allocator, crew->njobs, sizeof *crew->turns, err);
    if (!crew->jobs || !crew->turns) {
        return RC_ENOMEM;
    }
    for (size_t i = crew->njobs; i > 0; i--) {
        rci_stream_job *job = &crew->jobs[i - 1];
        if (rci_stream_job_init(job, crew->reader, err) != RC_OK) {
            return RC_ENOMEM;
        }
        free_job(crew, job);
    }
    return RC_OK;
}

static void free_jobs(rci_stream_crew *crew, const rc_allocator *allocator)
{
    for (size_t i = 0; crew->jobs && i < crew->njobs; i++) {
        rci_stream_job_release(&crew->jobs[i], crew->reader);
    }
    rci_base_free(allocator, crew->jobs, crew->njobs * sizeof *crew->jobs);
    rci_base_free(allocator, crew->turns, crew->njobs * sizeof *crew->turns);
}

/* A thread that ends has started no other since it was joined, so that the loop finds them all. */
static void join_all(rci_stream_crew *crew)
{
    for (unsigned i = 0;; i++) {
        bool exists;
        lock(crew);
        exists = i < crew->started;
        pthread_mutex_unlock(&crew->lock);
        if (!exists) {
            return;
        }
        pthread_join(crew->others[i], NULL);
    }
}

/* This thread is one of the crew, and the only one if no other can be started. */
static void run(rci_stream_crew *crew)
{
    enum { MANY = 3 };
    if (crew->writer->output && crew->threads >= MANY) {
        rci_io_output_share(crew->writer->output);
    }
    run_thread(crew);
    join_all(crew);
}

rc_status rci_stream_crew_run(rci_stream_crew *crew, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_status status;
    crew->caller = rci_base_caller_for_worker();
    crew->placed_end = &crew->placed;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->work, NULL);
    status = make_jobs(crew, allocator, err);
    if (status == RC_OK) {
        run(crew);
        status = crew->stopped ? crew->status : RC_OK;
        if (status != RC_OK && err && err->status == RC_OK) {
            *err = crew->error;
        }
    }
    free_jobs(crew, allocator);
    pthread_cond_destroy(&crew->work);
    pthread_mutex_destroy(&crew->lock);
    return status;
}
