/*
 * io/target.h - what an output path stands for, symbolic links followed.
 */
#ifndef ROWCOL_IO_TARGET_H
#define ROWCOL_IO_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

typedef enum rci_io_target_kind {
    RCI_IO_TARGET_FILE,       /* a regular file, or nothing yet: to be replaced */
    RCI_IO_TARGET_SPECIAL,    /* a FIFO or device: to be opened and written */
    RCI_IO_TARGET_DESCRIPTOR, /* an open descriptor of this process, such as /dev/stdout */
} rci_io_target_kind;

typedef struct rci_io_target {
    rci_io_target_kind kind;
    int fd;                  /* RCI_IO_TARGET_DESCRIPTOR: the descriptor, not owned */
    bool exists;             /* RCI_IO_TARGET_FILE: ... */
    struct stat info;        /* ... what is there, when it exists ... */
    int folder;              /* ... the folder it is in, as an owned descriptor ... */
    char name[NAME_MAX + 1]; /* ... and its name there */
} rci_io_target;

/* Nothing to release yet. */
void rci_io_target_init(rci_io_target *target);
void rci_io_target_release(rci_io_target *target);

/* 0, or an errno: EISDIR for a folder, EACCES for a file that may not be written, ELOOP,
   ENAMETOOLONG, and what the system says about the path. */
int rci_io_target_find(rci_io_target *target, const char *path);

#endif
