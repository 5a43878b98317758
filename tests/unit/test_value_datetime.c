/* The calendar, and the text and units of datetimes and timedeltas. */
#include "runner.h"

#include "dtype/kinds.h"
#include "value/datetime_impl.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* "25s" as a unit. */
static rci_value_time_unit unit_of(const char *text)
{
    rci_value_time_unit unit = {RC_UNIT_GENERIC, 0};
    for (; *text >= '0' && *text <= '9'; text++)
        unit.multiple = unit.multiple * 10 + (*text - '0');
    unit.multiple += unit.multiple == 0;
    for (int i = RC_UNIT_GENERIC; i <= RC_UNIT_as; i++) {
        if (strcmp(rci_dtype_unit_name((rc_unit)i), text) == 0)
            unit.unit = (rc_unit)i;
    }
    return unit;
}

/* ------------------------------------------------------------- calendar */

START_TEST(every_day_of_2800_years)
{
    rci_value_date date = {-400, 1, 1};
    rci_value_wide first = rci_value_days_from_date(date);
    ck_assert(first == -865625); /* date -d 0000-01-01 is -719528, one era earlier -146097 */
    for (rci_value_wide days = first; date.year < 2400; days++) {
        rci_value_date back = rci_value_date_from_days(days);
        if (rci_value_days_from_date(date) != days || back.year != date.year ||
            back.month != date.month || back.day != date.day)
            ck_abort_msg("%d-%d-%d", (int)date.year, date.month, date.day);
        if (++date.day > rci_value_days_in_month(date.year, date.month)) {
            date.day = 1;
            date.month = date.month % 12 + 1;
            date.year += date.month == 1;
        }
    }
}
END_TEST

START_TEST(days_of_february)
{
    static const struct {
        int year, days;
    } cases[] = {{2020, 29}, {2021, 28}, {1900, 28}, {2000, 29}, {0, 29},
                 {-4, 29},   {-100, 28}, {-400, 29}, {-1, 28}};
    for (size_t i = 0; i < COUNT(cases); i++)
        ck_assert_int_eq(rci_value_days_in_month(cases[i].year, 2), cases[i].days);
}
END_TEST

/* ------------------------------------------------------------- printing */

START_TEST(print_datetimes)
{
    static const struct {
        const char *unit;
        int64_t count;
        const char *text;
    } cases[] = {
        {"Y", 50, "2020"},
        {"Y", -1970, "0000"},
        {"Y", -2000, "-030"}, /* as NumPy: four characters, the sign among them */
        {"Y", 9000, "10970"},
        {"Y", INT64_MAX, "9223372036854777777"}, /* NumPy wraps around here */
        {"M", 601, "2020-02"},
        {"M", -1, "1969-12"},
        {"W", 1, "1970-01-08"},
        {"D", -1, "1969-12-31"},
        {"D", INT64_MAX, "25252734927768524-07-27"},
        {"h", 13, "1970-01-01T13"},
        {"m", 61, "1970-01-01T01:01"},
        {"s", -1, "1969-12-31T23:59:59"},
        {"25s", 3, "1970-01-01T00:01:15"},
        {"ms", -1, "1969-12-31T23:59:59.999"},
        {"us", 1, "1970-01-01T00:00:00.000001"},
        {"ns", INT64_MAX, "2262-04-11T23:47:16.854775807"},
        {"ps", 1, "1970-01-01T00:00:00.000000000001"},
        {"fs", -1, "1969-12-31T23:59:59.999999999999999"},
        {"as", -INT64_MAX, "1969-12-31T23:59:50.776627963145224193"},
        {"2147483647W", INT64_MAX, "379608847095830815186312700-04-12"},
        {"s", RCI_VALUE_NAT, "NaT"},
        {"generic", 42, "42"},
        {"generic", RCI_VALUE_NAT, "NaT"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[RCI_VALUE_TIME_TEXT_MAX + 1];
        text[rci_value_datetime_print(text, cases[i].count, unit_of(cases[i].unit))] = '\0';
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(print_timedeltas)
{
    static const struct {
        const char *unit;
        int64_t count;
        const char *text;
    } cases[] = {
        {"s", 25, "25 s"},
        {"25s", 2, "50 s"},
        {"M", -3, "-3 M"},
        {"as", 0, "0 as"},
        {"2147483647D", -INT64_MAX, "-19807040619342712359383728129 D"},
        {"generic", 7, "7"},
        {"ns", RCI_VALUE_NAT, "NaT"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[RCI_VALUE_TIME_TEXT_MAX + 1];
        text[rci_value_timedelta_print(text, cases[i].count, unit_of(cases[i].unit))] = '\0';
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

/* -------------------------------------------------------------- reading */

typedef rc_status parser(const char *text, size_t n, rci_value_time_unit unit, int64_t *count,
                         rc_error *err);

static void check_parse(parser *parse, const char *text, const char *unit, int64_t expected)
{
    rc_error err = RC_ERROR_INIT;
    int64_t count = 12345;
    rc_status status = parse(text, strlen(text), unit_of(unit), &count, &err);
    ck_assert_msg(status == RC_OK, "%s as %s: %s", text, unit, err.message);
    ck_assert_msg(count == expected, "%s as %s: %lld", text, unit, (long long)count);
}

static void check_refused(parser *parse, const char *text, const char *unit, rc_status expected,
                          const char *message)
{
    rc_error err = RC_ERROR_INIT;
    int64_t count = 12345;
    rc_status status = parse(text, strlen(text), unit_of(unit), &count, &err);
    ck_assert_msg(status == expected, "%s as %s: %s %s", text, unit, rc_status_name(status),
                  err.message);
    ck_assert_int_eq(err.status, expected);
    ck_assert_str_eq(err.message, message);
    ck_assert_int_eq(count, 12345);
    ck_assert_int_eq(parse(text, strlen(text), unit_of(unit), &count, NULL), expected);
}

START_TEST(read_datetimes)
{
    static const struct {
        const char *text, *unit;
        int64_t count;
    } cases[] = {
        {"2020", "Y", 50},
        {"2020", "D", 18262},
        {"2020-02", "D", 18293},
        {"2020-02-29", "D", 18321},
        {"2020-02-29", "s", 1582934400},
        {"1970-01-08", "W", 1},
        {"2020-02-29T13", "h", 439717},
        {"2020-02-29T13:00:00.000", "h", 439717},
        {"2020-02-29T13:59", "m", 26383079},
        {"2020-02-29T13:59:59", "s", 1582984799},
        {"2020-02-29t13:59:59z", "s", 1582984799},
        {"2020-02-29 13:59:59Z", "s", 1582984799},
        {"2020-02-29T14:59:59+01:00", "s", 1582984799},
        {"2020-02-29T14:59:59+0100", "s", 1582984799},
        {"2020-02-29T14:59:59+01", "s", 1582984799},
        {"2020-02-29T00:29:59-13:30", "s", 1582984799},
        {"2020-03-01T00:00+00:01", "m", 26383679},
        {"2019-12-31T23:59-00:01", "Y", 50},
        {"1970-01-01T00:00:00.5", "ms", 500},
        {"1970-01-01T00:00:00.123456789", "ns", 123456789},
        {"1970-01-01T00:00:00.123000000000000000000000", "ms", 123},
        {"1970-01-01T00:00:00.000000000000000001", "as", 1},
        {"1969-12-31T23:59:59.999999999999999999", "as", -1},
        {"2262-04-11T23:47:16.854775807", "ns", INT64_MAX},
        {"1677-09-21T00:12:43.145224193", "ns", -INT64_MAX},
        {"10970", "Y", 9000},
        {"20200131", "Y", 20198161},
        {"+10970", "D", 3287183},
        {"10970-01-01", "D", 3287183},
        {"-030", "Y", -2000},
        {"-0030", "Y", -2000},
        {"0000-01-01", "D", -719528},
        {"25252734927768524-07-27", "D", INT64_MAX},
        {"9223372036854777777", "Y", INT64_MAX},
        {"1970-01-01T00:01:15", "25s", 3},
        {"0000000000000000000000000000000000000000002020", "Y", 50},
        {"NaT", "s", RCI_VALUE_NAT},
        {"nat", "Y", RCI_VALUE_NAT},
        {"NAT", "generic", RCI_VALUE_NAT},
        {"42", "generic", 42},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_parse(rci_value_datetime_parse, cases[i].text, cases[i].unit, cases[i].count);
}
END_TEST

START_TEST(refuse_what_is_no_date)
{
    static const char hyphens[] = "dates are written with hyphens, as 2020-01-31";
    static const char year[] = "expected a date such as 2020-01-31, with a year of four digits";
    static const char month[] = "months are 01 to 12, with two digits";
    static const char day[] = "days are 01 to 31, with two digits";
    static const char second[] =
        "seconds are 00 to 59, with two digits (a leap second has no count)";
    static const char zone[] = "a zone is Z or such as +01:00";
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", year},
        {"-", year},
        {"20", year},
        {"-20", year},
        {"202", year},
        {"today", year},
        {" 2020", year},
        {"20200131", hyphens},
        {"2020/01/31", "a hyphen follows the year"},
        {"2020 ", "a hyphen follows the year"},
        {"2020-", month},
        {"2020-1-31", month},
        {"2020-00-31", month},
        {"2020-13-01", month},
        {"2020-001", month},
        {"2020-011", "a hyphen follows the month"},
        {"2020-01-", day},
        {"2020-01-1", day},
        {"2020-01-32", day},
        {"2020-01-00", "that month has no such day"},
        {"2020-02-30", "that month has no such day"},
        {"2021-02-29", "that month has no such day"},
        {"2020-01-31x", "a T or a blank separates date and time"},
        {"2020-01-31T", "hours are 00 to 23, with two digits"},
        {"2020-01-31T24:00", "hours are 00 to 23, with two digits"},
        {"2020-01-31T12:", "minutes are 00 to 59, with two digits"},
        {"2020-01-31T12:60", "minutes are 00 to 59, with two digits"},
        {"2016-12-31T23:59:60", second},
        {"2016-12-31T23:59:60Z", second},
        {"2020-01-31T12:00:5", second},
        {"2020-01-31T12:00:00.", "digits follow the point"},
        {"2020-01-31T12:00:00,5", "only a zone such as Z or +01:00 follows the time"},
        {"2020-01-31T1200", "only a zone such as Z or +01:00 follows the time"},
        {"2020-01-31T12:00 UTC", "only a zone such as Z or +01:00 follows the time"},
        {"2020-01-31T12:00+1", zone},
        {"2020-01-31T12:00+24:00", zone},
        {"2020-01-31T12:00+01:60", zone},
        {"2020-01-31T12:00+01:", zone},
        {"2020-01-31T12:00Zx", "nothing may follow the zone"},
        {"2020-01-31T12:00+01:00x", "nothing may follow the zone"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char message[256];
        snprintf(message, sizeof message, "cannot read \"%s\" as datetime64[s]: %s", cases[i].text,
                 cases[i].why);
        check_refused(rci_value_datetime_parse, cases[i].text, "s", RC_ESYNTAX, message);
    }
    check_refused(rci_value_datetime_parse, "2020-01", "generic", RC_ESYNTAX,
                  "cannot read \"2020-01\" as datetime64 without a unit, which holds counts only "
                  "(try M8[s])");
}
END_TEST

START_TEST(refuse_dates_that_do_not_fit)
{
    static const struct {
        const char *text, *unit, *message;
    } cases[] = {
        {"2020-01-01T00:00:00.5", "s",
         "2020-01-01T00:00:00.5 is finer than datetime64[s] can hold (try M8[ms])"},
        {"2020-01-01T00:00:00.0005", "ms",
         "2020-01-01T00:00:00.0005 is finer than datetime64[ms] can hold (try M8[us])"},
        {"2020-01-01T00:00:26", "25s",
         "2020-01-01T00:00:26 is finer than datetime64[25s] can hold (try M8[s])"},
        {"2020-02-01", "Y", "2020-02-01 is finer than datetime64[Y] can hold (try M8[M])"},
        {"2020-02-05", "M", "2020-02-05 is finer than datetime64[M] can hold (try M8[D])"},
        {"2020-01-01T00:00+01:00", "D",
         "2020-01-01T00:00+01:00 is finer than datetime64[D] can hold (try M8[h])"},
        {"1970-01-01T00:00:00.0000000000000000001", "as",
         "1970-01-01T00:00:00.00000000000000000... is finer than datetime64[as] can hold"},
        {"2262-04-11T23:47:16.854775808", "ns",
         "2262-04-11T23:47:16.854775808 does not fit datetime64[ns], whose range is "
         "1677-09-21T00:12:43.145224193 to 2262-04-11T23:47:16.854775807"},
        {"1677-09-21T00:12:43.145224192", "ns", /* it would be NaT */
         "1677-09-21T00:12:43.145224192 does not fit datetime64[ns], whose range is "
         "1677-09-21T00:12:43.145224193 to 2262-04-11T23:47:16.854775807"},
        {"10000000000000000000000000000000", "Y",
         "10000000000000000000000000000000 does not fit datetime64[Y], whose range is "
         "-9223372036854773837 to 9223372036854777777"},
        {"999999999999999999999999999999-12-31T23:59:59", "as",
         "999999999999999999999999999999-12-31T... does not fit datetime64[as], whose range is "
         "1969-12-31T23:59:50.776627963145224193 to 1970-01-01T00:00:09.223372036854775807"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_refused(rci_value_datetime_parse, cases[i].text, cases[i].unit, RC_ERANGE,
                      cases[i].message);
}
END_TEST

START_TEST(read_timedeltas)
{
    static const struct {
        const char *text, *unit;
        int64_t count;
    } cases[] = {
        {"25 s", "s", 25},
        {"25s", "s", 25},
        {"-25 s", "ms", -25000},
        {"+2 W", "D", 14},
        {"50 s", "25s", 2},
        {"2", "25s", 2},
        {"2 Y", "M", 24},
        {"24 M", "Y", 2},
        {"1000000000000000000 as", "s", 1},
        {"9223372036854775807", "s", INT64_MAX},
        {"19807040619342712359383728129 D", "2147483647D", INT64_MAX},
        {"NaT", "s", RCI_VALUE_NAT},
        {"7", "generic", 7},
        {"0000000000000000000000000000000000000000000005 s", "s", 5},
        {"60480000000000000000000000000000000000 as", "W", 100000000000000},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_parse(rci_value_timedelta_parse, cases[i].text, cases[i].unit, cases[i].count);
}
END_TEST

START_TEST(refuse_timedeltas)
{
    static const char *const syntax[] = {"",      "s",     "-",      "1.5 s",
                                         "25  s", "25 S",  "25 sec", "25 s ",
                                         "1e3 s", " 25 s", "0x10",   "25 generic"};
    static const struct {
        const char *text, *unit;
        rc_status status;
        const char *message;
    } cases[] = {
        {"90 s", "m", RC_ERANGE, "90 s is finer than timedelta64[m] can hold (try m8[s])"},
        {"9223372036854775808 s", "s", RC_ERANGE,
         "9223372036854775808 s does not fit timedelta64[s], whose range is -9223372036854775807 s "
         "to 9223372036854775807 s"},
        {"-9223372036854775808", "W", RC_ERANGE,
         "-9223372036854775808 does not fit timedelta64[W], whose range is "
         "-9223372036854775807 W to 9223372036854775807 W"},
        {"100000000000000000000000000000000000000000 W", "as", RC_ERANGE,
         "1000000000000000000000000000000000000... does not fit timedelta64[as], whose range is "
         "-9223372036854775807 as to 9223372036854775807 as"},
        {"100000000000000000000000000000000000000000 as", "W", RC_ERANGE,
         "1000000000000000000000000000000000000... does not fit timedelta64[W], whose range is "
         "-9223372036854775807 W to 9223372036854775807 W"},
        {"1 M", "D", RC_ETYPE,
         "1 M cannot become timedelta64[D]: a year or month has no fixed number of days (try "
         "m8[M])"},
        {"30 D", "M", RC_ETYPE,
         "30 D cannot become timedelta64[M]: a year or month has no fixed number of days (try "
         "m8[D])"},
        {"1 s", "generic", RC_ETYPE,
         "1 s has a unit, which timedelta64 without a unit cannot keep (try m8[s])"},
    };
    for (size_t i = 0; i < COUNT(syntax); i++) {
        char message[256];
        snprintf(
            message, sizeof message,
            "cannot read \"%s\" as timedelta64[s], which expects an integer and a unit (Y M W D "
            "h m s ms us ns ps fs as) such as 25 s",
            syntax[i]);
        check_refused(rci_value_timedelta_parse, syntax[i], "s", RC_ESYNTAX, message);
    }
    for (size_t i = 0; i < COUNT(cases); i++)
        check_refused(rci_value_timedelta_parse, cases[i].text, cases[i].unit, cases[i].status,
                      cases[i].message);
}
END_TEST

/* ----------------------------------------------------------- conversion */

START_TEST(convert_datetimes)
{
    static const struct {
        const char *from, *to;
        int64_t count, result;
        rci_value_time_status status;
    } cases[] = {
        {"D", "s", 1, 86400, RCI_VALUE_TIME_OK},
        {"s", "D", 86400, 1, RCI_VALUE_TIME_OK},
        {"s", "D", 86401, 1, RCI_VALUE_TIME_INEXACT},
        {"s", "D", -1, -1, RCI_VALUE_TIME_INEXACT},
        {"Y", "D", 50, 18262, RCI_VALUE_TIME_OK},
        {"D", "Y", 18262, 50, RCI_VALUE_TIME_OK},
        {"D", "Y", 18263, 50, RCI_VALUE_TIME_INEXACT},
        {"D", "M", -1, -1, RCI_VALUE_TIME_INEXACT},
        {"D", "2M", 31, 0, RCI_VALUE_TIME_INEXACT},
        {"Y", "M", -1, -12, RCI_VALUE_TIME_OK},
        {"Y", "as", 0, 0, RCI_VALUE_TIME_OK},
        {"Y", "as", 1, 0, RCI_VALUE_TIME_OVERFLOW},
        {"Y", "as", INT64_MAX, 0, RCI_VALUE_TIME_OVERFLOW},
        {"2147483647Y", "s", INT64_MAX, 0, RCI_VALUE_TIME_OVERFLOW},
        {"2147483647Y", "as", -INT64_MAX, 0, RCI_VALUE_TIME_OVERFLOW},
        {"W", "as", INT64_MAX, 0, RCI_VALUE_TIME_OVERFLOW},
        {"as", "2147483647Y", INT64_MAX, 0, RCI_VALUE_TIME_INEXACT},
        {"D", "s", RCI_VALUE_NAT, RCI_VALUE_NAT, RCI_VALUE_TIME_OK},
        {"D", "M", RCI_VALUE_NAT, RCI_VALUE_NAT, RCI_VALUE_TIME_OK},
        {"generic", "25s", 3, 3, RCI_VALUE_TIME_OK},
        {"s", "generic", 3, 0, RCI_VALUE_TIME_NO_UNIT},
        {"s", "generic", RCI_VALUE_NAT, RCI_VALUE_NAT, RCI_VALUE_TIME_OK},
        {"generic", "generic", 3, 3, RCI_VALUE_TIME_OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t result = 0;
        rci_value_time_status status = rci_value_datetime_convert(
            cases[i].count, unit_of(cases[i].from), unit_of(cases[i].to), &result);
        ck_assert_msg(status == cases[i].status && result == cases[i].result, "%s to %s: %d, %lld",
                      cases[i].from, cases[i].to, (int)status, (long long)result);
    }
}
END_TEST

runner_suite_fn suite_value_datetime;

Suite *suite_value_datetime(void)
{
    Suite *suite = suite_create("datetime");
    TCase *tc = tcase_create("datetime");
    tcase_add_test(tc, every_day_of_2800_years);
    tcase_add_test(tc, days_of_february);
    tcase_add_test(tc, print_datetimes);
    tcase_add_test(tc, print_timedeltas);
    tcase_add_test(tc, read_datetimes);
    tcase_add_test(tc, refuse_what_is_no_date);
    tcase_add_test(tc, refuse_dates_that_do_not_fit);
    tcase_add_test(tc, read_timedeltas);
    tcase_add_test(tc, refuse_timedeltas);
    tcase_add_test(tc, convert_datetimes);
    suite_add_tcase(suite, tc);
    return suite;
}
