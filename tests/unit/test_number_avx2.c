/* number/avx2.h, number/float_avx2.h against number/number.h: the same numbers, the same ends, and
   no access after the bytes that must be readable. */
#include "test_number.h"

#include "number/avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include "number/float_avx2.h"

enum { ROOM = 64, MOST = 80 };

RCI_BASE_AVX2 static const char *read_i64(const char *p, const char *end, int64_t *value)
{
    return rci_number_read_i64_avx2(p, end, value);
}

RCI_BASE_AVX2 static const char *read_i32(const char *p, const char *end, int64_t *value)
{
    return rci_number_read_i32_avx2(p, end, value);
}

RCI_BASE_AVX2 static const char *read_u64(const char *p, const char *end, uint64_t *value)
{
    return rci_number_read_u64_avx2(p, end, value);
}

RCI_BASE_AVX2 static const char *read_u32(const char *p, const char *end, uint64_t *value)
{
    return rci_number_read_u32_avx2(p, end, value);
}

RCI_BASE_AVX2 static const char *read_f8(const char *p, const char *end, double *value)
{
    return rci_number_read_f8_avx2(p, end, value);
}

#define SAME(type, read, reference, bits)                                                          \
    do {                                                                                           \
        type found = 0, expected = 0;                                                              \
        const char *after = read(p, end, &found), *other = reference(p, end, &expected);           \
        EXPECT(after == other, #read " ends at %td for %td: %s", after ? after - p : -1,           \
               other ? other - p : -1, text);                                                      \
        EXPECT(!other || bits(found) == bits(expected), #read ": %s", text);                       \
    } while (0)

#define PLAIN(value) (value)

/* `n` bytes of text and ROOM zeros, right before a forbidden page. */
static void check(const char *text, size_t n)
{
    char padded[MOST + ROOM] = {0};
    const char *p, *end;
    placed_text placed;
    memcpy(padded, text, n);
    placed = place_text(PLACE_END, padded, n + ROOM);
    p = placed.text;
    end = placed.end;
    SAME(int64_t, read_i64, rci_number_read_i64, PLAIN);
    SAME(int64_t, read_i32, rci_number_read_i64, PLAIN);
    SAME(uint64_t, read_u64, rci_number_read_u64, PLAIN);
    SAME(uint64_t, read_u32, rci_number_read_u64, PLAIN);
    SAME(double, read_f8, rci_number_read_f8, bits_of_f8);
}

static size_t add_digits(char *out, size_t n, uint64_t *random)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = (char)('0' + next_random(random) % 10);
    }
    return n;
}

/* Anything from a sign alone to numbers of too many digits, followed by anything. */
static size_t random_text(char *out, uint64_t *random)
{
    static const char *const starts[] = {"", "", "", "-", "-", "0", "-0", "+", ".", "x", "--"};
    static const char *const ends[] = {"",   ",",   "}",    "]", "x", "e",
                                       "e5", "E-3", "e+10", ".", "-", " "};
    size_t n = (size_t)snprintf(out, MOST, "%s", starts[next_random(random) % 11]);
    n += add_digits(out + n, next_random(random) % 23, random);
    if (next_random(random) % 2) {
        out[n++] = '.';
        n += add_digits(out + n, next_random(random) % 24, random);
    }
    n += (size_t)snprintf(out + n, MOST - n, "%s", ends[next_random(random) % 12]);
    return n;
}

START_TEST(random_numbers)
{
    uint64_t random = 1;
    char text[MOST + 1] = "";
    if (!rci_base_has_avx2()) {
        return;
    }
    for (int i = 0; i < 200000; i++) {
        size_t n = random_text(text, &random);
        text[n] = '\0';
        check(text, n);
    }
}
END_TEST

/* Integers at the ends of the ranges, of every length. */
START_TEST(integers)
{
    char text[MOST + 1];
    static const char *const limits[] = {"9223372036854775807",  "9223372036854775808",
                                         "-9223372036854775808", "-9223372036854775809",
                                         "18446744073709551615", "18446744073709551616",
                                         "9999999999999999999",  "-9999999999999999999",
                                         "00000000000000000001", "-0000000000000000"};
    if (!rci_base_has_avx2()) {
        return;
    }
    for (int length = 1; length <= 21; length++) {
        for (int digit = 0; digit <= 9; digit++) {
            for (int sign = 0; sign < 2; sign++) {
                int n = sign;
                text[0] = '-';
                for (; n < length + sign; n++) {
                    text[n] = (char)('0' + digit);
                }
                text[n] = '\0';
                check(text, (size_t)n);
                text[n - 1] = '0';
                text[sign] = '1';
                check(text, (size_t)n);
            }
        }
    }
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        check(limits[i], strlen(limits[i]));
    }
}
END_TEST

/* Doubles in their shortest and in longer forms, and numbers halfway between two. */
START_TEST(doubles)
{
    uint64_t random = 2;
    char text[MOST + 1];
    if (!rci_base_has_avx2()) {
        return;
    }
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = next_random(&random);
        double value = f8_of_bits((bits >> 12) | UINT64_C(0x3FF) << 52) - 1;
        static const double scale[] = {1, 10, 1000, 1e6, 1e9, 1e12, 1e15, 1e-3, 1e-6};
        int n = snprintf(text, sizeof text, "%.*f", 1 + i % 19, value * scale[i % 9]);
        check(text, (size_t)n);
        n = snprintf(text, sizeof text, "%llu.%d",
                     (unsigned long long)(bits >> 11 | UINT64_C(1) << 52), i % 2 ? 5 : 25);
        check(text, (size_t)n);
    }
}
END_TEST

Suite *suite_number_avx2(void)
{
    Suite *suite = suite_create("number_avx2");
    TCase *tcase = tcase_create("avx2");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, random_numbers);
    tcase_add_test(tcase, integers);
    tcase_add_test(tcase, doubles);
    suite_add_tcase(suite, tcase);
    return suite;
}

#else

Suite *suite_number_avx2(void)
{
    return suite_create("number_avx2");
}

#endif
