/* number/exact.c - conversions that use all digits of a number. */
#include "number/exact.h"

#include "number/charconv.h"
#include "number/scan.h"
#include <math.h>

/*
 * No f8, nor the midpoint of two, has more than 768 significant decimal digits: of the digits after
 * those it only matters whether one is not zero.
 */
enum { DIGITS_MAX = 768, EXPONENT_ROOM = 1 + RCI_NUMBER_INT_TEXT_SIZE };

/* The significant digits of a number. The place value of the first one is 10^exponent. */
typedef struct digit_text {
    char text[DIGITS_MAX + 1 + EXPONENT_ROOM];
    int count;
    int64_t exponent;
} digit_text;

/* Collects the digits. Those after DIGITS_MAX are replaced by one 1 if any of them is not zero. */
static void collect_digits(const rci_number_scanned *number, digit_text *digits)
{
    bool more = false;
    int count = 0;
    for (const char *p = number->start; p < number->end && (*p | 0x20) != 'e'; p++) {
        if (!rci_base_is_digit(*p) || (count == 0 && *p == '0')) {
            continue;
        }
        if (count < DIGITS_MAX) {
            digits->text[count++] = *p;
        } else {
            more |= *p != '0';
        }
    }
    if (more) {
        digits->text[count++] = '1';
    }
    digits->count = count;
    digits->exponent = number->exponent + rci_number_decimal_length(number->digits) - 1;
}

/* Appends `e` and the exponent of the last digit. Returns the end of the text. */
static const char *append_exponent(digit_text *digits)
{
    char *out = digits->text + digits->count;
    *out++ = 'e';
    return rci_number_print_i64(out, digits->exponent - (digits->count - 1));
}

double rci_number_exact_f8(const rci_number_scanned *number)
{
    digit_text digits;
    double beyond;
    collect_digits(number, &digits);
    beyond = digits.exponent > 0 ? HUGE_VAL : 0;
    return rci_number_charconv_read_f8(digits.text, append_exponent(&digits), beyond);
}

float rci_number_exact_f4(const rci_number_scanned *number)
{
    digit_text digits;
    float beyond;
    collect_digits(number, &digits);
    beyond = digits.exponent > 0 ? HUGE_VALF : 0;
    return rci_number_charconv_read_f4(digits.text, append_exponent(&digits), beyond);
}

bool rci_number_exact_integer(const rci_number_scanned *number, double value)
{
    char text[309];
    long length = rci_number_charconv_print_integral(text, value) - text;
    const char *first = number->start + number->negative;
    return number->end - first == length && memcmp(first, text, (size_t)length) == 0;
}

int rci_number_exact_compare(const rci_number_scanned *number, double value)
{
    enum { PLACES = 49 };
    digit_text digits;
    char text[PLACES + 8];
    const char *mark;
    int exponent;
    collect_digits(number, &digits);

    rci_number_charconv_print_places(text, value, PLACES); /* d.ddd...e-dd */
    mark = text + 2 + PLACES;
    exponent = (mark[2] - '0') * 10 + mark[3] - '0';
    if (mark[1] == '-') {
        exponent = -exponent;
    }
    if (digits.exponent != exponent) {
        return digits.exponent < exponent ? -1 : 1;
    }

    text[1] = text[0]; /* overwrites the point, so that the digits are contiguous */
    for (int i = 0; i < digits.count || i <= PLACES; i++) {
        int ours = i < digits.count ? digits.text[i] : '0';
        int theirs = i <= PLACES ? text[1 + i] : '0';
        if (ours != theirs) {
            return ours - theirs;
        }
    }
    return 0;
}
