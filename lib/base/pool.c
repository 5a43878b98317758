/* base/pool.c - the worker threads that work on whole stores. */
#include "base/pool.h"

#include "base/caller.h"

#include <pthread.h>
#include <rowcol/base.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

/* One call of rci_base_pool_run, on its caller's stack. */
typedef struct call {
    struct call *next, *previous; /* in the list of calls that can use more workers */
    bool listed;
    rci_base_caller caller; /* whose memory it is that the tasks allocate */
    void (*run)(void *arg, size_t task);
    void *arg;
    size_t tasks;
    atomic_size_t next_task;
    unsigned wanted;     /* workers that may still join */
    unsigned helpers;    /* workers in it */
    pthread_cond_t left; /* the last helper has left */
} call;

static struct {
    pthread_mutex_t lock; /* guards all below, and a call's list, wanted and helpers */
    pthread_cond_t work;  /* there is a call that can use a worker, or the pool ends */
    call *first;          /* the latest call comes first: nested calls are completed first */
    unsigned started;
    unsigned idle; /* workers that wait, or were woken and do not run yet */
    bool ends;
    pthread_t workers[RC_MAX_THREADS];
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER};

static atomic_uint default_threads;

/* ------------------------------------------------------ number of threads */

unsigned rci_base_processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? (unsigned)n : 1;
}

static unsigned limited(unsigned threads)
{
    return threads < RC_MAX_THREADS ? threads : RC_MAX_THREADS;
}

void rc_set_threads(unsigned threads)
{
    atomic_store_explicit(&default_threads, limited(threads), memory_order_relaxed);
}

unsigned rc_get_threads(void)
{
    unsigned threads = atomic_load_explicit(&default_threads, memory_order_relaxed);
    return threads ? threads : limited(rci_base_processors());
}

unsigned rci_base_thread_count(unsigned wanted)
{
    return wanted ? limited(wanted) : rc_get_threads();
}

/* ------------------------------------------------------------ the list */

static void add_call(call *one)
{
    one->next = pool.first;
    if (pool.first) {
        pool.first->previous = one;
    }
    pool.first = one;
    one->listed = true;
}

static void remove_call(call *one)
{
    if (!one->listed) {
        return;
    }
    if (one->previous) {
        one->previous->next = one->next;
    } else {
        pool.first = one->next;
    }
    if (one->next) {
        one->next->previous = one->previous;
    }
    one->listed = false;
}

/* ------------------------------------------------------------- working */

static void do_tasks(call *one)
{
    for (;;) {
        size_t task = atomic_fetch_add_explicit(&one->next_task, 1, memory_order_relaxed);
        if (task >= one->tasks) {
            return;
        }
        one->run(one->arg, task);
    }
}

/* The caller holds the lock, which is released while the tasks run. */
static void help(call *one)
{
    one->helpers++;
    if (--one->wanted == 0) {
        remove_call(one);
    }
    pthread_mutex_unlock(&pool.lock);
    *rci_base_caller_own() = one->caller;
    do_tasks(one);
    pthread_mutex_lock(&pool.lock);
    remove_call(one); /* all its tasks are taken */
    if (--one->helpers == 0) {
        pthread_cond_signal(&one->left);
    }
}

static void *work(void *context)
{
    (void)context;
    pthread_mutex_lock(&pool.lock);
    while (!pool.ends) {
        if (pool.first) {
            help(pool.first);
        } else {
            pool.idle++;
            pthread_cond_wait(&pool.work, &pool.lock);
            pool.idle--;
        }
    }
    pthread_mutex_unlock(&pool.lock);
    return NULL;
}

/* ------------------------------------------------- start, fork and end */

static void before_fork(void)
{
    pthread_mutex_lock(&pool.lock);
}

static void after_fork_in_parent(void)
{
    pthread_mutex_unlock(&pool.lock);
}

/* Only the thread that called fork exists here; the calls of the others do not. */
static void after_fork_in_child(void)
{
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.work, NULL);
    pool.first = NULL;
    pool.started = 0;
    pool.idle = 0;
}

static void watch_forks(void)
{
    (void)pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

/* The library is unloaded, or the process ends: no thread may run its code any more. */
static __attribute__((destructor)) void end_workers(void)
{
    unsigned started;
    pthread_mutex_lock(&pool.lock);
    pool.ends = true;
    started = pool.started;
    pthread_cond_broadcast(&pool.work);
    pthread_mutex_unlock(&pool.lock);
    for (unsigned i = 0; i < started; i++) {
        if (!pthread_equal(pool.workers[i], pthread_self())) {
            pthread_join(pool.workers[i], NULL);
        }
    }
}

/* Starts a worker, which has all signals blocked. The caller holds the lock. */
static bool start_worker(void)
{
    sigset_t all, before;
    bool started;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&pool.workers[pool.started], NULL, work, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pool.started += started;
    return started;
}

/* Wakes idle workers for the call and starts workers until there are as many as the call can use.
   Workers that are busy join when they are free, if there is still a task. The caller holds the
   lock. */
static void get_workers(unsigned wanted)
{
    unsigned woken = wanted < pool.idle ? wanted : pool.idle;
    for (unsigned i = 0; i < woken; i++) {
        pthread_cond_signal(&pool.work);
    }
    while (pool.started < wanted && start_worker()) {
    }
}

void rci_base_pool_run(unsigned threads, size_t tasks, void (*run)(void *arg, size_t task),
                       void *arg)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    call one = {.run = run, .arg = arg, .tasks = tasks, .left = PTHREAD_COND_INITIALIZER};
    threads = rci_base_thread_count(threads);
    if (threads > tasks) {
        threads = (unsigned)tasks;
    }
    if (threads <= 1) {
        do_tasks(&one);
        return;
    }
    one.caller = rci_base_caller_for_worker();
    pthread_once(&once, watch_forks);
    pthread_mutex_lock(&pool.lock);
    if (!pool.ends) {
        one.wanted = threads - 1;
        add_call(&one);
        get_workers(one.wanted);
    }
    pthread_mutex_unlock(&pool.lock);
    do_tasks(&one);
    pthread_mutex_lock(&pool.lock);
    remove_call(&one);
    while (one.helpers > 0) {
        pthread_cond_wait(&one.left, &pool.lock);
    }
    pthread_mutex_unlock(&pool.lock);
    pthread_cond_destroy(&one.left);
}
