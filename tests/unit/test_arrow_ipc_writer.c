/* Arrow files that are written: the place of a record that cannot be written, the size of the
 * record batches. */
#include "format/arrow/ipc/input.h"
#include "runner.h"
#include "scratch.h"
#include "stream/crew.h"

#include <rowcol/stream.h>
#include <stdlib.h>
#include <string.h>

/* Records of 1 MiB, so that a record batch of the writer has 2 of them and a batch of a reader 1.
 */
enum { RECORDS = 5, ITEMSIZE = 1 << 20 };
static const char dtype_text[] = "i:<u4, u:<U1, v:V1048568";

typedef struct given {
    rc_dtype *dtype;
    rc_store *store; /* with a code point that is not a character in one record */
} given;

static void set_up(given *with, size_t bad)
{
    rc_error err = RC_ERROR_INIT;
    unsigned char *data;
    with->dtype = rc_dtype_parse(dtype_text, &err);
    ck_assert_msg(with->dtype != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_dtype_itemsize(with->dtype), ITEMSIZE);
    with->store = rc_store_zeros(with->dtype, RECORDS, RC_ROWS, &err);
    ck_assert_msg(with->store != NULL, "%s", err.message);
    data = rc_store_data(with->store);
    for (size_t i = 0; i < RECORDS; i++) {
        data[i * ITEMSIZE] = (unsigned char)i;
        data[i * ITEMSIZE + 4] = 'a';
        data[i * ITEMSIZE + 6] = i == bad ? 0xFF : 0; /* U+FF0061 */
    }
}

static void tear_down(given *with)
{
    rc_store_unref(with->store);
    rc_dtype_unref(with->dtype);
}

static rc_writer *open_writer(const given *with)
{
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer = rc_writer_open(scratch_path("out.arrow"), with->dtype, NULL, &err);
    ck_assert_msg(writer != NULL, "%s", err.message);
    return writer;
}

static void finish(rc_writer *writer, rc_status status, rc_error *err, size_t bad)
{
    if (status == RC_OK) {
        status = rc_writer_finish(writer, err);
    }
    rc_writer_close(writer);
    ck_assert_int_eq(status, RC_ERANGE);
    ck_assert_int_eq(err->status, RC_ERANGE);
    ck_assert_uint_eq(err->record, bad);
    ck_assert_str_eq(err->field, "u");
    ck_assert_str_eq(err->source, scratch_path("out.arrow"));
}

START_TEST(the_record_that_cannot_be_written_is_reported)
{
    given with;
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer;
    rc_status status;
    set_up(&with, (size_t)_i);
    writer = open_writer(&with);
    status = rc_writer_write(writer, with.store, &err);
    finish(writer, status, &err, (size_t)_i);
    tear_down(&with);
}
END_TEST

/* The records of with->store with the numbers of the records that were read. */
static const rc_store *damage(void *context, const rc_store *records, rc_error *err)
{
    const given *with = context;
    uint32_t first;
    const rc_store *rows = rc_store_convert(records, RC_ROWS, err);
    ck_assert_ptr_nonnull(rows);
    memcpy(&first, rc_store_data_const(rows), sizeof first);
    rc_store_unref(rows);
    return rc_store_slice_const(with->store, first, rc_store_length(records), err);
}

/* From .npy a piece has one batch; from .arrow two, the first of which is written on its own. */
START_TEST(the_record_that_a_pump_cannot_write_is_reported)
{
    given with, good;
    const size_t bad = (size_t)_i / 4;
    const char *name = _i % 2 ? "in.arrow" : "in.npy";
    rc_error err = RC_ERROR_INIT;
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_reader *reader;
    rc_writer *writer;
    rc_status status;
    set_up(&with, bad);
    set_up(&good, RECORDS);
    ck_assert_int_eq(rc_save(good.store, scratch_path(name), NULL, &err), RC_OK);
    options.transform = damage;
    options.context = &with;
    options.threads = _i / 2 % 2 ? 4 : 1;
    rci_stream_pump_set_processors(4);
    reader = rc_reader_open(scratch_path(name), NULL, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    writer = open_writer(&with);
    status = rc_pump(reader, writer, &options, NULL, &err);
    rc_reader_close(reader);
    finish(writer, status, &err, bad);
    rci_stream_pump_set_processors(0);
    tear_down(&good);
    tear_down(&with);
}
END_TEST

static size_t count_batches(const char *path)
{
    rc_error err = RC_ERROR_INIT;
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rci_arrow_ipc_input input;
    rci_io_source *source = rci_io_source_open(path, &err);
    size_t count = 0;
    ck_assert_int_eq(rci_arrow_ipc_input_open(&input, source, &err), RC_OK);
    while (rci_arrow_ipc_input_next(&input, &piece, &err) == RC_OK) {
        count++;
    }
    rci_arrow_ipc_input_release(&input);
    rci_io_source_close(source);
    return count;
}

/* Records that are alike in each row, so that they can be compressed. */
static rc_store *numbers(const rc_dtype *dtype, size_t n, rc_layout layout)
{
    rc_store *rows = rc_store_zeros(dtype, n, RC_ROWS, NULL), *store;
    uint32_t *at;
    ck_assert_ptr_nonnull(rows);
    at = rc_store_data(rows);
    for (size_t i = 0; i < n; i++) {
        at[2 * i] = (uint32_t)i;
        at[2 * i + 1] = (uint32_t)i * 2654435761U;
    }
    store = rc_store_convert(rows, layout, NULL);
    ck_assert_ptr_nonnull(store);
    rc_store_unref(rows);
    return store;
}

/* Four record batches of 2 MiB: the file is the same with any number of threads. */
START_TEST(threads_do_not_change_the_file)
{
    rc_error err = RC_ERROR_INIT;
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:u4, y:u4", &err);
    rc_store *store = numbers(dtype, 800000, _i % 2 ? RC_ROWS : RC_COLUMNS), *again;
    const char *path = scratch_path("a.arrow");
    char *expected = NULL;
    size_t size = 0;
    options.compression = (rc_compression)(_i / 2);
    rci_stream_pump_set_processors(8);
    for (options.threads = 1; options.threads <= 8; options.threads += options.threads) {
        size_t n;
        char *bytes;
        ck_assert_int_eq(rc_save(store, path, &options, &err), RC_OK);
        bytes = scratch_read(path, &n);
        ck_assert(!expected || (n == size && memcmp(bytes, expected, n) == 0));
        free(expected);
        expected = bytes;
        size = n;
    }
    free(expected);
    rci_stream_pump_set_processors(0);
    ck_assert_uint_eq(count_batches(path), 4);
    again = rc_load(path, NULL, &err);
    ck_assert(rc_store_equal(again, store));
    rc_store_unref(again);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* A record batch has 8 MiB of strings at most: here each record has 6 MiB of them. */
START_TEST(the_strings_of_a_batch_are_bounded_wherever_they_are)
{
    static const char *const cases[][2] = {
        {"a:str, b:str", "{\"a\":\"%s\",\"b\":\"%s\"}\n"},
        {"a:2str", "{\"a\":[\"%s\",\"%s\"]}\n"},
        {"a:2{b:i1, c:str}", "{\"a\":[{\"b\":1,\"c\":\"%s\"},{\"b\":2,\"c\":\"%s\"}]}\n"},
        {"a:{b:2{c:str, d:i1}}",
         "{\"a\":{\"b\":[{\"c\":\"%s\",\"d\":1},{\"c\":\"%s\",\"d\":2}]}}\n"},
    };
    enum { LENGTH = 3 << 20, LINES = 3, LINE = 2 * LENGTH + 100 };
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    char *string = malloc(LENGTH + 1), *text = malloc((size_t)LINES * LINE);
    size_t n = 0;
    rc_dtype *dtype = rc_dtype_parse(cases[_i][0], &err);
    rc_store *store;
    ck_assert_msg(dtype != NULL, "%s", err.message);
    memset(string, 'x', LENGTH);
    string[LENGTH] = '\0';
    for (int i = 0; i < LINES; i++) {
        const char *at = cases[_i][1];
        for (; *at; at++) {
            if (at[0] == '%') {
                memcpy(text + n, string, LENGTH);
                n += LENGTH;
                at++;
            } else {
                text[n++] = *at;
            }
        }
    }
    options.dtype = dtype;
    options.format = "ndjson";
    options.max_record = LINE;
    store = rc_load_memory(text, n, "a", &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_int_eq(rc_save(store, scratch_path("a.arrow"), NULL, &err), RC_OK);
    ck_assert_uint_eq(count_batches(scratch_path("a.arrow")), LINES);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    free(text);
    free(string);
}
END_TEST

extern runner_suite_fn suite_arrow_ipc_writer;

Suite *suite_arrow_ipc_writer(void)
{
    Suite *suite = suite_create("arrow_ipc_writer");
    TCase *tcase = tcase_create("arrow_ipc_writer");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, the_record_that_cannot_be_written_is_reported, 0, RECORDS);
    tcase_add_loop_test(tcase, the_record_that_a_pump_cannot_write_is_reported, 0, 4 * RECORDS);
    tcase_add_loop_test(tcase, threads_do_not_change_the_file, 0, 6);
    tcase_add_loop_test(tcase, the_strings_of_a_batch_are_bounded_wherever_they_are, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
