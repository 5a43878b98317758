/* account/span.c - bytes in use, the peak and the time between two points. */
#include "account/span.h"

#include "base/count.h"
#include "base/error.h"
#include "base/options.h"

#include <pthread.h>
#include <rowcol/memory.h>
#include <string.h>
#include <time.h>

enum { MOST_SPANS = 256 };

typedef struct open_span {
    uint64_t handle; /* 0: not in use */
    uint64_t peak;
} open_span;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all below */
static open_span spans[MOST_SPANS];
static uint64_t last_handle;
static uint64_t process_peak;

/* Adds the peak of the counters to all others; it begins anew. The caller holds the lock. */
static void fold(void)
{
    uint64_t peak = rci_base_count_reset_peak(RC_MEMORY_ALL);
    process_peak = peak > process_peak ? peak : process_peak;
    for (size_t i = 0; i < MOST_SPANS; i++) {
        spans[i].peak = peak > spans[i].peak ? peak : spans[i].peak;
    }
}

uint64_t rci_account_peak(void)
{
    uint64_t peak;
    pthread_mutex_lock(&lock);
    fold();
    peak = process_peak;
    pthread_mutex_unlock(&lock);
    return peak;
}

void rci_account_reset_peak(void)
{
    pthread_mutex_lock(&lock);
    fold();
    process_peak = rci_base_count_get(RC_MEMORY_ALL).live;
    pthread_mutex_unlock(&lock);
}

static void now(uint64_t time[2])
{
    struct timespec clock = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &clock);
    time[0] = (uint64_t)clock.tv_sec;
    time[1] = (uint64_t)clock.tv_nsec;
}

static double seconds_between(const uint64_t start[2], const uint64_t end[2])
{
    return (double)(int64_t)(end[0] - start[0]) + (double)(int64_t)(end[1] - start[1]) / 1e9;
}

/* The span with a handle, or NULL; one that is not in use for handle 0. */
static open_span *find(uint64_t handle)
{
    for (size_t i = 0; i < MOST_SPANS; i++) {
        if (spans[i].handle == handle) {
            return &spans[i];
        }
    }
    return NULL;
}

static rc_status check(rc_memory_span *known, const rc_memory_span *span, rc_error *err)
{
    static const rc_memory_span empty = RC_MEMORY_SPAN_INIT;
    *known = empty;
    return span ? rci_base_options(known, sizeof *known, span, "rc_memory_span", err)
                : rci_base_fail(err, RC_EARG, "no span (NULL)");
}

rc_status rc_memory_span_begin(rc_memory_span *span, rc_error *err)
{
    rc_memory_span known;
    rci_base_counts counts;
    open_span *opened;
    rc_status status = check(&known, span, err);
    if (status != RC_OK) {
        return status;
    }
    pthread_mutex_lock(&lock);
    opened = find(0);
    if (opened) {
        fold();
        counts = rci_base_count_get(RC_MEMORY_ALL);
        *opened = (open_span){++last_handle, counts.live};
        known.handle = last_handle;
        known.before = known.after = known.peak = counts.live;
        known.total = counts.total;
    }
    pthread_mutex_unlock(&lock);
    if (!opened) {
        return rci_base_fail(err, RC_ELIMIT, "%d spans are open already: end one", MOST_SPANS);
    }
    now(known.started);
    known.size = span->size;
    memcpy(span, &known, known.size);
    return RC_OK;
}

rc_status rc_memory_span_end(rc_memory_span *span, rc_error *err)
{
    rc_memory_span known;
    rci_base_counts counts;
    open_span *opened;
    uint64_t time[2];
    rc_status status = check(&known, span, err);
    if (status != RC_OK) {
        return status;
    }
    now(time);
    pthread_mutex_lock(&lock);
    opened = known.handle ? find(known.handle) : NULL;
    if (opened) {
        fold();
        counts = rci_base_count_get(RC_MEMORY_ALL);
        known.after = counts.live;
        known.peak = opened->peak > counts.live ? opened->peak : counts.live;
        known.total = counts.total - known.total;
        *opened = (open_span){0, 0};
    }
    pthread_mutex_unlock(&lock);
    if (!opened) {
        return rci_base_fail(err, RC_EARG, "the span is not open (call rc_memory_span_begin)");
    }
    known.seconds = seconds_between(known.started, time);
    known.handle = 0;
    known.size = span->size;
    memcpy(span, &known, known.size);
    return RC_OK;
}
