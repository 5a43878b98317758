/*
 * mpi/file.h - the file that rank 0 makes for all ranks: another name until it is complete.
 */
#ifndef ROWCOL_MPI_FILE_H
#define ROWCOL_MPI_FILE_H

#include <rowcol/base.h>

/* Bytes of the longest path, with its NUL. */
#define RCI_MPI_FILE_PATH 4096

typedef struct rci_mpi_file {
    char target[RCI_MPI_FILE_PATH]; /* without symbolic links */
    char name[RCI_MPI_FILE_PATH];   /* while it is written */
    int fd;                         /* -1: no file was made */
} rci_mpi_file;

/* RC_EIO with errno, what was tried, and the path as the source. */
rc_status rci_mpi_file_fail(rc_error *err, const char *what, const char *path);

/* Makes the file, which begins with these bytes. RC_OK; RC_EARG, RC_EIO: nothing is left. */
rc_status rci_mpi_file_create(rci_mpi_file *file, const char *path, const void *data, size_t size,
                              rc_error *err);

/* Writes it to the disk and gives it its name. RC_OK; RC_EIO: the file of that name is as it was.
 */
rc_status rci_mpi_file_commit(rci_mpi_file *file, rc_error *err);

/* Closes it, and removes it unless it has its name. */
void rci_mpi_file_close(rci_mpi_file *file);

#endif
