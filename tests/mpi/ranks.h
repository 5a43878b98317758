/* What the tests on several ranks share: cases, of which rank 0 prints the TAP; an allocator that
   fails on request. */
#ifndef TESTS_MPI_RANKS_H
#define TESTS_MPI_RANKS_H

#include <mpi.h>
#include <rowcol.h>
#include <stdbool.h>

extern int own_rank, n_ranks;

/* Initializes MPI, and ends the tests: the exit status of the program. */
void ranks_start(int *argc, char ***argv);
int ranks_end(void);

/* What fails in the current case is told with this rank, and fails it. */
void expect(bool passed, const char *format, ...) RC_PRINTF(2, 3);
void expect_status(rc_status found, rc_status expected, const rc_error *err, const char *what);

/* Ends a case, which passes if no rank had a failure. Collective. */
void case_done(const char *format, ...) RC_PRINTF(1, 2);

/* From now on allocation number `fail_at` of this rank fails, from 0; SIZE_MAX: none. Memory is
   counted from here to the end, which tells whether an allocation failed. */
void alloc_start(size_t fail_at);
bool alloc_end(void);

/* Calls `body` again and again, in which each allocation of one rank fails in turn, until all ranks
   succeed; all must answer with one status, RC_ENOMEM. Collective. */
void each_allocation(const char *name, int rank, rc_status (*body)(void *context, rc_error *err),
                     void *context);

#endif
