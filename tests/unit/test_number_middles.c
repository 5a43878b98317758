/* number/number.h: decimals at and next to the midpoint of two floats, where rounding is decided.
 */
#include "test_number.h"

#include "number/number.h"
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* A decimal, as digits and the number of those before the point. */
typedef struct decimal_text {
    char digits[2600];
    int count;
    int point;
} decimal_text;

/* significand * 2^exponent, exactly: doubled or halved digit by digit. */
static void exact_decimal(decimal_text *decimal, uint64_t significand, int exponent)
{
    decimal->count = sprintf(decimal->digits, "%ju", (uintmax_t)significand);
    decimal->point = decimal->count;
    for (; exponent > 0; exponent--) {
        int carry = 0;
        for (int i = decimal->count - 1; i >= 0; i--) {
            int digit = (decimal->digits[i] - '0') * 2 + carry;
            carry = digit / 10;
            decimal->digits[i] = (char)('0' + digit % 10);
        }
        if (carry != 0) {
            memmove(decimal->digits + 1, decimal->digits, (size_t)decimal->count);
            decimal->digits[0] = (char)('0' + carry);
            decimal->count++;
            decimal->point++;
        }
    }
    for (; exponent < 0; exponent++) {
        int rest = 0;
        for (int i = 0; i < decimal->count; i++) {
            int digit = rest * 10 + decimal->digits[i] - '0';
            decimal->digits[i] = (char)('0' + digit / 2);
            rest = digit % 2;
        }
        if (rest != 0) {
            decimal->digits[decimal->count++] = '5';
        }
        if (decimal->digits[0] == '0') {
            memmove(decimal->digits, decimal->digits + 1, (size_t)--decimal->count);
            decimal->point--;
        }
    }
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0') {
        decimal->count--;
    }
}

/* `d.ddd` with an exponent; `tail` is appended to the digits. */
static void write_decimal(char *out, const decimal_text *decimal, const char *tail)
{
    const char *zero = decimal->count == 1 && *tail == '\0' ? "0" : "";
    sprintf(out, "%c.%.*s%s%se%d", decimal->digits[0], decimal->count - 1, decimal->digits + 1,
            zero, tail, decimal->point - 1);
}

/* As an integer with a fraction, if it is one, with the exponent left out. */
static void write_plain(char *out, const decimal_text *decimal, const char *tail)
{
    if (decimal->point <= 0 || decimal->point > decimal->count) {
        write_decimal(out, decimal, tail);
    } else {
        sprintf(out, "%.*s.%.*s0%s", decimal->point, decimal->digits,
                decimal->count - decimal->point, decimal->digits + decimal->point, tail);
    }
}

typedef void middle_check(const char *text, uint64_t below, int side);

/*
 * The middle between `below` (the bits of a float) and the next float, and decimals a little under
 * and over it: `check` gets the text, `below`, and on which side it is.
 */
static void check_middle(uint64_t below, uint64_t significand, int exponent, middle_check *check)
{
    static decimal_text middle;
    static char text[4000];
    exact_decimal(&middle, 2 * significand + 1, exponent - 1);
    write_decimal(text, &middle, "");
    check(text, below, 0);
    write_plain(text, &middle, "");
    check(text, below, 0);
    write_decimal(text, &middle, "000000000000000000000000000000001");
    check(text, below, 1);
    write_plain(text, &middle, "00000001");
    check(text, below, 1);
    middle.digits[middle.count - 1]--; /* which is not 0 */
    write_decimal(text, &middle, "99999999999999999999999999999999999");
    check(text, below, -1);
    write_plain(text, &middle, "9999999");
    check(text, below, -1);
}

static uint64_t rounded(uint64_t below, int side)
{
    return side < 0 ? below : side > 0 ? below + 1 : below + (below & 1);
}

static void check_middle_f8(const char *text, uint64_t below, int side)
{
    double value;
    rci_number_scanned number;
    EXPECT(rci_number_scan_number(text, text + strlen(text), &number) == RCI_NUMBER_OK, "%.60s",
           text);
    rci_number_to_f8(&number, &value);
    EXPECT(bits_of_f8(value) == rounded(below, side), "%.60s %d", text, side);
}

static void check_middle_f4(const char *text, uint64_t below, int side)
{
    float value;
    rci_number_scanned number;
    EXPECT(rci_number_scan_number(text, text + strlen(text), &number) == RCI_NUMBER_OK, "%.60s",
           text);
    rci_number_to_f4(&number, &value);
    EXPECT(bits_of_f4(value) == rounded(below, side), "%.60s %d", text, side);
}

static void check_middle_f2(const char *text, uint64_t below, int side)
{
    uint16_t bits;
    rci_number_scanned number;
    EXPECT(rci_number_scan_number(text, text + strlen(text), &number) == RCI_NUMBER_OK, "%.60s",
           text);
    rci_number_to_f2(&number, &bits);
    EXPECT(bits == rounded(below, side), "%.60s %d", text, side);
}

START_TEST(middles_of_f8)
{
    static const uint64_t edges[] = {
        0,
        1,
        UINT64_C(0x000FFFFFFFFFFFFF), /* the greatest subnormal */
        UINT64_C(0x0010000000000000),
        UINT64_C(0x7FEFFFFFFFFFFFFE),
        UINT64_C(0x7FEFFFFFFFFFFFFF), /* the middle to infinity */
    };
    uint64_t state = 3;
    for (size_t i = 0; i < LENGTH(edges) + 500; i++) {
        uint64_t bits = i < LENGTH(edges) ? edges[i] : next_random(&state) >> 1;
        int biased;
        uint64_t fraction, significand;
        if (i >= LENGTH(edges) && i % 10 != 0) { /* most of them with middles of moderate length */
            bits = (bits & UINT64_C(0x800FFFFFFFFFFFFF)) | (1023 - 60 + bits % 120) << 52;
        }
        biased = (int)(bits >> 52);
        fraction = bits & ((UINT64_C(1) << 52) - 1);
        if (biased == 0x7FF) {
            continue;
        }
        significand = biased == 0 ? fraction : fraction | UINT64_C(1) << 52;
        check_middle(bits, significand, (biased == 0 ? 1 : biased) - 1075, check_middle_f8);
    }
}
END_TEST

START_TEST(middles_of_f4)
{
    static const uint32_t edges[] = {0, 1, 0x007FFFFF, 0x00800000, 0x7F7FFFFE, 0x7F7FFFFF};
    uint64_t state = 4;
    for (size_t i = 0; i < LENGTH(edges) + 3000; i++) {
        uint32_t bits = i < LENGTH(edges) ? edges[i] : (uint32_t)next_random(&state) >> 1;
        int biased = (int)(bits >> 23);
        uint32_t fraction = bits & 0x7FFFFF;
        uint32_t significand;
        if (biased == 0xFF) {
            continue;
        }
        significand = biased == 0 ? fraction : fraction | 1U << 23;
        check_middle(bits, significand, (biased == 0 ? 1 : biased) - 150, check_middle_f4);
    }
}
END_TEST

START_TEST(all_middles_of_f2)
{
    for (uint32_t bits = 0; bits < 0x7C00; bits++) {
        int biased = (int)(bits >> 10);
        uint32_t fraction = bits & 0x3FF;
        uint32_t significand = biased == 0 ? fraction : fraction | 1U << 10;
        check_middle(bits, significand, (biased == 0 ? 1 : biased) - 25, check_middle_f2);
    }
}
END_TEST

/*
 * Middles of few digits, d * 10^power: these only exist while d * 5^power, or d / 5^-power, has one
 * bit more than the format's significand.
 */
static void check_short_middles(int bits, int min_power, int max_power, middle_check *check)
{
    uint64_t state = 14;
    for (int power = min_power; power <= max_power; power++) {
        uint64_t five = 1;
        for (int i = abs(power); i > 0; i--) {
            five *= 5;
        }
        for (int n = 0; n < 200; n++) {
            uint64_t odd = UINT64_C(1) << bits | 1 | next_random(&state) >> (64 - bits);
            uint64_t digits = power < 0 ? odd * five : (odd / five) | 1;
            char text[40];
            double below;
            bool f8;
            if (power >= 0) {
                odd = digits * five;
            }
            if (odd >> bits != 1 || digits > UINT64_C(9999999999999999999)) {
                continue;
            }
            sprintf(text, "%jue%d", (uintmax_t)digits, power);
            /* odd * 2^power is halfway between two multiples of 2^(power + 1). */
            below = ldexp((double)(odd / 2), power + 1);
            f8 = bits == DBL_MANT_DIG;
            check(text, f8 ? bits_of_f8(below) : bits_of_f4((float)below), 0);
        }
    }
}

START_TEST(short_middles)
{
    check_short_middles(DBL_MANT_DIG, -4, 23, check_middle_f8);
    check_short_middles(FLT_MANT_DIG, -16, 10, check_middle_f4);
}
END_TEST

Suite *suite_number_middles(void)
{
    Suite *suite = suite_create("number_middles");
    TCase *tc = tcase_create("number_middles");
    tcase_add_test(tc, middles_of_f8);
    tcase_add_test(tc, middles_of_f4);
    tcase_add_test(tc, all_middles_of_f2);
    tcase_add_test(tc, short_middles);
    suite_add_tcase(suite, tc);
    return suite;
}
