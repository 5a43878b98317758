/* report/progress.c - a thread that shows how far a run has come. */
#include "report/progress.h"

#include "base/text_width.h"
#include "report/progress_text.h"
#include "report/signals.h"
#include "report/stats.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Between two lines, in milliseconds. The first one comes later, so that a short run shows none. */
enum { TICK = 250, FIRST_TICK = 600, JSON_TICK = 1000 };

/* The run that is shown; there is one at a time. */
static struct {
    bool running;
    progress_kind kind; /* not PROGRESS_AUTO */
    pthread_t thread;
    sem_t wakeup;
    double start;

    pthread_mutex_t lock; /* guards what follows */
    progress_state state;
    progress_state before; /* at the input's beginning */
    char source[256];      /* of the input, to notice the next one */
    uint64_t source_bytes;
    bool continued; /* from another run, and no progress was noted yet */
    /* bytes that the other run has read, of the text and of the inputs */
    uint64_t skipped, skipped_stored;
    rc_reader *reader;

    bool line_shown; /* by the thread alone */
    double rate_time, rate, stored_rate;
    uint64_t rate_bytes, rate_stored;
} run = {.lock = PTHREAD_MUTEX_INITIALIZER};

static volatile sig_atomic_t can_wake, line_asked, ending;

/* ------------------------------------------------------------------ counts */

/* The size of all inputs, or RC_UNKNOWN if one is not a regular file. */
static uint64_t total_size(const char *const *inputs, int n_inputs)
{
    uint64_t total = 0;
    for (int i = 0; i < n_inputs; i++) {
        struct stat info;
        int failed =
            strcmp(inputs[i], "-") == 0 ? fstat(STDIN_FILENO, &info) : stat(inputs[i], &info);
        if (failed || !S_ISREG(info.st_mode)) {
            return RC_UNKNOWN;
        }
        total += (uint64_t)info.st_size;
    }
    return total;
}

rc_status progress_note(void *context, const rc_progress *progress, rc_error *err)
{
    (void)context;
    (void)err;
    pthread_mutex_lock(&run.lock);
    if (progress->bytes <= run.source_bytes || strcmp(progress->source, run.source) != 0) {
        run.before = run.state;
        snprintf(run.source, sizeof run.source, "%s", progress->source);
    }
    if (progress->stored_total == RC_UNKNOWN) { /* of a pipe */
        run.state.total = RC_UNKNOWN;
    }
    run.source_bytes = progress->bytes;
    run.state.records = run.before.records + progress->records;
    run.state.rejected = run.before.rejected + progress->rejected;
    run.state.bytes = run.before.bytes + progress->bytes;
    run.state.stored = run.before.stored + progress->stored;
    if (run.continued) { /* after the first piece, which the rate does not count */
        run.skipped = run.state.bytes;
        run.skipped_stored = run.state.stored;
        run.continued = false;
    }
    pthread_mutex_unlock(&run.lock);
    return RC_OK;
}

void progress_get_earlier(uint64_t earlier[PROGRESS_EARLIER])
{
    pthread_mutex_lock(&run.lock);
    earlier[0] = run.before.records;
    earlier[1] = run.before.rejected;
    earlier[2] = run.before.bytes;
    earlier[3] = run.before.stored;
    pthread_mutex_unlock(&run.lock);
}

void progress_set_earlier(const uint64_t earlier[PROGRESS_EARLIER])
{
    pthread_mutex_lock(&run.lock);
    run.state.records = earlier[0];
    run.state.rejected = earlier[1];
    run.state.bytes = run.skipped = earlier[2];
    run.state.stored = run.skipped_stored = earlier[3];
    run.before = run.state;
    run.continued = true;
    pthread_mutex_unlock(&run.lock);
}

uint64_t progress_records(void)
{
    uint64_t records;
    pthread_mutex_lock(&run.lock);
    records = run.state.records;
    pthread_mutex_unlock(&run.lock);
    return records;
}

/* The counts now, with the rate of the last seconds. */
static progress_state look(void)
{
    const double now = stats_clock(), weight = 0.3;
    progress_state state;
    uint64_t read, stored;
    double step;
    pthread_mutex_lock(&run.lock);
    state = run.state;
    read = state.bytes > run.skipped ? state.bytes - run.skipped : 0;
    stored = state.stored > run.skipped_stored ? state.stored - run.skipped_stored : 0;
    pthread_mutex_unlock(&run.lock);
    state.seconds = now - run.start;
    step = now - run.rate_time;
    if (step > 0.1) {
        const double rate = (double)(read - run.rate_bytes) / step;
        const double stored_rate = (double)(stored - run.rate_stored) / step;
        const double part = run.rate_bytes ? weight : 1;
        run.rate += part * (rate - run.rate);
        run.stored_rate += part * (stored_rate - run.stored_rate);
        run.rate_bytes = read;
        run.rate_stored = stored;
        run.rate_time = now;
    }
    state.rate = run.rate;
    state.stored_rate = run.stored_rate;
    return state;
}

/* ----------------------------------------------------------------- showing */

static void show_line(void)
{
    char line[PROGRESS_TEXT_SIZE];
    const progress_state state = look();
    fprintf(stderr, "\r%s\x1b[K", progress_line(&state, terminal_width(STDERR_FILENO), line));
    fflush(stderr);
    run.line_shown = true;
}

static void remove_line(void)
{
    if (run.line_shown) {
        fputs("\r\x1b[K", stderr);
        fflush(stderr);
    }
    run.line_shown = false;
}

/* A line that stays. */
static void show_once(bool last)
{
    char line[PROGRESS_TEXT_SIZE];
    const progress_state state = look();
    remove_line();
    if (run.kind == PROGRESS_JSON) {
        fprintf(stderr, "%s\n", progress_json(&state, last, line));
    } else {
        fprintf(stderr, "%s\n", progress_line(&state, 0, line));
    }
}

static void show(bool asked)
{
    if (asked || run.kind == PROGRESS_JSON) {
        show_once(false);
    }
    if (run.kind == PROGRESS_LINE) {
        show_line();
    }
}

/* -------------------------------------------------------------- the thread */

static struct timespec after(long milliseconds)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += milliseconds % 1000 * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

/* Waits for progress_wake, or until it is time for the next line. Returns whether it is. */
static bool wait_for_tick(const struct timespec *next)
{
    int failed;
    do {
        failed =
            run.kind == PROGRESS_NONE ? sem_wait(&run.wakeup) : sem_timedwait(&run.wakeup, next);
    } while (failed && errno == EINTR);
    return failed;
}

static void cancel_reader(void)
{
    pthread_mutex_lock(&run.lock);
    rc_reader_cancel(run.reader);
    pthread_mutex_unlock(&run.lock);
}

static void *show_progress(void *context)
{
    const long tick = run.kind == PROGRESS_JSON ? JSON_TICK : TICK;
    struct timespec next = after(run.kind == PROGRESS_JSON ? JSON_TICK : FIRST_TICK);
    (void)context;
    while (!__atomic_load_n(&ending, __ATOMIC_ACQUIRE)) {
        const bool time_is_up = wait_for_tick(&next);
        const bool asked = __atomic_exchange_n(&line_asked, 0, __ATOMIC_RELAXED);
        if (stop_signal) {
            cancel_reader();
        }
        if (asked || time_is_up) {
            show(asked);
        }
        if (time_is_up) {
            next = after(tick);
        }
    }
    return NULL;
}

void progress_wake(int asked)
{
    if (asked) {
        line_asked = 1;
    }
    if (can_wake) {
        sem_post(&run.wakeup);
    }
}

/* ------------------------------------------------------------------------- */

void progress_begin(progress_kind kind, const char *doing, const char *const *inputs, int n_inputs)
{
    const progress_kind shown = isatty(STDERR_FILENO) ? PROGRESS_LINE : PROGRESS_NONE;
    run.kind = kind == PROGRESS_AUTO ? shown : kind;
    run.state = run.before =
        (progress_state){.doing = doing, .total = total_size(inputs, n_inputs)};
    run.source[0] = '\0';
    run.source_bytes = run.skipped = run.skipped_stored = 0;
    run.continued = false;
    run.rate = run.stored_rate = 0;
    run.rate_bytes = run.rate_stored = 0;
    run.start = run.rate_time = stats_clock();
    ending = 0;
    if (sem_init(&run.wakeup, 0, 0) != 0) {
        return;
    }
    run.running = pthread_create(&run.thread, NULL, show_progress, NULL) == 0;
    can_wake = run.running;
}

void progress_watch(rc_reader *reader)
{
    pthread_mutex_lock(&run.lock);
    run.reader = reader;
    pthread_mutex_unlock(&run.lock);
    if (stop_signal) { /* it came before there was a reader */
        rc_reader_cancel(reader);
    }
}

void progress_end(void)
{
    if (!run.running) {
        return;
    }
    __atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
    sem_post(&run.wakeup);
    pthread_join(run.thread, NULL);
    can_wake = 0;
    sem_destroy(&run.wakeup);
    run.running = false;
    if (run.kind == PROGRESS_JSON) {
        show_once(true);
    }
    remove_line();
}
