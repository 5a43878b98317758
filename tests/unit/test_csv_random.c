/* Random text of the bytes that matter, against the slow reference: for each way of decoding, size
 * of the pieces and number of threads, the same records, the same bad records. */
#include "test_csv.h"

#include "csv_reference.h"
#include "runner.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 12 };

static uint32_t state = 11;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* Fields and pieces of fields: plain, well formed, and not. */
static const char *const pieces[] = {
    "a",
    "bc",
    "x\r\n",
    "\"q\"",
    "\"a\"\"b\"",
    "\"a\nb\"",
    "\"a\r\n\"",
    "\"\"",
    "\"",
    "\"\"\"",
    "\r",
    "\"x\"y",
    "y\"x",
    "\"a,b\"",
    "\xC3\xA9",
    "\xFF",
    "#",
    "#a\"b",
    "\n#\"",
    "\"\"\"\"\"\"",
    "\n\n",
    "\r\n\r\n",
    "\"a\"\r",
    "0123456789",
    "\xE2\x82\xAC",
    " \"a\" ",
    " \t\"b\"\"\" ",
    "\"c\" d",
    "\"e\" \"f\"",
    " g ",
    "   ",
    "\t",
    " \"",
    "\" ",
    "\n  \n",
    "\n \t\r\n",
};

/* Likewise for numbers. */
static const char *const number_pieces[] = {
    "1",
    "-1.5",
    "2,5",
    "1.234",
    "12,345",
    "1.234.567,5",
    "1,234,567.5e3",
    "\"1,5\"",
    " 7",
    "8\t",
    "\" 9\"",
    "0.001",
    "1e-3",
    "1,5E+3",
    "1\xE2\x80\xAF"
    "234,5",
    "nan",
    "-inf",
    "1.23",
    "1,23,456",
    "0,123",
    "01",
    "1.",
    ",5",
    ".5",
    "12.34.567",
    "1234.567",
    "9007199254740993",
    "9.007.199.254.740.993",
    "1e400",
    "1e-400",
    "-",
    "-.5",
    "\"\"",
    "1'000",
    " \"2\" ",
    "\t\"3\"",
    "  ",
    "x",
    "1\xE2\x80"
    "234",
};

/* Text that is mostly well formed if `kind` is 0, and anything if it is 2. */
static size_t make_text(char *text, const csv_setup *setup, unsigned kind)
{
    const char delimiter = setup->delimiter;
    const size_t ncolumns = setup->ncolumns;
    size_t n = 0;
    const size_t length = next_random(MOST - 64);
    while (n < length) {
        const uint32_t what = next_random(8);
        if (kind < 2 && what < 6) { /* a whole record */
            for (size_t c = 0; c < ncolumns; c++) {
                const char *piece =
                    setup->numbers ? number_pieces[next_random(
                                         kind ? sizeof number_pieces / sizeof *number_pieces : 18)]
                                   : pieces[next_random(kind ? 8 : 5)];
                const char *blanks = "    ";
                n += (size_t)snprintf(text + n, MOST - n, "%s%.*s%.*s%.*s",
                                      c ? &(char[]){delimiter, 0}[0] : "",
                                      setup->trims ? (int)next_random(3) : 0, blanks,
                                      (int)strcspn(piece, kind ? "" : "\r\n"), piece,
                                      setup->trims ? (int)next_random(3) : 0, blanks);
            }
            text[n++] = '\n';
        } else if (kind == 0 && what == 6) {
            n += (size_t)snprintf(text + n, MOST - n, "%.*s\n", (int)next_random(40),
                                  "0123456789012345678901234567890123456789");
        } else if (what & 1) {
            text[n++] = next_random(4) ? delimiter : '\n';
        } else if (next_random(200) == 0) {
            text[n++] = '\0';
        } else {
            n += (size_t)snprintf(text + n, MOST - n, "%s",
                                  pieces[next_random(sizeof pieces / sizeof *pieces)]);
        }
    }
    if (next_random(2) && kind < 2) { /* a quote that is open to the end is closed */
        text[n++] = '\n';
    }
    return n;
}

static void check(const csv_setup *setup, const char *text, size_t n, const csv_result *expected)
{
    csv_result found;
    csv_result_init(&found);
    ck_assert(csv_library(setup, text, n, &found));
    if (!csv_same(&found, expected)) {
        ck_abort_msg(
            "way %d, pieces of %zu, %s%s, %zu columns, %s%s, delimiter '%c':\n%.*s\nfound: "
            "failed %d\n%.*s\nexpected: failed %d\n%.*s\n%zu bad against %zu",
            (int)setup->way, setup->piece_bytes, setup->serial ? "serial" : "ranges",
            setup->guessing ? ", guessing" : "", setup->ncolumns, setup->trims ? "trims" : "",
            setup->numbers ? ", numbers" : "", setup->delimiter, (int)n, text, found.failed,
            (int)found.good.length, (char *)found.good.data, expected->failed,
            (int)expected->good.length, (char *)expected->good.data, found.bad.length,
            expected->bad.length);
    }
    csv_result_release(&found);
}

static size_t rounds(size_t usual)
{
    const char *asked = getenv("ROWCOL_CSV_ROUNDS");
    return asked ? strtoul(asked, NULL, 10) : usual;
}

START_TEST(same_as_the_reference)
{
    static const char delimiters[] = ",;\t|";
    static const size_t sizes[] = {0, 1, 2, 7, 63, 64, 65, 200, 1000};
    /* In memory of its own size, so that a sanitizer sees what is read after it. */
    static char scratch[MOST + 64];
    for (size_t i = 0, end = rounds(1500); i < end; i++) {
        csv_setup setup = {
            .delimiter = delimiters[next_random(4)],
            .comment = next_random(3) ? '\0' : '#',
            .ncolumns = 1 + next_random(4),
            .trims = next_random(3) == 0,
            .numbers = next_random(3) ? NULL : &csv_numbers_tried[next_random(CSV_NUMBERS)]};
        const size_t n = make_text(scratch, &setup, (unsigned)next_random(3));
        char *text = malloc(n ? n : 1);
        csv_result expected;
        ck_assert(text != NULL);
        memcpy(text, scratch, n);
        csv_result_init(&expected);
        csv_reference(&setup, text, n, &expected);
        for (int way = RCI_CSV_FAST; way <= RCI_CSV_EXACT; way++) {
            setup.way = (rci_csv_way)way;
            setup.piece_bytes = sizes[next_random(sizeof sizes / sizeof *sizes)];
            setup.serial = next_random(3) == 0;
            setup.guessing = !setup.serial && next_random(2);
            check(&setup, text, n, &expected);
        }
        csv_result_release(&expected);
        free(text);
    }
}
END_TEST

/* The output of 16 threads is that of one piece. */
START_TEST(same_with_threads)
{
    static char text[MOST + 64];
    for (size_t i = 0; i < 60; i++) {
        char paths[2][200];
        char *data[2];
        size_t lengths[2];
        csv_result results[2];
        const csv_setup made = {.delimiter = ',', .ncolumns = 3, .trims = i % 3 == 0};
        const size_t n = make_text(text, &made, (unsigned)next_random(2));
        for (int k = 0; k < 2; k++) {
            csv_setup setup = made;
            setup.piece_bytes = k ? 40 : 0;
            snprintf(paths[k], sizeof paths[k], "%s", scratch_path(k ? "b.ndjson" : "a.ndjson"));
            setup.ndjson = paths[k];
            csv_result_init(&results[k]);
            ck_assert(csv_library(&setup, text, n, &results[k]));
            data[k] = scratch_read(paths[k], &lengths[k]);
        }
        ck_assert_uint_eq(lengths[0], lengths[1]);
        ck_assert_int_eq(memcmp(data[0], data[1], lengths[0]), 0);
        ck_assert(csv_same(&results[0], &results[1]));
        for (int k = 0; k < 2; k++) {
            free(data[k]);
            csv_result_release(&results[k]);
        }
    }
}
END_TEST

Suite *suite_csv_random(void)
{
    Suite *suite = suite_create("csv random");
    TCase *tcase = tcase_create("reference"), *threads = tcase_create("threads");
    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, same_as_the_reference);
    suite_add_tcase(suite, tcase);
    tcase_set_tags(threads, "threads");
    tcase_add_checked_fixture(threads, scratch_setup, scratch_teardown);
    tcase_set_timeout(threads, 600);
    tcase_add_test(threads, same_with_threads);
    suite_add_tcase(suite, threads);
    return suite;
}
