/*
 * mpi/channel.h - one way for records from one rank to another, or to all: the giver and the takers
 * make the same calls, with the same sizes, and each moves the same bytes.
 */
#ifndef ROWCOL_MPI_CHANNEL_H
#define ROWCOL_MPI_CHANNEL_H

#include <mpi.h>
#include <rowcol/base.h>
#include <stdbool.h>

typedef enum rci_mpi_way {
    RCI_MPI_SEND = 1, /* to the rank `peer` */
    RCI_MPI_RECEIVE,  /* from the rank `peer` */
    RCI_MPI_BROADCAST /* from the rank `peer` to all */
} rci_mpi_way;

typedef struct rci_mpi_channel {
    MPI_Comm comm;
    rci_mpi_way way;
    int peer;
    int tag;    /* not of a broadcast */
    bool gives; /* this rank has the records */
} rci_mpi_channel;

/* A channel of a broadcast in which this rank has number `rank`. */
rci_mpi_channel rci_mpi_channel_broadcast(MPI_Comm comm, int root, int rank);

/*
 * Moves `n` values of `size` bytes and the given type, in messages of at most 64 MiB (or of one
 * value, if that is larger), so that counts fit an int. `data` is read by the giver, and written to
 * by others. RC_OK; RC_EIO.
 */
rc_status rci_mpi_move(const rci_mpi_channel *channel, void *data, size_t n, size_t size,
                       MPI_Datatype type, rc_error *err);
rc_status rci_mpi_move_bytes(const rci_mpi_channel *channel, void *data, size_t n, rc_error *err);

#endif
