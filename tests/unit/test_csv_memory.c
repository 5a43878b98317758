/* Each allocation of the reader, of inference and of the writer of CSV text is refused once: the
 * call fails with RC_ENOMEM, or makes up for it with the same result; nothing leaks. */
#include "test_csv.h"

#include "faulty_alloc.h"
#include "format/csv/reader.h"

#include <rowcol.h>
#include <rowcol/infer.h>
#include <rowcol/io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read: long texts, quotes inside them, null, all that is not plain, bad records. */
typedef struct memory_case {
    const char *dtype; /* NULL: it is found */
    const char *text;
    rc_csv_dialect dialect; /* but for its size */
    rc_extra extra;
    rc_missing missing;
    bool rejects;
} memory_case;

#define LONG "a text that is longer than a cell and than any block of text of the store is at first"

static const memory_case read_cases[] = {
    {.dtype = "a:i4, b:str, c:f8?", "c,a,b\n1.5,2,x\n,3,\"" LONG " \"\"q\"\"\"\n1e5,4," LONG "\n"},
    {.dtype = "p:{x:i4,y:S5}, v:2f8, t:M8[s], s:str?",
     "v[1],v[0],p.y,p.x,t,z\n1,2,\"a\"\"b\",4,2020-01-01,?\n5,6,x,8,2021-01-01,\n",
     .extra = RC_EXTRA_IGNORE,
     .missing = RC_MISSING_NULL},
    {.dtype = "a:f8, b:i8, s:str",
     " 1.234,5 ; 12 ; \"a\"\"b\" \n\"2,5\";\"1.000\";" LONG "\n",
     .dialect = {.decimal = ',', .thousands = ".", .trim = 1}},
    {.dtype = "a:f8, b:i8",
     "title\n#x\n1,5\t1'234\nNA\tNA\n",
     .dialect = {.decimal = ',',
                 .thousands = "'",
                 .delimiter = '\t',
                 .comment = '#',
                 .skip_lines = 1,
                 .nulls = "NA,N/A",
                 .header = RC_CSV_HEADER_NO},
     .rejects = true},
    {.dtype = "a:i4, b:str",
     "a,b\nx,1\n2,\"q\"\"\"\n3\n4,\xFF\n5,\"a\"b\n6," LONG "\n",
     .rejects = true},
    {.dtype = "a:i4, b:str", "a,b\n1,\"" LONG},
    {.dtype = "a:i4, b:i4", "a,z\n1,2\n"},
    {.dtype = "a:i4, b:i4", "a\n1\n"},
};

static const memory_case infer_cases[] = {
    {.text = "id,p.x,p.y,name\n1,2.5,,\"a\"\"b\"\n300,1,7," LONG "\n"},
    {.text = " a ; \"b\"\"c\" \n 1.234,5 ; x \n2;\"y\"\"z\"\n",
     .dialect = {.decimal = ',', .thousands = ".", .trim = 1}},
    {.text = "1,x\n2,y\n", .dialect = {.header = RC_CSV_HEADER_NO}},
    {.text = "a,b\nx,y\n"},
    {.text = "a,b\n1,\"x\n"},
};

static rc_status skip(void *context, const rc_bad_record *bad, rc_error *err)
{
    (void)context, (void)bad, (void)err;
    return RC_OK;
}

/* One call, and what it has to give. */
typedef struct attempt {
    const memory_case *one;
    const rc_dtype *dtype;
    const rc_store *store; /* for the writer */
    rc_csv_dialect dialect;
    rci_csv_way way;
    size_t piece_bytes;
    bool serial;
    char *expected; /* NULL: not known yet; for free() */
    rc_status ends; /* without a refusal */
} attempt;

/* Takes or compares what was made. */
static void compare(attempt *a, const char *made, size_t n)
{
    if (!a->expected) {
        a->expected = strndup(made, n);
        ck_assert(a->expected != NULL);
    } else {
        ck_assert_msg(strlen(a->expected) == n && memcmp(a->expected, made, n) == 0,
                      "found:\n%.*s\nexpected:\n%s", (int)n, made, a->expected);
    }
}

/* The status that faulty_alloc_each expects: a failure that is not of memory is the result, too. */
static rc_status outcome(attempt *a, rc_status status, const char *made, size_t n)
{
    if (status == RC_ENOMEM) {
        return status;
    }
    if (!a->expected) {
        a->ends = status;
    }
    ck_assert_msg(status == a->ends, "%s, expected %s", rc_status_name(status),
                  rc_status_name(a->ends));
    compare(a, made, n);
    return RC_OK;
}

/* ------------------------------------------------------------------- reader */

static rc_status read_batches(rc_reader *reader, rci_base_bytes *made, rc_error *err)
{
    rc_store *batch;
    rc_status status;
    while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        for (size_t i = 0; i < rc_store_length(batch) && status == RC_OK; i++) {
            rc_row row;
            char *text = NULL;
            status = rc_store_row(batch, i, &row, err);
            text = status == RC_OK ? rc_row_json(&row, NULL, err) : NULL;
            status = text ? rci_base_bytes_append(made, text, strlen(text), err) : RC_ENOMEM;
            rc_text_free(text);
        }
        rc_store_unref(batch);
        if (status != RC_OK) {
            return status;
        }
    }
    return status;
}

static rc_status read_all(void *context)
{
    attempt *a = context;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rci_base_bytes made;
    rc_reader *reader;
    rc_status status;
    options.csv = &a->dialect;
    options.dtype = a->dtype;
    options.format = "csv";
    options.extra = a->one->extra;
    options.missing = a->one->missing;
    options.reject = a->one->rejects ? skip : NULL;
    reader = rc_reader_open_memory(a->one->text, strlen(a->one->text), "test", &options, &err);
    if (!reader) {
        return err.status;
    }
    rci_csv_set_pieces(reader, a->piece_bytes, a->way);
    if (a->serial) {
        rci_stream_text_set_serial(reader);
    }
    rci_base_bytes_init(&made);
    status = read_batches(reader, &made, &err);
    status = outcome(a, status, made.length ? (const char *)made.data : "", made.length);
    rci_base_bytes_release(&made);
    rc_reader_close(reader);
    return status;
}

static void begin(attempt *a, const memory_case *one)
{
    memset(a, 0, sizeof *a);
    a->one = one;
    a->dialect = one->dialect;
    a->dialect.size = sizeof a->dialect;
}

static const struct {
    rci_csv_way way;
    bool serial;
    size_t piece_bytes;
} ways[] = {{RCI_CSV_FAST, false, 1 << 18}, {RCI_CSV_FAST, true, 40}, {RCI_CSV_EXACT, false, 40}};

START_TEST(reader)
{
    attempt a;
    rc_dtype *dtype = rc_dtype_parse(read_cases[_i].dtype, NULL);
    ck_assert(dtype != NULL);
    begin(&a, &read_cases[_i]);
    a.dtype = dtype;
    a.piece_bytes = 1 << 18;
    ck_assert_int_eq(read_all(&a), RC_OK);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        a.way = ways[i].way;
        a.serial = ways[i].serial;
        a.piece_bytes = ways[i].piece_bytes;
        faulty_alloc_each(read_all, &a);
    }
    free(a.expected);
    rc_dtype_unref(dtype);
}
END_TEST

/* ---------------------------------------------------------------- inference */

static rc_status infer_all(void *context)
{
    attempt *a = context;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = NULL;
    rc_dtype *dtype;
    char *text;
    rc_status status;
    read.csv = &a->dialect;
    read.format = "csv";
    read.threads = 1;
    dtype = rc_infer_memory(a->one->text, strlen(a->one->text), "test", &read, NULL, &report, &err);
    text = dtype ? rc_inference_text(report, &err) : NULL;
    status = outcome(a, err.status, text ? text : "", text ? strlen(text) : 0);
    rc_text_free(text);
    rc_dtype_unref(dtype);
    rc_inference_free(report);
    return status;
}

START_TEST(inference)
{
    attempt a;
    begin(&a, &infer_cases[_i]);
    ck_assert_int_eq(infer_all(&a), RC_OK);
    faulty_alloc_each(infer_all, &a);
    free(a.expected);
}
END_TEST

/* ------------------------------------------------------------------- writer */

static rc_status write_all(void *context)
{
    attempt *a = context;
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    const void *made;
    size_t n = 0;
    rc_writer *writer;
    rc_status status;
    options.csv = &a->dialect;
    options.format = "csv";
    writer = rc_writer_open_memory(a->dtype, &options, &err);
    if (!writer) {
        return err.status;
    }
    status = rc_writer_write(writer, a->store, &err);
    status = status == RC_OK ? rc_writer_finish(writer, &err) : status;
    made = rc_writer_contents(writer, &n);
    status = outcome(a, status, made ? made : "", n);
    rc_writer_close(writer);
    return status;
}

static const rc_csv_dialect written[] = {
    {.size = 0},
    {.quotes = RC_CSV_QUOTES_ALL, .nulls = "NA", .header = RC_CSV_HEADER_NO},
    {.decimal = ',', .delimiter = ';'},
};

START_TEST(writer)
{
    static const memory_case unused = {.text = ""};
    static const char rows[] =
        "{\"a\":1,\"b\":\"x\",\"c\":1.5,\"p\":{\"x\":\"2020-01-01\",\"v\":[1,2]}}\n"
        "{\"a\":2,\"b\":\"\\\"q\\\" " LONG
        "\",\"c\":null,\"p\":{\"x\":\"2020-01-02\",\"v\":[3,-4]}}\n";
    attempt a;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4, b:str, c:f8?, p:{x:M8[D], v:2i2}", NULL);
    rc_store *store;
    options.dtype = dtype;
    options.format = "ndjson";
    store = rc_load_memory(rows, strlen(rows), "rows", &options, NULL);
    ck_assert(store != NULL);
    begin(&a, &unused);
    a.dtype = dtype;
    a.store = store;
    a.dialect = written[_i];
    a.dialect.size = sizeof a.dialect;
    ck_assert_int_eq(write_all(&a), RC_OK);
    ck_assert_int_eq(a.ends, RC_OK);
    faulty_alloc_each(write_all, &a);
    free(a.expected);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_csv_memory(void)
{
    Suite *suite = suite_create("csv memory");
    TCase *tcase = tcase_create("refused");
    tcase_set_tags(tcase, "threads");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, reader, 0, sizeof read_cases / sizeof *read_cases);
    tcase_add_loop_test(tcase, inference, 0, sizeof infer_cases / sizeof *infer_cases);
    tcase_add_loop_test(tcase, writer, 0, sizeof written / sizeof *written);
    suite_add_tcase(suite, tcase);
    return suite;
}
