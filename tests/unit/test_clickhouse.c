/* ClickHouse's formats: random records come back, and errors tell the record. The bytes are
 * compared by tests/clickhouse/write.py and read.py. */
#include "test_clickhouse.h"

#include "dtype_random.h"
#include "scratch.h"
#include "store_random.h"

#include <stdbool.h>

runner_suite_fn *const runner_suites[] = {suite_clickhouse, suite_clickhouse_given,
                                          suite_clickhouse_memory, suite_clickhouse_types, NULL};

const char *const clickhouse_formats[] = {"rowbinary", "native"};

enum { PARTS = 4, CASES = RUNNER_LESS(400, 40) };

static rc_status save(const rc_store *store, const char *format, rc_error *err)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = format;
    options.threads = 2;
    return rc_save(store, scratch_path("a.out"), &options, err);
}

static rc_store *load(const char *format, const rc_dtype *dtype, rc_layout layout, rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.format = format;
    options.dtype = dtype;
    options.layout = layout;
    options.threads = 2;
    return rc_load(scratch_path("a.out"), &options, err);
}

/* Whether the records could be written: NaT and some dtypes cannot. */
static bool round_trip(uint64_t seed, const char *format)
{
    uint64_t state = seed * 104729 + 1;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = random_dtype(&state, 3, RANDOM_STR | RANDOM_NULLABLE, &err);
    const rc_layout layout = store_random(&state) % 2 ? RC_ROWS : RC_COLUMNS;
    rc_store *store = rc_store_zeros(dtype, store_random(&state) % 40, layout, &err), *back;
    rc_status status;
    store_random_fill(&state, store);
    status = save(store, format, &err);
    if (status == RC_OK) {
        back = load(format, dtype, store_random(&state) % 2 ? RC_ROWS : RC_COLUMNS, &err);
        ck_assert_msg(back != NULL, "seed %llu: %s: %s", (unsigned long long)seed, err.field,
                      err.message);
        ck_assert_msg(rc_store_equal(back, store), "seed %llu", (unsigned long long)seed);
        rc_store_unref(back);
    } else {
        ck_assert_msg(status == RC_EUNSUPPORTED || status == RC_ERANGE, "seed %llu: %s",
                      (unsigned long long)seed, err.message);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return status == RC_OK;
}

START_TEST(random_records_come_back_as_they_were)
{
    int written = 0;
    for (uint64_t seed = (uint64_t)_i; seed < CASES; seed += PARTS) {
        written += round_trip(seed, "rowbinary") + round_trip(seed, "native");
    }
    ck_assert_int_ge(written, CASES / PARTS / 2);
}
END_TEST

/* Records of dates of which some cannot be written, in several blocks. */
START_TEST(the_first_record_that_cannot_be_written_is_reported)
{
    enum { RECORDS = 700000, FIRST = 500000 };
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i8, b:M8[D], c:M8[ms]", &err);
    rc_store *store = rc_store_zeros(dtype, RECORDS, _i % 2 ? RC_ROWS : RC_COLUMNS, &err);
    const rc_value late = rc_value_string("2400-01-01");
    ck_assert_int_eq(rc_store_set(store, FIRST, "c", &late, &err), RC_OK);
    ck_assert_int_eq(rc_store_set(store, FIRST + 9, "b", &late, &err), RC_OK);
    ck_assert_int_eq(save(store, clickhouse_formats[_i / 2], &err), RC_ERANGE);
    ck_assert_uint_eq(err.record, FIRST);
    ck_assert_str_eq(err.field, "c");
    ck_assert_str_eq(err.message, "2400-01-01T00:00:00.000 does not fit ClickHouse's DateTime64 "
                                  "exactly");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* A bool that a program has set to another byte than 0 or 1 is true. */
START_TEST(each_byte_of_a_bool_is_written_as_one)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i2, b:bool", &err);
    rc_store *store = rc_store_zeros(dtype, 4, _i % 2 ? RC_ROWS : RC_COLUMNS, &err), *back;
    rc_field field;
    ck_assert_int_eq(rc_store_field(store, "b", &field, &err), RC_OK);
    for (size_t i = 0; i < 4; i++) {
        field.data[(ptrdiff_t)i * field.stride] = (unsigned char)(i * 85); /* 0, 85, 170, 255 */
    }
    ck_assert_int_eq(save(store, clickhouse_formats[_i / 2], &err), RC_OK);
    back = load(clickhouse_formats[_i / 2], dtype, RC_ROWS, &err);
    ck_assert_msg(back != NULL, "%s", err.message);
    ck_assert_int_eq(rc_store_field(back, "b", &field, &err), RC_OK);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(field.data[(ptrdiff_t)i * field.stride], i > 0);
    }
    rc_store_unref(back);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_clickhouse(void)
{
    Suite *suite = suite_create("clickhouse");
    TCase *tc = tcase_create("records");
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tc, random_records_come_back_as_they_were, 0, PARTS);
    tcase_add_loop_test(tc, the_first_record_that_cannot_be_written_is_reported, 0,
                        2 * CLICKHOUSE_FORMATS);
    tcase_add_loop_test(tc, each_byte_of_a_bool_is_written_as_one, 0, 2 * CLICKHOUSE_FORMATS);
    suite_add_tcase(suite, tc);
    return suite;
}
