/*
 * mpi/channel.c - messages of one call, each with a count that fits an int.
 */
#include "mpi/channel.h"

#include "mpi/fail.h"

#define MOST_BYTES ((size_t)64 << 20)

rci_mpi_channel rci_mpi_channel_broadcast(MPI_Comm comm, int root, int rank)
{
    rci_mpi_channel channel = {
        .comm = comm, .way = RCI_MPI_BROADCAST, .peer = root, .tag = 0, .gives = rank == root};
    return channel;
}

static int move_part(const rci_mpi_channel *c, void *data, int count, MPI_Datatype type)
{
    switch (c->way) {
    case RCI_MPI_SEND:
        return MPI_Send(data, count, type, c->peer, c->tag, c->comm);
    case RCI_MPI_RECEIVE:
        return MPI_Recv(data, count, type, c->peer, c->tag, c->comm, MPI_STATUS_IGNORE);
    case RCI_MPI_BROADCAST:
        break;
    }
    return MPI_Bcast(data, count, type, c->peer, c->comm);
}

rc_status rci_mpi_move(const rci_mpi_channel *channel, void *data, size_t n, size_t size,
                       MPI_Datatype type, rc_error *err)
{
    size_t most = size < MOST_BYTES ? MOST_BYTES / (size > 0 ? size : 1) : 1;
    unsigned char *at = data;
    rc_status status = RC_OK;
    while (n > 0 && size > 0 && status == RC_OK) {
        size_t part = n < most ? n : most;
        status = rci_mpi_check(move_part(channel, at, (int)part, type), "moving records", err);
        at += part * size;
        n -= part;
    }
    return status;
}

rc_status rci_mpi_move_bytes(const rci_mpi_channel *channel, void *data, size_t n, rc_error *err)
{
    return rci_mpi_move(channel, data, n, 1, MPI_BYTE, err);
}
