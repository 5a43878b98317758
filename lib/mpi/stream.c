/*
 * mpi/stream.c - bytes through a channel, by way of a buffer.
 */
#include "mpi/stream.h"

#include "mpi/fail.h"

#include <string.h>

/* The size of the next block: both sides find the same. */
static void next_block(rci_mpi_stream *stream)
{
    stream->at = 0;
    stream->end =
        stream->left < RCI_MPI_STREAM_BUFFER ? (size_t)stream->left : RCI_MPI_STREAM_BUFFER;
    stream->left -= stream->end;
}

void rci_mpi_stream_begin(rci_mpi_stream *stream, const rci_mpi_channel *channel,
                          unsigned char *buffer, uint64_t total)
{
    stream->channel = channel;
    stream->buffer = buffer;
    stream->left = total;
    stream->at = 0;
    stream->end = 0;
    if (channel->gives) {
        next_block(stream);
    }
}

static rc_status past_end(rc_error *err)
{
    return rci_mpi_fail(err, RC_EARG, "the store was written to while it was sent");
}

rc_status rci_mpi_stream_give(rci_mpi_stream *stream, const void *data, size_t n, rc_error *err)
{
    const unsigned char *from = data;
    rc_status status = RC_OK;
    while (n > 0 && status == RC_OK) {
        size_t part = stream->end - stream->at < n ? stream->end - stream->at : n;
        if (part == 0) {
            return past_end(err);
        }
        memcpy(stream->buffer + stream->at, from, part);
        stream->at += part;
        from += part;
        n -= part;
        if (stream->at == stream->end) {
            status = rci_mpi_move_bytes(stream->channel, stream->buffer, stream->end, err);
            next_block(stream);
        }
    }
    return status;
}

rc_status rci_mpi_stream_take(rci_mpi_stream *stream, void *data, size_t n, rc_error *err)
{
    unsigned char *to = data;
    while (n > 0) {
        size_t part;
        if (stream->at == stream->end) {
            rc_status status;
            next_block(stream);
            if (stream->end == 0) {
                return past_end(err);
            }
            status = rci_mpi_move_bytes(stream->channel, stream->buffer, stream->end, err);
            if (status != RC_OK) {
                return status;
            }
        }
        part = stream->end - stream->at < n ? stream->end - stream->at : n;
        if (to) {
            memcpy(to, stream->buffer + stream->at, part);
            to += part;
        }
        stream->at += part;
        n -= part;
    }
    return RC_OK;
}
