/*
 * stream/checkpoint_file.h - the file of a checkpoint: bytes under names, with a checksum.
 *
 *     rowcol checkpoint VERSION
 *     section NAME SIZE
 *     ... SIZE bytes and a newline ...
 *     end HASH
 *
 * The hash is that of all bytes before "end", in 16 hexadecimal digits.
 */
#ifndef ROWCOL_STREAM_CHECKPOINT_FILE_H
#define ROWCOL_STREAM_CHECKPOINT_FILE_H

#include "base/bytes.h"

#include <stdbool.h>

enum { RCI_STREAM_SECTION_NAME = 32 };

typedef struct rci_stream_section {
    struct rci_stream_section *next;
    char name[RCI_STREAM_SECTION_NAME];
    rci_base_bytes data; /* a NUL follows that is not counted */
} rci_stream_section;

typedef struct rci_stream_sections {
    const rc_allocator *allocator;
    rci_stream_section *first;
} rci_stream_sections;

/* Without any. */
void rci_stream_sections_init(rci_stream_sections *sections);
void rci_stream_sections_release(rci_stream_sections *sections);

/* The section of that name; NULL: there is none. */
rci_stream_section *rci_stream_section_find(const rci_stream_sections *sections, const char *name);
/* The same, empty, for rci_base_bytes_append; a new one if there is none. NULL: RC_ENOMEM. */
rci_stream_section *rci_stream_section_begin(rci_stream_sections *sections, const char *name,
                                             rc_error *err);
/* Ends what was appended. RC_OK; RC_ENOMEM. */
rc_status rci_stream_section_end(rci_stream_section *section, rc_error *err);

/* Appends the line "KEY VALUE". RC_OK; RC_ENOMEM. */
rc_status rci_stream_section_add(rci_stream_section *section, const char *key, uint64_t value,
                                 rc_error *err);
/* Reads the next line at *at, which must have that key. False: it has not. */
bool rci_stream_section_read(const char **at, const char *key, uint64_t *value);
/* A section is not what was written: RC_EIO. As the checksum is right, somebody has made it so. */
rc_status rci_stream_section_malformed(rc_error *err);

/* Reads the file at `path`. *found: there is one. RC_OK; RC_EIO (also: it is damaged), RC_EARG (of
   another version), RC_ENOMEM. */
rc_status rci_stream_sections_load(rci_stream_sections *sections, const char *path, bool *found,
                                   rc_error *err);

/* Writes the file, as a whole or not at all; it is on the disk then. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_stream_sections_store(const rci_stream_sections *sections, const char *path,
                                    rc_error *err);

#endif
