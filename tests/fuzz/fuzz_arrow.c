/* Arrow streams and files from memory: they are read to the end or refused, and every value that
 * the structures of the C data interface lead to can be printed. A stream and a file in one: an
 * input is read as what it begins like. What is read is written, and read again as the same text.
 */
#include "fuzz.h"

#include "../arrow/each.h"
#include "../arrow/print.h"
#include "format/arrow/ipc/batch_write.h"

#include <rowcol/stream.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

const char fuzz_corpus[] = "arrow";

enum { MOST_ROWS = 1000 };

static FILE *null;

/* An array without buffers may have any length: not all of it is printed. */
static void print(const struct ArrowSchema *schema, struct ArrowArray *array)
{
    const int64_t length = array->length;
    array->length = length < MOST_ROWS ? length : MOST_ROWS;
    arrow_print_batch(null, schema, array);
    array->length = length;
}

static void write_again(const struct ArrowSchema *schema, const struct ArrowArray *array,
                        rci_base_bytes *out)
{
    rci_arrow_ipc_block block;
    rc_error err = RC_ERROR_INIT;
    out->length = 0;
    if (array->length > MOST_ROWS) {
        return;
    }
    if (rci_arrow_ipc_write_schema(schema, out, &err) != RC_OK) {
        FUZZ_CHECK(err.status == RC_EUNSUPPORTED);
        return;
    }
    FUZZ_CHECK(rci_arrow_ipc_write_batch(schema, array, RCI_ARROW_IPC_STORED, out, &block, NULL) ==
               RC_OK);
    FUZZ_CHECK(rci_arrow_ipc_write_end(out, NULL) == RC_OK);
}

static rc_status count_batch(void *context, const struct ArrowSchema *schema,
                             struct ArrowArray *array, rci_arrow_ipc_column *column, rc_error *err)
{
    (void)schema;
    (void)array;
    (void)column;
    (void)err;
    ++*(int *)context;
    return RC_OK;
}

/* What was written is read without an error, once more. */
static void read_again(const rci_base_bytes *bytes)
{
    static const arrow_each each = {.batch = count_batch};
    rci_io_source *source = rci_io_source_open_memory(bytes->data, bytes->length, NULL, NULL);
    rc_error err = RC_ERROR_INIT;
    int batches = 0;
    FUZZ_CHECK(arrow_each_batch(source, &each, &batches, &err) == RC_OK);
    FUZZ_CHECK(batches == 1);
    rci_io_source_close(source);
}

static rc_status print_start(void *context, const struct ArrowSchema *schema, rc_error *err)
{
    (void)context;
    (void)err;
    arrow_print_schema(null, schema);
    return RC_OK;
}

static rc_status look_at(void *context, const struct ArrowSchema *schema, struct ArrowArray *array,
                         rci_arrow_ipc_column *column, rc_error *err)
{
    rci_base_bytes *out = context;
    (void)column;
    (void)err;
    print(schema, array);
    write_again(schema, array, out);
    if (out->length) {
        read_again(out);
    }
    return RC_OK;
}

static rc_status read_all(rci_io_source *source, rc_error *err)
{
    static const arrow_each each = {.start = print_start, .batch = look_at};
    rci_base_bytes out;
    rc_status status;
    rci_base_bytes_init(&out);
    status = arrow_each_batch(source, &each, &out, err);
    rci_base_bytes_release(&out);
    return status;
}

static void check_error(rc_status status, const rc_error *err, size_t size)
{
    FUZZ_CHECK(status != RC_OK && err->status == status && err->message[0] != '\0');
    FUZZ_CHECK(err->byte == RC_NOWHERE || err->byte <= size);
}

/* The first batches of records. */
static void read_records(const uint8_t *data, size_t size)
{
    enum { MOST_BATCHES = 8, MOST_ITEMSIZE = 1 << 20 };
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(data, size, "fuzz.arrow", NULL, &err);
    rc_status status = RC_OK;
    if (!reader) {
        check_error(err.status, &err, size);
        return;
    }
    if (rc_dtype_itemsize(rc_reader_dtype(reader)) <= MOST_ITEMSIZE) {
        for (int i = 0; status == RC_OK && i < MOST_BATCHES; i++) {
            rc_store *batch = NULL;
            status = rc_reader_next(reader, &batch, &err);
            rc_store_unref(batch);
        }
    }
    if (status != RC_OK && status != RC_END) {
        check_error(status, &err, size);
    }
    rc_reader_close(reader);
}

/* The first batches of a mapped file, and what is said about them. */
static void look_at_batches(const rc_arrow_file *file, size_t size)
{
    enum { MOST_BATCHES = 4 };
    for (size_t i = 0; i < rc_arrow_file_batches(file) && i < MOST_BATCHES; i++) {
        rc_arrow_batch_info info = RC_ARROW_BATCH_INFO_INIT;
        rc_error err = RC_ERROR_INIT;
        const bool described = rc_arrow_file_batch_info(file, i, &info, &err) == RC_OK;
        rc_store *batch;
        FUZZ_CHECK(!described || (info.offset < size && info.bytes <= size - info.offset));
        rc_error_clear(&err);
        batch = info.records <= MOST_ROWS ? rc_arrow_file_batch(file, i, &err) : NULL;
        /* A description also looks at metadata that no column needs. */
        FUZZ_CHECK(!batch || !described || rc_store_length(batch) == info.records);
        rc_store_unref(batch);
    }
}

/* The same bytes as a mapped file. */
static void map_file(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("fuzz.arrow", 0);
    char path[32];
    rc_error err = RC_ERROR_INIT;
    rc_arrow_file *file;
    FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    file = rc_arrow_file_open(path, NULL, &err);
    if (file) {
        look_at_batches(file, size);
    } else {
        check_error(err.status, &err, size);
    }
    rc_arrow_file_close(file);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    rci_io_source *source = rci_io_source_open_memory(data, size, "fuzz.arrow", NULL);
    rc_status status;
    null = null ? null : fopen("/dev/null", "w");
    status = read_all(source, &err);
    if (status != RC_OK) {
        check_error(status, &err, size);
    }
    rci_io_source_close(source);
    read_records(data, size);
    map_file(data, size);
    return 0;
}
