/*
 * io/pending.h - outputs that are not complete, for a signal handler that ends the process.
 *
 * An output is either put in its place by its commit or abandoned by the handler, never both: the
 * first of the two changes its state. All outputs of the process are in a table of fixed size, so
 * that the handler needs no lock and no memory; when the table is full, an output is not in it and
 * cannot be abandoned.
 */
#ifndef ROWCOL_IO_PENDING_H
#define ROWCOL_IO_PENDING_H

#include "io/fd.h"

typedef struct rci_io_pending rci_io_pending;

/* Adds an output; NULL if the table is full, which the functions below allow. */
rci_io_pending *rci_io_pending_add(void);
/* Creates a file with a temporary name, which is removed if the output is abandoned. The folder is
   borrowed. -1 with errno set. */
int rci_io_pending_create(rci_io_pending *output, int folder, mode_t mode, rci_io_temp_name *name);
/* Called before the output is put in its place. False if it was abandoned. */
bool rci_io_pending_complete(rci_io_pending *output);
/* Removes the output from the table. */
void rci_io_pending_remove(rci_io_pending *output);

/* Abandons all outputs that are not complete and removes their temporary files. Returns the number
   of outputs in the table that are complete or being put in their place. Async-signal-safe. */
int rci_io_pending_abandon_all(void);

#endif
