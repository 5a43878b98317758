/* Columns of every kind that is read many records at a time, against the decoding of single
   records: the same values and the same errors. */
#include "test_csv.h"

#include "base/bytes.h"
#include "format/csv/reader.h"

#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 5, MOST_RECORDS = 700, LONGEST = 80 };

static uint64_t state = 3;

static uint32_t next_random(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % below;
}

static const char *const kinds[] = {"i1", "i2", "i4",   "i8", "u1",  "u2",  "u4",  "u8",
                                    "f4", "f8", "bool", "S3", "S16", "S24", "S70", "str"};

enum { N_KINDS = sizeof kinds / sizeof *kinds, FIRST_TEXT = 11 };

/* A value that fits most fields of the kind. */
static void usual_field(char *out, unsigned kind)
{
    static const char *const words[] = {"a",
                                        "bc",
                                        "x y",
                                        "\xC3\xA9t\xC3\xA9",
                                        "0123456789ab",
                                        "0123456789abc",
                                        "\"q\"",
                                        "\"\"",
                                        "\"a,b\"",
                                        "\"a\"\"b\"",
                                        "\"a long text in quotes, of 45 bytes or so\""};
    const uint32_t digits = next_random(kind == 0 || kind == 4 ? 2 : kind < 8 ? 10 : 18);
    int64_t value = (int64_t)next_random(1u << 31) * next_random(1u << 30);
    for (uint32_t i = digits; i < 19; i++) {
        value /= 10;
    }
    if (kind >= FIRST_TEXT) {
        snprintf(out, LONGEST, "%s", words[next_random(sizeof words / sizeof *words)]);
    } else if (kind == 10) {
        snprintf(out, LONGEST, "%s", next_random(2) ? "true" : "false");
    } else if (kind >= 8 && next_random(4)) {
        snprintf(out, LONGEST, "%.*g", 1 + (int)next_random(17), (double)value / 1e7);
    } else {
        snprintf(out, LONGEST, "%s%lld", kind < 4 && next_random(2) ? "-" : "", (long long)value);
    }
}

static void any_field(char *out, unsigned kind)
{
    static const char *const odd[] = {
        "",
        "NA",
        "\"12\"",
        "\"\"",
        "01",
        "-",
        "-0",
        "1.0",
        "1e2",
        "+1",
        " 1",
        "127",
        "128",
        "-129",
        "256",
        "65536",
        "True",
        "FALSE",
        "truex",
        "tru",
        "nan",
        "-inf",
        "\xFF",
        "\"x\"y",
        "a\"b",
        "x\xC3",
        "99999999999",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "1234567890123456",
        "12345678901234567",
        "0.1234567890123456789",
    };
    if (next_random(3)) {
        usual_field(out, kind);
    } else {
        snprintf(out, LONGEST, "%s", odd[next_random(sizeof odd / sizeof *odd)]);
    }
}

typedef struct typed {
    char dtype[200];
    unsigned kind[MOST_COLUMNS];
    size_t ncolumns;
    rci_base_bytes text;
    bool nulls; /* NA is null */
} typed;

static void put(rci_base_bytes *out, const char *text)
{
    ck_assert_int_eq(rci_base_bytes_append(out, text, strlen(text), NULL), RC_OK);
}

static void make(typed *t)
{
    const uint32_t odd = 1u << next_random(12), crlf = next_random(3);
    const size_t records = next_random(MOST_RECORDS);
    size_t n = 0;
    t->ncolumns = 1 + next_random(MOST_COLUMNS);
    t->nulls = next_random(3) == 0;
    t->text.length = 0;
    for (size_t c = 0; c < t->ncolumns; c++) {
        t->kind[c] = next_random(N_KINDS);
        n += (size_t)snprintf(t->dtype + n, sizeof t->dtype - n, "%sf%zu:%s%s", c ? "," : "", c,
                              kinds[t->kind[c]], next_random(2) ? "?" : "");
    }
    for (size_t r = 0; r < records; r++) {
        for (size_t c = 0; c < t->ncolumns; c++) {
            char field[LONGEST];
            if (next_random(odd) == 0) {
                any_field(field, t->kind[c]);
            } else {
                usual_field(field, t->kind[c]);
            }
            put(&t->text, c ? "," : "");
            put(&t->text, field);
        }
        put(&t->text, crlf == 2 || (crlf && next_random(2)) ? "\r\n" : "\n");
    }
}

static rc_status add_bad(void *context, const rc_bad_record *bad, rc_error *err)
{
    char message[400];
    (void)err;
    rc_error_print(bad->error, message, sizeof message);
    put(context, message);
    put(context, "\n");
    return RC_OK;
}

/* The records as JSON, and the errors. */
static void read_all(const typed *t, rci_csv_way way, rc_layout layout, size_t piece_bytes,
                     rci_base_bytes *records, rci_base_bytes *bad)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_csv_dialect dialect = RC_CSV_DIALECT_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(t->dtype, &err);
    rc_reader *reader;
    rc_store *batch, *last = NULL; /* which is kept, so that the next one has other memory */
    rc_status status;
    dialect.header = RC_CSV_HEADER_NO;
    dialect.delimiter = ',';
    dialect.nulls = t->nulls ? "NA" : NULL;
    options.csv = &dialect;
    options.dtype = dtype;
    options.format = "csv";
    options.layout = layout;
    options.reject = add_bad;
    options.reject_context = bad;
    reader = rc_reader_open_memory(t->text.data, t->text.length, "test", &options, &err);
    ck_assert_msg(reader != NULL, "%s: %s", t->dtype, err.message);
    rci_csv_set_pieces(reader, piece_bytes, way);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        for (size_t i = 0; i < rc_store_length(batch); i++) {
            rc_row row;
            char *text;
            ck_assert_int_eq(rc_store_row(batch, i, &row, NULL), RC_OK);
            text = rc_row_json(&row, NULL, &err);
            put(records, text ? text : err.message);
            put(records, "\n");
            rc_text_free(text);
            rc_error_clear(&err);
        }
        rc_store_unref(last);
        last = batch;
    }
    rc_store_unref(last);
    put(bad, status == RC_END ? "end" : err.message);
    rc_error_clear(&err);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}

static void compare(const typed *t, rci_csv_way way, const rci_base_bytes found[2],
                    const rci_base_bytes expected[2])
{
    for (int i = 0; i < 2; i++) {
        const char *a = (const char *)found[i].data, *b = (const char *)expected[i].data;
        size_t at = 0, line = 0;
        while (at < found[i].length && at < expected[i].length && a[at] == b[at]) {
            line = a[at++] == '\n' ? at : line;
        }
        ck_assert_msg(at == found[i].length && at == expected[i].length,
                      "%s, way %d: %.300s\nexpected %.300s", t->dtype, (int)way, a + line,
                      b + line);
    }
}

static void begin(typed *t, rci_base_bytes *found, rci_base_bytes *expected)
{
    rci_base_bytes_init_as(&t->text, RC_MEMORY_OTHER);
    for (int i = 0; i < 2; i++) {
        rci_base_bytes_init_as(&found[i], RC_MEMORY_OTHER);
        rci_base_bytes_init_as(&expected[i], RC_MEMORY_OTHER);
    }
}

static void end(typed *t, rci_base_bytes *found, rci_base_bytes *expected)
{
    for (int i = 0; i < 2; i++) {
        rci_base_bytes_release(&found[i]);
        rci_base_bytes_release(&expected[i]);
    }
    rci_base_bytes_release(&t->text);
}

START_TEST(same_as_single_records)
{
    static const size_t sizes[] = {1 << 18, 1 << 18, 1000, 64};
    typed t;
    rci_base_bytes found[2], expected[2];
    begin(&t, found, expected);
    for (int round = 0; round < 400; round++) {
        const rc_layout layout = next_random(2) ? RC_ROWS : RC_COLUMNS;
        make(&t);
        expected[0].length = expected[1].length = 0;
        read_all(&t, RCI_CSV_EXACT, layout, 1 << 18, &expected[0], &expected[1]);
        for (int way = RCI_CSV_FAST; way < RCI_CSV_EXACT; way++) {
            found[0].length = found[1].length = 0;
            read_all(&t, (rci_csv_way)way, layout, sizes[next_random(4)], &found[0], &found[1]);
            compare(&t, (rci_csv_way)way, found, expected);
        }
    }
    end(&t, found, expected);
}
END_TEST

/* More bad records in a piece than are collected before they are reported, with good ones among
   them: what was decoded of a run does not go into the next batch. */
START_TEST(many_bad_records_are_skipped)
{
    enum { RECORDS = 30000 };
    typed t = {.dtype = "a:i4?", .ncolumns = 1};
    rci_base_bytes found[2], expected[2];
    begin(&t, found, expected);
    for (int i = 0; i < RECORDS; i++) { /* short ones, so that a piece has many */
        char line[2 * LONGEST];
        const bool is_bad = i % 3 > 0;
        snprintf(line, sizeof line, is_bad ? "x\n" : "%d\n", i % 10);
        put(&t.text, line);
        snprintf(line, sizeof line,
                 is_bad ? "test:%d:1: field \"a\": found text \"x\" where int32 expects an integer "
                          "(try a:S1 or str)\n"
                        : "{\"a\":%d}\n",
                 is_bad ? i + 1 : i % 10);
        put(&expected[is_bad], line);
    }
    put(&expected[1], "end");
    for (int way = RCI_CSV_FAST; way <= RCI_CSV_EXACT; way++) {
        found[0].length = found[1].length = 0;
        read_all(&t, (rci_csv_way)way, _i ? RC_ROWS : RC_COLUMNS, 1 << 20, &found[0], &found[1]);
        compare(&t, (rci_csv_way)way, found, expected);
    }
    end(&t, found, expected);
}
END_TEST

Suite *suite_csv_typed(void)
{
    Suite *suite = suite_create("csv typed");
    TCase *tcase = tcase_create("typed");
    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, same_as_single_records);
    tcase_add_loop_test(tcase, many_bad_records_are_skipped, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
