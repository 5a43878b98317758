/* Which of the two JSON formats text is in: by its name, its content and the dtype. */
#include "test_json.h"

#include <rowcol/io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `lines` and `document` are what is found if the name shows that format, `neither` if it shows
   none: L lines, D a document. The dtype may be NULL. */
static const struct form_case {
    const char *text, *dtype;
    char lines, document, neither;
} cases[] = {
    /* objects */
    {"{\"x\":1}\n{\"x\":2}\n", "x:i4", 'L', 'L', 'L'},
    {"{\"x\":1}\r\n\r\n {\"x\":2}", "x:i4", 'L', 'L', 'L'},
    {"\xEF\xBB\xBF\n{\"x\":1} \n{", "x:i4", 'L', 'L', 'L'},
    {"{\"x\":1}", "x:i4", 'L', 'D', 'D'},
    {"{\"x\":1}\n", "x:i4", 'L', 'D', 'L'},
    {"{\"x\":1}\n \n", "x:i4", 'L', 'D', 'L'},
    {"{\"x\":1} {\"x\":2}\n{\"x\":3}\n", "x:i4", 'L', 'D', 'D'},
    {"{\"x\":\n1}\n{\"x\":2}\n", "x:i4", 'L', 'D', 'D'},
    {"{\"x\":{\"y\":\"}\\\"\"}}\n{\"x\":2}\n", "x:i4", 'L', 'L', 'L'},
    {"{\"x\":1}\n[2]\n", "x:i4", 'L', 'D', 'L'},
    {"{\"x\":1\n{\"x\":2}\n", "x:i4", 'L', 'D', 'D'}, /* broken lines stay what they are called */
    {"{\"x", "x:i4", 'L', 'D', 'D'},
    /* arrays over lines */
    {"[\n{\"x\":1},\n{\"x\":2}\n]\n", "x:i4", 'D', 'D', 'D'},
    {"[{\"x\":1},\n{\"x\":2}]", NULL, 'D', 'D', 'D'},
    {"\xEF\xBB\xBF [{\"x\":1\n}]", "x:i4", 'D', 'D', 'D'},
    {"[\n]", "x:i4", 'D', 'D', 'D'},
    {"[1,\n2]", "x:i4,y:i4", 'L', 'D', 'D'}, /* records are no numbers */
    {"[1,\n2]", "i4", 'D', 'D', 'D'},
    {"[[1,\n2],[3,4]]", "x:i4,y:i4", 'D', 'D', 'D'},
    {"[{\"x\":\"a\nb\"}]", "x:S3", 'L', 'D', 'D'}, /* not JSON */
    /* lines that are arrays */
    {"[1,2]\n[3,4]\n", "x:i4,y:i4", 'L', 'L', 'L'},
    {"[1,2]\n[3,4]\n", NULL, 'L', 'L', 'L'},
    {"[{\"x\":1}]\n[{\"x\":2}]\n", NULL, 'L', 'L', 'L'},
    {"[1,2]\n\n{\"x\":3,\"y\":4}\n", "x:i4,y:i4", 'L', 'L', 'L'},
    {"[1,\"]\\\"[\"]\n[3,4]\n", NULL, 'L', 'L', 'L'},
    {"[1,2] [3,4]\n", "x:i4,y:i4", 'L', 'D', 'D'},
    {"[1,2]\n3", "x:i4,y:i4", 'L', 'D', 'D'},
    /* one line, one array */
    {"[{\"x\":1},{\"x\":2}]", "x:i4", 'D', 'D', 'D'},
    {"[{\"x\":1},{\"x\":2}]\n", NULL, 'D', 'D', 'D'},
    {" [ { \"x\" : 1 } ] \n \n", "x:i4", 'D', 'D', 'D'},
    {"[{\"a\":1},2]", "p:{a:i4}, b:i4", 'L', 'L', 'L'},
    {"[{\"p\":{\"a\":1},\"b\":2}]", "p:{a:i4}, b:i4", 'D', 'D', 'D'},
    {"[{\"q\":1}]", "p:{a:i4}, b:i4", 'D', 'D', 'D'},
    {"[{\"p\":{\"p\":1}}]", "p:{p:i4}", 'D', 'D', 'D'},
    {"[{\"a\":1},{\"a\":2}]", "2{a:i4}", 'L', 'L', 'L'},
    {"[1,2]", "x:i4,y:i4", 'L', 'L', 'L'},
    {"[1,2]", "2i4", 'L', 'L', 'L'},
    {"[1,2]", "i4", 'D', 'D', 'D'},
    {"[1,2]", NULL, 'L', 'D', 'D'},
    {"[\"a\"]", "str", 'D', 'D', 'D'},
    {"[[1,2],[3,4]]", "x:i4,y:i4", 'D', 'D', 'D'},
    {"[[1,2],[3,4]]", "x:2i4,y:2i4", 'L', 'D', 'D'}, /* both: what the name shows */
    {"[[1,2],[3,4]]", "(2,2)i4", 'L', 'D', 'D'},
    {"[[1,2],[3,4]]", "2i4", 'D', 'D', 'D'},
    {"[[1,2],[3,4]]", NULL, 'L', 'D', 'D'},
    {"[]", "x:i4", 'L', 'D', 'D'},
    {"[null]", "x:i4?", 'L', 'D', 'D'},
    /* neither */
    {"", "x:i4", 'L', 'D', 0},
    {" \n", "x:i4", 'L', 'D', 0},
    {"1\n2\n", "i4", 'L', 'D', 0},
    {"\xEF\xBB", "x:i4", 'L', 'D', 0}};

/* Gives a text in parts of `step` bytes. */
typedef struct dribble {
    const char *text;
    size_t left, step;
} dribble;

static rc_status read_part(void *context, void *buffer, size_t size, size_t *got, rc_error *err)
{
    dribble *from = context;
    (void)err;
    *got = size < from->step ? size : from->step;
    *got = *got < from->left ? *got : from->left;
    memcpy(buffer, from->text, *got);
    from->text += *got;
    from->left -= *got;
    return RC_OK;
}

static rc_reader *open_parts(const char *text, size_t n, size_t step, const char *name,
                             const rc_read_options *options, dribble *from, rc_error *err)
{
    rc_input input = RC_INPUT_INIT;
    *from = (dribble){text, n, step};
    input.read = read_part;
    input.context = from;
    return rc_reader_open_input(&input, name, options, err);
}

/* Without a dtype it is what inference finds. */
static const char *found_by_inference(const char *text, const char *name)
{
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = NULL;
    const char *format;
    rc_dtype_unref(rc_infer_memory(text, strlen(text), name, NULL, NULL, &report, &err));
    format = rc_inference_format(report, 0);
    ck_assert_ptr_null(rc_inference_format(report, 1));
    rc_inference_free(report);
    return format;
}

static void expect_form(const struct form_case *c, const char *name, char form)
{
    const char *expected = form == 'L' ? "ndjson" : "json";
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = c->dtype ? rc_dtype_parse(c->dtype, &err) : NULL;
    options.dtype = dtype;
    for (size_t step = 0; dtype && step < 4; step++) {
        dribble from;
        rc_reader *reader =
            step == 0 ? rc_reader_open_memory(c->text, strlen(c->text), name, &options, &err)
                      : open_parts(c->text, strlen(c->text), step, name, &options, &from, &err);
        ck_assert_msg(form ? reader != NULL : reader == NULL, "%s: %s", c->text, err.message);
        if (reader) {
            ck_assert_msg(strcmp(rc_reader_format(reader), expected) == 0, "%s in %s as %s: %s",
                          c->text, name, c->dtype, rc_reader_format(reader));
        }
        rc_reader_close(reader);
        rc_error_clear(&err);
    }
    if (!dtype) {
        const char *found = found_by_inference(c->text, name);
        ck_assert_msg(found && strcmp(found, expected) == 0, "%s in %s: %s", c->text, name,
                      found ? found : "nothing");
    }
    rc_dtype_unref(dtype);
}

START_TEST(form_is_found)
{
    expect_form(&cases[_i], "x.ndjson", cases[_i].lines);
    if (cases[_i].text[0]) { /* else it is a compressed file that is cut off */
        expect_form(&cases[_i], "x.jsonl.gz", cases[_i].lines);
    }
    expect_form(&cases[_i], "x.json", cases[_i].document);
    expect_form(&cases[_i], "x", cases[_i].neither);
}
END_TEST

/* Whatever is found without, what is asked for is what is read. */
START_TEST(format_that_is_given_is_obeyed)
{
    static const char *const formats[] = {"ndjson", "json"};
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(cases[_i].dtype ? cases[_i].dtype : "x:i4", &err);
    options.dtype = dtype;
    for (size_t f = 0; f < 2; f++) {
        rc_reader *reader;
        options.format = formats[f];
        reader = rc_reader_open_memory(cases[_i].text, strlen(cases[_i].text), "x.ndjson", &options,
                                       &err);
        ck_assert_ptr_nonnull(reader);
        ck_assert_str_eq(rc_reader_format(reader), formats[f]);
        rc_reader_close(reader);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* A first line of about `size` bytes: an array of objects that have the key x. */
static char *long_line(size_t size, size_t *n)
{
    char *text = malloc(size + 64);
    size_t used = 1;
    ck_assert_ptr_nonnull(text);
    text[0] = '[';
    while (used < size) {
        used += (size_t)sprintf(text + used, "{\"x\":%zu},", used);
    }
    text[used - 1] = ']';
    *n = used;
    return text;
}

/* A line that is longer than the head; and records of an input that was looked at are all there. */
START_TEST(long_lines_are_arrays)
{
    static const size_t sizes[] = {60000, 65520, 65530, 65536, 65540, 300000};
    static const char *const names[] = {"x.ndjson", "x.json", "x"};
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err);
    size_t n;
    char *text = long_line(sizes[_i], &n);
    options.dtype = dtype;
    for (size_t i = 0; i < 3; i++) {
        for (size_t step = 1000; step < 200000; step = step * 7 + 1) {
            dribble from;
            rc_reader *reader = open_parts(text, n, step, names[i], &options, &from, &err);
            rc_store *store = reader ? rc_reader_load(reader, 1, &err) : NULL;
            size_t at = 1, records = 0;
            ck_assert_msg(store != NULL, "%s", err.message);
            ck_assert_str_eq(rc_reader_format(reader), "json");
            for (; at < n; records++) {
                int32_t x;
                memcpy(&x, (const char *)rc_store_data_const(store) + records * sizeof x, sizeof x);
                ck_assert_int_eq(x, (int)at);
                at += (size_t)snprintf(NULL, 0, "{\"x\":%zu},", at);
            }
            ck_assert_uint_eq(rc_store_length(store), records);
            rc_store_unref(store);
            rc_reader_close(reader);
        }
    }
    free(text);
    rc_dtype_unref(dtype);
}
END_TEST

/* A root is about a document, and keeps text that has no other name from being lines. */
START_TEST(root_needs_a_document)
{
    static const char text[] = "{\"a\":[{\"x\":1}]}\n";
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err);
    rc_reader *reader;
    options.dtype = dtype;
    options.root = "/a";
    reader = rc_reader_open_memory(text, strlen(text), "x", &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    ck_assert_str_eq(rc_reader_format(reader), "json");
    rc_reader_close(reader);
    ck_assert_ptr_null(rc_reader_open_memory(text, strlen(text), "x.ndjson", &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_dtype_unref(dtype);
    ck_assert_ptr_null(rc_reader_format(NULL));
}
END_TEST

/* Places mean fields that have other names in the text. */
START_TEST(mapped_records_are_objects)
{
    static const char text[] = "[{\"a\":{\"x\":1}},{\"a\":{\"x\":2}}]\n";
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_mapping *mapping = rc_mapping_new(&err);
    rc_dtype *dtype =
        rc_dtype_parse_mapped("q=/a:{x:i4}", strlen("q=/a:{x:i4}"), RC_PACKED, mapping, &err);
    rc_store *store;
    ck_assert_msg(dtype != NULL, "%s", err.message);
    options.dtype = dtype;
    options.mapping = mapping;
    store = rc_load_memory(text, strlen(text), "x.ndjson", &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(store), 2);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    rc_mapping_free(mapping);
}
END_TEST

Suite *suite_json_form(void)
{
    Suite *suite = suite_create("json form");
    TCase *tc = tcase_create("form");
    tcase_set_tags(tc, "threads");
    tcase_add_loop_test(tc, form_is_found, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_loop_test(tc, format_that_is_given_is_obeyed, 0,
                        (int)(sizeof cases / sizeof cases[0]));
    tcase_add_loop_test(tc, long_lines_are_arrays, 0, 6);
    tcase_add_test(tc, root_needs_a_document);
    tcase_add_test(tc, mapped_records_are_objects);
    suite_add_tcase(suite, tc);
    return suite;
}
