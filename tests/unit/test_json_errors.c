/* Bad text: each error with its status, line, column, byte, record, field and words. */
#include "test_json.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines and columns from 1, records and bytes from 0. */
static const struct {
    const char *format, *dtype, *in;
    rc_status status;
    unsigned line, column, byte, record;
    const char *field, *words;
} cases[] = {
    {"ndjson", "x:i4,y:i4", "{\"x\":1,\"y\":2}\n{\"x\":1,\"y\":3000000000}\n", RC_ERANGE, 2, 12, 25,
     1, "y", "3000000000 does not fit int32 (try y:i8)"},
    {"ndjson", "x:u1", "{\"x\":-1}", RC_ERANGE, 1, 6, 5, 0, "x", "-1 does not fit uint8"},
    {"ndjson", "x:i4", "{\"x\":1.0}", RC_ETYPE, 1, 6, 5, 0, "x", "1.0"},
    {"ndjson", "x:i4", "{\"x\":1e3}", RC_ETYPE, 1, 6, 5, 0, "x", "1e3"},
    {"ndjson", "x:i4", "{\"x\":\"1\"}", RC_ETYPE, 1, 6, 5, 0, "x", "found text \"1\" where"},
    {"ndjson", "x:i4", "{\"x\":true}", RC_ETYPE, 1, 6, 5, 0, "x", "int32"},
    {"ndjson", "x:i4", "{\"x\":null}", RC_ETYPE, 1, 6, 5, 0, "x", "found null where int32 expects"},
    {"ndjson", "x:i4", "{\"x\":[1]}", RC_ETYPE, 1, 6, 5, 0, "x", "array"},
    {"ndjson", "x:i4", "{\"x\":{}}", RC_ETYPE, 1, 6, 5, 0, "x", "object"},
    {"ndjson", "x:i4", "{\"x\":01}", RC_ESYNTAX, 1, 7, 6, 0, "x", "number"},
    {"ndjson", "x:i4", "{\"x\":-}", RC_ESYNTAX, 1, 7, 6, 0, "x", "number"},
    {"ndjson", "x:i4", "{\"x\":}", RC_ESYNTAX, 1, 6, 5, 0, "x", "expected a value"},
    {"ndjson", "x:f8", "{\"x\":1e999}", RC_ERANGE, 1, 6, 5, 0, "x", "1e999"},
    {"ndjson", "x:f8", "{\"x\":1e-999}", RC_ERANGE, 1, 6, 5, 0, "x", "1e-999"},
    {"ndjson", "x:f8", "{\"x\":9007199254740993}", RC_ERANGE, 1, 6, 5, 0, "x", "(try x:i8)"},
    {"ndjson", "x:f4", "{\"x\":16777217}", RC_ERANGE, 1, 6, 5, 0, "x", "16777217"},
    {"ndjson", "x:bool", "{\"x\":1}", RC_ETYPE, 1, 6, 5, 0, "x", "bool"},
    {"ndjson", "x:bool", "{\"x\":tru}", RC_ESYNTAX, 1, 9, 8, 0, "x", "true, false or null"},
    {"ndjson", "x:S3", "{\"x\":\"abcd\"}", RC_ERANGE, 1, 6, 5, 0, "x", "(try x:S4 or str)"},
    {"ndjson", "x:S3", "{\"x\":\"a\\u0000\"}", RC_ERANGE, 1, 6, 5, 0, "x", "NUL"},
    {"ndjson", "x:S3", "{\"x\":5}", RC_ETYPE, 1, 6, 5, 0, "x", "5"},
    {"ndjson", "x:S3", "{\"x\":\"\xFF\"}", RC_ESYNTAX, 1, 7, 6, 0, "x", "UTF-8"},
    {"ndjson", "x:S3", "{\"x\":\"ab", RC_ESYNTAX, 1, 9, 8, 0, "x", "closing quote"},
    {"ndjson", "x:S3", "{\"x\":\"a\tb\"}", RC_ESYNTAX, 1, 8, 7, 0, "x", "0x09"},
    {"ndjson", "x:S9", "{\"x\":\"\\ud800\"}", RC_ESYNTAX, 1, 13, 12, 0, "x", "surrogate"},
    {"ndjson", "x:U2", "{\"x\":\"abc\"}", RC_ERANGE, 1, 6, 5, 0, "x", "U"},
    {"ndjson", "x:V2", "{\"x\":\"00\"}", RC_ERANGE, 1, 6, 5, 0, "x", "V2"},
    {"ndjson", "x:V2", "{\"x\":\"0g00\"}", RC_ESYNTAX, 1, 6, 5, 0, "x", "0g00"},
    {"ndjson", "x:M8[D]", "{\"x\":\"2021-02-30\"}", RC_ESYNTAX, 1, 6, 5, 0, "x", "2021-02-30"},
    {"ndjson", "d:M8[D],x:i1", "{\"d\":\"2021-01-01\",\"x\":300}", RC_ERANGE, 1, 23, 22, 0, "x",
     "300"},
    {"ndjson", "x:i4", "{\"x\":1,\"y\":2}", RC_EEXTRA, 1, 8, 7, 0, "", "key \"y\""},
    {"ndjson", "x:i4,y:i4", "{\"x\":1}", RC_EMISSING, 1, 7, 6, 0, "y", "does not have it"},
    {"ndjson", "x:i4,y:i4", "{\"x\":1,\"x\":1}", RC_EDUPLICATE, 1, 8, 7, 0, "x", "twice"},
    {"ndjson", "x:i4,y:i4", "[1]", RC_EMISSING, 1, 3, 2, 0, "y", "does not have it"},
    {"ndjson", "x:i4,y:i4", "[1,2,3]", RC_EEXTRA, 1, 6, 5, 0, "", "more values"},
    {"ndjson", "x:i4,y:i4", "[1,]", RC_ESYNTAX, 1, 4, 3, 0, "y", "value"},
    {"ndjson", "x:i4", "7", RC_ETYPE, 1, 1, 0, 0, "", "7"},
    {"ndjson", "p:2i4", "{\"p\":[1]}", RC_EMISSING, 1, 8, 7, 0, "p", "expected 2"},
    {"ndjson", "p:2i4", "{\"p\":[1,2,3]}", RC_EEXTRA, 1, 10, 9, 0, "p", "expected 2"},
    {"ndjson", "p:2i4", "{\"p\":[1,2.5]}", RC_ETYPE, 1, 9, 8, 0, "p", "2.5"},
    {"ndjson", "p:2i4", "{\"p\":1}", RC_ETYPE, 1, 6, 5, 0, "p", "1"},
    {"ndjson", "a:{b:{c:i1}}", "{\"a\":{\"b\":{\"c\":200}}}", RC_ERANGE, 1, 16, 15, 0, "a.b.c",
     "200"},
    {"ndjson", "a:{b:i1}", "{\"a\":{\"b\":1,\"z\":1}}", RC_EEXTRA, 1, 13, 12, 0, "a", "\"z\""},
    {"ndjson", "x:i4", "{\"x\":1} {\"x\":2}\n", RC_ESYNTAX, 1, 9, 8, 0, "", "end of the line"},
    {"ndjson", "x:i4", "{\"x\":\n1}\n", RC_ESYNTAX, 1, 6, 5, 0, "x", "a value"},
    {"ndjson", "x:i4", "{\"x\":1}\n\n\r\n{\"x\":2\n", RC_ESYNTAX, 4, 7, 17, 1, "", "'}'"},
    {"ndjson", "x:i4", "{x:1}", RC_ESYNTAX, 1, 2, 1, 0, "", "a key in quotes"},
    {"ndjson", "x:i4", "{\"x\" 1}", RC_ESYNTAX, 1, 6, 5, 0, "x", "':'"},
    {"ndjson", "x:i4", "{\"x\":1,}", RC_ESYNTAX, 1, 8, 7, 0, "", "a key in quotes"},
    {"ndjson", "x:i4", "\xFE\xFF{\"x\":1}", RC_ESYNTAX, 1, 1, 0, 0, "", "0xFE"},
    {"json", "x:i4", "", RC_ESYNTAX, 1, 1, 0, ~0u, "", "empty"},
    {"json", "x:i4", "  \n ", RC_ESYNTAX, 2, 2, 4, ~0u, "", "empty"},
    {"json", "x:i4", "[{\"x\":1},\n {\"x\":2},]", RC_ESYNTAX, 2, 10, 19, 2, "", "comma"},
    {"json", "x:i4", "[{\"x\":1},\n {\"x\":2}", RC_ESYNTAX, 2, 9, 18, 1, "", "']'"},
    {"json", "x:i4", "[{\"x\":1},\n {\"x\":2},", RC_ESYNTAX, 2, 10, 19, 2, "", "']'"},
    {"json", "x:i4", "[", RC_ESYNTAX, 1, 2, 1, 0, "", "']'"},
    {"json", "x:i4", "[{\"x\":1} {\"x\":2}]", RC_ESYNTAX, 1, 10, 9, 0, "", "','"},
    {"json", "x:i4", "[{\"x\":1}]\n]", RC_ESYNTAX, 2, 1, 10, ~0u, "", "end of the document"},
    {"json", "x:i4", "[{\"x\":1}]\n[]", RC_ESYNTAX, 2, 1, 10, ~0u, "", "end of the document"},
    {"json", "x:i4", "[{\"x\":1]", RC_ESYNTAX, 1, 8, 7, 0, "", "'}'"},
    {"json", "x:i4", "[,{\"x\":1}]", RC_ESYNTAX, 1, 2, 1, 0, "", "a value"}};

START_TEST(tells)
{
    rc_error err = RC_ERROR_INIT;
    const char *in = cases[_i].in;
    rc_store *store = json_read(cases[_i].format, cases[_i].dtype, in, strlen(in), NULL, &err);
    char line[1024];
    rc_error_print(&err, line, sizeof line);
    ck_assert_msg(store == NULL, "%s was read", in);
    ck_assert_msg(err.status == cases[_i].status, "%s: status %s: %s", in,
                  rc_status_name(err.status), line);
    ck_assert_msg(err.line == cases[_i].line && err.column == cases[_i].column &&
                      err.byte == cases[_i].byte,
                  "%s: %s (byte %llu)", in, line, (unsigned long long)err.byte);
    ck_assert_msg(cases[_i].record == ~0u ? err.record == RC_NOWHERE
                                          : err.record == cases[_i].record,
                  "%s: record %llu: %s", in, (unsigned long long)err.record, line);
    ck_assert_msg(strcmp(err.field, cases[_i].field) == 0, "%s: field %s: %s", in, err.field, line);
    ck_assert_msg(strstr(err.message, cases[_i].words) != NULL, "%s: %s", in, line);
    ck_assert_str_eq(err.source, "test");
}
END_TEST

static const struct {
    const char *root, *in;
    rc_status status;
    unsigned line, column;
    const char *words;
} roots[] = {{"r", "{}", RC_EARG, 0, 0, "slash"},
             {"/r~2", "{}", RC_EARG, 0, 0, "0 or 1"},
             {"/r", "{}", RC_EMISSING, 1, 2, "no such key"},
             {"/r", "{\"a\":1,\n\"b\":[]}", RC_EMISSING, 2, 8, "no such key"},
             {"/r", "[1]", RC_EMISSING, 1, 2, "needs an index"},
             {"/1", "[1]", RC_EMISSING, 1, 4, "shorter"},
             {"/0", "[]", RC_EMISSING, 1, 2, "empty"},
             {"/a/b", "{\"a\":5}", RC_EMISSING, 1, 6, "neither"},
             {"/r", "{\"r\":{\"x\":1}}", RC_ETYPE, 1, 6, "not an array"},
             {"/r", "{\"r\":[{\"x\":1}],\"r\":[]}", RC_EDUPLICATE, 1, 20, "twice"},
             {"/r", "{\"a\":[1,2}", RC_ESYNTAX, 1, 10, "']'"},
             {"/r", "{\"r\":[{\"x\":1}]", RC_ESYNTAX, 1, 15, "'}'"},
             {"/r", "{\"r\":[{\"x\":1}],\n\"s\":nul}", RC_ESYNTAX, 2, 8, "null"},
             {"/r", "{\"r\":[{\"x\":1}]} 7", RC_ESYNTAX, 1, 17, "end of the document"}};

START_TEST(tells_of_the_document)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    char line[1024];
    rc_store *store;
    options.root = roots[_i].root;
    store = json_read("json", "x:i4", roots[_i].in, strlen(roots[_i].in), &options, &err);
    rc_error_print(&err, line, sizeof line);
    ck_assert_msg(store == NULL, "%s was read", roots[_i].in);
    ck_assert_msg(err.status == roots[_i].status && strstr(err.message, roots[_i].words), "%s: %s",
                  roots[_i].in, line);
    if (roots[_i].line) {
        ck_assert_msg(err.line == roots[_i].line && err.column == roots[_i].column, "%s: %s",
                      roots[_i].in, line);
    }
}
END_TEST

/* Text that another format or root reads: the hint says which, and it does. */
static const struct {
    const char *format, *dtype, *in, *words;
    rc_hint hint;
    const char *value;
    size_t records; /* with the hint */
} framings[] = {
    {"ndjson", "a:i4", "{\n  \"a\": 1\n}\n", "the line ends where", RC_HINT_FORMAT, "json", 1},
    {"ndjson", "a:i4", "[\n{\"a\":1},\n{\"a\":2}\n]\n", "the line ends where", RC_HINT_FORMAT,
     "json", 2},
    {"ndjson", "a:i4", "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "a record in each line", RC_HINT_NONE,
     "", 0},
    {"ndjson", "a:i4", "{\"a\":1}\n{\"a\":2", "the text ends where", RC_HINT_NONE, "", 0},
    {"ndjson", "q:{m:f8}", "[{\"q\":{\"m\":1.5}},{\"q\":{\"m\":2.5}}]\n", "array of records",
     RC_HINT_FORMAT, "json", 2},
    {"ndjson", "a:i4", "[{\"a\":1},{\"a\":2}]\n", "array of records", RC_HINT_FORMAT, "json", 2},
    {"json", "a:i4,b:i4", "[1,2]\n[3,4]\n", "more text follows", RC_HINT_FORMAT, "ndjson", 2},
    {"json", "a:i4,b:i4", "[1,2,3]\n", "a struct", RC_HINT_NONE, "", 0},
    {"json", "x:i4", "{\"n\":[1],\"a/b\":[{\"x\":1}],\"next\":null}", "an array in it",
     RC_HINT_ROOT, "/a~1b", 1},
    {"json", "x:i4", "{\"data\":[ [1], [2] ]}", "an array in it", RC_HINT_ROOT, "/data", 2},
    {"json", "x:i4", "{\"a\\/b\":[[1]],\"c\":[[2]]}", "an array in it", RC_HINT_ROOT, "/c", 1},
    {"json", "x:i4", "{\"a\\/b\":[[1]]}", "not in the dtype", RC_HINT_EXTRA, "", 0},
    {"json", "a:i4", "[[{\"a\":1},{\"a\":2}]]", "array of records", RC_HINT_ROOT, "/0", 2}};

START_TEST(hints_read_the_text)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    const char *in = framings[_i].in, *format = framings[_i].format;
    rc_store *store = json_read(format, framings[_i].dtype, in, strlen(in), NULL, &err);
    ck_assert_msg(store == NULL, "%s was read", in);
    ck_assert_msg(strstr(err.message, framings[_i].words) != NULL, "%s: %s", in, err.message);
    ck_assert_msg(err.hint == framings[_i].hint, "%s: hint %d", in, (int)err.hint);
    ck_assert_str_eq(err.hint_value, framings[_i].value);
    if (framings[_i].records) {
        rc_error again = RC_ERROR_INIT;
        bool root = err.hint == RC_HINT_ROOT;
        options.root = root ? err.hint_value : NULL;
        store = json_read(root ? "json" : err.hint_value, framings[_i].dtype, in, strlen(in),
                          &options, &again);
        ck_assert_msg(store != NULL, "%s: %s", in, again.message);
        ck_assert_uint_eq(rc_store_length(store), framings[_i].records);
        rc_store_unref(store);
    }
}
END_TEST

/* What chose the format is said. */
START_TEST(errors_say_why_the_format)
{
    static const char line[] = "[1,2\n]\n", more[] = "[1,2] [3,4]\n";
    static const struct {
        const char *name, *format, *in, *why;
    } cases_of_why[] = {{"x.ndjson", NULL, line, "by the file name"},
                        {"x.ndjson", "ndjson", line, "as asked for"},
                        {"x.json", NULL, more, "by the file name"},
                        {"stdin", NULL, more, "by its content"}};
    rc_dtype *dtype = rc_dtype_parse("a:i4,b:i4", NULL);
    for (size_t i = 0; i < sizeof cases_of_why / sizeof *cases_of_why; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_read_options options = RC_READ_OPTIONS_INIT;
        rc_reader *reader;
        rc_store *batch;
        options.dtype = dtype;
        options.format = cases_of_why[i].format;
        reader = rc_reader_open_memory(cases_of_why[i].in, strlen(cases_of_why[i].in),
                                       cases_of_why[i].name, &options, &err);
        ck_assert_msg(reader != NULL, "%s", err.message);
        ck_assert_int_ne(rc_reader_next(reader, &batch, &err), RC_OK);
        ck_assert_msg(strstr(err.message, cases_of_why[i].why) != NULL, "%s", err.message);
        rc_reader_close(reader);
    }
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(complex_numbers_are_arrays_of_two)
{
    static const char *const wrong[] = {"[1]",   "1",  "[]",   "[1,2,3]",
                                        "\"1\"", "{}", "true", "[1 2]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rc_error err = RC_ERROR_INIT;
        char in[64];
        snprintf(in, sizeof in, "{\"z\":%s}\n", wrong[i]);
        ck_assert(json_read("ndjson", "z:c16", in, strlen(in), NULL, &err) == NULL);
        ck_assert_msg(strstr(err.message, "[real, imaginary]") || err.status == RC_ESYNTAX,
                      "%s: %s", in, err.message);
        ck_assert_int_eq(err.status, strcmp(wrong[i], "[1 2]") == 0 ? RC_ESYNTAX : RC_ETYPE);
        ck_assert(strstr(err.message, "1+2j") == NULL);
    }
}
END_TEST

START_TEST(nul_bytes_are_no_end)
{
    static const char in[] = "{\"x\":1}\n\0{\"x\":2}\n";
    rc_error err = RC_ERROR_INIT;
    ck_assert(json_read("ndjson", "x:i4", in, sizeof in - 1, NULL, &err) == NULL);
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_uint_eq(err.line, 2);
    ck_assert_uint_eq(err.column, 1);
    ck_assert_ptr_nonnull(strstr(err.message, "0x00"));
}
END_TEST

START_TEST(nesting_is_bounded)
{
    enum { DEEP = 100000 };
    char *text = malloc(DEEP + 16);
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    ck_assert(text != NULL);
    options.extra = RC_EXTRA_IGNORE;
    memcpy(text, "{\"a\":", 5);
    memset(text + 5, '[', DEEP);
    ck_assert(json_read("ndjson", "x:i4", text, DEEP + 5, &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_ELIMIT);
    ck_assert_uint_eq(err.column, 5 + 1024 + 1);
    rc_error_clear(&err);
    ck_assert(json_read("ndjson", "x:i4", text + 5, DEEP, NULL, &err) == NULL);
    ck_assert_int_eq(err.status, RC_ELIMIT); /* before anything is said of the kind */
    ck_assert_uint_eq(err.column, 2 + 1024);
    free(text);
}
END_TEST

/* Errors far into the text: pieces and batches before it are counted. */
START_TEST(tells_of_far_records)
{
    enum { RECORDS = 200000, LINE = 16 };
    char *text = malloc(RECORDS * LINE + 64);
    size_t i, n = 0;
    const char *format = _i ? "json" : "ndjson";
    rc_error err = RC_ERROR_INIT;
    ck_assert(text != NULL);
    text[n++] = _i ? '[' : '\n';
    for (i = 0; i < RECORDS; i++) {
        n += (size_t)sprintf(text + n, "{\"x\":%zu}%s\n", i, _i && i + 1 < RECORDS ? "," : "");
    }
    text[n++] = _i ? ']' : '\n';
    ck_assert_msg(strstr(text, "{\"x\":150000}") != NULL, "no such record");
    memcpy(strstr(text, "{\"x\":150000}"), "{\"x\":1500.0}", 12);
    ck_assert(json_read(format, "x:i4", text, n, NULL, &err) == NULL);
    ck_assert_int_eq(err.status, RC_ETYPE);
    ck_assert_uint_eq(err.record, 150000);
    ck_assert_uint_eq(err.line, _i ? 150001 : 150002);
    ck_assert_uint_eq(err.column, 6);
    ck_assert_uint_eq(err.byte, (size_t)(strstr(text, "1500.0") - text));
    free(text);
}
END_TEST

START_TEST(records_have_a_longest)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    size_t n = 3000000, i;
    char *text = malloc(n);
    ck_assert(text != NULL);
    memset(text, ' ', n);
    options.max_record = 1000000;
    options.extra = RC_EXTRA_IGNORE;
    memcpy(text, "{\"x\":1}\n{\"x\":2,\"y\":\"", 20);
    memset(text + 20, 'y', n - 20);
    memcpy(text + n - 4, "\"}\n\n", 4);
    for (i = 0; i < 2; i++) {
        rc_error_clear(&err);
        ck_assert(json_read(i ? "json" : "ndjson", "x:i4", text, n, &options, &err) == NULL);
        ck_assert_int_eq(err.status, RC_ELIMIT);
        ck_assert_uint_eq(err.line, 2);
        ck_assert_uint_eq(err.column, 1);
    }
    options.max_record = n; /* and such a record can be read when it is meant */
    rc_error_clear(&err);
    rc_store_unref(json_read("ndjson", "x:i4", text, n, &options, &err));
    ck_assert_int_eq(err.status, RC_OK);
    free(text);
}
END_TEST

/* The limit is the length of the longest record, to the byte, by grammar and by template. */
START_TEST(the_longest_record_is_counted_in_bytes)
{
    static const char record[] = "{\"x\":12345}";
    char in[4000] = "";
    for (size_t records = 1; records <= 40; records++) {
        rc_read_options options = RC_READ_OPTIONS_INIT;
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        strcat(in, record);
        strcat(in, " \n");
        options.max_record = sizeof record - 1;
        store = json_read("ndjson", "x:i4", in, strlen(in), &options, &err);
        ck_assert_msg(store != NULL, "%zu: %s", records, err.message);
        ck_assert_uint_eq(rc_store_length(store), records);
        rc_store_unref(store);
        options.max_record--;
        ck_assert(json_read("ndjson", "x:i4", in, strlen(in), &options, &err) == NULL);
        ck_assert_int_eq(err.status, RC_ELIMIT);
        ck_assert_uint_eq(err.record, 0);
    }
}
END_TEST

/* The limit may be any number; records without an end still end the reading. */
START_TEST(any_limit_is_taken)
{
    static const char in[] = "{\"x\":1}\n";
    static const size_t limits[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2, 1000};
    size_t n = 1000000, i;
    char *open = malloc(n);
    ck_assert(open != NULL);
    memset(open, 'y', n);
    memcpy(open, "{\"x\":\"", 6);
    for (i = 0; i < sizeof limits / sizeof *limits; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_read_options options = RC_READ_OPTIONS_INIT;
        rc_store *store;
        options.max_record = limits[i];
        store = json_read("ndjson", "x:i4", in, sizeof in - 1, &options, &err);
        ck_assert(store != NULL);
        ck_assert_uint_eq(rc_store_length(store), 1);
        rc_store_unref(store);
        ck_assert(json_read("ndjson", "x:i4", open, n, &options, &err) == NULL);
        ck_assert(err.status == RC_ESYNTAX || err.status == RC_ELIMIT);
    }
    free(open);
}
END_TEST

Suite *suite_json_errors(void)
{
    Suite *suite = suite_create("json_errors");
    TCase *tcase = tcase_create("errors");
    tcase_add_loop_test(tcase, tells, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, tells_of_the_document, 0, sizeof roots / sizeof *roots);
    tcase_add_loop_test(tcase, hints_read_the_text, 0, sizeof framings / sizeof *framings);
    tcase_add_test(tcase, errors_say_why_the_format);
    tcase_add_test(tcase, complex_numbers_are_arrays_of_two);
    tcase_add_test(tcase, nul_bytes_are_no_end);
    tcase_add_test(tcase, nesting_is_bounded);
    tcase_add_loop_test(tcase, tells_of_far_records, 0, 2);
    tcase_add_test(tcase, records_have_a_longest);
    tcase_add_test(tcase, the_longest_record_is_counted_in_bytes);
    tcase_add_test(tcase, any_limit_is_taken);
    suite_add_tcase(suite, tcase);
    return suite;
}
