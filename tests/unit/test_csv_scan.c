/* The structure of CSV text: blocks of 64 bytes against the machine that takes a byte at a time, on
 * long text of which most blocks are simple. */
#include "test_csv.h"

#include "format/csv/scan.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1500, SLACK = 64, ROUNDS = 3000 };

static const rci_csv_chars comma = {.delimiter = ','}, commented = {';', '#', false};

/* Text whose bytes have a meaning one time in `rare`. */
static size_t make_text(char *text, unsigned rare)
{
    static const char special[] = "\",\n;#\r,,\n\n\0";
    const size_t n = 1 + (size_t)rand() % MOST;
    memset(text, 0, MOST + SLACK);
    for (size_t i = 0; i < n; i++) {
        text[i] = (unsigned)rand() % rare ? (char)('a' + rand() % 26)
                                          : special[(size_t)rand() % (sizeof special - 1)];
    }
    return n;
}

/* As scan.h describes them. */
static rci_csv_ends defined_ends(const rci_csv_chars *chars, const char *text, size_t n,
                                 size_t from)
{
    rci_csv_ends ends = {0, 0, false};
    rci_csv_state state = RCI_CSV_RECORD_START;
    for (size_t i = 0; i < n; i++) {
        state = rci_csv_step(chars, state, text[i]);
        if (state == RCI_CSV_RECORD_START) {
            ends.last = i + 1;
            if (from && i + 1 >= from) {
                ends.first = i + 1;
                break;
            }
        }
    }
    ends.in_quotes = state == RCI_CSV_QUOTED;
    return ends;
}

START_TEST(ends_of_records)
{
    static char text[MOST + SLACK];
    srand(5);
    for (int round = 0; round < ROUNDS; round++) {
        const size_t n = make_text(text, 1u << rand() % 9);
        const rci_csv_chars *chars = round % 4 ? &comma : &commented;
        const size_t from = (size_t)rand() % (n + 2);
        const rci_csv_ends expected = defined_ends(chars, text, n, from);
        for (int plain = 0; plain < 2; plain++) {
            const rci_csv_ends found = (plain ? rci_csv_find_ends_plain : rci_csv_find_ends)(
                chars, RCI_CSV_RECORD_START, text, n, from);
            ck_assert_uint_eq(found.first, expected.first);
            if (from == 0) {
                ck_assert_uint_eq(found.last, expected.last);
                ck_assert_int_eq(found.in_quotes, expected.in_quotes);
            }
        }
    }
}
END_TEST

/* The separators that the index has are those of the machine. */
static void check_index(const rci_csv_index *index, const rci_csv_chars *chars, const char *text)
{
    rci_csv_state state = RCI_CSV_RECORD_START;
    size_t separators = 0, ends = 0;
    for (size_t i = 0; i < index->covered; i++) {
        const bool outside = state != RCI_CSV_QUOTED && state != RCI_CSV_COMMENT;
        state = rci_csv_step(chars, state, text[i]);
        if (outside && state <= RCI_CSV_FIELD_START) {
            ck_assert_uint_lt(separators, index->nseparators);
            ck_assert_uint_eq(index->separators[separators], i);
            if (state == RCI_CSV_RECORD_START) {
                ck_assert_uint_lt(ends, index->nends);
                ck_assert_uint_eq(index->ends[ends++], separators);
            }
            separators++;
        }
    }
    ck_assert_uint_eq(index->nseparators, separators);
    ck_assert_uint_eq(index->nends, ends);
}

START_TEST(separators_of_dense_and_sparse_text)
{
    static char text[MOST + SLACK];
    static uint32_t separators[MOST + RCI_CSV_INDEX_ROOM], ends[MOST + RCI_CSV_INDEX_ROOM];
    rci_csv_index index = {.separators = separators, .ends = ends};
    bool was[2] = {false, false};
    srand(6);
    for (int round = 0; round < ROUNDS; round++) {
        const size_t n = make_text(text, 1u << rand() % 9);
        const size_t few = 40;
        index.capacity = rand() % 2 ? sizeof ends / sizeof *ends : RCI_CSV_INDEX_ROOM + few;
        was[index.is_sparse] = true;
        (round % 8 ? rci_csv_index_fill : rci_csv_index_fill_plain)(&index, &comma, text, n);
        check_index(&index, &comma, text);
        ck_assert(index.stopped || index.covered == n || index.nseparators >= few);
    }
    ck_assert(was[false] && was[true]);
}
END_TEST

Suite *suite_csv_scan(void)
{
    Suite *suite = suite_create("csv scan");
    TCase *tcase = tcase_create("scan");
    tcase_add_test(tcase, ends_of_records);
    tcase_add_test(tcase, separators_of_dense_and_sparse_text);
    suite_add_tcase(suite, tcase);
    return suite;
}
