/* number/number.h: floats to text. */
#include "test_number.h"

#include "number/number.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* The text of a printer, ended by a NUL; printed where no byte too many can be written. */
typedef struct printed {
    char text[RCI_NUMBER_FLOAT_TEXT_MAX + 1];
    size_t length;
} printed;

static printed keep(const char *out, const char *end)
{
    printed result = {.length = (size_t)(end - out)};
    EXPECT(result.length <= RCI_NUMBER_FLOAT_TEXT_MAX, "%zu", result.length);
    memcpy(result.text, out, result.length);
    return result;
}

static printed print_f8(double value)
{
    char *out = place_buffer(RCI_NUMBER_FLOAT_TEXT_SIZE);
    return keep(out, rci_number_print_f8(out, value));
}

static printed print_f4(float value)
{
    char *out = place_buffer(RCI_NUMBER_FLOAT_TEXT_SIZE);
    return keep(out, rci_number_print_f4(out, value));
}

static printed print_f2(uint16_t bits)
{
    char *out = place_buffer(RCI_NUMBER_FLOAT_TEXT_SIZE);
    return keep(out, rci_number_print_f2(out, bits));
}

/* ------------------------------------------------------------------ known text */

/* Python 3.11's repr(float). */
static const struct f8_case {
    double value;
    const char *text;
} f8_cases[] = {
    {0x0.0p+0, "0.0"},
    {-0x0.0p+0, "-0.0"},
    {0x1.0000000000000p+0, "1.0"},
    {-0x1.0000000000000p+0, "-1.0"},
    {0x1.999999999999ap-4, "0.1"},
    {0x1.999999999999ap-3, "0.2"},
    {0x1.3333333333333p-2, "0.3"},
    {0x1.0000000000000p-1, "0.5"},
    {0x1.8000000000000p+0, "1.5"},
    {0x1.4000000000000p+1, "2.5"},
    {-0x1.4000000000000p+1, "-2.5"},
    {0x1.4000000000000p+3, "10.0"},
    {0x1.9000000000000p+6, "100.0"},
    {0x1.edd2f1a9fbe77p+6, "123.456"},
    {0x1.5555555555555p-2, "0.3333333333333333"},
    {0x1.5555555555555p-1, "0.6666666666666666"},
    {0x1.3333333333334p-2, "0.30000000000000004"},
    {0x1.a36e2eb1c432dp-14, "0.0001"},
    {0x1.4f8b588e368f1p-17, "1e-05"},
    {0x1.a36371ea531a8p-14, "9.999e-05"},
    {0x1.02e85be180b74p-13, "0.00012345678901234567"},
    {0x1.0624dd2f1a9fcp-10, "0.001"},
    {0x1.47ae147ae147bp-10, "0.00125"},
    {0x1.c6bf526340000p+49, "1000000000000000.0"},
    {0x1.1c37937e08000p+53, "1e+16"},
    {0x1.6345785d8a000p+56, "1e+17"},
    {0x1.c12218377de40p+46, "123456789012345.0"},
    {0x1.18b54f22aeb00p+50, "1234567890123456.0"},
    {0x1.5ee2a2eb5a5c4p+53, "1.2345678901234568e+16"},
    {0x1.fffffffffffffp+52, "9007199254740991.0"},
    {0x1.0000000000000p+53, "9007199254740992.0"},
    {0x1.1c37937e07fffp+53, "9999999999999998.0"},
    {0x1.b1ae4d6e2ef50p+69, "1e+21"},
    {0x1.0f0cf064dd592p+73, "1e+22"},
    {0x1.52d02c7e14af6p+76, "1e+23"},
    {0x1.249ad2594c37dp+332, "1e+100"},
    {-0x1.249ad2594c37dp+332, "-1e+100"},
    {0x1.b7cdfd9d7bdbbp-34, "1e-10"},
    {0x1.17f7d4ed8c33ep-329, "1e-99"},
    {0x1.bff2ee48e0530p-333, "1e-100"},
    {0x1.fffffffffffffp+1023, "1.7976931348623157e+308"},
    {0x1.0000000000000p-1022, "2.2250738585072014e-308"},
    {0x0.fffffffffffffp-1022, "2.225073858507201e-308"},
    {0x0.0000000000001p-1022, "5e-324"},
    {-0x0.0000000000001p-1022, "-5e-324"},
    {0x0.0000000000002p-1022, "1e-323"},
    {0x1.1666666666666p+2, "4.35"},
    {0x1.01f31f46ed246p-13, "0.000123"},
    {0x1.34a456d5cfaadp+10, "1234.5678"},
    {0x1.78c29dccccccdp+23, "12345678.9"},
    {0x1.d6f3454800000p+26, "123456789.125"},
    {0x1.1f71fb04cb400p+40, "1234567890123.25"},
    {0x1.674e79c5fe500p+43, "12345678901234.5"},
    {0x1.0000000000000p-44, "5.684341886080802e-14"},
    {0x1.0000000000000p+60, "1.152921504606847e+18"},
    {0x1.0000000000000p+63, "9.223372036854776e+18"},
    {0x1.0000000000000p+64, "1.8446744073709552e+19"},
    {0x1.0000000000000p+1023, "8.98846567431158e+307"},
    {0x1.921fb54442d18p+1, "3.141592653589793"},
    {0x1.5bf0a8b145769p+1, "2.718281828459045"},
    {0x1.312d000000000p+23, "10000000.0"},
    {0x1.7d78400000000p+26, "100000000.0"},
    {0x1.7d78402000000p+26, "100000000.5"},
    {0x1.f9add3746f659p-4, "0.1234567890123456"},
    {0x1.a36e2eb1c432dp-15, "5e-05"},
    {0x0.0000000002710p-1022, "4.9407e-320"},
    {0x1.1de784a000000p+28, "299792458.0"},
    {0x1.b860bde023111p-111, "6.62607015e-34"},
    {0x1.fe185ca57c517p+78, "6.02214076e+23"},
    {0x1.fffffffffffffp+1022, "8.988465674311579e+307"},
    {0x1.0000000000000p+52, "4503599627370496.0"},
    {0x1.0000000000002p+52, "4503599627370498.0"},
    {0x1.0000000000001p+56, "7.205759403792795e+16"},
    {0x1.0000000000000p-20, "9.5367431640625e-07"},
    {0x1.0000000000000p-23, "1.1920928955078125e-07"},
    {-0x1.4f8b588e368f1p-17, "-1e-05"},
    {0x1.ad7f29abcaf48p-24, "1e-07"},
    {0x1.ffc0000000000p+15, "65504.0"},
    {0x1.0000000000000p-52, "2.220446049250313e-16"},
    {0x1.e240b33333333p+16, "123456.7"},
    {HUGE_VAL, "inf"},
    {-HUGE_VAL, "-inf"},
};

START_TEST(f8_as_python)
{
    printed got = print_f8(f8_cases[_i].value);
    ck_assert_str_eq(got.text, f8_cases[_i].text);
}
END_TEST

/* The digits of NumPy's float32, in the same layout. */
static const struct f4_case {
    uint32_t bits;
    const char *text;
} f4_cases[] = {
    {0x00000000, "0.0"},           {0x80000000, "-0.0"},         {0x7F800000, "inf"},
    {0xFF800000, "-inf"},          {0x7FC00000, "nan"},          {0x3F800000, "1.0"},
    {0x3DCCCCCD, "0.1"},           {0x3EAAAAAB, "0.33333334"},   {0x40490FDB, "3.1415927"},
    {0x7F7FFFFF, "3.4028235e+38"}, {0x00000001, "1e-45"},        {0x00800000, "1.1754944e-38"},
    {0x007FFFFF, "1.1754942e-38"}, {0x4B800000, "16777216.0"},   {0x4B7FFFFF, "16777215.0"},
    {0x5A0E1BCA, "1e+16"},         {0x38D1B717, "0.0001"},       {0x3727C5AC, "1e-05"},
    {0xC2F6E979, "-123.456"},      {0x5F000000, "9.223372e+18"}, {0x0F000000, "6.3108872e-30"},
    {0x4CBEBC20, "100000000.0"},   {0x7E967699, "1e+38"},        {0x42280000, "42.0"},
    {0x3C23D70A, "0.01"},
};

START_TEST(f4_as_numpy)
{
    printed got = print_f4(f4_of_bits(f4_cases[_i].bits));
    ck_assert_str_eq(got.text, f4_cases[_i].text);
}
END_TEST

/* The digits of NumPy's float16, in the same layout. */
static const struct f2_case {
    uint16_t bits;
    const char *text;
} f2_cases[] = {
    {0x0000, "0.0"},     {0x8000, "-0.0"},      {0x7C00, "inf"},       {0xFC00, "-inf"},
    {0x7E00, "nan"},     {0x3C00, "1.0"},       {0x2E66, "0.1"},       {0x3555, "0.3333"},
    {0x4248, "3.14"},    {0x7BFF, "65500.0"},   {0x0001, "6e-08"},     {0x0400, "6.104e-05"},
    {0x03FF, "6.1e-05"}, {0x068E, "0.0001"},    {0x068D, "9.996e-05"}, {0xBC00, "-1.0"},
    {0x5640, "100.0"},   {0x6400, "1024.0"},    {0x6401, "1025.0"},    {0x3BFF, "0.9995"},
    {0x0002, "1e-07"},   {0x1000, "0.0004883"}, {0x7801, "32800.0"},   {0x70E2, "10000.0"},
    {0x8001, "-6e-08"},
};

START_TEST(f2_as_numpy)
{
    printed got = print_f2(f2_cases[_i].bits);
    ck_assert_str_eq(got.text, f2_cases[_i].text);
}
END_TEST

START_TEST(nan_of_any_sign_and_payload)
{
    static const uint64_t bits[] = {UINT64_C(0x7FF8000000000000), UINT64_C(0xFFF8000000000000),
                                    UINT64_C(0x7FF0000000000001), UINT64_C(0xFFFFFFFFFFFFFFFF)};
    for (size_t i = 0; i < LENGTH(bits); i++) {
        ck_assert_str_eq(print_f8(f8_of_bits(bits[i])).text, "nan");
    }
}
END_TEST

/* ------------------------------------------------------------------ back to the same bits */

static void check_f8(double value)
{
    printed got = print_f8(value);
    double back;
    const char *end = got.text + got.length;
    EXPECT(rci_number_read_f8(got.text, end, &back) == end, "%a: %s", value, got.text);
    EXPECT(bits_of_f8(back) == bits_of_f8(value), "%a: %s", value, got.text);
}

static void check_f4(float value)
{
    printed got = print_f4(value);
    float back;
    const char *end = got.text + got.length;
    EXPECT(rci_number_read_f4(got.text, end, &back) == end, "%a: %s", value, got.text);
    EXPECT(bits_of_f4(back) == bits_of_f4(value), "%a: %s", value, got.text);
}

enum { N_RANDOM = 1000000 };

START_TEST(random_f8_read_back)
{
    uint64_t state = 6;
    for (int n = 0; n < N_RANDOM; n++) {
        uint64_t bits = next_random(&state);
        if ((bits >> 52 & 0x7FF) != 0x7FF) {
            check_f8(f8_of_bits(bits));
        }
    }
}
END_TEST

/* Around every power of two, where the gap to the value below halves; and every power of ten. */
START_TEST(f8_at_powers_read_back)
{
    char text[16];
    for (uint64_t biased = 0; biased < 0x7FF; biased++) {
        for (int64_t near = -2; near <= 2; near++) {
            if (biased > 0 || near >= 0) {
                check_f8(f8_of_bits((biased << 52) + (uint64_t)near));
            }
        }
    }
    for (int power = -323; power <= 308; power++) {
        double value;
        sprintf(text, "1e%d", power);
        value = strtod(text, NULL);
        check_f8(value);
        check_f8(nextafter(value, 0));
        check_f8(nextafter(value, HUGE_VAL));
    }
}
END_TEST

START_TEST(random_f4_read_back)
{
    uint64_t state = 7;
    for (int n = 0; n < N_RANDOM; n++) {
        uint32_t bits = (uint32_t)next_random(&state);
        if ((bits >> 23 & 0xFF) != 0xFF) {
            check_f4(f4_of_bits(bits));
        }
    }
    for (uint32_t biased = 0; biased < 0xFF; biased++) {
        for (uint32_t near = 0; near <= 2; near++) {
            check_f4(f4_of_bits((biased << 23) + near));
        }
    }
}
END_TEST

START_TEST(all_f2_read_back)
{
    for (uint32_t i = 0; i <= 0xFFFF; i++) {
        uint16_t bits = (uint16_t)i, back;
        printed got;
        rci_number_scanned number;
        const char *end;
        if ((bits & 0x7C00) == 0x7C00) {
            continue;
        }
        got = print_f2(bits);
        end = got.text + got.length;
        EXPECT(rci_number_scan_number(got.text, end, &number) == RCI_NUMBER_OK, "%04x", bits);
        EXPECT(number.end == end, "%04x: %s", bits, got.text);
        EXPECT(rci_number_to_f2(&number, &back) == RCI_NUMBER_OK, "%04x: %s", bits, got.text);
        EXPECT(back == bits, "%04x: %s", bits, got.text);
    }
}
END_TEST

/* ------------------------------------------------------------------ shortest */

/* The significant digits of a number, without zeros at either end, and the exponent of the last. */
typedef struct significant {
    uint64_t digits;
    int count;
    int exponent;
} significant;

static significant significant_digits(const char *text)
{
    significant s = {0};
    bool places = false;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text == '.') {
            places = true;
        }
        if (*text < '0' || *text > '9') {
            continue;
        }
        s.digits = s.digits * 10 + (uint64_t)(*text - '0');
        s.count += s.digits != 0;
        s.exponent -= places;
    }
    if (*text == 'e') {
        s.exponent += atoi(text + 1);
    }
    for (; s.digits % 10 == 0 && s.digits != 0; s.digits /= 10) {
        s.count--;
        s.exponent++;
    }
    return s;
}

/*
 * printf gives the nearest decimal of each number of digits. The first that reads back must be
 * ours, unless ours is shorter still: next to a power of two, a decimal that is not the nearest of
 * its length may read back.
 */
static void check_shortest(double value)
{
    significant ours = significant_digits(print_f8(value).text), theirs;
    char text[40];
    int places = -1;
    do {
        snprintf(text, sizeof text, "%.*e", ++places, value);
        theirs = significant_digits(text);
    } while (bits_of_f8(strtod(text, NULL)) != bits_of_f8(value));
    EXPECT(ours.count <= theirs.count, "%a", value);
    if (ours.count == theirs.count) {
        EXPECT(ours.digits == theirs.digits && ours.exponent == theirs.exponent, "%a", value);
    }
}

START_TEST(f8_is_shortest)
{
    uint64_t state = 8;
    uint64_t five;
    for (int n = 0; n < 3000; n++) {
        uint64_t bits = next_random(&state);
        if ((bits >> 52 & 0x7FF) != 0x7FF) {
            check_shortest(f8_of_bits(bits));
        }
        check_shortest((double)(int64_t)(bits >> 20) / 1e6);
        check_shortest((double)(int64_t)(bits >> 40) / 100);
    }
    for (int exponent = -1074; exponent < 1024; exponent += 3) {
        check_shortest(ldexp(1, exponent));
    }
    /* Next to middles of few digits, which only read back where ties go. */
    five = 5;
    for (int power = 1; power <= 22; power++, five *= 5) {
        for (int n = 0; n < 50; n++) {
            uint64_t odd = UINT64_C(1) << 53 | next_random(&state) >> 11;
            double value = ldexp((double)((odd / five | 1) * five / 2), power + 1);
            check_shortest(value);
            check_shortest(nextafter(value, HUGE_VAL));
        }
    }
}
END_TEST

/* Whether any decimal of one digit less reads back as the same f2: there are two candidates. */
START_TEST(all_f2_are_shortest)
{
    for (uint16_t bits = 1; bits < 0x7C00; bits++) {
        significant s = significant_digits(print_f2(bits).text);
        if (s.count == 1) {
            continue;
        }
        for (uint64_t shorter = s.digits / 10; shorter <= s.digits / 10 + 1; shorter++) {
            char text[40];
            uint16_t other;
            int length = sprintf(text, "%ju.0e%d", (uintmax_t)shorter, s.exponent + 1);
            rci_number_scanned number;
            EXPECT(rci_number_scan_number(text, text + length, &number) == RCI_NUMBER_OK,
                   "%04x: %s", bits, text);
            rci_number_to_f2(&number, &other);
            EXPECT(other != bits, "%04x: %s", bits, text);
        }
    }
}
END_TEST

Suite *suite_number_print(void)
{
    Suite *suite = suite_create("number_print");
    TCase *tc = tcase_create("number_print");
    tcase_add_loop_test(tc, f8_as_python, 0, LENGTH(f8_cases));
    tcase_add_loop_test(tc, f4_as_numpy, 0, LENGTH(f4_cases));
    tcase_add_loop_test(tc, f2_as_numpy, 0, LENGTH(f2_cases));
    tcase_add_test(tc, nan_of_any_sign_and_payload);
    tcase_add_test(tc, random_f8_read_back);
    tcase_add_test(tc, f8_at_powers_read_back);
    tcase_add_test(tc, random_f4_read_back);
    tcase_add_test(tc, all_f2_read_back);
    tcase_add_test(tc, f8_is_shortest);
    tcase_add_test(tc, all_f2_are_shortest);
    suite_add_tcase(suite, tc);
    return suite;
}
