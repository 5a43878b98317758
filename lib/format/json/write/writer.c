/*
 * format/json/write/writer.c - the writers of the formats "ndjson", one record in each line, and
 * "json", one array of records.
 */
#include "format/json/format.h"
#include "format/json/write/encode.h"
#include "stream/writer_impl.h"

typedef struct json_writer {
    rc_writer base;
    rci_record_plan *plan;
    rci_json_write_encoder encoder;
    bool is_array;
} json_writer;

static rc_status encode(const rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    const json_writer *writer = (const json_writer *)(const void *)base;
    return rci_json_write_encode(&writer->encoder, batch, first, n, writer->is_array ? ',' : '\0',
                                 writer->is_array ? '\0' : '\n', out, err);
}

static rc_status encode_values(const rc_writer *base, const rci_stream_value *values,
                               rci_base_bytes *out, rc_error *err)
{
    const json_writer *writer = (const json_writer *)(const void *)base;
    return rci_json_write_encode_values(&writer->encoder, values, writer->is_array ? ',' : '\0',
                                        writer->is_array ? '\0' : '\n', out, err);
}

/* In an array each record has a comma before it, in place of which the first gets the bracket. */
static rc_status place(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    (void)first;
    (void)batch;
    (void)n;
    (void)err;
    if (((const json_writer *)base)->is_array && base->records == 0) {
        out->data[0] = '[';
    }
    *at = rci_stream_writer_take_bytes(base, out->length);
    return RC_OK;
}

static rc_status put(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    (void)batch;
    (void)first;
    (void)n;
    return rci_stream_writer_write_at(base, at, out->data, out->length, err);
}

static rc_status finish(rc_writer *base, rc_error *err)
{
    const json_writer *writer = (const json_writer *)base;
    if (!writer->is_array) {
        return RC_OK;
    }
    return base->records ? rci_stream_writer_append(base, "]\n", 2, err)
                         : rci_stream_writer_append(base, "[]\n", 3, err);
}

static void close_writer(rc_writer *base)
{
    json_writer *writer = (json_writer *)base;
    if (writer->encoder.plan) {
        rci_json_write_encoder_release(&writer->encoder);
    }
    rci_record_plan_free(writer->plan);
}

static const rci_stream_writer_ops writer_ops = {
    .encode = encode,
    .encode_values = encode_values,
    .place = place,
    .put = put,
    .finish = finish,
    .close = close_writer,
};

static rc_writer *open_writer(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, bool is_array, rc_error *err)
{
    json_writer *writer =
        (json_writer *)rci_stream_writer_new(sizeof *writer, &writer_ops, output, dtype, err);
    if (!writer) {
        return NULL;
    }
    writer->base.has_places = rci_io_output_has_places(output);
    writer->is_array = is_array;
    writer->plan = rci_record_plan_new(dtype, err);
    if (!writer->plan ||
        rci_json_write_encoder_init(&writer->encoder, writer->plan, options->values,
                                    options->nonfinite, err) != RC_OK) {
        writer->base.output = NULL; /* stays the caller's */
        writer->encoder.plan = NULL;
        rc_writer_close(&writer->base);
        return NULL;
    }
    return &writer->base;
}

rc_writer *rci_json_write_lines(rci_io_output *output, const rc_dtype *dtype,
                                const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, false, err);
}

rc_writer *rci_json_write_document(rci_io_output *output, const rc_dtype *dtype,
                                   const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, true, err);
}
