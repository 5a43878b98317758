/* Compressed inputs, from memory and, a few bytes at a time, from a function. Both give the same
 * records, or both fail; with two faults it may be another one, as data are decompressed ahead of
 * the records. The first byte says how few bytes. */
#include "fuzz.h"

#include <rowcol.h>
#include <rowcol/io.h>
#include <string.h>

const char fuzz_corpus[] = "compressed";

enum { MOST_RECORD = 1 << 16, MOST_RECORDS = 1 << 20 };

/* What is left of the input, and how many bytes a read gives. */
typedef struct bytes {
    const uint8_t *data;
    size_t size, step;
} bytes;

static rc_status read_bytes(void *context, void *buffer, size_t n, size_t *got, rc_error *err)
{
    bytes *left = context;
    size_t give = left->size < left->step ? left->size : left->step;
    (void)err;
    give = give < n ? give : n;
    memcpy(buffer, left->data, give);
    left->data += give;
    left->size -= give;
    *got = give;
    return RC_OK;
}

/* Counts and sums the records until the first error, which is left in `err`. */
static size_t read_all(rc_reader *reader, uint64_t *sum, rc_error *err)
{
    size_t n = 0;
    rc_store *batch;
    while (reader && n < MOST_RECORDS && rc_reader_next(reader, &batch, err) == RC_OK) {
        rc_field field;
        const size_t length = rc_store_length(batch);
        FUZZ_CHECK(rc_store_field(batch, "a", &field, NULL) == RC_OK);
        for (size_t i = 0; i < length; i++) {
            rc_value value;
            FUZZ_CHECK(rc_field_get(&field, i, &value, NULL) == RC_OK);
            *sum = *sum * 31 + (uint64_t)value.as.i;
        }
        n += length;
        rc_store_unref(batch);
    }
    FUZZ_CHECK(reader || (err->status != RC_OK && err->message[0] != '\0'));
    rc_reader_close(reader);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rc_error of_memory = RC_ERROR_INIT, of_function = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4", NULL);
    const rc_read_options options = {.size = sizeof(rc_read_options),
                                     .format = "ndjson",
                                     .dtype = dtype,
                                     .max_record = MOST_RECORD};
    bytes left = {data + 1, size - 1, size > 0 ? (size_t)data[0] % 64 + 1 : 1};
    const rc_input input = {.size = sizeof input, .context = &left, .read = read_bytes};
    uint64_t sums[2] = {0, 0};
    size_t counts[2];
    if (size == 0) {
        rc_dtype_unref(dtype);
        return 0;
    }
    counts[0] = read_all(rc_reader_open_memory(data + 1, size - 1, "fuzz", &options, &of_memory),
                         &sums[0], &of_memory);
    counts[1] = read_all(rc_reader_open_input(&input, "fuzz", &options, &of_function), &sums[1],
                         &of_function);
    FUZZ_CHECK((of_memory.status == RC_OK) == (of_function.status == RC_OK));
    FUZZ_CHECK(of_memory.status != RC_OK || (counts[0] == counts[1] && sums[0] == sums[1]));
    rc_dtype_unref(dtype);
    return 0;
}
