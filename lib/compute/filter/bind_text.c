/*
 * compute/filter/bind_text.c - comparisons of text and bytes: constants in the form of the field's
 * cells.
 */
#include "compute/filter/bind_text.h"

#include "base/cell.h"
#include "base/error.h"
#include "base/utf8.h"
#include "store/batch.h"
#include "value/value.h"

#include <string.h>

/* ------------------------------------------------------------- comparing */

static int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

static int order_str(const rci_compute_column *column, const unsigned char *cell,
                     const rci_filter_text *text)
{
    size_t n, least;
    const char *bytes = rci_store_string_get(column->store, cell, &n);
    int order;
    least = n < text->size ? n : text->size;
    order = memcmp(bytes, text->bytes, least);
    return order ? sign_of(order) : (n > text->size) - (n < text->size);
}

/* Code points that are not in the byte order of memcmp. */
static int order_ucs4(const unsigned char *a, const unsigned char *b, size_t size)
{
    for (size_t i = 0; i < size; i += 4) {
        uint64_t x = rci_base_cell_get(a + i, 4, false), y = rci_base_cell_get(b + i, 4, false);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return 0;
}

int rci_filter_text_order(const rci_compute_column *column, const unsigned char *cell,
                          const rci_filter_text *text)
{
    int order;
    if (column->kind == RC_STR) {
        return order_str(column, cell, text);
    }
    order = column->kind == RC_UCS4 && rc_dtype_order(column->dtype) != RC_ORDER_BIG
                ? order_ucs4(cell, text->bytes, text->size)
                : memcmp(cell, text->bytes, text->size);
    return order ? sign_of(order) : text->tie;
}

bool rci_filter_text_begins(const rci_compute_column *column, const unsigned char *cell,
                            const rci_filter_text *text)
{
    size_t n = column->size;
    const unsigned char *bytes = cell;
    if (column->kind == RC_STR) {
        bytes = (const unsigned char *)rci_store_string_get(column->store, cell, &n);
    } else {
        n = rci_base_text_trim(cell, n);
        /* Whole code points. */
        n = column->kind == RC_UCS4 ? (n + 3) / 4 * 4 : n;
    }
    return text->size <= n && memcmp(bytes, text->bytes, text->size) == 0;
}

/* ------------------------------------------------------------- constants */

/* The UTF-8 or bytes of a constant, in `scratch` if need be. */
static rc_status bytes_of(const rc_dtype *dtype, const rc_value *value, rci_base_bytes *scratch,
                          const char **bytes, size_t *n, rc_error *err)
{
    if (value->type == RC_VALUE_BYTES) {
        *bytes = value->as.text.data;
        *n = value->as.text.length;
        return RC_OK;
    }
    if (value->type != RC_VALUE_TEXT && value->type != RC_VALUE_UCS4) {
        return rci_filter_fail_compare(err, dtype, value);
    }
    return rci_value_utf8(dtype, value, scratch, bytes, n, err);
}

/* Hexadecimal digits for V, two for each byte. */
static rc_status hex_of(const rc_value *value, rci_base_bytes *scratch, const char **bytes,
                        size_t *n, rc_error *err)
{
    size_t length = value->as.text.length, size = length / 2;
    rc_dtype *raw = rc_dtype_sized(RC_RAW, size, err);
    rc_value stored;
    rc_status status = raw ? rci_base_bytes_reserve(scratch, size + 1, err) : RC_ENOMEM;
    if (status == RC_OK) {
        status = rc_value_convert(value, raw, scratch->data, &stored, err);
        *bytes = (const char *)scratch->data;
        *n = size;
    }
    rc_dtype_unref(raw);
    return status;
}

/* Code points in the byte order of the field. RC_OK; RC_ESYNTAX, RC_ENOMEM. */
static rc_status set_ucs4(rci_filter_program *program, const rc_dtype *dtype, const char *bytes,
                          size_t n, rci_filter_text *text, rc_error *err)
{
    bool big = rc_dtype_order(dtype) == RC_ORDER_BIG;
    size_t used = 0, at = 0;
    unsigned char *points;
    if (rci_base_utf8_check(bytes, n) != n) {
        return rci_base_fail(err, RC_ESYNTAX, "a constant for a U field is not valid UTF-8");
    }
    points = rci_filter_program_alloc(program, n + 1, 4, err);
    if (!points) {
        return RC_ENOMEM;
    }
    while (at < n) {
        uint32_t code;
        at += rci_base_utf8_decode(bytes + at, n - at, &code);
        rci_base_cell_put(points + used, 4, big, code);
        used += 4;
    }
    text->bytes = points;
    text->size = used;
    return RC_OK;
}

static rc_status set_bytes(rci_filter_program *program, const char *bytes, size_t n, size_t least,
                           rci_filter_text *text, rc_error *err)
{
    unsigned char *copy = rci_filter_program_alloc(program, n > least ? n + 1 : least + 1, 1, err);
    if (!copy) {
        return RC_ENOMEM;
    }
    memcpy(copy, n ? bytes : "", n);
    text->bytes = copy;
    text->size = n;
    return RC_OK;
}

/* Makes the constant as long as a cell, which is filled with zeros. A constant that is longer, or
   ends in zeros that a cell cannot show, follows after each cell that begins like it. */
static rc_status pad(rci_filter_program *program, const rc_dtype *dtype, rci_filter_text *text,
                     rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype), unit = rc_dtype_kind(dtype) == RC_UCS4 ? 4 : 1;
    size_t length = text->size, used = length;
    while (used > 0 && text->bytes[used - 1] == 0) {
        used--;
    }
    text->tie = length > size || length - used >= unit ? -1 : 0;
    if (length < size) {
        const unsigned char *bytes = text->bytes;
        rc_status status = set_bytes(program, (const char *)bytes, length, size, text, err);
        if (status != RC_OK) {
            return status;
        }
    }
    text->size = size;
    return RC_OK;
}

static rc_status set_text(rci_filter_program *program, const rci_filter_test *test,
                          const rc_value *value, bool whole, rci_filter_text *text, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(test->dtype);
    size_t size = rc_dtype_itemsize(test->dtype), n = 0;
    rci_base_bytes scratch;
    const char *bytes = NULL;
    rc_status status;
    rci_base_bytes_init(&scratch);
    status = kind == RC_RAW && value->type == RC_VALUE_TEXT
                 ? hex_of(value, &scratch, &bytes, &n, err)
                 : bytes_of(test->dtype, value, &scratch, &bytes, &n, err);
    if (status == RC_OK) {
        status = kind == RC_UCS4 ? set_ucs4(program, test->dtype, bytes, n, text, err)
                                 : set_bytes(program, bytes, n, 0, text, err);
    }
    rci_base_bytes_release(&scratch);
    if (status != RC_OK || !whole || kind == RC_STR) {
        return status;
    }
    if (kind == RC_RAW) {
        /* No padding: the shorter one comes first. */
        text->tie = (size > n) - (size < n);
        text->size = n < size ? n : size;
        return RC_OK;
    }
    return pad(program, test->dtype, text, err);
}

/* ------------------------------------------------------------------- forms */

static rc_status set_texts(rci_filter_program *program, rci_filter_test *test,
                           const rc_predicate *predicate, bool whole, rc_error *err)
{
    test->texts = rci_filter_program_alloc(program, predicate->n_values, sizeof *test->texts, err);
    if (!test->texts) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < predicate->n_values; i++) {
        rc_status status =
            set_text(program, test, &predicate->values[i], whole, &test->texts[i], err);
        if (status != RC_OK) {
            return status;
        }
    }
    test->n = predicate->n_values;
    return RC_OK;
}

/* The order of two constants of one field. */
static int order_texts(const rc_dtype *dtype, const rci_filter_text *a, const rci_filter_text *b)
{
    size_t least = a->size < b->size ? a->size : b->size;
    int order = rc_dtype_kind(dtype) == RC_UCS4 && rc_dtype_order(dtype) != RC_ORDER_BIG
                    ? order_ucs4(a->bytes, b->bytes, least)
                    : memcmp(a->bytes, b->bytes, least);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

/* Keeps the constants that a cell can be equal to, and sorts them (see compute/filter/keys.h). */
static void sort_texts(rci_filter_test *test)
{
    rci_filter_text *texts = test->texts;
    size_t n = 0, gap = 1;
    for (size_t i = 0; i < test->n; i++) {
        if (texts[i].tie == 0) {
            texts[n++] = texts[i];
        }
    }
    test->n = n;
    while (gap < n / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < n; i++) {
            rci_filter_text text = texts[i];
            size_t k = i;
            for (; k >= gap && order_texts(test->dtype, &texts[k - gap], &text) > 0; k -= gap) {
                texts[k] = texts[k - gap];
            }
            texts[k] = text;
        }
    }
}

static void set_range(rci_filter_test *test, const rc_predicate *predicate)
{
    rc_compare compare = predicate->compare;
    if (predicate->form == RCI_FILTER_BETWEEN) {
        test->has_low = test->has_high = true;
        return;
    }
    test->has_low = compare != RC_COMPARE_LESS && compare != RC_COMPARE_LESS_OR_EQUAL;
    test->has_high = compare != RC_COMPARE_GREATER && compare != RC_COMPARE_GREATER_OR_EQUAL;
    test->low_open = compare == RC_COMPARE_GREATER;
    test->high_open = compare == RC_COMPARE_LESS;
    test->inverted = compare == RC_COMPARE_NOT_EQUAL;
    if (!test->has_low) {
        test->texts[1] = test->texts[0];
    }
}

rc_status rci_filter_bind_text(rci_filter_program *program, rci_filter_test *test,
                               const rc_predicate *predicate, rc_error *err)
{
    rc_status status;
    if (predicate->form == RCI_FILTER_STARTS_WITH) {
        if (rc_dtype_kind(test->dtype) == RC_RAW) {
            return rci_base_fail(err, RC_ETYPE, "raw bytes have no prefix: they are not text");
        }
        test->form = RCI_FILTER_TEST_PREFIX;
        return set_texts(program, test, predicate, false, err);
    }
    status = set_texts(program, test, predicate, true, err);
    if (status != RC_OK) {
        return status;
    }
    if (predicate->form == RCI_FILTER_IN) {
        test->form = RCI_FILTER_TEST_TEXTS;
        sort_texts(test);
        return RC_OK;
    }
    if (test->n == 1) {
        rci_filter_text *both = rci_filter_program_alloc(program, 2, sizeof *both, err);
        if (!both) {
            return RC_ENOMEM;
        }
        both[0] = both[1] = test->texts[0];
        test->texts = both;
    }
    test->form = RCI_FILTER_TEST_TEXT;
    set_range(test, predicate);
    return RC_OK;
}
