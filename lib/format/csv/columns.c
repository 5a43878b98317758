/* format/csv/columns.c - columns and the leaves of the dtype. */
#include "format/csv/columns.h"

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "record/fail.h"
#include "value/fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ leaves */

typedef struct walk {
    rci_csv_columns *columns;
    const rci_record_plan *plan;
    rc_error *err;
} walk;

static rc_status unsupported(const walk *w, uint32_t index, const char *what)
{
    rci_base_fail(w->err, RC_EUNSUPPORTED, "%s", what);
    rci_record_plan_error_field(w->plan, index, w->err);
    return RC_EUNSUPPORTED;
}

static rc_status add_leaves(const walk *w, uint32_t index, size_t shift);

static rc_status add_elements(const walk *w, const rci_record_node *node, size_t shift)
{
    const size_t size = w->plan->nodes[node->element].size;
    rc_status status = RC_OK;
    for (size_t i = 0; i < node->count && status == RC_OK; i++) {
        status = add_leaves(w, node->element, shift + i * size);
    }
    return status;
}

static rc_status add_leaf(const walk *w, uint32_t index, size_t shift)
{
    const rci_csv_column column = {index, shift};
    if (rci_csv_column_count(&w->columns->leaves) == RC_MAX_FIELDS) {
        rci_base_fail(w->err, RC_ELIMIT, "more than %d columns, the limit", RC_MAX_FIELDS);
        rci_record_plan_error_field(w->plan, index, w->err);
        return RC_ELIMIT;
    }
    return rci_base_bytes_append(&w->columns->leaves, &column, sizeof column, w->err);
}

static rc_status add_leaves(const walk *w, uint32_t index, size_t shift)
{
    const rci_record_node *node = &w->plan->nodes[index];
    const uint32_t *children = w->plan->children + node->first_child;
    rc_status status = RC_OK;
    if (node->shape == RCI_RECORD_LEAF) {
        return add_leaf(w, index, shift);
    }
    if (node->nullable) {
        return unsupported(w, index,
                           "CSV has no text for a struct or subarray that is null: make its "
                           "fields nullable instead");
    }
    if (node->shape == RCI_RECORD_SUBARRAY) {
        return add_elements(w, node, shift);
    }
    for (uint32_t i = 0; i < node->nchildren && status == RC_OK; i++) {
        const size_t inside = node->parent == RCI_RECORD_NONE ? 0 : shift;
        status = add_leaves(w, children[i], inside);
    }
    return status;
}

rc_status rci_csv_columns_init(rci_csv_columns *columns, const rci_record_plan *plan, rc_error *err)
{
    const walk w = {columns, plan, err};
    rci_base_bytes_init_as(&columns->all, RC_MEMORY_PLAN);
    rci_base_bytes_init_as(&columns->missing, RC_MEMORY_PLAN);
    rci_base_bytes_init_as(&columns->leaves, RC_MEMORY_PLAN);
    return add_leaves(&w, 0, 0);
}

void rci_csv_columns_release(rci_csv_columns *columns)
{
    if (columns->leaves.allocator) {
        rci_base_bytes_release(&columns->all);
        rci_base_bytes_release(&columns->missing);
        rci_base_bytes_release(&columns->leaves);
    }
}

/* ------------------------------------------------------------------- names */

static bool find_in(const rci_record_plan *plan, uint32_t index, size_t shift, const char *name,
                    size_t n, rci_csv_column *column);

/* "[i]" for each dimension, then what is in the element. */
static bool find_element(const rci_record_plan *plan, const rci_record_node *node, size_t shift,
                         const char *name, size_t n, rci_csv_column *column)
{
    size_t at = 0;
    for (size_t dimension = 0; dimension < node->ndim; dimension++) {
        size_t i = 0, digits = 0;
        if (at == n || name[at++] != '[') {
            return false;
        }
        for (; at < n && rci_base_is_digit(name[at]) && digits < 9; at++, digits++) {
            i = 10 * i + (size_t)(name[at] - '0');
        }
        if (digits == 0 || at == n || name[at++] != ']' || i >= node->extent[dimension]) {
            return false;
        }
        shift += i * rci_record_step(node, dimension);
    }
    return find_in(plan, node->element, shift, name + at, n - at, column);
}

/* The rest of a name, inside a node. */
static bool find_in(const rci_record_plan *plan, uint32_t index, size_t shift, const char *name,
                    size_t n, rci_csv_column *column)
{
    const rci_record_node *node = &plan->nodes[index];
    if (node->shape == RCI_RECORD_LEAF) {
        *column = (rci_csv_column){index, shift};
        return n == 0;
    }
    if (node->shape == RCI_RECORD_SUBARRAY) {
        return find_element(plan, node, shift, name, n, column);
    }
    if (node->parent != RCI_RECORD_NONE) {
        if (n == 0 || *name != '.') {
            return false;
        }
        name++;
        n--;
    }
    /* A name may contain dots and brackets: the longest one that leads to a leaf counts. */
    for (size_t length = n; length > 0; length--) {
        if (length == n || name[length] == '.' || name[length] == '[') {
            const uint32_t child = rci_record_plan_child(plan, node, name, length);
            if (child != RCI_RECORD_NONE &&
                find_in(plan, child, shift, name + length, n - length, column)) {
                return true;
            }
        }
    }
    return false;
}

bool rci_csv_columns_find(const rci_record_plan *plan, const char *name, size_t n,
                          rci_csv_column *column)
{
    return find_in(plan, 0, 0, name, n, column);
}

/* Appends "[i][j]" for the element that is `shift` bytes after the first; returns the rest. */
static rc_status put_indices(const rci_record_node *node, size_t *shift, rci_base_bytes *name,
                             rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t dimension = 0; dimension < node->ndim && status == RC_OK; dimension++) {
        const size_t step = rci_record_step(node, dimension);
        char text[24];
        const int n = snprintf(text, sizeof text, "[%zu]", step ? *shift / step : 0);
        *shift = step ? *shift % step : 0;
        status = rci_base_bytes_append(name, text, (size_t)n, err);
    }
    return status;
}

static rc_status put_name(const rci_record_plan *plan, uint32_t index, size_t *shift,
                          rci_base_bytes *name, rc_error *err)
{
    const rci_record_node *node = &plan->nodes[index];
    rc_status status = RC_OK;
    if (node->parent == RCI_RECORD_NONE) {
        return RC_OK;
    }
    status = put_name(plan, node->parent, shift, name, err);
    if (status == RC_OK && node->name_length > 0) {
        if (name->length > 0) {
            status = rci_base_bytes_append(name, ".", 1, err);
        }
        if (status == RC_OK) {
            status = rci_base_bytes_append(name, node->name, node->name_length, err);
        }
    }
    if (status == RC_OK && node->shape == RCI_RECORD_SUBARRAY) {
        status = put_indices(node, shift, name, err);
    }
    return status;
}

rc_status rci_csv_column_name(const rci_record_plan *plan, const rci_csv_column *column,
                              rci_base_bytes *name, rc_error *err)
{
    size_t shift = column->shift;
    name->length = 0;
    return put_name(plan, column->node, &shift, name, err);
}

/* ----------------------------------------------------------------- mapping */

/* A leaf, and whether a column has it. */
typedef struct given_leaf {
    rci_csv_column leaf;
    bool given;
} given_leaf;

static int compare_leaves(const void *a, const void *b)
{
    const rci_csv_column *x = &((const given_leaf *)a)->leaf, *y = &((const given_leaf *)b)->leaf;
    return x->node != y->node ? (x->node < y->node ? -1 : 1)
                              : (x->shift > y->shift) - (x->shift < y->shift);
}

/* All leaves in the order of compare_leaves. RC_OK; RC_ENOMEM. */
static rc_status sort_leaves(const rci_csv_columns *columns, rci_base_bytes *given, rc_error *err)
{
    const size_t n = rci_csv_column_count(&columns->leaves);
    rc_status status = RC_OK;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        const given_leaf one = {*rci_csv_column_at(&columns->leaves, i), false};
        status = rci_base_bytes_append(given, &one, sizeof one, err);
    }
    if (status == RC_OK && n > 0) {
        qsort(given->data, n, sizeof(given_leaf), compare_leaves);
    }
    return status;
}

static bool *is_given(const rci_base_bytes *given, const rci_csv_column *column)
{
    const given_leaf key = {*column, false};
    given_leaf *found =
        bsearch(&key, given->data, given->length / sizeof key, sizeof key, compare_leaves);
    return &found->given;
}

static rc_status take_name(rci_csv_columns *columns, const rci_record_plan *plan, const char *name,
                           size_t n, rc_extra extra, rci_base_bytes *given, rc_error *err)
{
    rci_csv_column column = {RCI_RECORD_NONE, 0};
    const size_t bad = rci_base_utf8_check(name, n);
    if (bad < n) {
        return rci_value_fail_utf8(err, name, n, bad);
    }
    if (!rci_csv_columns_find(plan, name, n, &column)) {
        if (extra != RC_EXTRA_IGNORE) {
            return rci_record_fail_extra_name(err, "column", name, n, plan->dtype);
        }
    } else if (*is_given(given, &column)) {
        rci_base_fail(err, RC_EDUPLICATE, "two columns have this name: rename one of them");
        rci_record_plan_error_field(plan, column.node, err);
        return RC_EDUPLICATE;
    } else {
        *is_given(given, &column) = true;
    }
    return rci_base_bytes_append(&columns->all, &column, sizeof column, err);
}

/* The leaves that have no column. */
static rc_status find_missing(rci_csv_columns *columns, const rci_record_plan *plan,
                              rc_missing missing, const rci_base_bytes *given,
                              rci_base_bytes *scratch, rc_error *err)
{
    for (size_t i = 0; i < rci_csv_column_count(&columns->leaves); i++) {
        const rci_csv_column *leaf = rci_csv_column_at(&columns->leaves, i);
        const bool may_be = missing == RC_MISSING_ZERO ||
                            (missing == RC_MISSING_NULL && plan->nodes[leaf->node].nullable);
        if (*is_given(given, leaf)) {
            continue;
        }
        if (!may_be) {
            rci_base_quoted quoted;
            if (rci_csv_column_name(plan, leaf, scratch, err) != RC_OK) {
                return RC_ENOMEM;
            }
            rci_base_fail(err, RC_EMISSING, "the header has no column \"%s\"",
                          rci_base_quote(&quoted, (const char *)scratch->data, scratch->length));
            rci_base_error_hint(err, RC_HINT_MISSING, NULL);
            rci_record_plan_error_field(plan, leaf->node, err);
            return RC_EMISSING;
        }
        if (rci_base_bytes_append(&columns->missing, leaf, sizeof *leaf, err) != RC_OK) {
            return RC_ENOMEM;
        }
    }
    return RC_OK;
}

static rc_status take_names(rci_csv_columns *columns, const rci_record_plan *plan,
                            const rci_csv_record *header, const char *text, rc_extra extra,
                            rci_base_bytes *given, rci_base_bytes *scratch, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < header->nfields && status == RC_OK; i++) {
        const rci_csv_field *field = rci_csv_field_at(header, i);
        const char *name;
        size_t n;
        status = rci_csv_unquote(field, scratch, &name, &n, err);
        if (status == RC_OK) {
            status = take_name(columns, plan, name, n, extra, given, err);
        }
        if (status != RC_OK) {
            rci_base_error_byte(err, (uint64_t)(field->start - text));
        }
    }
    return status;
}

rc_status rci_csv_columns_by_name(rci_csv_columns *columns, const rci_record_plan *plan,
                                  const rci_csv_record *header, const char *text, rc_extra extra,
                                  rc_missing missing, rci_base_bytes *scratch, rc_error *err)
{
    const char *first = header->nfields ? rci_csv_field_at(header, 0)->start : text;
    rci_base_bytes given;
    rc_status status;
    rci_base_bytes_init_as(&given, RC_MEMORY_PLAN);
    status = sort_leaves(columns, &given, err);
    if (status == RC_OK) {
        status = take_names(columns, plan, header, text, extra, &given, scratch, err);
    }
    if (status == RC_OK) {
        status = find_missing(columns, plan, missing, &given, scratch, err);
        if (status == RC_EMISSING) {
            rci_base_error_byte(err, (uint64_t)(first - text));
        }
    }
    rci_base_bytes_release(&given);
    return status;
}

rc_status rci_csv_columns_by_position(rci_csv_columns *columns, rc_error *err)
{
    return rci_base_bytes_append(&columns->all, columns->leaves.data, columns->leaves.length, err);
}
