/* size/file_size.h - the figures of a store file: bytes by field, and those of a smaller dtype. */
#ifndef ROWCOL_TOOLS_SIZE_FILE_SIZE_H
#define ROWCOL_TOOLS_SIZE_FILE_SIZE_H

#include "size/field_scan.h"

/* Bytes of all records. */
typedef struct place_sizes {
    uint64_t disk; /* RC_UNKNOWN where the format does not keep records as bytes */
    uint64_t rows;
    uint64_t columns;
} place_sizes;

typedef struct file_size {
    const char *path;
    const rc_read_options *options;
    const rc_dtype *dtype; /* borrowed from the reader */
    const char *format;    /* the name of that which was found */
    rc_dtype *better;      /* a reference */
    uint64_t size;         /* of the file; RC_UNKNOWN unless it is a regular file */
    uint64_t records;
    bool has_bytes; /* records are in the file as they are in memory: .npy */
    field_node root;
    char *command;       /* that makes a file of the smaller dtype; NULL: there is none */
    char *why;           /* then: the reason */
    place_sizes found;   /* of the whole file, without its header */
    place_sizes smaller; /* with the better dtype */
} file_size;

/* One field that is not a struct, in order. */
typedef struct field_size {
    const field_node *node;
    const rc_dtype *better; /* borrowed; equal to the dtype of the node where it stays */
    place_sizes bytes;      /* with padding in rows and on disk, null bits and text */
    uint64_t padding;
    uint64_t nulls;
    uint64_t text;
    uint64_t saves; /* bytes in columns of all records, with the better dtype */
} field_size;

/* What else is smaller or as small, but is another kind of value; for free(). "" for nothing, NULL
   when out of memory. */
char *field_remark(const file_size *file, const field_size *field);

/* Calls `visit` for each field; stops with its result when that is not 0. */
int each_field(const file_size *file, int (*visit)(const field_size *field, void *context),
               void *context);

/* Sets `found`, `smaller`, `command` and `why` from the other members. Returns 0, or the exit
   status after a report. */
int file_size_compute(file_size *file);

/* Whether the better dtype takes less. */
bool file_size_can_shrink(const file_size *file);

void file_size_release(file_size *file);

#endif
