/* Tables: what text gives, and which error. Each is read in each way, from memory in ranges and in
 * pieces of one byte. */
#include "test_csv.h"

#include "csv_reference.h"
#include "runner.h"

#include <rowcol.h>
#include <stdio.h>
#include <string.h>

typedef struct csv_case {
    const char *dtype;
    const char *text;
    const char *expected;   /* the records as JSON, each followed by a blank; or the error */
    rc_csv_dialect dialect; /* but for its size */
    rc_extra extra;
    rc_missing missing;
    rc_nulls nulls;
    size_t max_record;
} csv_case;

#define NO_HEADER                                                                                  \
    {                                                                                              \
        .header = RC_CSV_HEADER_NO                                                                 \
    }

static const csv_case cases[] = {
    /* RFC 4180, section 2 */
    {"a:str,b:str", "a,b\r\naaa,bbb\r\nzzz,yyy\r\n",
     .expected = "{\"a\":\"aaa\",\"b\":\"bbb\"} {\"a\":\"zzz\",\"b\":\"yyy\"} "},
    {"a:str,b:str", "a,b\naaa,bbb\nzzz,yyy",
     .expected = "{\"a\":\"aaa\",\"b\":\"bbb\"} {\"a\":\"zzz\",\"b\":\"yyy\"} "},
    {"a:str,b:str", "a,b\n\"aaa\",\"b\r\nbb\"\r\n",
     .expected = "{\"a\":\"aaa\",\"b\":\"b\\r\\nbb\"} "},
    {"a:str,b:str", "a,b\n\"a\"\"a\",\"\"\"\"\n", .expected = "{\"a\":\"a\\\"a\",\"b\":\"\\\"\"} "},
    {"a:str,b:str", "a,b\n a , b \n", .expected = "{\"a\":\" a \",\"b\":\" b \"} "},
    {"a:str,b:str", "a,b\n\",\",\"\n\"\n", .expected = "{\"a\":\",\",\"b\":\"\\n\"} "},
    /* kinds */
    {"a:i1,b:u8,c:f8,d:bool", "a,b,c,d\n-128,18446744073709551615,1e-5,true\n",
     .expected = "{\"a\":-128,\"b\":18446744073709551615,\"c\":1e-05,\"d\":true} "},
    {"a:i4", "a\n\"12\"\n", .expected = "{\"a\":12} "},
    {"a:i4", "a\n007\n",
     .expected = "test:2:1: field \"a\": found text \"007\" where int32 expects an integer (try "
                 "a:S3 or str)"},
    {"a:i4", "a\n1.5\n",
     .expected = "test:2:1: field \"a\": 1.5 is not an integer, which int32 expects (try a:f8)"},
    {"a:i1", "a\n1\n300\n", .expected = "test:3:1: field \"a\": 300 does not fit int8 (try a:i2)"},
    {"a:bool,b:bool,c:bool", "a,b,c\nTRUE,False,true\n",
     .expected = "{\"a\":true,\"b\":false,\"c\":true} "},
    {"a:f8", "a\ninf\n", .expected = "error"},
    {"a:M8[D]", "a\n2020-02-29\n", .expected = "{\"a\":\"2020-02-29\"} "},
    {"a:S3", "a\nabcd\n",
     .expected = "test:2:1: field \"a\": 4 bytes do not fit S3: \"abcd\" (try a:S4 or str)"},
    {"a:S3,b:U2", "a,b\nab,\xC3\xA9\n", .expected = "{\"a\":\"ab\",\"b\":\"\xC3\xA9\"} "},
    {"a:str", "a\n\xFF\n", .expected = "error"},
    /* null */
    {"a:i4?,b:str?,c:str", "a,b,c\n,,\n", .expected = "{\"a\":null,\"b\":null,\"c\":\"\"} "},
    {"a:i4?,b:str?,c:str", "a,b,c\n\"\",\"\",\"\"\n",
     .expected = "{\"a\":null,\"b\":\"\",\"c\":\"\"} "},
    {"a:i4", "a,b\n,1\n", .expected = "error", .extra = RC_EXTRA_IGNORE},
    {"a:i4,b:f8", "a,b\n1,\n",
     .expected = "test:2:3: field \"b\": found null where float64 expects a number (add ? "
                 "after its type, or set the option nulls to RC_NULLS_NAN)"},
    {"a:i4,b:i4", "a,b\n1,\n", .expected = "{\"a\":1,\"b\":0} ", .nulls = RC_NULLS_ZERO},
    {"a:i4?,b:str?",
     "a,b\nNA,NA\n1,\"NA\"\n",
     .expected = "{\"a\":null,\"b\":null} {\"a\":1,\"b\":\"NA\"} ",
     {.nulls = "NA,N/A"}},
    {"a:i4?,b:str?", "a,b\nN/A,\n", .expected = "{\"a\":null,\"b\":\"\"} ", {.nulls = "NA,N/A"}},
    /* header */
    {"b:i4,a:i4", "a,b\n1,2\n", .expected = "{\"b\":2,\"a\":1} "},
    {"a:i4,b:i4", "1,2\n3,4\n", .expected = "{\"a\":1,\"b\":2} {\"a\":3,\"b\":4} "},
    {"a:str", "x\ny\n", .expected = "error"},
    {"a:str", "x\ny\n", .expected = "{\"a\":\"x\"} {\"a\":\"y\"} ", NO_HEADER},
    {"a:i4", "1\n2\n", .expected = "error", {.header = RC_CSV_HEADER_YES}},
    {"p:{x:i4,y:i4},v:2i2", "v[1],p.y,v[0],p.x\n1,2,3,4\n",
     .expected = "{\"p\":{\"x\":4,\"y\":2},\"v\":[3,1]} "},
    {"m:(2,2)i2", "m[0][0],m[0][1],m[1][0],m[1][1]\n1,2,3,4\n",
     .expected = "{\"m\":[[1,2],[3,4]]} "},
    {"p:{x:i4,y:i4},v:2i2", "1,2,3,4\n", .expected = "{\"p\":{\"x\":1,\"y\":2},\"v\":[3,4]} ",
     NO_HEADER},
    {"a:i4", "a,b\n1,2\n",
     .expected =
         "test:1:3: column \"b\" is not in the dtype: did you mean \"a\"? (add a field, or set the "
         "option extra to RC_EXTRA_IGNORE)"},
    {"a:i4", "b,a\nx,2\n", .expected = "{\"a\":2} ", .extra = RC_EXTRA_IGNORE},
    {"a:i4,b:i4", "a\n1\n",
     .expected = "test:1:1: field \"b\": the header has no column \"b\" (drop the field, or set "
                 "the option missing to RC_MISSING_ZERO)"},
    {"a:i4,b:i4", "a\n1\n", .expected = "{\"a\":1,\"b\":0} ", .missing = RC_MISSING_ZERO},
    {"a:i4,b:i4?", "a\n1\n", .expected = "{\"a\":1,\"b\":null} ", .missing = RC_MISSING_NULL},
    {"a:i4", "a,a\n1,2\n",
     .expected = "test:1:3: field \"a\": two columns have this name: rename one of them"},
    {"a:i4",
     "\xEF\xBB\xBF"
     "a\n1\n",
     .expected = "{\"a\":1} "},
    {"a:i4",
     "\xEF\xBB\xBF"
     "a\nx\n",
     .expected = "test:2:1: field \"a\": found text \"x\" where int32 expects an integer (try a:S1 "
                 "or str)"},
    /* delimiter */
    {"a:i4,b:f8", "a;b\n1;2.5\n", .expected = "{\"a\":1,\"b\":2.5} "},
    {"a:i4,b:str", "a\tb\n1\tx,y\n", .expected = "{\"a\":1,\"b\":\"x,y\"} "},
    {"a:i4,b:str", "a|b\n1|x;y\n", .expected = "{\"a\":1,\"b\":\"x;y\"} "},
    {"a:i4,b:str", "a:b\n1:x;y\n", .expected = "{\"a\":1,\"b\":\"x;y\"} ", {.delimiter = ':'}},
    /* lines */
    {"a:i4,b:i4", "a,b\n\n1,2\n\r\n3,4\n\n", .expected = "{\"a\":1,\"b\":2} {\"a\":3,\"b\":4} "},
    {"a:i4?", "a\n\n1\n\n", .expected = "{\"a\":null} {\"a\":1} {\"a\":null} "},
    {"a:i4,b:i4", "# x\"\na,b\n#,\"\n1,2\n#", .expected = "{\"a\":1,\"b\":2} ", {.comment = '#'}},
    {"a:i4,b:i4",
     "title\n\"\na,b\n1,x\n",
     .expected =
         "test:4:3: field \"b\": found text \"x\" where int32 expects an integer (try b:S1 or str)",
     {.skip_lines = 2}},
    {"a:i4,b:i4", "", .expected = ""},
    {"a:i4,b:i4", "a,b\n", .expected = ""},
    {"a:i4,b:i4", "a,b\n1,2\n3\n", .expected = "test:3:2: the record has 1 field, expected 2"},
    {"a:i4,b:i4", "a,b\n1,2\n3,4,5\n", .expected = "test:3:5: the record has 3 fields, expected 2"},
    {"a:str,b:i4", "a,b\n\"x\ny\",1\nz,q\n",
     .expected = "test:4:3: field \"b\": found text \"q\" where int32 expects an integer (try b:S1 "
                 "or str)"},
    {"a:str,b:str", "a,b\n1,2\nx\"y,2\n", .expected = "error"},
    {"a:str,b:i4", "a,b\nx,1\n0123456789 0123456789 0123456789,1\n",
     .expected = "test:3:1: a record of more than 20 bytes, the limit (raise the option max_record "
                 "if such a record is meant)",
     .max_record = 20},
    {"a:str,b:i4", "0123456789 0123456789 0123456789,b\n",
     .expected = "test:1:1: a record of more than 20 bytes, the limit (raise the option max_record "
                 "if such a record is meant)",
     .max_record = 20},
    {"a:str,b:i4",
     "\n\n#0123456789 0123456789 0123456789\na,b\n0123456789 0123456,1\n",
     .expected = "{\"a\":\"0123456789 0123456\",\"b\":1} ",
     {.comment = '#'},
     .max_record = 20},
    {"a:str,b:i4", "a,b\n0123456789 01234567,1\n",
     .expected = "test:2:1: a record of more than 20 bytes, the limit (raise the option max_record "
                 "if such a record is meant)",
     .max_record = 20},
    {"a:i4,b:i4", "a\n1\n", .expected = "error", .missing = RC_MISSING_NULL},
    {"a:i4", "a,7\n1,2\n", .expected = "{\"a\":1} ", .extra = RC_EXTRA_IGNORE},
    {"v:2i2", "v[0],v[2]\n1,2\n", .expected = "error"},
    /* decimal comma and thousands separator */
    {"a:f8,b:f4",
     "a;b\n1,5;-2,25e1\n1;2\n",
     .expected = "{\"a\":1.5,\"b\":-22.5} {\"a\":1.0,\"b\":2.0} ",
     {.decimal = ','}},
    {"a:f8,b:f8",
     "a;b\n1;1.5\n",
     .expected = "test:2:3: field \"b\": found text \"1.5\" where float64 expects a number (try "
                 "b:S3 or str)",
     {.decimal = ','}},
    {"a:f8,b:i4",
     "a,b\n\"1,5\",1\n\"1e2\",2\n",
     .expected = "{\"a\":1.5,\"b\":1} {\"a\":100.0,\"b\":2} ",
     {.decimal = ','}},
    {"a:f8,b:i4?",
     "a,b\n\"1,234.5\",\"1,234,567\"\n-1e3,\n1234,\"-999\"\n",
     .expected =
         "{\"a\":1234.5,\"b\":1234567} {\"a\":-1000.0,\"b\":null} {\"a\":1234.0,\"b\":-999} ",
     {.thousands = ","}},
    {"a:f8,b:i4",
     "1.234.567,5;-1.234\n0,5;12.345\n",
     .expected = "{\"a\":1234567.5,\"b\":-1234} {\"a\":0.5,\"b\":12345} ",
     {.decimal = ',', .thousands = "."}},
    {"a:f8,b:i8",
     "1\xC2\xA0"
     "234,5;1\xC2\xA0"
     "234\n",
     .expected = "{\"a\":1234.5,\"b\":1234} ",
     {.decimal = ',', .thousands = "\xC2\xA0"}},
    {"a:f8", "a\n1 234 567.25\n", .expected = "{\"a\":1234567.25} ", {.thousands = " "}},
    {"a:f8", "a\n12,34,567\n", .expected = "error", {.delimiter = ';', .thousands = ","}},
    {"a:i8", "a\n1234,567\n", .expected = "error", {.delimiter = ';', .thousands = ","}},
    {"a:i8", "a\n1,2345\n", .expected = "error", {.delimiter = ';', .thousands = ","}},
    {"a:i8", "a\n,123\n", .expected = "error", {.delimiter = ';', .thousands = ","}},
    {"a:i8", "a\n0,123\n", .expected = "error", {.delimiter = ';', .thousands = ","}},
    {"a:i8", "a\n1,234,\n", .expected = "error", {.delimiter = ';', .thousands = ","}},
    {"a:f8", "a\n1.234.5\n", .expected = "error", {.thousands = ","}},
    {"a:i1",
     "a\n\"1,234\"\n",
     .expected = "test:2:1: field \"a\": 1234 does not fit int8 (try a:i2)",
     {.thousands = ","}},
    {"a:f8", "a\n\"1,5\"\n",
     .expected = "test:2:1: field \"a\": found text \"1,5\" where float64 expects a number (try "
                 "a:S3 or str) "
                 "(or set the option decimal of CSV text to a comma)"},
    {"a:i4", "a\n\"1,500\"\n",
     .expected = "test:2:1: field \"a\": found text \"1,500\" where int32 expects an integer (try "
                 "a:S5 or str) "
                 "(or set the option thousands of CSV text to a comma)"},
    {"a:i4", "a\n 5\n",
     .expected = "test:2:1: field \"a\": found text \" 5\" where int32 expects an integer (try "
                 "a:S2 or str) "
                 "(or set the option trim of CSV text)"},
    {"a:c16,b:M8[ms]",
     "a;b\n(1.0+2.0j);2020-01-01T00:00:00.5\n",
     .expected = "{\"a\":[1.0,2.0],\"b\":\"2020-01-01T00:00:00.500\"} ",
     {.decimal = ','}},
    /* trimmed blanks */
    {"a:str,b:i4",
     " a ,\tb\n x y , 1\t\r\n\" z \"\t,\t \"2\" \n",
     .expected = "{\"a\":\"x y\",\"b\":1} {\"a\":\" z \",\"b\":2} ",
     {.trim = 1}},
    {"a:S3,b:bool",
     "abc , true \n , false\n",
     .expected = "{\"a\":\"abc\",\"b\":true} {\"a\":\"\",\"b\":false} ",
     {.trim = 1, .header = RC_CSV_HEADER_NO}},
    {"a:str?,b:f8?",
     "a,b\n  , NA \n\" NA\",1\n",
     .expected = "{\"a\":null,\"b\":null} {\"a\":\" NA\",\"b\":1.0} ",
     {.trim = 1, .nulls = ",NA"}},
    {"a:i4,b:i4",
     "a,b\n \t\n1,2\n  \r\n3,4\n ",
     .expected = "{\"a\":1,\"b\":2} {\"a\":3,\"b\":4} ",
     {.trim = 1}},
    {"a:str,b:str",
     "a\tb\n x \t \n",
     .expected = "{\"a\":\"x\",\"b\":\"\"} ",
     {.trim = 1, .delimiter = '\t'}},
    {"a:str,b:str",
     "a,b\n \"x\n,y\" , \"\"\"\"\n",
     .expected = "{\"a\":\"x\\n,y\",\"b\":\"\\\"\"} ",
     {.trim = 1}},
    {"a:str,b:str", "a,b\n\"x\" \"y\",1\n", .expected = "error", {.trim = 1}},
    {"a:i4,b:i4",
     "a,b\n1,  x\n",
     .expected =
         "test:2:5: field \"b\": found text \"x\" where int32 expects an integer (try b:S1 or str)",
     {.trim = 1}},
    {"a:str,b:str", "a,b\n1,2\n\"x\" ,2\n", .expected = "error"},
    {"a:str,b:str", "a,b\n1,2\n\"x,2\n3,4\n", .expected = "test:3:1: the quote is never closed"},
    {"a:str,b:str", "a,b\n1,2\rx,2\n", .expected = "error"},
};

/* The records as lines of JSON, or the error. */
static void read_case(const csv_case *one, rci_csv_way way, size_t piece_bytes, bool serial,
                      char *out, size_t room)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_csv_dialect dialect = one->dialect;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(one->dtype, &err);
    rc_reader *reader;
    rc_store *batch;
    rc_status status;
    size_t n = 0;
    ck_assert_msg(dtype != NULL, "%s", err.message);
    dialect.size = sizeof dialect;
    options.csv = &dialect;
    options.dtype = dtype;
    options.format = "csv";
    options.extra = one->extra;
    options.missing = one->missing;
    options.nulls = one->nulls;
    options.max_record = one->max_record;
    reader = rc_reader_open_memory(one->text, strlen(one->text), "test", &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    rci_csv_set_pieces(reader, piece_bytes, way);
    if (serial) {
        rci_stream_text_set_serial(reader);
    }
    out[0] = '\0';
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        for (size_t i = 0; i < rc_store_length(batch); i++) {
            rc_row row;
            char *text;
            ck_assert_int_eq(rc_store_row(batch, i, &row, NULL), RC_OK);
            text = rc_row_json(&row, NULL, &err);
            n += (size_t)snprintf(out + n, room - n, "%s ", text ? text : "error");
            rc_text_free(text);
            rc_error_clear(&err);
        }
        rc_store_unref(batch);
    }
    if (status != RC_END) {
        rc_error_print(&err, out, room);
    }
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}

START_TEST(gives_what_the_table_has)
{
    const csv_case *one = &cases[_i];
    for (int way = RCI_CSV_FAST; way <= RCI_CSV_EXACT; way++) {
        for (int serial = 0; serial < 2; serial++) {
            for (size_t size = 1; size <= 1 << 18; size <<= 9) {
                char found[2048];
                read_case(one, (rci_csv_way)way, size, serial, found, sizeof found);
                if (strcmp(one->expected, "error") == 0) { /* the message is that of others */
                    ck_assert_msg(strncmp(found, "test:", 5) == 0 || strstr(found, "error"),
                                  "%s: %s", one->text, found);
                } else {
                    ck_assert_msg(strcmp(found, one->expected) == 0,
                                  "%s\nfound:    %s\nexpected: %s", one->text, found,
                                  one->expected);
                }
            }
        }
    }
}
END_TEST

/* ------------------------------------------------------------------- options */

static const struct {
    rc_csv_dialect dialect;
    const char *message;
} refused[] = {
    {{.delimiter = '"'}, "option \"delimiter\""},
    {{.delimiter = '\n'}, "option \"delimiter\""},
    {{.comment = '\r'}, "option \"comment\""},
    {{.comment = ',', .delimiter = ','}, "the same character"},
    {{.header = (rc_csv_header)3}, "option \"header\""},
    {{.quotes = (rc_csv_quotes)2}, "option \"quotes\""},
    {{.quotes = RC_CSV_QUOTES_ALL}, "for writing"},
    {{.nulls = "a\"b"}, "option \"nulls\""},
    {{.decimal = ';'}, "option \"decimal\""},
    {{.thousands = ",", .decimal = ','}, "the decimal comma"},
    {{.thousands = "."}, "the decimal point: set decimal to a comma"},
    {{.thousands = "x"}, "option \"thousands\""},
    {{.thousands = "  "}, "option \"thousands\""},
    {{.thousands = "\xC3"}, "option \"thousands\""},
    {{.thousands = "\xFF"}, "option \"thousands\""},
    {{.thousands = "\xC2\xA0\xC2\xA0"}, "option \"thousands\""},
    {{.trim = 2}, "option \"trim\""},
};

START_TEST(refuses_wrong_options)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_csv_dialect dialect = refused[_i].dialect;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4", NULL);
    dialect.size = sizeof dialect;
    options.csv = &dialect;
    options.dtype = dtype;
    ck_assert(rc_reader_open_memory("a\n1\n", 4, "x.csv", &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_msg(strstr(err.message, refused[_i].message) != NULL, "%s", err.message);
    rc_error_clear(&err);
    dialect.size = 1;
    ck_assert(rc_reader_open_memory("a\n1\n", 4, "x.csv", &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert(rc_reader_open_memory("{}", 2, "x.ndjson", &options, &err) == NULL);
    ck_assert_msg(strstr(err.message, "only to csv, tsv") != NULL, "%s", err.message);
    rc_dtype_unref(dtype);
}
END_TEST

static const char *const unsupported[] = {"a:{x:i4}?", "a:2i4?"};

START_TEST(refuses_nullable_structs)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(unsupported[_i], &err);
    ck_assert_msg(dtype != NULL, "%s", err.message);
    options.dtype = dtype;
    ck_assert(rc_reader_open_memory("a\n1\n", 4, "x.csv", &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
    ck_assert_str_eq(err.field, "a");
    rc_dtype_unref(dtype);
}
END_TEST

/* A quote that is not closed within the limit of a record is told at its start. */
START_TEST(long_records)
{
    static char text[1 << 21]; /* more than is read at once */
    const csv_case quote = {.dtype = "a:str,b:str", .text = text};
    const csv_case limited = {.dtype = "a:str,b:str", .text = text, .max_record = 100};
    char found[2048];
    snprintf(text, sizeof text, "a,b\n1,2\n3,\"");
    memset(text + strlen(text), 'x', sizeof text - strlen(text) - 1);
    read_case(&quote, RCI_CSV_FAST, 64, false, found, sizeof found);
    ck_assert_str_eq(found, "test:3:3: the quote is never closed");
    for (size_t size = 1; size <= 1000; size *= 10) {
        read_case(&limited, RCI_CSV_FAST, size, size == 10, found, sizeof found);
        ck_assert_str_eq(
            found,
            "test:3:3: the quote is not closed within 100 bytes, the limit of a record (raise "
            "the option max_record if such a record is meant)");
    }
}
END_TEST

/* Blanks before a quote, at each place of the blocks of 64 bytes: the newline in the quotes is not
 * the end of the record. */
START_TEST(ends_with_blanks)
{
    static const rci_csv_chars chars = {.delimiter = ',', .trims = true};
    for (size_t shift = 0; shift < 200; shift++) {
        char text[400] = "";
        size_t n;
        memset(text, 'a', shift);
        strcpy(text + shift, ",  \"x\ny\"  ,z\n");
        n = strlen(text);
        for (int plain = 0; plain < 2; plain++) {
            rci_csv_ends (*find)(const rci_csv_chars *, rci_csv_state, const char *, size_t,
                                 size_t) = plain ? rci_csv_find_ends_plain : rci_csv_find_ends;
            ck_assert_uint_eq(find(&chars, RCI_CSV_RECORD_START, text, n, 0).last, n);
            ck_assert_uint_eq(find(&chars, RCI_CSV_RECORD_START, text, n, 1).first, n);
            ck_assert_uint_eq(find(&chars, RCI_CSV_RECORD_START, text, n, n).first, n);
            ck_assert_uint_eq(find(&chars, RCI_CSV_RECORD_START, text, n - 1, 1).first, 0);
            ck_assert(find(&chars, RCI_CSV_RECORD_START, text, shift + 5, 0).in_quotes);
            ck_assert(!find(&chars, RCI_CSV_RECORD_START, text, n, 0).in_quotes);
        }
    }
}
END_TEST

Suite *suite_csv_cases(void)
{
    Suite *suite = suite_create("csv cases");
    TCase *tcase = tcase_create("cases");
    tcase_add_loop_test(tcase, gives_what_the_table_has, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, refuses_wrong_options, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(tcase, refuses_nullable_structs, 0,
                        sizeof unsupported / sizeof *unsupported);
    tcase_add_test(tcase, long_records);
    tcase_add_test(tcase, ends_with_blanks);
    suite_add_tcase(suite, tcase);
    return suite;
}

runner_suite_fn *const runner_suites[] = {suite_csv_cases,
                                          suite_csv_memory,
                                          suite_csv_random,
                                          suite_csv_rows,
                                          suite_csv_scan,
                                          suite_csv_typed,
                                          NULL};
