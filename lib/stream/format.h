/*
 * stream/format.h - what a format declares, the list of formats, and the choice of one.
 */
#ifndef ROWCOL_STREAM_FORMAT_H
#define ROWCOL_STREAM_FORMAT_H

#include "io/output.h"
#include "io/source.h"

#include <rowcol/stream.h>
#include <stdbool.h>

/* The members of rc_read_options and rc_write_options that only some formats use. */
typedef enum rci_stream_option {
    RCI_STREAM_ROOT = 1 << 0,
    RCI_STREAM_EXTRA = 1 << 1,
    RCI_STREAM_MISSING = 1 << 2,
    RCI_STREAM_MAX_RECORD = 1 << 3,
    RCI_STREAM_VALUES = 1 << 4,
    RCI_STREAM_NONFINITE = 1 << 5,
    RCI_STREAM_MEMBER = 1 << 6,
    RCI_STREAM_NULLS = 1 << 7,
    RCI_STREAM_COMPRESSION = 1 << 8,
    RCI_STREAM_STRINGS = 1 << 9,
    RCI_STREAM_REJECT = 1 << 10,
    RCI_STREAM_MAPPING = 1 << 11,
    RCI_STREAM_CSV = 1 << 12,
    RCI_STREAM_FIELDS = 1 << 13,
    RCI_STREAM_DUPLICATE = 1 << 14,
    RCI_STREAM_ACCEPT = 1 << 15,
    RCI_STREAM_TIME = 1 << 16,
    RCI_STREAM_ADDED = 1 << 18,
    RCI_STREAM_COLUMNS = 1 << 19,
    RCI_STREAM_COUNTS = 1 << 17 /* of a format without it, all fields of all records are seen */
} rci_stream_option;

/* Where what is observed of records goes, instead of decoding them: for inference. */
typedef struct rci_stream_observing {
    struct rci_infer_state *state;
    size_t file;       /* of the places */
    uint64_t sample;   /* records to look at; less than UINT64_MAX: by one thread */
    rc_error *failure; /* of merging: the reader ends then */
} rci_stream_observing;

typedef struct rci_stream_format {
    const char *name;
    const char *suffixes; /* of file names, lower case, without the dot, separated by spaces */
    /* The options it uses, each an rci_stream_option. Others are refused before it is opened. */
    unsigned options;
    /* Whether input that begins with these bytes can only be in this format. NULL: never. */
    bool (*recognise)(const unsigned char *bytes, size_t n);
    /* For formats that share text which begins alike: asked where no format was given, after this
       one was chosen by the file name (`named`) or its first bytes. Stores the one that the text is
       in, perhaps this one. Before the first read. NULL: the choice is right. RC_OK; RC_EIO,
       RC_ENOMEM. */
    rc_status (*look_closer)(rci_io_source *source, const rc_read_options *options, bool named,
                             const struct rci_stream_format **found, rc_error *err);
    /* NULL when it cannot be read. On success the reader owns the source. */
    rc_reader *(*open_reader)(rci_io_source *source, const rc_read_options *options, rc_error *err);
    /* The same for inference: the reader's batches have no fields, and when it has been pumped its
       records have been observed. NULL when the format has a dtype of its own. */
    rc_reader *(*open_observer)(rci_io_source *source, const rc_read_options *options,
                                const rci_stream_observing *how, rc_error *err);
    /* NULL when it cannot be written. On success the writer owns the output. */
    rc_writer *(*open_writer)(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, rc_error *err);
} rci_stream_format;

/* The list of formats, ended by NULL, in lib/format/registry.c. */
extern const rci_stream_format *const rci_stream_formats[];

/* The format called options->format; if that is NULL, the format of the suffix of the source's
   name; if that is unknown, the one that recognises its first bytes; then the one of its family
   that the text is in. NULL: RC_EARG, RC_EIO, RC_ENOMEM. */
const rci_stream_format *rci_stream_format_for_reading(const rc_read_options *options,
                                                       rci_io_source *source, rc_error *err);
/* The same without a source. NULL: RC_EARG. */
const rci_stream_format *rci_stream_format_for_writing(const char *name, const char *path,
                                                       rc_error *err);

/* Opens a path, or with `path` NULL memory, for inference. NULL: as rc_reader_open; RC_EARG for a
   format that has a dtype of its own. */
rc_reader *rci_stream_observer_open(const char *path, const void *data, size_t size,
                                    const char *name, const rc_read_options *options,
                                    const rci_stream_observing *how, rc_error *err);

/* RC_OK; RC_EARG for an option that the format does not use, or an unknown value of one. */
rc_status rci_stream_check_read_options(const rci_stream_format *format,
                                        const rc_read_options *options, rc_error *err);
rc_status rci_stream_check_write_options(const rci_stream_format *format,
                                         const rc_write_options *options, rc_error *err);

#endif
