/*
 * format/arrow/ipc/writer.c - writing Arrow files and streams. Records are collected to record
 * batches of a size that depends on the records only, so that the output does not depend on the
 * parts in which they arrive. `place` collects them, in order; `put` encodes complete batches, on
 * any thread.
 */
#include "base/alloc.h"
#include "base/cell.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/arrow/ipc/batch_write.h"
#include "format/arrow/ipc/ipc.h"
#include "format/arrow/ipc/queue.h"
#include "format/arrow/ipc/state.h"
#include "store/batch.h"
#include "stream/writer_impl.h"

#include <string.h>

/* The most bytes of cells, and of strings, in a record batch, unless one record has more. */
enum { BATCH_BYTES = 1 << 21, BATCH_TEXT = 1 << 23, BATCH_RECORDS = 1 << 20 };

/* Where a str cell of a record is. */
typedef struct str_cell {
    size_t leaf;
    size_t offset; /* in the leaf */
} str_cell;

typedef struct ipc_writer {
    rc_writer base;
    bool is_file;
    rci_arrow_ipc_codec codec;
    rc_arrow_export_options options;
    struct ArrowSchema schema;
    rci_base_bytes message;     /* the schema, the end */
    rci_base_bytes blocks;      /* rci_arrow_ipc_block of the record batches */
    rci_arrow_ipc_queue queue;  /* record batches that are complete */
    rci_arrow_ipc_item *filled; /* the one that records are added to, or NULL */
    uint64_t placed;            /* records before those */
    size_t text;                /* bytes of the strings in `filled` */
    str_cell *str_cells;        /* of a record */
    size_t n_str_cells;
} ipc_writer;

/* -------------------------------------------------------------------- batches */

/* Any thread. */
static rc_status encode_batch(const void *owner, rci_arrow_ipc_item *item, rc_error *err)
{
    const ipc_writer *writer = owner;
    struct ArrowArray array;
    rc_status status = rc_arrow_export(item->records, &writer->options, NULL, &array, err);
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_batch(&writer->schema, &array, writer->codec, &item->message,
                                           &item->block, err);
        array.release(&array);
    }
    return status;
}

/* In order. */
static rc_status write_batch(void *owner, rci_arrow_ipc_item *item, rc_error *err)
{
    ipc_writer *writer = owner;
    rc_status status;
    item->block.offset = writer->base.bytes;
    status = rci_stream_writer_append(&writer->base, item->message.data, item->message.length, err);
    if (status == RC_OK && writer->is_file) {
        status = rci_base_bytes_append(&writer->blocks, &item->block, sizeof item->block, err);
    }
    return status;
}

static const rci_arrow_ipc_queue_ops queue_ops = {.encode = encode_batch, .write = write_batch};

/* The records that were added make a record batch, if there are any. */
static void close_batch(ipc_writer *writer)
{
    rci_arrow_ipc_item *item = writer->filled;
    if (item && rc_store_length(item->records) > 0) {
        item->first = writer->placed;
        writer->placed += rc_store_length(item->records);
        writer->text = 0;
        writer->filled = NULL;
        rci_arrow_ipc_queue_add(&writer->queue, item);
    }
}

/* The length of a string is in the first 4 bytes of its cell. */
static size_t text_of_record(const ipc_writer *writer, const rc_store *batch, size_t record)
{
    size_t text = 0;
    for (size_t i = 0; i < writer->n_str_cells; i++) {
        const str_cell *at = &writer->str_cells[i];
        unsigned char *base;
        size_t stride;
        rci_store_leaf(batch, at->leaf, &base, &stride);
        text += rci_base_cell_get(base + record * stride + at->offset, 4, false);
    }
    return text;
}

/* How many of `n` records fit the batch that is filled; their strings are counted. */
static size_t count_fitting(ipc_writer *writer, const rc_store *batch, size_t first, size_t n)
{
    const size_t length = rc_store_length(writer->filled->records);
    const size_t space = writer->queue.batch_records - length;
    const size_t most = n < space ? n : space;
    if (!rci_dtype_has_str(writer->base.dtype)) {
        return most;
    }
    for (size_t i = 0; i < most; i++) {
        const size_t text = text_of_record(writer, batch, first + i);
        if (length + i > 0 && writer->text + text > BATCH_TEXT) {
            return i;
        }
        writer->text += text;
    }
    return most;
}

static rc_status open_batch(ipc_writer *writer, rc_error *err)
{
    if (!writer->filled) {
        writer->filled = rci_arrow_ipc_queue_item(&writer->queue, writer->base.dtype, err);
    }
    return writer->filled ? RC_OK : RC_ENOMEM;
}

/* Adds records to record batches. */
static rc_status place(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    ipc_writer *writer = (ipc_writer *)base;
    rc_status status = RC_OK;
    (void)out;
    (void)at;
    while (status == RC_OK && n > 0 && (status = open_batch(writer, err)) == RC_OK) {
        const size_t fitting = count_fitting(writer, batch, first, n);
        if (fitting == 0) {
            close_batch(writer);
            continue;
        }
        status = rc_store_append_range(writer->filled->records, batch, first, fitting, err);
        first += fitting;
        n -= fitting;
    }
    return status;
}

/* Encodes and writes the record batches that are complete. */
static rc_status put(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    (void)batch;
    (void)first;
    (void)n;
    (void)out;
    (void)at;
    return rci_arrow_ipc_queue_work(&((ipc_writer *)base)->queue, err);
}

static rc_status finish(rc_writer *base, rc_error *err)
{
    ipc_writer *writer = (ipc_writer *)base;
    rc_status status;
    close_batch(writer);
    status = rci_arrow_ipc_queue_work(&writer->queue, err);
    writer->message.length = 0;
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_end(&writer->message, err);
    }
    if (status == RC_OK && writer->is_file) {
        status = rci_arrow_ipc_write_footer(
            &writer->schema, (const rci_arrow_ipc_block *)(const void *)writer->blocks.data,
            writer->blocks.length / sizeof(rci_arrow_ipc_block), &writer->message, err);
    }
    return status == RC_OK
               ? rci_stream_writer_append(base, writer->message.data, writer->message.length, err)
               : status;
}

/* ---------------------------------------------------------------- checkpoints */

static rc_status save(const rc_writer *base, rci_base_bytes *state, rc_error *err)
{
    const ipc_writer *writer = (const ipc_writer *)(const void *)base;
    return rci_arrow_ipc_state_write(&writer->schema, &writer->options, &writer->blocks,
                                     writer->filled ? writer->filled->records : NULL, state, err);
}

/* The records fit one record batch, in which they were. */
static rc_status place_all(rc_writer *base, rc_reader *reader, rc_error *err)
{
    rci_base_bytes none = {0};
    uint64_t at, records = 0;
    rc_store *batch = NULL;
    rc_status status = RC_OK;
    while (status == RC_OK && (status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        records += rc_store_length(batch);
        status = place(base, batch, 0, rc_store_length(batch), &none, &at, err);
        rc_store_unref(batch);
    }
    ((ipc_writer *)base)->placed = base->records - records;
    return status == RC_END ? RC_OK : status;
}

static rc_status restore(rc_writer *base, const void *state, size_t n, rc_error *err)
{
    rc_reader *reader = rci_arrow_ipc_state_read(state, n, &((ipc_writer *)base)->blocks, err);
    rc_status status = reader ? place_all(base, reader, err) : RC_EFORMAT;
    rc_reader_close(reader);
    return status;
}

static void close_writer(rc_writer *base)
{
    ipc_writer *writer = (ipc_writer *)base;
    if (writer->schema.release) {
        writer->schema.release(&writer->schema);
    }
    rci_base_bytes_release(&writer->message);
    rci_base_bytes_release(&writer->blocks);
    rci_arrow_ipc_queue_drop(&writer->queue, writer->filled);
    rci_arrow_ipc_queue_release(&writer->queue);
    rci_base_free_as(base->allocator, RC_MEMORY_WRITER, writer->str_cells,
                     writer->n_str_cells * sizeof *writer->str_cells);
}

static const rci_stream_writer_ops writer_ops = {
    .place = place,
    .put = put,
    .finish = finish,
    .save = save,
    .restore = restore,
    .close = close_writer,
};

/* -------------------------------------------------------------------- opening */

/* Counts the str cells in a cell of a leaf, and lists them unless `list` is NULL. Recursion: as
   deep as the dtype. */
static size_t list_str_cells(const rc_dtype *dtype, str_cell at, str_cell *list)
{
    const rc_dtype *element = rc_dtype_element(dtype);
    const size_t each = element ? rc_dtype_itemsize(element) : 0;
    size_t n = 0;
    if (!rci_dtype_has_str(dtype)) {
        return 0;
    }
    if (rc_dtype_kind(dtype) == RC_STR) {
        if (list) {
            *list = at;
        }
        return 1;
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        const rc_field_info info = rci_dtype_child_at(dtype, i).info;
        const str_cell member = {at.leaf, at.offset + info.offset};
        n += list_str_cells(info.dtype, member, list ? list + n : NULL);
    }
    for (size_t i = 0; each && i < rc_dtype_itemsize(dtype) / each; i++) {
        const str_cell member = {at.leaf, at.offset + i * each};
        n += list_str_cells(element, member, list ? list + n : NULL);
    }
    return n;
}

static size_t list_all_str_cells(const rci_dtype_leaves *leaves, str_cell *list)
{
    size_t n = 0;
    for (size_t leaf = 0; leaf < leaves->n_leaves; leaf++) {
        const str_cell at = {leaf, 0};
        n += list_str_cells(leaves->leaf[leaf].dtype, at, list ? list + n : NULL);
    }
    return n;
}

static rc_status find_str_cells(ipc_writer *writer, rc_error *err)
{
    rci_dtype_leaves leaves;
    rc_status status = rci_dtype_leaves_init(&leaves, writer->base.dtype, err);
    if (status != RC_OK) {
        return status;
    }
    writer->n_str_cells = list_all_str_cells(&leaves, NULL);
    writer->str_cells =
        rci_base_zalloc_array_as(writer->base.allocator, RC_MEMORY_WRITER, writer->n_str_cells,
                                 sizeof *writer->str_cells, err);
    if (writer->str_cells) {
        list_all_str_cells(&leaves, writer->str_cells);
    }
    rci_dtype_leaves_release(&leaves);
    return writer->str_cells ? RC_OK : RC_ENOMEM;
}

static size_t records_of_batch(const rc_dtype *dtype)
{
    const size_t itemsize = rc_dtype_itemsize(dtype);
    const size_t fitting = BATCH_BYTES / (itemsize ? itemsize : 1);
    const size_t n = fitting < BATCH_RECORDS ? fitting : BATCH_RECORDS;
    return n ? n : 1;
}

/* The magic and the schema. */
static rc_status write_start(ipc_writer *writer, rc_error *err)
{
    static const char magic[RCI_ARROW_IPC_FILE_START] = RCI_ARROW_IPC_MAGIC "\0";
    rc_status status = RC_OK;
    if (writer->is_file) {
        status = rci_base_bytes_append(&writer->message, magic, sizeof magic, err);
    }
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_schema(&writer->schema, &writer->message, err);
    }
    return status == RC_OK ? rci_stream_writer_append(&writer->base, writer->message.data,
                                                      writer->message.length, err)
                           : status;
}

static rc_status start(ipc_writer *writer, rc_error *err)
{
    const rc_dtype *dtype = writer->base.dtype;
    rc_status status = rc_arrow_export_schema(dtype, &writer->options, &writer->schema, err);
    if (status == RC_OK) {
        status = find_str_cells(writer, err);
    }
    if (status != RC_OK) {
        return status;
    }
    status = open_batch(writer, err);
    return status == RC_OK ? write_start(writer, err) : status;
}

static void set_options(ipc_writer *writer, const rc_write_options *options)
{
    static const rc_arrow_export_options defaults = RC_ARROW_EXPORT_OPTIONS_INIT;
    static const rci_arrow_ipc_codec codecs[] = {
        [RC_COMPRESSION_NONE] = RCI_ARROW_IPC_STORED,
        [RC_COMPRESSION_LZ4] = RCI_ARROW_IPC_LZ4,
        [RC_COMPRESSION_ZSTD] = RCI_ARROW_IPC_ZSTD,
    };
    writer->codec = codecs[options->compression];
    writer->options = defaults;
    writer->options.strings =
        options->strings == RC_STRINGS_DEFAULT ? RC_STRINGS_UTF8 : options->strings;
    writer->options.table = 1;
}

static rc_writer *open_writer(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, bool is_file, rc_error *err)
{
    rc_writer *base = rci_stream_writer_new(sizeof(ipc_writer), &writer_ops, output, dtype, err);
    ipc_writer *writer = (ipc_writer *)base;
    if (!base) {
        return NULL;
    }
    base->has_places = true;
    base->slow_place = true;
    writer->is_file = is_file;
    rci_arrow_ipc_queue_init(&writer->queue, &queue_ops, writer, base->allocator,
                             records_of_batch(dtype));
    set_options(writer, options);
    rci_base_bytes_init_as(&writer->message, RC_MEMORY_WRITER);
    rci_base_bytes_init_as(&writer->blocks, RC_MEMORY_WRITER);
    if (start(writer, err) != RC_OK) {
        base->output = NULL; /* stays the caller's */
        rc_writer_close(base);
        return NULL;
    }
    return base;
}

rc_writer *rci_arrow_ipc_open_file_writer(rci_io_output *output, const rc_dtype *dtype,
                                          const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, true, err);
}

rc_writer *rci_arrow_ipc_open_stream_writer(rci_io_output *output, const rc_dtype *dtype,
                                            const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, false, err);
}
