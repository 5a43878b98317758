/* format/csv/number.c - numbers with a decimal comma, or separators between groups of digits. */
#include "format/csv/number.h"

#include "base/ascii.h"

#include <string.h>

enum { GROUP = 3 };

bool rci_csv_is_plain_number(const char *text, size_t n, rci_number_scanned *number)
{
    return n > 0 && rci_number_scan_number(text, text + n, number) == RCI_NUMBER_OK &&
           number->end == text + n;
}

static size_t count_digits(const char *p, const char *end)
{
    size_t n = 0;
    while (p + n < end && rci_base_is_digit(p[n])) {
        n++;
    }
    return n;
}

/* Whether a separator and a whole group are at p. */
static bool is_group(const rci_csv_dialect *dialect, const char *p, const char *end)
{
    const size_t n = dialect->thousands_length;
    return n > 0 && (size_t)(end - p) >= n + GROUP && memcmp(p, dialect->thousands, n) == 0 &&
           count_digits(p + n, end) == GROUP;
}

/* Writes the number in JSON's grammar, as far as it is one, which takes `n` bytes at most. Returns
   its length; 0: it is not a number. */
static size_t translate(const rci_csv_dialect *dialect, const char *p, size_t n, char *out)
{
    const char *end = p + n, *start = out;
    size_t digits;
    if (p < end && *p == '-') {
        *out++ = *p++;
    }
    digits = count_digits(p, end);
    memcpy(out, p, digits);
    out += digits;
    p += digits;
    while (digits > 0 && digits <= GROUP && is_group(dialect, p, end)) {
        p += dialect->thousands_length;
        memcpy(out, p, GROUP);
        out += GROUP;
        p += GROUP;
    }
    if (p < end && *p == dialect->decimal) {
        *out++ = '.';
        p++;
    } else if (p < end && *p != 'e' && *p != 'E') {
        return 0;
    }
    memcpy(out, p, (size_t)(end - p));
    return (size_t)(out + (end - p) - start);
}

rc_status rci_csv_scan_number(const rci_csv_dialect *dialect, const char *text, size_t n,
                              rci_base_bytes *scratch, rci_number_scanned *number, bool *is_number,
                              rc_error *err)
{
    if (!dialect->local_numbers) {
        *is_number = rci_csv_is_plain_number(text, n, number);
        return RC_OK;
    }
    *is_number = false;
    if (n == 0 || text == (const char *)scratch->data) { /* a quote is in it */
        return RC_OK;
    }
    scratch->length = 0;
    if (rci_base_bytes_reserve(scratch, n, err) != RC_OK) {
        return RC_ENOMEM;
    }
    n = translate(dialect, text, n, (char *)scratch->data);
    *is_number = n > 0 && rci_csv_is_plain_number((const char *)scratch->data, n, number);
    return RC_OK;
}

/* Whether it is a number in some dialect; long ones are not tried. */
static bool is_number(const rci_csv_dialect *dialect, const char *text, size_t n)
{
    char out[64];
    rci_number_scanned number;
    n = n <= sizeof out ? translate(dialect, text, n, out) : 0;
    return n > 0 && rci_csv_is_plain_number(out, n, &number);
}

const char *rci_csv_number_option(const rci_csv_dialect *dialect, const char *text, size_t n,
                                  bool whole)
{
    static const rci_csv_dialect comma = {.decimal = ','};
    static const rci_csv_dialect groups = {.decimal = '.', .thousands = ",", .thousands_length = 1};
    const char *p = text, *end = text + n;
    while (p < end && (*p == ' ' || *p == '\t')) {
        p++;
    }
    while (p < end && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    if (!dialect->trims && (size_t)(end - p) < n && is_number(dialect, p, (size_t)(end - p))) {
        return "trim";
    }
    if (dialect->local_numbers ||
        !memchr(text, ',', n)) { /* without a comma these change nothing */
        return NULL;
    }
    return !whole && is_number(&comma, text, n) ? "decimal"
           : is_number(&groups, text, n)        ? "thousands"
                                                : NULL;
}
