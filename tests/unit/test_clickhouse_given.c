/* Records written as the columns of a table that exists: the bytes, the errors, the blocks. */
#include "test_clickhouse.h"

#include <rowcol.h>
#include <stdio.h>
#include <string.h>

/* One column "c" and its records, as lines of JSON; then the bytes of its values, or the beginning
 * of the message. */
static const struct {
    const char *type, *dtype, *records;
    const char *bytes;
    size_t n;
    const char *message;
} cases[] = {
#define GOOD(type, dtype, records, bytes)                                                          \
    {                                                                                              \
        type, dtype, records, bytes, sizeof bytes - 1, NULL                                        \
    }
#define BAD(type, dtype, records, message)                                                         \
    {                                                                                              \
        type, dtype, records, NULL, 0, message                                                     \
    }
    GOOD("UInt8", "bool", "[true]\n[false]\n", "\1\0"),
    GOOD("Bool", "bool", "[true]\n[false]\n", "\1\0"),
    GOOD("Int32", "i2", "[-2]\n[258]\n", "\xFE\xFF\xFF\xFF\2\1\0\0"),
    GOOD("Int16", ">u1", "[255]\n", "\xFF\0"),
    GOOD("Int64", ">i4", "[-3]\n", "\xFD\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
    GOOD("UInt32", ">u2", "[65534]\n", "\xFE\xFF\0\0"),
    GOOD("Float64", "f4", "[1.5]\n", "\0\0\0\0\0\0\xF8\x3F"),
    GOOD("Float64", "f2", "[-2]\n", "\0\0\0\0\0\0\0\xC0"),
    GOOD("Float32", "f2", "[-2]\n", "\0\0\0\xC0"),
    GOOD("BFloat16", "f4", "[-2]\n", "\0\xC0"),
    GOOD("Date", "M8[D]", "[\"1970-01-03\"]\n[\"2149-06-06\"]\n", "\2\0\xFF\xFF"),
    GOOD("DateTime", "M8[s]", "[\"1970-01-01T00:01:00\"]\n", "\x3C\0\0\0"),
    GOOD("DateTime('UTC')", "M8[m]", "[\"1970-01-01T00:01\"]\n", "\x3C\0\0\0"),
    GOOD("Decimal(9, 0)", "i2", "[-1]\n", "\xFF\xFF\xFF\xFF"),
    GOOD("String", "S4", "[\"ab\"]\n[\"\"]\n", "\2ab\0"),
    GOOD("String", "U4", "[\"a\xC3\xA9\"]\n", "\3a\xC3\xA9"),
    GOOD("Enum8('a' = -1, 'b,\\'' = 5)", "str", "[\"b,'\"]\n[\"a\"]\n", "\5\xFF"),
    GOOD("Enum16('x' = 300)", "S3", "[\"x\"]\n", "\x2C\1"),
    GOOD("Nullable(Enum16('x' = 300))", "str?", "[null]\n[\"x\"]\n", "\1\0\0\0\x2C\1"),
    GOOD("Nullable(Int16)", "i1", "[1]\n[2]\n", "\0\0\1\0\2\0"),
    GOOD("Nullable(Int16)", "i1?", "[1]\n[null]\n", "\0\1\1\0\0\0"),
    GOOD("Int8", "i1?", "[1]\n[2]\n", "\1\2"),
    GOOD("Array(Int32)", "2i2", "[[1,-1]]\n", "\2\0\0\0\0\0\0\0\1\0\0\0\xFF\xFF\xFF\xFF"),
    GOOD("Tuple(a Int16, b Float64)", "{a:i1, b:f8}", "[[1,2]]\n", "\1\0\0\0\0\0\0\0\0\x40"),
    BAD("Int8", "i1?", "[1]\n[null]\n", "record 1: null, and the column is not Nullable"),
    BAD("Date", "M8[D]", "[\"1970-01-03\"]\n[\"2149-06-07\"]\n", "record 1: 2149-06-07 does not"),
    BAD("Date", "M8[D]", "[\"1969-12-31\"]\n", "record 0: 1969-12-31 does not fit"),
    BAD("DateTime", "M8[s]", "[\"2106-02-07T06:28:16\"]\n", "record 0: 2106-02-07T06:28:16 does"),
    BAD("DateTime", "M8[ms]", "[\"1970-01-01T00:00:00.5\"]\n", "record 0: 1970-01-01T00:00:00.500"),
    BAD("BFloat16", "f4", "[1.001]\n", "record 0: 1.001"),
    BAD("Enum8('a' = 1)", "str", "[\"a\"]\n[\"c\"]\n", "record 1: the text \"c\", which is not in"),
    BAD("Int32", "i8", "[1]\n", "the column has ClickHouse's type Int32, as which int64 is not"),
    BAD("UInt64", "i1", "[1]\n", "the column has ClickHouse's type UInt64, as which int8 is not"),
    BAD("Int32", "u4", "[1]\n", "the column has ClickHouse's type Int32, as which uint32 is not"),
    BAD("Float32", "f8", "[1]\n", "the column has ClickHouse's type Float32, as which float64"),
    BAD("Int8", "str", "[\"1\"]\n", "the column has ClickHouse's type Int8, as which str is not"),
    BAD("UInt8", "M8[D]", "[\"1970-01-01\"]\n", "the column has ClickHouse's type UInt8, as which"),
    BAD("UUID", "V3", "[\"414141\"]\n",
        "the column has ClickHouse's type UUID, as which V3 is not"),
    BAD("Enum8('a' = 1)", "U2", "[\"a\"]\n", "the column has ClickHouse's type Enum8, as which"),
    BAD("Array(Nullable(Int8))", "2i1", "[[1,2]]\n", "no dtype is written as Nullable inside"),
    BAD("Array(LowCardinality(String))", "2str", "", "LowCardinality inside of another type"),
    BAD("Map(String, String)", "i1", "[1]\n",
        "no dtype holds ClickHouse's type Map(String, String)"),
#undef GOOD
#undef BAD
};

/* The records in one column c as a store. */
static rc_store *load(const char *dtype, const char *records)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    char text[64];
    rc_dtype *parsed;
    rc_store *store;
    snprintf(text, sizeof text, "c:%s", dtype);
    parsed = rc_dtype_parse(text, &err);
    ck_assert_msg(parsed != NULL, "%s: %s", text, err.message);
    read.format = "ndjson";
    read.dtype = parsed;
    store = rc_load_memory(records, strlen(records), "lines", &read, &err);
    ck_assert_msg(store != NULL, "%s: %s", records, err.message);
    rc_dtype_unref(parsed);
    return store;
}

/* Writes a store for a table with these columns. NULL: `err` says why. */
static rc_writer *write_for(const char *columns, const rc_store *store, rc_error *err)
{
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    rc_writer *writer;
    write.format = "native";
    write.columns = columns;
    writer = rc_writer_open_memory(rc_store_dtype(store), &write, err);
    if (writer &&
        (rc_writer_write(writer, store, err) != RC_OK || rc_writer_finish(writer, err) != RC_OK)) {
        rc_writer_close(writer);
        return NULL;
    }
    return writer;
}

/* The numbers of columns and records, the name, the type. Returns the length. */
static size_t put_head(char *to, size_t n, const char *type)
{
    return (size_t)sprintf(to, "%c%c%cc%c%s", 1, (int)n, 1, (int)strlen(type), type);
}

START_TEST(values_are_written_as_the_type_of_the_column)
{
    rc_error err = RC_ERROR_INIT;
    char columns[128], expected[256], found[400];
    rc_store *store = load(cases[_i].dtype, cases[_i].records);
    rc_writer *writer;
    size_t n, length;
    const void *bytes;
    snprintf(columns, sizeof columns, "other Map(Int8, Int8), `c` %s\n", cases[_i].type);
    writer = write_for(columns, store, &err);
    if (cases[_i].message) {
        ck_assert_msg(!writer, "%s as %s", cases[_i].dtype, cases[_i].type);
        snprintf(found, sizeof found, err.record == RC_NOWHERE ? "%.0d%s" : "record %d: %s",
                 err.record == RC_NOWHERE ? 0 : (int)err.record, err.message);
        ck_assert_msg(strncmp(found, cases[_i].message, strlen(cases[_i].message)) == 0, "%s",
                      found);
        ck_assert_str_eq(err.field, "c");
        ck_assert_int_eq(err.hint, RC_HINT_NONE);
    } else {
        ck_assert_msg(writer != NULL, "%s: %s", cases[_i].type, err.message);
        n = put_head(expected, rc_store_length(store), cases[_i].type);
        memcpy(expected + n, cases[_i].bytes, cases[_i].n);
        bytes = rc_writer_contents(writer, &length);
        ck_assert_uint_eq(length, n + cases[_i].n);
        ck_assert_msg(memcmp(bytes, expected, length) == 0, "%s as %s", cases[_i].dtype,
                      cases[_i].type);
    }
    rc_writer_close(writer);
    rc_store_unref(store);
}
END_TEST

START_TEST(low_cardinality_is_written_without_it)
{
    static const char expected[] = "\1\1\1c\6String\1x";
    rc_error err = RC_ERROR_INIT;
    rc_store *store = load("str", "[\"x\"]\n");
    rc_writer *writer = write_for("c LowCardinality(String)", store, &err);
    size_t length;
    ck_assert_msg(writer != NULL, "%s", err.message);
    ck_assert(memcmp(rc_writer_contents(writer, &length), expected, sizeof expected - 1) == 0);
    ck_assert_uint_eq(length, sizeof expected - 1);
    rc_writer_close(writer);
    rc_store_unref(store);
}
END_TEST

/* -------------------------------------------------------------------- columns */

static const struct {
    const char *columns, *dtype; /* NULL: an error, of this status and field */
    rc_status status;
    const char *field;
} texts[] = {
    {"a Int8", "a:i1", RC_OK, ""},
    {"a Int8, b Nullable(String)\n\n`c d`   Enum8('x, y' = 1)  \n", "a:i1, b:str?, \"c d\":str",
     RC_OK, ""},
    {"`a\\`b` Date,\"q\\\"\" FixedString(2)", "\"a`b\":M8[D], \"q\\\"\":S2", RC_OK, ""},
    {"t Tuple(x Int8, y Tuple(z Float64))", "t:{x:i1, y:{z:f8}}", RC_OK, ""},
    {"n LowCardinality(Nullable(String))", "n:str?", RC_OK, ""},
    {"", NULL, RC_EFORMAT, ""},
    {"a", NULL, RC_EFORMAT, ""},
    {"a ,", NULL, RC_EFORMAT, ""},
    {"`a Int8", NULL, RC_EFORMAT, ""},
    {"a Enum8('x = 1)", NULL, RC_EFORMAT, ""},
    {"a Tuple(b Int8", NULL, RC_EFORMAT, ""},
    {"a Int8, m Map(Int8, Int8)", NULL, RC_EUNSUPPORTED, "m"},
    {"a Int8, m Array(Int8)", NULL, RC_EUNSUPPORTED, "m"},
    {"a Int8, a Int16", NULL, RC_ENAME, "a"},
};

START_TEST(columns_have_a_dtype)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_clickhouse_dtype(texts[_i].columns, &err);
    rc_dtype *same = texts[_i].dtype ? rc_dtype_parse(texts[_i].dtype, NULL) : NULL;
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
    ck_assert_msg((dtype != NULL) == (texts[_i].dtype != NULL), "%s: %s %s", texts[_i].columns,
                  text ? text : "", err.message);
    if (dtype) {
        ck_assert_msg(rc_dtype_equal(dtype, same), "%s: %s", texts[_i].columns, text);
    } else {
        ck_assert_int_eq(err.status, texts[_i].status);
        ck_assert_msg(strcmp(err.field, texts[_i].field) == 0 || texts[_i].status == RC_ENAME,
                      "%s: %s", texts[_i].columns, err.field);
    }
    rc_text_free(text);
    rc_dtype_unref(dtype);
    rc_dtype_unref(same);
}
END_TEST

START_TEST(a_field_without_a_column_is_refused)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = load("i1", "[1]\n");
    ck_assert_ptr_null(write_for("b Int8, d Int8", store, &err));
    ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
    ck_assert_str_eq(err.field, "c");
    rc_error_clear(&err);
    ck_assert_ptr_null(write_for("c Int8, c Int8", store, &err));
    ck_assert_int_eq(err.status, RC_ENAME);
    rc_store_unref(store);
}
END_TEST

/* --------------------------------------------------------------------- blocks */

enum { RECORDS = 4500000, BLOCKS = 8 };

typedef struct sizes {
    size_t records[BLOCKS], n;
} sizes;

/* The records of a block of one column. */
static rc_status take(void *context, const void *data, size_t n, rc_error *err)
{
    sizes *found = context;
    const unsigned char *bytes = data;
    size_t records = 0;
    (void)err;
    (void)n;
    ck_assert_uint_eq(bytes[0], 1);
    for (size_t i = 1, shift = 0;; i++, shift += 7) {
        records |= (size_t)(bytes[i] & 0x7F) << shift;
        if (bytes[i] < 0x80) {
            break;
        }
    }
    ck_assert_uint_lt(found->n, BLOCKS);
    found->records[found->n++] = records;
    return RC_OK;
}

/* In each call a block, twice as large as the one before, to 1048576 records. */
START_TEST(blocks_for_a_table_become_larger)
{
    static const size_t expected[] = {262144, 524288, 1048576, 1048576, 1048576, 1048576};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("c:i8", &err);
    rc_store *store = rc_store_zeros(dtype, RECORDS, RC_COLUMNS, &err);
    rc_output output = RC_OUTPUT_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    sizes found = {.n = 0};
    rc_writer *writer;
    output.context = &found;
    output.write = take;
    write.format = "native";
    write.columns = "c Int64";
    writer = rc_writer_open_output(&output, "table", dtype, &write, &err);
    ck_assert_int_eq(rc_writer_save(writer, store, 2, &err), RC_OK);
    ck_assert_int_eq(rc_writer_finish(writer, &err), RC_OK);
    ck_assert_uint_eq(found.n, 6);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(found.records[i], expected[i]);
    }
    ck_assert_uint_eq(found.records[5], RECORDS - 3932160);
    rc_writer_close(writer);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(columns_are_for_native_only)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = load("i1", "[1]\n");
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    write.format = "rowbinary";
    write.columns = "c Int8";
    ck_assert_ptr_null(rc_writer_open_memory(rc_store_dtype(store), &write, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_null(rc_clickhouse_dtype(NULL, NULL));
    rc_store_unref(store);
}
END_TEST

Suite *suite_clickhouse_given(void)
{
    Suite *suite = suite_create("clickhouse_given");
    TCase *tc = tcase_create("given"), *threads = tcase_create("blocks");
    tcase_add_loop_test(tc, values_are_written_as_the_type_of_the_column, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tc, low_cardinality_is_written_without_it);
    tcase_add_loop_test(tc, columns_have_a_dtype, 0, sizeof texts / sizeof *texts);
    tcase_add_test(tc, a_field_without_a_column_is_refused);
    tcase_add_test(tc, columns_are_for_native_only);
    suite_add_tcase(suite, tc);
    tcase_set_tags(threads, "threads");
    tcase_add_test(threads, blocks_for_a_table_become_larger);
    suite_add_tcase(suite, threads);
    return suite;
}
