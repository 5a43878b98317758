/* base/text_builder.h, base/ascii.h, base/cell.h, base/word.h. */
#include "base/text_builder.h"

#include "base/ascii.h"
#include "base/cell.h"
#include "base/word.h"
#include "faulty_alloc.h"
#include "runner.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* ------------------------------------------------------------ text builder */

static const struct escape_case {
    const char *text;
    const char *python; /* repr(text) of Python 3 */
    const char
        *json; /* json.dumps(text, ensure_ascii=False), but with all controls escaped as \\u */
} escape_cases[] = {
    {"", "''", "\"\""},
    {"plain", "'plain'", "\"plain\""},
    {"it's", "\"it's\"", "\"it's\""},
    {"say \"x\"", "'say \"x\"'", "\"say \\\"x\\\"\""},
    {"it's \"x\"", "'it\\'s \"x\"'", "\"it's \\\"x\\\"\""},
    {"a\\b", "'a\\\\b'", "\"a\\\\b\""},
    {"\n\r\t\x1B\x7F", "'\\n\\r\\t\\x1b\\x7f'", "\"\\u000a\\u000d\\u0009\\u001b\\u007f\""},
    {"\xC3\xA9", "'\xC3\xA9'", "\"\xC3\xA9\""},
    {"\xC2\xA0\xC2\xAD", "'\\xa0\\xad'", "\"\xC2\xA0\xC2\xAD\""},
    {"\xE2\x80\xA8", "'\\u2028'", "\"\\u2028\""},
    {"\xC2\x9B\xE2\x81\xA6", "'\\x9b\\u2066'", "\"\\u009b\\u2066\""},
    {"\xF3\xA0\x80\x81", "'\\U000e0001'", "\"\xF3\xA0\x80\x81\""},
    {"\xF0\x9D\x84\x9E", "'\xF0\x9D\x84\x9E'", "\"\xF0\x9D\x84\x9E\""},
};

static char *escaped(void (*put)(rci_base_text_builder *, const char *, size_t), const char *text)
{
    rci_base_text_builder out;
    rci_base_text_builder_init(&out, NULL);
    put(&out, text, strlen(text));
    return rci_base_text_builder_finish(&out);
}

START_TEST(strings_are_escaped)
{
    const struct escape_case *c = &escape_cases[_i];
    char *python = escaped(rci_base_put_python, c->text);
    char *json = escaped(rci_base_put_json, c->text);
    ck_assert_str_eq(python, c->python);
    ck_assert_str_eq(json, c->json);
    rc_text_free(python);
    rc_text_free(json);
}
END_TEST

START_TEST(pieces_are_joined)
{
    rci_base_text_builder out;
    char *text;
    rci_base_text_builder_init(&out, NULL);
    rci_base_put(&out, "one");
    rci_base_put_char(&out, ' ');
    rci_base_put_n(&out, "two!", 3);
    rci_base_put_size(&out, SIZE_MAX);
    text = rci_base_text_builder_finish(&out);
    ck_assert_str_eq(text, "one two18446744073709551615");
    rc_text_free(text);
}
END_TEST

START_TEST(after_a_refusal_nothing_is_added)
{
    rci_base_text_builder out;
    rc_error err = RC_ERROR_INIT;
    rci_base_text_builder_init(&out, &err);
    rci_base_put(&out, "one");
    rci_base_text_builder_refuse(&out, "a.b", "cannot print %d", 1);
    rci_base_text_builder_refuse(&out, "c", "cannot print %d", 2);
    rci_base_put(&out, "two");
    ck_assert_int_eq(out.status, RC_EUNSUPPORTED);
    ck_assert_uint_eq(out.bytes.length, 3);
    ck_assert_ptr_null(rci_base_text_builder_finish(&out));
    ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
    ck_assert_str_eq(err.field, "a.b");
    ck_assert_str_eq(err.message, "cannot print 1");
}
END_TEST

static rc_status build(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rci_base_text_builder out;
    char *text;
    (void)context;
    rci_base_text_builder_init(&out, &err);
    for (int i = 0; i < 1000; i++) {
        rci_base_put(&out, "some text");
    }
    text = rci_base_text_builder_finish(&out);
    ck_assert((text != NULL) == (err.status == RC_OK));
    rc_text_free(text);
    return err.status;
}

START_TEST(text_survives_refused_memory)
{
    faulty_alloc_each(build, NULL);
}
END_TEST

/* ------------------------------------------------------------------ ASCII */

START_TEST(classes_of_characters)
{
    for (int c = 0; c < 256; c++) {
        const char byte = (char)c;
        const char *digit = c ? strchr("0123456789abcdef", tolower(c)) : NULL;
        ck_assert_int_eq(rci_base_is_digit(byte), c >= '0' && c <= '9');
        ck_assert_int_eq(rci_base_is_letter(byte),
                         (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        ck_assert_int_eq(rci_base_is_space(byte), c == 9 || c == 10 || c == 13 || c == 32);
        ck_assert_int_eq(rci_base_hex_digit(byte),
                         digit ? (int)(digit - strchr(digit, '\0')) + 16 : -1);
    }
}
END_TEST

/* The C locale, in which tests run, has the same letters. */
START_TEST(letters_are_the_same_in_either_case)
{
    for (int c = 0; c < 256; c++) {
        for (int d = 0; d < 256; d++) {
            const char a[] = {'x', (char)c}, b[] = {'X', (char)d};
            ck_assert_int_eq(rci_base_same_letters(a, b, 2), tolower(c) == tolower(d));
        }
    }
    ck_assert(rci_base_same_letters("a", "b", 0));
}
END_TEST

/* ------------------------------------------------------------------- cells */

START_TEST(cells_of_every_size_and_order)
{
    static const unsigned char bytes[] = {0x81, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xFE};
    static const struct {
        size_t size;
        uint64_t little, big;
        int64_t little_signed, big_signed;
    } cases[] = {
        {1, 0x81, 0x81, -127, -127},
        {2, 0x2381, 0x8123, 0x2381, -32477},
        {4, 0x67452381, 0x81234567, 0x67452381, -2128394905},
        {8, UINT64_C(0xFECDAB8967452381), UINT64_C(0x8123456789ABCDFE), -INT64_C(86224211218717823),
         -INT64_C(9141386507638288898)},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        size_t size = cases[i].size;
        for (int big = 0; big < 2; big++) {
            uint64_t bits = big ? cases[i].big : cases[i].little;
            unsigned char out[10];
            memset(out, 0x55, sizeof out);
            ck_assert_uint_eq(rci_base_cell_get(bytes, size, big), bits);
            ck_assert_int_eq(rci_base_cell_get_signed(bytes, size, big),
                             big ? cases[i].big_signed : cases[i].little_signed);
            rci_base_cell_put(out + 1, size, big, bits);
            ck_assert_mem_eq(out + 1, bytes, size);
            ck_assert(out[0] == 0x55 && out[size + 1] == 0x55);
        }
    }
}
END_TEST

START_TEST(floats_and_their_bits)
{
    ck_assert_uint_eq(rci_base_f8_bits(-1.5), UINT64_C(0xBFF8000000000000));
    ck_assert_uint_eq(rci_base_f4_bits(-1.5F), 0xBFC00000);
    ck_assert(rci_base_f8_of(UINT64_C(0xBFF8000000000000)) == -1.5);
    ck_assert(rci_base_f4_of(0xBFC00000) == -1.5F);
}
END_TEST

START_TEST(words_hold_the_first_byte_lowest)
{
    char out[9] = "";
    ck_assert_uint_eq(rci_base_load8("\x01\x02\x03\x04\x05\x06\x07\x08"),
                      UINT64_C(0x0807060504030201));
    rci_base_store8(out, UINT64_C(0x0807060504030201));
    ck_assert_str_eq(out, "\x01\x02\x03\x04\x05\x06\x07\x08");
    ck_assert_uint_eq(RCI_BASE_REPEAT8('0'), UINT64_C(0x3030303030303030));
}
END_TEST

Suite *suite_base_text(void);

Suite *suite_base_text(void)
{
    Suite *suite = suite_create("base_text");
    TCase *tc = tcase_create("text");
    tcase_add_loop_test(tc, strings_are_escaped, 0, (int)LENGTH(escape_cases));
    tcase_add_test(tc, pieces_are_joined);
    tcase_add_test(tc, after_a_refusal_nothing_is_added);
    tcase_add_test(tc, text_survives_refused_memory);
    tcase_add_test(tc, classes_of_characters);
    tcase_add_test(tc, letters_are_the_same_in_either_case);
    tcase_add_test(tc, cells_of_every_size_and_order);
    tcase_add_test(tc, floats_and_their_bits);
    tcase_add_test(tc, words_hold_the_first_byte_lowest);
    suite_add_tcase(suite, tc);
    return suite;
}
