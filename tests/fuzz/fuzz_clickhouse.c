/* RowBinary and Native from memory: read to the end or refused. What is read is written, and read
 * again as the same records. The first byte of an input says the format. */
#include "fuzz.h"

#include <rowcol/io.h>
#include <rowcol/store.h>
#include <rowcol/stream.h>

const char fuzz_corpus[] = "clickhouse";

enum { MOST_ITEMSIZE = 1 << 20, MOST_RECORDS = 10000 };

static void check_error(const rc_error *err, size_t size)
{
    FUZZ_CHECK(err->status != RC_OK && err->message[0] != '\0');
    FUZZ_CHECK(err->byte == RC_NOWHERE || err->byte <= size);
}

static rc_store *read_all(const void *data, size_t size, const rc_read_options *options)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(data, size, "fuzz", options, &err);
    rc_store *all = NULL, *batch;
    rc_status status = RC_OK;
    if (!reader) {
        check_error(&err, size);
        return NULL;
    }
    if (rc_dtype_itemsize(rc_reader_dtype(reader)) <= MOST_ITEMSIZE) {
        all = rc_store_zeros(rc_reader_dtype(reader), 0, RC_COLUMNS, NULL);
    }
    while (all && rc_store_length(all) < MOST_RECORDS && status == RC_OK &&
           (status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        FUZZ_CHECK(rc_store_append_store(all, batch, NULL) == RC_OK);
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    if (status != RC_OK && status != RC_END) {
        check_error(&err, size);
        rc_store_unref(all);
        return NULL;
    }
    return all;
}

/* Dates before 1900 and zones are read, and not all of them are written. */
static void write_and_read(const rc_store *store, rc_read_options *options)
{
    rc_error err = RC_ERROR_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    rc_writer *writer;
    write.format = options->format;
    writer = rc_writer_open_memory(rc_store_dtype(store), &write, &err);
    if (writer && rc_writer_write(writer, store, &err) == RC_OK &&
        rc_writer_finish(writer, &err) == RC_OK) {
        size_t size;
        const void *bytes = rc_writer_contents(writer, &size);
        rc_store *back;
        options->dtype = rc_store_dtype(store);
        back = read_all(bytes, size, options);
        FUZZ_CHECK(back && rc_store_equal(back, store));
        rc_store_unref(back);
    } else {
        FUZZ_CHECK(err.status == RC_ERANGE || err.status == RC_EUNSUPPORTED);
    }
    rc_writer_close(writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    if (size == 0) {
        return 0;
    }
    options.format = data[0] % 2 ? "native" : "rowbinary";
    options.max_record = 1 << 22;
    store = read_all(data + 1, size - 1, &options);
    if (store) {
        write_and_read(store, &options);
    }
    rc_store_unref(store);
    return 0;
}
