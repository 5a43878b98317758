/* stream/writer.c - the writer object: encodes and commits records in parts. */
#include "stream/writer_impl.h"

#include "base/error.h"
#include "store/view.h"

rc_writer *rci_stream_writer_new(size_t size, const rci_stream_writer_ops *ops,
                                 rci_io_output *output, const rc_dtype *dtype, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rc_writer *writer = rci_base_zalloc_as(allocator, RC_MEMORY_WRITER, size, err);
    if (!writer) {
        return NULL;
    }
    writer->ops = ops;
    writer->allocator = allocator;
    writer->size = size;
    writer->output = output;
    writer->dtype = rc_dtype_ref(dtype);
    rci_base_bytes_init_as(&writer->buffer, RC_MEMORY_WRITER);
    return writer;
}

rc_status rci_stream_writer_append(rc_writer *writer, const void *data, size_t n, rc_error *err)
{
    rc_status status = n ? rci_io_output_write(writer->output, data, n, err) : RC_OK;
    if (status == RC_OK) {
        writer->bytes += n;
    } else {
        rci_base_error_source(err, rci_io_output_name(writer->output));
    }
    return status;
}

uint64_t rci_stream_writer_take_bytes(rc_writer *writer, size_t n)
{
    writer->bytes += n;
    return rci_io_output_take_place(writer->output, n);
}

rc_status rci_stream_writer_write_at(rc_writer *writer, uint64_t place, const void *data, size_t n,
                                     rc_error *err)
{
    return n ? rci_io_output_write_at(writer->output, place, data, n, err) : RC_OK;
}

void rci_stream_writer_add_output(const rc_writer *writer, rc_error *err)
{
    if (writer->output) {
        rci_base_error_source(err, rci_io_output_name(writer->output));
    }
}

void rci_stream_writer_failed_at(rc_writer *writer, rc_error *err)
{
    writer->failed = true;
    if (err && err->record != RC_NOWHERE) {
        err->record += writer->records;
    }
    rci_stream_writer_add_output(writer, err);
}

rc_status rci_stream_writer_encode(const rc_writer *writer, const rc_store *batch, size_t first,
                                   size_t n, rci_base_bytes *out, rc_error *err)
{
    return writer->ops->encode ? writer->ops->encode(writer, batch, first, n, out, err) : RC_OK;
}

rc_status rci_stream_writer_place(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                  rci_base_bytes *out, uint64_t *place, rc_error *err)
{
    rc_status status = writer->ops->place(writer, batch, first, n, out, place, err);
    if (status == RC_OK) {
        writer->records += n;
    } else {
        rci_stream_writer_add_output(writer, err);
    }
    return status;
}

static rc_status commit(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    uint64_t place = 0;
    rc_status status;
    if (writer->ops->commit) {
        status = writer->ops->commit(writer, batch, first, n, out, err);
        writer->records += status == RC_OK ? n : 0;
        return status;
    }
    status = rci_stream_writer_place(writer, batch, first, n, out, &place, err);
    if (status == RC_OK) {
        status = writer->ops->put(writer, batch, first, n, out, place, err);
        writer->records -= status == RC_OK ? 0 : n;
    }
    return status;
}

rc_status rci_stream_writer_commit(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                                   rci_base_bytes *out, rc_error *err)
{
    rc_status status = commit(writer, batch, first, n, out, err);
    if (status != RC_OK) {
        writer->failed = true;
        rci_stream_writer_add_output(writer, err);
    }
    return status;
}

static rc_status check_usable(const rc_writer *writer, rc_error *err)
{
    if (!writer) {
        return rci_base_fail(err, RC_EARG, "no writer (NULL)");
    }
    if (writer->failed) {
        return rci_base_fail(err, RC_EARG, "this writer has failed: close it");
    }
    if (writer->finished) {
        return rci_base_fail(err, RC_EARG, "this writer is finished: close it");
    }
    return RC_OK;
}

rc_status rci_stream_writer_check_dtype(const rc_writer *writer, const rc_dtype *dtype,
                                        rc_error *err)
{
    if (!rc_dtype_equal(writer->dtype, dtype)) {
        return rci_base_fail(err, RC_ETYPE,
                             "the dtype of the records is not equal to the dtype of the writer");
    }
    return RC_OK;
}

rc_status rci_stream_writer_check(const rc_writer *writer, const rc_dtype *dtype, rc_error *err)
{
    rc_status status = check_usable(writer, err);
    return status == RC_OK ? rci_stream_writer_check_dtype(writer, dtype, err) : status;
}

/* Records of a store whose layout is rows or columns. */
static rc_status write_plain(rc_writer *writer, const rc_store *store, size_t first, size_t n,
                             rc_error *err)
{
    rc_status status;
    writer->buffer.length = 0;
    status = rci_stream_writer_encode(writer, store, first, n, &writer->buffer, err);
    if (status != RC_OK) {
        rci_stream_writer_failed_at(writer, err);
        return status;
    }
    return rci_stream_writer_commit(writer, store, first, n, &writer->buffer, err);
}

static rc_status write_some(rc_writer *writer, const rc_store *store, size_t first, size_t n,
                            rc_error *err)
{
    const rc_store *plain;
    rc_status status;
    if (rc_store_layout(store) != RC_STRIDED) {
        return write_plain(writer, store, first, n, err);
    }
    plain = rci_store_plain(store, first, n, err);
    status = plain ? write_plain(writer, plain, 0, n, err) : err->status;
    rc_store_unref(plain);
    return status;
}

/* The number of records in the next part: few at first, to measure the length of their text, then
   as many as make text that stays in the processor's cache until it is written. Records that are
   not encoded need no buffer and are written in large parts. */
static size_t next_part(size_t itemsize, size_t done, size_t text_length)
{
    enum { FIRST_BYTES = 1 << 13, TEXT_BYTES = 1 << 17, PART_BYTES = 1 << 20 };
    size_t part = 1 + (done ? PART_BYTES : FIRST_BYTES) / (itemsize ? itemsize : 1);
    size_t each = done ? text_length / done : 0;
    return each && part > 1 + TEXT_BYTES / each ? 1 + TEXT_BYTES / each : part;
}

/* In parts, so that the text of a large store is never in memory as a whole. */
rc_status rc_writer_write(rc_writer *writer, const rc_store *store, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    size_t length = rc_store_length(store), first = 0, n = 0;
    rc_status status;
    err = err ? err : &local;
    status = check_usable(writer, err);
    if (status == RC_OK && !store) {
        status = rci_base_fail(err, RC_EARG, "no store to write (NULL)");
    }
    if (status == RC_OK) {
        status = rci_stream_writer_check(writer, rc_store_dtype(store), err);
    }
    while (status == RC_OK && first < length) {
        n = next_part(rc_dtype_itemsize(writer->dtype), n, writer->buffer.length);
        n = length - first < n ? length - first : n;
        status = write_some(writer, store, first, n, err);
        first += n;
    }
    return status;
}

/* What came of a step of finishing. */
static rc_status finished(rc_writer *writer, rc_status status, rc_error *err)
{
    if (status != RC_OK) {
        rci_stream_writer_add_output(writer, err);
    }
    writer->failed = status != RC_OK;
    return status;
}

rc_status rci_stream_writer_complete(rc_writer *writer, rc_error *err)
{
    rc_status status = check_usable(writer, err);
    if (status != RC_OK) {
        return status;
    }
    if (writer->ops->finish) {
        status = writer->ops->finish(writer, err);
    }
    if (status == RC_OK && writer->output) {
        status = rci_io_output_prepare(writer->output, err);
    }
    return finished(writer, status, err);
}

rc_status rci_stream_writer_seal(rc_writer *writer, rc_error *err)
{
    return finished(writer, writer->output ? rci_io_output_seal(writer->output, err) : RC_OK, err);
}

rc_status rci_stream_writer_appear(rc_writer *writer, rc_error *err)
{
    rc_status status = writer->output ? rci_io_output_commit(writer->output, err) : RC_OK;
    if (status == RC_OK && writer->ops->appear) {
        status = writer->ops->appear(writer, err);
    }
    writer->finished = status == RC_OK;
    return finished(writer, status, err);
}

rc_status rc_writer_finish(rc_writer *writer, rc_error *err)
{
    rc_status status = rci_stream_writer_complete(writer, err);
    return status == RC_OK ? rci_stream_writer_appear(writer, err) : status;
}

void rc_writer_close(rc_writer *writer)
{
    if (!writer) {
        return;
    }
    if (writer->ops->close) {
        writer->ops->close(writer);
    }
    rci_io_output_close(writer->output);
    rci_base_bytes_release(&writer->buffer);
    rc_dtype_unref(writer->dtype);
    rci_base_meter_release(writer->meter);
    rci_base_free_as(writer->allocator, RC_MEMORY_WRITER, writer, writer->size);
}
