/*
 * io/target.h - what an output path refers to; symbolic links are followed.
 */
#ifndef ROWCOL_IO_TARGET_H
#define ROWCOL_IO_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

typedef enum rci_io_target_kind {
    RCI_IO_TARGET_FILE,       /* a regular file to be replaced, or a new one */
    RCI_IO_TARGET_SPECIAL,    /* a FIFO or device: to be opened and written */
    RCI_IO_TARGET_DESCRIPTOR, /* an open descriptor of this process, such as /dev/stdout */
} rci_io_target_kind;

typedef struct rci_io_target {
    rci_io_target_kind kind;
    int fd; /* RCI_IO_TARGET_DESCRIPTOR: the descriptor, not owned */
    /* For RCI_IO_TARGET_FILE: */
    bool exists;
    struct stat info;        /* of the existing file */
    int folder;              /* an owned descriptor of its folder */
    char name[NAME_MAX + 1]; /* its name in that folder */
} rci_io_target;

/* Makes a target that can be released. */
void rci_io_target_init(rci_io_target *target);
void rci_io_target_release(rci_io_target *target);

/* Returns 0, or an errno: EISDIR for a folder, EACCES for a file that is not writable, ELOOP,
   ENAMETOOLONG, and other errors of the system for the path. */
int rci_io_target_find(rci_io_target *target, const char *path);

/* The path of a file beside the one that `path` refers to, in its folder: a dot, its name and
   `suffix`. Returns 0, or an errno, EINVAL if it is not a file. */
int rci_io_target_beside(const char *path, const char *suffix, char beside[PATH_MAX]);

/* Makes the names in its folder permanent. 0, or an errno. */
int rci_io_target_sync(const rci_io_target *target);

#endif
