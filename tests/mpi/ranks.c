/* What the tests on several ranks share. */
#include "ranks.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int own_rank, n_ranks;

static int failures, failed_cases, cases;

void ranks_start(int *argc, char ***argv)
{
    MPI_Init(argc, argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
    MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
    rc_set_threads(2);
}

int ranks_end(void)
{
    if (own_rank == 0) {
        printf("1..%d\n", cases);
        fflush(stdout);
    }
    MPI_Finalize();
    return failed_cases > 0;
}

void expect(bool passed, const char *format, ...)
{
    char text[1000];
    va_list arguments;
    if (passed) {
        return;
    }
    failures++;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    printf("# rank %d of %d: %s\n", own_rank, n_ranks, text);
    fflush(stdout);
}

void expect_status(rc_status found, rc_status expected, const rc_error *err, const char *what)
{
    expect(found == expected, "%s: status %s, expected %s (%s)", what, rc_status_name(found),
           rc_status_name(expected), err ? err->message : "");
    expect(!err || err->status == found, "%s: the error has another status", what);
}

void case_done(const char *format, ...)
{
    char name[500];
    int all = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    MPI_Allreduce(&failures, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    cases++;
    failed_cases += all > 0;
    failures = 0;
    if (own_rank == 0) {
        printf("%s %d - %s\n", all > 0 ? "not ok" : "ok", cases, name);
        fflush(stdout);
    }
}

/* --- memory ------------------------------------------------------------------------------------
 */

static size_t countdown = SIZE_MAX;
static bool was_refused;
static size_t in_use;

static bool refuse(void)
{
    size_t left = __atomic_load_n(&countdown, __ATOMIC_SEQ_CST);
    if (left == SIZE_MAX) {
        return false;
    }
    if (__atomic_fetch_sub(&countdown, 1, __ATOMIC_SEQ_CST) == 0) {
        __atomic_store_n(&countdown, SIZE_MAX, __ATOMIC_SEQ_CST);
        was_refused = true;
        return true;
    }
    return false;
}

static void *take(void *context, size_t size, int zero)
{
    void *memory = NULL;
    (void)context;
    if (!refuse()) {
        memory = zero ? calloc(1, size) : malloc(size);
    }
    if (memory) {
        __atomic_add_fetch(&in_use, size, __ATOMIC_SEQ_CST);
    }
    return memory;
}

static void *take_again(void *context, void *memory, size_t old_size, size_t new_size)
{
    void *moved = refuse() ? NULL : realloc(memory, new_size);
    (void)context;
    if (moved) {
        __atomic_add_fetch(&in_use, new_size - old_size, __ATOMIC_SEQ_CST);
    }
    return moved;
}

static void give_back(void *context, void *memory, size_t size)
{
    (void)context;
    __atomic_sub_fetch(&in_use, size, __ATOMIC_SEQ_CST);
    free(memory);
}

static const rc_allocator counted = {NULL, take, take_again, give_back};

void alloc_start(size_t fail_at)
{
    was_refused = false;
    in_use = 0;
    rc_set_allocator(&counted);
    countdown = fail_at;
}

bool alloc_end(void)
{
    countdown = SIZE_MAX;
    rc_set_allocator(NULL);
    expect(in_use == 0, "%zu bytes were not released", in_use);
    return was_refused;
}

void each_allocation(const char *name, int rank, rc_status (*body)(void *context, rc_error *err),
                     void *context)
{
    size_t k = 0;
    bool refused = true;
    for (; refused && k < 400; k++) {
        rc_error err = RC_ERROR_INIT;
        int status, least, most, any, own;
        alloc_start(own_rank == rank ? k : SIZE_MAX);
        status = (int)body(context, &err);
        own = alloc_end();
        MPI_Allreduce(&status, &least, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
        MPI_Allreduce(&status, &most, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
        MPI_Allreduce(&own, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
        refused = any;
        expect(least == most, "allocation %zu: status %d, other ranks %d to %d", k, status, least,
               most);
        expect(status == (refused ? RC_ENOMEM : RC_OK) || (refused && status == RC_OK),
               "allocation %zu: %s: %s", k, rc_status_name((rc_status)status), err.message);
        expect(status == RC_OK || err.status == (rc_status)status, "allocation %zu: no error", k);
    }
    expect(!refused && k > 2, "%zu allocations: too few or too many", k);
    case_done("%s: each of %zu allocations of rank %d fails, and all ranks are told", name, k - 1,
              rank);
}
