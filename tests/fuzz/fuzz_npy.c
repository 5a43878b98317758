/* .npy from memory, in both layouts: it is read to the end or refused with a place inside the file;
 * both layouts give the same verdict and the same records; and the header that is written for a
 * dtype that was read is read as that dtype again. */
#include "fuzz.h"

#include "format/npy/header.h"

#include <rowcol/stream.h>

const char fuzz_corpus[] = "npy";

static void check_error(const rc_error *err, size_t size)
{
    FUZZ_CHECK(err->status != RC_OK && err->status != RC_END);
    FUZZ_CHECK(err->message[0] != '\0');
    FUZZ_CHECK(err->byte == RC_UNKNOWN || err->byte <= size);
}

static rc_reader *open_reader(const uint8_t *data, size_t size, rc_layout layout, rc_error *err)
{
    const rc_read_options options = {
        .size = sizeof(rc_read_options), .format = "npy", .layout = layout};
    return rc_reader_open_memory(data, size, "fuzz.npy", &options, err);
}

static void check_header(const rc_dtype *dtype)
{
    rci_io_source *source;
    rci_base_bytes bytes;
    rci_npy_header header;
    rci_base_bytes_init(&bytes);
    FUZZ_CHECK(rci_npy_header_write(&bytes, dtype, 0, NULL) == RC_OK);
    source = rci_io_source_open_memory(bytes.data, bytes.length, NULL, NULL);
    FUZZ_CHECK(rci_npy_header_read(source, &header, NULL) == RC_OK);
    FUZZ_CHECK(rc_dtype_equal(header.dtype, dtype));
    rc_dtype_unref(header.dtype);
    rci_io_source_close(source);
    rci_base_bytes_release(&bytes);
}

/* Both yield batch after batch of the same records. Returns how many. */
static uint64_t read_both(rc_reader *rows, rc_reader *columns, size_t size)
{
    rc_error err[2] = {RC_ERROR_INIT, RC_ERROR_INIT};
    uint64_t n = 0;
    for (;;) {
        rc_store *a = NULL, *b = NULL;
        rc_status status = rc_reader_next(rows, &a, &err[0]);
        FUZZ_CHECK(rc_reader_next(columns, &b, &err[1]) == status);
        if (status != RC_OK) {
            if (status != RC_END) {
                check_error(&err[0], size);
                return RC_UNKNOWN;
            }
            return n;
        }
        FUZZ_CHECK(rc_store_equal(a, b));
        n += rc_store_length(a);
        rc_store_unref(a);
        rc_store_unref(b);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t n;
    rc_error err = RC_ERROR_INIT;
    rc_reader *rows = open_reader(data, size, RC_ROWS, &err);
    rc_reader *columns = open_reader(data, size, RC_COLUMNS, NULL);
    FUZZ_CHECK((rows == NULL) == (columns == NULL));
    if (rows == NULL) {
        check_error(&err, size);
        return 0;
    }
    check_header(rc_reader_dtype(rows));
    n = read_both(rows, columns, size);
    FUZZ_CHECK(n == RC_UNKNOWN || n == rc_reader_expected(rows));
    rc_reader_close(rows);
    rc_reader_close(columns);
    return 0;
}
