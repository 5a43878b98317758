/* number/print_avx2.h: many numbers at a time against the printers of single numbers;
 * number/product.h against number/shortest.h. */
#include "test_number.h"

#include "number/print_avx2.h"
#include "number/product.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#if defined(RCI_BASE_HAVE_AVX2)

enum { STEP = 64, BEFORE = 7, ROUNDS = 3000 };

typedef struct printed_many {
    int64_t values[RCI_NUMBER_PRINT_MANY];
    size_t n;
    size_t room;
    char bytes[RCI_NUMBER_PRINT_MANY * STEP];
    size_t lengths[3 * RCI_NUMBER_PRINT_MANY];
    rci_number_print_places places;
} printed_many;

/* Space for numbers, all of whose bytes are known. */
static void prepare(printed_many *t, size_t n, size_t room)
{
    t->n = n;
    t->room = room;
    memset(t->bytes, '#', sizeof t->bytes);
    t->places = (rci_number_print_places){t->bytes, STEP, t->lengths, 3, BEFORE};
}

static void expect_text(const printed_many *t, size_t i, const char *text, size_t length)
{
    const char *got = t->bytes + i * STEP;
    size_t got_length = t->lengths[3 * i];
    EXPECT(got_length == (length ? BEFORE + length : 0), "number %zu of %zu: %.*s, length %zu", i,
           t->n, (int)length, text, got_length);
    EXPECT(memcmp(got, text, length) == 0, "%.*s, not %.*s", (int)length, got, (int)length, text);
    for (size_t k = t->room; k < STEP; k++) {
        EXPECT(got[k] == '#', "%.*s: byte %zu was written", (int)length, text, k);
    }
}

static int64_t random_integer(uint64_t *state, unsigned bits)
{
    uint64_t random = next_random(state), value = next_random(state) >> (64 - bits);
    if (random % 8 == 0) { /* around a power of ten */
        uint64_t power = 1;
        for (unsigned k = (unsigned)(random >> 8) % 20; k > 0; k--) {
            power *= 10;
        }
        value = power - (random >> 4) % 2;
        value = bits < 64 ? value % (UINT64_C(1) << bits) : value;
    } else {
        value >>= (random >> 3) % bits;
    }
    return (int64_t)(random & 1 ? 0 - value : value);
}

START_TEST(short_integers)
{
    static printed_many t;
    uint64_t state = 31;
    char text[32];
    for (int round = 0; round < ROUNDS; round++) {
        prepare(&t, 1 + (size_t)round % RCI_NUMBER_PRINT_MANY, RCI_NUMBER_SHORT_TEXT_SIZE);
        for (size_t i = 0; i < RCI_NUMBER_PRINT_MANY; i++) {
            t.values[i] = random_integer(&state, 32);
        }
        t.values[0] = round % 3 == 0 ? 0 : round % 3 == 1 ? UINT32_MAX : -(int64_t)UINT32_MAX;
        rci_number_print_short_avx2(t.values, t.n, &t.places);
        for (size_t i = 0; i < t.n; i++) {
            expect_text(&t, i, text, (size_t)(rci_number_print_i64(text, t.values[i]) - text));
        }
    }
}
END_TEST

START_TEST(long_integers)
{
    static printed_many t;
    static const int64_t ends[] = {0, INT64_MAX, INT64_MIN, -1};
    uint64_t state = 32;
    char text[32];
    for (int round = 0; round < ROUNDS; round++) {
        bool is_signed = round & 1;
        prepare(&t, 1 + (size_t)round % RCI_NUMBER_PRINT_MANY, RCI_NUMBER_LONG_TEXT_SIZE);
        for (size_t i = 0; i < RCI_NUMBER_PRINT_MANY; i++) {
            t.values[i] = random_integer(&state, 64);
        }
        t.values[0] = ends[round / 2 % 4];
        rci_number_print_long_avx2(t.values, t.n, is_signed, &t.places);
        for (size_t i = 0; i < t.n; i++) {
            const char *end = is_signed ? rci_number_print_i64(text, t.values[i])
                                        : rci_number_print_u64(text, (uint64_t)t.values[i]);
            expect_text(&t, i, text, (size_t)(end - text));
        }
    }
}
END_TEST

/* Any bits, fractions of every length, integers, quarters in the middle between two decimals,
 * powers of two and what is beside them, what is not finite, tiny ones. */
static uint64_t random_f8(uint64_t *state)
{
    uint64_t random = next_random(state), bits;
    double value;
    switch (random % 7) {
    case 0:
        return next_random(state);
    case 1:
        value = (double)(next_random(state) >> 11) / pow(10, (double)(random >> 8 & 31));
        break;
    case 2:
        value = (double)(next_random(state) % 2000001) / 1000.0;
        break;
    case 3:
        value = (double)(next_random(state) >> (random >> 8 & 63));
        break;
    case 4:
        value = ldexp(1, (int)(random >> 8) % 2140 - 1090);
        break;
    case 5:
        value = (double)(next_random(state) >> (random >> 8 & 15)) / 4;
        break;
    default:
        return (random >> 8 & 1 ? UINT64_C(0x7FF) << 52 : 0) |
               (random >> 9 & 1 ? random >> 40 : 0) | (random >> 10 & 1) << 63;
    }
    memcpy(&bits, &value, sizeof bits);
    return bits ^ (random >> 20 & 1) << 63;
}

START_TEST(doubles)
{
    static printed_many t;
    uint64_t state = 33;
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    for (int round = 0; round < ROUNDS; round++) {
        prepare(&t, 1 + (size_t)round % RCI_NUMBER_PRINT_MANY,
                RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2 + (size_t)round % 3);
        for (size_t i = 0; i < t.n; i++) {
            t.values[i] = (int64_t)random_f8(&state);
        }
        rci_number_print_float_avx2(t.values, t.n, true, t.room, &t.places);
        for (size_t i = 0; i < t.n; i++) {
            double value;
            size_t length;
            memcpy(&value, &t.values[i], sizeof value);
            length = (size_t)(rci_number_print_f8(text, value) - text);
            expect_text(&t, i, text, isfinite(value) && length <= t.room ? length : 0);
        }
    }
}
END_TEST

/* All powers of two: the values beside them are not equally far away. */
START_TEST(powers_of_two)
{
    static printed_many t;
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        const double value = ldexp(1, exponent);
        const float narrow = (float)value;
        uint32_t bits;
        size_t length;
        prepare(&t, 1, RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2 + 8);
        memcpy(&t.values[0], &value, sizeof value);
        rci_number_print_float_avx2(t.values, t.n, true, t.room, &t.places);
        length = (size_t)(rci_number_print_f8(text, value) - text);
        expect_text(&t, 0, text, length);
        if (narrow > 0 && isfinite(narrow)) {
            memcpy(&bits, &narrow, sizeof bits);
            t.values[0] = (int64_t)bits;
            rci_number_print_float_avx2(t.values, t.n, false, t.room, &t.places);
            length = (size_t)(rci_number_print_f4(text, narrow) - text);
            expect_text(&t, 0, text, length);
        }
    }
}
END_TEST

START_TEST(floats)
{
    static printed_many t;
    uint64_t state = 34;
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    for (int round = 0; round < ROUNDS; round++) {
        prepare(&t, 1 + (size_t)round % RCI_NUMBER_PRINT_MANY, RCI_NUMBER_FLOAT_TEXT_SIZE_AVX2);
        for (size_t i = 0; i < t.n; i++) {
            float value = (float)(next_random(&state) % 1000000) / 1000.0F;
            uint32_t bits;
            memcpy(&bits, &value, sizeof bits);
            t.values[i] = (int64_t)(i % 2 ? bits : next_random(&state) >> 32);
        }
        t.values[0] = round % 4 == 0 ? 0x7F800000 : round % 4; /* subnormal */
        rci_number_print_float_avx2(t.values, t.n, false, t.room, &t.places);
        for (size_t i = 0; i < t.n; i++) {
            uint32_t bits = (uint32_t)t.values[i];
            float value;
            size_t length;
            memcpy(&value, &bits, sizeof value);
            length = (size_t)(rci_number_print_f4(text, value) - text);
            expect_text(&t, i, text, isfinite(value) ? length : 0);
        }
    }
}
END_TEST

#endif

/* One product against three, of the float of these bits, unless it is left to them. Whether it is.
 */
static bool compare_shortest(uint64_t bits, int fraction_bits, int bias)
{
    const uint64_t one = UINT64_C(1) << fraction_bits, fraction = bits & (one - 1);
    const int biased = (int)(bits >> fraction_bits), exponent = (biased ? biased : 1) - bias;
    const bool gap_below_is_half = fraction == 0 && biased > 1;
    const uint64_t significand = fraction | (biased ? one : 0);
    rci_number_decimal found, expected;
    uint64_t open = 0;
    if (significand == 0 || biased > 2 * bias) {
        return false; /* zero, infinity, NaN */
    }
    found = rci_number_shortest_of_product(significand, exponent - fraction_bits, gap_below_is_half,
                                           &open);
    expected = rci_number_shortest(significand, exponent - fraction_bits, gap_below_is_half);
    EXPECT(open || (found.digits == expected.digits && found.exponent == expected.exponent),
           "%#" PRIx64 ", %d bits: %" PRIu64 "e%d, not %" PRIu64 "e%d", bits, fraction_bits,
           found.digits, found.exponent, expected.digits, expected.exponent);
    return open != 0;
}

/* Also of powers of two, whose lower bound is nearer, and beside them. */
START_TEST(one_product_decides)
{
    enum { MANY = 200000 };
    uint64_t state = 9, open = 0;
    for (uint64_t biased = 0; biased <= 2047; biased++) {
        for (int64_t beside = -2; beside <= 2; beside++) {
            compare_shortest(((biased << 52) + (uint64_t)beside) & (UINT64_MAX >> 1), 52, 1023);
            compare_shortest(((biased % 256 << 23) + (uint64_t)beside) & (UINT32_MAX >> 1), 23,
                             127);
        }
    }
    for (int i = 0; i < MANY; i++) {
        const uint64_t random = next_random(&state);
        const double quarters = (double)(random >> (i % 64)) / 4;
        uint64_t bits;
        memcpy(&bits, &quarters, sizeof bits);
        open += compare_shortest(bits, 52, 1023);
        open += compare_shortest(random >> 1, 52, 1023);
        open += compare_shortest(random >> 33, 23, 127);
    }
    EXPECT(open < 3 * MANY / 10, "left to three products: %" PRIu64 " of %d", open, 3 * MANY);
}
END_TEST

Suite *suite_number_many(void)
{
    Suite *suite = suite_create("number_many");
    TCase *tcase = tcase_create("number_many");
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        tcase_add_test(tcase, short_integers);
        tcase_add_test(tcase, long_integers);
        tcase_add_test(tcase, doubles);
        tcase_add_test(tcase, powers_of_two);
        tcase_add_test(tcase, floats);
    }
#endif
    tcase_add_test(tcase, one_product_decides);
    suite_add_tcase(suite, tcase);
    return suite;
}
