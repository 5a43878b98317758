/* number/number.h: decimal text to f8, f4 and f2. */
#include "test_number.h"

#include "number/number.h"
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* ------------------------------------------------------------------ one text, all formats */

typedef struct expected_bits {
    uint16_t f2;
    uint32_t f4;
    uint64_t f8;
} expected_bits;

/* The statuses that the slow functions may return for these bits. */
static bool is_status(rci_number_status status, bool infinite, bool zero, bool integer)
{
    if (infinite) {
        return status == RCI_NUMBER_OVERFLOW;
    }
    if (zero) {
        return status == RCI_NUMBER_UNDERFLOW;
    }
    return status == RCI_NUMBER_OK || (integer && status == RCI_NUMBER_INEXACT_INTEGER);
}

/* Slow and fast functions, in both places: the same bits, a plausible status; the fast reader
   accepts exactly what is OK. */
static void check_text(const char *text, expected_bits expected)
{
    for (text_place place = 0; place < N_PLACES; place++) {
        placed_text at = place_text(place, text, strlen(text));
        const char *end = at.text + strlen(text);
        rci_number_scanned number;
        double f8, f8_fast;
        float f4, f4_fast;
        uint16_t f2;
        bool integer, zero;
        rci_number_status status;
        uint64_t bits, rest;
        const char *fast;
        uint32_t bits4, rest4;
        uint16_t rest2;
        EXPECT(rci_number_scan_number(at.text, at.end, &number) == RCI_NUMBER_OK, "%.60s", text);
        EXPECT(number.end == end, "%.60s", text);
        integer = strpbrk(text, ".eE") == NULL;
        zero = number.digits == 0;

        status = rci_number_to_f8(&number, &f8);
        bits = bits_of_f8(f8);
        rest = bits & ~(UINT64_C(1) << 63);
        EXPECT(bits == expected.f8, "%.60s: f8 %016jx", text, (uintmax_t)bits);
        EXPECT(is_status(status, isinf(f8), rest == 0 && !zero, integer), "%.60s", text);
        fast = rci_number_read_f8(at.text, at.end, &f8_fast);
        EXPECT(fast == (status == RCI_NUMBER_OK ? end : NULL), "%.60s: f8", text);
        EXPECT(fast == NULL || bits_of_f8(f8_fast) == bits, "%.60s: f8 fast", text);

        status = rci_number_to_f4(&number, &f4);
        bits4 = bits_of_f4(f4);
        rest4 = bits4 & 0x7FFFFFFF;
        EXPECT(bits4 == expected.f4, "%.60s: f4 %08x", text, bits4);
        EXPECT(is_status(status, isinf(f4), rest4 == 0 && !zero, integer), "%.60s", text);
        fast = rci_number_read_f4(at.text, at.end, &f4_fast);
        EXPECT(fast == (status == RCI_NUMBER_OK ? end : NULL), "%.60s: f4", text);
        EXPECT(fast == NULL || bits_of_f4(f4_fast) == bits4, "%.60s: f4 fast", text);

        status = rci_number_to_f2(&number, &f2);
        rest2 = f2 & 0x7FFF;
        EXPECT(f2 == expected.f2, "%.60s: f2 %04x", text, f2);
        EXPECT(is_status(status, rest2 == 0x7C00, rest2 == 0 && !zero, integer), "%.60s", text);
    }
}

static const struct float_case {
    const char *text;
    expected_bits bits;
} float_cases[] = {
    {"0", {0, 0, 0}},
    {"-0", {0x8000, 0x80000000, UINT64_C(0x8000000000000000)}},
    {"0.0", {0, 0, 0}},
    {"-0.000e99999", {0x8000, 0x80000000, UINT64_C(0x8000000000000000)}},
    {"1", {0x3C00, 0x3F800000, UINT64_C(0x3FF0000000000000)}},
    {"-1.5", {0xBE00, 0xBFC00000, UINT64_C(0xBFF8000000000000)}},
    {"0.1", {0x2E66, 0x3DCCCCCD, UINT64_C(0x3FB999999999999A)}},
    {"3.141592653589793", {0x4248, 0x40490FDB, UINT64_C(0x400921FB54442D18)}},
    /* One rounding, not two: by way of f8 both would end on the wrong side. */
    {"1.000000059604644775390626", {0x3C00, 0x3F800001, UINT64_C(0x3FF0000010000000)}},
    {"1.000488281250000000000001", {0x3C01, 0x3F801000, UINT64_C(0x3FF0020000000000)}},
    {"1.000488281249999999999999", {0x3C00, 0x3F801000, UINT64_C(0x3FF0020000000000)}},
    {"1.00048828125", {0x3C00, 0x3F801000, UINT64_C(0x3FF0020000000000)}},
    {"1.00146484375", {0x3C02, 0x3F803000, UINT64_C(0x3FF0060000000000)}},
    /* The ends of the ranges. */
    {"65504", {0x7BFF, 0x477FE000, UINT64_C(0x40EFFC0000000000)}},
    {"65519.99999999999999999999999", {0x7BFF, 0x477FF000, UINT64_C(0x40EFFE0000000000)}},
    {"65520", {0x7C00, 0x477FF000, UINT64_C(0x40EFFE0000000000)}},
    {"5.9604644775390625e-8", {0x0001, 0x33800000, UINT64_C(0x3E70000000000000)}},
    {"2.98023223876953125e-8", {0x0000, 0x33000000, UINT64_C(0x3E60000000000000)}},
    {"2.980232238769531250000001e-8", {0x0001, 0x33000000, UINT64_C(0x3E60000000000000)}},
    {"6.103515625e-5", {0x0400, 0x38800000, UINT64_C(0x3F10000000000000)}},
    {"3.4028234663852886e38", {0x7C00, 0x7F7FFFFF, UINT64_C(0x47EFFFFFE0000000)}},
    {"3.4028235677973366e38", {0x7C00, 0x7F7FFFFF, UINT64_C(0x47EFFFFFF0000000)}},
    {"3.4028235677973367e38", {0x7C00, 0x7F800000, UINT64_C(0x47EFFFFFF0000000)}},
    {"1e-45", {0x0000, 0x00000001, UINT64_C(0x3696D601AD376AB9)}},
    {"7e-46", {0x0000, 0x00000000, UINT64_C(0x368FF868BF4D956A)}},
    {"1.7976931348623157e308", {0x7C00, 0x7F800000, UINT64_C(0x7FEFFFFFFFFFFFFF)}},
    {"1.797693134862315807e308", {0x7C00, 0x7F800000, UINT64_C(0x7FEFFFFFFFFFFFFF)}},
    {"1.797693134862315808e308", {0x7C00, 0x7F800000, UINT64_C(0x7FF0000000000000)}},
    {"2.2250738585072014e-308", {0x0000, 0x00000000, UINT64_C(0x0010000000000000)}},
    {"2.2250738585072011e-308", {0x0000, 0x00000000, UINT64_C(0x000FFFFFFFFFFFFF)}},
    {"5e-324", {0x0000, 0x00000000, UINT64_C(1)}},
    {"2.4703282292062328e-324", {0x0000, 0x00000000, UINT64_C(1)}},
    {"2.4703282292062327e-324", {0x0000, 0x00000000, UINT64_C(0)}},
    {"-1e-400", {0x8000, 0x80000000, UINT64_C(0x8000000000000000)}},
    {"-1e400", {0xFC00, 0xFF800000, UINT64_C(0xFFF0000000000000)}},
    {"1e99999999999999999999999999", {0x7C00, 0x7F800000, UINT64_C(0x7FF0000000000000)}},
    {"1e-99999999999999999999999999", {0, 0, 0}},
};

START_TEST(known_floats)
{
    check_text(float_cases[_i].text, float_cases[_i].bits);
}
END_TEST

/* ------------------------------------------------------------------ the shared data */

/* Makes `.5`, `5.` and `007` JSON numbers. Returns false for what cannot be one. */
static bool as_json(const char *text, char *json, size_t size)
{
    char *out = json;
    EXPECT(strlen(text) + 3 < size, "%.60s", text);
    if (*text == '-') {
        *out++ = *text++;
    }
    while (text[0] == '0' && text[1] >= '0' && text[1] <= '9') {
        text++;
    }
    if (*text == '.') {
        *out++ = '0';
    }
    for (; *text != '\0'; text++) {
        *out++ = *text;
        if (text[0] == '.' && (text[1] < '0' || text[1] > '9')) {
            *out++ = '0';
        }
    }
    *out = '\0';
    return strspn(json, "-+0123456789.eE") == strlen(json);
}

static const char *const data_files[] = {
    "numbers/google-wuffs.txt",
    "numbers/lemire-fast-float.txt",
    "numbers/more-test-cases.txt",
};

START_TEST(shared_data)
{
    FILE *file = fopen(runner_data_path(data_files[_i]), "r");
    static char text[4096], json[4096];
    unsigned f2, f4;
    unsigned long long f8;
    int n_lines;
    ck_assert_ptr_nonnull(file);
    n_lines = 0;
    while (fscanf(file, "%x %x %llx %4095s", &f2, &f4, &f8, text) == 4) {
        n_lines++;
        EXPECT(as_json(text, json, sizeof json), "%.60s", text);
        check_text(json, (expected_bits){(uint16_t)f2, f4, f8});
    }
    ck_assert(feof(file));
    fclose(file);
    ck_assert_int_gt(n_lines, 10);
}
END_TEST

/* ------------------------------------------------------------------ integers */

static const struct inexact_case {
    const char *text;
    bool f2, f4, f8; /* whether the format holds the integer exactly */
} inexact_cases[] = {
    {"0", true, true, true},
    {"2047", true, true, true},
    {"2048", true, true, true},
    {"2049", false, true, true},
    {"-2049", false, true, true},
    {"2050", true, true, true},
    {"4098", false, true, true},
    {"4100", true, true, true},
    {"65472", true, true, true},
    {"65504", true, true, true},
    {"65505", false, true, true},
    {"65519", false, true, true},
    {"9999999", false, true, true},
    {"16777215", false, true, true},
    {"16777216", false, true, true},
    {"16777217", false, false, true},
    {"-16777217", false, false, true},
    {"16777218", false, true, true},
    {"33554434", false, false, true},
    {"33554436", false, true, true},
    {"999999999999999", false, false, true},
    {"9007199254740991", false, false, true},
    {"9007199254740992", false, true, true},
    {"9007199254740993", false, false, false},
    {"-9007199254740993", false, false, false},
    {"9007199254740994", false, false, true},
    {"18014398509481986", false, false, false},
    {"18014398509481988", false, false, true},
    {"9223372036854775807", false, false, false},
    {"9223372036854775808", false, true, true},
    {"18446744073709551615", false, false, false},
    {"18446744073709551616", false, true, true},
    {"10000000000000000000", false, false, true},
    {"100000000000000000000", false, false, true},
    {"-10000000000000000000000", false, false, true},
    {"100000000000000000000000", false, false, false},
    {"340282346638528859811704183484516925440", false, true, true},
    {"340282346638528859811704183484516925441", false, false, false},
    {"340282346638528859811704183484516925439", false, false, false},
};

/* This holds for integer tokens only: a number with a fraction or exponent may be rounded. */
START_TEST(integers_are_exact_or_refused)
{
    const struct inexact_case *c = &inexact_cases[_i];
    char text[64];
    double f8;
    float f4;
    for (text_place place = 0; place < N_PLACES; place++) {
        placed_text at = place_text(place, c->text, strlen(c->text));
        rci_number_scanned number;
        uint16_t f2;
        rci_number_status inexact, status;
        bool beyond;
        ck_assert_int_eq(rci_number_scan_number(at.text, at.end, &number), RCI_NUMBER_OK);
        inexact = RCI_NUMBER_INEXACT_INTEGER;
        ck_assert_int_eq(rci_number_to_f8(&number, &f8), c->f8 ? RCI_NUMBER_OK : inexact);
        ck_assert(bits_of_f8(f8) == bits_of_f8(strtod(c->text, NULL)));
        ck_assert_int_eq(rci_number_to_f4(&number, &f4), c->f4 ? RCI_NUMBER_OK : inexact);
        ck_assert(bits_of_f4(f4) == bits_of_f4(strtof(c->text, NULL)));
        status = rci_number_to_f2(&number, &f2);
        beyond = fabs(f8) >= 65520;
        ck_assert_int_eq(status, beyond ? RCI_NUMBER_OVERFLOW : c->f2 ? RCI_NUMBER_OK : inexact);

        ck_assert_uint_eq(rci_number_read_f8(at.text, at.end, &f8) != NULL, c->f8);
        ck_assert_uint_eq(rci_number_read_f4(at.text, at.end, &f4) != NULL, c->f4);
    }

    snprintf(text, sizeof text, "%s.0", c->text);
    ck_assert_ptr_nonnull(rci_number_read_f8(text, text + strlen(text), &f8));
    ck_assert(bits_of_f8(f8) == bits_of_f8(strtod(text, NULL)));
    ck_assert_ptr_nonnull(rci_number_read_f4(text, text + strlen(text), &f4));
    ck_assert(bits_of_f4(f4) == bits_of_f4(strtof(text, NULL)));
}
END_TEST

/* 10^309 and more, as integers: the nearest float is an infinity, and that is what is wrong. */
START_TEST(huge_integers_overflow)
{
    char text[400];
    rci_number_scanned number;
    double f8;
    float f4;
    memset(text, '9', sizeof text);
    ck_assert_int_eq(rci_number_scan_number(text, text + 400, &number), RCI_NUMBER_OK);
    ck_assert_int_eq(rci_number_to_f8(&number, &f8), RCI_NUMBER_OVERFLOW);
    ck_assert_double_infinite(f8);
    ck_assert_int_eq(rci_number_scan_number(text, text + 39, &number), RCI_NUMBER_OK);
    ck_assert_int_eq(rci_number_to_f4(&number, &f4), RCI_NUMBER_OVERFLOW);
    ck_assert_float_infinite(f4);
    ck_assert_int_eq(rci_number_to_f8(&number, &f8), RCI_NUMBER_INEXACT_INTEGER);
}
END_TEST

/* ------------------------------------------------------------------ random text */

/* The text at both places in f8 and f4 against the C library. */
static void check_against_libc(const char *text)
{
    double f8 = strtod(text, NULL);
    float f4 = strtof(text, NULL);
    bool tiny8 = f8 == 0 && strpbrk(text, "123456789") < strpbrk(text, "e");
    bool tiny4 = f4 == 0 && strpbrk(text, "123456789") < strpbrk(text, "e");
    for (text_place place = 0; place < N_PLACES; place++) {
        placed_text at = place_text(place, text, strlen(text));
        double got8;
        const char *end = rci_number_read_f8(at.text, at.end, &got8);
        bool ok = !isinf(f8) && !tiny8;
        float got4;
        EXPECT(end == (ok ? at.text + strlen(text) : NULL), "%.60s", text);
        EXPECT(!ok || bits_of_f8(got8) == bits_of_f8(f8), "%.60s", text);
        end = rci_number_read_f4(at.text, at.end, &got4);
        ok = !isinf(f4) && !tiny4;
        EXPECT(end == (ok ? at.text + strlen(text) : NULL), "%.60s", text);
        EXPECT(!ok || bits_of_f4(got4) == bits_of_f4(f4), "%.60s", text);
    }
}

/* Digits before and after the point and the exponent: every combination of lengths. */
START_TEST(random_digits)
{
    uint64_t state = 2;
    char text[160];
    for (int whole = 1; whole <= 24; whole++) {
        for (int places = 0; places <= 24; places++) {
            for (int exponent_digits = 0; exponent_digits <= 4; exponent_digits++) {
                char *out = text;
                uint64_t first;
                if (next_random(&state) & 1) {
                    *out++ = '-';
                }
                first = next_random(&state);
                *out++ = whole == 1 ? (char)('0' + first % 10) : (char)('1' + first % 9);
                for (int i = 1; i < whole; i++) {
                    *out++ = (char)('0' + next_random(&state) % 10);
                }
                if (places > 0) {
                    *out++ = '.';
                }
                for (int i = 0; i < places; i++) {
                    *out++ = (char)('0' + next_random(&state) % 10);
                }
                /* Without a fraction or exponent it would be an integer, and perhaps refused. */
                if (exponent_digits > 0 || places == 0) {
                    out += sprintf(out, "e%s", (const char *[]){"", "-", "+"}[first % 3]);
                }
                for (int i = 0; i < exponent_digits - 1 || i == 0; i++) {
                    if (exponent_digits > 0 || places == 0) {
                        *out++ = (char)('0' + next_random(&state) % (i == 0 ? 4 : 10));
                    }
                }
                strcpy(out, places > 0 && exponent_digits == 0 ? "e0" : "");
                check_against_libc(text);
                if (places > 0 && exponent_digits == 0) {
                    *out = '\0';
                    check_against_libc(text);
                }
            }
        }
    }
}
END_TEST

/* ------------------------------------------------------------------ long text */

/* A million zeros, undone by the exponent; and 800 digits, of which the last decides. */
START_TEST(long_texts)
{
    enum { ZEROS = 1000000 };
    char *text = malloc(2 * ZEROS);
    double value;
    float f4;
    char *out;
    ck_assert_ptr_nonnull(text);

    out = text + sprintf(text, "0.");
    memset(out, '0', ZEROS);
    out += ZEROS;
    out += sprintf(out, "12345678901234567890123e%d", ZEROS);
    ck_assert_ptr_eq(rci_number_read_f8(text, out, &value), out);
    ck_assert(bits_of_f8(value) == bits_of_f8(0.12345678901234567890123));

    out = text + sprintf(text, "125");
    memset(out, '0', ZEROS);
    out += ZEROS;
    out += sprintf(out, "e-%d", ZEROS + 3);
    ck_assert_ptr_eq(rci_number_read_f8(text, out, &value), out);
    ck_assert(value == 0.125);

    /* 1 + 2^-53 is the middle between 1 and the next double. */
    out = text + sprintf(text, "1.00000000000000011102230246251565404236316680908203125");
    memset(out, '0', 800);
    ck_assert_ptr_eq(rci_number_read_f8(text, out + 800, &value), out + 800);
    ck_assert(value == 1);
    out[799] = '1';
    ck_assert_ptr_eq(rci_number_read_f8(text, out + 800, &value), out + 800);
    ck_assert(value == 1 + DBL_EPSILON);
    ck_assert_ptr_eq(rci_number_read_f4(text, out + 800, &f4), out + 800);
    ck_assert(f4 == 1);

    memset(text, '3', 800);
    text[1] = '.';
    text[800] = '\0';
    check_text(text, (expected_bits){0x42AB, 0x40555555, UINT64_C(0x400AAAAAAAAAAAAB)});
    free(text);
}
END_TEST

/* A random digit string of 800, its point anywhere, against the C library. */
START_TEST(long_random_digits)
{
    uint64_t state = 5;
    char text[830];
    for (int n = 0; n < 200; n++) {
        text[0] = (char)('1' + next_random(&state) % 9);
        for (int i = 1; i < 800; i++) {
            text[i] = (char)('0' + next_random(&state) % 10);
        }
        text[1 + next_random(&state) % 790] = '.';
        sprintf(text + 800, "e%d", (int)(next_random(&state) % 800) - 600);
        check_against_libc(text);
    }
}
END_TEST

Suite *suite_number_float(void)
{
    Suite *suite = suite_create("number_float");
    TCase *tc = tcase_create("number_float");
    tcase_add_loop_test(tc, known_floats, 0, LENGTH(float_cases));
    for (int i = 0; i < (int)LENGTH(data_files); i++) {
        if (runner_data_path(data_files[i]) != NULL) {
            tcase_add_loop_test(tc, shared_data, i, i + 1);
        } else {
            runner_skip(data_files[i], "the shared test data are not there");
        }
    }
    tcase_add_loop_test(tc, integers_are_exact_or_refused, 0, LENGTH(inexact_cases));
    tcase_add_test(tc, huge_integers_overflow);
    tcase_add_test(tc, random_digits);
    tcase_add_test(tc, long_texts);
    tcase_add_test(tc, long_random_digits);
    suite_add_tcase(suite, tc);
    return suite;
}
