/* The text of types: read, and written again. */
#include "format/clickhouse/type.h"
#include "test_clickhouse.h"

#include <stdio.h>
#include <string.h>

/* Each type with the dtype that it has of itself; lengths of arrays are 2. */
static const struct {
    const char *text, *dtype;
} cases[] = {
    {"Bool", "bool"},
    {"Int8", "i1"},
    {"UInt64", "u8"},
    {" Float64 ", "f8"},
    {"IPv4", "u4"},
    {"BFloat16", "f4"},
    {"String", "str"},
    {"UUID", "V16"},
    {"FixedString( 7 )", "S7"},
    {"Date", "M8[D]"},
    {"Date32", "M8[D]"},
    {"DateTime", "M8[s]"},
    {"DateTime('Asia/Tokyo')", "M8[s,Asia/Tokyo]"},
    {"DateTime64(4)", "M8[100us]"},
    {"DateTime64(9, 'Fixed/UTC-03:30:00')", "M8[ns,-03:30]"},
    {"Time64(0)", "m8[s]"},
    {"IntervalQuarter", "m8[3M]"},
    {"Decimal(9, 0)", "i4"},
    {"Decimal(18)", "i8"},
    {"Enum8('a' = 1, 'b\\'' = -128)", "str"},
    {"Array(Array(Int8))", "(2,2)i1"},
    {"Tuple(Int8, String)", "{1:i1, 2:str}"},
    {"Tuple(a Int8, `b c` Nullable(Int16), \"d\" String)", "{a:i1, \"b c\":i2?, d:str}"},
    {"Nested(a Int8, b String)", "2{a:i1, b:str}"},
    {"LowCardinality(String)", "str"},
};

static void set_lengths(rci_clickhouse_type *type)
{
    for (; type; type = rci_clickhouse_type_after(type)) {
        type->length = 2;
    }
}

START_TEST(a_type_has_a_dtype)
{
    const char *text = cases[_i].text;
    rc_error err = RC_ERROR_INIT;
    char expected[128], *compact;
    rci_clickhouse_type *root = rci_clickhouse_type_parse("Tuple(x Int8)", 13, NULL, 0, &err);
    rci_clickhouse_type *column = rci_clickhouse_type_parse(text, strlen(text), "c", 1, &err);
    rc_dtype *dtype, *same;
    ck_assert_msg(root && column, "%s: %s", text, err.message);
    set_lengths(column);
    rci_clickhouse_type_add(root, column);
    dtype = rci_clickhouse_type_dtype(root, &err);
    ck_assert_msg(dtype != NULL, "%s: %s", text, err.message);
    snprintf(expected, sizeof expected, "x:i1, c:%s", cases[_i].dtype);
    same = rc_dtype_parse(expected, &err);
    ck_assert_msg(same != NULL, "%s: %s", expected, err.message);
    compact = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
    ck_assert_msg(rc_dtype_equal(dtype, same), "%s is %s", text, compact);
    rc_text_free(compact);
    rc_dtype_unref(same);
    rc_dtype_unref(dtype);
    rci_clickhouse_type_free(root);
}
END_TEST

Suite *suite_clickhouse_types(void)
{
    Suite *suite = suite_create("clickhouse_types");
    TCase *tc = tcase_create("types");
    tcase_add_loop_test(tc, a_type_has_a_dtype, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tc);
    return suite;
}
