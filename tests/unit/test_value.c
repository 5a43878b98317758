/* Values into fields of every kind and out again; the suites of unit_value. */
#include "test_value.h"

#include "value/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { CELL_MAX = 64, GUARD = 0xA5 };

rc_dtype *test_dtype(const char *notation)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(notation, &err);
    ck_assert_msg(dtype != NULL, "%s: %s", notation, err.message);
    ck_assert_uint_lt(rc_dtype_itemsize(dtype), CELL_MAX - 2);
    return dtype;
}

static void check_guards(const unsigned char *room, size_t size)
{
    ck_assert_uint_eq(room[0], GUARD);
    for (size_t i = 1 + size; i < CELL_MAX; i++)
        ck_assert_uint_eq(room[i], GUARD);
}

static void check_in_order(const rc_value *value, const rc_dtype *dtype, const char *text)
{
    unsigned char room[CELL_MAX], again[CELL_MAX];
    size_t size = rc_dtype_itemsize(dtype);
    rc_error err = RC_ERROR_INIT;
    rc_value back;
    char form[256];
    memset(room, GUARD, sizeof room);
    ck_assert_msg(rci_value_store(dtype, room + 1, value, &err) == RC_OK, "%s: %s", text,
                  err.message);
    check_guards(room, size);
    ck_assert_int_eq(rci_value_load(dtype, room + 1, &back, &err), RC_OK);
    rc_value_print(&back, form, sizeof form);
    ck_assert_str_eq(form, text);
    memset(again, GUARD, sizeof again);
    ck_assert_int_eq(rci_value_store(dtype, again + 1, &back, &err), RC_OK);
    ck_assert_mem_eq(again, room, sizeof room);
}

void check_taken(rc_value value, const char *notation, const char *text)
{
    rc_dtype *dtype = test_dtype(notation);
    rc_dtype *big = rc_dtype_with_order(dtype, RC_ORDER_BIG, NULL);
    ck_assert_ptr_nonnull(big);
    check_in_order(&value, dtype, text);
    check_in_order(&value, big, text);
    rc_dtype_unref(big);
    rc_dtype_unref(dtype);
}

void check_refused_value(rc_value value, const char *notation, rc_status status,
                         const char *message)
{
    rc_dtype *dtype = test_dtype(notation);
    unsigned char room[CELL_MAX];
    rc_error err = RC_ERROR_INIT;
    memset(room, GUARD, sizeof room);
    ck_assert_msg(rci_value_store(dtype, room + 1, &value, &err) == status, "%s: %s, %s", notation,
                  rc_status_name(err.status), err.message);
    ck_assert_int_eq(err.status, status);
    ck_assert_str_eq(err.message, message);
    check_guards(room, 0);
    ck_assert_int_eq(rci_value_store(dtype, room + 1, &value, NULL), status);
    check_guards(room, 0);
    rc_dtype_unref(dtype);
}

/* The bytes that a field has, written down. */
START_TEST(cells_of_every_kind)
{
    static const struct {
        const char *dtype, *text, *bytes;
        size_t n;
    } cases[] = {
        {"?", "true", "\x01", 1},
        {"i1", "-2", "\xFE", 1},
        {"<i2", "-2", "\xFE\xFF", 2},
        {">i2", "-2", "\xFF\xFE", 2},
        {"<i4", "16909060", "\x04\x03\x02\x01", 4},
        {">i4", "16909060", "\x01\x02\x03\x04", 4},
        {"<i8", "-9223372036854775808", "\0\0\0\0\0\0\0\x80", 8},
        {">i8", "-9223372036854775808", "\x80\0\0\0\0\0\0\0", 8},
        {"u1", "255", "\xFF", 1},
        {"<u2", "258", "\x02\x01", 2},
        {">u2", "258", "\x01\x02", 2},
        {"<u4", "4294967294", "\xFE\xFF\xFF\xFF", 4},
        {">u4", "4294967294", "\xFF\xFF\xFF\xFE", 4},
        {"<u8", "18446744073709551614", "\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8},
        {">u8", "18446744073709551614", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 8},
        {"<f2", "-1.5", "\x00\xBE", 2},
        {">f2", "-1.5", "\xBE\x00", 2},
        {"<f4", "0.1", "\xCD\xCC\xCC\x3D", 4},
        {">f4", "0.1", "\x3D\xCC\xCC\xCD", 4},
        {"<f8", "0.1", "\x9A\x99\x99\x99\x99\x99\xB9\x3F", 8},
        {">f8", "0.1", "\x3F\xB9\x99\x99\x99\x99\x99\x9A", 8},
        {"<c8", "(1.0-0.1j)", "\0\0\x80\x3F\xCD\xCC\xCC\xBD", 8},
        {">c8", "(1.0-0.1j)", "\x3F\x80\0\0\xBD\xCC\xCC\xCD", 8},
        {"<c16", "(1.0+2.0j)", "\0\0\0\0\0\0\xF0\x3F\0\0\0\0\0\0\x00\x40", 16},
        {">c16", "(1.0+2.0j)", "\x3F\xF0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0", 16},
        {"S4", "ab", "ab\0\0", 4},
        {"<U2", "\xC3\xA9", "\xE9\0\0\0\0\0\0\0", 8},
        {">U2", "\xC3\xA9", "\0\0\0\xE9\0\0\0\0", 8},
        {"V3", "00ff10", "\x00\xFF\x10", 3},
        {"<M8[D]", "1970-01-03", "\x02\0\0\0\0\0\0\0", 8},
        {">M8[D]", "1970-01-03", "\0\0\0\0\0\0\0\x02", 8},
        {"<m8[s]", "-1 s", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8},
        {">m8[25s]", "50 s", "\0\0\0\0\0\0\0\x02", 8},
        {"<M8[ns]", "NaT", "\0\0\0\0\0\0\0\x80", 8},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        rc_dtype *dtype = test_dtype(cases[i].dtype);
        unsigned char room[CELL_MAX];
        rc_error err = RC_ERROR_INIT;
        rc_value value;
        char text[64];
        memcpy(room + 1, cases[i].bytes, cases[i].n);
        ck_assert_uint_eq(rc_dtype_itemsize(dtype), cases[i].n);
        ck_assert_int_eq(rci_value_load(dtype, room + 1, &value, &err), RC_OK);
        ck_assert_uint_eq(rc_value_print(&value, text, sizeof text), strlen(cases[i].text));
        ck_assert_str_eq(text, cases[i].text);
        memset(room, GUARD, sizeof room);
        value = rc_value_string(cases[i].text);
        ck_assert_msg(rci_value_store(dtype, room + 1, &value, &err) == RC_OK, "%s: %s",
                      cases[i].text, err.message);
        ck_assert_mem_eq(room + 1, cases[i].bytes, cases[i].n);
        check_guards(room, cases[i].n);
        rc_dtype_unref(dtype);
    }
}
END_TEST

START_TEST(types_of_what_is_read)
{
    static const struct {
        const char *dtype, *text;
        rc_value_type type;
    } cases[] = {
        {"?", "true", RC_VALUE_BOOL},
        {"u8", "9223372036854775807", RC_VALUE_INT},
        {"u8", "9223372036854775808", RC_VALUE_UINT},
        {"f4", "1", RC_VALUE_FLOAT},
        {"c8", "1", RC_VALUE_COMPLEX},
        {"S3", "abc", RC_VALUE_TEXT},
        {"U3", "abc", RC_VALUE_UCS4},
        {"V1", "00", RC_VALUE_BYTES},
        {"M8[Y]", "2020", RC_VALUE_DATETIME},
        {"m8[3s]", "3 s", RC_VALUE_TIMEDELTA},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        rc_dtype *dtype = test_dtype(cases[i].dtype);
        unsigned char cell[CELL_MAX];
        rc_value value;
        ck_assert_int_eq(
            rc_value_parse(cases[i].text, strlen(cases[i].text), dtype, cell, &value, NULL), RC_OK);
        ck_assert_int_eq(value.type, cases[i].type);
        if (cases[i].type >= RC_VALUE_DATETIME) {
            int32_t multiple;
            ck_assert_int_eq(value.unit, rc_dtype_unit(dtype, &multiple));
            ck_assert_int_eq(value.multiple, multiple);
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

START_TEST(numbers_into_bool)
{
    check_taken(rc_value_bool(7), "?", "true");
    check_taken(rc_value_int(1), "?", "true");
    check_taken(rc_value_float(0.0), "?", "false");
    check_taken(rc_value_complex(1, 0), "?", "true");
    check_taken(rc_value_string("1"), "?", "true");
    check_taken(rc_value_string("false"), "?", "false");
    check_refused_value(rc_value_int(2), "?", RC_ERANGE, "2 does not fit bool (try i1)");
    check_refused_value(rc_value_int(-1), "?", RC_ERANGE, "-1 does not fit bool (try i1)");
    check_refused_value(rc_value_float(0.5), "?", RC_ETYPE,
                        "0.5 is not an integer, which bool expects (try f8)");
    check_refused_value(rc_value_string("yes"), "?", RC_ESYNTAX,
                        "cannot read \"yes\" as bool, which expects true or false");
    check_refused_value(rc_value_string("True"), "?", RC_ESYNTAX,
                        "cannot read \"True\" as bool, which expects true or false");
    check_refused_value(rc_value_bytes("\1", 1), "?", RC_ETYPE,
                        "found bytes 01 where bool expects true or false (try V1)");
}
END_TEST

START_TEST(numbers_into_integers)
{
    check_taken(rc_value_bool(1), "i4", "1");
    check_taken(rc_value_float(-3.0), "i1", "-3");
    check_taken(rc_value_float(-0.0), "u1", "0");
    check_taken(rc_value_float(0x1p63), "u8", "9223372036854775808");
    check_taken(rc_value_float(-0x1p63), "i8", "-9223372036854775808");
    check_taken(rc_value_complex(5, 0), "i2", "5");
    check_taken(rc_value_string("-128"), "i1", "-128");
    check_taken(rc_value_string("18446744073709551615"), "u8", "18446744073709551615");
    check_refused_value(rc_value_int(3000000000), "i4", RC_ERANGE,
                        "3000000000 does not fit int32 (try i8)");
    check_refused_value(rc_value_int(-1), "u8", RC_ERANGE, "-1 does not fit uint64 (try i8)");
    check_refused_value(rc_value_int(300), "u1", RC_ERANGE, "300 does not fit uint8 (try u2)");
    check_refused_value(rc_value_uint(UINT64_MAX), "i8", RC_ERANGE,
                        "18446744073709551615 does not fit int64 (try u8)");
    check_refused_value(rc_value_float(1.5), "i4", RC_ETYPE,
                        "1.5 is not an integer, which int32 expects (try f8)");
    check_refused_value(rc_value_float(0x1p64), "u8", RC_ERANGE,
                        "1.8446744073709552e+19 does not fit uint64 (try f8)");
    check_refused_value(rc_value_float(NAN), "i4", RC_ERANGE, "nan does not fit int32 (try f8)");
    check_refused_value(rc_value_float(-INFINITY), "i4", RC_ERANGE,
                        "-inf does not fit int32 (try f8)");
    check_refused_value(
        rc_value_complex(1, 2), "i4", RC_ETYPE,
        "found a complex number (1.0+2.0j) where int32 expects an integer (try c16)");
    check_refused_value(rc_value_string("99999999999999999999"), "i8", RC_ERANGE,
                        "99999999999999999999 does not fit int64 (no kind of number holds it)");
    check_refused_value(rc_value_string("1.0"), "i4", RC_ETYPE,
                        "1.0 is not written as an integer, which int32 expects (try f8)");
    check_refused_value(rc_value_string("12x"), "i4", RC_ESYNTAX,
                        "cannot read \"12x\" as int32, which expects an integer");
    check_refused_value(rc_value_string(""), "i4", RC_ESYNTAX,
                        "cannot read \"\" as int32, which expects an integer");
    check_refused_value(rc_value_string("12 "), "u1", RC_ESYNTAX,
                        "cannot read \"12 \" as uint8, which expects an integer");
    check_refused_value(
        rc_value_datetime(5, RC_UNIT_s, 1), "i8", RC_ETYPE,
        "found a datetime 1970-01-01T00:00:05 where int64 expects an integer (try M8[s])");
}
END_TEST

START_TEST(numbers_into_floats)
{
    check_taken(rc_value_bool(1), "f4", "1.0");
    check_taken(rc_value_int(-9007199254740992), "f8", "-9007199254740992.0");
    check_taken(rc_value_int(16777216), "f4", "16777216.0");
    check_taken(rc_value_int(2048), "f2", "2048.0");
    check_taken(rc_value_uint(UINT64_C(1) << 63), "f4", "9.223372e+18");
    check_taken(rc_value_float(0.5), "f2", "0.5");
    check_taken(rc_value_float(-0.0), "f2", "-0.0");
    check_taken(rc_value_float(NAN), "f2", "nan");
    check_taken(rc_value_float(-INFINITY), "f4", "-inf");
    check_taken(rc_value_complex(0.25, 0), "f4", "0.25");
    check_taken(rc_value_string("0.1"), "f2", "0.1");
    check_taken(rc_value_string("0.1"), "f4", "0.1");
    check_taken(rc_value_string("1e3"), "f8", "1000.0");
    check_taken(rc_value_string("-Infinity"), "f8", "-inf");
    check_taken(rc_value_string("NaN"), "f4", "nan");
    check_refused_value(rc_value_float(0.1), "f4", RC_ERANGE,
                        "0.1 would be rounded by float32 (try f8, or round it first)");
    check_refused_value(rc_value_float(1e300), "f4", RC_ERANGE,
                        "1e+300 does not fit float32 (try f8)");
    check_refused_value(rc_value_float(65536), "f2", RC_ERANGE,
                        "65536.0 does not fit float16 (try f4)");
    check_refused_value(rc_value_float(1e-50), "f4", RC_ERANGE,
                        "1e-50 would be rounded by float32 (try f8, or round it first)");
    check_refused_value(rc_value_int(16777217), "f4", RC_ERANGE,
                        "16777217 cannot be kept exactly in float32 (try f8)");
    check_refused_value(rc_value_int(INT64_MAX), "f8", RC_ERANGE,
                        "9223372036854775807 cannot be kept exactly in float64 (try i8)");
    check_refused_value(rc_value_uint(UINT64_MAX), "f8", RC_ERANGE,
                        "18446744073709551615 cannot be kept exactly in float64 (try u8)");
    check_refused_value(rc_value_int(70000), "f2", RC_ERANGE,
                        "70000 does not fit float16 (try f4)");
    check_refused_value(rc_value_string("1e39"), "f4", RC_ERANGE,
                        "1e39 does not fit float32 (try f8)");
    check_refused_value(rc_value_string("1e400"), "f8", RC_ERANGE,
                        "1e400 does not fit float64 (no kind of number holds it)");
    check_refused_value(
        rc_value_string("1e-400"), "f8", RC_ERANGE,
        "1e-400 is too small for float64: it would become 0 (no kind of number holds it)");
    check_refused_value(rc_value_string("1.5.2"), "f8", RC_ESYNTAX,
                        "cannot read \"1.5.2\" as float64, which expects a number");
    check_refused_value(
        rc_value_complex(1, NAN), "f8", RC_ETYPE,
        "found a complex number (1.0+nanj) where float64 expects a number (try c16)");
}
END_TEST

START_TEST(numbers_into_complex)
{
    static const char *const bad[] = {"",       "j",    "()",   "(1+2j", "1+2",     "1+-2j", "1+j",
                                      "1 + 2j", "1+2i", "++2j", "(j)",   "1+2j+3j", "+2j"};
    check_taken(rc_value_int(3), "c8", "(3.0+0.0j)");
    check_taken(rc_value_float(0.25), "c8", "(0.25+0.0j)");
    check_taken(rc_value_complex(-0.0, -0.0), "c16", "(-0.0-0.0j)");
    check_taken(rc_value_complex(NAN, -INFINITY), "c8", "(nan-infj)");
    check_taken(rc_value_string("(0.1-0.2j)"), "c8", "(0.1-0.2j)");
    check_taken(rc_value_string("1e-5-2E+3j"), "c16", "(1e-05-2000.0j)");
    check_taken(rc_value_string("2j"), "c16", "(0.0+2.0j)");
    check_taken(rc_value_string("-2j"), "c16", "(0.0-2.0j)");
    check_taken(rc_value_string("1e+5j"), "c16", "(0.0+100000.0j)");
    check_taken(rc_value_string("-7"), "c16", "(-7.0+0.0j)");
    check_taken(rc_value_string("(nan+infj)"), "c16", "(nan+infj)");
    check_refused_value(rc_value_complex(1, 0.1), "c8", RC_ERANGE,
                        "0.1 would be rounded by complex64 (try c16, or round it first)");
    check_refused_value(rc_value_complex(1e300, 0), "c8", RC_ERANGE,
                        "1e+300 does not fit complex64 (try c16)");
    check_refused_value(rc_value_string("(1e39+2j)"), "c8", RC_ERANGE,
                        "(1e39+2j) does not fit complex64");
    for (size_t i = 0; i < COUNT(bad); i++) {
        char message[128];
        snprintf(message, sizeof message,
                 "cannot read \"%s\" as complex128, which expects a number such as (1+2j)", bad[i]);
        check_refused_value(rc_value_string(bad[i]), "c16", RC_ESYNTAX, message);
    }
}
END_TEST

START_TEST(texts_and_bytes)
{
    check_taken(rc_value_string("abc"), "S3", "abc");
    check_taken(rc_value_string(""), "S3", "");
    check_taken(rc_value_string_n("a\0b", 3), "S3", "a");
    check_taken(rc_value_string(""), "S0", "");
    check_taken(rc_value_string(""), "U0", "");
    check_taken(rc_value_bytes("\xFF\x01", 2), "S3", "ff01");
    check_taken(rc_value_bytes("ab", 2), "S3", "ab");
    check_taken(rc_value_string("h\xC3\xA9\xF0\x9F\x98\x80"), "U3", "h\xC3\xA9\xF0\x9F\x98\x80");
    check_taken(rc_value_string("0aFF"), "V2", "0aff");
    check_taken(rc_value_bytes("\0\0", 2), "V2", "0000");
    check_taken(rc_value_bytes(NULL, 0), "V0", "");
    check_refused_value(rc_value_string("h\xC3\xA9llo wor"), "S8", RC_ERANGE,
                        "10 bytes do not fit S8: \"h\xC3\xA9llo wor\" (try S10 or str)");
    check_refused_value(rc_value_string("h\xC3\xA9llo"), "U4", RC_ERANGE,
                        "5 characters do not fit U4: \"h\xC3\xA9llo\" (try U5 or str)");
    check_refused_value(
        rc_value_string_n("ab\0", 3), "S3", RC_ERANGE,
        "\"ab\\x00\" ends in a NUL character, which S3 cannot distinguish from its padding "
        "(try str)");
    check_refused_value(
        rc_value_string_n("\0", 1), "U3", RC_ERANGE,
        "\"\\x00\" ends in a NUL character, which U3 cannot distinguish from its padding "
        "(try str)");
    check_refused_value(
        rc_value_bytes("\0", 1), "S3", RC_ERANGE,
        "\"00\" ends in a NUL character, which S3 cannot distinguish from its padding (try "
        "str)");
    check_refused_value(rc_value_string("a\xFF"), "S3", RC_ESYNTAX,
                        "\"a\\xFF\" is not UTF-8: byte 0xFF at offset 1");
    check_refused_value(rc_value_string("\xED\xA0\x80"), "U3", RC_ESYNTAX,
                        "\"\\xED\\xA0\\x80\" is not UTF-8: byte 0xED at offset 0");
    check_refused_value(rc_value_bytes("abc", 3), "V4", RC_ERANGE,
                        "3 bytes cannot fill V4: 616263 (try V3)");
    check_refused_value(rc_value_string("6162"), "V1", RC_ERANGE,
                        "2 bytes cannot fill V1: 6162 (try V2)");
    check_refused_value(rc_value_string("616"), "V2", RC_ESYNTAX,
                        "cannot read \"616\" as V2, which expects bytes in hexadecimal");
    check_refused_value(rc_value_string("6g"), "V1", RC_ESYNTAX,
                        "cannot read \"6g\" as V1, which expects bytes in hexadecimal");
    check_refused_value(rc_value_bytes("ab", 2), "U4", RC_ETYPE,
                        "found bytes 6162 where U4 expects text (try V2)");
    check_refused_value(rc_value_int(5), "S4", RC_ETYPE,
                        "found a number 5 where S4 expects text (try i1)");
    check_refused_value(rc_value_float(0.5), "U4", RC_ETYPE,
                        "found a number 0.5 where U4 expects text (try f8)");
}
END_TEST

START_TEST(times)
{
    check_taken(rc_value_datetime(1, RC_UNIT_D, 1), "M8[h]", "1970-01-02T00");
    check_taken(rc_value_datetime(24, RC_UNIT_h, 1), "M8[D]", "1970-01-02");
    check_taken(rc_value_datetime(RC_NAT, RC_UNIT_h, 1), "M8[Y]", "NaT");
    check_taken(rc_value_int(1388620296020), "M8[ms]", "2014-01-01T23:51:36.020");
    check_taken(rc_value_int(3), "M8[25s]", "1970-01-01T00:01:15");
    check_taken(rc_value_int(3), "M8", "3");
    check_taken(rc_value_string("2020-02-29T12:00Z"), "M8[s]", "2020-02-29T12:00:00");
    check_taken(rc_value_timedelta(2, RC_UNIT_m, 1), "m8[s]", "120 s");
    check_taken(rc_value_timedelta(2, RC_UNIT_GENERIC, 1), "m8[25s]", "50 s");
    check_taken(rc_value_string("2 m"), "m8[s]", "120 s");
    check_refused_value(rc_value_datetime(25, RC_UNIT_h, 1), "M8[D]", RC_ERANGE,
                        "1970-01-02T01 is finer than datetime64[D] can hold (try M8[h])");
    check_refused_value(rc_value_timedelta(90, RC_UNIT_s, 1), "m8[m]", RC_ERANGE,
                        "90 s is finer than timedelta64[m] can hold (try m8[s])");
    check_refused_value(rc_value_timedelta(1, RC_UNIT_M, 1), "m8[D]", RC_ETYPE,
                        "1 M cannot become timedelta64[D]: a year or month has no fixed number of "
                        "days (try m8[M])");
    check_refused_value(rc_value_datetime(1, RC_UNIT_s, 1), "M8", RC_ETYPE,
                        "1970-01-01T00:00:01 has a unit, which datetime64 without a unit cannot "
                        "keep (try M8[s])");
    check_refused_value(rc_value_datetime(1, RC_UNIT_s, 0), "M8[s]", RC_EARG,
                        "unit 7 with a multiple of 0 is not a unit of time");
    check_refused_value(rc_value_timedelta(1, (rc_unit)99, 1), "m8[s]", RC_EARG,
                        "unit 99 with a multiple of 1 is not a unit of time");
    check_refused_value(rc_value_int(INT64_MIN), "m8[s]", RC_ERANGE,
                        "-9223372036854775808 does not fit timedelta64[s], whose range is "
                        "-9223372036854775807 s to 9223372036854775807 s");
    check_refused_value(rc_value_uint(UINT64_MAX), "M8[Y]", RC_ERANGE,
                        "18446744073709551615 does not fit datetime64[Y], whose range is "
                        "-9223372036854773837 to 9223372036854777777");
    check_refused_value(rc_value_timedelta(1, RC_UNIT_s, 1), "M8[s]", RC_ETYPE,
                        "found a timedelta 1 s where datetime64[s] expects a date such as "
                        "2020-01-31T23:59 (try m8[s])");
    check_refused_value(
        rc_value_float(1.0), "m8[s]", RC_ETYPE,
        "found a number 1.0 where timedelta64[s] expects a count and a unit such as "
        "25 s (try f8)");
}
END_TEST

START_TEST(values_that_no_cell_takes)
{
    rc_value unknown = rc_value_int(5);
    unknown.type = (rc_value_type)57;
    check_refused_value(
        rc_value_null(), "i4", RC_ETYPE,
        "found null where int32 expects an integer (try a nullable field: add ? after "
        "its type)");
    check_refused_value(rc_value_null(), "S4", RC_ETYPE,
                        "found null where S4 expects text (try a nullable field: add ? after its "
                        "type)");
    check_refused_value(rc_value_string_n(NULL, 3), "S4", RC_EARG,
                        "a value has a length, but its data is NULL");
    check_refused_value(rc_value_int(5), "2i4", RC_ETYPE,
                        "found a number 5 where a subarray expects an array (try i1)");
    check_refused_value(rc_value_int(5), "x:i4,y:i4", RC_ETYPE,
                        "found a number 5 where a struct expects an object (try i1)");
    check_refused_value(unknown, "i4", RC_EARG, "57 is not a type of value");
    check_refused_value(unknown, "S4", RC_EARG, "57 is not a type of value");
    check_refused_value(unknown, "M8[s]", RC_EARG, "57 is not a type of value");
}
END_TEST

START_TEST(cells_that_hold_no_value)
{
    static const unsigned char cell[CELL_MAX] = {'a', 0, 0, 0, 0x00, 0xD8, 0, 0};
    static const struct {
        const char *dtype;
        rc_status status;
        const char *message;
    } cases[] = {
        {"U2", RC_EFORMAT, "code point 0x0000D800 at position 1 is not a character"},
        {"str", RC_ETYPE, "str is not read as one value: read its parts"},
        {"2i4", RC_ETYPE, "subarray is not read as one value: read its parts"},
        {"x:i4", RC_ETYPE, "struct is not read as one value: read its parts"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        rc_dtype *dtype = test_dtype(cases[i].dtype);
        rc_value value = rc_value_int(5);
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(rci_value_load(dtype, cell, &value, &err), cases[i].status);
        ck_assert_str_eq(err.message, cases[i].message);
        ck_assert_int_eq(value.type, RC_VALUE_INT);
        rc_dtype_unref(dtype);
    }
}
END_TEST

static Suite *suite_value(void)
{
    Suite *suite = suite_create("value");
    TCase *tc = tcase_create("value");
    tcase_add_test(tc, cells_of_every_kind);
    tcase_add_test(tc, types_of_what_is_read);
    tcase_add_test(tc, numbers_into_bool);
    tcase_add_test(tc, numbers_into_integers);
    tcase_add_test(tc, numbers_into_floats);
    tcase_add_test(tc, numbers_into_complex);
    tcase_add_test(tc, texts_and_bytes);
    tcase_add_test(tc, times);
    tcase_add_test(tc, values_that_no_cell_takes);
    tcase_add_test(tc, cells_that_hold_no_value);
    suite_add_tcase(suite, tc);
    return suite;
}

/* In the files of these names. */
runner_suite_fn suite_value_pairs, suite_value_suggest, suite_value_text, suite_value_random,
    suite_value_datetime, suite_value_datetime_numpy;

runner_suite_fn *const runner_suites[] = {
    suite_value,        suite_value_pairs,    suite_value_suggest,        suite_value_text,
    suite_value_random, suite_value_datetime, suite_value_datetime_numpy, NULL};
