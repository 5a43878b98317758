/*
 * io/stamp.h - how a file is recognised that another run has read: its size, its time, and hashes
 * of its first and last bytes.
 */
#ifndef ROWCOL_IO_STAMP_H
#define ROWCOL_IO_STAMP_H

#include <rowcol/base.h>

/* The bytes that are hashed at each end. */
enum { RCI_IO_STAMP_BYTES = 1 << 16 };

typedef struct rci_io_stamp {
    uint64_t size;
    int64_t seconds; /* of the last modification */
    uint64_t nanoseconds;
    uint64_t head, tail;
} rci_io_stamp;

/* Of a regular file. RC_OK; RC_EARG (not a regular file, or "-"), RC_EIO. */
rc_status rci_io_stamp_file(const char *path, rci_io_stamp *stamp, rc_error *err);

/* FNV-1a of 64 bits: it differs for two strings of the same length that differ in one byte. Begin
   with RCI_IO_HASH; the hash of some bytes is continued with those that follow them. */
#define RCI_IO_HASH UINT64_C(0xcbf29ce484222325)
uint64_t rci_io_hash(uint64_t hash, const void *data, size_t n);

/* The hash of the last RCI_IO_STAMP_BYTES before byte `end` of a file, or of all if they are fewer.
   0, or an errno, EIO if the file ends before. */
int rci_io_hash_before(int fd, uint64_t end, uint64_t *hash);

#endif
