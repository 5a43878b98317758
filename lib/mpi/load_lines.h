/*
 * mpi/load_lines.h - lines of JSON that all ranks read, each a range of the file.
 */
#ifndef ROWCOL_MPI_LOAD_LINES_H
#define ROWCOL_MPI_LOAD_LINES_H

#include "mpi/agree.h"

#include <rowcol/stream.h>

/* The records of the lines that begin in the range of this rank, as rc_mpi_load says. NULL, or a
   store and an error of the group, which all ranks have. */
rc_store *rci_mpi_load_lines(rci_mpi_group *group, const char *path,
                             const rc_read_options *options);

#endif
