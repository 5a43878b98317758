/*
 * value/datetime_parse.c - reads ISO 8601 dates and times from text.
 */
#include "base/error.h"

#include "base/ascii.h"
#include "value/datetime_impl.h"
#include "value/suggest.h"

#include <string.h>

typedef struct iso_reader {
    const char *start, *p, *end;
    rci_value_time_unit unit;
    rc_error *err;
    rc_status status;
    rci_value_moment moment;
    int offset;        /* minutes that the text is ahead of UTC */
    bool below_unit;   /* there are digits other than 0 after the 18th of the fraction */
    rc_unit precision; /* of the text */
    bool has_zone;
} iso_reader;

static bool is_letter(char c, char lower)
{
    return (char)(c | 0x20) == lower;
}

bool rci_value_is_nat_text(const char *text, size_t n)
{
    return n == 3 && is_letter(text[0], 'n') && is_letter(text[1], 'a') && is_letter(text[2], 't');
}

/* Sets the error: the text is not a date for the reason `why`. Returns false. */
static bool refuse(iso_reader *r, const char *why)
{
    rci_base_quoted quoted;
    rci_value_name dtype_name;
    r->status = rci_base_fail(r->err, RC_ESYNTAX, "cannot read \"%s\" as %s: %s",
                              rci_base_quote(&quoted, r->start, (size_t)(r->end - r->start)),
                              rci_value_time_dtype_name(&dtype_name, RC_DATETIME, r->unit), why);
    return false;
}

static bool at(const iso_reader *r, char c)
{
    return r->p < r->end && *r->p == c;
}

/* Exactly two digits, no more than `high`. */
static bool read_two(iso_reader *r, int high, int *value, const char *why)
{
    const char *p = r->p;
    if (r->end - p < 2 || !rci_base_is_digit(p[0]) || !rci_base_is_digit(p[1])) {
        return refuse(r, why);
    }
    *value = (p[0] - '0') * 10 + (p[1] - '0');
    r->p += 2;
    return *value <= high || refuse(r, why);
}

static bool read_year(iso_reader *r)
{
    bool negative = at(r, '-'), sign = negative || at(r, '+');
    const char *first = r->p + sign, *p = first;
    /* No unit has a range of 10^29 years, and the seconds of ten times as many fit rci_value_wide.
       The digits of longer years are not counted; such a year is then out of range. */
    const rci_value_wide most =
        (rci_value_wide)INT64_C(1000000000000000000) * INT64_C(100000000000);
    rci_value_wide year = 0;
    for (; p < r->end && rci_base_is_digit(*p); p++) {
        if (year < most) {
            year = year * 10 + (*p - '0');
        }
    }
    if (p - r->p < 4 || p == first) {
        return refuse(r, "expected a date such as 2020-01-31, with a year of four digits");
    }
    if (p == r->end && p - first > 4 && !sign && r->unit.unit != RC_UNIT_Y) {
        return refuse(r, "dates are written with hyphens, as 2020-01-31");
    }
    r->moment.date.year = negative ? -year : year;
    r->p = p;
    r->precision = RC_UNIT_Y;
    return true;
}

static bool read_date(iso_reader *r)
{
    rci_value_date *date = &r->moment.date;
    if (!read_year(r)) {
        return false;
    }
    if (r->p == r->end) {
        return true;
    }
    if (*r->p++ != '-') {
        return refuse(r, "a hyphen follows the year");
    }
    if (!read_two(r, 12, &date->month, "months are 01 to 12, with two digits")) {
        return false;
    }
    if (date->month == 0) {
        return refuse(r, "months are 01 to 12, with two digits");
    }
    r->precision = RC_UNIT_M;
    if (r->p == r->end) {
        return true;
    }
    if (*r->p++ != '-') {
        return refuse(r, "a hyphen follows the month");
    }
    if (!read_two(r, 31, &date->day, "days are 01 to 31, with two digits")) {
        return false;
    }
    if (date->day == 0 || date->day > rci_value_days_in_month(date->year, date->month)) {
        return refuse(r, "that month has no such day");
    }
    r->precision = RC_UNIT_D;
    return true;
}

/* The digits after the decimal point: 18 of them count, the others must be zeros. */
static bool read_fraction(iso_reader *r)
{
    const char *first = r->p;
    int64_t fraction = 0;
    int digits = 0;
    for (; r->p < r->end && rci_base_is_digit(*r->p); r->p++) {
        if (digits < 18) {
            fraction = fraction * 10 + (*r->p - '0');
            digits++;
        } else {
            r->below_unit |= *r->p != '0';
        }
    }
    if (r->p == first) {
        return refuse(r, "digits follow the point");
    }
    r->moment.fraction = fraction * rci_value_time_power(18 - digits);
    r->precision = (rc_unit)((int)RC_UNIT_s + (digits + 2) / 3);
    return true;
}

static bool read_time(iso_reader *r)
{
    int hour = 0, minute = 0, second = 0;
    if (!read_two(r, 23, &hour, "hours are 00 to 23, with two digits")) {
        return false;
    }
    r->precision = RC_UNIT_h;
    if (at(r, ':')) {
        r->p++;
        r->precision = RC_UNIT_m;
        if (!read_two(r, 59, &minute, "minutes are 00 to 59, with two digits")) {
            return false;
        }
        if (at(r, ':')) {
            r->p++;
            r->precision = RC_UNIT_s;
            if (!read_two(r, 59, &second,
                          "seconds are 00 to 59, with two digits (a leap second has no count)")) {
                return false;
            }
            if (at(r, '.')) {
                r->p++;
                if (!read_fraction(r)) {
                    return false;
                }
            }
        }
    }
    r->moment.second = hour * 3600 + minute * 60 + second;
    return true;
}

static bool read_offset(iso_reader *r)
{
    int hours = 0, minutes = 0;
    bool negative;
    if (r->p == r->end) {
        return true;
    }
    r->has_zone = true;
    if (is_letter(*r->p, 'z')) {
        r->p++;
        return true;
    }
    negative = *r->p == '-';
    if (!negative && *r->p != '+') {
        return refuse(r, "only a zone such as Z or +01:00 follows the time");
    }
    r->p++;
    if (!read_two(r, 23, &hours, "a zone is Z or such as +01:00")) {
        return false;
    }
    if (r->p < r->end) {
        r->p += *r->p == ':';
        if (!read_two(r, 59, &minutes, "a zone is Z or such as +01:00")) {
            return false;
        }
    }
    r->offset = (hours * 60 + minutes) * (negative ? -1 : 1);
    return true;
}

/* Converts from the time zone to UTC: by at most a day. */
static void apply_offset(iso_reader *r)
{
    rci_value_moment *moment = &r->moment;
    rci_value_wide days, second;
    if (r->offset == 0) {
        return;
    }
    days = rci_value_wide_divide(moment->second - r->offset * 60, 86400, &second);
    moment->second = (int)second;
    moment->date = rci_value_date_from_days(rci_value_days_from_date(moment->date) + days);
}

static bool read_all(iso_reader *r)
{
    if (!read_date(r)) {
        return false;
    }
    if (r->p == r->end) {
        return true;
    }
    if (!is_letter(*r->p, 't') && *r->p != ' ') {
        return refuse(r, "a T or a blank separates date and time");
    }
    r->p++;
    if (!read_time(r) || !read_offset(r)) {
        return false;
    }
    if (r->p != r->end) {
        return refuse(r, "nothing may follow the zone");
    }
    apply_offset(r);
    return true;
}

static iso_reader reader_of(const char *text, size_t n, rci_value_time_unit unit, rc_error *err)
{
    return (iso_reader){.start = text,
                        .p = text,
                        .end = text + n,
                        .unit = unit,
                        .err = err,
                        .moment = {{0, 1, 1}, 0, 0}};
}

/* A unit that holds a date, or RC_UNIT_GENERIC. */
static rc_unit unit_for(const char *text, size_t n)
{
    iso_reader r = reader_of(text, n, (rci_value_time_unit){RC_UNIT_s, 1}, NULL);
    return read_all(&r) && !r.below_unit ? rci_value_moment_unit(&r.moment, RC_UNIT_s)
                                         : RC_UNIT_GENERIC;
}

bool rci_value_date_of_text(const char *text, size_t n, rci_value_date_text *date)
{
    iso_reader r = reader_of(text, n, (rci_value_time_unit){RC_UNIT_s, 1}, NULL);
    rci_value_wide days;
    if (n == 0 || !(rci_base_is_digit(*text) || *text == '-' || *text == '+') || !read_all(&r) ||
        r.below_unit) {
        return false;
    }
    days = rci_value_days_from_date(r.moment.date);
    /* A zone may make it finer. */
    date->unit = rci_value_moment_unit(&r.moment, r.precision);
    date->has_time = r.precision > RC_UNIT_D;
    date->has_zone = r.has_zone;
    date->days = (int64_t)days;
    date->second = r.moment.second;
    date->fraction = r.moment.fraction;
    return rci_value_wide_is_i64(days);
}

bool rci_value_date_fits(const rci_value_date_text *date, rc_unit unit)
{
    const rci_value_moment moment = {rci_value_date_from_days(date->days), date->second,
                                     date->fraction};
    int64_t count;
    return rci_value_moment_count(&moment, (rci_value_time_unit){unit, 1}, &count) ==
           RCI_VALUE_TIME_OK;
}

/* Without a unit a count is not a date: only the count itself can be read. */
static rc_status parse_generic(const char *text, size_t n, int64_t *count, rc_error *err)
{
    const char *end = text + n;
    rci_base_quoted quoted;
    rci_value_suggestion suggestion = {"", 0};
    rci_value_name code;
    rc_unit unit;
    int64_t value;
    if (rci_number_read_i64(text, end, &value) == end && value != RCI_VALUE_NAT) {
        *count = value;
        return RC_OK;
    }
    unit = err ? unit_for(text, n) : RC_UNIT_GENERIC;
    if (unit != RC_UNIT_GENERIC) {
        suggestion = rci_value_suggest_dtype(
            err, rci_value_time_code(&code, RC_DATETIME, (rci_value_time_unit){unit, 1}));
    }
    return rci_base_fail(
        err, RC_ESYNTAX,
        "cannot read \"%s\" as datetime64 without a unit, which holds counts only%s",
        rci_base_quote(&quoted, text, n), suggestion.text);
}

rc_status rci_value_moment_put(const rci_value_moment *moment, bool below, rci_value_time_unit unit,
                               const char *text, size_t n, int64_t *count, rc_error *err)
{
    int64_t value;
    rci_value_time_status status = rci_value_moment_count(moment, unit, &value);
    if (status == RCI_VALUE_TIME_OK && below) {
        status = RCI_VALUE_TIME_INEXACT;
    }
    if (status != RCI_VALUE_TIME_OK) {
        const rc_unit other = below ? RC_UNIT_GENERIC : rci_value_moment_unit(moment, unit.unit);
        return rci_value_fail_time(err, RC_DATETIME, unit, status, other, text, n);
    }
    *count = value;
    return RC_OK;
}

rc_status rci_value_datetime_parse(const char *text, size_t n, rci_value_time_unit unit,
                                   int64_t *count, rc_error *err)
{
    iso_reader r = reader_of(text, n, unit, err);
    if (rci_value_is_nat_text(text, n)) {
        *count = RCI_VALUE_NAT;
        return RC_OK;
    }
    if (unit.unit == RC_UNIT_GENERIC) {
        return parse_generic(text, n, count, err);
    }
    if (!read_all(&r)) {
        return r.status;
    }
    return rci_value_moment_put(&r.moment, r.below_unit, unit, text, n, count, err);
}
