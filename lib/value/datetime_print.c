/*
 * value/datetime_print.c - writes datetimes and timedeltas as text.
 */
#include "dtype/kinds.h"
#include "value/datetime_impl.h"

#include <string.h>

static size_t print_nat(char *out)
{
    memcpy(out, "NaT", 3);
    return 3;
}

/* A separator and two digits. */
static char *print_two(char *out, char separator, int value)
{
    out[0] = separator;
    out[1] = (char)('0' + value / 10);
    out[2] = (char)('0' + value % 10);
    return out + 3;
}

static char *print_fraction(char *out, int64_t fraction, int digits)
{
    fraction /= rci_value_time_power(18 - digits);
    for (int i = digits; i > 0; i--) {
        out[i] = (char)('0' + fraction % 10);
        fraction /= 10;
    }
    out[0] = '.';
    return out + 1 + digits;
}

size_t rci_value_datetime_print(char *out, int64_t count, rci_value_time_unit unit)
{
    char *start = out;
    rci_value_moment moment;
    if (count == RCI_VALUE_NAT) {
        return print_nat(out);
    }
    if (unit.unit == RC_UNIT_GENERIC) {
        return (size_t)(rci_value_wide_print(out, count, 0) - start);
    }
    moment = rci_value_moment_of(count, unit);
    out = rci_value_wide_print(out, moment.date.year, 4);
    if (unit.unit >= RC_UNIT_M) {
        out = print_two(out, '-', moment.date.month);
    }
    if (unit.unit >= RC_UNIT_W) {
        out = print_two(out, '-', moment.date.day);
    }
    if (unit.unit >= RC_UNIT_h) {
        out = print_two(out, 'T', moment.second / 3600);
    }
    if (unit.unit >= RC_UNIT_m) {
        out = print_two(out, ':', moment.second / 60 % 60);
    }
    if (unit.unit >= RC_UNIT_s) {
        out = print_two(out, ':', moment.second % 60);
    }
    if (unit.unit > RC_UNIT_s) {
        out = print_fraction(out, moment.fraction, rci_value_unit_digits(unit.unit));
    }
    return (size_t)(out - start);
}

size_t rci_value_timedelta_print(char *out, int64_t count, rci_value_time_unit unit)
{
    char *start = out;
    if (count == RCI_VALUE_NAT) {
        return print_nat(out);
    }
    out = rci_value_wide_print(out, (rci_value_wide)count * unit.multiple, 0);
    if (unit.unit != RC_UNIT_GENERIC) {
        const char *name = rci_dtype_unit_name(unit.unit);
        size_t length = strlen(name);
        *out++ = ' ';
        memcpy(out, name, length);
        out += length;
    }
    return (size_t)(out - start);
}
