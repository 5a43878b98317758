/*
 * io/spool.h - bytes stored in a temporary file until the output can take them: for a format whose
 * first bytes depend on the last ones, on an output that cannot be patched.
 *
 * The file is in the folder $TMPDIR, else /var/tmp, else /tmp. It has no name, or its name is
 * removed at once: the file disappears when it is closed or the process ends.
 */
#ifndef ROWCOL_IO_SPOOL_H
#define ROWCOL_IO_SPOOL_H

#include "io/output.h"

typedef struct rci_io_spool rci_io_spool;

/* NULL: RC_EIO, RC_ENOMEM. */
rci_io_spool *rci_io_spool_open(rc_error *err);
/* RC_OK; RC_EIO. */
rc_status rci_io_spool_write(rci_io_spool *spool, const void *data, size_t n, rc_error *err);
/* Writes all bytes of the spool to the output. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_io_spool_copy(rci_io_spool *spool, rci_io_output *output, rc_error *err);
/* The descriptor of the file, at its first byte, which is the caller's from now on. */
int rci_io_spool_take(rci_io_spool *spool);
/* NULL is allowed. */
void rci_io_spool_close(rci_io_spool *spool);

#endif
