/*
 * format/arrow/ipc/input.h - the record batches of a stream or file, one after the other.
 *
 * Whether it is a file or a stream is found by the magic at its beginning. A file that cannot be
 * read at any position, such as one from a pipe, is copied to a temporary file first, because its
 * footer, which comes last, is needed.
 *
 * Memory: a message is read only if the input has that many bytes, or as far as it has. What a
 * message takes in memory is at most its size times the factors of its parts: 1 for buffers that
 * are not compressed, 255 for LZ4, 32768 for ZSTD, as these can at most expand; 128 for metadata.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_INPUT_H
#define ROWCOL_FORMAT_ARROW_IPC_INPUT_H

#include "format/arrow/ipc/dictionaries.h"
#include "format/arrow/ipc/message.h"
#include "io/source.h"

#include <rowcol/arrow.h>

typedef struct rci_arrow_ipc_input {
    rci_io_source *source;     /* borrowed */
    rci_arrow_ipc_memory *map; /* NULL, or the bytes of the source: messages are parts of it */
    uint64_t size;             /* RC_UNKNOWN: not known */
    bool seeks;
    bool is_file;
    bool swap;  /* the numbers of the buffers have the other byte order */
    bool ended; /* of a stream */
    uint64_t at;
    struct ArrowSchema schema;
    rci_arrow_ipc_dictionaries *dictionaries;
    rci_arrow_ipc_memory *footer_bytes; /* of a file */
    rci_arrow_ipc_footer footer;
    size_t next_batch;
    bool has_dictionaries; /* those of a file are read */
} rci_arrow_ipc_input;

/* A record batch that is read, with what is needed to decode it. Zeroed at first; it is used again
   for the next batch. */
typedef struct rci_arrow_ipc_piece {
    rci_arrow_ipc_memory *metadata;
    rci_arrow_ipc_message message;
    rci_arrow_ipc_memory *body; /* NULL: not read yet */
    uint64_t at;                /* of the message in the input */
    uint64_t body_at;
    rci_arrow_ipc_dictionaries *dictionaries;
} rci_arrow_ipc_piece;

void rci_arrow_ipc_piece_release(rci_arrow_ipc_piece *piece);

/* In all functions `err` is required. */

/* Reads the schema, not the dictionaries: the caller may refuse its types first. It is released
   also on failure. RC_OK; RC_EFORMAT, RC_EUNSUPPORTED, RC_EIO, RC_ENOMEM, RC_ELIMIT. */
rc_status rci_arrow_ipc_input_open(rci_arrow_ipc_input *input, rci_io_source *source,
                                   rc_error *err);
/* The same for a source that is the memory of `map`, to which the input holds a reference: what is
   read is not copied. */
rc_status rci_arrow_ipc_input_open_map(rci_arrow_ipc_input *input, rci_io_source *source,
                                       rci_arrow_ipc_memory *map, rc_error *err);
/* Moves an input to another place; `from` is empty then. */
void rci_arrow_ipc_input_move(rci_arrow_ipc_input *to, rci_arrow_ipc_input *from);
void rci_arrow_ipc_input_release(rci_arrow_ipc_input *input);

/* Takes the next record batch; its body is read too, unless the input can be read at any position.
   RC_OK; RC_END; as above. */
rc_status rci_arrow_ipc_input_next(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                   rc_error *err);
/* Finds the next record batch, for rci_arrow_ipc_input_read with the dictionaries that the input
   has then. For input that can be read at any position. RC_OK; RC_END; as above. */
rc_status rci_arrow_ipc_input_find(rci_arrow_ipc_input *input, rci_arrow_ipc_block *block,
                                   rc_error *err);
/* Reads the metadata of a record batch that was found; `dictionaries` may be NULL. Any thread. */
rc_status rci_arrow_ipc_input_read(const rci_arrow_ipc_input *input,
                                   const rci_arrow_ipc_block *block,
                                   rci_arrow_ipc_dictionaries *dictionaries,
                                   rci_arrow_ipc_piece *piece, rc_error *err);
/* Reads the body of a piece, if it is not read. Any thread. */
rc_status rci_arrow_ipc_input_fetch(const rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                    rc_error *err);
/* The columns of a piece that was fetched. Any thread. NULL: as rci_arrow_ipc_batch_read. */
rci_arrow_ipc_column *rci_arrow_ipc_input_decode(const rci_arrow_ipc_input *input,
                                                 rci_arrow_ipc_piece *piece, rc_error *err);

#endif
