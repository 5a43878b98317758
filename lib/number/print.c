/* number/print.c - numbers to decimal text. */
#include <math.h>
#include <string.h>

#include "base/cell.h"
#include "number/half.h"
#include "number/number.h"
#include "number/shortest.h"

/* ------------------------------------------------------------------ integers */

enum { EIGHT_DIGITS = 100000000 };

char *rci_number_print_u64_long(char *out, uint64_t value)
{
    uint64_t upper = value / EIGHT_DIGITS;
    uint64_t digits[2];
    int zeros;
    if (upper >= EIGHT_DIGITS) {
        rci_number_split_sixteen((uint32_t)(upper % EIGHT_DIGITS), (uint32_t)(value % EIGHT_DIGITS),
                                 digits);
        out = rci_number_print_u64(out, upper / EIGHT_DIGITS);
        rci_base_store8(out, digits[0] | RCI_BASE_REPEAT8('0'));
        rci_base_store8(out + 8, digits[1] | RCI_BASE_REPEAT8('0'));
        return out + 16;
    }
    rci_number_split_sixteen((uint32_t)upper, (uint32_t)(value % EIGHT_DIGITS), digits);
    zeros = __builtin_ctzll(digits[0]) / 8;
    rci_base_store8(out, (digits[0] | RCI_BASE_REPEAT8('0')) >> 8 * zeros);
    out += 8 - zeros;
    rci_base_store8(out, digits[1] | RCI_BASE_REPEAT8('0'));
    return out + 8;
}

/* ------------------------------------------------------------------ layout of floats */

enum { DIGITS = 17 };

/* A decimal as the characters of 17 digits, with zeros at the end. */
typedef struct digit_text {
    uint64_t first, second; /* eight characters each, the first one lowest */
    char last;
    int count; /* without the zeros at the end */
    int point; /* digits before the decimal point; negative: zeros between it and the digits */
} digit_text;

static inline digit_text spell_digits(rci_number_decimal decimal)
{
    int spare = DIGITS - rci_number_decimal_length(decimal.digits);
    uint64_t value = decimal.digits * rci_number_power_of_ten[spare];
    uint64_t upper = value / 10;
    uint32_t last = (uint32_t)(value % 10);
    uint64_t digits[2];
    int zeros, count;
    rci_number_split_sixteen((uint32_t)(upper / EIGHT_DIGITS), (uint32_t)(upper % EIGHT_DIGITS),
                             digits);
    zeros = digits[1] != 0 ? __builtin_clzll(digits[1]) : 64 + __builtin_clzll(digits[0]);
    count = 16 - zeros / 8;
    return (digit_text){
        .first = digits[0] | RCI_BASE_REPEAT8('0'),
        .second = digits[1] | RCI_BASE_REPEAT8('0'),
        .last = (char)('0' + last),
        .count = count +
                 ((DIGITS - count) & -(last != 0)), /* no branch: it would often be mispredicted */
        .point = DIGITS - spare + decimal.exponent,
    };
}

static inline void store_digits(char *out, const digit_text *digits)
{
    rci_base_store8(out, digits->first);
    rci_base_store8(out + 8, digits->second);
    out[16] = digits->last;
}

/* The digits with a point after the first 1 to 7 of them: 18 bytes, and 6 more are written. */
static inline void store_around_point(char *out, const digit_text *digits, int point)
{
    uint64_t before = UINT64_MAX >> (64 - 8 * point);
    uint64_t first = (digits->first & before) | (digits->first << 8 & ~before << 8);
    rci_base_store8(out, first | (uint64_t)'.' << 8 * point);
    rci_base_store8(out + 8, digits->first >> 56 | digits->second << 8);
    rci_base_store8(out + 16, digits->second >> 56 | (uint64_t)(unsigned char)digits->last << 8);
}

/* d.ddde-05 */
static char *print_scientific(char *out, const digit_text *digits)
{
    int exponent;
    bool negative;
    unsigned magnitude;
    store_around_point(out, digits, 1);
    out += digits->count > 1 ? digits->count + 1 : 1;
    exponent = digits->point - 1;
    negative = exponent < 0;
    magnitude = (unsigned)(negative ? -exponent : exponent);
    *out++ = 'e';
    *out++ = negative ? '-' : '+';
    *out = (char)('0' + magnitude / 100);
    out += magnitude >= 100;
    *out++ = (char)('0' + magnitude / 10 % 10);
    *out++ = (char)('0' + magnitude % 10);
    return out;
}

static inline char *print_decimal(char *out, rci_number_decimal decimal)
{
    digit_text digits = spell_digits(decimal);
    int point = digits.point;
    if (point < -3 || point > 16) {
        return print_scientific(out, &digits);
    }
    if (point <= 0) {
        memcpy(out, "0.000", 5);
        out += 2 - point;
        store_digits(out, &digits);
        return out + digits.count;
    }
    if (point < 8) {
        store_around_point(out, &digits, point);
    } else {
        char text[DIGITS];
        store_digits(text, &digits);
        store_digits(out, &digits);
        out[point] = '.';
        memcpy(out + point + 1, text + point, (size_t)(DIGITS - point));
    }
    return out + (digits.count > point ? digits.count : point + 1) + 1;
}

static inline char *print_word(char *out, const char *word)
{
    size_t length = strlen(word);
    memcpy(out, word, length);
    return out + length;
}

/* ------------------------------------------------------------------ floats */

char *rci_number_print_f8(char *out, double value)
{
    uint64_t bits = rci_base_f8_bits(value);
    uint64_t fraction, significand;
    int biased;
    double magnitude;
    fraction = bits & ((UINT64_C(1) << 52) - 1);
    biased = (int)(bits >> 52) & 0x7FF;
    if (biased == 0x7FF && fraction != 0) {
        return print_word(out, "nan");
    }
    *out = '-';
    out += bits >> 63;
    if (biased == 0x7FF) {
        return print_word(out, "inf");
    }
    if (biased == 0 && fraction == 0) {
        return print_word(out, "0.0");
    }

    /* An integer below 2^53 is its own shortest decimal: its neighbours are at most 1 away. */
    magnitude = fabs(value);
    if (magnitude < 0x1p53 && (double)(int64_t)magnitude == magnitude) {
        return print_word(rci_number_print_u64(out, (uint64_t)magnitude), ".0");
    }
    if (biased == 0) {
        return print_decimal(out, rci_number_shortest(fraction, -1074, false));
    }
    significand = fraction | UINT64_C(1) << 52;
    if (fraction == 0 && biased > 1) {
        return print_decimal(out, rci_number_shortest(significand, biased - 1075, true));
    }
    return print_decimal(out, rci_number_shortest(significand, biased - 1075, false));
}

char *rci_number_print_f4(char *out, float value)
{
    uint32_t bits = rci_base_f4_bits(value);
    uint32_t fraction, significand;
    int biased;
    fraction = bits & ((UINT32_C(1) << 23) - 1);
    biased = (int)(bits >> 23) & 0xFF;
    if (biased == 0xFF && fraction != 0) {
        return print_word(out, "nan");
    }
    *out = '-';
    out += bits >> 31;
    if (biased == 0xFF) {
        return print_word(out, "inf");
    }
    if (biased == 0 && fraction == 0) {
        return print_word(out, "0.0");
    }
    if (biased == 0) {
        return print_decimal(out, rci_number_shortest(fraction, -149, false));
    }
    significand = fraction | UINT32_C(1) << 23;
    return print_decimal(
        out, rci_number_shortest(significand, biased - 150, fraction == 0 && biased > 1));
}

char *rci_number_print_f2(char *out, uint16_t bits)
{
    uint32_t fraction = bits & ((1U << 10) - 1);
    int biased = bits >> 10 & 0x1F;
    uint32_t significand;
    if (biased == 0x1F && fraction != 0) {
        return print_word(out, "nan");
    }
    *out = '-';
    out += bits >> 15;
    if (biased == 0x1F) {
        return print_word(out, "inf");
    }
    if (biased == 0 && fraction == 0) {
        return print_word(out, "0.0");
    }
    if (biased == 0) {
        return print_decimal(out, rci_number_shortest(fraction, -24, false));
    }
    significand = fraction | 1U << 10;
    return print_decimal(
        out, rci_number_shortest(significand, biased - 25, fraction == 0 && biased > 1));
}
