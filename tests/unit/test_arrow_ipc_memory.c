/* Memory that runs out at each request in turn while Arrow files and streams are read and written.
 */
#include "../arrow/each.h"
#include "faulty_alloc.h"
#include "guarded_alloc.h"
#include "runner.h"
#include "scratch.h"

#include <dirent.h>
#include <rowcol/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char dtype_text[] = "a:>i4?, b:str?, c:U3, d:{e:M8[D]?, f:bool}?, g:2{h:i1, i:str}";
static const char lines[] =
    "[1,\"a string that is not in its cell\",\"ab\",[\"2000-01-01\",true],[[1,\"x\"],[2,\"y\"]]]\n"
    "[null,null,\"c\",null,[[1,\"x\"],[2,\"0123456789abc\"]]]\n";

typedef struct given {
    rc_dtype *dtype;
    rc_store *store;
    const char *format;
    char *bytes;
    size_t size;
} given;

static void setup(given *with, const char *format)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    with->format = format;
    with->dtype = rc_dtype_parse(dtype_text, &err);
    ck_assert_msg(with->dtype != NULL, "%s", err.message);
    options.dtype = with->dtype;
    options.format = "ndjson";
    with->store = rc_load(scratch_write("a.ndjson", lines, sizeof lines - 1), &options, &err);
    ck_assert_msg(with->store != NULL, "%s", err.message);
}

static void teardown(given *with)
{
    rc_store_unref(with->store);
    rc_dtype_unref(with->dtype);
    free(with->bytes);
}

static rc_status write_store(void *context)
{
    const given *with = context;
    rc_error err = RC_ERROR_INIT;
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = with->format;
    options.threads = 1;
    return rc_save(with->store, scratch_path("a.out"), &options, &err);
}

static rc_status read_store(void *context)
{
    const given *with = context;
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(with->bytes, with->size, "a.arrow", NULL, &err);
    rc_store *batch = NULL;
    if (!reader) {
        return err.status;
    }
    if (rc_reader_next(reader, &batch, &err) == RC_OK) {
        ck_assert(rc_store_equal(batch, with->store));
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    return err.status;
}

START_TEST(memory_runs_out_while_a_store_is_written_and_read)
{
    given with = {.bytes = NULL};
    setup(&with, _i ? "arrow" : "arrows");
    faulty_alloc_each(write_store, &with);
    with.bytes = scratch_read(scratch_path("a.out"), &with.size);
    faulty_alloc_each(read_store, &with);
    teardown(&with);
}
END_TEST

/* Every batch as an array. */
static rc_status read_arrays(void *context)
{
    static const arrow_each each = {.batch = NULL};
    const given *with = context;
    rc_error err = RC_ERROR_INIT;
    rci_io_source *source = rci_io_source_open_memory(with->bytes, with->size, NULL, &err);
    if (source) {
        arrow_each_batch(source, &each, NULL, &err);
    }
    rci_io_source_close(source);
    return err.status == RC_ENOMEM ? RC_ENOMEM : RC_OK; /* some inputs are refused */
}

/* The inputs of the fuzz target: each kind of column, dictionaries, either byte order. */
START_TEST(memory_runs_out_while_arrays_are_read)
{
    given with = {.bytes = NULL};
    char path[4096];
    const char *top = getenv("top_srcdir");
    DIR *folder;
    struct dirent *entry;
    int count = 0;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/arrow", top ? top : ".");
    folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/tests/fuzz/corpus/arrow/%s", top ? top : ".",
                     entry->d_name);
            with.bytes = scratch_read(path, &with.size);
            faulty_alloc_each(read_arrays, &with);
            free(with.bytes);
            count++;
        }
    }
    closedir(folder);
    ck_assert_int_ge(count, 20);
}
END_TEST

/* What is made of a message at a time is bounded by the size of a batch: values of the dictionary,
   strings that are shorter than their dtype, values without bytes. */
START_TEST(no_memory_for_more_records_than_a_batch_has)
{
    static const struct {
        const char *name;
        size_t batches;
    } cases[] = {{"padded", 25}, {"zero-width", 8}};
    given with = {.bytes = NULL};
    char path[4096];
    const char *top = getenv("top_srcdir");
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/arrow/%s", top ? top : ".", cases[_i].name);
    with.bytes = scratch_read(path, &with.size);
    guarded_alloc_start(5 << 18);
    reader = rc_reader_open_memory(with.bytes, with.size, "a.arrows", NULL, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    for (size_t i = 0; i < cases[_i].batches; i++) {
        rc_store *batch = NULL;
        ck_assert_msg(rc_reader_next(reader, &batch, &err) == RC_OK, "%zu: %s", i, err.message);
        ck_assert_uint_gt(rc_store_length(batch), 0);
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    guarded_alloc_stop();
    free(with.bytes);
}
END_TEST

/* The status that is returned is that of the error. */
START_TEST(a_status_is_that_of_the_error)
{
    static const struct {
        const char *name;
        rc_status status;
    } cases[] = {{"codec-unknown", RC_EUNSUPPORTED},
                 {"delta-overflow", RC_ELIMIT},
                 {"delta-overflow-file", RC_ELIMIT},
                 {"delta-bitmap", RC_EUNSUPPORTED},
                 {"dictionary-types", RC_EFORMAT}};
    given with = {.bytes = NULL};
    char path[4096];
    const char *top = getenv("top_srcdir");
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    rc_store *batch = NULL;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/arrow/%s", top ? top : ".", cases[_i].name);
    with.bytes = scratch_read(path, &with.size);
    reader = rc_reader_open_memory(with.bytes, with.size, "a.arrows", NULL, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), cases[_i].status);
    ck_assert_int_eq(err.status, cases[_i].status);
    rc_reader_close(reader);
    reader = rc_reader_open_memory(with.bytes, with.size, "a.arrows", NULL, NULL);
    ck_assert_int_eq(rc_reader_next(reader, &batch, NULL), cases[_i].status);
    rc_reader_close(reader);
    free(with.bytes);
}
END_TEST

/* A message says that its metadata or body has 2 GiB: no more is taken than there is. */
START_TEST(no_memory_for_bytes_that_are_not_there)
{
    static const unsigned char bytes[] = {0xff, 0xff, 0xff, 0xff, 0xf8, 0xff, 0xff, 0x7f, 1, 2, 3};
    given with = {.bytes = NULL};
    rc_error err = RC_ERROR_INIT;
    with.size = sizeof bytes;
    with.bytes = malloc(sizeof bytes);
    memcpy(with.bytes, bytes, sizeof bytes);
    guarded_alloc_start(1 << 20);
    ck_assert_ptr_null(rc_reader_open_memory(with.bytes, with.size, "a.arrows", NULL, &err));
    guarded_alloc_stop();
    ck_assert_int_eq(err.status, RC_EFORMAT);
    free(with.bytes);
}
END_TEST

extern runner_suite_fn suite_arrow_ipc_memory;

Suite *suite_arrow_ipc_memory(void)
{
    Suite *suite = suite_create("arrow_ipc_memory");
    TCase *tcase = tcase_create("arrow_ipc_memory");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, memory_runs_out_while_a_store_is_written_and_read, 0, 2);
    tcase_add_test(tcase, memory_runs_out_while_arrays_are_read);
    tcase_add_test(tcase, no_memory_for_bytes_that_are_not_there);
    tcase_add_loop_test(tcase, no_memory_for_more_records_than_a_batch_has, 0, 2);
    tcase_add_loop_test(tcase, a_status_is_that_of_the_error, 0, 5);
    suite_add_tcase(suite, tcase);
    return suite;
}
