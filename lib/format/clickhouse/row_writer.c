/*
 * format/clickhouse/row_writer.c - writing RowBinaryWithNamesAndTypes: the header, then the
 * records. Records that are in memory as they are in the format are written from there.
 */
#include "base/error.h"
#include "format/clickhouse/format.h"
#include "format/clickhouse/header.h"
#include "format/clickhouse/row.h"
#include "store/batch.h"
#include "stream/writer_impl.h"

typedef struct row_writer {
    rc_writer base;
    rci_clickhouse_columns columns;
} row_writer;

static rc_status encode(const rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    const rci_clickhouse_columns *columns = &((const row_writer *)base)->columns;
    if (columns->as_they_lie && rci_store_rows_are_packed(batch) &&
        rci_clickhouse_check_rows(columns, batch, first, n, false)) {
        return RC_OK; /* `put` takes them from the batch */
    }
    return rci_clickhouse_put_rows(columns, batch, first, n, out, err);
}

/* Every record has at least one byte: `out` is empty only if the rows are written from the batch.
 */
static size_t size_of(const row_writer *writer, size_t n, const rci_base_bytes *out)
{
    return out->length ? out->length : n * writer->columns.row;
}

static rc_status place(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    (void)batch;
    (void)first;
    (void)err;
    *at = rci_stream_writer_take_bytes(base, size_of((const row_writer *)base, n, out));
    return RC_OK;
}

static rc_status put(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    const row_writer *writer = (const row_writer *)base;
    const unsigned char *bytes = out->data;
    if (out->length == 0) {
        bytes = (const unsigned char *)rc_store_data_const(batch) + first * writer->columns.row;
    }
    return rci_stream_writer_write_at(base, at, bytes, size_of(writer, n, out), err);
}

static void close_writer(rc_writer *base)
{
    rci_clickhouse_columns_release(&((row_writer *)base)->columns);
}

static const rci_stream_writer_ops writer_ops = {
    .encode = encode,
    .place = place,
    .put = put,
    .close = close_writer,
};

static rc_status start(row_writer *writer, rc_error *err)
{
    rc_writer *base = &writer->base;
    rc_status status = rci_clickhouse_columns_of(&writer->columns, base->dtype, err);
    base->has_places = rci_io_output_has_places(base->output);
    if (status == RC_OK) {
        status = rci_clickhouse_header_write(&writer->columns, &base->buffer, err);
    }
    return status == RC_OK
               ? rci_stream_writer_append(base, base->buffer.data, base->buffer.length, err)
               : status;
}

rc_writer *rci_clickhouse_create_rowbinary(rci_io_output *output, const rc_dtype *dtype,
                                           const rc_write_options *options, rc_error *err)
{
    rc_writer *writer = rci_stream_writer_new(sizeof(row_writer), &writer_ops, output, dtype, err);
    (void)options; /* it declares none */
    if (writer && start((row_writer *)writer, err) != RC_OK) {
        rci_base_error_hint(err, RC_HINT_OUTPUT, "arrow");
        writer->output = NULL; /* stays the caller's */
        rc_writer_close(writer);
        return NULL;
    }
    return writer;
}
