/*
 * mpi/announce.h - what goes before records: their number, layout and dtype, in the compact
 * notation, or the error of the giver.
 */
#ifndef ROWCOL_MPI_ANNOUNCE_H
#define ROWCOL_MPI_ANNOUNCE_H

#include "mpi/channel.h"

#include <rowcol/store.h>

/* The first message: this many numbers. */
#define RCI_MPI_ANNOUNCE_WORDS 6

typedef struct rci_mpi_announcement {
    rc_dtype *dtype; /* a reference of this rank */
    rc_layout layout;
    uint64_t n;
    uint64_t stream_size; /* of the nulls and texts */
    bool goes_on;         /* the giver has not failed: it waits for what the takers say */
    bool told;            /* the error is that of the giver */
} rci_mpi_announcement;

/*
 * Gives the announcement of a store to the takers, or `*err` if it is set. The giver gets it, too.
 * RC_OK; RC_ENOMEM, RC_EIO, the status of `*err`: also the takers get it.
 */
rc_status rci_mpi_announce_give(const rci_mpi_channel *channel, const rc_store *store,
                                rci_mpi_announcement *announcement, rc_error *err);

/* RC_OK; the error of the giver, which is not told of others: RC_ENOMEM, RC_EFORMAT (a giver with
   another byte order or version), RC_EIO. */
rc_status rci_mpi_announce_take(const rci_mpi_channel *channel, rci_mpi_announcement *announcement,
                                rc_error *err);

#endif
