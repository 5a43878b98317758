/*
 * io/identity.h - which file an open descriptor belongs to, to find an output that is also an
 * input.
 */
#ifndef ROWCOL_IO_IDENTITY_H
#define ROWCOL_IO_IDENTITY_H

#include <stdbool.h>
#include <sys/stat.h>

/* `known` only for files whose input would grow by what is written to them: regular files, block
   devices and FIFOs. A terminal or socket may be input and output. */
typedef struct rci_io_identity {
    bool known;
    dev_t device;
    ino_t inode;
} rci_io_identity;

static inline rci_io_identity rci_io_identity_of(const struct stat *info)
{
    rci_io_identity identity = {false, info->st_dev, info->st_ino};
    identity.known = S_ISREG(info->st_mode) || S_ISBLK(info->st_mode) || S_ISFIFO(info->st_mode);
    return identity;
}

static inline bool rci_io_identity_equal(const rci_io_identity *a, const rci_io_identity *b)
{
    return a->known && b->known && a->device == b->device && a->inode == b->inode;
}

#endif
