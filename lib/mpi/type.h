/*
 * mpi/type.h - a dtype as an MPI_Datatype.
 */
#ifndef ROWCOL_MPI_TYPE_H
#define ROWCOL_MPI_TYPE_H

#include <mpi.h>
#include <rowcol/dtype.h>
#include <stdbool.h>

/*
 * As rc_mpi_type; the cells of str fields are left out, as padding is: they refer to the memory of
 * one process. Free it with MPI_Type_free. RC_OK; RC_ENOMEM, RC_EIO.
 */
rc_status rci_mpi_type_make(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err);

/* Whether a value of the dtype is or has a str. */
bool rci_mpi_type_has_text(const rc_dtype *dtype);

#endif
