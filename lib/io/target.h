/*
 * io/target.h - what an output path stands for, symbolic links followed.
 */
#ifndef ROWCOL_BASE_TARGET_H
#define ROWCOL_BASE_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

typedef enum rci_target_kind {
    RCI_TARGET_FILE,       /* a regular file, or nothing yet: to be replaced */
    RCI_TARGET_SPECIAL,    /* a FIFO or device: to be opened and written */
    RCI_TARGET_DESCRIPTOR, /* an open descriptor of this process, such as /dev/stdout */
} rci_target_kind;

typedef struct rci_target {
    rci_target_kind kind;
    int fd;                  /* RCI_TARGET_DESCRIPTOR: the descriptor, not owned */
    bool exists;             /* RCI_TARGET_FILE: ... */
    struct stat info;        /* ... what is there, when it exists ... */
    int folder;              /* ... the folder it is in, as an owned descriptor ... */
    char name[NAME_MAX + 1]; /* ... and its name there */
} rci_target;

/* Nothing to release yet. */
void rci_target_init(rci_target *target);
void rci_target_release(rci_target *target);

/* 0, or an errno: EISDIR for a folder, EACCES for a file that may not be written, ELOOP,
   ENAMETOOLONG, and what the system says about the path. */
int rci_target_find(rci_target *target, const char *path);

#endif
