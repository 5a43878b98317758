/* The worker pool: every task runs once, also from many threads, from tasks and in a child. */
#include "runner.h"

#include "base/pool.h"

#include <pthread.h>
#include <rowcol/base.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_TASKS = 1000 };

typedef struct counts {
    atomic_uint of_task[MOST_TASKS];
} counts;

static void count(void *arg, size_t task)
{
    counts *all = arg;
    atomic_fetch_add(&all->of_task[task], 1);
}

static void check_counts(const counts *all, size_t tasks, unsigned each)
{
    for (size_t i = 0; i < MOST_TASKS; i++) {
        ck_assert_uint_eq(all->of_task[i], i < tasks ? each : 0);
    }
}

static const unsigned thread_counts[] = {0, 1, 2, 3, 7, 61, 100000};
static const size_t task_counts[] = {0, 1, 2, 3, 10, MOST_TASKS};
enum { N_TASK_COUNTS = sizeof task_counts / sizeof task_counts[0] };

START_TEST(each_task_runs_once)
{
    for (size_t k = 0; k < N_TASK_COUNTS; k++) {
        counts all;
        memset(&all, 0, sizeof all);
        rci_base_pool_run(thread_counts[_i], task_counts[k], count, &all);
        check_counts(&all, task_counts[k], 1);
    }
}
END_TEST

/* Tasks that end only when all have begun: they need as many threads. */
typedef struct meeting {
    atomic_uint present;
    unsigned expected;
} meeting;

static void meet(void *arg, size_t task)
{
    meeting *all = arg;
    (void)task;
    atomic_fetch_add(&all->present, 1);
    while (atomic_load(&all->present) < all->expected) {
        sched_yield();
    }
}

START_TEST(as_many_threads_work_as_were_requested)
{
    static const unsigned sizes[] = {2, 5, 3, 9};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        meeting all = {0, sizes[k]};
        rci_base_pool_run(sizes[k], sizes[k], meet, &all);
        ck_assert_uint_eq(all.present, sizes[k]);
    }
}
END_TEST

/* No more than the requested threads are in tasks at once. */
typedef struct crowd {
    atomic_uint present, most;
} crowd;

static void pass_through(void *arg, size_t task)
{
    crowd *all = arg;
    unsigned now = atomic_fetch_add(&all->present, 1) + 1, most = atomic_load(&all->most);
    (void)task;
    while (now > most && !atomic_compare_exchange_weak(&all->most, &most, now)) {
    }
    sched_yield();
    atomic_fetch_sub(&all->present, 1);
}

START_TEST(no_more_threads_work_than_were_requested)
{
    meeting all = {0, 8};
    crowd three = {0, 0};
    rci_base_pool_run(8, 8, meet, &all); /* there are 7 workers from now on */
    rci_base_pool_run(3, MOST_TASKS, pass_through, &three);
    ck_assert_uint_le(three.most, 3);
}
END_TEST

static void run_nested(void *arg, size_t task)
{
    (void)task;
    rci_base_pool_run(4, 50, count, arg);
}

START_TEST(tasks_run_tasks)
{
    counts all;
    memset(&all, 0, sizeof all);
    rci_base_pool_run(4, 20, run_nested, &all);
    check_counts(&all, 50, 20);
}
END_TEST

static void *run_often(void *arg)
{
    for (size_t k = 0; k < 50; k++) {
        counts all;
        memset(&all, 0, sizeof all);
        rci_base_pool_run(3, 10 + k, count, &all);
        check_counts(&all, 10 + k, 1);
        run_nested(arg, 0);
    }
    return NULL;
}

START_TEST(many_threads_call_at_once)
{
    enum { CALLERS = 8 };
    pthread_t callers[CALLERS];
    counts all;
    memset(&all, 0, sizeof all);
    for (size_t i = 0; i < CALLERS; i++) {
        ck_assert_int_eq(pthread_create(&callers[i], NULL, run_often, &all), 0);
    }
    for (size_t i = 0; i < CALLERS; i++) {
        ck_assert_int_eq(pthread_join(callers[i], NULL), 0);
    }
    check_counts(&all, 50, CALLERS * 50);
}
END_TEST

#if !defined(RUNNER_TSAN)
START_TEST(a_forked_child_starts_workers_of_its_own)
{
    meeting all = {0, 4};
    int status = 0;
    pid_t child;
    rci_base_pool_run(4, 4, meet, &all);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        meeting again = {0, 3};
        alarm(60);
        rci_base_pool_run(3, 3, meet, &again);
        _exit(again.present == 3 ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    all.present = 0;
    rci_base_pool_run(4, 4, meet, &all); /* the parent's workers are still there */
    ck_assert_uint_eq(all.present, 4);
}
END_TEST
#endif

static void note_mask(void *arg, size_t task)
{
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    ((int *)arg)[task] = sigismember(&mask, SIGTERM);
}

static void meet_and_note(void *arg, size_t task)
{
    void **both = arg;
    meet(both[0], task);
    note_mask(both[1], task);
}

/* A handler must run on a thread of the program: only the caller takes the signal. */
START_TEST(workers_block_signals)
{
    meeting all = {0, 3};
    int blocked[3] = {-1, -1, -1};
    void *both[] = {&all, blocked};
    rci_base_pool_run(3, 3, meet_and_note, both);
    ck_assert_int_eq(blocked[0] + blocked[1] + blocked[2], 2);
}
END_TEST

START_TEST(the_number_of_threads_is_a_setting)
{
    meeting two = {0, 2};
    cpu_set_t set;
    ck_assert_int_eq(sched_getaffinity(0, sizeof set, &set), 0);
    ck_assert_uint_eq(rc_get_threads(), (unsigned)CPU_COUNT(&set));
    ck_assert_uint_eq(rci_base_processors(), (unsigned)CPU_COUNT(&set));
    rc_set_threads(2);
    ck_assert_uint_eq(rc_get_threads(), 2);
    ck_assert_uint_eq(rci_base_thread_count(0), 2);
    ck_assert_uint_eq(rci_base_thread_count(5), 5);
    rci_base_pool_run(0, 2, meet, &two);
    rc_set_threads(RC_MAX_THREADS + 1);
    ck_assert_uint_eq(rc_get_threads(), RC_MAX_THREADS);
    ck_assert_uint_eq(rci_base_thread_count(RC_MAX_THREADS + 1), RC_MAX_THREADS);
    rc_set_threads(0);
    ck_assert_uint_eq(rc_get_threads(), (unsigned)CPU_COUNT(&set));
}
END_TEST

Suite *suite_base_pool(void);

Suite *suite_base_pool(void)
{
    Suite *suite = suite_create("base_pool");
    TCase *tc = tcase_create("pool");
    tcase_add_loop_test(tc, each_task_runs_once, 0,
                        (int)(sizeof thread_counts / sizeof thread_counts[0]));
    tcase_add_test(tc, as_many_threads_work_as_were_requested);
    tcase_add_test(tc, no_more_threads_work_than_were_requested);
    tcase_add_test(tc, tasks_run_tasks);
    tcase_add_test(tc, many_threads_call_at_once);
#if defined(RUNNER_TSAN)
    runner_skip("a_forked_child_starts_workers_of_its_own", "not under ThreadSanitizer");
#else
    tcase_add_test(tc, a_forked_child_starts_workers_of_its_own);
#endif
    tcase_add_test(tc, workers_block_signals);
    tcase_add_test(tc, the_number_of_threads_is_a_setting);
    suite_add_tcase(suite, tc);
    return suite;
}
