/*
 * value/calendar.c - days to dates and back, by the method of Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (https://howardhinnant.github.io/date_algorithms.html):
 * a year begins on 1 March, so that the leap day is its last day, and 400 such years, always 146097
 * days, are an era.
 */
#include "value/calendar.h"

enum {
    DAYS_PER_ERA = 146097,
    DAYS_TO_1970 = 719468 /* from 0000-03-01 */
};

/* In a year that begins in March the months have 31 30 31 30 31 | 31 30 31 30 31 | 31 28 days. The
   number of days before month `m`, counted from 0, is this linear function of slope 30.6, rounded
   down. */
static int days_before(int m)
{
    return (153 * m + 2) / 5;
}

int rci_value_days_in_month(rci_value_wide year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    rci_value_wide of_era;
    int y;
    bool leap;
    rci_value_wide_divide(year, 400, &of_era);
    y = (int)of_era;
    leap = y % 4 == 0 && (y % 100 != 0 || y == 0);
    return days[month - 1] + (month == 2 && leap);
}

rci_value_wide rci_value_days_from_date(rci_value_date date)
{
    rci_value_wide of_era;
    rci_value_wide era = rci_value_wide_divide(date.year - (date.month <= 2), 400, &of_era);
    int year = (int)of_era;
    int day = days_before((date.month + 9) % 12) + date.day - 1;
    return era * DAYS_PER_ERA + year * 365 + year / 4 - year / 100 + day - DAYS_TO_1970;
}

rci_value_date rci_value_date_from_days(rci_value_wide days)
{
    rci_value_wide of_era;
    rci_value_wide era = rci_value_wide_divide(days + DAYS_TO_1970, DAYS_PER_ERA, &of_era);
    int day = (int)of_era;
    /* Subtract the leap days so far: one in 1460 days, but not one in 36524, but one in 146096. */
    int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int day_of_year = day - (year * 365 + year / 4 - year / 100);
    int m = (5 * day_of_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;
    return (rci_value_date){era * 400 + year + (month <= 2), month,
                            day_of_year - days_before(m) + 1};
}

rci_value_wide rci_value_months_from_date(rci_value_date date)
{
    return (date.year - 1970) * 12 + (date.month - 1);
}

rci_value_date rci_value_date_from_months(rci_value_wide months)
{
    rci_value_wide month;
    rci_value_wide year = rci_value_wide_divide(months, 12, &month);
    return (rci_value_date){year + 1970, (int)month + 1, 1};
}
