/* A dtype together with its records, which must come out the same in every way: read in bulk into
 * rows and into columns, in small pieces on threads, through jansson values, written and read back
 * as JSON and as .npy. The first byte is for options, a line for the dtype, the rest is JSON. */
#include "fuzz.h"

#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "format/json/write/encode.h"

#include <rowcol.h>
#include <rowcol/json.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

const char fuzz_corpus[] = "records";

enum { MOST_ITEM = 4096, MOST_TEXT = 1 << 14 };

typedef struct text {
    const char *data;
    size_t n;
} text;

/* ------------------------------------------------------------------------ read */

static rc_reader *open_text(text in, const rc_read_options *options, size_t piece_bytes)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(in.data, in.n, NULL, options, &err);
    FUZZ_CHECK(reader != NULL);
    rci_json_read_set_pieces(reader, piece_bytes,
                             RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
    if (piece_bytes % 2 == 0) { /* as a pipe is read */
        rci_stream_text_set_serial(reader);
    }
    return reader;
}

/* All records; NULL with the error set. */
static rc_store *read_text(text in, const rc_read_options *options, size_t piece_bytes,
                           rc_error *err)
{
    rc_reader *reader = open_text(in, options, piece_bytes);
    rc_store *all = rc_store_zeros(options->dtype, 0, options->layout, err), *batch;
    rc_status status;
    FUZZ_CHECK(all != NULL);
    while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        FUZZ_CHECK(rc_store_append_store(all, batch, NULL) == RC_OK);
        rc_store_unref(batch);
    }
    FUZZ_CHECK(status == RC_END || (err->status == status && err->message[0]));
    rc_reader_close(reader);
    if (status != RC_END) {
        rc_store_unref(all);
        all = NULL;
    }
    return all;
}

static void check_equal(const rc_store *a, const rc_store *b)
{
    FUZZ_CHECK(b != NULL && rc_store_length(a) == rc_store_length(b));
    FUZZ_CHECK(rc_store_equal(a, b));
}

/* Into columns, and in pieces: the same records or the same error. */
static void check_pieces(text in, rc_read_options options, const rc_store *expected,
                         const rc_error *failure, size_t piece_bytes)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    options.layout = RC_COLUMNS;
    store = read_text(in, &options, piece_bytes, &err);
    FUZZ_CHECK(err.status == failure->status && err.byte == failure->byte &&
               err.record == failure->record && err.line == failure->line);
    if (expected) {
        check_equal(expected, store);
    }
    rc_store_unref(store);
}

static void check_pump(text in, const rc_read_options *options, const rc_store *expected,
                       const rc_error *failure, size_t piece_bytes)
{
    rc_error err = RC_ERROR_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    rc_pump_options how = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_reader *reader = open_text(in, options, piece_bytes);
    rc_writer *writer;
    rc_status status;
    write.format = "ndjson";
    how.threads = 3;
    writer = rc_writer_open("/dev/null", options->dtype, &write, &err);
    FUZZ_CHECK(writer != NULL);
    status = rc_pump(reader, writer, &how, &stats, &err);
    FUZZ_CHECK(status == failure->status && err.byte == failure->byte);
    FUZZ_CHECK(!expected || stats.records == rc_store_length(expected));
    rc_reader_close(reader);
    rc_writer_close(writer);
}

/* ----------------------------------------------------------------- back again */

static void check_json(const rc_store *store, bool values)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rci_json_write_encoder encoder;
    rci_base_bytes out;
    rc_store *back;
    rci_record_plan *plan = rci_record_plan_new(rc_store_dtype(store), &err);
    rci_base_bytes_init(&out);
    FUZZ_CHECK(plan && rci_json_write_encoder_init(&encoder, plan, values, RC_NONFINITE_ERROR,
                                                   &err) == RC_OK);
    FUZZ_CHECK(rci_json_write_encode(&encoder, store, 0, rc_store_length(store), '\0', '\n', &out,
                                     &err) == RC_OK);
    options.dtype = rc_store_dtype(store);
    options.layout = RC_ROWS;
    options.format = "ndjson";
    back = read_text((text){(const char *)out.data, out.length}, &options, 1 << 18, &err);
    FUZZ_CHECK(err.status == RC_OK);
    check_equal(store, back);
    rc_store_unref(back);
    rci_base_bytes_release(&out);
    rci_json_write_encoder_release(&encoder);
    rci_record_plan_free(plan);
}

static void check_npy(const rc_store *store)
{
    char path[64];
    rc_error err = RC_ERROR_INIT;
    rc_store *back;
    rc_status status;
    snprintf(path, sizeof path, "fuzz_records.%ld.npy", (long)getpid());
    status = rc_save(store, path, NULL, &err);
    FUZZ_CHECK(status == RC_OK || status == RC_EUNSUPPORTED);
    if (status == RC_OK) {
        rc_read_options options = RC_READ_OPTIONS_INIT;
        back = rc_load(path, &options, &err);
        unlink(path);
        check_equal(store, back);
        rc_store_unref(back);
    }
}

/* ------------------------------------------------------------- jansson values */

/* jansson holds an integer as int64 and another number as double, without its text: then the bridge
   may refuse a number, or round it twice. */
static bool is_exact_in_values(const rc_dtype *dtype, text in)
{
    char *shown = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
    bool exact = shown && !strstr(shown, "f2") && !strstr(shown, "f4") && !strstr(shown, "c8");
    size_t i;
    for (i = 0; i + 1 < in.n; i++) {
        exact = exact && !(in.data[i] == '-' && in.data[i + 1] == '0');
    }
    rc_text_free(shown);
    return exact;
}

static void check_values(text in, const rc_read_options *options, const rc_store *expected)
{
    rc_error err = RC_ERROR_INIT;
    json_t *array = rc_json_parse(in.data, in.n, RC_JSON_LAST_OF_DUPLICATES, &err);
    rc_store *store;
    json_t *back;
    if (!json_is_array(array)) {
        json_decref(array);
        return;
    }
    store = rc_json_to_store(array, options->dtype, RC_ROWS, options, &err);
    if (!store && expected) {
        FUZZ_CHECK(err.status == RC_ERANGE);
    } else if (store && expected && is_exact_in_values(options->dtype, in)) {
        check_equal(expected, store);
        back = rc_json_from_store(store, NULL, &err);
        FUZZ_CHECK(back || err.status == RC_ERANGE);
        json_decref(back);
    }
    rc_store_unref(store);
    json_decref(array);
}

/* ------------------------------------------------------------------------- input */

static void check_records(const rc_dtype *dtype, unsigned flags, text in)
{
    rc_error failure = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    size_t piece_bytes = 1 + (flags >> 4) * 5;
    rc_store *store;
    options.dtype = dtype;
    options.layout = RC_ROWS;
    options.format = flags & 1 ? "json" : "ndjson";
    options.extra = flags & 2 ? RC_EXTRA_IGNORE : RC_EXTRA_ERROR;
    options.missing =
        flags & 4 ? (flags & 8 ? RC_MISSING_NULL : RC_MISSING_ZERO) : RC_MISSING_ERROR;
    options.nulls = (flags & 12) == 8 ? RC_NULLS_ZERO : RC_NULLS_ERROR;
    options.max_record = 1 << 15;
    store = read_text(in, &options, 1 << 18, &failure);
    check_pieces(in, options, store, &failure, piece_bytes);
    if ((flags & 0x30) == 0) {
        check_pump(in, &options, store, &failure, piece_bytes);
    }
    if (flags & 1) {
        check_values(in, &options, store);
    }
    if (store) {
        check_json(store, flags & 2);
        if ((flags & 0x18) == 0) {
            check_npy(store);
        }
    }
    rc_store_unref(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *newline = size > 1 ? memchr(data + 1, '\n', size - 1) : NULL;
    rc_dtype *dtype;
    text in;
    if (!newline || size > MOST_TEXT) {
        return 0;
    }
    dtype = rc_dtype_parse_n((const char *)data + 1, (size_t)(newline - data - 1), RC_PACKED, NULL);
    in.data = (const char *)newline + 1;
    in.n = size - (size_t)(in.data - (const char *)data);
    if (dtype && rc_dtype_itemsize(dtype) <= MOST_ITEM) {
        check_records(dtype, data[0], in);
    }
    rc_dtype_unref(dtype);
    return 0;
}
