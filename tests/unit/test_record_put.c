/* Scanned values into cells; and a small reader of another text format, on lib/record alone. */
#include "test_record.h"

#include "record/fail.h"
#include "record/put.h"

#include <stdio.h>
#include <string.h>

static rci_number_scanned scan(const char *text)
{
    rci_number_scanned number;
    ck_assert_msg(rci_number_scan_number(text, text + strlen(text), &number) == RCI_NUMBER_OK, "%s",
                  text);
    ck_assert_msg(*number.end == '\0', "%s", text);
    return number;
}

/* Bytes as NumPy's array([v], dtype).tobytes() gives them. */
static const struct {
    const char *kind, *text, *bytes;
    size_t size;
} numbers[] = {{"i1", "-128", "\x80", 1},
               {"i1", "127", "\x7F", 1},
               {"i2", "-2", "\xFE\xFF", 2},
               {">i2", "-2", "\xFF\xFE", 2},
               {"i4", "305419896", "\x78\x56\x34\x12", 4},
               {">i4", "305419896", "\x12\x34\x56\x78", 4},
               {"i8", "-9223372036854775808", "\0\0\0\0\0\0\0\x80", 8},
               {">i8", "-9223372036854775808", "\x80\0\0\0\0\0\0\0", 8},
               {"u1", "255", "\xFF", 1},
               {"u2", "258", "\x02\x01", 2},
               {">u2", "258", "\x01\x02", 2},
               {"u4", "4294967295", "\xFF\xFF\xFF\xFF", 4},
               {"u8", "18446744073709551615", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8},
               {">u8", "1", "\0\0\0\0\0\0\0\x01", 8},
               {"f2", "1.5", "\0\x3E", 2},
               {">f2", "1.5", "\x3E\0", 2},
               {"f4", "-0.0", "\0\0\0\x80", 4},
               {">f4", "1.0", "\x3F\x80\0\0", 4},
               {"f8", "0.1", "\x9A\x99\x99\x99\x99\x99\xB9\x3F", 8},
               {">f8", "0.1", "\x3F\xB9\x99\x99\x99\x99\x99\x9A", 8},
               {"m8[s]", "-1", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8},
               {">m8[s]", "1", "\0\0\0\0\0\0\0\x01", 8},
               {"m8[s]", "-9223372036854775807", "\x01\0\0\0\0\0\0\x80", 8}};

START_TEST(numbers_become_bytes)
{
    char dtype[32];
    record_fixture f;
    rci_number_scanned number = scan(numbers[_i].text);
    uint32_t x;
    unsigned char *cell;
    snprintf(dtype, sizeof dtype, "x:%s,y:i1", numbers[_i].kind);
    record_begin(&f, dtype, RC_ROWS, RC_MISSING_ERROR);
    x = record_node(f.plan, "x");
    cell = rci_record_target_cell(&f.target, &f.plan->nodes[x], 0);
    ck_assert_int_eq(rci_record_put_number(&f.target, x, cell, &number), RC_OK);
    ck_assert_mem_eq(cell, numbers[_i].bytes, numbers[_i].size);
    ck_assert_uint_eq(cell[numbers[_i].size], 0xA5); /* and no more than that */
    record_end(&f);
}
END_TEST

static const struct {
    const char *kind, *text;
    rc_status status;
    const char *message;
} refused[] = {{"i1", "128", RC_ERANGE, "128 does not fit int8 (try x:i2)"},
               {"i1", "-129", RC_ERANGE, "-129 does not fit int8 (try x:i2)"},
               {"i2", "32768", RC_ERANGE, "(try x:i4)"},
               {"i4", "-2147483649", RC_ERANGE, "(try x:i8)"},
               {"i8", "9223372036854775808", RC_ERANGE, "(try x:u8)"},
               {"u1", "256", RC_ERANGE, "256 does not fit uint8 (try x:u2)"},
               {"u1", "-1", RC_ERANGE, "-1 does not fit uint8 (try x:i2)"},
               {"u2", "65536", RC_ERANGE, "(try x:u4)"},
               {"u4", "4294967296", RC_ERANGE, "(try x:u8)"},
               {"i4", "1.0", RC_ETYPE, "1.0 is not written as an integer"},
               {"u4", "1e2", RC_ETYPE, "1e2 is not written as an integer"},
               {"f2", "70000.0", RC_ERANGE, "70000.0 does not fit float16 (try x:f4)"},
               {"f4", "1e39", RC_ERANGE, "(try x:f8)"},
               {"f4", "16777217", RC_ERANGE, "cannot be kept exactly"},
               {"f8", "1e-400", RC_ERANGE, "too small for float64"},
               {"m8[s]", "1.5", RC_ETYPE, "1.5"},
               {"m8[s]", "-9223372036854775808", RC_ERANGE, "does not fit"},
               {"m8[s]", "9223372036854775808", RC_ERANGE, "does not fit"}};

START_TEST(numbers_that_do_not_fit)
{
    char dtype[32];
    record_fixture f;
    rci_number_scanned number = scan(refused[_i].text);
    uint32_t x;
    unsigned char *cell;
    snprintf(dtype, sizeof dtype, "x:%s", refused[_i].kind);
    record_begin(&f, dtype, RC_ROWS, RC_MISSING_ERROR);
    x = record_node(f.plan, "x");
    cell = rci_record_target_cell(&f.target, &f.plan->nodes[x], 0);
    ck_assert_int_eq(rci_record_put_number(&f.target, x, cell, &number), refused[_i].status);
    ck_assert_int_eq(f.err.status, refused[_i].status);
    ck_assert_msg(strstr(f.err.message, refused[_i].message) != NULL, "%s", f.err.message);
    ck_assert_str_eq(f.err.field, "x");
    ck_assert_uint_eq(cell[0], 0xA5);
    f.target.err = NULL; /* where nobody asks for the message */
    ck_assert_int_eq(rci_record_put_number(&f.target, x, cell, &number), refused[_i].status);
    record_end(&f);
}
END_TEST

START_TEST(parts_of_complex_numbers)
{
    static const unsigned char little[] = {0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0};
    static const unsigned char big[] = {0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0};
    record_fixture f;
    rci_number_scanned re = scan("1.5"), im = scan("-2"), huge = scan("1e300");
    uint32_t a, b;
    unsigned char *cell;
    record_begin(&f, "a:c8,b:>c16", RC_COLUMNS, RC_MISSING_ERROR);
    a = record_node(f.plan, "a");
    b = record_node(f.plan, "b");
    cell = rci_record_target_cell(&f.target, &f.plan->nodes[a], 0);
    ck_assert_int_eq(rci_record_put_part(&f.target, a, 0, cell, &re), RC_OK);
    ck_assert_int_eq(rci_record_put_part(&f.target, a, 1, cell, &im), RC_OK);
    ck_assert_mem_eq(cell, little, sizeof little);
    ck_assert_int_eq(rci_record_put_part(&f.target, a, 1, cell, &huge), RC_ERANGE);
    ck_assert_str_eq(f.err.field, "a");
    ck_assert_mem_eq(cell, little, sizeof little);
    cell = rci_record_target_cell(&f.target, &f.plan->nodes[b], 0);
    ck_assert_int_eq(rci_record_put_part(&f.target, b, 0, cell, &re), RC_OK);
    ck_assert_int_eq(rci_record_put_part(&f.target, b, 1, cell, &im), RC_OK);
    ck_assert_mem_eq(cell, big, sizeof big);
    record_end(&f);
}
END_TEST

static const struct {
    const char *kind, *text;
    size_t length;
    const char *bytes; /* NULL: refused */
    size_t size;
    rc_status status;
    const char *message;
} texts[] = {{"S3", "", 0, "\0\0\0", 3, RC_OK, ""},
             {"S3", "ab", 2, "ab\0", 3, RC_OK, ""},
             {"S3", "abc", 3, "abc", 3, RC_OK, ""},
             {"S3", "a\0b", 3, "a\0b", 3, RC_OK, ""},
             {"S3", "abcd", 4, NULL, 3, RC_ERANGE, "(try x:S4 or str)"},
             {"S3", "a\0", 2, NULL, 3, RC_ERANGE, "NUL"},
             {"S0", "", 0, "", 0, RC_OK, ""},
             {"S0", "a", 1, NULL, 0, RC_ERANGE, "(try x:S1 or str)"},
             {"U2", "a\xC3\xA9", 3, "a\0\0\0\xE9\0\0\0", 8, RC_OK, ""},
             {">U2", "a", 1, "\0\0\0a\0\0\0\0", 8, RC_OK, ""},
             {"U2", "abc", 3, NULL, 8, RC_ERANGE, "(try x:U3 or str)"},
             {"V2", "00fF", 4, "\0\xFF", 2, RC_OK, ""},
             {"V2", "00", 2, NULL, 2, RC_ERANGE, "V2"},
             {"M8[D]", "1970-01-03", 10, "\x02\0\0\0\0\0\0\0", 8, RC_OK, ""},
             {"M8[D]", "NaT", 3, "\0\0\0\0\0\0\0\x80", 8, RC_OK, ""},
             {"M8[D]", "yesterday", 9, NULL, 8, RC_ESYNTAX, "yesterday"},
             {"m8[s]", "2 s", 3, "\x02\0\0\0\0\0\0\0", 8, RC_OK, ""},
             {"str", "short", 5, "\x05\0\0\0short\0\0\0\0\0\0\0", 16, RC_OK, ""}};

START_TEST(texts_become_bytes)
{
    char dtype[32];
    record_fixture f;
    uint32_t x;
    unsigned char *cell;
    rc_status status;
    snprintf(dtype, sizeof dtype, "x:%s,y:i1", texts[_i].kind);
    record_begin(&f, dtype, RC_ROWS, RC_MISSING_ERROR);
    x = record_node(f.plan, "x");
    cell = rci_record_target_cell(&f.target, &f.plan->nodes[x], 0);
    status = rci_record_put_text(&f.target, x, cell, texts[_i].text, texts[_i].length);
    ck_assert_msg(status == texts[_i].status, "%s: %s", texts[_i].text, f.err.message);
    if (texts[_i].bytes) {
        ck_assert_mem_eq(cell, texts[_i].bytes, texts[_i].size);
        ck_assert_str_eq(f.err.field, "");
    } else {
        ck_assert_msg(strstr(f.err.message, texts[_i].message) != NULL, "%s", f.err.message);
        ck_assert_str_eq(f.err.field, "x");
    }
    ck_assert_uint_eq(cell[texts[_i].size], 0xA5);
    record_end(&f);
}
END_TEST

/* ------------------------------------------- a reader of semicolon-separated values */

static rc_status put_value(rci_record_target *target, uint32_t index, const char *text, size_t n)
{
    const rci_record_node *node = &target->plan->nodes[index];
    unsigned char *cell = rci_record_target_cell(target, node, 0);
    rci_number_scanned number;
    char word[64];
    if (n == 0 && node->nullable) {
        rci_record_target_set_null(target, index, 0);
        return RC_OK;
    }
    if (node->nullable) {
        rci_record_target_set_valid(target, node, true);
    }
    snprintf(word, sizeof word, "%.*s", (int)n, text);
    switch (node->form) {
    case RCI_RECORD_BOOL:
        rci_record_put_bool(cell, strcmp(word, "yes") == 0);
        return RC_OK;
    case RCI_RECORD_NUMBER:
        number = scan(word);
        return rci_record_put_number(target, index, cell, &number);
    default:
        return rci_record_put_text(target, index, cell, text, n);
    }
}

/* One line, its columns named by `header`. */
static rc_status put_line(rci_record_target *target, const char *const *header, const char *line)
{
    const rci_record_node *root = &target->plan->nodes[0];
    uint64_t mark = rci_record_begin_struct(target);
    uint32_t position = 0, index;
    rc_status status = RC_OK;
    for (size_t column = 0; status == RC_OK && header[column]; column++) {
        size_t n = strcspn(line, ";");
        index = rci_record_plan_child(target->plan, root, header[column], strlen(header[column]));
        if (index == RCI_RECORD_NONE) {
            return rci_record_fail_extra_name(target->err, "column", header[column],
                                              strlen(header[column]), target->plan->nodes[0].dtype);
        }
        if (!rci_record_give(target, index, mark)) {
            return rci_record_fail_duplicate(target->err);
        }
        status = put_value(target, index, line, n);
        line += n + (line[n] == ';');
    }
    while (status == RC_OK &&
           (index = rci_record_next_missing(target, root, mark, &position)) != RCI_RECORD_NONE) {
        status = rci_record_fill_missing(target, index, 0);
    }
    return status;
}

START_TEST(another_format_stands_on_it)
{
    static const char *const header[] = {"n", "ok", "s", NULL};
    static const char *const twice[] = {"n", "n", NULL}, *const unknown[] = {"N", NULL};
    record_fixture f;
    rc_value value;
    rc_field field;
    record_begin(&f, "s:str,n:i2?,z:f8,ok:bool", _i ? RC_COLUMNS : RC_ROWS, RC_MISSING_ZERO);
    ck_assert_int_eq(put_line(&f.target, header, "12;yes;a text of more than twelve bytes"), RC_OK);
    f.target.record = 1;
    ck_assert_int_eq(put_line(&f.target, header, ";no;b"), RC_OK);
    ck_assert_int_eq(rc_store_field(f.batch, "n", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_field_get(&field, 0, &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 12);
    ck_assert(rc_field_is_null(&field, 1));
    ck_assert_int_eq(rc_store_field(f.batch, "s", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_field_get(&field, 0, &value, NULL), RC_OK);
    ck_assert_uint_eq(value.as.text.length, 32);
    ck_assert_int_eq(memcmp(value.as.text.data, "a text of more than twelve bytes", 32), 0);
    ck_assert_int_eq(rc_store_field(f.batch, "ok", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_field_get(&field, 0, &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.boolean, 1);
    ck_assert_int_eq(rc_store_field(f.batch, "z", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_field_get(&field, 1, &value, NULL), RC_OK);
    ck_assert_double_eq(value.as.f, 0.0);
    ck_assert_int_eq(put_line(&f.target, header, "99999;no;b"), RC_ERANGE);
    ck_assert_str_eq(f.err.message, "99999 does not fit int16 (try n:i4)");
    rc_error_clear(&f.err);
    ck_assert_int_eq(put_line(&f.target, twice, "1;2"), RC_EDUPLICATE);
    rc_error_clear(&f.err);
    ck_assert_int_eq(put_line(&f.target, unknown, "1"), RC_EEXTRA);
    record_end(&f);
}
END_TEST

Suite *suite_record_put(void)
{
    Suite *suite = suite_create("record_put");
    TCase *tcase = tcase_create("put");
    tcase_add_loop_test(tcase, numbers_become_bytes, 0, sizeof numbers / sizeof *numbers);
    tcase_add_loop_test(tcase, numbers_that_do_not_fit, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tcase, parts_of_complex_numbers);
    tcase_add_loop_test(tcase, texts_become_bytes, 0, sizeof texts / sizeof *texts);
    tcase_add_loop_test(tcase, another_format_stands_on_it, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
