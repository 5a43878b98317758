/* Inference that passes over bad records: what is found, and every place, is that of the text in
   which each bad record is blank; each bad record is reported once, in order. */
#include "infer_ways.h"

#include "faulty_alloc.h"
#include "format/csv/reader.h"
#include "stream/crew.h"
#include "stream/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text with bad records, the same with blanks instead, and where they are. */
enum { MOST_TEXT = 1 << 17, MOST_BAD = 20000 };

typedef struct sample_text {
    char *text, *blank;
    size_t size, n_bad;
    size_t starts[MOST_BAD], lengths[MOST_BAD];
} sample_text;

typedef enum text_form { LINES, DOCUMENT, CSV } text_form;

static const char *const names[] = {"t.ndjson", "t.json", "t.csv"};

/* ------------------------------------------------------------------- texts */

static uint32_t random_state;

static unsigned pick(unsigned n)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state / 65536 % n;
}

static void put(sample_text *s, const char *record, size_t n, text_form form, bool bad)
{
    memcpy(s->text + s->size, record, n);
    memcpy(s->blank + s->size, record, n);
    if (bad) {
        for (size_t i = 0; i < n; i++) {
            s->blank[s->size + i] = record[i] == '\n' ? '\n' : form == CSV ? '#' : ' ';
        }
        s->starts[s->n_bad] = s->size;
        s->lengths[s->n_bad++] = n;
    }
    s->size += n;
}

static void put_text(sample_text *s, const char *text)
{
    put(s, text, strlen(text), LINES, false);
}

static const struct {
    const char *text;
    size_t n; /* 0: it has no NUL */
} bad_lines[] = {{"{\"late\":900000,\"i\":70000,\"s\":\"a much longer text than any other\",", 0},
                 {"{\"i\":1.5,\"i\":2}", 0},
                 {"{\"i\":1,\"f\":2.5,\"s\":\"\xFF\"}", 0},
                 {"{\"i\":null,\"f\":null,\"s\":null,\"b\":null,}", 0},
                 {"{\"i\":01}", 0},
                 {"{\"i\":-1000}{\"i\":2}", 0},
                 {"{\"f\":NaN}", 0},
                 {"{\"s\":\"\\ud800\"}", 0},
                 {"{\"s\":\"tab\t\"}", 0},
                 {"]", 0},
                 {"{\"i\":5,\"f\":-1e300,\"s\":\"x\",\"b\":true,\"a\":[1,2],\"o\":{\"p\":1}} x", 0},
                 {"{\"i\":7\0}", 8},
                 {"{\"a\":[9,9,9],\"o\":{\"p\":\"text\",\"q\":1", 0}};

/* In a document, text that is not JSON ends the reading. */
static const char *const bad_elements[] = {"{\"i\":1.5,\"i\":2}", "{\"a\":[9,9,9],\"a\":[]}",
                                           "{\"o\":{\"p\":1,\"late\":1,\"p\":null}}"};

static const char *const bad_rows[] = {
    "1",         "1,2.5,x,true,900000", "70000,1e5,\xFF,",         "1,2,\"x\"y,",
    "1,2,x\"y,", "5,\"6\n7\",a",        "8,\"text\"\"\",b,false,", "\"z\n,\n\",1",
};

static void put_good(sample_text *s, text_form form, unsigned i)
{
    static const char *const texts[] = {"a", "bcd", "\\u00e9", "\xC3\xA9", "", "2020-01-01"};
    static const char *const fields[] = {"a",        "\"b\"\"c\"", "\"d\ne\"",
                                         "\xC3\xA9", "",           "2020-01-01"};
    char record[256];
    int n = (int)pick(200) - 100;
    if (form == CSV) {
        snprintf(record, sizeof record, "%d,%d.%u,%s,%s", n, n, pick(100), fields[pick(6)],
                 pick(9) ? "true" : "");
    } else if (pick(9)) {
        snprintf(record, sizeof record,
                 "{\"i\":%d,\"f\":%d.%u,\"s\":\"%s\",\"b\":%s,\"a\":[%d,2],\"o\":{\"p\":%u}}", n, n,
                 pick(100), texts[pick(6)], pick(2) ? "true" : "null", n, i);
    } else {
        snprintf(record, sizeof record, "{\"k%u\":%u,\"i\":%s}", pick(20), i,
                 pick(50) ? "null" : "\"conflict\"");
    }
    put_text(s, record);
}

static void put_bad(sample_text *s, text_form form)
{
    const unsigned i = pick(1000);
    if (form == LINES) {
        const unsigned k = i % (sizeof bad_lines / sizeof *bad_lines);
        put(s, bad_lines[k].text, bad_lines[k].n ? bad_lines[k].n : strlen(bad_lines[k].text), form,
            true);
    } else {
        const char *record =
            form == CSV ? bad_rows[i % (sizeof bad_rows / sizeof *bad_rows)] : bad_elements[i % 3];
        put(s, record, strlen(record), form, true);
    }
}

/* Each record is bad with one of several probabilities, which change. */
static void make(sample_text *s, text_form form, uint32_t seed, unsigned n)
{
    unsigned share = 0;
    random_state = seed;
    s->size = s->n_bad = 0;
    put_text(s, form == CSV ? "i,f,s,b\n" : form == DOCUMENT ? "[\n" : "");
    for (unsigned i = 0; i < n; i++) {
        static const unsigned shares[] = {0, 2, 10, 50, 100, 1};
        share = i % 64 == 0 ? shares[pick(6)] : share;
        if (pick(100) < share) {
            put_bad(s, form);
            if (form == DOCUMENT) { /* the comma goes with the record */
                s->text[s->size] = ',';
                s->blank[s->size++] = ' ';
            }
        } else {
            put_good(s, form, i);
            put_text(s, form == DOCUMENT ? "," : "");
        }
        put_text(s, pick(30) || form == CSV ? "\n" : " \n\n");
    }
    put_good(s, form, n);
    put_text(s, form == DOCUMENT ? "]\n" : "\n");
    s->text[s->size] = s->blank[s->size] = '\0';
}

static sample_text *sample_new(void)
{
    sample_text *s = calloc(1, sizeof *s);
    s->text = calloc(1, MOST_TEXT);
    s->blank = calloc(1, MOST_TEXT);
    return s;
}

static void sample_free(sample_text *s)
{
    free(s->text);
    free(s->blank);
    free(s);
}

/* ----------------------------------------------------------------- reading */

/* The bad records as they are reported. */
typedef struct reported {
    const sample_text *expected; /* NULL: there are none */
    size_t n;
    size_t end_at; /* the one at which reading is ended, or SIZE_MAX */
} reported;

static rc_status note(void *context, const rc_bad_record *bad, rc_error *err)
{
    reported *r = context;
    const sample_text *s = r->expected;
    const size_t start = s && r->n < s->n_bad ? s->starts[r->n] : 0;
    (void)err;
    ck_assert_msg(s && r->n < s->n_bad, "%s", bad->error->message);
    ck_assert_uint_eq(bad->length, s->lengths[r->n]);
    ck_assert(memcmp(bad->text, s->text + start, bad->length) == 0);
    ck_assert_uint_ge(bad->error->byte, start);
    ck_assert_uint_le(bad->error->byte, start + bad->length + 1); /* a blank may follow it */
    return r->n++ == r->end_at ? RC_ERANGE : RC_OK;
}

static void set_csv_way(rc_reader *reader, const infer_way *how)
{
    rci_csv_set_pieces(reader, how->piece_bytes,
                       how->means >= PLAIN_FORMS ? RCI_CSV_EXACT : RCI_CSV_FAST);
    if (how->guessing) {
        rci_stream_text_set_guessing(reader);
    }
    if (how->serial) {
        rci_stream_text_set_serial(reader);
    }
}

/* All that is found in the text, for free(). */
static char *observe(const char *text, size_t size, text_form form, const infer_way *how,
                     reported *bad)
{
    rc_csv_dialect dialect = RC_CSV_DIALECT_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT, failure = RC_ERROR_INIT;
    rc_inference *report = rci_infer_report_new(form == CSV, &err);
    rci_stream_observing observing = {&report->state, 0, UINT64_MAX, &failure};
    rc_reader *reader;
    rc_store *batch;
    char *all;
    dialect.comment = '#';
    options.csv = form == CSV ? &dialect : NULL;
    options.reject = note;
    options.reject_context = bad;
    reader = rci_stream_observer_open(NULL, text, size, names[form], &options, &observing, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    ck_assert_int_eq(rci_infer_report_add_source(report, names[form], "", &err), RC_OK);
    if (form == CSV) {
        set_csv_way(reader, how);
    } else {
        infer_set_way(reader, how, &err);
    }
    while (rc_reader_next(reader, &batch, &err) == RC_OK) {
        rc_store_unref(batch);
    }
    ck_assert_msg(err.status == RC_OK || err.status == RC_END, "%s", err.message);
    rc_reader_close(reader);
    rc_dtype_unref(rci_infer_decide(report, &infer_rules, NULL));
    all = infer_everything(report);
    rc_inference_free(report);
    return all;
}

static const infer_way ways[] = {
    {1 << 20, false, false, GRAMMAR, 0}, {1, false, false, BEST, 0},
    {100, false, false, INDEX, 0},       {1000, false, false, PLAIN_FORMS, 0},
    {333, true, false, FORMS, 0},        {57, true, false, NARROW_INDEX, 0},
    {200, false, true, BEST, 0},         {5000, false, true, INDEX, 0},
    {40000, true, false, FORMS, 0},      {1 << 20, false, false, BEST, 0},
    {1 << 20, false, false, INDEX, 0},   {1 << 20, false, false, PLAIN_FORMS, 0}};

START_TEST(a_bad_record_leaves_nothing)
{
    const text_form form = (text_form)_i;
    sample_text *s = sample_new();
    for (uint32_t seed = 1; seed <= 12; seed++) {
        reported none = {NULL, 0, SIZE_MAX};
        char *expected;
        make(s, form, seed * 3 + (uint32_t)form, seed < 4 ? 20 : 700);
        expected = observe(s->blank, s->size, form, &ways[0], &none);
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            reported bad = {s, 0, SIZE_MAX};
            char *found = observe(s->text, s->size, form, &ways[i], &bad);
            ck_assert_msg(strcmp(found, expected) == 0, "seed %u, way %zu: %s\nnot\n%s", seed, i,
                          found, expected);
            ck_assert_uint_eq(bad.n, s->n_bad);
            free(found);
        }
        free(expected);
    }
    sample_free(s);
}
END_TEST

/* ------------------------------------------------------------ the public call */

static rc_dtype *infer(const char *text, size_t size, text_form form, unsigned threads,
                       rc_reject *reject, void *context, rc_inference **report, rc_error *err)
{
    rc_csv_dialect dialect = RC_CSV_DIALECT_INIT;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_infer_options options = RC_INFER_OPTIONS_INIT;
    dialect.comment = '#';
    read.csv = form == CSV ? &dialect : NULL;
    read.threads = threads;
    options.reject = reject;
    options.reject_context = context;
    options.dates = form == CSV;
    return rc_infer_memory(text, size, names[form], &read, &options, report, err);
}

START_TEST(threads_do_not_matter)
{
    const text_form form = (text_form)_i;
    enum { COPIES = 40 };
    sample_text *s = sample_new(), *all = calloc(1, sizeof *all);
    const size_t head = form == CSV ? 8 : form == DOCUMENT ? 2 : 0;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    char *expected;
    all->text = calloc(COPIES, MOST_TEXT);
    all->blank = calloc(COPIES, MOST_TEXT);
    for (uint32_t i = 0; i < COPIES; i++) {
        size_t from = i ? head : 0;
        make(s, form, 100 + i, 700);
        if (form == DOCUMENT && i + 1 < COPIES) {
            s->text[s->size - 2] = s->blank[s->size - 2] = ',';
        }
        for (size_t k = 0; k < s->n_bad && all->n_bad < MOST_BAD; k++, all->n_bad++) {
            all->starts[all->n_bad] = all->size + s->starts[k] - from;
            all->lengths[all->n_bad] = s->lengths[k];
        }
        memcpy(all->text + all->size, s->text + from, s->size - from);
        memcpy(all->blank + all->size, s->blank + from, s->size - from);
        all->size += s->size - from;
    }
    rc_dtype_unref(infer(all->blank, all->size, form, 1, NULL, NULL, &report, &err));
    expected = infer_everything(report);
    rc_inference_free(report);
    rci_stream_pump_set_processors(16);
    for (unsigned threads = 1; threads <= 16; threads += threads < 4 ? 1 : 6) {
        reported bad = {all, 0, SIZE_MAX};
        char *found;
        rc_error own = RC_ERROR_INIT;
        rc_dtype_unref(infer(all->text, all->size, form, threads, note, &bad, &report, &own));
        found = infer_everything(report);
        ck_assert_str_eq(found, expected);
        ck_assert_uint_eq(bad.n, all->n_bad);
        ck_assert_uint_eq(rc_inference_rejected(report), all->n_bad);
        rc_inference_free(report);
        free(found);
        bad = (reported){all, 0, all->n_bad / 2}; /* the function ends the inference */
        rc_error_clear(&own);
        ck_assert(!infer(all->text, all->size, form, threads, note, &bad, &report, &own));
        ck_assert(report == NULL);
        ck_assert_uint_eq(bad.n, all->n_bad / 2 + 1);
        ck_assert_uint_ge(own.byte, all->starts[all->n_bad / 2]);
        ck_assert_uint_le(own.byte, all->starts[all->n_bad / 2] + all->lengths[all->n_bad / 2]);
    }
    rci_stream_pump_set_processors(0);
    free(expected);
    sample_free(all);
    sample_free(s);
}
END_TEST

/* -------------------------------------------------------------------- cases */

static rc_status skip(void *context, const rc_bad_record *bad, rc_error *err)
{
    (void)bad, (void)err;
    ++*(size_t *)context;
    return RC_OK;
}

/* What is found if bad records are passed over, and how the error ends without that: "hint" if it
   suggests it. */
static const struct {
    const char *name, *text, *dtype;
    size_t bad;
    const char *error;
} cases[] = {
    {"t.ndjson", "{\"a\":1}\nword\n{\"a\":2}\n", "a:i1", 1, "hint"},
    {"t.ndjson", "word\n{\"a\":2}\n", "a:i1", 1, "hint"},
    {"t.ndjson", "{\"a\":2}\n{\"b\":", "a:i1", 1, "hint"},
    {"t.ndjson", "{\"a\":2}\n{\"a\":1,\"a\":300}\n", "a:i1", 1, "gives it twice"},
    {"t.ndjson", "{\"a\":2}\n{\"a\":\"x\"}\n", NULL, 0, "a number and a string"},
    {"t.ndjson", "{\"a\":2}\n{\"a\":\"x\"}}\n", "a:i1", 1, "hint"},
    {"t.ndjson", "word\n\n", NULL, 1, "hint"},
    {"t.ndjson", "{\"a\":{\n\"b\":1}}\n", NULL, 2, "has a record in each line"},
    {"t.json", "[{\"a\":1},{\"a\":1,\"a\":2}]", "a:i1", 1, "gives it twice"},
    {"t.json", "[{\"a\":1},{\"a\":]", NULL, 0, "expected a value"},
    {"t.json", "[{\"a\":1} {\"a\":2}]", NULL, 0, "',' or ']' after a record"},
    {"t.csv", "a,b\n1,2\n1,2,300\n3,4\n", "a:i1, b:i1", 1, "hint"},
    {"t.csv", "a,b\n1,2\n300\n3,4\n", "a:i1, b:i1", 1, "hint"},
    {"t.csv", "a,b\nx,yz,text\n1,2\n3,4\n", "a:i1, b:i1", 1, "hint"}, /* the header is found */
    {"t.csv", "a,b\nx,\"y\"z\n1,2\n3,4\n", "a:i1, b:i1", 1, "hint"},
    {"t.csv", "a,b\nx,\xFF\n1,2\n3,4\n", "a:i1, b:i1", 1, "hint"},
    {"t.csv", "a,b\n1,2\n3,\"4\n", NULL, 0, "never closed"},
    {"t.csv", "a,b\n1,2\nx,4\n", "a:str, b:i1", 0, NULL},
};

START_TEST(cases_are_found)
{
    const char *text = cases[_i].text;
    rc_infer_options options = RC_INFER_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    size_t bad = 0;
    char *shown;
    rc_dtype *dtype = rc_infer_memory(text, strlen(text), cases[_i].name, NULL, NULL, NULL, &err);
    ck_assert_int_eq(dtype != NULL, cases[_i].error == NULL);
    rc_dtype_unref(dtype);
    if (cases[_i].error && strcmp(cases[_i].error, "hint") == 0) {
        ck_assert_int_eq(err.hint, RC_HINT_REJECT);
    } else if (cases[_i].error) {
        ck_assert_msg(strstr(err.message, cases[_i].error), "%s", err.message);
        ck_assert_int_ne(err.hint, RC_HINT_REJECT);
    }
    rc_error_clear(&err);
    options.reject = skip;
    options.reject_context = &bad;
    dtype = rc_infer_memory(text, strlen(text), cases[_i].name, NULL, &options, NULL, &err);
    shown = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
    ck_assert_pstr_eq(shown, cases[_i].dtype);
    ck_assert_uint_eq(bad, cases[_i].bad);
    rc_text_free(shown);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_sample_counts_bad_records)
{
    static const char text[] = "{\"a\":1}\nword\n{\"a\":300}\n[\n{\"a\":70000}\n";
    static const char *const found[] = {"a:i1", "a:i1", "a:i2", "a:i2", "a:i4", "a:i4"};
    for (uint64_t n = 1; n <= 6; n++) {
        rc_infer_options options = RC_INFER_OPTIONS_INIT;
        rc_inference *report = NULL;
        rc_error err = RC_ERROR_INIT;
        size_t bad = 0;
        rc_dtype *dtype;
        char *shown;
        options.sample = n;
        options.reject = skip;
        options.reject_context = &bad;
        dtype = rc_infer_memory(text, strlen(text), "t.ndjson", NULL, &options, &report, &err);
        shown = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
        ck_assert_str_eq(shown, found[n - 1]);
        ck_assert_uint_eq(rc_inference_records(report) + bad, n < 5 ? n : 5);
        ck_assert_uint_eq(rc_inference_rejected(report), bad);
        rc_text_free(shown);
        rc_dtype_unref(dtype);
        rc_inference_free(report);
    }
    ck_assert_uint_eq(rc_inference_rejected(NULL), 0);
}
END_TEST

/* A bad record of so many fields that the nodes are released. */
START_TEST(a_bad_record_may_have_many_fields)
{
    enum { FIELDS = 9000 };
    char *text = malloc((size_t)FIELDS * 20 + 4096);
    size_t at = 0, bad = 0;
    rc_infer_options options = RC_INFER_OPTIONS_INIT;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype;
    char *shown;
    for (int i = 0; i < 40; i++) {
        at += (size_t)sprintf(text + at, "{\"a\":%d,\"b\":\"x\"}\n", i);
    }
    for (int i = 0; i < FIELDS; i++) {
        at += (size_t)sprintf(text + at, "%c\"k%d\":1", i ? ',' : '{', i);
    }
    at += (size_t)sprintf(text + at, ",\n{\"a\":300,\"c\":null}\n");
    options.reject = skip;
    options.reject_context = &bad;
    dtype = rc_infer_memory(text, at, "t.ndjson", NULL, &options, &report, &err);
    shown = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
    ck_assert_pstr_eq(shown, "a:i2, b:str?, c:bool?");
    ck_assert_uint_eq(rc_inference_records(report), 41);
    ck_assert_uint_eq(bad, 1);
    rc_text_free(shown);
    rc_dtype_unref(dtype);
    rc_inference_free(report);
    free(text);
}
END_TEST

/* ------------------------------------------------------------------- memory */

typedef struct memory_case {
    const sample_text *text;
    text_form form;
} memory_case;

static rc_status infer_all(void *context)
{
    const memory_case *with = context;
    const sample_text *s = with->text;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    reported bad = {s, 0, SIZE_MAX};
    rc_dtype *dtype = infer(s->text, s->size, with->form, 1, note, &bad, &report, &err);
    ck_assert(err.status == RC_OK || err.status == RC_ETYPE || err.status == RC_ENOMEM);
    if (err.status == RC_ETYPE && rc_inference_count(report) > 0) {
        rc_error_clear(&err); /* a conflict */
    }
    rc_dtype_unref(dtype);
    rc_inference_free(report);
    return err.status;
}

START_TEST(each_allocation_may_fail)
{
    sample_text *s = sample_new();
    memory_case with = {s, (text_form)_i};
    make(s, with.form, 5, 60);
    ck_assert_uint_gt(s->n_bad, 0);
    faulty_alloc_each(infer_all, &with);
    sample_free(s);
}
END_TEST

Suite *suite_infer_skip(void)
{
    Suite *suite = suite_create("infer_skip");
    TCase *tcase = tcase_create("infer_skip"), *threads = tcase_create("threads");
    tcase_add_loop_test(tcase, a_bad_record_leaves_nothing, LINES, CSV + 1);
    tcase_add_loop_test(tcase, cases_are_found, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, a_sample_counts_bad_records);
    tcase_add_test(tcase, a_bad_record_may_have_many_fields);
    tcase_add_loop_test(tcase, each_allocation_may_fail, LINES, CSV + 1);
    suite_add_tcase(suite, tcase);
    tcase_set_tags(threads, "threads");
    tcase_add_loop_test(threads, threads_do_not_matter, LINES, CSV + 1);
    suite_add_tcase(suite, threads);
    return suite;
}
