/*
 * format/arrow/ipc/file.c - Arrow files and streams that are mapped: record batches by number,
 * whose stores use the pages of the file (rc_arrow_file of rowcol/arrow.h).
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "format/arrow/data/schema.h"
#include "format/arrow/ipc/batch_read.h"
#include "format/arrow/ipc/input.h"
#include "format/arrow/ipc/records.h"

#include <string.h>

/* Where a record batch is, and the dictionaries that it may refer to. */
typedef struct place {
    rci_arrow_ipc_block block;
    rci_arrow_ipc_dictionaries *dictionaries; /* a reference */
} place;

struct rc_arrow_file {
    const rc_allocator *allocator;
    rci_io_source *source;
    rci_arrow_ipc_input input;
    rc_dtype *dtype;
    rc_arrow_import_options options; /* with that dtype */
    rci_base_bytes places;
    size_t n_places;
};

/* -------------------------------------------------------------------- opening */

static rc_status add_place(rc_arrow_file *file, const rci_arrow_ipc_block *block, rc_error *err)
{
    const place made = {*block, rci_arrow_ipc_dictionaries_ref(file->input.dictionaries)};
    rc_status status = rci_base_bytes_append(&file->places, &made, sizeof made, err);
    if (status == RC_OK) {
        file->n_places++;
    } else {
        rci_arrow_ipc_dictionaries_unref(made.dictionaries);
    }
    return status;
}

static rc_status find_batches(rc_arrow_file *file, rc_error *err)
{
    rci_arrow_ipc_block block;
    rc_status status;
    do {
        status = rci_arrow_ipc_input_find(&file->input, &block, err);
        if (status == RC_OK) {
            status = add_place(file, &block, err);
        }
    } while (status == RC_OK);
    return status == RC_END ? RC_OK : status;
}

/* The input of mapped pages, which belong to the file on success. */
static rc_status open_pages(rc_arrow_file *file, const char *path, void *pages, size_t size,
                            rc_error *err)
{
    rci_arrow_ipc_memory *map;
    rc_status status = err->status;
    file->source = rci_io_source_open_memory(pages, size, path, err);
    map = file->source ? rci_arrow_ipc_memory_of_map(pages, size, err) : NULL;
    if (!map) {
        if (pages) {
            rci_io_unmap(pages, size);
        }
        return err->status;
    }
    status = rci_arrow_ipc_input_open_map(&file->input, file->source, map, err);
    rci_arrow_ipc_memory_unref(map);
    return status;
}

static rc_status open_file(rc_arrow_file *file, const char *path, rc_error *err)
{
    void *pages = NULL;
    size_t size = 0;
    rc_status status = rci_io_map_file(path, &pages, &size, err);
    if (status == RC_OK) {
        status = open_pages(file, path, pages, size, err);
    }
    if (status == RC_OK) {
        file->dtype = rc_arrow_import_schema(&file->input.schema, &file->options, err);
        file->options.dtype = file->dtype;
        status = file->dtype ? find_batches(file, err) : err->status;
    }
    return status;
}

static place *place_at(const rc_arrow_file *file, size_t i)
{
    return (place *)(void *)file->places.data + i;
}

static rc_arrow_file *new_file(const rc_arrow_import_options *options, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_arrow_file *file = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *file, err);
    if (file) {
        file->allocator = allocator;
        file->options = *options;
        rci_base_bytes_init_as(&file->places, RC_MEMORY_READER);
    }
    return file;
}

rc_arrow_file *rc_arrow_file_open(const char *path, const rc_arrow_import_options *given,
                                  rc_error *err)
{
    rc_arrow_import_options options;
    rc_error unset = RC_ERROR_INIT;
    rc_arrow_file *file;
    if (rci_arrow_data_import_options(&options, given, err) != RC_OK) {
        return NULL;
    }
    if (!path) {
        rci_base_fail(err, RC_EARG, "no path (NULL)");
        return NULL;
    }
    file = new_file(&options, err);
    if (file && open_file(file, path, err ? err : &unset) != RC_OK) {
        rci_base_error_source(err, path);
        rc_arrow_file_close(file);
        file = NULL;
    }
    return file;
}

void rc_arrow_file_close(rc_arrow_file *file)
{
    if (!file) {
        return;
    }
    for (size_t i = 0; i < file->n_places; i++) {
        rci_arrow_ipc_dictionaries_unref(place_at(file, i)->dictionaries);
    }
    rci_base_bytes_release(&file->places);
    rc_dtype_unref(file->dtype);
    rci_arrow_ipc_input_release(&file->input);
    rci_io_source_close(file->source);
    rci_base_free_as(file->allocator, RC_MEMORY_READER, file, sizeof *file);
}

/* ------------------------------------------------------------------- contents */

const rc_dtype *rc_arrow_file_dtype(const rc_arrow_file *file)
{
    return file ? file->dtype : NULL;
}

const struct ArrowSchema *rc_arrow_file_schema(const rc_arrow_file *file)
{
    return file ? &file->input.schema : NULL;
}

int rc_arrow_file_is_stream(const rc_arrow_file *file)
{
    return file && !file->input.is_file;
}

size_t rc_arrow_file_batches(const rc_arrow_file *file)
{
    return file ? file->n_places : 0;
}

/* The metadata of a batch, after the arguments of a function are checked. */
static rc_status read_batch(const rc_arrow_file *file, size_t batch, rci_arrow_ipc_piece *piece,
                            rc_error *err)
{
    rc_status status;
    if (!file) {
        return rci_base_fail(err, RC_EARG, "no file (NULL)");
    }
    if (batch >= file->n_places) {
        rci_base_fail(err, RC_EINDEX, "record batch %zu of %zu", batch, file->n_places);
        rci_base_error_source(err, rci_io_source_name(file->source));
        return RC_EINDEX;
    }
    status = rci_arrow_ipc_input_read(&file->input, &place_at(file, batch)->block,
                                      place_at(file, batch)->dictionaries, piece, err);
    if (status != RC_OK) {
        rci_base_error_source(err, rci_io_source_name(file->source));
    }
    return status;
}

/* What the metadata and the buffers of a batch say. The body is fetched. */
static rc_status describe(const rci_arrow_ipc_piece *piece, rc_arrow_batch_info *info,
                          rc_error *err)
{
    static const rc_compression compressions[] = {
        [RCI_ARROW_IPC_LZ4] = RC_COMPRESSION_LZ4,
        [RCI_ARROW_IPC_ZSTD] = RC_COMPRESSION_ZSTD,
    };
    const rci_arrow_ipc_table *table = &piece->message.header;
    rci_arrow_ipc_codec codec = RCI_ARROW_IPC_STORED;
    rc_status status = rci_arrow_ipc_batch_describe(table, &info->records, &codec, err);
    if (status == RC_OK) {
        status = rci_arrow_ipc_batch_measure(table, codec, piece->body->data, piece->body->size,
                                             &info->buffer_bytes, &info->plain_bytes, err);
    }
    info->offset = piece->at;
    info->bytes = piece->body_at - piece->at + piece->message.body_size;
    info->compression = codec == RCI_ARROW_IPC_STORED ? RC_COMPRESSION_NONE : compressions[codec];
    info->version = piece->message.version;
    return status;
}

rc_status rc_arrow_file_batch_info(const rc_arrow_file *file, size_t batch,
                                   rc_arrow_batch_info *info, rc_error *err)
{
    rc_arrow_batch_info known = RC_ARROW_BATCH_INFO_INIT;
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rc_error unset = RC_ERROR_INIT;
    rc_status status;
    err = err ? err : &unset;
    if (!info) {
        return rci_base_fail(err, RC_EARG, "no rc_arrow_batch_info (NULL)");
    }
    status = rci_base_options(&known, sizeof known, info, "rc_arrow_batch_info", err);
    if (status == RC_OK) {
        status = read_batch(file, batch, &piece, err);
    }
    if (status != RC_OK) {
        return status;
    }
    status = rci_arrow_ipc_input_fetch(&file->input, &piece, err);
    if (status == RC_OK) {
        status = describe(&piece, &known, err);
    }
    if (status == RC_OK) {
        known.size = info->size;
        memcpy(info, &known, info->size);
    } else {
        rci_base_error_byte(err, piece.at);
        rci_base_error_source(err, rci_io_source_name(file->source));
    }
    rci_arrow_ipc_piece_release(&piece);
    return status;
}

/* The records of a piece. */
static rc_store *decode(const rc_arrow_file *file, rci_arrow_ipc_piece *piece, rc_error *err)
{
    rci_arrow_ipc_column *column = NULL;
    rc_store *store = NULL;
    if (rci_arrow_ipc_input_fetch(&file->input, piece, err) == RC_OK) {
        column = rci_arrow_ipc_input_decode(&file->input, piece, err);
    }
    if (column) {
        store = rci_arrow_ipc_records(column, 0, column->length, &file->input.schema,
                                      &file->options, err);
        rci_arrow_ipc_column_unref(column);
    }
    if (!store) {
        rci_base_error_byte(err, piece->at);
        rci_base_error_source(err, rci_io_source_name(file->source));
    }
    return store;
}

rc_store *rc_arrow_file_batch(const rc_arrow_file *file, size_t batch, rc_error *err)
{
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rc_error unset = RC_ERROR_INIT;
    rc_store *store = NULL;
    err = err ? err : &unset;
    if (read_batch(file, batch, &piece, err) == RC_OK) {
        store = decode(file, &piece, err);
        rci_arrow_ipc_piece_release(&piece);
    }
    return store;
}
