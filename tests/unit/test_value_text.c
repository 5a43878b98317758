/* The public conversions: text forms, parsing, rounding, and memory that runs out. */
#include "faulty_alloc.h"
#include "test_value.h"

#include "base/bytes.h"
#include "value/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void check_text(rc_value value, const char *expected)
{
    char text[128];
    ck_assert_uint_eq(rc_value_print(&value, NULL, 0), strlen(expected));
    ck_assert_uint_eq(rc_value_print(&value, text, sizeof text), strlen(expected));
    ck_assert_str_eq(text, expected);
}

START_TEST(text_of_every_type)
{
    rc_value value;
    check_text(rc_value_null(), "null");
    check_text(rc_value_bool(0), "false");
    check_text(rc_value_bool(2), "true");
    check_text(rc_value_int(INT64_MIN), "-9223372036854775808");
    check_text(rc_value_uint(5), "5");
    check_text(rc_value_uint(UINT64_MAX), "18446744073709551615");
    check_text(rc_value_float(0.1), "0.1");
    check_text(rc_value_float(-0.0), "-0.0");
    check_text(rc_value_float(1e22), "1e+22");
    check_text(rc_value_float(-NAN), "nan");
    check_text(rc_value_float(INFINITY), "inf");
    check_text(rc_value_complex(1.5, -2), "(1.5-2.0j)");
    check_text(rc_value_complex(0, -NAN), "(0.0+nanj)");
    check_text(rc_value_string("h\xC3\xA9"), "h\xC3\xA9");
    check_text(rc_value_bytes("\x01\xAB", 2), "01ab");
    check_text(rc_value_datetime(0, RC_UNIT_s, 1), "1970-01-01T00:00:00");
    check_text(rc_value_datetime(RC_NAT, RC_UNIT_s, 1), "NaT");
    check_text(rc_value_timedelta(3, RC_UNIT_ms, 10), "30 ms");
    check_text(rc_value_timedelta(3, (rc_unit)99, 10), "3"); /* no such unit */
    check_text(rc_value_datetime(3, RC_UNIT_as, -1), "3");
    value = rc_value_float((double)0.1f);
    check_text(value, "0.10000000149011612");
    value.precision = 4;
    check_text(value, "0.1");
    value.as.f = 0.1; /* no float of 4 bytes after all */
    check_text(value, "0.1");
    value.as.f = 1e300;
    check_text(value, "1e+300");
    value.precision = 2;
    check_text(value, "1e+300");
    value.as.f = 0.0999755859375;
    check_text(value, "0.1");
}
END_TEST

START_TEST(text_of_code_points)
{
    static const unsigned char codes[] = {0, 0, 0,    'a', 0, 0,    0xD8, 0,
                                          0, 1, 0xF6, 0,   0, 0x11, 0,    0};
    rc_value value = rc_value_null();
    value.type = RC_VALUE_UCS4;
    value.as.ucs4.data = codes;
    value.as.ucs4.length = 4;
    value.as.ucs4.big_endian = 1;
    check_text(value, "a\xEF\xBF\xBD\xF0\x9F\x98\x80\xEF\xBF\xBD");
}
END_TEST

/* A text that is cut ends with a whole character and a NUL, and nothing is written behind it. */
START_TEST(text_that_is_cut)
{
    static const char whole[] = "a\xC3\xA9\xE2\x82\xAC";
    static const char *const cut[] = {"", "a", "a", "a\xC3\xA9", "a\xC3\xA9", "a\xC3\xA9", whole};
    rc_value value = rc_value_string(whole);
    for (size_t size = 1; size <= COUNT(cut); size++) {
        char text[16];
        memset(text, 'x', sizeof text);
        ck_assert_uint_eq(rc_value_print(&value, text, size), strlen(whole));
        ck_assert_str_eq(text, cut[size - 1]);
        for (size_t i = size; i < sizeof text; i++)
            ck_assert_int_eq(text[i], 'x');
    }
}
END_TEST

START_TEST(convert_gives_what_the_field_would)
{
    rc_dtype *i4 = test_dtype("i4"), *s4 = test_dtype("S4"), *str = test_dtype("str"),
             *v2 = test_dtype("V2");
    rc_value value = rc_value_float(7.0);
    rc_error err = RC_ERROR_INIT;
    char cell[8] = "xxxxxxx";
    ck_assert_int_eq(rc_value_convert(&value, i4, NULL, &value, NULL), RC_OK);
    ck_assert_int_eq(value.type, RC_VALUE_INT);
    ck_assert_int_eq(value.as.i, 7);

    ck_assert_int_eq(rc_value_parse("ab", 2, s4, cell, &value, NULL), RC_OK);
    ck_assert_int_eq(value.type, RC_VALUE_TEXT);
    ck_assert_ptr_eq(value.as.text.data, cell);
    ck_assert_uint_eq(value.as.text.length, 2);
    ck_assert_mem_eq(cell, "ab\0\0xxx", 7);

    ck_assert_int_eq(rc_value_parse("6a6b", 4, v2, cell, &value, NULL), RC_OK);
    ck_assert_int_eq(value.type, RC_VALUE_BYTES);
    ck_assert_mem_eq(value.as.text.data, "jk", 2);

    value = rc_value_string("any length at all");
    ck_assert_int_eq(rc_value_convert(&value, str, NULL, &value, NULL), RC_OK);
    ck_assert_uint_eq(value.as.text.length, 17);

    value = rc_value_int(5);
    ck_assert_int_eq(rc_value_parse("ab", 2, s4, NULL, &value, &err), RC_EARG);
    ck_assert_str_eq(err.message, "a value of S, U or V needs a cell to hold its bytes");
    rc_error_clear(&err);
    ck_assert_int_eq(rc_value_convert(&value, str, NULL, &value, &err), RC_ETYPE);
    ck_assert_str_eq(err.message, "found a number 5 where str expects text (try i1)");
    ck_assert_int_eq(rc_value_parse("\xFF", 1, str, NULL, &value, NULL), RC_ESYNTAX);
    ck_assert_int_eq(value.as.i, 5);
    rc_dtype_unref(i4);
    rc_dtype_unref(s4);
    rc_dtype_unref(str);
    rc_dtype_unref(v2);
}
END_TEST

static void check_rounded(rc_value value, const char *notation, const char *expected)
{
    rc_dtype *dtype = test_dtype(notation);
    rc_error err = RC_ERROR_INIT;
    rc_value rounded, kept;
    char text[64];
    ck_assert_msg(rc_value_round(&value, dtype, &rounded, &err) == RC_OK, "%s: %s", expected,
                  err.message);
    rc_value_print(&rounded, text, sizeof text);
    ck_assert_str_eq(text, expected);
    ck_assert_int_eq(rc_value_convert(&rounded, dtype, NULL, &kept, NULL), RC_OK);
    rc_dtype_unref(dtype);
}

static void check_not_rounded(rc_value value, const char *notation, rc_status status)
{
    rc_dtype *dtype = test_dtype(notation);
    rc_value rounded;
    ck_assert_int_eq(rc_value_round(&value, dtype, &rounded, NULL), status);
    rc_dtype_unref(dtype);
}

START_TEST(round_to_the_nearest)
{
    check_rounded(rc_value_float(0.1), "f4", "0.1");
    check_rounded(rc_value_float(0.1), "f2", "0.1");
    check_rounded(rc_value_float(0.1), "f8", "0.1");
    check_rounded(rc_value_float(1e-50), "f4", "0.0");
    check_rounded(rc_value_float(-1e-50), "f4", "-0.0");
    check_rounded(rc_value_float(65519), "f2", "65500.0");
    check_rounded(rc_value_float(NAN), "f2", "nan");
    check_rounded(rc_value_float(-INFINITY), "f4", "-inf");
    check_rounded(rc_value_int(16777217), "f4", "16777216.0");
    check_rounded(rc_value_int(INT64_MAX), "f8", "9.223372036854776e+18");
    check_rounded(rc_value_bool(1), "f4", "1.0");
    /* A little above the middle of two floats: by way of a double it would be the middle itself,
     * and go down to the even one. */
    check_rounded(rc_value_int(((INT64_C(1) << 24) + 1) * (INT64_C(1) << 38) + 1), "f4",
                  "4.6116866e+18");
    check_rounded(rc_value_uint(((UINT64_C(1) << 24) + 1) * (UINT64_C(1) << 39) + 1), "f4",
                  "9.223373e+18");
    check_rounded(rc_value_complex(0.1, 1e-50), "c8", "(0.1+0.0j)");
    check_rounded(rc_value_float(2.5), "i4", "2");
    check_rounded(rc_value_float(-3.5), "i4", "-4");
    check_rounded(rc_value_int(3), "i4", "3");
    check_rounded(rc_value_datetime(-1, RC_UNIT_s, 1), "M8[D]", "1969-12-31");
    check_rounded(rc_value_datetime(59, RC_UNIT_D, 1), "M8[M]", "1970-03");
    check_rounded(rc_value_datetime(58, RC_UNIT_D, 1), "M8[M]", "1970-02");
    check_rounded(rc_value_datetime(RC_NAT, RC_UNIT_D, 1), "M8[M]", "NaT");
    check_rounded(rc_value_timedelta(-1, RC_UNIT_s, 1), "m8[h]", "-1 h");
    check_rounded(rc_value_timedelta(119, RC_UNIT_s, 1), "m8[m]", "1 m");
    check_not_rounded(rc_value_float(1e39), "f4", RC_ERANGE);
    check_not_rounded(rc_value_float(65520), "f2", RC_ERANGE);
    check_not_rounded(rc_value_int(100000), "f2", RC_ERANGE);
    check_not_rounded(rc_value_float(1e10), "i4", RC_ERANGE);
    check_not_rounded(rc_value_float(NAN), "i4", RC_ERANGE);
    check_not_rounded(rc_value_complex(0, 1e39), "c8", RC_ERANGE);
    check_not_rounded(rc_value_datetime(INT64_MAX, RC_UNIT_D, 1), "M8[s]", RC_ERANGE);
    check_not_rounded(rc_value_datetime(1, RC_UNIT_D, 0), "M8[s]", RC_EARG);
    check_not_rounded(rc_value_timedelta(1, RC_UNIT_M, 1), "m8[s]", RC_ETYPE);
    check_not_rounded(rc_value_timedelta(1, RC_UNIT_M, 1), "M8[s]", RC_ETYPE);
    check_not_rounded(rc_value_string("0.1"), "f4", RC_ETYPE);
    check_not_rounded(rc_value_int(1), "S4", RC_ETYPE);
    check_not_rounded(rc_value_null(), "f4", RC_ETYPE);
}
END_TEST

/* What was read from a cell can be written to it, also where the bytes have to move. */
START_TEST(a_value_from_its_own_cell)
{
    static const unsigned char reversed[8] = {0, 0, 0, 'h', 0, 0, 0, 0xE9};
    rc_dtype *u3 = test_dtype("<U3"), *big = test_dtype(">U2"), *s4 = test_dtype("S4");
    unsigned char cell[12] = {'h', 0, 0, 0, 0xE9, 0, 0, 0};
    char bytes[4] = "abc";
    rc_value value, text = rc_value_string_n(bytes + 1, 2);
    ck_assert_int_eq(rci_value_load(u3, cell, &value, NULL), RC_OK);
    ck_assert_int_eq(rci_value_store(u3, cell, &value, NULL), RC_OK);
    ck_assert_uint_eq(cell[4], 0xE9);
    ck_assert_int_eq(rci_value_store(big, cell, &value, NULL), RC_OK);
    ck_assert_mem_eq(cell, reversed, sizeof reversed);
    ck_assert_int_eq(rci_value_store(s4, bytes, &text, NULL), RC_OK);
    ck_assert_mem_eq(bytes, "bc\0", 4);
    rc_dtype_unref(u3);
    rc_dtype_unref(big);
    rc_dtype_unref(s4);
}
END_TEST

/* A UCS4 value in a cell of U<n>. */
static rc_value ucs4_value(const rc_dtype *dtype, const char *text, void *cell)
{
    rc_value value;
    ck_assert_int_eq(rc_value_parse(text, strlen(text), dtype, cell, &value, NULL), RC_OK);
    ck_assert_int_eq(value.type, RC_VALUE_UCS4);
    return value;
}

START_TEST(code_points_into_every_kind)
{
    static const struct {
        const char *text, *dtype, *expected;
    } cases[] = {
        {"1", "?", "true"},
        {"-12", "i4", "-12"},
        {"0.1", "f4", "0.1"},
        {"(1+2j)", "c8", "(1.0+2.0j)"},
        {"h\xC3\xA9", "S3", "h\xC3\xA9"},
        {"h\xC3\xA9", ">U2", "h\xC3\xA9"},
        {"00ff", "V2", "00ff"},
        {"2020-02", "M8[D]", "2020-02-01"},
        {"2 m", "m8[s]", "120 s"},
        {"", "S2", ""},
    };
    rc_dtype *orders[] = {test_dtype("<U8"), test_dtype(">U8")};
    char cell[64];
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t order = 0; order < COUNT(orders); order++) {
            check_taken(ucs4_value(orders[order], cases[i].text, cell), cases[i].dtype,
                        cases[i].expected);
        }
    }
    check_refused_value(ucs4_value(orders[0], "h\xC3\xA9", cell), "S2", RC_ERANGE,
                        "3 bytes do not fit S2: \"h\xC3\xA9\" (try S3 or str)");
    check_refused_value(ucs4_value(orders[0], "abc", cell), "U2", RC_ERANGE,
                        "3 characters do not fit U2: \"abc\" (try U3 or str)");
    check_refused_value(ucs4_value(orders[0], "", cell), "i4", RC_ESYNTAX,
                        "cannot read \"\" as int32, which expects an integer");
    for (size_t order = 0; order < COUNT(orders); order++)
        rc_dtype_unref(orders[order]);
}
END_TEST

START_TEST(code_points_made_by_hand)
{
    static const unsigned char bad[] = {0, 0xD8, 0, 0}, nul[] = {'a', 0, 0, 0, 0, 0, 0, 0};
    static const char *const kinds[] = {"i4", "S4", "U4"};
    rc_value value = rc_value_null();
    value.type = RC_VALUE_UCS4;
    value.as.ucs4.data = bad;
    value.as.ucs4.length = 1;
    for (size_t i = 0; i < COUNT(kinds); i++)
        check_refused_value(value, kinds[i], RC_EARG,
                            "code point 0x0000D800 at position 0 is not a character");
    value.as.ucs4.data = nul;
    value.as.ucs4.length = 2;
    check_refused_value(
        value, "S4", RC_ERANGE,
        "\"a\\x00\" ends in a NUL character, which S4 cannot distinguish from its padding "
        "(try str)");
    check_refused_value(
        value, "U4", RC_ERANGE,
        "\"a\\x00\" ends in a NUL character, which U4 cannot distinguish from its padding "
        "(try str)");
}
END_TEST

/* ---------------------------------------------------------------- memory */

/* Code points become UTF-8 on the way to a number, in memory that may be refused. */
static rc_status store_code_points(void *context)
{
    const rc_value *value = context;
    rc_dtype *i4 = rc_dtype_leaf(RC_I4, NULL);
    unsigned char cell[4] = {1, 2, 3, 4};
    rc_error err = RC_ERROR_INIT;
    rc_status status = rci_value_store(i4, cell, value, &err);
    ck_assert_int_eq(err.status, status);
    ck_assert_mem_eq(cell, status == RC_OK ? "\x0C\0\0\0" : "\1\2\3\4", 4);
    rc_dtype_unref(i4);
    return status;
}

static rc_status code_points_as_utf8(void *context)
{
    const rc_value *value = context;
    rc_dtype *str = rc_dtype_leaf(RC_STR, NULL);
    rci_base_bytes scratch;
    const char *text = NULL;
    size_t length = 0;
    rc_status status;
    rci_base_bytes_init(&scratch);
    status = rci_value_utf8(str, value, &scratch, &text, &length, NULL);
    ck_assert_uint_eq(length, status == RC_OK ? 2 : 0);
    rci_base_bytes_release(&scratch);
    rc_dtype_unref(str);
    return status;
}

START_TEST(no_memory_for_code_points)
{
    rc_dtype *u8 = test_dtype("U8");
    char cell[32];
    rc_value value = ucs4_value(u8, "12", cell);
    faulty_alloc_each(store_code_points, &value);
    faulty_alloc_each(code_points_as_utf8, &value);
    rc_dtype_unref(u8);
}
END_TEST

/* Apart from that, no conversion needs memory. */
START_TEST(no_memory_for_anything_else)
{
    rc_dtype *u8 = test_dtype("U8"), *i4 = test_dtype("i4"), *str = test_dtype("str");
    char cell[32];
    rc_value value = ucs4_value(u8, "12", cell), result;
    faulty_alloc_start(0);
    ck_assert_int_eq(rc_value_convert(&value, str, NULL, &result, NULL), RC_OK);
    ck_assert_int_eq(rc_value_parse("12", 2, i4, NULL, &result, NULL), RC_OK);
    ck_assert_int_eq(rc_value_parse("12", 2, u8, cell, &result, NULL), RC_OK);
    ck_assert_int_eq(rc_value_parse("x", 1, i4, NULL, &result, NULL), RC_ESYNTAX);
    ck_assert(!faulty_alloc_stop());
    rc_dtype_unref(u8);
    rc_dtype_unref(i4);
    rc_dtype_unref(str);
}
END_TEST

START_TEST(utf8_for_a_str_cell)
{
    rc_dtype *u8 = test_dtype("U8"), *str = test_dtype("str");
    char cell[32];
    rc_value value = ucs4_value(u8, "h\xC3\xA9", cell);
    rci_base_bytes scratch;
    const char *text = NULL;
    size_t length = 0;
    rci_base_bytes_init(&scratch);
    ck_assert_int_eq(rci_value_utf8(str, &value, &scratch, &text, &length, NULL), RC_OK);
    ck_assert_uint_eq(length, 3);
    ck_assert_mem_eq(text, "h\xC3\xA9", 3);
    value = rc_value_string("borrowed");
    ck_assert_int_eq(rci_value_utf8(str, &value, &scratch, &text, &length, NULL), RC_OK);
    ck_assert_ptr_eq(text, value.as.text.data);
    value = rc_value_bytes("ab", 2);
    ck_assert_int_eq(rci_value_utf8(str, &value, &scratch, &text, &length, NULL), RC_ETYPE);
    rci_base_bytes_release(&scratch);
    rc_dtype_unref(u8);
    rc_dtype_unref(str);
}
END_TEST

runner_suite_fn suite_value_text;

Suite *suite_value_text(void)
{
    Suite *suite = suite_create("value_text");
    TCase *tc = tcase_create("value_text");
    tcase_add_test(tc, text_of_every_type);
    tcase_add_test(tc, text_of_code_points);
    tcase_add_test(tc, text_that_is_cut);
    tcase_add_test(tc, convert_gives_what_the_field_would);
    tcase_add_test(tc, round_to_the_nearest);
    tcase_add_test(tc, a_value_from_its_own_cell);
    tcase_add_test(tc, code_points_into_every_kind);
    tcase_add_test(tc, code_points_made_by_hand);
    tcase_add_test(tc, no_memory_for_code_points);
    tcase_add_test(tc, no_memory_for_anything_else);
    tcase_add_test(tc, utf8_for_a_str_cell);
    suite_add_tcase(suite, tc);
    return suite;
}
