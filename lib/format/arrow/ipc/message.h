/*
 * format/arrow/ipc/message.h - messages of Arrow IPC: their framing, and the footer of files.
 *
 * Source: https://arrow.apache.org/docs/format/Columnar.html, "Encapsulated message format" and
 * "IPC File Format", and https://github.com/apache/arrow/blob/main/format/{Message,File}.fbs.
 *
 * A message is FFFFFFFF, the size of its metadata (int32), the metadata with padding, and the body.
 * Before version 0.15 of Arrow FFFFFFFF was not there. A size of 0 ends a stream. A file is
 * "ARROW1\0\0", the messages of a stream, the footer, its size (int32) and "ARROW1".
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_MESSAGE_H
#define ROWCOL_FORMAT_ARROW_IPC_MESSAGE_H

#include "format/arrow/ipc/flatbuffer_read.h"

#define RCI_ARROW_IPC_MAGIC        "ARROW1"
#define RCI_ARROW_IPC_CONTINUATION UINT32_C(0xFFFFFFFF)

enum {
    RCI_ARROW_IPC_MAGIC_SIZE = 6,
    RCI_ARROW_IPC_FILE_START = 8,                         /* the magic with padding */
    RCI_ARROW_IPC_FILE_END = 4 + RCI_ARROW_IPC_MAGIC_SIZE /* the size of the footer, the magic */
};

/* The numbers of MessageHeader in Message.fbs. */
typedef enum rci_arrow_ipc_message_type {
    RCI_ARROW_IPC_SCHEMA = 1,
    RCI_ARROW_IPC_DICTIONARY = 2,
    RCI_ARROW_IPC_BATCH = 3
} rci_arrow_ipc_message_type;

/* Whether `n` bytes begin with the magic of a file. */
bool rci_arrow_ipc_has_magic(const unsigned char *bytes, size_t n);

/* The metadata of a message. It is not copied: the tables refer to it. */
typedef struct rci_arrow_ipc_message {
    rci_arrow_ipc_flatbuffer flatbuffer;
    rci_arrow_ipc_message_type type;
    rci_arrow_ipc_table header;
    int version;             /* of the metadata: 4 or 5 */
    bool has_union_validity; /* before version V5 */
    uint64_t body_size;
} rci_arrow_ipc_message;

/* Reads metadata of `size` bytes. RC_OK; RC_EFORMAT, RC_EUNSUPPORTED (a tensor, a version before
   V4). */
rc_status rci_arrow_ipc_message_read(rci_arrow_ipc_message *message, const unsigned char *metadata,
                                     size_t size, rc_error *err);

/* A place in a file, as the footer has it: a message with its body. */
typedef struct rci_arrow_ipc_block {
    uint64_t offset;
    uint32_t metadata_size; /* with the bytes before it */
    uint64_t body_size;
} rci_arrow_ipc_block;

/* The footer of a file. */
typedef struct rci_arrow_ipc_footer {
    rci_arrow_ipc_flatbuffer flatbuffer;
    rci_arrow_ipc_table schema;
    rci_arrow_ipc_vector dictionaries;
    rci_arrow_ipc_vector batches;
} rci_arrow_ipc_footer;

rc_status rci_arrow_ipc_footer_read(rci_arrow_ipc_footer *footer, const unsigned char *bytes,
                                    size_t size, rc_error *err);
/* Block `index` of a vector of the footer. RC_OK; RC_EFORMAT: it is not inside of the first
   `file_size` bytes. */
rc_status rci_arrow_ipc_footer_block(const rci_arrow_ipc_vector *blocks, size_t index,
                                     uint64_t file_size, rci_arrow_ipc_block *block, rc_error *err);

/* The DictionaryBatch table of a message. */
int64_t rci_arrow_ipc_dictionary_id(const rci_arrow_ipc_table *dictionary);
bool rci_arrow_ipc_dictionary_is_delta(const rci_arrow_ipc_table *dictionary);
rci_arrow_ipc_table rci_arrow_ipc_dictionary_batch(const rci_arrow_ipc_table *dictionary);

#endif
