/* stream/reject_log.c - bad records as files: a store that describes them, and their bytes. */
#include "stream/reject_log.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "store/batch.h"
#include "stream/format.h"
#include "stream/writer_impl.h"

#include <rowcol/dtype.h>
#include <string.h>

static const char log_dtype[] = "file:str, line:u8, column:u8, byte:u8, record:u8, field:str?, "
                                "status:str, message:str, text:str?, base64:str?";

/* The fields of the dtype, and those of them that can be null. */
enum { FILE_NAME, LINE, COLUMN, BYTE, RECORD, FIELD, STATUS, MESSAGE, TEXT, BASE64, FIELDS };
enum { NULL_FIELD, NULL_TEXT, NULL_BASE64, NULLABLES };

enum { BATCH = 512, FLUSH_BYTES = 1 << 18 };

typedef struct field_place {
    unsigned char *base;
    size_t stride;
} field_place;

typedef struct null_place {
    unsigned char *bits;
    size_t bit0;
} null_place;

/* What is not written yet is encoded as it comes where the writer takes values, else in a batch. */
struct rc_reject_log {
    const rc_allocator *allocator;
    rc_writer *writer;      /* NULL: no such file */
    rci_base_bytes encoded; /* records that are not written yet */
    size_t n_encoded;
    rc_store *batch;   /* the same; NULL: the writer takes values */
    size_t text_bytes; /* of the text in the batch */
    field_place fields[FIELDS];
    null_place nulls[NULLABLES];
    rci_io_output *raw; /* NULL: no such file */
    rci_base_bytes raw_bytes;
    rci_base_bytes base64; /* of the record that is added */
    bool finished;         /* or failed */
};

/* ------------------------------------------------------------------------ open */

rc_dtype *rci_stream_reject_log_dtype(rc_error *err)
{
    return rc_dtype_parse(log_dtype, err);
}

/* The format that the name shows, if it does; else NDJSON. */
const char *rci_stream_reject_log_format(const char *path)
{
    rc_error unknown = RC_ERROR_INIT;
    return rci_stream_format_for_writing(NULL, path, &unknown) ? NULL : "ndjson";
}

static rc_writer *open_writer(const char *path, rc_error *err)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_dtype *dtype = rci_stream_reject_log_dtype(err);
    rc_writer *writer;
    options.format = rci_stream_reject_log_format(path);
    writer = dtype ? rc_writer_open(path, dtype, &options, err) : NULL;
    rc_dtype_unref(dtype);
    return writer;
}

/* The records that are not written yet. */
static rc_status make_batch(rc_reject_log *log, rc_error *err)
{
    log->batch = rci_store_with_capacity(log->writer->dtype, BATCH, RC_ROWS, err);
    if (!log->batch) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < FIELDS; i++) {
        rci_store_leaf(log->batch, i, &log->fields[i].base, &log->fields[i].stride);
    }
    for (size_t i = 0; i < NULLABLES; i++) {
        rci_store_null_bits(log->batch, i, &log->nulls[i].bits, &log->nulls[i].bit0);
    }
    return RC_OK;
}

rc_reject_log *rci_stream_reject_log_make(rc_writer *writer, rci_io_output *raw, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_reject_log *log = rci_base_zalloc_as(allocator, RC_MEMORY_WRITER, sizeof *log, err);
    if (!log) {
        rc_writer_close(writer);
        rci_io_output_close(raw);
        return NULL;
    }
    log->allocator = allocator;
    log->writer = writer;
    log->raw = raw;
    rci_base_bytes_init_as(&log->raw_bytes, RC_MEMORY_WRITER);
    rci_base_bytes_init_as(&log->encoded, RC_MEMORY_WRITER);
    rci_base_bytes_init_as(&log->base64, RC_MEMORY_WRITER);
    if (writer && !writer->ops->encode_values && make_batch(log, err) != RC_OK) {
        rc_reject_log_close(log);
        return NULL;
    }
    return log;
}

rc_reject_log *rc_reject_log_open(const char *path, const char *raw_path, rc_error *err)
{
    rc_writer *writer = NULL;
    rci_io_output *raw = NULL;
    if (!path && !raw_path) {
        rci_base_fail(err, RC_EARG, "no path of the log of bad records (NULL)");
        return NULL;
    }
    if (path) {
        writer = open_writer(path, err);
    }
    if (raw_path && (writer || !path)) {
        raw = rci_io_output_open(raw_path, err);
    }
    if ((path && !writer) || (raw_path && !raw)) {
        rc_writer_close(writer);
        return NULL;
    }
    return rci_stream_reject_log_make(writer, raw, err);
}

void rc_reject_log_close(rc_reject_log *log)
{
    if (!log) {
        return;
    }
    rc_writer_close(log->writer);
    rc_store_unref(log->batch);
    rci_io_output_close(log->raw);
    rci_base_bytes_release(&log->raw_bytes);
    rci_base_bytes_release(&log->encoded);
    rci_base_bytes_release(&log->base64);
    rci_base_free_as(log->allocator, RC_MEMORY_WRITER, log, sizeof *log);
}

/* ------------------------------------------------------------------------- add */

/* RFC 4648, section 4. `out` has room for 4 bytes for each 3, rounded up. Returns their number. */
static size_t to_base64(const unsigned char *bytes, size_t n, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *at = out;
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t group = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? bytes[i + 2] : 0);
        *at++ = digits[group >> 18];
        *at++ = digits[group >> 12 & 63];
        *at++ = left > 1 ? digits[group >> 6 & 63] : '=';
        *at++ = left > 2 ? digits[group & 63] : '=';
    }
    return (size_t)(at - out);
}

static rci_stream_value number(uint64_t value)
{
    return (rci_stream_value){.form = RCI_STREAM_NUMBER, .number = value};
}

static rci_stream_value text_of(const char *text, size_t n)
{
    return (rci_stream_value){.form = RCI_STREAM_TEXT, .text = text, .length = n};
}

static rci_stream_value string(const char *text)
{
    return text_of(text, strlen(text));
}

/* The values of the fields for a bad record. Those that are not set stay null. */
static rc_status describe(rc_reject_log *log, const rc_bad_record *bad, rci_stream_value *values,
                          rc_error *err)
{
    const rc_error *error = bad->error;
    values[FILE_NAME] = string(error->source);
    values[LINE] = number(error->line);
    values[COLUMN] = number(error->column);
    values[BYTE] = number(error->byte);
    values[RECORD] = number(error->record);
    values[STATUS] = string(rc_status_name(error->status));
    values[MESSAGE] = string(error->message);
    if (error->field[0]) {
        values[FIELD] = string(error->field);
    }
    if (rci_base_utf8_check(bad->text, bad->length) == bad->length) {
        values[TEXT] = text_of(bad->length ? bad->text : "", bad->length);
        return RC_OK;
    }
    log->base64.length = 0;
    if (rci_base_bytes_reserve(&log->base64, bad->length / 3 * 4 + 4, err) != RC_OK) {
        return RC_ENOMEM;
    }
    log->base64.length =
        to_base64((const unsigned char *)bad->text, bad->length, (char *)log->base64.data);
    values[BASE64] = text_of((const char *)log->base64.data, log->base64.length);
    return RC_OK;
}

/* ----------------------------------------------------------- records not written yet */

static bool has_records(const rc_reject_log *log)
{
    return log->batch ? rc_store_length(log->batch) > 0 : log->n_encoded > 0;
}

static rc_status write_records(rc_reject_log *log, rc_error *err)
{
    rc_status status;
    if (log->batch) {
        status = rc_writer_write(log->writer, log->batch, err);
        rci_store_clear_for_reuse(log->batch);
        log->text_bytes = 0;
    } else {
        status = rci_stream_writer_commit(log->writer, NULL, 0, log->n_encoded, &log->encoded, err);
        log->encoded.length = log->n_encoded = 0;
    }
    return status;
}

/* The null bit of a field, which is the `null`th that has one. */
static void set_valid(const rc_reject_log *log, size_t null, bool valid)
{
    const size_t bit = log->nulls[null].bit0 + rc_store_length(log->batch);
    const unsigned char one = (unsigned char)(1u << (bit % 8));
    unsigned char *byte = &log->nulls[null].bits[bit / 8];
    *byte = (unsigned char)(valid ? *byte | one : *byte & ~one);
}

static rc_status put_in_batch(rc_reject_log *log, const rci_stream_value *values, rc_error *err)
{
    static const size_t nullable[NULLABLES] = {FIELD, TEXT, BASE64};
    const size_t record = rc_store_length(log->batch);
    rc_status status = RC_OK;
    for (size_t i = 0; i < FIELDS && status == RC_OK; i++) {
        unsigned char *cell = log->fields[i].base + record * log->fields[i].stride;
        if (values[i].form == RCI_STREAM_NUMBER) {
            memcpy(cell, &values[i].number, sizeof values[i].number);
        } else {
            status = rci_store_string_put(log->batch, cell, values[i].text ? values[i].text : "",
                                          values[i].length, err);
        }
    }
    for (size_t i = 0; i < NULLABLES; i++) {
        set_valid(log, i, values[nullable[i]].form != RCI_STREAM_NULL);
    }
    if (status == RC_OK) {
        rci_store_set_length(log->batch, record + 1);
    }
    return status;
}

static rc_status add_to_batch(rc_reject_log *log, const rci_stream_value *values, size_t length,
                              rc_error *err)
{
    const rc_status status = put_in_batch(log, values, err);
    log->text_bytes += length;
    return status == RC_OK &&
                   (rc_store_length(log->batch) == BATCH || log->text_bytes > FLUSH_BYTES)
               ? write_records(log, err)
               : status;
}

static rc_status add_encoded(rc_reject_log *log, const rci_stream_value *values, rc_error *err)
{
    const rc_status status =
        log->writer->ops->encode_values(log->writer, values, &log->encoded, err);
    log->n_encoded += status == RC_OK;
    return status == RC_OK && log->encoded.length > FLUSH_BYTES ? write_records(log, err) : status;
}

static rc_status add_to_records(rc_reject_log *log, const rc_bad_record *bad, rc_error *err)
{
    rci_stream_value values[FIELDS] = {{.form = RCI_STREAM_NULL}};
    const rc_status status = describe(log, bad, values, err);
    if (status != RC_OK) {
        return status;
    }
    return log->batch ? add_to_batch(log, values, bad->length, err) : add_encoded(log, values, err);
}

static rc_status write_raw(rc_reject_log *log, rc_error *err)
{
    rc_status status =
        rci_io_output_write(log->raw, log->raw_bytes.data, log->raw_bytes.length, err);
    log->raw_bytes.length = 0;
    if (status != RC_OK) {
        rci_base_error_source(err, rci_io_output_name(log->raw));
    }
    return status;
}

static rc_status add_to_raw(rc_reject_log *log, const rc_bad_record *bad, rc_error *err)
{
    rc_status status = rci_base_bytes_append(&log->raw_bytes, bad->text, bad->length, err);
    if (status == RC_OK) {
        status = rci_base_bytes_append(&log->raw_bytes, "\n", 1, err);
    }
    return status == RC_OK && log->raw_bytes.length > FLUSH_BYTES ? write_raw(log, err) : status;
}

rc_status rc_reject_log_add(void *context, const rc_bad_record *bad, rc_error *err)
{
    rc_reject_log *log = context;
    rc_status status = RC_OK;
    if (!log || !bad) {
        return rci_base_fail(err, RC_EARG, log ? "no bad record (NULL)" : "no log (NULL)");
    }
    if (!bad->error || (!bad->text && bad->length > 0)) {
        return rci_base_fail(err, RC_EARG, "the bad record has no %s (NULL)",
                             bad->error ? "text" : "error");
    }
    if (log->finished) {
        return rci_base_fail(err, RC_EARG, "this log has failed or is finished: close it");
    }
    if (log->writer) {
        status = add_to_records(log, bad, err);
    }
    if (status == RC_OK && log->raw) {
        status = add_to_raw(log, bad, err);
    }
    log->finished = status != RC_OK;
    return status;
}

rc_status rci_stream_reject_log_flush(rc_reject_log *log, rc_writer **writer, rci_io_output **raw,
                                      rc_error *err)
{
    rc_status status = RC_OK;
    *writer = log->writer;
    *raw = log->raw;
    if (log->writer && has_records(log)) {
        status = write_records(log, err);
    }
    if (status == RC_OK && log->raw_bytes.length > 0) {
        status = write_raw(log, err);
    }
    log->finished = log->finished || status != RC_OK;
    return status;
}

void rci_stream_reject_log_keep(rc_reject_log *log, bool keep)
{
    if (log->writer) {
        rci_io_output_keep(log->writer->output, keep);
    }
    if (log->raw) {
        rci_io_output_keep(log->raw, keep);
    }
}

/* ---------------------------------------------------------------------- finish */

static rc_status finish_raw(rc_reject_log *log, rc_error *err)
{
    rc_status status = log->raw_bytes.length ? write_raw(log, err) : RC_OK;
    if (status == RC_OK) {
        status = rci_io_output_commit(log->raw, err);
        if (status != RC_OK) {
            rci_base_error_source(err, rci_io_output_name(log->raw));
        }
    }
    return status;
}

rc_status rc_reject_log_finish(rc_reject_log *log, rc_error *err)
{
    rc_status status = RC_OK;
    if (!log) {
        return rci_base_fail(err, RC_EARG, "no log (NULL)");
    }
    if (log->finished) {
        return rci_base_fail(err, RC_EARG, "this log has failed or is finished: close it");
    }
    log->finished = true;
    if (log->writer && has_records(log)) {
        status = write_records(log, err);
    }
    if (status == RC_OK && log->writer) {
        status = rc_writer_finish(log->writer, err);
    }
    return status == RC_OK && log->raw ? finish_raw(log, err) : status;
}
