/*
 * io/attributes.h - what a new file takes over from the file that it replaces.
 */
#ifndef ROWCOL_IO_ATTRIBUTES_H
#define ROWCOL_IO_ATTRIBUTES_H

#include "io/target.h"

#include <rowcol/base.h>

/* Gives the new file `fd` the owner, group, permissions and extended attributes of the existing
   target, as far as the process may set them. Attributes that describe the contents (capabilities,
   checksums) are not copied. Returns 0 or an errno: ENOMEM, or a failure to set the permissions.
   `allocator` is for buffers. */
int rci_io_keep_attributes(int fd, const rci_io_target *target, const rc_allocator *allocator);

#endif
