/*
 * format/arrow/ipc/input.c - the record batches of a stream or file, one after the other.
 */
#include "format/arrow/ipc/input.h"

#include "base/error.h"
#include "format/arrow/ipc/batch_read.h"
#include "format/arrow/ipc/concat.h"
#include "format/arrow/ipc/schema.h"

#include <string.h>

static rc_status fail(uint64_t at, const char *wrong, rc_error *err)
{
    rci_base_fail(err, RC_EFORMAT, "damaged Arrow data: %s", wrong);
    rci_base_error_byte(err, at);
    return RC_EFORMAT;
}

/* --------------------------------------------------------------------- bytes */

/* Reads `n` bytes at a position that is inside of the input. */
static rc_status read_known(const rci_arrow_ipc_input *input, uint64_t at, size_t n,
                            rci_arrow_ipc_memory **memory, rc_error *err)
{
    size_t got;
    rc_status status;
    *memory = input->map ? rci_arrow_ipc_memory_part(input->map, (size_t)at, n, err)
                         : rci_arrow_ipc_memory_new(n, err);
    if (!*memory || input->map) {
        return *memory ? RC_OK : err->status;
    }
    status = rci_io_source_read_at(input->source, at, (*memory)->data, n, &got, err);
    if (status == RC_OK && got < n) {
        status = fail(at + got, "it ends inside of a message", err);
    }
    return status;
}

/* Reads the next `n` bytes of an input whose size is not known: memory grows with what arrives. */
static rc_status read_unknown(const rci_arrow_ipc_input *input, uint64_t n,
                              rci_arrow_ipc_memory **memory, rc_error *err)
{
    enum { FIRST = 1 << 22 };
    size_t have = 0, size = n < FIRST ? (size_t)n : FIRST, got;
    rc_status status;
    *memory = NULL;
    for (;;) {
        rci_arrow_ipc_memory *larger = rci_arrow_ipc_memory_new(size, err);
        if (!larger) {
            return err->status;
        }
        if (have) {
            memcpy(larger->data, (*memory)->data, have);
        }
        rci_arrow_ipc_memory_unref(*memory);
        *memory = larger;
        status = rci_io_source_read(input->source, larger->data + have, size - have, &got, err);
        if (status != RC_OK) {
            return status;
        }
        if (got < size - have) {
            return fail(input->at + have + got, "it ends inside of a message", err);
        }
        if (size == n) {
            return RC_OK;
        }
        have = size;
        size = n - size < size ? (size_t)n : 2 * size;
    }
}

/* Reads `n` bytes at `at`; for input that is read in order that is the next byte. */
static rc_status read_bytes(const rci_arrow_ipc_input *input, uint64_t at, uint64_t n,
                            rci_arrow_ipc_memory **memory, rc_error *err)
{
    *memory = NULL;
    if (!input->seeks) {
        return read_unknown(input, n, memory, err);
    }
    if (at > input->size || n > input->size - at) {
        return fail(input->size, "it ends inside of a message", err);
    }
    return read_known(input, at, (size_t)n, memory, err);
}

/* Reads up to 4 bytes. */
static rc_status read_number(const rci_arrow_ipc_input *input, uint64_t at, uint32_t *number,
                             size_t *got, rc_error *err)
{
    unsigned char bytes[4];
    rc_status status = input->seeks ? rci_io_source_read_at(input->source, at, bytes, 4, got, err)
                                    : rci_io_source_read(input->source, bytes, 4, got, err);
    *number = status == RC_OK && *got == 4 ? rci_arrow_ipc_le32(bytes) : 0;
    return status;
}

/* ------------------------------------------------------------------ messages */

void rci_arrow_ipc_piece_release(rci_arrow_ipc_piece *piece)
{
    rci_arrow_ipc_memory_unref(piece->metadata);
    rci_arrow_ipc_memory_unref(piece->body);
    rci_arrow_ipc_dictionaries_unref(piece->dictionaries);
    memset(piece, 0, sizeof *piece);
}

/* The size of the metadata of the message at input->at, which is moved to the metadata. RC_END:
   the stream ends here. */
static rc_status read_frame(rci_arrow_ipc_input *input, uint32_t *size, rc_error *err)
{
    size_t got;
    bool begun = false;
    rc_status status = read_number(input, input->at, size, &got, err);
    if (status == RC_OK && got == 4 && *size == RCI_ARROW_IPC_CONTINUATION) {
        begun = true;
        input->at += 4;
        status = read_number(input, input->at, size, &got, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (got != 4 && (got != 0 || begun)) {
        return fail(input->at + got, "it ends inside of a message", err);
    }
    input->at += got;
    if (got == 0 || *size == 0) {
        return RC_END;
    }
    return *size > INT32_MAX ? fail(input->at - 4, "the size of a message is negative", err)
                             : RC_OK;
}

static rc_status read_message(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece, rc_error *err)
{
    uint32_t size;
    rc_status status;
    piece->at = input->at;
    status = read_frame(input, &size, err);
    if (status == RC_OK) {
        status = read_bytes(input, input->at, size, &piece->metadata, err);
    }
    if (status == RC_OK) {
        input->at += size;
        status = rci_arrow_ipc_message_read(&piece->message, piece->metadata->data, size, err);
    }
    if (status != RC_OK && status != RC_END) {
        rci_base_error_byte(err, piece->at);
    }
    piece->body_at = input->at;
    return status;
}

/* Passes the body of a message; reads it if the input is read in order. */
static rc_status pass_body(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece, rc_error *err)
{
    const uint64_t n = piece->message.body_size;
    if (input->seeks && (n > input->size || input->at > input->size - n)) {
        return fail(input->size, "it ends inside of a record batch", err);
    }
    input->at += n;
    return input->seeks ? RC_OK : read_bytes(input, piece->body_at, n, &piece->body, err);
}

rc_status rci_arrow_ipc_input_fetch(const rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                    rc_error *err)
{
    if (piece->body) {
        return RC_OK;
    }
    return read_bytes(input, piece->body_at, piece->message.body_size, &piece->body, err);
}

static rci_arrow_ipc_batch batch_of(const rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                    rci_arrow_ipc_table table)
{
    return (rci_arrow_ipc_batch){
        .table = table,
        .memory = piece->body,
        .body = piece->body->data,
        .size = piece->body->size,
        .has_union_validity = piece->message.has_union_validity,
        .swap = input->swap,
        .dictionaries = piece->dictionaries,
    };
}

rci_arrow_ipc_column *rci_arrow_ipc_input_decode(const rci_arrow_ipc_input *input,
                                                 rci_arrow_ipc_piece *piece, rc_error *err)
{
    const rci_arrow_ipc_batch batch = batch_of(input, piece, piece->message.header);
    rci_arrow_ipc_column *column = rci_arrow_ipc_batch_read(&batch, &input->schema, err);
    if (!column) {
        rci_base_error_byte(err, piece->at);
    }
    return column;
}

/* -------------------------------------------------------------- dictionaries */

/* The schema of the values of a dictionary; NULL: no field has it. */
static const struct ArrowSchema *find_values(const struct ArrowSchema *schema, int64_t id)
{
    const struct ArrowSchema *found = NULL;
    if (schema->dictionary) {
        return rci_arrow_ipc_schema_dictionary_id(schema) == id
                   ? schema->dictionary
                   : find_values(schema->dictionary, id);
    }
    for (int64_t i = 0; !found && i < schema->n_children; i++) {
        found = find_values(schema->children[i], id);
    }
    return found;
}

static rc_status add_dictionary(rci_arrow_ipc_input *input, int64_t id, bool is_delta,
                                const struct ArrowSchema *schema, rci_arrow_ipc_column *values,
                                rc_error *err)
{
    const struct ArrowSchema *type;
    const rci_arrow_ipc_column *old =
        rci_arrow_ipc_dictionaries_find(input->dictionaries, id, &type);
    if (is_delta && old) {
        rci_arrow_ipc_column *both = rci_arrow_ipc_concat(schema, old, values, err);
        rci_arrow_ipc_column_unref(values);
        values = both;
    }
    return values ? rci_arrow_ipc_dictionaries_put(&input->dictionaries, id, schema, values, err)
                  : err->status;
}

/* Reads the dictionary of a message whose body is passed. */
static rc_status read_dictionary(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                 rc_error *err)
{
    const rci_arrow_ipc_table *header = &piece->message.header;
    const int64_t id = rci_arrow_ipc_dictionary_id(header);
    const struct ArrowSchema *schema = find_values(&input->schema, id);
    const rci_arrow_ipc_table table = rci_arrow_ipc_dictionary_batch(header);
    rci_arrow_ipc_batch batch;
    rci_arrow_ipc_column *values;
    rc_status status;
    if (!schema || !rci_arrow_ipc_table_present(&table)) {
        return fail(piece->at, schema ? "a dictionary has no values" : "no field has a dictionary",
                    err);
    }
    status = rci_arrow_ipc_input_fetch(input, piece, err);
    if (status != RC_OK) {
        return status;
    }
    piece->dictionaries = rci_arrow_ipc_dictionaries_ref(input->dictionaries);
    batch = batch_of(input, piece, table);
    values = rci_arrow_ipc_batch_read_values(&batch, schema, err);
    return values ? add_dictionary(input, id, rci_arrow_ipc_dictionary_is_delta(header), schema,
                                   values, err)
                  : err->status;
}

/* --------------------------------------------------------------------- files */

/* Reads the message at the place that the footer has. */
static rc_status read_at_block(rci_arrow_ipc_input *input, const rci_arrow_ipc_block *block,
                               rci_arrow_ipc_message_type type, rci_arrow_ipc_piece *piece,
                               rc_error *err)
{
    rc_status status;
    input->at = block->offset;
    status = read_message(input, piece, err);
    if (status == RC_END ||
        (status == RC_OK &&
         (piece->message.type != type || piece->message.body_size != block->body_size ||
          piece->body_at - piece->at != block->metadata_size))) {
        return fail(block->offset, "the footer refers to another message", err);
    }
    return status == RC_OK ? pass_body(input, piece, err) : status;
}

/* Reads the message of a block of the footer. */
static rc_status read_block(rci_arrow_ipc_input *input, const rci_arrow_ipc_vector *blocks,
                            size_t index, rci_arrow_ipc_message_type type,
                            rci_arrow_ipc_piece *piece, rc_error *err)
{
    rci_arrow_ipc_block block;
    rc_status status = rci_arrow_ipc_footer_block(blocks, index, input->size, &block, err);
    return status == RC_OK ? read_at_block(input, &block, type, piece, err) : status;
}

/* Before the first batch: not when the file is opened, so that the caller can refuse the types of
   the schema first. */
static rc_status read_dictionaries(rci_arrow_ipc_input *input, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; status == RC_OK && i < input->footer.dictionaries.count; i++) {
        rci_arrow_ipc_piece piece = {.metadata = NULL};
        status = read_block(input, &input->footer.dictionaries, i, RCI_ARROW_IPC_DICTIONARY, &piece,
                            err);
        if (status == RC_OK) {
            status = read_dictionary(input, &piece, err);
        }
        rci_arrow_ipc_piece_release(&piece);
    }
    return status;
}

/* The size of the footer, which is before the magic at the end. */
static rc_status find_footer(const rci_arrow_ipc_input *input, uint32_t *size, rc_error *err)
{
    unsigned char end[RCI_ARROW_IPC_FILE_END];
    const uint64_t least = RCI_ARROW_IPC_FILE_START + sizeof end;
    size_t got;
    rc_status status;
    if (input->size < least) {
        return fail(input->size, "the file is too short", err);
    }
    status =
        rci_io_source_read_at(input->source, input->size - sizeof end, end, sizeof end, &got, err);
    if (status != RC_OK) {
        return status;
    }
    *size = rci_arrow_ipc_le32(end);
    if (got < sizeof end || memcmp(end + 4, RCI_ARROW_IPC_MAGIC, RCI_ARROW_IPC_MAGIC_SIZE) != 0) {
        return fail(input->size, "the file does not end with \"ARROW1\": it is not complete", err);
    }
    return *size > input->size - least ? fail(input->size, "the footer is too large", err) : RC_OK;
}

static rc_status open_file(rci_arrow_ipc_input *input, rc_error *err)
{
    uint32_t size;
    rc_status status = RC_OK;
    if (!rci_io_source_can_seek(input->source)) {
        status = rci_io_source_make_seekable(input->source, err);
    }
    input->size = rci_io_source_size(input->source);
    input->seeks = true;
    if (status == RC_OK) {
        status = find_footer(input, &size, err);
    }
    if (status == RC_OK) {
        status = read_bytes(input, input->size - RCI_ARROW_IPC_FILE_END - size, size,
                            &input->footer_bytes, err);
    }
    if (status == RC_OK) {
        status = rci_arrow_ipc_footer_read(&input->footer, input->footer_bytes->data, size, err);
    }
    if (status == RC_OK) {
        status = rci_arrow_ipc_schema_read(&input->footer.schema, &input->schema, err);
    }
    if (status == RC_OK) {
        input->swap = rci_arrow_ipc_schema_is_big_endian(&input->footer.schema) !=
                      (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    }
    return status;
}

/* RC_OK: the file has one more batch; its dictionaries are read. */
static rc_status begin_next(rci_arrow_ipc_input *input, rc_error *err)
{
    if (!input->has_dictionaries) {
        rc_status status = read_dictionaries(input, err);
        if (status != RC_OK) {
            return status;
        }
        input->has_dictionaries = true;
    }
    return input->next_batch < input->footer.batches.count ? RC_OK : RC_END;
}

static rc_status next_of_file(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece, rc_error *err)
{
    rc_status status = begin_next(input, err);
    if (status != RC_OK) {
        return status;
    }
    return read_block(input, &input->footer.batches, input->next_batch++, RCI_ARROW_IPC_BATCH,
                      piece, err);
}

/* ------------------------------------------------------------------- streams */

static rc_status open_stream(rci_arrow_ipc_input *input, rc_error *err)
{
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rc_status status = read_message(input, &piece, err);
    if (status == RC_END || (status == RC_OK && piece.message.type != RCI_ARROW_IPC_SCHEMA)) {
        status = fail(0, "it does not begin with a schema", err);
    }
    if (status == RC_OK) {
        status = pass_body(input, &piece, err);
    }
    if (status == RC_OK) {
        input->swap = rci_arrow_ipc_schema_is_big_endian(&piece.message.header) !=
                      (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
        status = rci_arrow_ipc_schema_read(&piece.message.header, &input->schema, err);
    }
    rci_arrow_ipc_piece_release(&piece);
    return status;
}

/* Nothing may follow the end of a stream. */
static rc_status check_end(rci_arrow_ipc_input *input, rc_error *err)
{
    uint32_t number;
    size_t got;
    rc_status status = input->ended ? RC_END : read_number(input, input->at, &number, &got, err);
    if (status != RC_OK) {
        return status;
    }
    input->ended = true;
    return got ? fail(input->at, "bytes follow the end of the stream", err) : RC_END;
}

static rc_status next_of_stream(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                rc_error *err)
{
    for (;;) {
        rc_status status = input->ended ? RC_END : read_message(input, piece, err);
        if (status == RC_END) {
            return check_end(input, err);
        }
        if (status == RC_OK && piece->message.type == RCI_ARROW_IPC_SCHEMA) {
            return fail(piece->at, "a second schema", err);
        }
        if (status == RC_OK) {
            status = pass_body(input, piece, err);
        }
        if (status != RC_OK || piece->message.type == RCI_ARROW_IPC_BATCH) {
            return status;
        }
        status = read_dictionary(input, piece, err);
        if (status != RC_OK) {
            return status;
        }
        rci_arrow_ipc_piece_release(piece);
    }
}

/* ----------------------------------------------------------------------- all */

/* Waits for as many bytes as the magic has. */
static rc_status find_kind(rci_arrow_ipc_input *input, rc_error *err)
{
    const unsigned char *bytes;
    size_t before, got;
    rc_status status = RC_OK;
    rci_io_source_peeked(input->source, &bytes, &got);
    do {
        before = got;
        if (got < RCI_ARROW_IPC_MAGIC_SIZE) {
            status = rci_io_source_peek(input->source, &bytes, &got, err);
        }
    } while (status == RC_OK && got < RCI_ARROW_IPC_MAGIC_SIZE && got > before);
    input->is_file = status == RC_OK && rci_arrow_ipc_has_magic(bytes, got);
    return status;
}

rc_status rci_arrow_ipc_input_open(rci_arrow_ipc_input *input, rci_io_source *source, rc_error *err)
{
    return rci_arrow_ipc_input_open_map(input, source, NULL, err);
}

rc_status rci_arrow_ipc_input_open_map(rci_arrow_ipc_input *input, rci_io_source *source,
                                       rci_arrow_ipc_memory *map, rc_error *err)
{
    rc_status status;
    memset(input, 0, sizeof *input);
    input->source = source;
    input->map = rci_arrow_ipc_memory_ref(map);
    input->seeks = rci_io_source_can_seek(source);
    input->size = rci_io_source_size(source);
    status = find_kind(input, err);
    if (status == RC_OK) {
        status = input->is_file ? open_file(input, err) : open_stream(input, err);
    }
    if (status != RC_OK) {
        rci_arrow_ipc_input_release(input);
    }
    return status;
}

/* The tables of the footer point to its flatbuffer. */
void rci_arrow_ipc_input_move(rci_arrow_ipc_input *to, rci_arrow_ipc_input *from)
{
    *to = *from;
    to->footer.schema.buffer = &to->footer.flatbuffer;
    to->footer.dictionaries.buffer = &to->footer.flatbuffer;
    to->footer.batches.buffer = &to->footer.flatbuffer;
    memset(from, 0, sizeof *from);
}

void rci_arrow_ipc_input_release(rci_arrow_ipc_input *input)
{
    if (input->schema.release) {
        input->schema.release(&input->schema);
    }
    rci_arrow_ipc_dictionaries_unref(input->dictionaries);
    rci_arrow_ipc_memory_unref(input->footer_bytes);
    rci_arrow_ipc_memory_unref(input->map);
    memset(input, 0, sizeof *input);
}

rc_status rci_arrow_ipc_input_next(rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                                   rc_error *err)
{
    rc_status status;
    rci_arrow_ipc_piece_release(piece);
    status = input->is_file ? next_of_file(input, piece, err) : next_of_stream(input, piece, err);
    if (status == RC_OK) {
        piece->dictionaries = rci_arrow_ipc_dictionaries_ref(input->dictionaries);
    } else {
        rci_arrow_ipc_piece_release(piece);
    }
    return status;
}

rc_status rci_arrow_ipc_input_find(rci_arrow_ipc_input *input, rci_arrow_ipc_block *block,
                                   rc_error *err)
{
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rc_status status;
    if (input->is_file) {
        status = begin_next(input, err);
        return status == RC_OK
                   ? rci_arrow_ipc_footer_block(&input->footer.batches, input->next_batch++,
                                                input->size, block, err)
                   : status;
    }
    status = next_of_stream(input, &piece, err);
    *block = (rci_arrow_ipc_block){.offset = piece.at,
                                   .metadata_size = (uint32_t)(piece.body_at - piece.at),
                                   .body_size = piece.message.body_size};
    rci_arrow_ipc_piece_release(&piece);
    return status;
}

rc_status rci_arrow_ipc_input_read(const rci_arrow_ipc_input *input,
                                   const rci_arrow_ipc_block *block,
                                   rci_arrow_ipc_dictionaries *dictionaries,
                                   rci_arrow_ipc_piece *piece, rc_error *err)
{
    rci_arrow_ipc_input here = *input; /* of which only the position changes */
    rc_status status;
    rci_arrow_ipc_piece_release(piece);
    status = read_at_block(&here, block, RCI_ARROW_IPC_BATCH, piece, err);
    if (status == RC_OK) {
        piece->dictionaries = rci_arrow_ipc_dictionaries_ref(dictionaries);
    } else {
        rci_arrow_ipc_piece_release(piece);
    }
    return status;
}
