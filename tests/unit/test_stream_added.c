/* Fields that readers add: the name of the input, the lines of records; in pieces of any size. */
#include "test_stream.h"

#include "format/csv/reader.h"
#include "format/json/read/piece.h"
#include "format/json/read/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text, and the line in which each record begins. */
static const struct added_case {
    const char *format, *text, *root;
    uint64_t lines[6];
} cases[] = {
    {"ndjson", "{\"x\":0}\n{\"x\":1}\n{\"x\":2}\n{\"x\":3}", NULL, {1, 2, 3, 4}},
    {"ndjson", "\n\n{\"x\":0}\n \n{\"x\":1}\r\n\t\r\n\n  {\"x\":2}\n\n", NULL, {3, 5, 8}},
    {"ndjson", "\xEF\xBB\xBF[0]\n{}\n[1]\n\n[2]\n", NULL, {1, 3, 5}}, /* {} is a bad record */
    {"json", "[{\"x\":0},{\"x\":1}, {\"x\":2}]", NULL, {1, 1, 1}},
    {"json", "\n[\n{\"x\":0},{\n\"x\":1}\n\n,\n[2\n]]", NULL, {3, 3, 7}},
    {"json", "{\"x\":0}{\"x\":\n1}\n\n {\"x\":2} [3]", NULL, {1, 1, 4, 4}},
    {"json", "{\"a\":\n[1],\n\"b\":[\n{\"x\":0}\n,{\"x\":1}]}\n", "/b", {4, 5}},
    {"csv", "x\n0\n1\n2\n", NULL, {2, 3, 4}},
    {"csv", "x,t\n0,\"a\nb\"\n\n1,c\n2,\"\n\n\"\n3,\n", NULL, {2, 5, 6, 9}},
    {"tsv", "t\tx\r\na\t0\r\nb\t1\r\n", NULL, {2, 3}}};

static rc_status skip(void *context, const rc_bad_record *bad, rc_error *err)
{
    (void)context, (void)bad, (void)err;
    return RC_OK;
}

static rc_reader *open_case(const struct added_case *c, rc_layout layout, const rc_dtype *dtype,
                            const rc_added_field *fields, size_t n, rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.dtype = dtype;
    options.format = c->format;
    options.root = c->root;
    options.layout = layout;
    options.extra = RC_EXTRA_IGNORE;
    options.reject = skip;
    options.added = fields;
    options.nadded = n;
    return rc_reader_open_memory(c->text, strlen(c->text), "in", &options, err);
}

/* Checks each record of the batch: x is its number. */
static size_t check_batch(const struct added_case *c, rc_store *batch, size_t first)
{
    for (size_t i = 0; i < rc_store_length(batch); i++) {
        rc_error err = RC_ERROR_INIT;
        rc_row row;
        char *text, expected[128];
        ck_assert_int_eq(rc_store_row(batch, i, &row, &err), RC_OK);
        text = rc_row_json(&row, NULL, &err);
        snprintf(expected, sizeof expected, "{\"x\":%zu,\"file\":\"in\",\"n\":%d,\"s\":\"in\"}",
                 first + i, (int)c->lines[first + i]);
        ck_assert_msg(text && strcmp(text, expected) == 0, "%s: %s, not %s", c->text,
                      text ? text : err.message, expected);
        rc_text_free(text);
    }
    return first + rc_store_length(batch);
}

static void read_case(const struct added_case *c, rc_layout layout, size_t piece_bytes)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err), *u2 = rc_dtype_parse(">u2", &err);
    rc_dtype *str = rc_dtype_parse("str", &err), *bytes = rc_dtype_parse("S2", &err);
    const rc_added_field fields[] = {{sizeof *fields, "file", RC_ADDED_FILE, str},
                                     {sizeof *fields, "n", RC_ADDED_LINE, u2},
                                     {sizeof *fields, "s", RC_ADDED_FILE, bytes}};
    rc_reader *reader = open_case(c, layout, dtype, fields, 3, &err);
    rc_store *batch = NULL;
    rc_status status;
    size_t n = 0;
    ck_assert_msg(reader != NULL, "%s", err.message);
    if (strstr(c->format, "json")) {
        rci_json_read_set_pieces(reader, piece_bytes,
                                 RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
    } else {
        rci_csv_set_pieces(reader, piece_bytes, RCI_CSV_FAST);
    }
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        n = check_batch(c, batch, n);
        rc_store_unref(batch);
    }
    ck_assert_msg(status == RC_END, "%s: %s", c->text, err.message);
    ck_assert_uint_gt(n, 0);
    ck_assert(n == 6 || c->lines[n] == 0);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    rc_dtype_unref(u2);
    rc_dtype_unref(str);
    rc_dtype_unref(bytes);
}

START_TEST(lines_and_names_are_added)
{
    for (size_t piece = 1; piece < 80; piece++) {
        read_case(&cases[_i], RC_ROWS, piece);
        read_case(&cases[_i], RC_COLUMNS, piece);
    }
}
END_TEST

/* Many lines in a row, some of them empty, and many records in a line. */
START_TEST(many_lines_are_exact)
{
    enum { RECORDS = 20000, WIDTH = 12 };
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err), *u8 = rc_dtype_parse("u8", &err);
    const rc_added_field field = {sizeof field, "n", RC_ADDED_LINE, u8};
    rc_read_options options = RC_READ_OPTIONS_INIT;
    char *text = malloc((size_t)RECORDS * WIDTH);
    size_t used = 0;
    rc_store *store;
    options.dtype = dtype;
    options.format = "ndjson";
    options.added = &field;
    options.nadded = 1;
    for (int i = 0; i < RECORDS; i++) {
        used += (size_t)sprintf(text + used, i % 100 == 7 ? "\n[%d]\n" : "[%d]\n", i);
    }
    store = rc_load_memory(text, used, "in", &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(store), RECORDS);
    for (size_t i = 0; i < RECORDS; i++) {
        uint64_t line;
        memcpy(&line, (const char *)rc_store_data_const(store) + 12 * i + 4, sizeof line);
        ck_assert_uint_eq(line, i + 1 + (i + 93) / 100);
    }
    rc_store_unref(store);
    free(text);
    rc_dtype_unref(dtype);
    rc_dtype_unref(u8);
}
END_TEST

/* What is wrong with a field that is to be added. */
static const struct {
    const char *name, *dtype;
    int what;
    rc_status status;
} wrong[] = {{"x", "str", RC_ADDED_FILE, RC_ENAME},   {"f", "S1", RC_ADDED_FILE, RC_ERANGE},
             {"f", "U1", RC_ADDED_FILE, RC_ERANGE},   {"f", "i4", RC_ADDED_FILE, RC_ETYPE},
             {"f", "V2", RC_ADDED_FILE, RC_ETYPE},    {"n", "f8", RC_ADDED_LINE, RC_ETYPE},
             {"n", "bool", RC_ADDED_LINE, RC_ETYPE},  {"n", "a:i4", RC_ADDED_LINE, RC_ETYPE},
             {"n", "i4", RC_ADDED_LINE + 1, RC_EARG}, {NULL, "i4", RC_ADDED_LINE, RC_EARG},
             {"n", NULL, RC_ADDED_LINE, RC_EARG},     {"", "i4", RC_ADDED_LINE, RC_ENAME}};

START_TEST(wrong_fields_are_refused)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err);
    rc_dtype *type = wrong[_i].dtype ? rc_dtype_parse(wrong[_i].dtype, &err) : NULL;
    const rc_added_field field = {sizeof field, wrong[_i].name, (rc_added)wrong[_i].what, type};
    ck_assert_ptr_null(open_case(&cases[0], RC_ROWS, dtype, &field, 1, &err));
    ck_assert_msg(err.status == wrong[_i].status, "%d: %s", (int)err.status, err.message);
    rc_dtype_unref(dtype);
    rc_dtype_unref(type);
}
END_TEST

/* The structures of an array have one size. */
START_TEST(sizes_are_checked)
{
    static const struct {
        size_t sizes[2];
        const char *message;
    } sizes[] = {{{0, sizeof(rc_added_field)}, "has a size of 0 bytes"},
                 {{SIZE_MAX - 7, sizeof(rc_added_field)}, "has a size of"},
                 {{sizeof(rc_added_field), 0}, "rc_added_field 1 has another size than the first"},
                 {{sizeof(rc_added_field), 8}, "rc_added_field 1 has another size than the first"}};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err), *line = rc_dtype_parse("u8", &err);
    const rc_added_field fields[] = {{sizes[_i].sizes[0], "m", RC_ADDED_LINE, line},
                                     {sizes[_i].sizes[1], "n", RC_ADDED_LINE, line}};
    ck_assert_ptr_null(open_case(&cases[0], RC_ROWS, dtype, fields, 2, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_msg(strstr(err.message, sizes[_i].message) != NULL, "%s", err.message);
    rc_dtype_unref(dtype);
    rc_dtype_unref(line);
}
END_TEST

/* Records that are numbers have no fields to which others could be added. */
START_TEST(only_structs_have_fields)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("i4", &err);
    const rc_added_field field = {sizeof field, "n", RC_ADDED_LINE, dtype};
    rc_read_options options = RC_READ_OPTIONS_INIT;
    ck_assert_ptr_null(open_case(&cases[0], RC_ROWS, dtype, &field, 1, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    options.dtype = dtype;
    options.format = "ndjson";
    options.nadded = 1;
    ck_assert_ptr_null(rc_reader_open_memory("1", 1, "in", &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_dtype_unref(dtype);
}
END_TEST

/* A number that the type cannot hold: the records before it come first. */
START_TEST(large_lines_do_not_fit)
{
    rc_error err = RC_ERROR_INIT;
    char text[4 * 200];
    const struct added_case c = {"ndjson", text, NULL, {0}};
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err), *i1 = rc_dtype_parse("i1", &err);
    const rc_added_field field = {sizeof field, "n", RC_ADDED_LINE, i1};
    rc_reader *reader;
    rc_store *batch;
    text[0] = '\0';
    for (int i = 0; i < 199; i++) {
        memcpy(text + 4 * i, "[1]\n", 5);
    }
    reader = open_case(&c, RC_ROWS, dtype, &field, 1, &err);
    ck_assert_ptr_nonnull(reader);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_OK);
    ck_assert_uint_eq(rc_store_length(batch), 127);
    rc_store_unref(batch);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_ERANGE);
    ck_assert_uint_eq(err.line, 128);
    ck_assert_str_eq(err.field, "n");
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    rc_dtype_unref(i1);
}
END_TEST

Suite *suite_stream_added(void)
{
    Suite *suite = suite_create("stream added");
    TCase *tc = tcase_create("added");
    tcase_set_tags(tc, "threads");
    tcase_add_loop_test(tc, lines_and_names_are_added, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tc, many_lines_are_exact);
    tcase_add_loop_test(tc, wrong_fields_are_refused, 0, (int)(sizeof wrong / sizeof wrong[0]));
    tcase_add_loop_test(tc, sizes_are_checked, 0, 4);
    tcase_add_test(tc, only_structs_have_fields);
    tcase_add_test(tc, large_lines_do_not_fit);
    suite_add_tcase(suite, tc);
    return suite;
}
