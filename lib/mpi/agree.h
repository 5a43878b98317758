/*
 * mpi/agree.h - what all ranks of a call do together: they check its arguments, and agree on
 * whether it goes on. So no rank waits for one that has failed.
 */
#ifndef ROWCOL_MPI_AGREE_H
#define ROWCOL_MPI_AGREE_H

#include <mpi.h>
#include <rowcol/base.h>

/* A call of all ranks of a communicator. */
typedef struct rci_mpi_group {
    MPI_Comm comm; /* of the library: no message of the program is on it */
    int rank;
    int size;
    rc_error err; /* of this rank, and after rci_mpi_agree of all */
} rci_mpi_group;

/* RC_OK if MPI is initialized, not finalized, and `comm` is an intracommunicator; RC_EARG. */
rc_status rci_mpi_check_comm(MPI_Comm comm, rc_error *err);

/*
 * Begins a call on the communicator of the program: the group gets one of its own, which is made
 * once and kept as an attribute of it. Collective. RC_OK; RC_EARG (rci_mpi_check_comm), RC_EIO:
 * nothing else may be done with the group then, but that its error is reported.
 */
rc_status rci_mpi_group_begin(rci_mpi_group *group, MPI_Comm comm);

/* The first of `n` records that is of a rank, where they are divided evenly: the first ranks have
   one more. That of the rank after the last is `n`. */
uint64_t rci_mpi_range_start(uint64_t n, int rank, int size);

/*
 * Ends a step: RC_OK if no rank has an error. Else all ranks get the error of the lowest rank that
 * has one, with that rank in the message. Collective.
 */
rc_status rci_mpi_agree(rci_mpi_group *group);

/* The same for errors in data, whose place says enough: the message stays as it is. */
rc_status rci_mpi_agree_data(rci_mpi_group *group);

/* As rci_mpi_agree; RC_EARG also if `root` is not a rank, or is another one elsewhere. */
rc_status rci_mpi_agree_root(rci_mpi_group *group, int root);

/* As rci_mpi_agree; the status and message are those given if `number` is not the same on all
 * ranks. */
rc_status rci_mpi_agree_number(rci_mpi_group *group, uint64_t number, rc_status status,
                               const char *message);

#endif
