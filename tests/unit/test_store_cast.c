/* Tests of casts: every pair of kinds keeps the promise of rc_dtype_can_cast. */
#include "test_store.h"

#include <rowcol/shape.h>
#include <stdio.h>
#include <string.h>

/* A store of one record, whose only field has the value with this text. */
static rc_store *one_value(const char *type, const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(type, &err);
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, &err);
    rc_value value = rc_value_string(text);
    ck_assert_msg(rc_store_set(store, 0, "", &value, &err) == RC_OK, "%s: %s", type, err.message);
    rc_dtype_unref(dtype);
    return store;
}

/* The text of the value after a cast; NULL if it is refused. */
static const char *cast_text(const rc_store *store, const char *type, rc_cast most, rc_error *err)
{
    static char text[80];
    rc_dtype *to = rc_dtype_parse(type, err);
    rc_store *made = rc_store_cast(store, to, RC_MATCH_POSITION, most, RC_COLUMNS, err);
    rc_value value;
    if (made) {
        ck_assert_int_eq(rc_store_get(made, 0, "", &value, err), RC_OK);
        rc_value_print(&value, text, sizeof text);
    }
    rc_dtype_unref(to);
    rc_store_unref(made);
    return made ? text : NULL;
}

/* Text of a value in a field, and in the field that it is cast to with RC_CAST_LOSSY. */
static const struct {
    const char *from, *value, *to, *result; /* NULL: refused */
} roundings[] = {
    {"f8", "0.1", "f4", "0.1"},
    {"f8", "2.5", "i4", "2"},
    {"f8", "-3.5", "i4", "-4"},
    {"f8", "255.4", "u1", "255"},
    {"f8", "255.6", "u1", NULL},
    {"f8", "nan", "i4", NULL},
    {"f8", "1e39", "f4", NULL},
    {"f8", "inf", "f4", "inf"},
    {"i8", "9007199254740993", "f8", "9007199254740992.0"},
    {"u8", "18446744073709551615", "f4", "1.8446744e+19"},
    {"c16", "(2.0+0.0j)", "i2", "2"},
    {"c16", "(1.5+1.0j)", "i2", NULL},
    {"M8[s]", "2020-02-29T23:59:59", "M8[D]", "2020-02-29"},
    {"M8[s]", "1969-12-31T23:59:59", "M8[D]", "1969-12-31"},
    {"M8[s]", "NaT", "M8[D]", "NaT"},
    {"m8[s]", "-90 s", "m8[m]", "-2 m"},
    {"m8[s]", "60 s", "i4", "60"},
    {"S3", "2.5", "i4", NULL},
};

START_TEST(lossy_casts_round)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = one_value(roundings[_i].from, roundings[_i].value);
    const char *text = cast_text(store, roundings[_i].to, RC_CAST_LOSSY, &err);
    if (roundings[_i].result) {
        ck_assert_msg(text != NULL, "%s", err.message);
        ck_assert_str_eq(text, roundings[_i].result);
    } else {
        ck_assert_ptr_null(text);
        ck_assert_uint_eq(err.record, 0);
    }
    rc_store_unref(store);
}
END_TEST

/* Kinds that are not of one family: text of numbers, times and bytes, counts of timedeltas. */
static const struct {
    const char *from, *value, *to, *result; /* NULL: refused */
    rc_cast level;
} others[] = {
    {"bool", "true", "str", "true", RC_CAST_WIDENING},
    {"i4", "-12", "str", "-12", RC_CAST_WIDENING},
    {"u8", "18446744073709551615", "S20", "18446744073709551615", RC_CAST_CHECKED},
    {"u8", "18446744073709551615", "S19", NULL, RC_CAST_CHECKED},
    {"f4", "0.1", "U3", "0.1", RC_CAST_CHECKED},
    {"f8", "nan", "str", "nan", RC_CAST_WIDENING},
    {"c16", "(1.0-2.5j)", "str", "(1.0-2.5j)", RC_CAST_WIDENING},
    {"M8[D]", "2020-02-29", "S10", "2020-02-29", RC_CAST_CHECKED},
    {"M8[D]", "2020-02-29", "U9", NULL, RC_CAST_CHECKED},
    {"m8[25s]", "50 s", "str", "50 s", RC_CAST_WIDENING},
    {"m8[s]", "NaT", "str", "NaT", RC_CAST_WIDENING},
    {"V3", "00ff10", "str", "00ff10", RC_CAST_WIDENING},
    {"V3", "00ff10", "U6", "00ff10", RC_CAST_CHECKED},
    {"V3", "616263", "S3", "abc", RC_CAST_CHECKED},
    {"S5", "1e-05", "f8", "1e-05", RC_CAST_CHECKED},
    {"str", "2020-02", "M8[D]", "2020-02-01", RC_CAST_CHECKED},
    {"S6", "00ff10", "V3", "00ff10", RC_CAST_CHECKED},
    {"m8[25s]", "50 s", "i4", "2", RC_CAST_CHECKED},
    {"m8[s]", "NaT", "f8", NULL, RC_CAST_CHECKED},
    {"bool", "true", "m8[s]", "1 s", RC_CAST_WIDENING},
    {"i4", "7", "m8[25s]", "175 s", RC_CAST_WIDENING},
    {"f8", "1.0", "m8[s]", NULL, RC_CAST_NONE},
    {"i4", "1", "M8[s]", NULL, RC_CAST_NONE},
};

START_TEST(kinds_become_others)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = one_value(others[_i].from, others[_i].value);
    rc_dtype *to = rc_dtype_parse(others[_i].to, &err);
    rc_cast level = rc_dtype_can_cast(rc_store_dtype(store), to);
    const char *text = cast_text(store, others[_i].to, RC_CAST_CHECKED, &err);
    ck_assert_int_eq(level, others[_i].level);
    if (others[_i].result) {
        ck_assert_msg(text != NULL, "%s", err.message);
        ck_assert_str_eq(text, others[_i].result);
    } else {
        ck_assert_ptr_null(text);
        ck_assert_uint_eq(err.record, level == RC_CAST_NONE ? RC_NOWHERE : 0);
    }
    rc_dtype_unref(to);
    rc_store_unref(store);
}
END_TEST

/* A kind, and text of values that are easily refused. */
static const struct {
    const char *type, *values[4];
} kinds[] = {
    {"bool", {"false", "true"}},
    {"i1", {"-128", "127"}},
    {">i4", {"-2147483648", "2147483647"}},
    {"i8", {"-9223372036854775808", "9223372036854775807"}},
    {"u2", {"0", "65535"}},
    {"u8", {"18446744073709551615"}},
    {"f2", {"-0.0", "65500.0", "nan", "6e-08"}},
    {">f4", {"3.4028235e+38", "1e-45", "-inf", "nan"}},
    {"f8", {"1.7976931348623157e+308", "5e-324", "nan", "-0.0"}},
    {"c8", {"(nan-0.0j)", "(0.1+1e-45j)"}},
    {"c16", {"(0.1-5e-324j)", "(inf+nanj)"}},
    {"S3", {"", "abc"}},
    {"U3", {"", "\xC3\xA9t\xC3\xA9", "\xF0\x9F\x98\x80"}},
    {"U40", {"", "abc"}},
    {"S200", {"", "abc"}},
    {"str", {"", "longer than the twelve bytes of a cell"}},
    {"V2", {"00ff"}},
    {"M8[s]", {"NaT", "2020-02-29T13:59:59", "-30000-01-01T00:00:00"}},
    {"M8[10ms]", {"NaT", "1969-12-31T23:59:59.990"}},
    {"m8[h]", {"NaT", "-7 h"}},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* A cast that is exact or widening cannot fail for a value; one that is not possible always does.
   Back again, the value is what it was. */
START_TEST(levels_are_kept)
{
    const char *from = kinds[_i / N_KINDS].type, *to = kinds[_i % N_KINDS].type;
    for (size_t k = 0; k < 4 && kinds[_i / N_KINDS].values[k]; k++) {
        rc_error err = RC_ERROR_INIT;
        rc_store *store = one_value(from, kinds[_i / N_KINDS].values[k]), *made;
        rc_dtype *dtype = rc_dtype_parse(to, &err);
        rc_cast level = rc_dtype_can_cast(rc_store_dtype(store), dtype);
        made = rc_store_cast(store, dtype, RC_MATCH_NAME, RC_CAST_LOSSY, RC_ROWS, &err);
        ck_assert_msg(made != NULL || level > RC_CAST_WIDENING, "%s to %s: %s", from, to,
                      err.message);
        ck_assert_msg(made == NULL || level != RC_CAST_NONE, "%s to %s", from, to);
        if (made && level <= RC_CAST_WIDENING) {
            const char *text = cast_text(made, from, RC_CAST_LOSSY, &err);
            ck_assert_msg(text != NULL, "%s to %s and back: %s", from, to, err.message);
            ck_assert_str_eq(text, kinds[_i / N_KINDS].values[k]);
        }
        rc_store_unref(made);
        rc_store_unref(store);
        rc_dtype_unref(dtype);
    }
}
END_TEST

Suite *suite_store_cast(void)
{
    Suite *suite = suite_create("store cast");
    TCase *tc = tcase_create("cast");
    tcase_add_loop_test(tc, lossy_casts_round, 0, sizeof roundings / sizeof roundings[0]);
    tcase_add_loop_test(tc, kinds_become_others, 0, sizeof others / sizeof others[0]);
    tcase_add_loop_test(tc, levels_are_kept, 0, N_KINDS * N_KINDS);
    suite_add_tcase(suite, tc);
    return suite;
}
