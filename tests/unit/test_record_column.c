/* The formatters of numbers and bools: every kind in either byte order, any bits in the cells,
 * columns of every length, nothing read outside the cells and nothing written outside the texts. */
#include "base/machine.h"
#include "number/number.h"
#include "record/column.h"
#include "runner.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEFORE = 7, STEP = 48, LENGTHS_STEP = 3 };

static uint32_t state = 11;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static const struct kind_case {
    rc_kind kind;
    size_t size;
} kinds[] = {
    {RC_BOOL, 1}, {RC_I1, 1}, {RC_I2, 2}, {RC_I4, 4}, {RC_I8, 8}, {RC_U1, 1},
    {RC_U2, 2},   {RC_U4, 4}, {RC_U8, 8}, {RC_F2, 2}, {RC_F4, 4}, {RC_F8, 8},
};

enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* ----------------------------------------------------------------- expected */

static uint64_t bits_of(const unsigned char *cell, size_t size, bool big_endian)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | cell[big_endian ? i : size - 1 - i];
    }
    return bits;
}

/* binary16 by its definition in IEEE 754: the value is exact in a double. */
static double value_of_f2(unsigned bits)
{
    const int exponent = (int)(bits >> 10 & 31), fraction = (int)(bits & 1023);
    double magnitude = exponent == 31 ? (fraction ? NAN : INFINITY)
                       : exponent     ? ldexp(1024 + fraction, exponent - 25)
                                      : ldexp(fraction, -24);
    return bits >> 15 ? -magnitude : magnitude;
}

static double value_of_float(uint64_t bits, size_t size)
{
    const uint32_t bits4 = (uint32_t)bits;
    float f4;
    double f8;
    memcpy(&f4, &bits4, sizeof f4);
    memcpy(&f8, &bits, sizeof f8);
    return size == 2 ? value_of_f2((unsigned)bits) : size == 4 ? (double)f4 : f8;
}

/* The text of an integer or bool, as the C library prints it. */
static void print_expected(char *text, size_t size, const struct kind_case *kind, uint64_t bits)
{
    if (kind->kind == RC_BOOL) {
        snprintf(text, size, "%s", bits ? "true" : "false");
    } else if (kind->kind >= RC_U1) {
        snprintf(text, size, "%" PRIu64, bits);
    } else {
        const unsigned spare = 64 - 8 * (unsigned)kind->size;
        snprintf(text, size, "%" PRId64, (int64_t)(bits << spare) / ((int64_t)1 << spare));
    }
}

static bool does_not_fit(double value, rc_kind kind, size_t room)
{
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    return kind == RC_F8 && (size_t)(rci_number_print_f8(text, value) - text) > room;
}

/* Whether text is what a formatter must write for a cell. The text of a float must give the same
   value again; it may be left out where there is no room for it. */
static bool is_right(const char *text, size_t length, const struct kind_case *kind, uint64_t bits,
                     size_t room)
{
    char expected[32], copy[64];
    double value = value_of_float(bits, kind->size);
    if (kind->kind < RC_F2) {
        print_expected(expected, sizeof expected, kind, bits);
        return length == strlen(expected) && memcmp(text, expected, length) == 0;
    }
    if (!isfinite(value)) {
        return length == 0;
    }
    if (length == 0) {
        return does_not_fit(value, kind->kind, room);
    }
    if (length > RCI_NUMBER_FLOAT_TEXT_MAX) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (kind->kind == RC_F8) {
        double again = strtod(copy, NULL);
        return memcmp(&again, &value, sizeof value) == 0;
    }
    if (kind->kind == RC_F4) {
        float again = strtof(copy, NULL), narrow = (float)value;
        return memcmp(&again, &narrow, sizeof narrow) == 0;
    }
    return fabs(strtod(copy, NULL) - value) < fmax(fabs(value) / 2048, ldexp(1, -25)) &&
           signbit(strtod(copy, NULL)) == signbit(value);
}

/* ------------------------------------------------------------------ columns */

/* Few bits, many bits, all bits, the top bit alone. */
static void fill_cell(unsigned char *cell, size_t size)
{
    const uint32_t how = next_random(8);
    memset(cell, how == 0 ? 0xFF : 0, size);
    for (size_t i = 0; i < size && how > 1; i++) {
        cell[i] = next_random(how) ? (unsigned char)next_random(256) : 0;
    }
    if (how == 1) {
        cell[next_random(2) ? size - 1 : 0] = next_random(2) ? 0x80 : 0x7F;
    }
}

/* The cells end where their memory ends; a sanitizer sees what is read after them. */
static void check_column(rci_record_formatter *format, const struct kind_case *kind,
                         bool big_endian, size_t room, size_t n)
{
    const size_t stride = kind->size + next_random(4), used = (n - 1) * stride + kind->size;
    size_t lengths[LENGTHS_STEP * RCI_RECORD_COLUMN_MOST];
    unsigned char *cells = malloc(used);
    char *texts = malloc(RCI_RECORD_COLUMN_MOST * STEP);
    const rci_record_column column = {
        .cells = cells,
        .stride = stride,
        .n = n,
        .kind = kind->kind,
        .size = kind->size,
        .big_endian = big_endian,
        .texts = texts,
        .step = STEP,
        .room = room,
        .lengths = lengths,
        .lengths_step = LENGTHS_STEP,
        .before = BEFORE,
    };
    ck_assert(cells != NULL && texts != NULL);
    memset(cells, 0xFF, used);
    for (size_t i = 0; i < n; i++) {
        fill_cell(cells + i * stride, kind->size);
    }
    memset(texts, '#', RCI_RECORD_COLUMN_MOST * STEP);
    memset(lengths, 0xEE, sizeof lengths);
    format(&column);
    for (size_t i = 0; i < n; i++) {
        const uint64_t bits = bits_of(cells + i * stride, kind->size, big_endian);
        const size_t length = lengths[i * LENGTHS_STEP];
        bool good = length == 0 || length > BEFORE;
        good = good && is_right(texts + i * STEP, length ? length - BEFORE : 0, kind, bits, room);
        for (size_t k = room; k < STEP; k++) {
            good = good && texts[i * STEP + k] == '#';
        }
        for (size_t k = 1; k < LENGTHS_STEP; k++) {
            good = good && (lengths[i * LENGTHS_STEP + k] & 0xFF) == 0xEE;
        }
        if (!good) { /* an assertion for each would take too long */
            ck_abort_msg("kind %d, record %zu of %zu, bits %" PRIx64 ": %.*s, length %zu",
                         (int)kind->kind, i, n, bits, (int)STEP, texts + i * STEP, length);
        }
    }
    free(cells);
    free(texts);
}

static size_t check_formatters(rci_record_choose_formatter *choose)
{
    size_t found = 0;
    for (size_t k = 0; k < N_KINDS; k++) {
        for (int big_endian = 0; big_endian < 2; big_endian++) {
            const rci_record_node node = {.shape = RCI_RECORD_LEAF,
                                          .kind = kinds[k].kind,
                                          .size = kinds[k].size,
                                          .big_endian = big_endian};
            size_t room = 0;
            rci_record_formatter *format = choose(&node, &room);
            found += format != NULL;
            for (int round = 0; format && round < 8; round++) {
                for (size_t n = 1; n <= RCI_RECORD_COLUMN_MOST; n++) {
                    check_column(format, &kinds[k], big_endian, room, n);
                }
            }
        }
    }
    return found;
}

START_TEST(plain_formatters)
{
    ck_assert_uint_eq(check_formatters(rci_record_formatter_plain), 2 * N_KINDS);
}
END_TEST

START_TEST(formatters_of_this_processor)
{
    ck_assert_uint_eq(check_formatters(rci_record_formatter_for), 2 * N_KINDS);
}
END_TEST

#if defined(RCI_BASE_HAVE_AVX2)

START_TEST(formatters_with_avx2)
{
    ck_assert_uint_gt(check_formatters(rci_record_formatter_avx2), 0);
}
END_TEST

#endif

START_TEST(other_kinds_have_no_formatter)
{
    for (int kind = RC_C8; kind <= RC_SUBARRAY; kind++) {
        const rci_record_node node = {.kind = (rc_kind)kind, .size = 16};
        size_t room = 0;
        ck_assert_ptr_null(rci_record_formatter_for(&node, &room));
        ck_assert_ptr_null(rci_record_formatter_plain(&node, &room));
    }
}
END_TEST

/* --------------------------------------------------------------- one number */

static const struct number_case {
    rc_kind kind;
    bool big_endian;
    const char *cell;
    const char *text; /* NULL: not finite */
} numbers[] = {
    {RC_BOOL, false, "\0", "false"},
    {RC_BOOL, false, "\x02", "true"},
    {RC_I1, false, "\x80", "-128"},
    {RC_I2, false, "\xFE\xFF", "-2"},
    {RC_I2, true, "\xFE\xFF", "-257"},
    {RC_I4, true, "\x80\0\0\0", "-2147483648"},
    {RC_I8, false, "\0\0\0\0\0\0\0\x80", "-9223372036854775808"},
    {RC_U1, false, "\xFF", "255"},
    {RC_U2, true, "\x01\x02", "258"},
    {RC_U4, false, "\xFF\xFF\xFF\xFF", "4294967295"},
    {RC_U8, true, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", "18446744073709551614"},
    {RC_F2, false, "\0\x3C", "1.0"},
    {RC_F2, true, "\x7C\0", NULL},
    {RC_F4, false, "\0\0\x80\xBF", "-1.0"},
    {RC_F4, true, "\xFF\x80\0\0", NULL},
    {RC_F4, false, "\0\0\xC0\x7F", NULL},
    {RC_F8, true, "\x3F\xB9\x99\x99\x99\x99\x99\x9A", "0.1"},
    {RC_F8, false, "\0\0\0\0\0\0\0\x80", "-0.0"},
    {RC_F8, true, "\x7F\xF8\0\0\0\0\0\0", NULL},
    {RC_STR, false, "\0\0\0\0\0\0\0\0", NULL},
};

START_TEST(one_number_is_printed)
{
    const struct number_case *c = &numbers[_i];
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    const char *end = rci_record_print_number(text, c->kind, c->big_endian,
                                              (const unsigned char *)(const void *)c->cell);
    if (!c->text) {
        ck_assert_ptr_null(end);
    } else {
        ck_assert_ptr_nonnull(end);
        ck_assert_uint_eq((size_t)(end - text), strlen(c->text));
        ck_assert(memcmp(text, c->text, strlen(c->text)) == 0);
    }
}
END_TEST

extern runner_suite_fn suite_record_column;

Suite *suite_record_column(void)
{
    Suite *suite = suite_create("record_column");
    TCase *tcase = tcase_create("column");
    tcase_add_test(tcase, plain_formatters);
    tcase_add_test(tcase, formatters_of_this_processor);
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        tcase_add_test(tcase, formatters_with_avx2);
    }
#endif
    tcase_add_test(tcase, other_kinds_have_no_formatter);
    tcase_add_loop_test(tcase, one_number_is_printed, 0, sizeof numbers / sizeof numbers[0]);
    suite_add_tcase(suite, tcase);
    return suite;
}
