/*
 * mpi/fail.h - lib/mpi is librowcol-mpi, a library on the public headers of librowcol and on MPI:
 * stores between the ranks of a program, and files that all ranks read or write. What it shares:
 * errors, and memory that a call needs until it returns.
 */
#ifndef ROWCOL_MPI_FAIL_H
#define ROWCOL_MPI_FAIL_H

#include <rowcol/base.h>

/* Fills in an error, which is printable, and returns its status; the first error stays. */
rc_status rci_mpi_fail(rc_error *err, rc_status status, const char *format, ...) RC_PRINTF(3, 4);

/* The result of a function of MPI. RC_OK for MPI_SUCCESS; RC_EIO with the words of MPI, and what
   was to be done, such as "sending records". */
rc_status rci_mpi_check(int code, const char *what, rc_error *err);

/* Gives the error of a call to its caller, whose `err` may be NULL. Returns its status. */
rc_status rci_mpi_report(const rc_error *own, rc_error *err);

/* Memory from the allocator of librowcol, which must not be exchanged until it is released. NULL:
   RC_ENOMEM, also for a product that overflows. NULL may be released. */
void *rci_mpi_alloc(size_t n, size_t size, rc_error *err);
void rci_mpi_release(void *memory, size_t n, size_t size);

#endif
