/*
 * mpi/agree.c - agreement of all ranks; the communicator of the library.
 */
#include "mpi/agree.h"

#include "mpi/fail.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rc_status rci_mpi_check_comm(MPI_Comm comm, rc_error *err)
{
    int initialized = 0, finalized = 0, inter = 0;
    rc_status status;
    MPI_Initialized(&initialized);
    MPI_Finalized(&finalized);
    if (!initialized || finalized) {
        return rci_mpi_fail(err, RC_EARG, "MPI is %s",
                            initialized ? "finalized" : "not initialized: call MPI_Init first");
    }
    if (comm == MPI_COMM_NULL) {
        return rci_mpi_fail(err, RC_EARG, "the communicator is MPI_COMM_NULL");
    }
    status = rci_mpi_check(MPI_Comm_test_inter(comm, &inter), "looking at the communicator", err);
    if (status == RC_OK && inter) {
        status = rci_mpi_fail(err, RC_EARG,
                              "the communicator is an intercommunicator: merge its groups "
                              "(MPI_Intercomm_merge)");
    }
    return status;
}

/* --- the communicator of the library: an attribute of that of the program ----------------------
 */

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static int key = MPI_KEYVAL_INVALID;

static int delete_private(MPI_Comm comm, int keyval, void *value, void *extra)
{
    MPI_Comm *private = value;
    int finalized = 0, code = MPI_SUCCESS;
    (void)comm;
    (void)keyval;
    (void)extra;
    MPI_Finalized(&finalized);
    if (!finalized) {
        code = MPI_Comm_free(private);
    }
    free(private);
    return code;
}

static void make_key(void)
{
    MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, delete_private, &key, NULL);
}

/* The communicator is kept with that of the program, so that it is made only once. It answers
   errors of MPI instead of ending the program. A rank without memory takes part and fails later. */
static rc_status private_comm(MPI_Comm comm, MPI_Comm *private, rc_error *err)
{
    MPI_Comm *kept = NULL;
    int found = 0;
    rc_status status;
    pthread_once(&key_once, make_key);
    status = rci_mpi_check(MPI_Comm_get_attr(comm, key, (void *)&kept, &found),
                           "looking for the communicator of the library", err);
    if (status != RC_OK || found) {
        *private = found ? *kept : MPI_COMM_NULL;
        return status;
    }
    status = rci_mpi_check(MPI_Comm_dup(comm, private), "making a communicator", err);
    if (status != RC_OK) {
        return status;
    }
    MPI_Comm_set_errhandler(*private, MPI_ERRORS_RETURN);
    kept = malloc(sizeof *kept);
    if (!kept) {
        MPI_Comm_free(private);
        return rci_mpi_fail(err, RC_ENOMEM, "out of memory for a communicator");
    }
    *kept = *private;
    return rci_mpi_check(MPI_Comm_set_attr(comm, key, kept), "keeping a communicator", err);
}

rc_status rci_mpi_group_begin(rci_mpi_group *group, MPI_Comm comm)
{
    rc_error_clear(&group->err);
    if (rci_mpi_check_comm(comm, &group->err) == RC_OK &&
        private_comm(comm, &group->comm, &group->err) == RC_OK) {
        MPI_Comm_rank(group->comm, &group->rank);
        MPI_Comm_size(group->comm, &group->size);
    }
    return group->err.status;
}

uint64_t rci_mpi_range_start(uint64_t n, int rank, int size)
{
    uint64_t ranks = (uint64_t)size, r = (uint64_t)rank, rest = n % ranks;
    return n / ranks * r + (r < rest ? r : rest);
}

/* --- agreement ---------------------------------------------------------------------------------
 */

/* The message with the rank in front. */
static void name_rank(rc_error *err, int rank)
{
    char text[sizeof err->message];
    snprintf(text, sizeof text, "rank %d: %.480s", rank, err->message);
    rc_text_printable(text, strlen(text), err->message, sizeof err->message);
}

static rc_status agree(rci_mpi_group *group, bool names_rank)
{
    int own = group->err.status != RC_OK ? group->rank : group->size;
    int lowest = group->size;
    rc_error sent = group->err;
    rc_error failure = RC_ERROR_INIT;
    int code = MPI_Allreduce(&own, &lowest, 1, MPI_INT, MPI_MIN, group->comm);
    if (code == MPI_SUCCESS && lowest == group->size) {
        return RC_OK;
    }
    if (code == MPI_SUCCESS) {
        code = MPI_Bcast(&sent, (int)sizeof sent, MPI_BYTE, lowest, group->comm);
    }
    if (rci_mpi_check(code, "agreeing on an error", &failure) != RC_OK) {
        sent = group->err.status != RC_OK ? group->err : failure;
    } else if (names_rank && group->size > 1) {
        name_rank(&sent, lowest);
    }
    group->err = sent;
    return sent.status;
}

rc_status rci_mpi_agree(rci_mpi_group *group)
{
    return agree(group, true);
}

rc_status rci_mpi_agree_data(rci_mpi_group *group)
{
    return agree(group, false);
}

rc_status rci_mpi_agree_number(rci_mpi_group *group, uint64_t number, rc_status status,
                               const char *message)
{
    uint64_t least[2], own[2];
    own[0] = number;
    own[1] = ~number; /* the least of these is that of the greatest number */
    if (agree(group, true) != RC_OK) {
        return group->err.status;
    }
    if (rci_mpi_check(MPI_Allreduce(own, least, 2, MPI_UINT64_T, MPI_MIN, group->comm),
                      "comparing arguments", &group->err) == RC_OK &&
        least[0] != ~least[1]) {
        rci_mpi_fail(&group->err, status, "%s", message);
    }
    return group->err.status;
}

rc_status rci_mpi_agree_root(rci_mpi_group *group, int root)
{
    if (root < 0 || root >= group->size) {
        rci_mpi_fail(&group->err, RC_EARG, "the root is %d: expected a rank from 0 to %d", root,
                     group->size - 1);
    }
    return rci_mpi_agree_number(group, (uint64_t)root, RC_EARG,
                                "the ranks gave different roots: all must name the same one");
}
