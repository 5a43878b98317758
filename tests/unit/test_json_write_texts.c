/* The formatters of S<n>: every size, anything in the cells, nothing read or written beside them.
 */
#include "test_json.h"

#include "base/machine.h"
#include "base/utf8.h"
#include "format/json/text/quote.h"
#include "format/json/write/column.h"

#include <stdlib.h>
#include <string.h>

enum { BEFORE = 5, STEP = 96 };

static uint32_t state = 7;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static const char *const pieces[] = {
    "a", "xyz", "long enough", "\"", "\\", "\n", "\x01", "\x7F", "\xC3\xA9", "\xE2\x82\xAC",
    "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80", "\xE0\xA0\x80",
    "\xF0\x90\x80\x80",
    /* not UTF-8 */
    "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80",
    "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE"};

enum { N_PIECES = sizeof pieces / sizeof *pieces, FIRST_WRONG = 16 };

/* Up to `size` bytes, most often some well-formed characters in a row, and zeros. */
static void fill_cell(unsigned char *cell, size_t size)
{
    size_t n = 0, wanted = next_random((uint32_t)size + 1);
    uint32_t kinds = next_random(4) ? FIRST_WRONG : N_PIECES;
    memset(cell, 0, size);
    while (n < wanted) {
        const char *piece = pieces[next_random(4) ? next_random(3) : next_random(kinds)];
        size_t length = strlen(piece), left = size - n;
        memcpy(cell + n, piece, length < left ? length : left); /* cut off at the end, perhaps */
        n += length;
    }
    if (next_random(16) == 0) {
        cell[next_random((uint32_t)size)] = (unsigned char)next_random(256);
    }
}

static void check_text(const rci_record_column *column, size_t i)
{
    const char *cell = (const char *)column->cells + i * column->stride;
    const char *text = column->texts + i * column->step;
    char expected[6 * RCI_JSON_WRITE_SHORT_BYTES + 32];
    size_t n = column->size, length = 0, k;
    bool good;
    while (n > 0 && cell[n - 1] == '\0') {
        n--;
    }
    if (rci_base_utf8_check(cell, n) == n) {
        length = (size_t)(rci_json_text_quote(expected, cell, n) - expected);
    }
    if (length > column->room) {
        length = 0;
    }
    good = column->lengths[i * column->lengths_step] == (length ? BEFORE + length : 0) &&
           memcmp(text, expected, length) == 0;
    for (k = column->room; k < STEP; k++) {
        good = good && text[k] == '#';
    }
    if (!good) { /* an assertion for each would take its time */
        ck_abort_msg("S%zu, record %zu of %zu: %.*s, length %zu", column->size, i, column->n,
                     (int)STEP, text, column->lengths[i * column->lengths_step]);
    }
}

/* The cells end where their memory ends. */
static void check_column(rci_record_formatter *format, size_t size, size_t room, size_t n)
{
    size_t stride = size + next_random(3), used = (n - 1) * stride + size, i;
    size_t lengths[2 * RCI_RECORD_COLUMN_MOST];
    unsigned char *cells = malloc(used);
    char *texts = malloc(RCI_RECORD_COLUMN_MOST * STEP);
    rci_record_column column = {cells, stride, n,    RC_BYTES, size, false,
                                texts, STEP,   room, lengths,  2,    BEFORE};
    ck_assert(cells != NULL && texts != NULL);
    memset(cells, 0xFF, used);
    for (i = 0; i < n; i++) {
        fill_cell(cells + i * stride, size);
    }
    memset(texts, '#', RCI_RECORD_COLUMN_MOST * STEP);
    format(&column);
    for (i = 0; i < n; i++) {
        check_text(&column, i);
    }
    free(cells);
    free(texts);
}

static void check_formatters(rci_record_choose_formatter *choose)
{
    size_t size, room, n;
    for (size = 1; size <= RCI_JSON_WRITE_SHORT_BYTES; size++) {
        rci_record_node node = {.kind = RC_BYTES, .size = size};
        rci_record_formatter *format = choose(&node, &room);
        ck_assert(format != NULL);
        for (n = 1; n <= RCI_RECORD_COLUMN_MOST; n++) {
            check_column(format, size, room + next_random(20), n);
        }
    }
}

START_TEST(plain_texts)
{
    check_formatters(rci_json_write_formatter_plain);
}
END_TEST

#if defined(RCI_BASE_HAVE_AVX2)

START_TEST(texts_with_avx2)
{
    check_formatters(rci_json_write_formatter_avx2);
}
END_TEST

#endif

Suite *suite_json_write_texts(void)
{
    Suite *suite = suite_create("json_write_texts");
    TCase *tcase = tcase_create("texts");
    tcase_add_test(tcase, plain_texts);
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        tcase_add_test(tcase, texts_with_avx2);
    }
#endif
    suite_add_tcase(suite, tcase);
    return suite;
}
