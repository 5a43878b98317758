/*
 * io/source_impl.h - the parts of a source.
 */
#ifndef ROWCOL_IO_SOURCE_IMPL_H
#define ROWCOL_IO_SOURCE_IMPL_H

#include "io/source.h"

#include <sys/stat.h>

struct rci_io_source {
    const rc_allocator *allocator;
    char *name;                  /* for errors */
    int fd;                      /* -1 for memory */
    int stop;                    /* the event that ends waiting; -1 if there is none */
    const unsigned char *memory; /* borrowed; NULL for a descriptor */
    const rci_io_stream *stream; /* NULL for a descriptor and for memory */
    void *context;               /* of the stream */
    bool seekable;               /* position p is byte p + origin of the descriptor's file */
    int64_t origin;
    uint64_t size;            /* RC_UNKNOWN when not known */
    uint64_t position;        /* bytes returned by reads */
    uint64_t fetched;         /* bytes read from the descriptor */
    rci_io_identity identity; /* of a file that could be the output, too */
    bool is_regular;
    struct stat info; /* of a regular file, when it was opened */
    /* Bytes that rci_io_source_peek has read, and how many of them were returned since. */
    unsigned char peeked[RCI_IO_PEEK_MOST];
    unsigned char *head; /* instead of `peeked`: RCI_IO_HEAD_MOST bytes; NULL until it is needed */
    size_t n_peeked;
    size_t n_taken;
    bool was_peeked;          /* the input ended in them */
    rci_io_source_hook *hook; /* called before it is read or peeked at; or NULL */
};

/* The stream, if there is one, is not read any more. */
void rci_io_source_close_stream(rci_io_source *source);

#endif
