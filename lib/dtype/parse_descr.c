/*
 * NumPy's descr: what numpy.save writes and numpy.dtype() takes as lists, tuples and strings.
 *
 *   [('x', '<i4'), ('p', '<f8', (3,)), ('', '|V4'), ('who', [('name', '|S8')])]
 *   ('<i4', (3,))     '<i4'
 *
 * A nameless V is padding, as numpy.lib.format.descr_to_dtype has it. JSON has no tuples, so lists
 * are taken in their place.
 */
#include "dtype/parse_literal.h"

#include "dtype/failat.h"

#include <string.h>

static rc_dtype *wrong(const rci_literal_reader *in, const rci_literal_node *node,
                       const char *expected)
{
    rci_fail_at(in->err, node->byte, RC_ESYNTAX, "expected %s, found %s", expected,
                rci_literal_type_name(node->type));
    return NULL;
}

rc_dtype *rci_dtype_from_string(const rci_literal_reader *in, const rci_literal_node *node,
                                rci_dialect dialect)
{
    rc_error inner = RC_ERROR_INIT;
    rc_dtype *dtype = rci_parse_compact(node->text, node->length, dialect, in->align, &inner);
    if (!dtype) {
        /* With escapes in it the text and the source no longer run side by side. */
        uint64_t within = node->escaped || inner.byte == RC_NOWHERE ? 0 : inner.byte + 1;
        inner.byte = node->byte + within;
        *in->err = inner;
    }
    return dtype;
}

/* ------------------------------------------------------------------ shapes */

static rc_status read_extent(const rci_literal_reader *in, const rci_literal_node *node,
                             size_t *extent)
{
    if (node->type != RCI_LITERAL_INT) {
        wrong(in, node, "a whole number");
        return RC_ESYNTAX;
    }
    if (node->number < 0 || node->number > RC_MAX_ITEMSIZE) {
        return rci_fail_at(in->err, node->byte, node->number < 0 ? RC_ESYNTAX : RC_ELIMIT,
                           "expected a dimension of 0 to %zu, found %lld", (size_t)RC_MAX_ITEMSIZE,
                           (long long)node->number);
    }
    *extent = (size_t)node->number;
    return RC_OK;
}

static rc_status read_shape(const rci_literal_reader *in, size_t i, size_t *ndim,
                            size_t shape[RC_MAX_NDIM])
{
    const rci_literal_node *node = rci_literal_node_at(in->literal, &i);
    size_t child, k;
    *ndim = node->n;
    if (node->n > RC_MAX_NDIM) {
        return rci_fail_at(in->err, node->byte, RC_ELIMIT, "%zu dimensions: the limit is %d",
                           node->n, RC_MAX_NDIM);
    }
    for (k = 0, child = i + 1; k < node->n; k++) {
        size_t after = rci_literal_after(in->literal, child);
        rc_status status = read_extent(in, rci_literal_node_at(in->literal, &child), &shape[k]);
        if (status != RC_OK) {
            return status;
        }
        child = after;
    }
    return RC_OK;
}

rc_dtype *rci_dtype_shaped(const rci_literal_reader *in, rc_dtype *element, size_t i)
{
    const rci_literal_node *node = rci_literal_node_at(in->literal, &i);
    size_t ndim, shape[RC_MAX_NDIM];
    rc_dtype *result = NULL;
    if (node->type == RCI_LITERAL_INT) {
        if (read_extent(in, node, &shape[0]) == RC_OK) {
            result = rci_repeat(element, shape[0], in->err);
        }
    } else if (node->type != RCI_LITERAL_TUPLE && node->type != RCI_LITERAL_LIST) {
        wrong(in, node, "a shape such as (2, 3)");
    } else if (read_shape(in, i, &ndim, shape) == RC_OK) {
        result = ndim ? rc_dtype_subarray(element, ndim, shape, in->err) : rc_dtype_ref(element);
    }
    if (!result) {
        rci_error_byte(in->err, node->byte);
    }
    rc_dtype_unref(element);
    return result;
}

/* ------------------------------------------------------------------ fields */

/* What collects the fields of one list. */
typedef struct collecting {
    rci_fields fields;
    bool padded;
    size_t offset; /* where the next field would start if all were packed */
} collecting;

static bool is_padding(const rci_literal_node *name, const rc_dtype *dtype)
{
    const rc_dtype *base = dtype->kind == RC_SUBARRAY ? dtype->element : dtype;
    return name->length == 0 && base->kind == RC_RAW;
}

static rc_status add_field(const rci_literal_reader *in, const rci_literal_node *name,
                           rc_dtype *dtype, collecting *made)
{
    size_t offset = made->offset;
    if (rci_add_overflows(offset, dtype->itemsize, &made->offset)) {
        rc_dtype_unref(dtype);
        return rci_fail_at(in->err, name->byte, RC_ELIMIT,
                           "the record is over the limit of %zu "
                           "bytes",
                           (size_t)RC_MAX_ITEMSIZE);
    }
    if (is_padding(name, dtype)) {
        made->padded = true;
        rc_dtype_unref(dtype);
        return RC_OK;
    }
    return rci_fields_add(&made->fields, name->text, name->length, dtype, offset, false, name->byte,
                          in->err);
}

static rc_status check_name(const rci_literal_reader *in, const rci_literal_node *name)
{
    if (name->type == RCI_LITERAL_TUPLE || name->type == RCI_LITERAL_LIST) {
        return rci_fail_at(in->err, name->byte, RC_EUNSUPPORTED,
                           "a field with a title: a field has one name here. Write 'name' in place "
                           "of ('title', 'name')");
    }
    if (name->type != RCI_LITERAL_TEXT) {
        wrong(in, name, "a field name");
        return RC_ESYNTAX;
    }
    return RC_OK;
}

/* ('name', type) or ('name', type, shape). */
static rc_status read_field(const rci_literal_reader *in, size_t i, collecting *made)
{
    const rci_literal_node *node = rci_literal_node_at(in->literal, &i), *name;
    size_t name_at = i + 1, type_at;
    rc_dtype *dtype;
    rc_status status;
    if ((node->type != RCI_LITERAL_TUPLE && node->type != RCI_LITERAL_LIST) || node->n < 2 ||
        node->n > 3) {
        return rci_fail_at(
            in->err, node->byte, RC_ESYNTAX,
            "expected a field such as ('x', '<i4') or ('x', '<i4', (3,)), found %s%s",
            rci_literal_type_name(node->type), node->n ? " of another length" : "");
    }
    type_at = rci_literal_after(in->literal, name_at);
    name = rci_literal_node_at(in->literal, &name_at);
    status = check_name(in, name);
    if (status != RC_OK) {
        return status;
    }
    dtype = rci_dtype_from_node(in, type_at);
    if (dtype && node->n == 3) {
        dtype = rci_dtype_shaped(in, dtype, rci_literal_after(in->literal, type_at));
    }
    return dtype ? add_field(in, name, dtype, made) : RC_ESYNTAX;
}

/* Without padding the offsets are left to the struct, so that it may be aligned. */
static rc_dtype *finish(const rci_literal_reader *in, const rci_literal_node *node,
                        collecting *made)
{
    rci_field_in *field = (rci_field_in *)(void *)made->fields.in.data;
    size_t i, byte;
    rc_dtype *dtype;
    for (i = 0; i < made->fields.n && !made->padded; i++) {
        field[i].offset = RC_AUTO;
    }
    dtype = rci_fields_struct(&made->fields, made->padded ? RC_PACKED : in->align,
                              made->padded ? made->offset : RC_AUTO, &byte, in->err);
    if (!dtype) {
        rci_error_byte(in->err, byte == SIZE_MAX ? node->byte : byte);
    }
    return dtype;
}

rc_dtype *rci_dtype_from_fields(const rci_literal_reader *in, size_t i)
{
    const rci_literal_node *node = rci_literal_node_at(in->literal, &i);
    collecting made = {.padded = false, .offset = 0};
    rc_status status = RC_OK;
    rc_dtype *dtype = NULL;
    size_t k, child;
    rci_fields_init(&made.fields);
    for (k = 0, child = i + 1; k < node->n && status == RC_OK; k++) {
        status = read_field(in, child, &made);
        child = rci_literal_after(in->literal, child);
    }
    if (status == RC_OK) {
        dtype = finish(in, node, &made);
    }
    rci_fields_release(&made.fields);
    return dtype;
}

/* ------------------------------------------------------------------- types */

/* (type, shape) */
static rc_dtype *from_pair(const rci_literal_reader *in, size_t i, const rci_literal_node *node)
{
    rc_dtype *element;
    if (node->n != 2) {
        rci_fail_at(in->err, node->byte, RC_ESYNTAX,
                    "expected a pair of type and shape such as ('<i4', (3,)), found %zu items",
                    node->n);
        return NULL;
    }
    element = rci_dtype_from_node(in, i + 1);
    return element ? rci_dtype_shaped(in, element, rci_literal_after(in->literal, i + 1)) : NULL;
}

/* In JSON a pair is a list too: it starts with a type, and a list of fields with a field. */
static bool list_is_pair(const rci_literal_reader *in, size_t i, const rci_literal_node *node)
{
    size_t first = i + 1;
    return node->n == 2 && rci_literal_node_at(in->literal, &first)->type == RCI_LITERAL_TEXT;
}

static rc_dtype *from_node(const rci_literal_reader *in, size_t i)
{
    const rci_literal_node *node = rci_literal_node_at(in->literal, &i);
    switch (node->type) {
    case RCI_LITERAL_TEXT:
        return rci_dtype_from_string(in, node, RCI_NUMPY);
    case RCI_LITERAL_TUPLE:
        return from_pair(in, i, node);
    case RCI_LITERAL_LIST:
        return list_is_pair(in, i, node) ? from_pair(in, i, node) : rci_dtype_from_fields(in, i);
    default:
        return wrong(in, node, "a type such as '<i4', a list of fields or a (type, shape) pair");
    }
}

rc_dtype *rci_dtype_from_node(const rci_literal_reader *in, size_t i)
{
    rci_literal_reader deeper = *in;
    if (++deeper.depth > 2 * RC_MAX_DEPTH) {
        const rci_literal_node *node = rci_literal_node_at(in->literal, &i);
        rci_fail_at(in->err, node->byte, RC_ELIMIT,
                    "more than %d structs and subarrays inside one another", RC_MAX_DEPTH);
        return NULL;
    }
    return from_node(&deeper, i);
}

rc_dtype *rci_parse_descr(const char *text, size_t length, rc_align align, rc_error *err)
{
    rci_literal literal;
    rci_literal_reader in = {&literal, align, 0, err};
    rc_dtype *dtype = NULL;
    if (rci_literal_parse(&literal, text, length, err) == RC_OK) {
        dtype = rci_dtype_from_node(&in, 0);
    }
    rci_literal_release(&literal);
    return dtype;
}
