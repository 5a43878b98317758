/* Memory that runs out at each request in turn while ClickHouse's formats are written and read. */
#include "faulty_alloc.h"
#include "scratch.h"
#include "test_clickhouse.h"

#include <stdlib.h>

static const char dtype_text[] =
    "a:>i4?, b:str?, c:U3, d:{e:M8[D]?, f:bool}, g:2{h:i1, i:str, j:c8}, k:(2,2)i2";
static const char lines[] =
    "[1,\"a string that is not in its cell\",\"ab\",[\"2000-01-01\",true],"
    "[[1,\"x\",[1,2]],[2,\"y\",[3,4]]],[[1,2],[3,4]]]\n"
    "[null,null,\"c\",[null,false],[[1,\"x\",[0,0]],[2,\"0123456789abc\",[0,0]]],[[5,6],[7,8]]]\n";

typedef struct given {
    rc_dtype *dtype;
    rc_store *store;
    const char *format;
    char *bytes;
    size_t size;
    bool has_dtype;
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
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_reader *reader;
    rc_store *batch = NULL;
    options.format = with->format;
    options.dtype = with->has_dtype ? with->dtype : NULL;
    reader = rc_reader_open_memory(with->bytes, with->size, "a", &options, &err);
    if (!reader) {
        return err.status;
    }
    if (rc_reader_next(reader, &batch, &err) == RC_OK) {
        ck_assert_uint_eq(rc_store_length(batch), 2);
        ck_assert(!with->has_dtype || rc_store_equal(batch, with->store));
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    return err.status;
}

START_TEST(memory_runs_out_while_a_store_is_written_and_read)
{
    given with = {.bytes = NULL};
    setup(&with, clickhouse_formats[_i]);
    faulty_alloc_each(write_store, &with);
    with.bytes = scratch_read(scratch_path("a.out"), &with.size);
    faulty_alloc_each(read_store, &with);
    with.has_dtype = true;
    faulty_alloc_each(read_store, &with);
    rc_store_unref(with.store);
    rc_dtype_unref(with.dtype);
    free(with.bytes);
}
END_TEST

Suite *suite_clickhouse_memory(void)
{
    Suite *suite = suite_create("clickhouse_memory");
    TCase *tc = tcase_create("memory");
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tc, memory_runs_out_while_a_store_is_written_and_read, 0,
                        CLICKHOUSE_FORMATS);
    suite_add_tcase(suite, tc);
    return suite;
}
