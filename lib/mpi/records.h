/*
 * mpi/records.h - the records of a store, moved through a channel: the cells where they lie, with
 * datatypes of MPI, then validity bitmaps and texts as a stream.
 */
#ifndef ROWCOL_MPI_RECORDS_H
#define ROWCOL_MPI_RECORDS_H

#include "mpi/channel.h"

#include <rowcol/store.h>

/* Cells of one leaf, or whole rows. */
typedef struct rci_mpi_part {
    unsigned char *cells;
    size_t size; /* of a cell */
    MPI_Datatype type;
} rci_mpi_part;

/* A store that is ready to be moved: nothing that follows needs memory of this library. */
typedef struct rci_mpi_records {
    const rc_store *store; /* rows or columns, borrowed */
    rci_mpi_part *parts;
    size_t n_parts; /* those that have a type */
    size_t parts_capacity;
    unsigned char *buffer; /* of the stream; NULL if the dtype has neither nulls nor texts */
} rci_mpi_records;

/* Makes datatypes and buffer. Release the records in any case. RC_OK; RC_ENOMEM, RC_EIO. */
rc_status rci_mpi_records_init(rci_mpi_records *records, const rc_store *store, rc_error *err);
void rci_mpi_records_release(rci_mpi_records *records);

/* How many bytes the nulls and texts of the records first .. first + n - 1 have in a stream. */
uint64_t rci_mpi_records_stream_size(const rc_store *store, size_t first, size_t n);

/*
 * Moves the records first .. first + n - 1, whose nulls and texts have so many bytes. Who takes
 * them has a store that nothing else uses; a string that it cannot keep is an error, after which
 * the rest is still moved. RC_OK; RC_EIO; RC_ENOMEM, RC_ELIMIT (who takes them).
 */
rc_status rci_mpi_records_move(const rci_mpi_records *records, const rci_mpi_channel *channel,
                               size_t first, size_t n, uint64_t stream_size, rc_error *err);

#endif
