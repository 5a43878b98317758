/*
 * value/datetime_format.c - reads times that are not written in ISO 8601: text by a format as
 * strptime has it (POSIX, and Python's datetime), with English names in any locale, and numbers
 * that count from 1970.
 */
#include "base/ascii.h"
#include "base/error.h"
#include "value/datetime_impl.h"

#include <string.h>

/* ------------------------------------------------------------------- format */

/* The parts of a time. */
enum {
    PART_YEAR = 1 << 0,
    PART_MONTH = 1 << 1,
    PART_DAY = 1 << 2,
    PART_DAY_OF_YEAR = 1 << 3,
    PART_WEEKDAY = 1 << 4,
    PART_HOUR = 1 << 5,
    PART_HOUR_12 = 1 << 6,
    PART_HALF = 1 << 7, /* AM or PM */
    PART_MINUTE = 1 << 8,
    PART_SECOND = 1 << 9,
    PART_FRACTION = 1 << 10,
    PART_OFFSET = 1 << 11,
    PART_ZONE = 1 << 12,
    PART_NONE = 1 << 13, /* no time at all */
    PART_UNKNOWN = 1 << 14
};

static unsigned parts_of(char directive)
{
    switch (directive) {
    case 'Y':
    case 'y':
        return PART_YEAR;
    case 'm':
    case 'b':
    case 'B':
    case 'h':
        return PART_MONTH;
    case 'd':
    case 'e':
        return PART_DAY;
    case 'j':
        return PART_DAY_OF_YEAR;
    case 'a':
    case 'A':
        return PART_WEEKDAY;
    case 'H':
        return PART_HOUR;
    case 'I':
        return PART_HOUR_12;
    case 'p':
        return PART_HALF;
    case 'M':
        return PART_MINUTE;
    case 'S':
        return PART_SECOND;
    case 'f':
        return PART_FRACTION;
    case 'z':
        return PART_OFFSET;
    case 'Z':
        return PART_ZONE;
    case 'F':
    case 'D':
        return PART_YEAR | PART_MONTH | PART_DAY;
    case 'R':
        return PART_HOUR | PART_MINUTE;
    case 'T':
        return PART_HOUR | PART_MINUTE | PART_SECOND;
    case '%':
        return PART_NONE;
    default:
        return PART_UNKNOWN;
    }
}

/* What makes a format useless or ambiguous; NULL: nothing. */
static const char *fault_of(unsigned parts)
{
    const bool has_hour = (parts & (PART_HOUR | PART_HOUR_12)) != 0;
    if (!(parts & PART_YEAR)) {
        return "it has no year, %Y or %y";
    }
    if ((parts & PART_DAY) && !(parts & PART_MONTH)) {
        return "%d needs a month, %m, %b or %B";
    }
    if ((parts & PART_DAY_OF_YEAR) && (parts & (PART_DAY | PART_MONTH))) {
        return "%j, the day of the year, contradicts %m and %d";
    }
    if (((parts & PART_HOUR_12) != 0) != ((parts & PART_HALF) != 0)) {
        return "%I and %p, AM or PM, need each other";
    }
    if ((parts & PART_HOUR) && (parts & PART_HOUR_12)) {
        return "%H contradicts %I";
    }
    if (((parts & PART_MINUTE) && !has_hour) || ((parts & PART_SECOND) && !(parts & PART_MINUTE)) ||
        ((parts & PART_FRACTION) && !(parts & PART_SECOND))) {
        return "%M needs an hour, %S needs %M, and %f needs %S";
    }
    return NULL;
}

static rc_status check_format(const char *text, rc_error *err)
{
    unsigned parts = 0;
    rci_base_quoted quoted;
    const char *fault = NULL;
    rci_base_quote(&quoted, text, strlen(text));
    for (const char *p = text; *p; p++) {
        unsigned more;
        if (*p != '%') {
            continue;
        }
        more = parts_of(*++p);
        if (more == PART_UNKNOWN) {
            return rci_base_fail(err, RC_EARG,
                                 "the format \"%s\" of a time has an unknown directive after %zu "
                                 "bytes: known are %%Y %%y %%m %%b %%B %%d %%e %%j %%a %%A %%H %%I "
                                 "%%p %%M %%S %%f %%z %%Z %%F %%D %%T %%R %%%%",
                                 quoted.text, (size_t)(p - 1 - text));
        }
        if (parts & more) {
            fault = "it has a part of the time twice";
        }
        parts |= more & ~(unsigned)PART_NONE;
    }
    fault = fault ? fault : fault_of(parts);
    return fault ? rci_base_fail(err, RC_EARG, "the format \"%s\" of a time cannot be used: %s",
                                 quoted.text, fault)
                 : RC_OK;
}

rc_status rci_value_time_format_of(const char *text, rci_value_time_format *format, rc_error *err)
{
    static const struct {
        const char *name;
        rc_unit unit;
    } epochs[] = {{"epoch-s", RC_UNIT_s},
                  {"epoch-ms", RC_UNIT_ms},
                  {"epoch-us", RC_UNIT_us},
                  {"epoch-ns", RC_UNIT_ns}};
    rci_base_quoted quoted;
    *format = (rci_value_time_format){RC_UNIT_GENERIC, text};
    for (size_t i = 0; i < sizeof epochs / sizeof epochs[0]; i++) {
        if (strcmp(text, epochs[i].name) == 0) {
            format->epoch = epochs[i].unit;
            return RC_OK;
        }
    }
    if (!strchr(text, '%')) {
        return rci_base_fail(err, RC_EARG,
                             "\"%s\" is neither epoch-s, epoch-ms, epoch-us, epoch-ns nor a format "
                             "such as \"%%d.%%m.%%Y %%H:%%M\"",
                             rci_base_quote(&quoted, text, strlen(text)));
    }
    return check_format(text, err);
}

/* --------------------------------------------------------------------- text */

typedef struct format_reader {
    const char *p, *end;
    const char *why; /* it cannot be read */
    int64_t year;
    int month, day, day_of_year; /* 0: not given */
    int hour, half;              /* half: 0 not given, 1 AM, 2 PM */
    int minute, second;
    int64_t fraction; /* in 1e-18 s */
    bool below;       /* there are further digits, not all of them 0 */
    int64_t offset;   /* seconds that the text is ahead of UTC */
} format_reader;

static bool refuse(format_reader *r, const char *why)
{
    r->why = why;
    return false;
}

/* `least` to `most` digits, of a number from `low` to `high`. */
static bool read_number(format_reader *r, int least, int most, int low, int high, int *value,
                        const char *why)
{
    int digits = 0;
    *value = 0;
    while (digits < most && r->p < r->end && rci_base_is_digit(*r->p)) {
        *value = *value * 10 + (*r->p++ - '0');
        digits++;
    }
    return (digits >= least && *value >= low && *value <= high) || refuse(r, why);
}

/* One of `n` names, in full or their first three letters, in any case. */
static bool read_name(format_reader *r, const char *const *names, int n, int *index,
                      const char *why)
{
    const size_t left = (size_t)(r->end - r->p);
    for (int i = 0; i < n; i++) {
        size_t length = strlen(names[i]);
        if (left < length || !rci_base_same_letters(r->p, names[i], length)) {
            length = 3;
        }
        if (left >= length && rci_base_same_letters(r->p, names[i], length)) {
            r->p += length;
            *index = i;
            return true;
        }
    }
    return refuse(r, why);
}

static bool read_month_name(format_reader *r)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    int index = 0;
    if (!read_name(r, names, 12, &index, "expected the English name of a month")) {
        return false;
    }
    r->month = index + 1;
    return true;
}

static bool read_weekday(format_reader *r)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    int index;
    return read_name(r, names, 7, &index, "expected the English name of a day");
}

static bool read_half(format_reader *r)
{
    const bool two = r->end - r->p >= 2;
    if (!two || (!rci_base_same_letters(r->p, "am", 2) && !rci_base_same_letters(r->p, "pm", 2))) {
        return refuse(r, "expected AM or PM");
    }
    r->half = (*r->p | 0x20) == 'a' ? 1 : 2;
    r->p += 2;
    return true;
}

static bool read_fraction(format_reader *r)
{
    const char *first = r->p;
    int digits = 0;
    for (; r->p < r->end && rci_base_is_digit(*r->p); r->p++) {
        if (digits < 18) {
            r->fraction = r->fraction * 10 + (*r->p - '0');
            digits++;
        } else {
            r->below = r->below || *r->p != '0';
        }
    }
    r->fraction *= rci_value_time_power(18 - digits);
    return r->p > first || refuse(r, "expected the digits of a fraction");
}

/* Z, or +hhmm, +hh:mm, with seconds or not. */
static bool read_offset(format_reader *r)
{
    static const char why[] = "expected a zone such as +0100, +01:00 or Z";
    int hours, minutes, seconds = 0;
    bool negative, colon;
    if (r->p < r->end && *r->p == 'Z') {
        r->p++;
        return true;
    }
    if (r->p == r->end || (*r->p != '+' && *r->p != '-')) {
        return refuse(r, why);
    }
    negative = *r->p++ == '-';
    if (!read_number(r, 2, 2, 0, 23, &hours, why)) {
        return false;
    }
    colon = r->p < r->end && *r->p == ':';
    r->p += colon;
    if (!read_number(r, 2, 2, 0, 59, &minutes, why)) {
        return false;
    }
    if (colon && r->end - r->p >= 3 && *r->p == ':') {
        r->p++;
        if (!read_number(r, 2, 2, 0, 59, &seconds, why)) {
            return false;
        }
    }
    r->offset = (hours * 60 + minutes) * 60 + seconds;
    r->offset = negative ? -r->offset : r->offset;
    return true;
}

/* Other names are those of several zones, or of zones with summer time. */
static bool read_zone(format_reader *r)
{
    static const char *const names[] = {"UTC", "GMT", "UT", "Z"};
    const char *end = r->p;
    while (end < r->end && ((*end | 0x20) >= 'a' && (*end | 0x20) <= 'z')) {
        end++;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t n = strlen(names[i]);
        if ((size_t)(end - r->p) == n && memcmp(r->p, names[i], n) == 0) {
            r->p = end;
            return true;
        }
    }
    return refuse(r, "of the names of zones only UTC, GMT, UT and Z are known");
}

static bool read_short_year(format_reader *r)
{
    int year;
    if (!read_number(r, 2, 2, 0, 99, &year, "expected a year of two digits")) {
        return false;
    }
    r->year = year + (year < 69 ? 2000 : 1900); /* as POSIX has it */
    return true;
}

static bool read_by(format_reader *r, const char *format);

static bool read_directive(format_reader *r, char directive)
{
    int year;
    switch (directive) {
    case 'Y':
        if (!read_number(r, 4, 4, 0, 9999, &year, "expected a year of four digits")) {
            return false;
        }
        r->year = year;
        return true;
    case 'y':
        return read_short_year(r);
    case 'm':
        return read_number(r, 1, 2, 1, 12, &r->month, "expected a month from 1 to 12");
    case 'b':
    case 'B':
    case 'h':
        return read_month_name(r);
    case 'd':
    case 'e':
        r->p += r->p < r->end && *r->p == ' ';
        return read_number(r, 1, 2, 1, 31, &r->day, "expected a day from 1 to 31");
    case 'j':
        return read_number(r, 1, 3, 1, 366, &r->day_of_year,
                           "expected a day of the year from 1 to 366");
    case 'a':
    case 'A':
        return read_weekday(r);
    case 'H':
        return read_number(r, 1, 2, 0, 23, &r->hour, "expected an hour from 0 to 23");
    case 'I':
        return read_number(r, 1, 2, 1, 12, &r->hour, "expected an hour from 1 to 12");
    case 'p':
        return read_half(r);
    case 'M':
        return read_number(r, 1, 2, 0, 59, &r->minute, "expected minutes from 0 to 59");
    case 'S':
        return read_number(r, 1, 2, 0, 59, &r->second,
                           "expected seconds from 0 to 59 (a leap second has no count)");
    case 'f':
        return read_fraction(r);
    case 'z':
        return read_offset(r);
    case 'Z':
        return read_zone(r);
    case 'F':
        return read_by(r, "%Y-%m-%d");
    case 'D':
        return read_by(r, "%m/%d/%y");
    case 'R':
        return read_by(r, "%H:%M");
    case 'T':
        return read_by(r, "%H:%M:%S");
    default: /* %% */
        return (r->p < r->end && *r->p++ == '%') || refuse(r, "expected %");
    }
}

/* White space in the format stands for any white space, other text for itself. */
static bool read_by(format_reader *r, const char *format)
{
    for (; *format; format++) {
        if (*format == '%') {
            if (!read_directive(r, *++format)) {
                return false;
            }
        } else if (rci_base_is_space(*format)) {
            const char *first = r->p;
            while (r->p < r->end && rci_base_is_space(*r->p)) {
                r->p++;
            }
            if (r->p == first) {
                return refuse(r, "expected white space");
            }
        } else if (r->p == r->end || *r->p++ != *format) {
            return refuse(r, "it does not match the format");
        }
    }
    return true;
}

static bool make_date(format_reader *r, rci_value_date *date)
{
    const rci_value_date first = {r->year, 1, 1};
    const int feb = rci_value_days_in_month(r->year, 2);
    *date = (rci_value_date){r->year, r->month ? r->month : 1, r->day ? r->day : 1};
    if (r->day_of_year > 337 + feb) {
        return refuse(r, "that year has no such day");
    }
    if (r->day_of_year) {
        *date = rci_value_date_from_days(rci_value_days_from_date(first) + r->day_of_year - 1);
    }
    return date->day <= rci_value_days_in_month(date->year, date->month) ||
           refuse(r, "that month has no such day");
}

/* The moment in UTC. */
static bool make_moment(format_reader *r, rci_value_moment *moment)
{
    const int hour = r->half ? r->hour % 12 + (r->half == 2 ? 12 : 0) : r->hour;
    rci_value_wide days, second = (hour * 60 + r->minute) * 60 + r->second - r->offset;
    if (!make_date(r, &moment->date)) {
        return false;
    }
    days = rci_value_wide_divide(second, 86400, &second);
    if (days != 0) {
        moment->date = rci_value_date_from_days(rci_value_days_from_date(moment->date) + days);
    }
    moment->second = (int)second;
    moment->fraction = r->fraction;
    return true;
}

rc_status rci_value_datetime_by_format(const rci_value_time_format *format, const char *text,
                                       size_t n, rci_value_time_unit unit, int64_t *count,
                                       rc_error *err)
{
    format_reader r = {.p = text, .end = text + n};
    rci_value_moment moment;
    rci_base_quoted quoted, shown;
    if (rci_value_is_nat_text(text, n)) {
        *count = RCI_VALUE_NAT;
        return RC_OK;
    }
    if (read_by(&r, format->text) && r.p != r.end) {
        refuse(&r, "there is text after what the format has");
    }
    if (r.why || !make_moment(&r, &moment)) {
        return rci_base_fail(err, RC_ESYNTAX, "cannot read \"%s\" by the format \"%s\": %s",
                             rci_base_quote(&quoted, text, n),
                             rci_base_quote(&shown, format->text, strlen(format->text)), r.why);
    }
    return rci_value_moment_put(&moment, r.below, unit, text, n, count, err);
}

/* ------------------------------------------------------------------ numbers */

/* The number, which counts a unit that has 10^scale in a second, in 1e-18 s. */
static rci_value_time_status attoseconds(const rci_number_scanned *number, int scale,
                                         rci_value_wide *result)
{
    const rci_value_wide most = (rci_value_wide)INT64_C(1000000000000000000) *
                                INT64_C(1000000000000000000); /* 1e36: far more than any unit has */
    int64_t power = number->exponent + 18 - scale;
    rci_value_wide value = (rci_value_wide)number->digits;
    if (number->truncated) {
        return RCI_VALUE_TIME_INEXACT;
    }
    for (; power > 0 && value != 0; power--) {
        if (value > most) {
            return RCI_VALUE_TIME_OVERFLOW;
        }
        value *= 10;
    }
    for (; power < 0 && value != 0; power++) {
        if (value % 10 != 0) {
            return RCI_VALUE_TIME_INEXACT;
        }
        value /= 10;
    }
    *result = number->negative ? -value : value;
    return RCI_VALUE_TIME_OK;
}

rc_status rci_value_datetime_of_epoch(const rci_number_scanned *number, rc_unit epoch,
                                      rci_value_time_unit unit, int64_t *count, rc_error *err)
{
    const size_t n = (size_t)(number->end - number->start);
    rci_value_wide value = 0, fraction, second, days;
    rci_value_moment moment;
    const rci_value_time_status status = attoseconds(number, rci_value_unit_digits(epoch), &value);
    if (status != RCI_VALUE_TIME_OK) {
        return rci_value_fail_time(err, RC_DATETIME, unit, status, RC_UNIT_GENERIC, number->start,
                                   n);
    }
    second = rci_value_wide_divide(value, rci_value_time_power(18), &fraction);
    days = rci_value_wide_divide(second, 86400, &second);
    moment.date = rci_value_date_from_days(days);
    moment.second = (int)second;
    moment.fraction = (int64_t)fraction;
    return rci_value_moment_put(&moment, false, unit, number->start, n, count, err);
}
