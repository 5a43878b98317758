/*
 * io/codec.h - compressed formats: how each is recognised, and how one member of it is
 * decompressed, a step at a time. (gzip calls it a member, xz a stream, zstd a frame; a file may
 * have several.)
 */
#ifndef ROWCOL_IO_CODEC_H
#define ROWCOL_IO_CODEC_H

#include <rowcol/base.h>
#include <stdbool.h>

/* The largest window that decompressing may need, in bytes: what was decompressed last is kept in
   memory, as much as whoever compressed it has chosen. */
#define RCI_IO_CODEC_WINDOW ((size_t)128 << 20)

/* What a step reads and writes; it advances all four. */
typedef struct rci_io_codec_step {
    const unsigned char *in;
    size_t in_left;
    unsigned char *out;
    size_t out_left;
} rci_io_codec_step;

typedef struct rci_io_codec {
    const char *name;    /* for messages */
    const char *suffix;  /* of file names, lower case, without the dot */
    const char *command; /* that decompresses any file of this format to standard output */
    /* After a member there may be zeros, as many as a multiple of this; 0: none. */
    unsigned padding;
    /* A state for any number of members. The allocator has to live as long as the state. NULL:
       RC_ENOMEM. */
    void *(*open)(const rc_allocator *allocator, rc_error *err);
    /* Prepares for a new member. RC_OK; RC_ENOMEM. */
    rc_status (*start)(void *state, rc_error *err);
    /* Decompresses until the member ends (`*ended`), the input is used up, or the output is full.
       RC_OK; RC_EFORMAT (damaged), RC_ELIMIT (the window is too large), RC_EUNSUPPORTED, RC_ENOMEM,
       with a constant text in `*why`. */
    rc_status (*run)(void *state, rci_io_codec_step *step, bool *ended, const char **why);
    void (*close)(void *state);
} rci_io_codec;

extern const rci_io_codec rci_io_codec_gzip, rci_io_codec_zstd, rci_io_codec_xz, rci_io_codec_bzip2;

/* The most bytes that rci_io_codec_recognise needs. */
#define RCI_IO_CODEC_MAGIC 10

/* The format of data that begins with these bytes, or NULL. `*undecided` (may be NULL) is whether
   that takes more bytes. */
const rci_io_codec *rci_io_codec_recognise(const unsigned char *bytes, size_t n, bool *undecided);

/* Whether data of this format may begin with these bytes, which are too few to recognise it. */
bool rci_io_codec_begins(const rci_io_codec *codec, const unsigned char *bytes, size_t n);

/* The format that the suffix of a file name shows, or NULL. */
const rci_io_codec *rci_io_codec_of_name(const char *name);

/* The last suffix of a file name, without its dot and without that of compression: "json" of
   "a/b.json.gz". Its length is stored in `*length`. NULL if there is none. */
const char *rci_io_codec_inner_suffix(const char *name, size_t *length);

#endif
