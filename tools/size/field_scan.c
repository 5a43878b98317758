/* size/field_scan.c - what the values of a store file need: ranges, lengths, floats of half the
 * size. */
#include "size/field_scan.h"

#include "base/sum.h"
#include "base/terminal.h"
#include "dtype/table.h"
#include "report/report.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------- tree */

static int fill_node(field_node *node, const rc_dtype *dtype, char *path, uint64_t times);

/* Takes over `path`; NULL means that memory ran out. */
static int fill_field(field_node *node, const rc_field_info *field, char *path, uint64_t times,
                      uint64_t padding)
{
    int status = fill_node(node, field->dtype, path, times);
    node->nullable = field->nullable != 0;
    node->padding = padding;
    return status;
}

static int fill_struct(field_node *node, const char *path)
{
    size_t leading;
    int status = 0;
    field_place *places = find_places(node->dtype, &leading);
    if (!places) {
        return report_no_memory();
    }
    for (size_t i = 0; i < node->n_children && status == 0; i++) {
        rc_field_info field;
        char *name = NULL;
        rc_dtype_field(node->dtype, i, &field, NULL);
        if (asprintf(&name, "%s%s%s", path, path[0] ? "." : "", field.name) < 0) {
            name = NULL;
        }
        status = fill_field(&node->children[i], &field, name, node->times, places[i].padding);
    }
    free(places);
    return status;
}

static int fill_element(field_node *node, const char *path)
{
    uint64_t times = node->times;
    char *name = NULL;
    for (size_t i = 0; i < rc_dtype_ndim(node->dtype); i++) {
        times = sum_multiply(times, rc_dtype_shape(node->dtype)[i]);
    }
    if (asprintf(&name, "%s[]", path) < 0) {
        name = NULL;
    }
    return fill_node(&node->children[0], rc_dtype_element(node->dtype), name, times);
}

static int fill_node(field_node *node, const rc_dtype *dtype, char *path, uint64_t times)
{
    rc_kind kind = rc_dtype_kind(dtype);
    *node = (field_node){.dtype = dtype, .path = path, .times = times};
    if (!path) {
        return report_no_memory();
    }
    node->n_children = kind == RC_STRUCT ? rc_dtype_nfields(dtype) : kind == RC_SUBARRAY;
    if (node->n_children == 0) {
        return 0;
    }
    node->children = calloc(node->n_children, sizeof *node->children);
    if (!node->children) {
        node->n_children = 0;
        return report_no_memory();
    }
    return kind == RC_STRUCT ? fill_struct(node, path) : fill_element(node, path);
}

int field_tree(field_node *root, const rc_dtype *dtype)
{
    return fill_node(root, dtype, strdup(""), 1);
}

void field_tree_release(field_node *root)
{
    for (size_t i = 0; i < root->n_children; i++) {
        field_tree_release(&root->children[i]);
    }
    free(root->children);
    free(root->path);
    *root = (field_node){.n_children = 0};
}

/* ----------------------------------------------------------------- numbers */

static uint64_t load(const unsigned char *p, size_t size, bool big)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | p[big ? i : size - 1 - i];
    }
    return value;
}

static bool is_big(const rc_dtype *dtype)
{
    return rc_dtype_order(dtype) == RC_ORDER_BIG;
}

static void scan_integers(field_facts *facts, const rc_view *view, bool is_signed)
{
    size_t size = rc_dtype_itemsize(view->dtype);
    bool big = is_big(view->dtype);
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    for (size_t i = 0; i < view->n; i++) {
        uint64_t bits = load(view->data + (ptrdiff_t)i * view->stride, size, big);
        if (is_signed && bits & sign) {
            /* The bits above the sign are set in the number, too. */
            int64_t value = (int64_t)(bits | ~(sign - 1));
            facts->lowest = value < facts->lowest ? value : facts->lowest;
        } else {
            facts->highest = bits > facts->highest ? bits : facts->highest;
        }
    }
}

/* A double in a float: the same value, or a NaN whose upper bits are all there is. */
static bool fits_f4(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    if (isnan(value)) {
        return bits << 35 == 0 && bits >> 51 & 1;
    }
    return isinf(value) || (fabs(value) <= (double)FLT_MAX && (double)(float)value == value);
}

static void scan_floats(field_facts *facts, const rc_view *view, size_t size)
{
    size_t parts = rc_dtype_itemsize(view->dtype) / size;
    bool big = is_big(view->dtype);
    for (size_t i = 0; i < view->n; i++) {
        for (size_t k = 0; k < parts; k++) {
            facts->wide =
                facts->wide ||
                !fits_f4(load(view->data + (ptrdiff_t)i * view->stride + k * size, 8, big));
        }
    }
}

/* -------------------------------------------------------------------- text */

/* Bytes of text in a cell of str. */
enum { MOST_IN_CELL = 12 };

static void scan_bytes(field_facts *facts, const rc_view *view)
{
    size_t size = rc_dtype_itemsize(view->dtype);
    for (size_t i = 0; i < view->n; i++) {
        const char *text = (const char *)view->data + (ptrdiff_t)i * view->stride;
        size_t length = size;
        while (length > 0 && text[length - 1] == '\0') {
            length--;
        }
        facts->longest = length > facts->longest ? length : facts->longest;
        facts->text += length > MOST_IN_CELL ? length : 0;
        for (size_t at = 0; at < length && !facts->not_text;) {
            char one[5] = "";
            size_t n;
            memcpy(one, text + at, length - at < 4 ? length - at : 4);
            n = one[0] ? character_length(one) : 1;
            facts->not_text = n == 0;
            at += n;
        }
    }
}

static void scan_characters(field_facts *facts, const rc_view *view)
{
    size_t size = rc_dtype_length(view->dtype);
    bool big = is_big(view->dtype);
    for (size_t i = 0; i < view->n; i++) {
        const unsigned char *cell = view->data + (ptrdiff_t)i * view->stride;
        for (size_t k = 0; k < size; k++) {
            uint64_t code = load(cell + 4 * k, 4, big);
            if (code != 0 && k + 1 > facts->longest) {
                facts->longest = k + 1;
            }
            facts->not_text =
                facts->not_text || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000);
        }
    }
}

static rc_status scan_strings(field_facts *facts, const rc_view *view, rc_error *err)
{
    for (size_t i = 0; i < view->n; i++) {
        rc_value value;
        uint64_t length;
        rc_status status = rc_view_get(view, i, &value, err);
        if (status != RC_OK) {
            return status;
        }
        length = value.type == RC_VALUE_NULL ? 0 : value.as.text.length;
        facts->text += length > MOST_IN_CELL ? length : 0;
        facts->longest = length > facts->longest ? length : facts->longest;
        /* S cannot hold it: the NUL would look like the end. */
        facts->not_text = facts->not_text || (length > 0 && value.as.text.data[length - 1] == '\0');
    }
    return RC_OK;
}

/* -------------------------------------------------------------------- scan */

static rc_status scan_leaf(field_facts *facts, const rc_view *view, rc_error *err)
{
    switch (rc_dtype_kind(view->dtype)) {
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
        scan_integers(facts, view, true);
        break;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        scan_integers(facts, view, false);
        break;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        scan_floats(facts, view, rc_dtype_itemsize(view->dtype));
        break;
    case RC_C8:
    case RC_C16:
        scan_floats(facts, view, rc_dtype_itemsize(view->dtype) / 2);
        break;
    case RC_BYTES:
        scan_bytes(facts, view);
        break;
    case RC_UCS4:
        scan_characters(facts, view);
        break;
    case RC_STR:
        return scan_strings(facts, view, err);
    default:
        break;
    }
    return RC_OK;
}

static rc_status scan_view(field_node *node, const rc_view *view, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(node->dtype);
    rc_status status = RC_OK;
    rc_view part;
    for (size_t i = 0; node->nullable && i < view->n; i++) {
        node->nulls += rc_view_is_null(view, i) != 0;
    }
    if (kind == RC_STRUCT) {
        for (size_t i = 0; i < node->n_children && status == RC_OK; i++) {
            status = rc_view_child(view, i, &part, err);
            status = status == RC_OK ? scan_view(&node->children[i], &part, err) : status;
        }
    } else if (kind == RC_SUBARRAY) {
        uint64_t elements = node->times ? node->children[0].times / node->times : 0;
        for (size_t k = 0; k < elements && status == RC_OK; k++) {
            status = rc_view_element(view, k, &part, err);
            status = status == RC_OK ? scan_view(&node->children[0], &part, err) : status;
        }
    } else {
        status = scan_leaf(&node->facts, view, err);
    }
    return status;
}

rc_status field_scan(field_node *root, const rc_store *batch, rc_error *err)
{
    rc_view whole;
    rc_status status = rc_store_view(batch, "", &whole, err);
    return status == RC_OK ? scan_view(root, &whole, err) : status;
}
