/* Arrow streams and files from memory: they are read to the end or refused, and every value that
 * the structures of the C data interface lead to can be printed. A stream and a file in one: an
 * input is read as what it begins like. What is read is written, and read again as the same text.
 */
#include "fuzz.h"

#include "../arrow/print.h"
#include "format/arrow/ipc/batch_write.h"
#include "format/arrow/ipc/input.h"

#include <rowcol/stream.h>
#include <string.h>

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

/* What was written is read without an error, once more. */
static void read_again(const rci_base_bytes *bytes)
{
    rci_io_source *source = rci_io_source_open_memory(bytes->data, bytes->length, NULL, NULL);
    rci_arrow_ipc_input input;
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rci_arrow_ipc_column *column;
    rc_error err = RC_ERROR_INIT;
    FUZZ_CHECK(rci_arrow_ipc_input_open(&input, source, &err) == RC_OK);
    FUZZ_CHECK(rci_arrow_ipc_input_next(&input, &piece, &err) == RC_OK);
    FUZZ_CHECK(rci_arrow_ipc_input_fetch(&input, &piece, &err) == RC_OK);
    column = rci_arrow_ipc_input_decode(&input, &piece, &err);
    FUZZ_CHECK(column != NULL);
    rci_arrow_ipc_column_unref(column);
    FUZZ_CHECK(rci_arrow_ipc_input_next(&input, &piece, &err) == RC_END);
    rci_arrow_ipc_input_release(&input);
    rci_io_source_close(source);
}

static rc_status read_piece(const rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece,
                            rci_base_bytes *out, rc_error *err)
{
    struct ArrowArray array;
    rci_arrow_ipc_column *column;
    rc_status status = rci_arrow_ipc_input_fetch(input, piece, err);
    if (status != RC_OK) {
        return status;
    }
    column = rci_arrow_ipc_input_decode(input, piece, err);
    if (!column) {
        return err->status;
    }
    status = rci_arrow_ipc_column_export(column, 0, column->length, &array, err);
    rci_arrow_ipc_column_unref(column);
    if (status == RC_OK) {
        print(&input->schema, &array);
        write_again(&input->schema, &array, out);
        array.release(&array);
    }
    return status;
}

static rc_status read_all(rci_io_source *source, rc_error *err)
{
    rci_arrow_ipc_input input;
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rci_base_bytes out;
    rc_status status = rci_arrow_ipc_input_open(&input, source, err);
    if (status != RC_OK) {
        return status;
    }
    rci_base_bytes_init(&out);
    arrow_print_schema(null, &input.schema);
    while ((status = rci_arrow_ipc_input_next(&input, &piece, err)) == RC_OK) {
        status = read_piece(&input, &piece, &out, err);
        if (status != RC_OK) {
            break;
        }
        if (out.length) {
            read_again(&out);
        }
    }
    rci_base_bytes_release(&out);
    rci_arrow_ipc_piece_release(&piece);
    rci_arrow_ipc_input_release(&input);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    rci_io_source *source = rci_io_source_open_memory(data, size, "fuzz.arrow", NULL);
    rc_status status;
    null = null ? null : fopen("/dev/null", "w");
    status = read_all(source, &err);
    if (status != RC_END) {
        check_error(status, &err, size);
    }
    rci_io_source_close(source);
    read_records(data, size);
    return 0;
}
