/* size/file_size.c - the figures of a store file: bytes by field, and those of a smaller dtype. */
#include "size/file_size.h"

#include "base/sum.h"
#include "dtype/table.h"
#include "report/report.h"
#include "size/load_command.h"
#include "size/store_size.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The element of a subarray of any number of dimensions; another dtype itself. */
static const rc_dtype *innermost(const rc_dtype *dtype)
{
    return rc_dtype_kind(dtype) == RC_SUBARRAY ? rc_dtype_element(dtype) : dtype;
}

/* Text of str values outside of their cells, for those that are str in `dtype`, too. */
static uint64_t text_of(const field_node *node, const rc_dtype *dtype)
{
    uint64_t text = rc_dtype_kind(dtype) == RC_STR ? node->facts.text : 0;
    for (size_t i = 0; i < node->n_children; i++) {
        rc_field_info field;
        const rc_dtype *inside = rc_dtype_element(dtype);
        if (!inside && rc_dtype_field(dtype, i, &field, NULL) == RC_OK) {
            inside = field.dtype;
        }
        text = sum_add(text, text_of(&node->children[i], inside));
    }
    return text;
}

/* ------------------------------------------------------------------ fields */

/* What the better dtype saves of `bytes`: cells, null bits and text. */
static uint64_t saved_by(const file_size *file, const field_node *node, const rc_dtype *better,
                         uint64_t bytes)
{
    uint64_t values = sum_multiply(file->records, node->times);
    uint64_t after = sum_multiply(values, rc_dtype_itemsize(better));
    if (node->nullable && node->nulls > 0) {
        after = sum_add(after, file->records / 8 + (file->records % 8 != 0));
    }
    after = sum_add(after, text_of(node, better));
    return bytes > after ? bytes - after : 0;
}

static field_size size_of_field(const file_size *file, const field_node *node,
                                const rc_dtype *better)
{
    uint64_t values = sum_multiply(file->records, node->times);
    uint64_t cells = sum_multiply(values, rc_dtype_itemsize(node->dtype));
    field_size size = {.node = node, .better = better};
    size.padding = sum_multiply(values, node->padding);
    size.nulls = node->nullable ? file->records / 8 + (file->records % 8 != 0) : 0;
    size.text = text_of(node, node->dtype);
    size.bytes.disk = file->has_bytes ? sum_add(cells, size.padding) : RC_UNKNOWN;
    size.bytes.columns = sum_add(sum_add(cells, size.nulls), size.text);
    size.bytes.rows = sum_add(size.bytes.columns, size.padding);
    size.saves = saved_by(file, node, better, size.bytes.columns);
    return size;
}

char *field_remark(const file_size *file, const field_size *field)
{
    const field_node *node = field->node;
    const rc_dtype *better = innermost(field->better);
    const field_node *leaf = rc_dtype_kind(node->dtype) == RC_SUBARRAY ? node->children : node;
    const field_facts *facts = &leaf->facts;
    rc_kind kind = rc_dtype_kind(leaf->dtype);
    uint64_t values = sum_multiply(file->records, leaf->times);
    uint64_t as_str = sum_add(sum_multiply(values, 16), facts->text);
    char *remark = NULL;
    if (kind >= RC_I1 && kind <= RC_U8 && facts->lowest == 0 && facts->highest <= 1) {
        return strdup("0 and 1 only: bool holds them, too");
    }
    if (kind == RC_BYTES && !facts->not_text &&
        as_str < sum_multiply(values, rc_dtype_itemsize(better))) {
        return asprintf(&remark, "str takes %" PRIu64 " bytes in memory; .npy does not hold it",
                        as_str) < 0
                   ? NULL
                   : remark;
    }
    return strdup("");
}

static int visit_node(const file_size *file, const field_node *node, const rc_dtype *better,
                      int (*visit)(const field_size *, void *), void *context)
{
    int result = 0;
    if (rc_dtype_kind(innermost(node->dtype)) != RC_STRUCT) {
        field_size size = size_of_field(file, node, better);
        return visit(&size, context);
    }
    if (rc_dtype_kind(node->dtype) == RC_SUBARRAY) {
        return visit_node(file, &node->children[0], rc_dtype_element(better), visit, context);
    }
    for (size_t i = 0; i < node->n_children && result == 0; i++) {
        rc_field_info field;
        rc_dtype_field(better, i, &field, NULL);
        result = visit_node(file, &node->children[i], field.dtype, visit, context);
    }
    return result;
}

int each_field(const file_size *file, int (*visit)(const field_size *, void *), void *context)
{
    return visit_node(file, &file->root, file->better, visit, context);
}

/* ------------------------------------------------------------------ totals */

/* Returns 0, or the exit status after a report. */
static int find_sizes(const file_size *file, const rc_dtype *dtype, place_sizes *sizes)
{
    record_spec spec = {.dtype = dtype};
    uint64_t text = text_of(&file->root, dtype);
    int status = store_measure(&spec);
    sizes->disk =
        file->has_bytes ? sum_multiply(file->records, rc_dtype_itemsize(dtype)) : RC_UNKNOWN;
    sizes->rows = sum_add(store_bytes(&spec, KIND_ROWS, file->records), text);
    sizes->columns = sum_add(store_bytes(&spec, KIND_COLUMNS, file->records), text);
    return status;
}

int file_size_compute(file_size *file)
{
    int status = find_sizes(file, file->dtype, &file->found);
    if (status == 0) {
        status = find_sizes(file, file->better, &file->smaller);
    }
    return status == 0 && file_size_can_shrink(file) ? make_load_command(file) : status;
}

bool file_size_can_shrink(const file_size *file)
{
    return file->records > 0 && (rc_dtype_itemsize(file->better) < rc_dtype_itemsize(file->dtype) ||
                                 file->smaller.columns < file->found.columns);
}

void file_size_release(file_size *file)
{
    field_tree_release(&file->root);
    rc_dtype_unref(file->better);
    free(file->command);
    free(file->why);
}
