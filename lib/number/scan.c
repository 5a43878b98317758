/* number/scan.c - the full JSON number grammar, and exact integers. */
#include "number/scan.h"

#include <string.h>

/*
 * An exponent may have as many digits as the input has bytes. Its value stops growing here: far
 * beyond every float, and small enough that adding a number of digits in memory can neither bring
 * it back into range nor overflow.
 */
#define EXPONENT_CAP (INT64_C(1) << 60)

/* The digits read so far, of which there may be any number. */
typedef struct digit_sink {
    uint64_t digits; /* the first 19 significant ones */
    unsigned count;  /* of them */
    int64_t dropped; /* digits after those */
    bool truncated;  /* one of the dropped digits is not zero */
} digit_sink;

/* Adds the digits at p to the sink and returns the byte after them. */
static const char *sink_run(digit_sink *sink, const char *p, const char *end)
{
    for (; p < end && rci_base_is_digit(*p); p++) {
        unsigned digit = (unsigned)(*p - '0');
        if (sink->count < RCI_NUMBER_MAX_DIGITS) {
            sink->digits = sink->digits * 10 + digit;
            sink->count += sink->digits != 0;
        } else {
            sink->dropped++;
            sink->truncated |= digit != 0;
        }
    }
    return p;
}

/* Reads the exponent after its `e`. Returns the byte after it; *ok is false if it has no digit. */
static const char *scan_exponent(const char *p, const char *end, int64_t *exponent, bool *ok)
{
    bool minus = p < end && *p == '-';
    const char *first;
    int64_t value;
    if (p < end && (*p == '-' || *p == '+')) {
        p++;
    }
    first = p;
    value = 0;
    for (; p < end && rci_base_is_digit(*p); p++) {
        if (value < EXPONENT_CAP / 10) {
            value = value * 10 + (*p - '0');
        }
    }
    *ok = p > first;
    *exponent = minus ? -value : value;
    return p;
}

static rci_number_status syntax_error(rci_number_scanned *number, const char *at)
{
    number->end = at;
    return RCI_NUMBER_SYNTAX;
}

rci_number_status rci_number_scan_number(const char *p, const char *end, rci_number_scanned *number)
{
    digit_sink sink = {0};
    int64_t exponent = 0;
    const char *first;
    int64_t places;

    number->start = p;
    number->negative = p < end && *p == '-';
    p += number->negative;
    first = p;
    p = sink_run(&sink, p, end);
    if (p == first) {
        return syntax_error(number, p);
    }
    if (*first == '0' && p > first + 1) {
        return syntax_error(number, first + 1);
    }

    places = 0;
    number->has_fraction = p < end && *p == '.';
    if (number->has_fraction) {
        const char *point = p;
        p = sink_run(&sink, p + 1, end);
        places = p - (point + 1);
        if (places == 0) {
            return syntax_error(number, p);
        }
    }
    number->has_exponent = p < end && (*p == 'e' || *p == 'E');
    if (number->has_exponent) {
        bool ok;
        p = scan_exponent(p + 1, end, &exponent, &ok);
        if (!ok) {
            return syntax_error(number, p);
        }
    }

    number->digits = sink.digits;
    number->exponent = exponent - places + sink.dropped;
    number->truncated = sink.truncated;
    number->end = p;
    return RCI_NUMBER_OK;
}

/* ------------------------------------------------------------------ integers */

/* The magnitude of an integer token. */
static rci_number_status token_magnitude(const rci_number_scanned *number, uint64_t *magnitude)
{
    uint64_t value;
    if (number->has_fraction || number->has_exponent) {
        return RCI_NUMBER_NOT_INTEGER;
    }
    value = number->digits;
    /* The digits after the first 19, if any: one more may fit. */
    for (const char *p = number->end - number->exponent; p < number->end; p++) {
        unsigned digit = (unsigned)(*p - '0');
        if (value > UINT64_MAX / 10 || value * 10 > UINT64_MAX - digit) {
            return RCI_NUMBER_OVERFLOW;
        }
        value = value * 10 + digit;
    }
    *magnitude = value;
    return RCI_NUMBER_OK;
}

rci_number_status rci_number_to_u64(const rci_number_scanned *number, uint64_t *value)
{
    uint64_t magnitude;
    rci_number_status status = token_magnitude(number, &magnitude);
    if (status != RCI_NUMBER_OK) {
        return status;
    }
    if (number->negative && magnitude != 0) {
        return RCI_NUMBER_OVERFLOW;
    }
    *value = magnitude;
    return RCI_NUMBER_OK;
}

rci_number_status rci_number_to_i64(const rci_number_scanned *number, int64_t *value)
{
    uint64_t magnitude;
    rci_number_status status = token_magnitude(number, &magnitude);
    if (status != RCI_NUMBER_OK) {
        return status;
    }
    if (magnitude > (uint64_t)INT64_MAX + number->negative) {
        return RCI_NUMBER_OVERFLOW;
    }
    if (!number->negative) {
        *value = (int64_t)magnitude;
    } else {
        *value = magnitude > INT64_MAX ? INT64_MIN : -(int64_t)magnitude;
    }
    return RCI_NUMBER_OK;
}

/* The digits before the point, if those after it are zeros. */
static bool copy_whole(const rci_number_scanned *number, char *text, size_t *n)
{
    const char *point = memchr(number->start, '.', (size_t)(number->end - number->start));
    if (!point || number->has_exponent || point - number->start > RCI_NUMBER_INT_TEXT_MAX + 1) {
        return false;
    }
    for (const char *p = point + 1; p < number->end; p++) {
        if (*p != '0') {
            return false;
        }
    }
    *n = (size_t)(point - number->start);
    memcpy(text, number->start, *n);
    return true;
}

/* digits * 10^exponent in decimal. */
static bool print_whole(const rci_number_scanned *number, char *text, size_t *n)
{
    uint64_t digits = number->digits;
    int64_t exponent = digits == 0 ? 0 : number->exponent;
    char *p = text, *first;
    if (number->negative) {
        *p++ = '-';
    }
    for (; exponent < 0 && digits % 10 == 0; exponent++) {
        digits /= 10;
    }
    first = p;
    p = rci_number_print_u64(p, digits);
    if (exponent < 0 || exponent > RCI_NUMBER_INT_TEXT_MAX - (p - first)) {
        return false;
    }
    memset(p, '0', (size_t)exponent);
    *n = (size_t)(p - text) + (size_t)exponent;
    return true;
}

rci_number_status rci_number_integral(const rci_number_scanned *number,
                                      char text[RCI_NUMBER_INTEGRAL_SIZE],
                                      rci_number_scanned *integer)
{
    size_t n = 0;
    const bool whole =
        number->truncated ? copy_whole(number, text, &n) : print_whole(number, text, &n);
    return whole ? rci_number_scan_number(text, text + n, integer) : RCI_NUMBER_NOT_INTEGER;
}

/*
 * Reads an integer of 17 to 19 digits. Returns the byte after it, or NULL for anything else.
 */
static const char *read_long(const char *p, const char *end, bool *negative, uint64_t *magnitude)
{
    uint32_t others, sign;
    const char *first, *after;
    unsigned count;
    if (end - p < 32) {
        return NULL;
    }
    others = rci_number_long_digit_mask(p);
    sign = others & 1;
    others ^= sign;
    if ((sign != 0 && *p != '-') || others == 0) {
        return NULL;
    }
    first = p + sign;
    after = p + (unsigned)__builtin_ctz(others);
    count = (unsigned)(after - first);
    if (count < 17 || count > RCI_NUMBER_MAX_DIGITS || *first == '0') {
        return NULL;
    }
    *negative = sign;
    *magnitude = rci_number_long_digits_value(first, count);
    return after;
}

/*
 * Scans the integer token at p with the full grammar. The token ends before a point or an exponent,
 * as the fast readers promise.
 */
static bool scan_integer(const char *p, const char *end, rci_number_scanned *number)
{
    const char *stop = p;
    stop += stop < end && *stop == '-';
    while (stop < end && rci_base_is_digit(*stop)) {
        stop++;
    }
    return rci_number_scan_number(p, stop, number) == RCI_NUMBER_OK;
}

const char *rci_number_read_i64_long(const char *p, const char *end, int64_t *value)
{
    bool negative;
    uint64_t magnitude;
    const char *after = read_long(p, end, &negative, &magnitude);
    rci_number_scanned number;
    bool ok;
    if (after != NULL && magnitude <= INT64_MAX) {
        *value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
        return after;
    }
    ok = scan_integer(p, end, &number) && rci_number_to_i64(&number, value) == RCI_NUMBER_OK;
    return ok ? number.end : NULL;
}

const char *rci_number_read_u64_long(const char *p, const char *end, uint64_t *value)
{
    bool negative;
    const char *after = read_long(p, end, &negative, value);
    rci_number_scanned number;
    bool ok;
    if (after != NULL && !negative) {
        return after;
    }
    ok = scan_integer(p, end, &number) && rci_number_to_u64(&number, value) == RCI_NUMBER_OK;
    return ok ? number.end : NULL;
}
