/*
 * notation/time_unit.c - parses NumPy's datetime units
 * (https://numpy.org/doc/stable/reference/arrays.datetime.html): a multiple, a unit
 * and perhaps a divisor, which becomes a multiple of a smaller unit. As in
 * NumPy a divisor counts 12 months or 52 weeks or 365 days a year, and 4 weeks or 30 days a month.
 */
#include "notation/time_unit.h"

#include "base/ascii.h"
#include "base/check.h"
#include "base/error.h"
#include "dtype/kinds.h"

#include <string.h>

static rc_status bad_unit(const char *text, size_t length, rc_error *err)
{
    rci_base_quoted quoted;
    return rci_base_fail(
        err, RC_ESYNTAX,
        "\"%s\" is not a time unit: expected a count and one of Y M W D h m s ms us ns ps "
        "fs as, such as ns or 25s",
        rci_base_quote(&quoted, text, length));
}

/* The number in the digits from `*at` on: 1 without digits, 0 when it is 0 or over INT32_MAX. */
static int32_t read_count(const char *text, size_t length, size_t *at)
{
    int64_t n = 0;
    size_t first = *at;
    while (*at < length && rci_base_is_digit(text[*at])) {
        n = n > INT32_MAX ? n : n * 10 + (text[*at] - '0');
        (*at)++;
    }
    if (*at == first) {
        return 1;
    }
    return n > INT32_MAX ? 0 : (int32_t)n;
}

static bool read_unit(const char *text, size_t length, rc_unit *unit)
{
    static const char micro[] = "\xCE\xBCs"; /* a Greek mu, as NumPy takes it */
    if (rci_dtype_unit_named(text, length, unit)) {
        return true;
    }
    *unit = RC_UNIT_us;
    return length == sizeof micro - 1 && memcmp(text, micro, length) == 0;
}

/* How many of a smaller unit make one of a unit, nearest first; at most three of each. */
typedef struct smaller {
    int32_t count;
    rc_unit unit;
} smaller;

static const smaller parts[][3] = {
    [RC_UNIT_Y] = {{12, RC_UNIT_M}, {52, RC_UNIT_W}, {365, RC_UNIT_D}},
    [RC_UNIT_M] = {{4, RC_UNIT_W}, {30, RC_UNIT_D}, {720, RC_UNIT_h}},
    [RC_UNIT_W] = {{7, RC_UNIT_D}, {168, RC_UNIT_h}, {10080, RC_UNIT_m}},
    [RC_UNIT_D] = {{24, RC_UNIT_h}, {1440, RC_UNIT_m}, {86400, RC_UNIT_s}},
    [RC_UNIT_h] = {{60, RC_UNIT_m}, {3600, RC_UNIT_s}},
    [RC_UNIT_m] = {{60, RC_UNIT_s}, {60000, RC_UNIT_ms}},
    [RC_UNIT_s] = {{1000, RC_UNIT_ms}, {1000000, RC_UNIT_us}},
    [RC_UNIT_ms] = {{1000, RC_UNIT_us}, {1000000, RC_UNIT_ns}},
    [RC_UNIT_us] = {{1000, RC_UNIT_ns}, {1000000, RC_UNIT_ps}},
    [RC_UNIT_ns] = {{1000, RC_UNIT_ps}, {1000000, RC_UNIT_fs}},
    [RC_UNIT_ps] = {{1000, RC_UNIT_fs}, {1000000, RC_UNIT_as}},
    [RC_UNIT_fs] = {{1000, RC_UNIT_as}},
    [RC_UNIT_as] = {{0, RC_UNIT_as}},
};

static rc_status divide(rc_unit *unit, int32_t *multiple, int32_t divisor, rc_error *err)
{
    size_t i;
    if (divisor == 1) {
        return RC_OK;
    }
    for (i = 0; *unit != RC_UNIT_GENERIC && i < 3 && parts[*unit][i].count; i++) {
        const smaller *part = &parts[*unit][i];
        if (part->count % divisor == 0) {
            int64_t whole = (int64_t)*multiple * (part->count / divisor);
            if (whole > INT32_MAX) {
                return rci_base_fail(
                    err, RC_ERANGE, "a multiple of %lld%s is over the limit of %ld",
                    (long long)whole, rci_dtype_unit_name(part->unit), (long)INT32_MAX);
            }
            *multiple = (int32_t)whole;
            *unit = part->unit;
            return RC_OK;
        }
    }
    return rci_base_fail(
        err, RC_ESYNTAX,
        "%s divided by %ld is not a whole number of a smaller unit: write a smaller unit with its "
        "multiple, such as 500ms for s/2",
        rci_dtype_unit_name(*unit), (long)divisor);
}

rc_status rci_notation_unit_parse(const char *text, size_t length, rc_unit *unit, int32_t *multiple,
                                  rc_error *err)
{
    size_t at = 0, end;
    int32_t divisor = 1, count = read_count(text, length, &at);
    const char *slash = memchr(text, '/', length);
    rc_unit base;
    rc_status status;
    end = slash ? (size_t)(slash - text) : length;
    if (at > end || !read_unit(text + at, end - at, &base)) {
        return bad_unit(text, length, err);
    }
    if (slash) {
        at = end + 1;
        divisor = at < length ? read_count(text, length, &at) : 0;
        if (at != length) {
            return bad_unit(text, length, err);
        }
    }
    if (count == 0 || divisor == 0) {
        return rci_base_fail(err, RC_ESYNTAX,
                             "the multiple and the divisor of a time unit are 1 to %ld",
                             (long)INT32_MAX);
    }
    status = divide(&base, &count, divisor, err);
    if (status == RC_OK) {
        *unit = base;
        *multiple = base == RC_UNIT_GENERIC ? 1 : count;
    }
    return status;
}
