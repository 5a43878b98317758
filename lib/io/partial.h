/*
 * io/partial.h - temporary files with a name of their own, which stay when a run is interrupted, so
 * that the next one continues them.
 */
#ifndef ROWCOL_IO_PARTIAL_H
#define ROWCOL_IO_PARTIAL_H

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/* The name of the partial file of the output `name`: ".points.npy.rowcol-partial". 0, or
   ENAMETOOLONG. */
int rci_io_partial_name(const char *name, char partial[NAME_MAX + 1]);

/* Opens the file of that name in the folder, or creates it with `mode`, and locks it until the
   descriptor is closed. `*size` is what it has. Returns the descriptor, or -1 with errno set:
   EWOULDBLOCK: another open descriptor has locked it; EPERM: it is not a regular file of this user.
   A file system without locks is used without. */
int rci_io_partial_open(int folder, const char *partial, mode_t mode, uint64_t *size);

/* Gives the file `name` the name of the partial file again, from which it was renamed, if it is
   `inode`, and the hash of rci_io_hash_before for its first `n` bytes is `hash`. Returns its
   descriptor, locked, and `*size`; -1 if it is not that file. */
int rci_io_partial_take_back(int folder, const char *name, const char *partial, uint64_t inode,
                             uint64_t n, uint64_t hash, uint64_t *size);

#endif
