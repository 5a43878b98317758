/*
 * stream/format.h - the formats the library knows, and how one is picked.
 */
#ifndef ROWCOL_STREAM_FORMAT_H
#define ROWCOL_STREAM_FORMAT_H

#include "io/output.h"
#include "io/source.h"

#include <rowcol/stream.h>
#include <stdbool.h>

typedef struct rci_stream_format {
    const char *name;
    const char *suffixes; /* of file names, lower case, without the dot, separated by spaces */
    /* Whether input that begins with these bytes can only be this format. */
    bool (*recognise)(const unsigned char *bytes, size_t n);
    /* NULL when it cannot be read. On success the reader owns the source. */
    rc_reader *(*open_reader)(rci_io_source *source, const rc_read_options *options, rc_error *err);
    /* NULL when it cannot be written. On success the writer owns the output. */
    rc_writer *(*open_writer)(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, rc_error *err);
} rci_stream_format;

/* The list, ended by NULL: one line for each format, in lib/format/registry.c. */
extern const rci_stream_format *const rci_stream_formats[];

/* The format called `name`, or else that of the file name's ending, or else (reading) the one that
   recognises the first bytes. NULL: RC_EARG, RC_EIO. */
const rci_stream_format *rci_stream_format_for_reading(const char *name, const char *path,
                                                       rci_io_source *source, rc_error *err);
const rci_stream_format *rci_stream_format_for_writing(const char *name, const char *path,
                                                       rc_error *err);

/* Refuses an option that a format has no use for: RC_EARG. */
rc_status rci_stream_option_not_for(const char *option, const char *format, rc_error *err);

#endif
