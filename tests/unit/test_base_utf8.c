/* UTF-8 and UCS-4: every short sequence against the definition, every length and position. */
#include "runner.h"

#include "base/utf8.h"
#include "base/utf8_avx2.h"

#include <stdlib.h>
#include <string.h>

/* The length of the character at `p` by the definition: the lead byte gives the length, the bits
 * are joined, and the value must need that length and be a scalar value. 0 for anything else. */
static size_t defined_length(const unsigned char *p, size_t n, uint32_t *code)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = 0;
    while (length < 8 && p[0] >> (7 - length) & 1) {
        length++;
    }
    if (length == 0) {
        *code = p[0];
        return 1;
    }
    if (length == 1 || length > 4 || length > n) {
        return 0;
    }
    *code = p[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (p[i] >> 6 != 2) {
            return 0;
        }
        *code = *code * 64 + p[i] % 64;
    }
    if (*code < least[length] || *code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF)) {
        return 0;
    }
    return length;
}

static size_t defined_check(const unsigned char *p, size_t n)
{
    size_t i = 0;
    uint32_t code;
    while (i < n) {
        size_t length = defined_length(p + i, n - i, &code);
        if (length == 0) {
            break;
        }
        i += length;
    }
    return i;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* For up to 32 bytes, followed by zeros. */
RCI_BASE_AVX2 static bool vector_is_good(const unsigned char text[32])
{
    return rci_base_utf8_is_good_avx2(RCI_BASE_LOAD32(text));
}

static bool has_vectors(void)
{
    return rci_base_has_avx2();
}

#else

static bool vector_is_good(const unsigned char text[32])
{
    (void)text;
    return true;
}

static bool has_vectors(void)
{
    return false;
}

#endif

/* The vector code must give the same result at every position, also across its halves and at its
   end. */
static bool vector_agrees(const unsigned char *p, size_t n, bool good)
{
    const size_t places[] = {0, 13, 14, 15, 32 - n};
    static size_t next;
    size_t place = places[next++ % (sizeof places / sizeof *places)];
    unsigned char text[32] = {0};
    memset(text, 'a', place);
    memcpy(text + place, p, n);
    return vector_is_good(text) == good;
}

static void check_against_definition(const unsigned char *p, size_t n)
{
    uint32_t expected = 0, code = 0;
    size_t length = defined_length(p, n, &expected), good = defined_check(p, n);
    if (rci_base_utf8_decode((const char *)p, n, &code) != length ||
        code != expected * (length > 0) || rci_base_utf8_check((const char *)p, n) != good ||
        (has_vectors() && !vector_agrees(p, n, good == n))) {
        ck_abort_msg("%zu bytes %02x %02x %02x %02x", n, p[0], n > 1 ? p[1] : 0, n > 2 ? p[2] : 0,
                     n > 3 ? p[3] : 0);
    }
}

START_TEST(every_sequence_of_up_to_three_bytes)
{
    unsigned char p[3];
    for (unsigned a = 0; a < 256; a++) {
        p[0] = (unsigned char)a;
        check_against_definition(p, 1);
        for (unsigned b = 0; b < 256; b++) {
            p[1] = (unsigned char)b;
            check_against_definition(p, 2);
            for (unsigned c = 0; c < 256; c++) {
                p[2] = (unsigned char)c;
                check_against_definition(p, 3);
            }
        }
    }
}
END_TEST

START_TEST(four_byte_sequences)
{
    static const unsigned char last[] = {0x00, 0x41, 0x7F, 0x80, 0x9A,
                                         0xBF, 0xC0, 0xE0, 0xF0, 0xFF};
    unsigned char p[4];
    for (unsigned a = 0xE0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            for (unsigned c = 0; c < 256; c++) {
                for (size_t i = 0; i < sizeof last; i++) {
                    p[0] = (unsigned char)a, p[1] = (unsigned char)b, p[2] = (unsigned char)c;
                    p[3] = last[i];
                    check_against_definition(p, 4);
                }
            }
        }
    }
}
END_TEST

START_TEST(every_code_point_round_trips)
{
    for (uint32_t code = 0; code < 0x120000; code++) {
        char text[RCI_BASE_UTF8_MAX];
        uint32_t back = 0;
        bool scalar = code < 0xD800 || (code > 0xDFFF && code <= 0x10FFFF);
        size_t length = rci_base_utf8_encode(text, code);
        if (rci_base_is_scalar(code) != scalar || (length > 0) != scalar) {
            ck_abort_msg("U+%04X", code);
        }
        if (!scalar) {
            continue;
        }
        if (rci_base_utf8_decode(text, length, &back) != length || back != code ||
            rci_base_utf8_check(text, length) != length || rci_base_utf8_count(text, length) != 1) {
            ck_abort_msg("U+%04X", code);
        }
    }
    ck_assert(!rci_base_is_scalar(UINT32_MAX));
}
END_TEST

/* A buffer of exactly this length, so that a sanitizer reports each byte read after it. */
static char *filled(size_t n, char with)
{
    char *text = malloc(n ? n : 1);
    ck_assert_ptr_nonnull(text);
    memset(text, with, n);
    return text;
}

START_TEST(a_bad_byte_is_found_at_any_place)
{
    for (size_t n = 0; n <= 400; n += n < 80 ? 1 : 32) {
        char *text = filled(n, 'a');
        ck_assert_uint_eq(rci_base_utf8_check(text, n), n);
        for (size_t at = 0; at < n; at++) {
            text[at] = (char)0xFF;
            ck_assert_uint_eq(rci_base_utf8_check(text, n), at);
            text[at] = (char)0xC3; /* an incomplete character */
            ck_assert_uint_eq(rci_base_utf8_check(text, n), at);
            text[at] = 'a';
        }
        free(text);
    }
    ck_assert_uint_eq(rci_base_utf8_check(NULL, 0), 0);
}
END_TEST

/* Up to 32 bytes, sometimes with one wrong byte. */
START_TEST(vectors_of_random_text)
{
    srand(3);
    for (int round = 0; round < 300000 && has_vectors(); round++) {
        unsigned char text[40];
        size_t n = 0, room = (size_t)(rand() % 33);
        unsigned char whole[32] = {0};
        while (n < room) {
            static const uint32_t limits[] = {0x80, 0x800, 0x10000, 0x110000};
            uint32_t code = (uint32_t)rand() % limits[rand() % 4];
            n += rci_base_utf8_encode((char *)text + n, code);
        }
        if (n && round % 2) {
            text[(size_t)rand() % n] = (unsigned char)rand();
        }
        if (n > 32) { /* the last character may be incomplete */
            n = 32;
        }
        memcpy(whole, text, n);
        if (vector_is_good(whole) != (defined_check(text, n) == n)) {
            ck_abort_msg("round %d", round);
        }
    }
}
END_TEST

START_TEST(random_text_against_the_definition)
{
    static const uint32_t limits[] = {0x80, 0x800, 0x10000, 0x110000};
    srand(1);
    for (int round = 0; round < 20000; round++) {
        unsigned char text[1040];
        const size_t room = (size_t)rand() % (round % 8 ? 80 : 1024);
        const int rare = 1 << rand() % 8;
        size_t n = 0;
        char *exact;
        while (n < room) {
            uint32_t code = rand() % rare ? 'a' : (uint32_t)rand() % limits[rand() % 4];
            n += rci_base_utf8_encode((char *)text + n, code);
        }
        if (n > 0 && round % 2) {
            text[(size_t)rand() % n] = (unsigned char)rand();
        }
        exact = filled(n, 0);
        memcpy(exact, text, n);
        ck_assert_uint_eq(rci_base_utf8_check(exact, n), defined_check(text, n));
        free(exact);
    }
}
END_TEST

START_TEST(counting_and_cutting)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E"; /* 1, 2, 3 and 4 bytes */
    static const size_t cut[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    ck_assert_uint_eq(rci_base_utf8_count(text, 10), 4);
    for (size_t room = 0; room < sizeof cut / sizeof cut[0]; room++) {
        ck_assert_uint_eq(rci_base_utf8_cut(text, 10, room), cut[room]);
    }
    ck_assert_uint_eq(rci_base_utf8_cut("a\x80", 1, 1), 1); /* nothing after the text is read */
}
END_TEST

START_TEST(ucs4_in_both_orders_at_any_alignment)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E";
    static const uint32_t codes[] = {'a', 0xE9, 0x20AC, 0x1D11E};
    for (int big = 0; big < 2; big++) {
        for (size_t shift = 0; shift < 4; shift++) {
            unsigned char cells[32] = {0};
            char back[sizeof text];
            ck_assert_uint_eq(rci_base_utf8_to_ucs4(cells + shift, text, 10, big), 4);
            for (size_t i = 0; i < 4; i++) {
                ck_assert_uint_eq(rci_base_ucs4_get(cells + shift, i, big), codes[i]);
            }
            ck_assert_uint_eq(cells[shift + (big ? 3 : 0)], 'a');
            ck_assert_uint_eq(rci_base_ucs4_trim(cells + shift, 7), 4);
            ck_assert_uint_eq(rci_base_ucs4_check(cells + shift, 7, big), 7);
            ck_assert_uint_eq(rci_base_ucs4_utf8_length(cells + shift, 4, big), 10);
            ck_assert_uint_eq(rci_base_ucs4_to_utf8(back, cells + shift, 4, big), 10);
            ck_assert_mem_eq(back, text, 10);
        }
    }
}
END_TEST

START_TEST(lengths_of_ucs4)
{
    static const struct {
        uint32_t code;
        size_t length;
    } cases[] = {{0, 1},     {0x7F, 1},   {0x80, 2},    {0x7FF, 2},
                 {0x800, 3}, {0xFFFF, 3}, {0x10000, 4}, {0x10FFFF, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char cell[4] = {(unsigned char)(cases[i].code >> 24),
                                 (unsigned char)(cases[i].code >> 16),
                                 (unsigned char)(cases[i].code >> 8), (unsigned char)cases[i].code};
        ck_assert_uint_eq(rci_base_ucs4_utf8_length(cell, 1, true), cases[i].length);
        rci_base_ucs4_swap(cell, 1);
        ck_assert_uint_eq(rci_base_ucs4_utf8_length(cell, 1, false), cases[i].length);
    }
}
END_TEST

START_TEST(invalid_ucs4)
{
    static const unsigned char cells[] = {'a', 0, 0, 0, 0, 0xD8, 0, 0, 0, 0, 0x11, 0};
    ck_assert_uint_eq(rci_base_ucs4_check(cells, 1, false), 1);
    ck_assert_uint_eq(rci_base_ucs4_check(cells, 2, false), 1);     /* a surrogate */
    ck_assert_uint_eq(rci_base_ucs4_check(cells + 8, 1, false), 0); /* past U+10FFFF */
    ck_assert_uint_eq(rci_base_ucs4_check(cells, 1, true), 0);
    ck_assert_uint_eq(rci_base_ucs4_trim(cells, 0), 0);
}
END_TEST

runner_suite_fn suite_base_utf8;

Suite *suite_base_utf8(void)
{
    Suite *suite = suite_create("base_utf8");
    TCase *tc = tcase_create("utf8");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, every_sequence_of_up_to_three_bytes);
    tcase_add_test(tc, four_byte_sequences);
    tcase_add_test(tc, every_code_point_round_trips);
    tcase_add_test(tc, a_bad_byte_is_found_at_any_place);
    tcase_add_test(tc, random_text_against_the_definition);
    tcase_add_test(tc, vectors_of_random_text);
    tcase_add_test(tc, counting_and_cutting);
    tcase_add_test(tc, ucs4_in_both_orders_at_any_alignment);
    tcase_add_test(tc, lengths_of_ucs4);
    tcase_add_test(tc, invalid_ucs4);
    suite_add_tcase(suite, tc);
    return suite;
}
