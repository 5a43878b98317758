/*
 * format/npy/writer.c - writing .npy: the header, then the records as rows. The header holds the
 * number of records. Where the output can be patched, the header is corrected at the end; where it
 * cannot, the records are kept in a temporary file until their number is known.
 */
#include "base/check.h"
#include "base/error.h"
#include "format/npy/header.h"
#include "format/npy/npy.h"
#include "io/spool.h"
#include "store/batch.h"
#include "stream/writer_impl.h"

typedef struct npy_writer {
    rc_writer base;
    rci_io_spool *spool; /* NULL while the output is written directly */
} npy_writer;

/* Records that are in memory as they will be in the file are written from there. */
static rc_status encode(const rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    size_t size;
    rc_status status;
    if (rci_store_rows_are_packed(batch)) {
        return RC_OK;
    }
    if (rci_base_mul_overflows(n, rc_dtype_itemsize(writer->dtype), &size)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu records are more than memory can address", n);
    }
    if (size == 0) { /* there need not be a buffer to point into */
        return RC_OK;
    }
    status = rci_base_bytes_reserve(out, size, err);
    if (status == RC_OK) {
        status = rci_store_copy_rows(batch, first, n, out->data + out->length, err);
    }
    if (status == RC_OK) {
        out->length += size;
    }
    return status;
}

/* The bytes of the records in the file. */
static const unsigned char *bytes_of(const rc_writer *base, const rc_store *batch, size_t first,
                                     size_t n, const rci_base_bytes *out, size_t *size)
{
    const size_t itemsize = rc_dtype_itemsize(base->dtype);
    *size = n * itemsize;
    return rci_store_rows_are_packed(batch)
               ? (const unsigned char *)rc_store_data_const(batch) + first * itemsize
               : out->data;
}

static rc_status place(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    const npy_writer *writer = (const npy_writer *)base;
    const size_t size = n * rc_dtype_itemsize(base->dtype);
    (void)batch;
    (void)first;
    (void)out;
    (void)err;
    if (writer->spool) {
        base->bytes += size;
    } else {
        *at = rci_stream_writer_take_bytes(base, size);
    }
    return RC_OK;
}

static rc_status put(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    npy_writer *writer = (npy_writer *)base;
    size_t size;
    const unsigned char *rows = bytes_of(base, batch, first, n, out, &size);
    return writer->spool ? rci_io_spool_write(writer->spool, rows, size, err)
                         : rci_stream_writer_write_at(base, at, rows, size, err);
}

/* ------------------------------------------------------------------ header */

/* Writes the final header: over the one at the start of an output that can be patched, else before
   the records, which follow from the temporary file. */
static rc_status place_header(npy_writer *writer, const rci_base_bytes *header, rc_error *err)
{
    rc_writer *base = &writer->base;
    rc_status status;
    if (!writer->spool) {
        return rci_io_output_patch(base->output, 0, header->data, header->length, err);
    }
    status = rci_stream_writer_append(base, header->data, header->length, err);
    return status == RC_OK ? rci_io_spool_copy(writer->spool, base->output, err) : status;
}

static rc_status finish(rc_writer *base, rc_error *err)
{
    rci_base_bytes header;
    rc_status status;
    rci_base_bytes_init(&header);
    status = rci_npy_header_write(&header, base->dtype, base->records, err);
    if (status == RC_OK) {
        status = place_header((npy_writer *)base, &header, err);
    }
    rci_base_bytes_release(&header);
    return status;
}

static void close_writer(rc_writer *base)
{
    rci_io_spool_close(((npy_writer *)base)->spool);
}

static const rci_stream_writer_ops writer_ops = {
    .encode = encode,
    .place = place,
    .put = put,
    .finish = finish,
    .close = close_writer,
};

/* ----------------------------------------------------------------- opening */

/* Writes a header for 0 records, to be patched, or opens the temporary file. */
static rc_status start(npy_writer *writer, const rci_base_bytes *header, rc_error *err)
{
    if (rci_io_output_can_patch(writer->base.output)) {
        writer->base.has_places = rci_io_output_has_places(writer->base.output);
        return rci_stream_writer_append(&writer->base, header->data, header->length, err);
    }
    writer->spool = rci_io_spool_open(err);
    return writer->spool ? RC_OK : RC_EIO;
}

static rc_writer *new_writer(rci_io_output *output, const rc_dtype *dtype,
                             const rci_base_bytes *header, rc_error *err)
{
    rc_writer *writer = rci_stream_writer_new(sizeof(npy_writer), &writer_ops, output, dtype, err);
    if (writer && start((npy_writer *)writer, header, err) != RC_OK) {
        writer->output = NULL; /* stays the caller's */
        rc_writer_close(writer);
        return NULL;
    }
    return writer;
}

rc_writer *rci_npy_open_writer(rci_io_output *output, const rc_dtype *dtype,
                               const rc_write_options *options, rc_error *err)
{
    rci_base_bytes header;
    rc_writer *writer = NULL;
    rci_base_bytes_init(&header);
    (void)options; /* it declares none */
    if (rci_npy_can_hold(dtype, err) != RC_OK) {
        rci_base_error_hint(err, RC_HINT_OUTPUT, "arrow");
    } else if (rci_npy_header_write(&header, dtype, 0, err) == RC_OK) {
        writer = new_writer(output, dtype, &header, err);
    }
    rci_base_bytes_release(&header);
    return writer;
}
