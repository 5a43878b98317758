/* Every type of value against every leaf kind. */
#include "test_value.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const kinds[] = {"?",  "i1", "i2", "i4",    "i8",    "u1", "u2",
                                    "u4", "u8", "f2", "f4",    "f8",    "c8", "c16",
                                    "S4", "U4", "V1", "M8[D]", "m8[s]", "str"};

/* What becomes of a value: . is taken, T, R and S are RC_ETYPE, RC_ERANGE and RC_ESYNTAX. */
static char verdict(rc_status status)
{
    switch (status) {
    case RC_OK:
        return '.';
    case RC_ETYPE:
        return 'T';
    case RC_ERANGE:
        return 'R';
    case RC_ESYNTAX:
        return 'S';
    default:
        return '!';
    }
}

static void check_row(const char *name, rc_value value, const char *expected)
{
    char row[COUNT(kinds) + 1] = "";
    for (size_t i = 0; i < COUNT(kinds); i++) {
        rc_dtype *dtype = test_dtype(kinds[i]);
        char cell[64];
        rc_value result;
        row[i] = verdict(rc_value_convert(&value, dtype, cell, &result, NULL));
        rc_dtype_unref(dtype);
    }
    ck_assert_msg(strcmp(row, expected) == 0, "%s: %s for %s", name, row, expected);
}

START_TEST(every_pair)
{
    /*                  ? i1..i8 u1..u8 f2 f4 f8 c8 c16 S4 U4 V1 M8 m8 str */
    check_row("null", rc_value_null(), "TTTTTTTTTTTTTTTTTTTT");
    check_row("true", rc_value_bool(1), "..............TTTTTT");
    check_row("1", rc_value_int(1), "..............TTT..T");
    check_row("-1", rc_value_int(-1), "R....RRRR.....TTT..T");
    check_row("300", rc_value_int(300), "RR...R........TTT..T");
    check_row("2^64-1", rc_value_uint(UINT64_MAX), "RRRRRRRR.RRRRRTTTRRT");
    check_row("1.0", rc_value_float(1.0), "..............TTTTTT");
    check_row("0.1", rc_value_float(0.1), "TTTTTTTTTRR.R.TTTTTT");
    check_row("1e300", rc_value_float(1e300), "RRRRRRRRRRR.R.TTTTTT");
    check_row("nan", rc_value_float(NAN), "RRRRRRRRR.....TTTTTT");
    check_row("1+0j", rc_value_complex(1, 0), "..............TTTTTT");
    check_row("1+2j", rc_value_complex(1, 2), "TTTTTTTTTTTT..TTTTTT");
    check_row("text 1", rc_value_string("1"), "................SS..");
    check_row("text 300", rc_value_string("300"), "RR...R..........SS..");
    check_row("text ff", rc_value_string("ff"), "SSSSSSSSSSSSSS...SS.");
    check_row("text x", rc_value_string("x"), "SSSSSSSSSSSSSS..SSS.");
    check_row("text of a date", rc_value_string("2020-01-31"), "SSSSSSSSSSSSSSRRS.S.");
    check_row("text of 1 s", rc_value_string("1 s"), "SSSSSSSSSSSSSS..SS..");
    check_row("text not UTF-8", rc_value_string("\xFF"), "SSSSSSSSSSSSSSSSSSSS");
    check_row("1 byte", rc_value_bytes("A", 1), "TTTTTTTTTTTTTT.T.TTT");
    check_row("2 bytes", rc_value_bytes("AB", 2), "TTTTTTTTTTTTTT.TRTTT");
    check_row("1 D", rc_value_datetime(1, RC_UNIT_D, 1), "TTTTTTTTTTTTTTTTT.TT");
    check_row("date of 1 s", rc_value_datetime(1, RC_UNIT_s, 1), "TTTTTTTTTTTTTTTTTRTT");
    check_row("NaT", rc_value_datetime(RC_NAT, RC_UNIT_Y, 1), "TTTTTTTTTTTTTTTTT.TT");
    check_row("1 s", rc_value_timedelta(1, RC_UNIT_s, 1), "TTTTTTTTTTTTTTTTTT.T");
    check_row("1 ms", rc_value_timedelta(1, RC_UNIT_ms, 1), "TTTTTTTTTTTTTTTTTTRT");
    check_row("1 M", rc_value_timedelta(1, RC_UNIT_M, 1), "TTTTTTTTTTTTTTTTTTTT");
}
END_TEST

/* A refusal changes nothing, with an error to fill in or none. */
START_TEST(a_refusal_changes_nothing)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        rc_dtype *dtype = test_dtype(kinds[i]);
        rc_error err = RC_ERROR_INIT, first = RC_ERROR_INIT;
        char cell[64], same[64];
        rc_value result = rc_value_int(5);
        memset(cell, 'x', sizeof cell);
        memcpy(same, cell, sizeof cell);
        ck_assert_int_eq(rc_value_parse("\xC3", 1, dtype, cell, &result, &err), RC_ESYNTAX);
        ck_assert_int_eq(err.status, RC_ESYNTAX);
        ck_assert_ptr_nonnull(strstr(err.message, "\\xC3"));
        ck_assert_int_eq(rc_value_parse("\xC3", 1, dtype, cell, &result, NULL), RC_ESYNTAX);
        ck_assert_mem_eq(cell, same, sizeof cell);
        ck_assert_int_eq(result.as.i, 5);
        /* The first error wins, and what is returned is still the status of this call. */
        first.status = RC_EIO;
        ck_assert_int_eq(rc_value_parse("\xC3", 1, dtype, cell, &result, &first), RC_ESYNTAX);
        ck_assert_int_eq(first.status, RC_EIO);
        ck_assert_str_eq(first.message, "");
        rc_dtype_unref(dtype);
    }
}
END_TEST

runner_suite_fn suite_value_pairs;

Suite *suite_value_pairs(void)
{
    Suite *suite = suite_create("value_pairs");
    TCase *tc = tcase_create("value_pairs");
    tcase_add_test(tc, every_pair);
    tcase_add_test(tc, a_refusal_changes_nothing);
    suite_add_tcase(suite, tc);
    return suite;
}
