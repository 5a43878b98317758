/* Suggestions work: what a message says to try takes the value that was refused. */
#include "test_value.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const dtypes[] = {
    "bool",   "i1",    "i2",     "i4",    "i8",      "u1",     "u2",     "u4",    "u8",
    "f2",     "f4",    "f8",     "c8",    "c16",     "S1",     "U1",     "V1",    "M8[Y]",
    "M8[M]",  "M8[W]", "M8[D]",  "M8[h]", "M8[25s]", "M8[ns]", "M8[as]", "m8[Y]", "m8[D]",
    "m8[7h]", "m8[s]", "m8[ns]", "M8",    "m8",      "str",
};

/* Text that some of the dtypes refuse. */
static const char *const texts[] = {
    "3000000000",
    "-1",
    "200",
    "65536",
    "16777217",
    "2049",
    "9007199254740993",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "0.5",
    "1e300",
    "1e400",
    "1e-400",
    "1e-30",
    "nan",
    "inf",
    "-70000",
    "1.0",
    "abc",
    "",
    "(1+2j)",
    "2020-01-31",
    "2020-02-29T13:59",
    "1970-01-01T00:00:01",
    "2020-02-29T13:59:59.123456",
    "2020-01-01T00:00:00.000000000000000001",
    "9999-12-31T23:59:59.5",
    "-200000-01-01",
    "90 m",
    "1 Y",
    "30 D",
    "3 M",
    "1 as",
    "9223372036854775807 ns",
    "25 s",
    "NaT",
};

static const rc_value *values(size_t *n)
{
    static rc_value list[32];
    size_t k = 0;
    list[k++] = rc_value_bool(1);
    list[k++] = rc_value_int(-1);
    list[k++] = rc_value_int(300);
    list[k++] = rc_value_int(16777217);
    list[k++] = rc_value_int(INT64_MIN);
    list[k++] = rc_value_int(9007199254740993);
    list[k++] = rc_value_uint(UINT64_MAX);
    list[k++] = rc_value_float(0.5);
    list[k++] = rc_value_float(0.1);
    list[k++] = rc_value_float(1e300);
    list[k++] = rc_value_float(INFINITY);
    list[k++] = rc_value_complex(1.5, -2.25);
    list[k++] = rc_value_string("text");
    list[k++] = rc_value_string("");
    list[k++] = rc_value_bytes("\xff\x01\x02", 3);
    list[k++] = rc_value_datetime(1, RC_UNIT_s, 1);
    list[k++] = rc_value_datetime(123456789, RC_UNIT_ns, 1);
    list[k++] = rc_value_datetime(5, RC_UNIT_D, 3);
    list[k++] = rc_value_datetime(INT64_MAX, RC_UNIT_s, 1);
    list[k++] = rc_value_timedelta(90, RC_UNIT_m, 1);
    list[k++] = rc_value_timedelta(7, RC_UNIT_Y, 1);
    list[k++] = rc_value_timedelta(7, RC_UNIT_ns, 3);
    *n = k;
    return list;
}

/* Whether a dtype of the compact notation takes the value; a field of a name is its dtype. */
static bool takes(const char *dtype, const rc_value *value)
{
    char cell[512];
    const char *colon = strchr(dtype, ':');
    rc_dtype *made = rc_dtype_parse(colon ? colon + 1 : dtype, NULL);
    rc_value result;
    bool taken = made && rc_dtype_itemsize(made) <= sizeof cell &&
                 rc_value_convert(value, made, cell, &result, NULL) == RC_OK;
    rc_dtype_unref(made);
    return taken;
}

/* Applies each alternative of a message such as "... (try x:S3 or str)". Returns how many. */
static size_t apply(const rc_value *value, const char *message)
{
    const char *p = strstr(message, " (try ");
    size_t n = 0;
    if (!p || strncmp(p, " (try a ", 8) == 0) {
        return 0;
    }
    p += 6;
    do {
        char dtype[64];
        size_t length = strcspn(p, " ,)");
        snprintf(dtype, sizeof dtype, "%.*s", (int)length, p);
        ck_assert_msg(takes(dtype, value), "%s: %s does not take it", message, dtype);
        n++;
        p += length;
        p = strncmp(p, " or ", 4) == 0 ? p + 4 : NULL;
    } while (p);
    return n;
}

static size_t try_value(const rc_value *value, const char *field)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(dtypes); i++) {
        rc_dtype *dtype = test_dtype(dtypes[i]);
        rc_error err = RC_ERROR_INIT;
        char cell[64];
        rc_value result;
        snprintf(err.field, sizeof err.field, "%s", field);
        if (rc_value_convert(value, dtype, cell, &result, &err) != RC_OK) {
            n += apply(value, err.message);
        }
        rc_dtype_unref(dtype);
    }
    return n;
}

START_TEST(suggestions_take_text)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(texts); i++) {
        rc_value value = rc_value_string(texts[i]);
        n += try_value(&value, "") + try_value(&value, "outer.name");
    }
    ck_assert_uint_gt(n, 500);
}
END_TEST

START_TEST(suggestions_take_values)
{
    size_t count, n = 0;
    const rc_value *list = values(&count);
    for (size_t i = 0; i < count; i++) {
        n += try_value(&list[i], "");
    }
    ck_assert_uint_gt(n, 100);
}
END_TEST

/* What is refused, and the dtype to try at once. */
static const struct {
    const char *text, *dtype, *says;
} cases[] = {
    {"2020-01-31T12:30:45.5", "M8[D]", "(try M8[ms])"},
    {"2020-01-31T12:30", "M8[D]", "(try M8[m])"},
    {"2020-01-31", "M8[Y]", "(try M8[D])"},
    {"9999-01-01T00:00:00.5", "M8[ns]", "(try M8[us])"},
    {"90 s", "m8[h]", "(try m8[s])"},
    {"16777217", "f4", "(try f8)"},
    {"2049", "f2", "(try f4)"},
    {"9007199254740993", "f8", "(try i8)"},
    {"-1", "u1", "(try i2)"},
    {"-1", "u4", "(try i8)"},
    {"300", "u1", "(try u2)"},
    {"200", "i1", "(try i2)"},
    {"9223372036854775808", "i8", "(try u8)"},
    {"0.5", "i4", "(try f8)"},
    {"abc", "S2", "(try S3 or str)"},
};

START_TEST(one_suggestion_is_enough)
{
    rc_dtype *dtype = test_dtype(cases[_i].dtype);
    rc_error err = RC_ERROR_INIT;
    rc_value result;
    char cell[64];
    ck_assert_int_ne(
        rc_value_parse(cases[_i].text, strlen(cases[_i].text), dtype, cell, &result, &err), RC_OK);
    ck_assert_msg(strstr(err.message, cases[_i].says) != NULL, "%s", err.message);
    rc_dtype_unref(dtype);
}
END_TEST

/* The name of the field is in the suggestion if the compact notation has it without quotes: the
   suggestion can be copied into a dtype as it is. */
static const struct {
    const char *field, *says;
} fields[] = {
    {"y", "(try y:i8)"},     {"outer.inner_2", "(try inner_2:i8)"},
    {"a-b", "(try a-b:i8)"}, {"\xC3\xA9", "(try \xC3\xA9:i8)"},
    {"a b", "(try i8)"},     {"a:b", "(try i8)"},
    {"a,b", "(try i8)"},     {"a;b", "(try i8)"},
    {"a@1", "(try i8)"},     {"a?", "(try i8)"},
    {"{a", "(try i8)"},      {"a\\x07", "(try i8)"},
    {"\"a\"", "(try i8)"},
};

START_TEST(names_that_need_quotes_are_left_out)
{
    rc_dtype *dtype = test_dtype("i4");
    rc_error err = RC_ERROR_INIT;
    rc_value result;
    snprintf(err.field, sizeof err.field, "%s", fields[_i].field);
    ck_assert_int_eq(rc_value_parse("3000000000", 10, dtype, NULL, &result, &err), RC_ERANGE);
    ck_assert_msg(strstr(err.message, fields[_i].says) != NULL, "%s", err.message);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_value_suggest(void);

Suite *suite_value_suggest(void)
{
    Suite *suite = suite_create("value suggest");
    TCase *tc = tcase_create("value_suggest");
    tcase_add_test(tc, suggestions_take_text);
    tcase_add_test(tc, suggestions_take_values);
    tcase_add_loop_test(tc, one_suggestion_is_enough, 0, (int)COUNT(cases));
    tcase_add_loop_test(tc, names_that_need_quotes_are_left_out, 0, (int)COUNT(fields));
    suite_add_tcase(suite, tc);
    return suite;
}
