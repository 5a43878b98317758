/*
 * compute/filter/match_block.c - evaluates a bound predicate for a block of records.
 */
#include "compute/filter/match.h"

#include "base/cell.h"
#include "compute/bits.h"
#include "compute/filter/bind_text.h"
#include "compute/filter/keys.h"
#include "compute/range.h"
#include "number/number.h"

#include <string.h>

/* ---------------------------------------------------------------- numbers */

static void test_float(const rci_filter_test *test, size_t first, size_t n, uint64_t *words)
{
    rci_compute_block block;
    const rci_compute_column *column = test->column;
    if (column->size == 8) {
        rci_compute_range_f8(rci_compute_column_load(column, first, n, &block), test->low_f,
                             test->high_f, n, words);
        return;
    }
    rci_compute_range_f4(rci_compute_column_load_f4(column, first, n, &block), (float)test->low_f,
                         (float)test->high_f, n, words);
}

static double float_of(const void *cell, size_t size, bool big)
{
    uint64_t bits = rci_base_cell_get(cell, size, big);
    return size == 2   ? rci_number_f2_to_f8((uint16_t)bits)
           : size == 4 ? (double)rci_base_f4_of((uint32_t)bits)
                       : rci_base_f8_of(bits);
}

/* What key_of in bind_number.c makes of an equal constant. */
static uint64_t key_of(const rci_compute_column *column, const unsigned char *cell)
{
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    switch (column->kind) {
    case RC_BOOL:
        return *cell != 0;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        return rci_base_f8_bits(float_of(cell, column->size, big) + 0.0);
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        return rci_base_cell_get(cell, column->size, big);
    default:
        return (uint64_t)rci_base_cell_get_signed(cell, column->size, big);
    }
}

static bool is_complex_key(const rci_filter_test *test, const unsigned char *cell)
{
    const rci_compute_column *column = test->column;
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    size_t size = column->size / 2;
    uint64_t re = rci_base_f8_bits(float_of(cell, size, big) + 0.0);
    uint64_t im = rci_base_f8_bits(float_of(cell + size, size, big) + 0.0);
    for (size_t i = 0; i < test->n; i++) {
        if (test->keys[2 * i] == re && test->keys[2 * i + 1] == im) {
            return true;
        }
    }
    return false;
}

/* -------------------------------------------------------------------- text */

static bool is_in_texts(const rci_filter_test *test, const unsigned char *cell)
{
    size_t low = 0, high = test->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = rci_filter_text_order(test->column, cell, &test->texts[middle]);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

static bool is_in_text_range(const rci_filter_test *test, const unsigned char *cell)
{
    if (test->has_low) {
        int order = rci_filter_text_order(test->column, cell, &test->texts[0]);
        if (order < 0 || (order == 0 && test->low_open)) {
            return false;
        }
    }
    if (test->has_high) {
        int order = rci_filter_text_order(test->column, cell, &test->texts[1]);
        return order < 0 || (order == 0 && !test->high_open);
    }
    return true;
}

/* ----------------------------------------------------------------- one cell */

static bool test_cell(const rci_filter_test *test, const unsigned char *cell)
{
    switch (test->form) {
    case RCI_FILTER_TEST_KEYS:
        return rci_filter_keys_find(test->keys, test->n, key_of(test->column, cell));
    case RCI_FILTER_TEST_COMPLEX:
        return is_complex_key(test, cell);
    case RCI_FILTER_TEST_TEXT:
        return is_in_text_range(test, cell);
    case RCI_FILTER_TEST_TEXTS:
        return is_in_texts(test, cell);
    default:
        return rci_filter_text_begins(test->column, cell, &test->texts[0]);
    }
}

static void test_cells(const rci_filter_test *test, size_t first, size_t n, uint64_t *words)
{
    for (size_t i = 0; i < n; i += 64) {
        size_t bits = n - i < 64 ? n - i : 64;
        uint64_t word = 0;
        for (size_t k = 0; k < bits; k++) {
            word |= (uint64_t)test_cell(test, rci_compute_cell(test->column, first + i + k)) << k;
        }
        words[i / 64] = word;
    }
}

/* ------------------------------------------------------------- small sets */

/* Up to this many numbers are compared one after the other by the vector code. */
enum { FEW = 8 };

static bool is_small_set(const rci_filter_test *test)
{
    return test->form == RCI_FILTER_TEST_KEYS && test->n <= FEW && test->column->kind != RC_BOOL &&
           test->column->kind != RC_F2;
}

static void test_small_set(const rci_filter_test *test, size_t first, size_t n, uint64_t *words)
{
    rci_compute_block block;
    rci_filter_stack one;
    size_t n_words = rci_compute_words(n);
    const void *cells = rci_compute_column_load(test->column, first, n, &block);
    memset(words, 0, n_words * sizeof *words);
    for (size_t k = 0; k < test->n; k++) {
        double f = rci_base_f8_of(test->keys[k]);
        if (test->column->kind == RC_F4) {
            rci_compute_range_f4(cells, (float)f, (float)f, n, one);
        } else if (test->column->kind == RC_F8) {
            rci_compute_range_f8(cells, f, f, n, one);
        } else {
            rci_compute_range_integer(cells, test->column->size, test->keys[k], 0, n, one);
        }
        for (size_t i = 0; i < n_words; i++) {
            words[i] |= one[i];
        }
    }
}

/* --------------------------------------------------------------- one block */

static void values_block(const rci_filter_test *test, size_t first, size_t n, uint64_t *words)
{
    rci_compute_block block;
    switch (test->form) {
    case RCI_FILTER_TEST_NONE:
        memset(words, 0, rci_compute_words(n) * sizeof *words);
        break;
    case RCI_FILTER_TEST_INTEGER:
        rci_compute_range_integer(rci_compute_column_load(test->column, first, n, &block),
                                  test->column->size, test->low, test->width, n, words);
        break;
    case RCI_FILTER_TEST_FLOAT:
        test_float(test, first, n, words);
        break;
    default:
        if (is_small_set(test)) {
            test_small_set(test, first, n, words);
        } else {
            test_cells(test, first, n, words);
        }
        break;
    }
}

void rci_filter_test_block(const rci_filter_test *test, size_t first, size_t n, uint64_t *words)
{
    rci_filter_stack valid;
    size_t n_words = rci_compute_words(n);
    bool no_nulls = rci_compute_column_valid(test->column, first, n, valid);
    if (!test->of_nulls) {
        values_block(test, first, n, words);
    } else {
        memcpy(words, valid, n_words * sizeof *words);
    }
    if (test->inverted != test->of_nulls) {
        for (size_t i = 0; i < n_words; i++) {
            words[i] = ~words[i];
        }
        words[n_words - 1] &= rci_compute_low_bits(n - (n_words - 1) * 64);
    }
    if (!test->of_nulls && !no_nulls) {
        for (size_t i = 0; i < n_words; i++) {
            words[i] &= valid[i];
        }
    }
}

/* Whether all bits of the first `n` are 0, or 1. */
static bool is_all(const uint64_t *words, size_t n, bool bit)
{
    uint64_t flip = bit ? ~UINT64_C(0) : 0, differ = 0;
    size_t last = rci_compute_words(n) - 1;
    for (size_t i = 0; i < last; i++) {
        differ |= words[i] ^ flip;
    }
    differ |= (words[last] ^ flip) & rci_compute_low_bits(n - last * 64);
    return differ == 0;
}

void rci_filter_match_block(const rci_filter_program *program, size_t first, size_t n,
                            rci_filter_stack *stack, uint64_t *words)
{
    size_t n_words = rci_compute_words(n), top = 0;
    for (size_t at = 0; at < program->n_steps; at++) {
        const rci_filter_step *step = &program->steps[at];
        uint64_t *a = top >= 2 ? stack[top - 2] : NULL, *b = top >= 1 ? stack[top - 1] : NULL;
        switch (step->form) {
        case RCI_FILTER_STEP_TEST:
            rci_filter_test_block(&program->tests[step->index], first, n, stack[top++]);
            break;
        case RCI_FILTER_STEP_IF_SOME:
        case RCI_FILTER_STEP_IF_NOT_ALL:
            if (is_all(b, n, step->form == RCI_FILTER_STEP_IF_NOT_ALL)) {
                at = step->index - 1; /* the loop goes on with step->index */
            }
            break;
        default:
            for (size_t i = 0; i < n_words; i++) {
                a[i] = step->form == RCI_FILTER_STEP_AND ? a[i] & b[i] : a[i] | b[i];
            }
            top--;
            break;
        }
    }
    memcpy(words, stack[0], n_words * sizeof *words);
}
