/*
 * mpi/stream.h - bytes of any number through a channel, by way of a buffer of one MiB: nulls and
 * texts, which are not contiguous. Both sides know how many bytes there are in all.
 */
#ifndef ROWCOL_MPI_STREAM_H
#define ROWCOL_MPI_STREAM_H

#include "mpi/channel.h"

#define RCI_MPI_STREAM_BUFFER ((size_t)1 << 20)

typedef struct rci_mpi_stream {
    const rci_mpi_channel *channel;
    unsigned char *buffer; /* RCI_MPI_STREAM_BUFFER bytes, borrowed */
    uint64_t left;         /* bytes that are not in the buffer yet, or not moved from it */
    size_t at;             /* the next byte in it */
    size_t end;            /* the end of what it has, or of what it is to have */
} rci_mpi_stream;

/* A stream of `total` bytes. */
void rci_mpi_stream_begin(rci_mpi_stream *stream, const rci_mpi_channel *channel,
                          unsigned char *buffer, uint64_t total);

/* Adds bytes (the giver), or takes the next ones (the others; NULL drops them). RC_OK; RC_EIO. */
rc_status rci_mpi_stream_give(rci_mpi_stream *stream, const void *data, size_t n, rc_error *err);
rc_status rci_mpi_stream_take(rci_mpi_stream *stream, void *data, size_t n, rc_error *err);

#endif
