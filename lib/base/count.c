/* base/count.c - counters of memory: one set for each thread, a shared sum for the peak. */
#include "base/count.h"

#include "base/error.h"

#include <pthread.h>
#include <stdio.h>

enum { N_SETS = 128, LINE = 64 };

typedef _Atomic uint64_t counter;

/* Only the thread that owns a set changes it, except the last, which all threads without a set of
   their own share. The numbers only grow, apart from `unreported`. */
typedef struct counter_set {
    _Alignas(LINE) counter added[RCI_BASE_COUNT_KINDS];
    counter added_blocks[RCI_BASE_COUNT_KINDS];
    counter removed[RCI_BASE_COUNT_KINDS];
    counter removed_blocks[RCI_BASE_COUNT_KINDS];
    _Atomic int64_t unreported[RCI_BASE_COUNT_KINDS]; /* live bytes that are not in `reported` */
    atomic_bool taken;
} counter_set;

static counter_set sets[N_SETS];
static counter_set *const common = &sets[N_SETS - 1];
static atomic_size_t n_used; /* sets from here on were never taken, apart from the common one */

/* What all threads share: read at each allocation, written rarely. */
static struct {
    _Alignas(LINE) _Atomic int64_t reported[RCI_BASE_COUNT_KINDS];
    _Alignas(LINE) _Atomic int64_t peak[RCI_BASE_COUNT_KINDS];
} shared;

_Atomic uint64_t rci_base_count_limit;
static counter reserved; /* by allocations that are not counted yet */

/* ------------------------------------------------------ the set of a thread */

static __thread counter_set *own __attribute__((tls_model("initial-exec")));

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool has_key;

static int64_t load(const _Atomic int64_t *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

static void raise_peak(size_t kind, int64_t live)
{
    int64_t peak = load(&shared.peak[kind]);
    while (live > peak &&
           !atomic_compare_exchange_weak_explicit(&shared.peak[kind], &peak, live,
                                                  memory_order_relaxed, memory_order_relaxed)) {
    }
}

/* Reports what a set has not reported. */
static void report(counter_set *set, size_t kind)
{
    int64_t bytes = atomic_exchange_explicit(&set->unreported[kind], 0, memory_order_relaxed);
    atomic_fetch_add_explicit(&shared.reported[kind], bytes, memory_order_relaxed);
}

/* The thread ends; what it releases afterwards is counted in the common set. */
static void give_back(void *context)
{
    counter_set *set = context;
    for (size_t kind = 0; kind < RCI_BASE_COUNT_KINDS; kind++) {
        report(set, kind);
    }
    own = common;
    atomic_store_explicit(&set->taken, false, memory_order_release);
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, give_back) == 0;
}

/* The library is unloaded: give_back must not be called any more. */
static __attribute__((destructor)) void delete_key(void)
{
    if (has_key) {
        pthread_key_delete(key);
    }
}

static void note_used(size_t n)
{
    size_t used = atomic_load_explicit(&n_used, memory_order_relaxed);
    while (used < n && !atomic_compare_exchange_weak(&n_used, &used, n)) {
    }
}

static __attribute__((noinline, cold)) counter_set *take_set(void)
{
    own = common;
    pthread_once(&once, make_key);
    for (size_t i = 0; has_key && i + 1 < N_SETS; i++) {
        bool taken = false;
        if (atomic_compare_exchange_strong_explicit(&sets[i].taken, &taken, true,
                                                    memory_order_acquire, memory_order_relaxed)) {
            if (pthread_setspecific(key, &sets[i]) == 0) {
                note_used(i + 1);
                own = &sets[i];
            } else {
                atomic_store_explicit(&sets[i].taken, false, memory_order_release);
            }
            return own;
        }
    }
    return own;
}

/* -------------------------------------------------------------- counting */

static inline void increase(const counter_set *set, counter *to, uint64_t n)
{
    if (set == common) {
        atomic_fetch_add_explicit(to, n, memory_order_relaxed);
    } else {
        atomic_store_explicit(to, atomic_load_explicit(to, memory_order_relaxed) + n,
                              memory_order_relaxed);
    }
}

/* Adds to what is not reported; returns it. */
static inline int64_t change(const counter_set *set, _Atomic int64_t *to, int64_t n)
{
    int64_t sum;
    if (set == common) {
        return atomic_fetch_add_explicit(to, n, memory_order_relaxed) + n;
    }
    sum = load(to) + n;
    atomic_store_explicit(to, sum, memory_order_relaxed);
    return sum;
}

static inline void change_live(counter_set *set, size_t kind, int64_t n)
{
    int64_t unreported = change(set, &set->unreported[kind], n);
    int64_t live = load(&shared.reported[kind]) + unreported;
    if (__builtin_expect(unreported > RCI_BASE_COUNT_BATCH || unreported < -RCI_BASE_COUNT_BATCH,
                         0)) {
        report(set, kind);
    }
    if (__builtin_expect(live > load(&shared.peak[kind]), 0)) {
        raise_peak(kind, live);
    }
}

void rci_base_count_add(rc_memory_kind kind, size_t bytes)
{
    counter_set *set = own ? own : take_set();
    increase(set, &set->added[kind], bytes);
    increase(set, &set->added_blocks[kind], 1);
    change_live(set, kind, (int64_t)bytes);
    if (kind <= RC_MEMORY_OTHER) {
        change_live(set, RC_MEMORY_ALL, (int64_t)bytes);
    }
}

void rci_base_count_remove(rc_memory_kind kind, size_t bytes)
{
    counter_set *set = own ? own : take_set();
    increase(set, &set->removed[kind], bytes);
    increase(set, &set->removed_blocks[kind], 1);
    change_live(set, kind, -(int64_t)bytes);
    if (kind <= RC_MEMORY_OTHER) {
        change_live(set, RC_MEMORY_ALL, -(int64_t)bytes);
    }
}

/* --------------------------------------------------------------- reading */

static void add_up(rci_base_counts *counts, const counter_set *set, size_t kind)
{
    /* What is removed is read first, so that what other threads do meanwhile never makes more
       removed than added. */
    uint64_t removed = atomic_load_explicit(&set->removed[kind], memory_order_acquire);
    uint64_t removed_blocks =
        atomic_load_explicit(&set->removed_blocks[kind], memory_order_acquire);
    counts->live -= removed;
    counts->live_blocks -= removed_blocks;
    counts->total += atomic_load_explicit(&set->added[kind], memory_order_relaxed);
    counts->total_blocks += atomic_load_explicit(&set->added_blocks[kind], memory_order_relaxed);
}

static void add_kind(rci_base_counts *counts, size_t kind)
{
    size_t used = atomic_load(&n_used);
    for (size_t i = 0; i < used && i + 1 < N_SETS; i++) {
        add_up(counts, &sets[i], kind);
    }
    add_up(counts, common, kind);
}

rci_base_counts rci_base_count_get(rc_memory_kind kind)
{
    rci_base_counts counts = {0, 0, 0, 0, 0};
    int64_t peak;
    if (kind == RC_MEMORY_ALL) {
        for (size_t each = RC_MEMORY_ALL + 1; each <= RC_MEMORY_OTHER; each++) {
            add_kind(&counts, each);
        }
    } else {
        add_kind(&counts, kind);
    }
    counts.live += counts.total; /* `live` was minus what is removed */
    counts.live_blocks += counts.total_blocks;
    /* A block may be counted as removed by one thread before the other's addition is seen. */
    counts.live = (int64_t)counts.live < 0 ? 0 : counts.live;
    counts.live_blocks = (int64_t)counts.live_blocks < 0 ? 0 : counts.live_blocks;
    peak = load(&shared.peak[kind]);
    counts.peak = peak > 0 && (uint64_t)peak > counts.live ? (uint64_t)peak : counts.live;
    return counts;
}

uint64_t rci_base_count_reset_peak(rc_memory_kind kind)
{
    rci_base_counts counts = rci_base_count_get(kind);
    atomic_store_explicit(&shared.peak[kind], (int64_t)counts.live, memory_order_relaxed);
    return counts.peak;
}

/* ----------------------------------------------------------------- limit */

const char *rci_base_count_name(rc_memory_kind kind)
{
    static const char *const names[RCI_BASE_COUNT_KINDS] = {
        [RC_MEMORY_ALL] = "all",         [RC_MEMORY_DTYPE] = "dtype",
        [RC_MEMORY_STORE] = "store",     [RC_MEMORY_DATA] = "data",
        [RC_MEMORY_STRINGS] = "strings", [RC_MEMORY_READER] = "reader",
        [RC_MEMORY_WRITER] = "writer",   [RC_MEMORY_PLAN] = "plan",
        [RC_MEMORY_TEXT] = "text",       [RC_MEMORY_OTHER] = "other",
        [RC_MEMORY_MAPPED] = "mapped",   [RC_MEMORY_FOREIGN] = "foreign",
        [RC_MEMORY_TRACE] = "trace",
    };
    return kind >= RC_MEMORY_ALL && kind <= RC_MEMORY_TRACE ? names[kind] : "unknown";
}

static rci_base_count_largest *_Atomic largest_holders;

void rci_base_count_set_largest(rci_base_count_largest *print)
{
    atomic_store_explicit(&largest_holders, print, memory_order_release);
}

/* The largest kinds, as ": data 4000, strings 600", in a buffer of `size` bytes. */
static void print_largest_kinds(char *text, size_t size)
{
    enum { MOST = 3 };
    uint64_t live[RCI_BASE_COUNT_KINDS];
    size_t used = 0;
    text[0] = '\0';
    for (size_t kind = 0; kind < RCI_BASE_COUNT_KINDS; kind++) {
        live[kind] = kind > RC_MEMORY_ALL && kind <= RC_MEMORY_OTHER
                         ? rci_base_count_get((rc_memory_kind)kind).live
                         : 0;
    }
    for (size_t i = 0; i < MOST; i++) {
        size_t largest = 0;
        for (size_t kind = 1; kind < RCI_BASE_COUNT_KINDS; kind++) {
            largest = live[kind] > live[largest] ? kind : largest;
        }
        if (live[largest] == 0 || used >= size) {
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s %llu", i == 0 ? ": " : ", ",
                                 rci_base_count_name((rc_memory_kind)largest),
                                 (unsigned long long)live[largest]);
        live[largest] = 0;
    }
}

static void print_largest(char *text, size_t size)
{
    rci_base_count_largest *print = atomic_load_explicit(&largest_holders, memory_order_acquire);
    if (!print || !print(text, size)) {
        print_largest_kinds(text, size);
    }
}

/* The largest holders are found for a message only: that takes time. */
static void refuse(size_t bytes, uint64_t limit, uint64_t live, rc_error *err)
{
    char largest[320];
    if (!err || err->status != RC_OK) {
        return;
    }
    print_largest(largest, sizeof largest);
    rci_base_fail(err, RC_ENOMEM,
                  "out of memory: %zu bytes are refused by the limit of %llu bytes, of which %llu "
                  "are in use%s",
                  bytes, (unsigned long long)limit, (unsigned long long)live, largest);
}

bool rci_base_count_reserve(size_t bytes, rc_error *err)
{
    /* Acquire and release: what an allocation has settled is seen in its counters. */
    uint64_t before = atomic_fetch_add_explicit(&reserved, bytes, memory_order_acq_rel);
    uint64_t limit = atomic_load_explicit(&rci_base_count_limit, memory_order_relaxed);
    uint64_t live = rci_base_count_get(RC_MEMORY_ALL).live;
    if (limit == 0 || (live <= limit && before <= limit - live && bytes <= limit - live - before)) {
        return true;
    }
    atomic_fetch_sub_explicit(&reserved, bytes, memory_order_acq_rel);
    refuse(bytes, limit, live, err);
    return false;
}

void rci_base_count_settle(size_t bytes)
{
    atomic_fetch_sub_explicit(&reserved, bytes, memory_order_acq_rel);
}
