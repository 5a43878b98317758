/* format/csv/writer.c - the writers of CSV text. */
#include "format/csv/writer.h"
#include "format/csv/rows.h"
#include "stream/writer_impl.h"

typedef struct csv_writer {
    rc_writer base;
    rci_record_plan *plan;
    rci_csv_encoder encoder;
} csv_writer;

static rc_status encode(const rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    return rci_csv_encode(&((const csv_writer *)(const void *)base)->encoder, batch, first, n, out,
                          err);
}

static rc_status place(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    (void)batch, (void)first, (void)n, (void)err;
    *at = rci_stream_writer_take_bytes(base, out->length);
    return RC_OK;
}

static rc_status put(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    (void)batch, (void)first, (void)n;
    return rci_stream_writer_write_at(base, at, out->data, out->length, err);
}

static void close_writer(rc_writer *base)
{
    csv_writer *writer = (csv_writer *)base;
    rci_csv_encoder_release(&writer->encoder);
    rci_record_plan_free(writer->plan);
}

static const rci_stream_writer_ops writer_ops = {
    .encode = encode,
    .place = place,
    .put = put,
    .close = close_writer,
};

static rc_status write_header(csv_writer *writer, rc_error *err)
{
    rci_base_bytes header;
    rc_status status;
    if (writer->encoder.dialect.header == RC_CSV_HEADER_NO) {
        return RC_OK;
    }
    rci_base_bytes_init_as(&header, RC_MEMORY_WRITER);
    status = rci_csv_encode_header(&writer->encoder, &header, err);
    if (status == RC_OK) {
        status = rci_stream_writer_append(&writer->base, header.data, header.length, err);
    }
    rci_base_bytes_release(&header);
    return status;
}

static rc_writer *open_writer(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, bool tabs, rc_error *err)
{
    csv_writer *writer =
        (csv_writer *)rci_stream_writer_new(sizeof *writer, &writer_ops, output, dtype, err);
    if (!writer) {
        return NULL;
    }
    writer->base.has_places = rci_io_output_has_places(output);
    writer->plan = rci_record_plan_new(dtype, err);
    if (!writer->plan ||
        rci_csv_encoder_init(&writer->encoder, writer->plan, options->csv, tabs, err) != RC_OK ||
        rci_csv_slots_init(&writer->encoder, false, err) != RC_OK ||
        write_header(writer, err) != RC_OK) {
        writer->base.output = NULL; /* stays the caller's */
        rc_writer_close(&writer->base);
        return NULL;
    }
    return &writer->base;
}

rc_writer *rci_csv_write(rci_io_output *output, const rc_dtype *dtype,
                         const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, false, err);
}

rc_writer *rci_csv_write_tabs(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, true, err);
}
