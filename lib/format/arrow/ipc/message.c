/*
 * format/arrow/ipc/message.c - messages of Arrow IPC: their framing, and the footer of files.
 */
#include "format/arrow/ipc/message.h"

#include "base/error.h"

#include <string.h>

/* Fields of the tables, by their numbers in Message.fbs and File.fbs. */
enum {
    MESSAGE_VERSION = 0,
    MESSAGE_TYPE = 1,
    MESSAGE_HEADER = 2,
    MESSAGE_BODY = 3,
    FOOTER_SCHEMA = 1,
    FOOTER_DICTIONARIES = 2,
    FOOTER_BATCHES = 3,
    DICTIONARY_ID = 0,
    DICTIONARY_DATA = 1,
    DICTIONARY_DELTA = 2,
    BLOCK_SIZE = 24
};

/* MetadataVersion of Schema.fbs. */
enum { VERSION_4 = 3, VERSION_5 = 4 };

bool rci_arrow_ipc_has_magic(const unsigned char *bytes, size_t n)
{
    return n >= RCI_ARROW_IPC_MAGIC_SIZE &&
           memcmp(bytes, RCI_ARROW_IPC_MAGIC, RCI_ARROW_IPC_MAGIC_SIZE) == 0;
}

static rc_status check_version(int16_t version, rc_error *err)
{
    return version == VERSION_4 || version == VERSION_5
               ? RC_OK
               : rci_base_fail(err, RC_EUNSUPPORTED,
                               "the metadata has version V%d: only V4 and V5 are known",
                               version + 1);
}

static rc_status read_header(rci_arrow_ipc_message *message, const rci_arrow_ipc_table *root,
                             rc_error *err)
{
    const uint8_t type = rci_arrow_ipc_table_u8(root, MESSAGE_TYPE, 0);
    const int64_t body = rci_arrow_ipc_table_i64(root, MESSAGE_BODY, 0);
    message->header = rci_arrow_ipc_table_table(root, MESSAGE_HEADER);
    if (type < RCI_ARROW_IPC_SCHEMA || type > RCI_ARROW_IPC_BATCH) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "a message of type %u: only schemas (1), dictionaries (2) and record "
                             "batches (3) are known",
                             type);
    }
    if (body < 0 || !rci_arrow_ipc_table_present(&message->header)) {
        rci_arrow_ipc_flatbuffer_fail(&message->flatbuffer, "a message has no contents");
    }
    message->type = (rci_arrow_ipc_message_type)type;
    message->body_size = (uint64_t)body;
    return rci_arrow_ipc_flatbuffer_status(&message->flatbuffer, err);
}

rc_status rci_arrow_ipc_message_read(rci_arrow_ipc_message *message, const unsigned char *metadata,
                                     size_t size, rc_error *err)
{
    const rci_arrow_ipc_table root =
        rci_arrow_ipc_flatbuffer_root(&message->flatbuffer, metadata, size);
    const int16_t version = rci_arrow_ipc_table_i16(&root, MESSAGE_VERSION, 0);
    rc_status status = rci_arrow_ipc_flatbuffer_status(&message->flatbuffer, err);
    if (status == RC_OK) {
        status = check_version(version, err);
    }
    message->version = version + 1;
    message->has_union_validity = version < VERSION_5;
    return status == RC_OK ? read_header(message, &root, err) : status;
}

rc_status rci_arrow_ipc_footer_read(rci_arrow_ipc_footer *footer, const unsigned char *bytes,
                                    size_t size, rc_error *err)
{
    const rci_arrow_ipc_table root =
        rci_arrow_ipc_flatbuffer_root(&footer->flatbuffer, bytes, size);
    footer->schema = rci_arrow_ipc_table_table(&root, FOOTER_SCHEMA);
    footer->dictionaries = rci_arrow_ipc_table_vector(&root, FOOTER_DICTIONARIES, BLOCK_SIZE);
    footer->batches = rci_arrow_ipc_table_vector(&root, FOOTER_BATCHES, BLOCK_SIZE);
    /* Its version is not looked at: each message has its own, and old writers left it out. */
    return rci_arrow_ipc_flatbuffer_status(&footer->flatbuffer, err);
}

rc_status rci_arrow_ipc_footer_block(const rci_arrow_ipc_vector *blocks, size_t index,
                                     uint64_t file_size, rci_arrow_ipc_block *block, rc_error *err)
{
    const unsigned char *bytes = rci_arrow_ipc_vector_bytes(blocks, index);
    block->offset = rci_arrow_ipc_le64(bytes);
    block->metadata_size = rci_arrow_ipc_le32(bytes + 8);
    block->body_size = rci_arrow_ipc_le64(bytes + 16);
    if (block->offset > file_size || block->metadata_size > file_size - block->offset ||
        block->body_size > file_size - block->offset - block->metadata_size) {
        return rci_base_fail(err, RC_EFORMAT,
                             "damaged Arrow file: a batch in its footer is outside of the file");
    }
    return RC_OK;
}

int64_t rci_arrow_ipc_dictionary_id(const rci_arrow_ipc_table *dictionary)
{
    return rci_arrow_ipc_table_i64(dictionary, DICTIONARY_ID, 0);
}

bool rci_arrow_ipc_dictionary_is_delta(const rci_arrow_ipc_table *dictionary)
{
    return rci_arrow_ipc_table_bool(dictionary, DICTIONARY_DELTA);
}

rci_arrow_ipc_table rci_arrow_ipc_dictionary_batch(const rci_arrow_ipc_table *dictionary)
{
    return rci_arrow_ipc_table_table(dictionary, DICTIONARY_DATA);
}
