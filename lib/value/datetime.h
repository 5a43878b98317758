/*
 * value/datetime.h - the int64 counts of M8[unit] and m8[unit]: conversion between units, text of
 * datetimes (ISO 8601) and of timedeltas (a count and a unit).
 *
 * Units and counts are NumPy's (https://numpy.org/doc/stable/reference/arrays.datetime.html). A
 * year or a month has no fixed length: as a datetime it is the midnight that begins its first day;
 * timedeltas in years and months convert only to each other.
 */
#ifndef ROWCOL_VALUE_DATETIME_H
#define ROWCOL_VALUE_DATETIME_H

#include "number/number.h"

#include <rowcol/dtype.h>
#include <stdbool.h>

/* The count that is not a time. */
#define RCI_VALUE_NAT INT64_MIN

typedef struct rci_value_time_unit {
    rc_unit unit;
    int32_t multiple; /* 1 or more */
} rci_value_time_unit;

/* The n-th power of ten, up to 18. */
int64_t rci_value_time_power(int n);

/* Whether a unit that a program gave is valid. */
static inline bool rci_value_time_unit_is_valid(rci_value_time_unit unit)
{
    return unit.unit >= RC_UNIT_GENERIC && unit.unit <= RC_UNIT_as && unit.multiple >= 1;
}

typedef enum rci_value_time_status {
    RCI_VALUE_TIME_OK = 0,
    RCI_VALUE_TIME_INEXACT,   /* between two counts of the unit */
    RCI_VALUE_TIME_OVERFLOW,  /* before the first or after the last count of the unit */
    RCI_VALUE_TIME_NO_LENGTH, /* a timedelta from years or months to weeks or less, or back */
    RCI_VALUE_TIME_NO_UNIT    /* the count has a unit, the target does not */
} rci_value_time_status;

/*
 * The same time in another unit; NaT stays NaT. A count without a unit becomes the same count of
 * any unit. With RCI_VALUE_TIME_INEXACT `*result` is the count rounded down; with other failures it
 * is not set.
 */
rci_value_time_status rci_value_datetime_convert(int64_t count, rci_value_time_unit from,
                                                 rci_value_time_unit to, int64_t *result);
rci_value_time_status rci_value_timedelta_convert(int64_t count, rci_value_time_unit from,
                                                  rci_value_time_unit to, int64_t *result);

/* The most characters that rci_value_datetime_print and rci_value_timedelta_print write. */
#define RCI_VALUE_TIME_TEXT_MAX 80

/*
 * Writes the text (no NUL) and returns its length. A datetime is ISO 8601 to the precision of its
 * unit, as numpy.datetime_as_string writes it: 2020, 2020-02, 2020-02-29 (W and D), 2020-02-29T13,
 * 2020-02-29T13:59, 2020-02-29T13:59:59.123. A timedelta is a count and a unit without its
 * multiple: `50 s` for a count of 2 in m8[25s]. Without a unit both are the count only.
 */
size_t rci_value_datetime_print(char *out, int64_t count, rci_value_time_unit unit);
size_t rci_value_timedelta_print(char *out, int64_t count, rci_value_time_unit unit);

/*
 * Reads all of [text, text + n) as a count of `unit`. RC_OK; RC_ESYNTAX (not a date, not a
 * timedelta), RC_ERANGE (finer than the unit, or out of its range), RC_ETYPE (units that do not
 * convert).
 *
 * A datetime is ISO 8601 in its extended form, of any precision: a year of at least four characters
 * (sign included; of more than four digits without a month only for M8[Y], so that 20200131 is not
 * read as a year), `T`, `t` or a blank before the time, any number of fraction digits, and `Z`,
 * `z`, +hh, +hhmm or +hh:mm after it. A timedelta is an integer and a unit, with or without a blank
 * between them; an integer alone counts the unit itself, multiple included. NaT in any case is the
 * count that is not a time.
 */
rc_status rci_value_datetime_parse(const char *text, size_t n, rci_value_time_unit unit,
                                   int64_t *count, rc_error *err);
rc_status rci_value_timedelta_parse(const char *text, size_t n, rci_value_time_unit unit,
                                    int64_t *count, rc_error *err);

/* How times are written that are not in ISO 8601. */
typedef struct rci_value_time_format {
    rc_unit
        epoch; /* numbers: what they count since 1970-01-01T00:00:00 UTC. RC_UNIT_GENERIC: text */
    const char *text; /* the format of that, as strptime has it; NUL-terminated, borrowed */
} rci_value_time_format;

/* "epoch-s", "epoch-ms", "epoch-us", "epoch-ns" or a format, which is checked. RC_OK; RC_EARG. */
rc_status rci_value_time_format_of(const char *text, rci_value_time_format *format, rc_error *err);

/* Reads all of [text, text + n) by a format for text as a count of `unit`, which has one. Times
   with a zone are converted to UTC; NaT is read, too. RC_OK; RC_ESYNTAX, RC_ERANGE. */
rc_status rci_value_datetime_by_format(const rci_value_time_format *format, const char *text,
                                       size_t n, rci_value_time_unit unit, int64_t *count,
                                       rc_error *err);

/* A number that counts the unit `epoch` (s to ns) since 1970, exactly. RC_OK; RC_ERANGE. */
rc_status rci_value_datetime_of_epoch(const rci_number_scanned *number, rc_unit epoch,
                                      rci_value_time_unit unit, int64_t *count, rc_error *err);

/* A date that was read without a target: its precision, and the moment in UTC. */
typedef struct rci_value_date_text {
    rc_unit unit;  /* a finer one if the zone needs it */
    bool has_time; /* an hour at least */
    bool has_zone;
    int64_t days;     /* since 1970-01-01 */
    int32_t second;   /* of the day */
    int64_t fraction; /* of the second, in 1e-18 s */
} rci_value_date_text;

/* Whether all of [text, text + n) is a date that rci_value_datetime_parse reads as some unit, and
   not NaT. */
bool rci_value_date_of_text(const char *text, size_t n, rci_value_date_text *date);

/* Whether M8 of a unit holds it. */
bool rci_value_date_fits(const rci_value_date_text *date, rc_unit unit);

#endif
