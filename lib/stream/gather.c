/* stream/gather.c - records collected to batches of a size that depends on the records only. */
#include "stream/gather.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "dtype/leaves.h"
#include "store/batch.h"

/* A batch has at most so much text for each byte of cells, unless one record has more, and so many
   records. */
enum { TEXT_SHARE = 4, BATCH_RECORDS = 1 << 20 };

/* -------------------------------------------------------------------- opening */

/* Counts the str cells in a cell of a leaf, and lists them unless `list` is NULL. Recursion: as
   deep as the dtype. */
static size_t list_str_cells(const rc_dtype *dtype, rci_stream_str_cell at,
                             rci_stream_str_cell *list)
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
        const rci_stream_str_cell member = {at.leaf, at.offset + info.offset};
        n += list_str_cells(info.dtype, member, list ? list + n : NULL);
    }
    for (size_t i = 0; each && i < rc_dtype_itemsize(dtype) / each; i++) {
        const rci_stream_str_cell member = {at.leaf, at.offset + i * each};
        n += list_str_cells(element, member, list ? list + n : NULL);
    }
    return n;
}

static size_t list_all_str_cells(const rci_dtype_leaves *leaves, rci_stream_str_cell *list)
{
    size_t n = 0;
    for (size_t leaf = 0; leaf < leaves->n_leaves; leaf++) {
        const rci_stream_str_cell at = {leaf, 0};
        n += list_str_cells(leaves->leaf[leaf].dtype, at, list ? list + n : NULL);
    }
    return n;
}

static rc_status find_str_cells(rci_stream_gather *gather, rc_error *err)
{
    rci_dtype_leaves leaves;
    rc_status status = rci_dtype_leaves_init(&leaves, gather->dtype, err);
    if (status != RC_OK) {
        return status;
    }
    gather->n_str_cells = list_all_str_cells(&leaves, NULL);
    gather->str_cells =
        rci_base_zalloc_array_as(gather->queue.allocator, RC_MEMORY_WRITER, gather->n_str_cells,
                                 sizeof *gather->str_cells, err);
    if (gather->str_cells) {
        list_all_str_cells(&leaves, gather->str_cells);
    }
    rci_dtype_leaves_release(&leaves);
    return gather->str_cells ? RC_OK : RC_ENOMEM;
}

static size_t records_of_batch(const rc_dtype *dtype, size_t bytes)
{
    const size_t itemsize = rc_dtype_itemsize(dtype);
    const size_t fitting = bytes / (itemsize ? itemsize : 1);
    const size_t n = fitting < BATCH_RECORDS ? fitting : BATCH_RECORDS;
    return n ? n : 1;
}

static rc_status open_batch(rci_stream_gather *gather, rc_error *err)
{
    if (!gather->filled) {
        gather->filled = rci_stream_queue_item(&gather->queue, gather->dtype, err);
    }
    return gather->filled ? RC_OK : RC_ENOMEM;
}

rc_status rci_stream_gather_init(rci_stream_gather *gather, const rci_stream_queue_ops *ops,
                                 void *owner, const rc_dtype *dtype, const rc_allocator *allocator,
                                 rc_error *err)
{
    rc_status status;
    gather->dtype = dtype;
    gather->bytes = gather->largest = RCI_STREAM_GATHER_BYTES;
    rci_stream_queue_init(&gather->queue, ops, owner, allocator,
                          records_of_batch(dtype, gather->bytes));
    status = find_str_cells(gather, err);
    return status == RC_OK ? open_batch(gather, err) : status;
}

void rci_stream_gather_release(rci_stream_gather *gather)
{
    rci_stream_queue_drop(&gather->queue, gather->filled);
    rci_stream_queue_release(&gather->queue);
    rci_base_free_as(gather->queue.allocator, RC_MEMORY_WRITER, gather->str_cells,
                     gather->n_str_cells * sizeof *gather->str_cells);
}

/* --------------------------------------------------------------------- adding */

/* The records that were added make a batch, if there are any. */
static void close_batch(rci_stream_gather *gather)
{
    rci_stream_item *item = gather->filled;
    if (item && rc_store_length(item->records) > 0) {
        item->first = gather->placed;
        gather->placed += rc_store_length(item->records);
        gather->text = 0;
        gather->filled = NULL;
        rci_stream_queue_add(&gather->queue, item);
        if (gather->bytes < gather->largest) {
            gather->bytes *= 2;
            gather->queue.batch_records = records_of_batch(gather->dtype, gather->bytes);
        }
    }
}

/* The length of a string is in the first 4 bytes of its cell. */
static size_t text_of_record(const rci_stream_gather *gather, const rc_store *batch, size_t record)
{
    size_t text = 0;
    for (size_t i = 0; i < gather->n_str_cells; i++) {
        const rci_stream_str_cell *at = &gather->str_cells[i];
        unsigned char *base;
        size_t stride;
        rci_store_leaf(batch, at->leaf, &base, &stride);
        text += rci_base_cell_get(base + record * stride + at->offset, 4, false);
    }
    return text;
}

/* How many of `n` records fit the batch that is filled; their strings are counted. */
static size_t count_fitting(rci_stream_gather *gather, const rc_store *batch, size_t first,
                            size_t n)
{
    const size_t length = rc_store_length(gather->filled->records);
    const size_t space = gather->queue.batch_records - length;
    const size_t most = n < space ? n : space;
    if (!rci_dtype_has_str(gather->dtype)) {
        return most;
    }
    for (size_t i = 0; i < most; i++) {
        const size_t text = text_of_record(gather, batch, first + i);
        if (length + i > 0 && gather->text + text > TEXT_SHARE * gather->bytes) {
            return i;
        }
        gather->text += text;
    }
    return most;
}

static rc_status add(rci_stream_gather *gather, const rc_store *batch, size_t first, size_t n,
                     rc_error *err)
{
    rc_status status = RC_OK;
    while (status == RC_OK && n > 0 && (status = open_batch(gather, err)) == RC_OK) {
        const size_t fitting = count_fitting(gather, batch, first, n);
        if (fitting == 0) {
            close_batch(gather);
            continue;
        }
        status = rc_store_append_range(gather->filled->records, batch, first, fitting, err);
        first += fitting;
        n -= fitting;
    }
    return status;
}

rc_status rci_stream_gather_finish(rci_stream_gather *gather, rc_error *err)
{
    close_batch(gather);
    return rci_stream_queue_work(&gather->queue, err);
}

/* -------------------------------------------------------------------- writers */

static rci_stream_gather *gather_of(rc_writer *writer)
{
    return &((rci_stream_gather_writer *)writer)->gather;
}

rc_status rci_stream_gather_place(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                  rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    (void)out;
    (void)at;
    return add(gather_of(writer), batch, first, n, err);
}

rc_status rci_stream_gather_put(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    (void)batch;
    (void)first;
    (void)n;
    (void)out;
    (void)at;
    return rci_stream_queue_work(&gather_of(writer)->queue, err);
}

rc_status rci_stream_gather_restore(rc_writer *writer, rc_reader *kept, rc_error *err)
{
    rci_stream_gather *gather = gather_of(writer);
    uint64_t records = 0;
    rc_store *batch = NULL;
    rc_status status = RC_OK;
    while (status == RC_OK && (status = rc_reader_next(kept, &batch, err)) == RC_OK) {
        records += rc_store_length(batch);
        status = add(gather, batch, 0, rc_store_length(batch), err);
        rc_store_unref(batch);
    }
    gather->placed = writer->records - records;
    return status == RC_END ? RC_OK : status;
}
