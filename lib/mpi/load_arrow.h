/*
 * mpi/load_arrow.h - one Arrow file of which each rank reads its share of the records.
 */
#ifndef ROWCOL_MPI_LOAD_ARROW_H
#define ROWCOL_MPI_LOAD_ARROW_H

#include "mpi/agree.h"

#include <rowcol/stream.h>

/* The records of the range of this rank, as rc_mpi_load says. NULL, or a store and an error of the
   group, which all ranks have. */
rc_store *rci_mpi_load_arrow(rci_mpi_group *group, const char *path,
                             const rc_read_options *options);

#endif
