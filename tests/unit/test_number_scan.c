/* number/number.h: grammar, integers, and text that is not a JSON number. */
#include "test_number.h"

#include "number/number.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* ------------------------------------------------------------------ guarded memory */

enum { GUARDED_BYTES = 1 << 16 };

/* GUARDED_BYTES between two pages that cannot be accessed. */
static char *guarded_memory(void)
{
    long page = sysconf(_SC_PAGESIZE);
    size_t size;
    char *map;
    ck_assert_int_gt(page, 0);
    size = GUARDED_BYTES + 2 * (size_t)page;
    map = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(map, MAP_FAILED);
    ck_assert_int_eq(mprotect(map + page, GUARDED_BYTES, PROT_READ | PROT_WRITE), 0);
    return map + page;
}

placed_text place_text(text_place place, const char *text, size_t length)
{
    static char *memory[N_PLACES];
    static const char after[] = ",1234567890.1234567890e123 ,\"-0.5\":[1e5,-1e5,0.25,17,18,19,20]";
    EXPECT(length + sizeof after <= GUARDED_BYTES, "%zu", length);
    if (memory[place] == NULL) {
        memory[place] = guarded_memory();
    }
    if (place == PLACE_END) {
        char *start = memory[place] + GUARDED_BYTES - length;
        memcpy(start, text, length);
        return (placed_text){start, start + length};
    }
    memcpy(memory[place], text, length);
    memcpy(memory[place] + length, after, sizeof after);
    return (placed_text){memory[place], memory[place] + length + sizeof after};
}

char *place_buffer(size_t size)
{
    static char *memory;
    if (memory == NULL) {
        memory = guarded_memory();
    }
    return memory + GUARDED_BYTES - size;
}

/* ------------------------------------------------------------------ grammar */

/* Where a number ends or breaks, and its parts: n negative, f fraction, e exponent, t truncated. */
static const struct grammar_case {
    const char *text;
    bool valid;
    int end;
    const char *parts;
    uint64_t digits;
    int64_t exponent;
} grammar_cases[] = {
    {"0", true, 1, "", 0, 0},
    {"-0", true, 2, "n", 0, 0},
    {"7", true, 1, "", 7, 0},
    {"10", true, 2, "", 10, 0},
    {"-12", true, 3, "n", 12, 0},
    {"1.5", true, 3, "f", 15, -1},
    {"0.0", true, 3, "f", 0, -1},
    {"0.001", true, 5, "f", 1, -3},
    {"-0.50", true, 5, "nf", 50, -2},
    {"1e5", true, 3, "e", 1, 5},
    {"1E5", true, 3, "e", 1, 5},
    {"1e+5", true, 4, "e", 1, 5},
    {"1e-5", true, 4, "e", 1, -5},
    {"1e05", true, 4, "e", 1, 5},
    {"0e0", true, 3, "e", 0, 0},
    {"1.25e-3", true, 7, "fe", 125, -5},
    {"1e000000000000000000000000000000000001", true, 38, "e", 1, 1},
    {"1234567890123456789", true, 19, "", UINT64_C(1234567890123456789), 0},
    {"12345678901234567890", true, 20, "", UINT64_C(1234567890123456789), 1},
    {"12345678901234567891", true, 20, "t", UINT64_C(1234567890123456789), 1},
    {"1234567890123456789.5", true, 21, "ft", UINT64_C(1234567890123456789), 0},
    {"0.00001234567890123456789", true, 25, "f", UINT64_C(1234567890123456789), -23},
    {"0.000012345678901234567891", true, 26, "ft", UINT64_C(1234567890123456789), -23},
    {"10000000000000000000.000", true, 24, "f", UINT64_C(1000000000000000000), 1},
    {"10000000000000000000.001", true, 24, "ft", UINT64_C(1000000000000000000), 1},
    {"12x", true, 2, "", 12, 0},
    {"0x10", true, 1, "", 0, 0},
    {"1_000", true, 1, "", 1, 0},
    {"1 2", true, 1, "", 1, 0},
    {"1-2", true, 1, "", 1, 0},
    {"1.5.5", true, 3, "f", 15, -1},
    {"1e5.5", true, 3, "e", 1, 5},
    {"1e5e5", true, 3, "e", 1, 5},
    {"-0-", true, 2, "n", 0, 0},
    {"", false, 0, "", 0, 0},
    {"-", false, 1, "", 0, 0},
    {"--1", false, 1, "", 0, 0},
    {"+1", false, 0, "", 0, 0},
    {"-+1", false, 1, "", 0, 0},
    {" 1", false, 0, "", 0, 0},
    {".5", false, 0, "", 0, 0},
    {"-.5", false, 1, "", 0, 0},
    {"00", false, 1, "", 0, 0},
    {"01", false, 1, "", 0, 0},
    {"-01", false, 2, "", 0, 0},
    {"-00.5", false, 2, "", 0, 0},
    {"0123456789012345678901234567890", false, 1, "", 0, 0},
    {"1.", false, 2, "", 0, 0},
    {"1.e5", false, 2, "", 0, 0},
    {"1.-5", false, 2, "", 0, 0},
    {"1..5", false, 2, "", 0, 0},
    {"1234567890123456.", false, 17, "", 0, 0},
    {"1e", false, 2, "", 0, 0},
    {"1E", false, 2, "", 0, 0},
    {"1e+", false, 3, "", 0, 0},
    {"1e-", false, 3, "", 0, 0},
    {"1e--5", false, 3, "", 0, 0},
    {"1e.5", false, 2, "", 0, 0},
    {"1ee5", false, 2, "", 0, 0},
    {"1.5e", false, 4, "", 0, 0},
    {"e5", false, 0, "", 0, 0},
    {"NaN", false, 0, "", 0, 0},
    {"-Infinity", false, 1, "", 0, 0},
    {"\xC2\xBD", false, 0, "", 0, 0},
    {"\xB1", false, 0, "", 0, 0},
};

START_TEST(grammar)
{
    const struct grammar_case *c = &grammar_cases[_i];
    for (text_place place = 0; place < N_PLACES; place++) {
        placed_text at = place_text(place, c->text, strlen(c->text));
        rci_number_scanned number;
        rci_number_status status = rci_number_scan_number(at.text, at.end, &number);
        double value;
        rci_number_status float_status;
        const char *end;
        ck_assert_int_eq(status, c->valid ? RCI_NUMBER_OK : RCI_NUMBER_SYNTAX);
        ck_assert_ptr_eq(number.start, at.text);
        ck_assert_int_eq(number.end - at.text, c->end);

        /* The fast readers accept the same. */
        float_status = c->valid ? rci_number_to_f8(&number, &value) : RCI_NUMBER_OK;
        end = rci_number_read_f8(at.text, at.end, &value);
        ck_assert_ptr_eq(end, c->valid && float_status == RCI_NUMBER_OK ? number.end : NULL);
        if (!c->valid) {
            continue;
        }
        ck_assert_uint_eq(number.negative, strchr(c->parts, 'n') != NULL);
        ck_assert_uint_eq(number.has_fraction, strchr(c->parts, 'f') != NULL);
        ck_assert_uint_eq(number.has_exponent, strchr(c->parts, 'e') != NULL);
        ck_assert_uint_eq(number.truncated, strchr(c->parts, 't') != NULL);
        ck_assert_uint_eq(number.digits, c->digits);
        ck_assert_int_eq(number.exponent, c->exponent);
    }
}
END_TEST

/* Numbers of 0 to 40 digits, with every byte there is after them: where do the readers stop? */
START_TEST(any_byte_after_any_digits)
{
    for (int count = 0; count <= 40; count++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[128];
            bool digit, minus;
            int stop;
            memset(text, '1', (size_t)count);
            text[count] = (char)byte;
            memcpy(text + count + 1, "23", 2);
            digit = byte >= '0' && byte <= '9';
            minus = byte == '-';
            stop = digit || (minus && count == 0) ? count + 3 : count;
            for (text_place place = 0; place < N_PLACES; place++) {
                placed_text at = place_text(place, text, (size_t)count + 3);
                rci_number_scanned number;
                const char *end = at.text + stop;
                bool ok = rci_number_scan_number(at.text, at.end, &number) == RCI_NUMBER_OK;
                bool leading_zero = count == 0 && byte == '0';
                bool point = count > 0 && byte == '.', power = count > 0 && (byte | 32) == 'e';
                int64_t i;
                uint64_t u;
                bool fits;
                EXPECT(ok == (stop > 0 && !leading_zero), "%d digits, then byte %d", count, byte);
                if (ok) {
                    EXPECT(number.end == (point || power ? at.text + count + 3 : end),
                           "%d digits, then byte %d", count, byte);
                }

                end = ok ? end : NULL;
                EXPECT(rci_number_read_i64(at.text, at.end, &i) == (stop <= 19 ? end : NULL),
                       "%d digits, then byte %d", count, byte);
                fits = stop <= 20 && !(minus && count == 0);
                EXPECT(rci_number_read_u64(at.text, at.end, &u) == (fits ? end : NULL),
                       "%d digits, then byte %d", count, byte);
            }
        }
    }
}
END_TEST

/* ------------------------------------------------------------------ integers */

enum { OK = RCI_NUMBER_OK, OVER = RCI_NUMBER_OVERFLOW, REAL = RCI_NUMBER_NOT_INTEGER };

static const struct integer_case {
    const char *text;
    int i64_status;
    int64_t i64;
    int u64_status;
    uint64_t u64;
} integer_cases[] = {
    {"0", OK, 0, OK, 0},
    {"-0", OK, 0, OK, 0},
    {"1", OK, 1, OK, 1},
    {"-1", OK, -1, OVER, 0},
    {"9", OK, 9, OK, 9},
    {"127", OK, 127, OK, 127},
    {"-128", OK, -128, OVER, 0},
    {"9999999", OK, 9999999, OK, 9999999},
    {"-9999999", OK, -9999999, OVER, 0},
    {"99999999", OK, 99999999, OK, 99999999},
    {"-99999999", OK, -99999999, OVER, 0},
    {"100000000", OK, 100000000, OK, 100000000},
    {"2147483647", OK, INT32_MAX, OK, INT32_MAX},
    {"-2147483648", OK, INT32_MIN, OVER, 0},
    {"4294967295", OK, UINT32_MAX, OK, UINT32_MAX},
    {"123456789012345", OK, 123456789012345, OK, 123456789012345},
    {"-123456789012345", OK, -123456789012345, OVER, 0},
    {"1234567890123456", OK, 1234567890123456, OK, 1234567890123456},
    {"12345678901234567", OK, 12345678901234567, OK, 12345678901234567},
    {"-123456789012345678", OK, -123456789012345678, OVER, 0},
    {"9007199254740993", OK, 9007199254740993, OK, 9007199254740993},
    {"1000000000000000000", OK, 1000000000000000000, OK, 1000000000000000000},
    {"9223372036854775806", OK, INT64_MAX - 1, OK, INT64_MAX - 1},
    {"9223372036854775807", OK, INT64_MAX, OK, INT64_MAX},
    {"9223372036854775808", OVER, 0, OK, UINT64_C(9223372036854775808)},
    {"-9223372036854775807", OK, -INT64_MAX, OVER, 0},
    {"-9223372036854775808", OK, INT64_MIN, OVER, 0},
    {"-9223372036854775809", OVER, 0, OVER, 0},
    {"9999999999999999999", OVER, 0, OK, UINT64_C(9999999999999999999)},
    {"10000000000000000000", OVER, 0, OK, UINT64_C(10000000000000000000)},
    {"18446744073709551609", OVER, 0, OK, UINT64_MAX - 6},
    {"18446744073709551615", OVER, 0, OK, UINT64_MAX},
    {"18446744073709551616", OVER, 0, OVER, 0},
    {"18446744073709551620", OVER, 0, OVER, 0},
    {"-18446744073709551615", OVER, 0, OVER, 0},
    {"20000000000000000000", OVER, 0, OVER, 0},
    {"99999999999999999999", OVER, 0, OVER, 0},
    {"100000000000000000000", OVER, 0, OVER, 0},
    {"184467440737095516150", OVER, 0, OVER, 0},
    {"100000000000000000000000000000000000000000000", OVER, 0, OVER, 0},
    {"1.0", REAL, 1, REAL, 1},
    {"1e2", REAL, 1, REAL, 1},
    {"-12345678901234567.25", REAL, -12345678901234567, REAL, 0},
};

START_TEST(integers)
{
    const struct integer_case *c = &integer_cases[_i];
    for (text_place place = 0; place < N_PLACES; place++) {
        placed_text at = place_text(place, c->text, strlen(c->text));
        rci_number_scanned number;
        int64_t i;
        uint64_t u;
        const char *end, *end_i, *end_u;
        bool negative_real;
        ck_assert_int_eq(rci_number_scan_number(at.text, at.end, &number), RCI_NUMBER_OK);
        i = 0;
        u = 0;
        ck_assert_int_eq(rci_number_to_i64(&number, &i), c->i64_status);
        ck_assert_int_eq(rci_number_to_u64(&number, &u), c->u64_status);
        if (c->i64_status == OK) {
            ck_assert_int_eq(i, c->i64);
        }
        if (c->u64_status == OK) {
            ck_assert_uint_eq(u, c->u64);
        }

        /* The fast readers end after the digits. */
        end = at.text + 1 + strspn(c->text + 1, "0123456789");
        end_i = rci_number_read_i64(at.text, at.end, &i);
        ck_assert_ptr_eq(end_i, c->i64_status != OVER ? end : NULL);
        if (end_i != NULL) {
            ck_assert_int_eq(i, c->i64);
        }
        end_u = rci_number_read_u64(at.text, at.end, &u);
        negative_real = c->u64_status == REAL && c->text[0] == '-';
        ck_assert_ptr_eq(end_u, c->u64_status != OVER && !negative_real ? end : NULL);
        if (end_u != NULL) {
            ck_assert_uint_eq(u, c->u64);
        }
    }
}
END_TEST

/* An integer of any length, as text of the module's and of the C library's, and back. */
START_TEST(random_integers_round_trip)
{
    uint64_t state = 1;
    for (int n = 0; n < 200000; n++) {
        uint64_t u = next_random(&state) >> (next_random(&state) & 63);
        int64_t i = (int64_t)(next_random(&state) & 1 ? u : 0 - u);
        char expected[32];
        char *out = place_buffer(RCI_NUMBER_INT_TEXT_SIZE);
        long length = rci_number_print_u64(out, u) - out;
        uint64_t u_back;
        int64_t i_back;
        placed_text at;
        EXPECT(length == snprintf(expected, sizeof expected, "%" PRIu64, u), "%s", expected);
        EXPECT(memcmp(out, expected, (size_t)length) == 0, "%s", expected);
        at = place_text((text_place)(n & 1), out, (size_t)length);
        EXPECT(rci_number_read_u64(at.text, at.end, &u_back) == at.text + length, "%s", expected);
        EXPECT(u_back == u, "%s", expected);

        length = rci_number_print_i64(out, i) - out;
        EXPECT(length == snprintf(expected, sizeof expected, "%" PRId64, i), "%s", expected);
        EXPECT(memcmp(out, expected, (size_t)length) == 0, "%s", expected);
        at = place_text((text_place)(n & 1), out, (size_t)length);
        EXPECT(rci_number_read_i64(at.text, at.end, &i_back) == at.text + length, "%s", expected);
        EXPECT(i_back == i, "%s", expected);
    }
}
END_TEST

/* Printing next to each power of ten, where the number of digits changes, and the limits. */
START_TEST(integers_at_powers_of_ten)
{
    static const int64_t limits[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX};
    char expected[32], *out = place_buffer(RCI_NUMBER_INT_TEXT_SIZE);
    uint64_t power = 1;
    for (int digits = 0; digits < 20; digits++, power *= 10) {
        for (uint64_t near = power - 1; near != power + 2; near++) {
            long length = rci_number_print_u64(out, near) - out;
            ck_assert_int_eq(length, snprintf(expected, sizeof expected, "%" PRIu64, near));
            ck_assert_mem_eq(out, expected, (size_t)length);
            ck_assert_int_le(length, RCI_NUMBER_INT_TEXT_MAX);
        }
    }
    for (size_t n = 0; n < LENGTH(limits); n++) {
        long length = rci_number_print_i64(out, limits[n]) - out;
        ck_assert_int_eq(length, snprintf(expected, sizeof expected, "%" PRId64, limits[n]));
        ck_assert_mem_eq(out, expected, (size_t)length);
        ck_assert_int_le(length, RCI_NUMBER_INT_TEXT_MAX);
    }
}
END_TEST

START_TEST(ranges_of_integer_types)
{
    for (unsigned size = 1; size <= 8; size *= 2) {
        int64_t max = (int64_t)(UINT64_MAX >> (65 - 8 * size));
        uint64_t umax = UINT64_MAX >> (64 - 8 * size);
        ck_assert(rci_number_int_fits(0, size) && rci_number_int_fits(-1, size));
        ck_assert(rci_number_int_fits(max, size) && rci_number_int_fits(-max - 1, size));
        ck_assert(rci_number_uint_fits(0, size) && rci_number_uint_fits(umax, size));
        if (size == 8) {
            break;
        }
        ck_assert(!rci_number_int_fits(max + 1, size) && !rci_number_int_fits(-max - 2, size));
        ck_assert(!rci_number_int_fits(INT64_MAX, size) && !rci_number_int_fits(INT64_MIN, size));
        ck_assert(!rci_number_uint_fits(umax + 1, size) && !rci_number_uint_fits(UINT64_MAX, size));
    }
}
END_TEST

/* ------------------------------------------------------------------ not finite */

static const struct nonfinite_case {
    const char *text;
    uint64_t bits; /* 0: refused */
} nonfinite_cases[] = {
    {"nan", UINT64_C(0x7FF8000000000000)},
    {"NaN", UINT64_C(0x7FF8000000000000)},
    {"+NAN", UINT64_C(0x7FF8000000000000)},
    {"-nan", UINT64_C(0xFFF8000000000000)},
    {"inf", UINT64_C(0x7FF0000000000000)},
    {"Inf", UINT64_C(0x7FF0000000000000)},
    {"+inf", UINT64_C(0x7FF0000000000000)},
    {"-INF", UINT64_C(0xFFF0000000000000)},
    {"infinity", UINT64_C(0x7FF0000000000000)},
    {"-Infinity", UINT64_C(0xFFF0000000000000)},
    {"", 0},
    {"-", 0},
    {"+", 0},
    {"n", 0},
    {"na", 0},
    {"nan ", 0},
    {" nan", 0},
    {"nann", 0},
    {"infi", 0},
    {"infinit", 0},
    {"infinity1", 0},
    {"--inf", 0},
    {"1", 0},
    {"\x0E\x01\x0E", 0},
};

START_TEST(nonfinite)
{
    const struct nonfinite_case *c = &nonfinite_cases[_i];
    placed_text at = place_text(PLACE_END, c->text, strlen(c->text));
    double value = 0;
    ck_assert_uint_eq(rci_number_read_nonfinite(at.text, at.end, &value), c->bits != 0);
    ck_assert_uint_eq(bits_of_f8(value), c->bits);
}
END_TEST

Suite *suite_number_scan(void)
{
    Suite *suite = suite_create("number_scan");
    TCase *tc = tcase_create("number");
    tcase_add_loop_test(tc, grammar, 0, LENGTH(grammar_cases));
    tcase_add_test(tc, any_byte_after_any_digits);
    tcase_add_loop_test(tc, integers, 0, LENGTH(integer_cases));
    tcase_add_test(tc, random_integers_round_trip);
    tcase_add_test(tc, integers_at_powers_of_ten);
    tcase_add_test(tc, ranges_of_integer_types);
    tcase_add_loop_test(tc, nonfinite, 0, LENGTH(nonfinite_cases));
    suite_add_tcase(suite, tc);
    return suite;
}
