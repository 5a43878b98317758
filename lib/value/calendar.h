/*
 * value/calendar.h - the proleptic Gregorian calendar with a year 0, the calendar of ISO 8601 and
 * of NumPy: days and months since 1970 to dates and back.
 */
#ifndef ROWCOL_VALUE_CALENDAR_H
#define ROWCOL_VALUE_CALENDAR_H

#include "value/wide.h"

typedef struct rci_value_date {
    rci_value_wide year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
} rci_value_date;

int rci_value_days_in_month(rci_value_wide year, int month);

/* Days since 1970-01-01, and back. */
rci_value_wide rci_value_days_from_date(rci_value_date date);
rci_value_date rci_value_date_from_days(rci_value_wide days);

/* Months since 1970-01 (the day is left out), and the first day of such a month. */
rci_value_wide rci_value_months_from_date(rci_value_date date);
rci_value_date rci_value_date_from_months(rci_value_wide months);

#endif
