/*
 * number/swar.h, number/scan.h, number/pow5.h: inline functions with vector code and without it,
 * against plain loops. Compiled twice: see test_number_words_portable.c.
 */
#include "test_number.h"

#include "number/pow5.h"
#include "number/scan.h"
#include <stdio.h>

#ifndef WORDS_SUITE
#define WORDS_SUITE suite_number_words
#define WORDS_NAME  "number_words"
#endif

START_TEST(masks)
{
    uint64_t state = 9;
    char text[32];
    for (int n = 0; n < 20000; n++) {
        uint32_t expected = 0;
        for (uint32_t i = 0; i < sizeof text; i++) {
            uint64_t random = next_random(&state);
            text[i] = (char)(random & 1 ? '0' + random / 2 % 10 : random / 2 % 256);
            if (n < 256 && i == 17) {
                text[i] = (char)n;
            }
            if (text[i] < '0' || text[i] > '9') {
                expected |= UINT32_C(1) << i;
            }
        }
        EXPECT(rci_number_non_digit_mask(text) == (expected & 0xFFFF), "%.32s", text);
        EXPECT(rci_number_long_digit_mask(text) == expected, "%.32s", text);
    }
}
END_TEST

static uint64_t plain_value(const char *p, unsigned count)
{
    uint64_t value = 0;
    while (count-- > 0) {
        value = value * 10 + (uint64_t)(*p++ - '0');
    }
    return value;
}

/* Values of digits followed by anything. */
START_TEST(values)
{
    uint64_t state = 10;
    char text[64];
    for (int n = 0; n < 20000; n++) {
        unsigned count;
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = (char)('0' + next_random(&state) % 10);
        }
        count = (unsigned)n % 20;
        for (size_t i = count; i < sizeof text; i++) {
            text[i] = (char)next_random(&state);
        }
        if (count <= 16) {
            EXPECT(rci_number_digits_value(text, count) == plain_value(text, count),
                   "%u digits of %.20s", count, text);
        } else {
            EXPECT(rci_number_long_digits_value(text, count) == plain_value(text, count),
                   "%u digits of %.20s", count, text);
        }
    }
}
END_TEST

/* Digits around a point: the value must be exact, whatever power of ten is put into `digits`. */
START_TEST(joined_digits)
{
    uint64_t state = 11;
    char text[64], without_point[32];
    for (unsigned whole = 1; whole <= 16; whole++) {
        for (unsigned count = whole; count <= 20; count++) {
            for (int n = 0; n < 200; n++) {
                rci_number_plain plain;
                uint64_t expected;
                int exponent;
                for (size_t i = 0; i < sizeof text; i++) {
                    text[i] = (char)next_random(&state);
                }
                for (unsigned i = 0; i < count; i++) {
                    text[i + (i >= whole)] = (char)('0' + next_random(&state) % 10);
                }
                if (count == 20) {
                    text[0] = '0';
                }
                text[whole] = '.';
                for (unsigned i = 0; i < count; i++) {
                    without_point[i] = text[i + (i >= whole)];
                }
                expected = plain_value(without_point, count);
                exponent = -(int)(count - whole);

                rci_number_join_digits(text, whole, count, &plain);
                for (; plain.exponent < exponent; plain.exponent++) {
                    EXPECT(plain.digits % 10 == 0, "%u digits, %u before the point: %.21s", count,
                           whole, text);
                    plain.digits /= 10;
                }
                EXPECT(plain.exponent == exponent, "%u digits, %u before the point: %.21s", count,
                       whole, text);
                EXPECT(plain.digits == expected, "%u digits, %u before the point: %.21s", count,
                       whole, text);
            }
        }
    }
}
END_TEST

START_TEST(split_digits)
{
    uint64_t state = 12;
    char expected[24], text[24];
    for (int n = 0; n < 200000; n++) {
        uint32_t first = (uint32_t)(next_random(&state) % 100000000) >> n % 27;
        uint32_t second =
            99999999 - (uint32_t)(next_random(&state) % 100000000) / (1 + (uint32_t)n % 3);
        uint64_t digits[2];
        rci_number_split_sixteen(first, second, digits);
        EXPECT(digits[0] == rci_number_split_eight(first), "%u", first);
        rci_base_store8(text, digits[0] | RCI_BASE_REPEAT8('0'));
        rci_base_store8(text + 8, digits[1] | RCI_BASE_REPEAT8('0'));
        snprintf(expected, sizeof expected, "%08u%08u", first, second);
        EXPECT(memcmp(text, expected, 16) == 0, "%s", expected);
    }
}
END_TEST

START_TEST(lengths)
{
    uint64_t power = 1;
    for (int length = 1; length <= 20; length++, power *= 10) {
        ck_assert_uint_eq(rci_number_power_of_ten[length - 1], power);
        ck_assert_int_eq(rci_number_decimal_length(power), length);
        ck_assert_int_eq(rci_number_decimal_length(power + 1), length);
        ck_assert_int_eq(rci_number_decimal_length(length < 20 ? power * 10 - 1 : UINT64_MAX),
                         length);
    }
}
END_TEST

/* Long multiplication by 16-bit digits. */
static rci_number_u128 plain_product(uint64_t a, uint64_t b)
{
    uint32_t digits[8] = {0};
    rci_number_u128 product = {0, 0};
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++) {
            carry += digits[i + j] + (a >> 16 * i & 0xFFFF) * (b >> 16 * j & 0xFFFF);
            digits[i + j] = (uint32_t)(carry & 0xFFFF);
            carry >>= 16;
        }
        digits[i + 4] = (uint32_t)carry;
    }
    for (int i = 3; i >= 0; i--) {
        product.low = product.low << 16 | digits[i];
        product.high = product.high << 16 | digits[i + 4];
    }
    return product;
}

START_TEST(products)
{
    uint64_t state = 13;
    for (int n = 0; n < 100000; n++) {
        uint64_t a = n == 0 ? UINT64_MAX : next_random(&state) >> n % 64;
        uint64_t b = n == 0 ? UINT64_MAX : next_random(&state);
        rci_number_u128 product = rci_number_multiply(a, b), expected = plain_product(a, b);
        EXPECT(product.high == expected.high, "%jx * %jx", (uintmax_t)a, (uintmax_t)b);
        EXPECT(product.low == expected.low, "%jx * %jx", (uintmax_t)a, (uintmax_t)b);
    }
}
END_TEST

/* 5^q from 5^(q-1): each entry of the table is computed from the previous one, as far as its bits
   decide. */
START_TEST(powers_of_five)
{
    const rci_number_u128 one = rci_number_pow5[-RCI_NUMBER_POW5_MIN];
    ck_assert_uint_eq(one.high, UINT64_C(1) << 63);
    ck_assert_uint_eq(one.low, 0);
    for (int q = RCI_NUMBER_POW5_MIN + 1; q <= RCI_NUMBER_POW5_MAX; q++) {
        rci_number_u128 last = rci_number_pow5[q - 1 - RCI_NUMBER_POW5_MIN],
                        entry = rci_number_pow5[q - RCI_NUMBER_POW5_MIN];
        /* last * 5 has 130 or 131 bits. */
        rci_number_u128 low = rci_number_multiply(last.low, 5),
                        high = rci_number_multiply(last.high, 5);
        uint64_t middle = high.low + low.high;
        uint64_t top = high.high + (middle < low.high);
        int drop = top >= 4 ? 3 : 2;
        uint64_t expected_high = top << (64 - drop) | middle >> drop;
        uint64_t expected_low = middle << (64 - drop) | low.low >> drop;
        int64_t off;
        ck_assert_uint_eq(entry.high >> 63, 1);
        ck_assert_uint_eq(entry.high, expected_high);
        /* Each entry is off by less than one unit, and so the product by less than two. */
        off = (int64_t)(entry.low - expected_low);
        EXPECT(off >= -2 && off <= 2, "5^%d: off by %jd", q, (intmax_t)off);
        if (q > 0 && q <= 55) {
            ck_assert_int_eq(off, 0);
        }
    }
}
END_TEST

Suite *WORDS_SUITE(void)
{
    Suite *suite = suite_create(WORDS_NAME);
    TCase *tc = tcase_create(WORDS_NAME);
    tcase_add_test(tc, masks);
    tcase_add_test(tc, values);
    tcase_add_test(tc, joined_digits);
    tcase_add_test(tc, split_digits);
    tcase_add_test(tc, lengths);
    tcase_add_test(tc, products);
    tcase_add_test(tc, powers_of_five);
    suite_add_tcase(suite, tc);
    return suite;
}
