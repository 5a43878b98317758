/*
 * notation/parse_literal.c - makes dtypes from literals: finds out whether a node is a type string,
 * a descr, a dictionary or a schema document, and calls its parser.
 *
 *   '<i4'    ('<i4', (3,))    [('x', '<i4'), ...]    {'names': ...}    {"fields": ...}
 *
 * JSON has no tuples, so lists are accepted in place of them.
 */
#include "notation/parse_literal.h"

#include "notation/fail_at.h"
#include "notation/json_schema.h"
#include "notation/numpy.h"

rc_status rci_notation_literal_wrong(const rci_notation_literal_reader *in,
                                     const rci_notation_literal_node *node, const char *expected)
{
    return rci_notation_fail_at(in->err, node->byte, RC_ESYNTAX, "expected %s, found %s", expected,
                                rci_notation_literal_type_name(node->type));
}

rc_dtype *rci_notation_dtype_from_string(const rci_notation_literal_reader *in,
                                         const rci_notation_literal_node *node,
                                         rci_notation_dialect dialect)
{
    rc_error inner = RC_ERROR_INIT;
    rc_dtype *dtype =
        rci_notation_parse_compact(node->text, node->length, dialect, in->align, NULL, &inner);
    if (!dtype) {
        /* With escapes, offsets in the string are not offsets in the source. */
        uint64_t within = node->escaped || inner.byte == RC_NOWHERE ? 0 : inner.byte + 1;
        inner.byte = node->byte + within;
        *in->err = inner;
    }
    return dtype;
}

rc_dtype *rci_notation_literal_struct(const rci_notation_literal_reader *in, size_t i,
                                      rci_dtype_fields *fields, rc_align align, size_t itemsize)
{
    size_t byte;
    rc_dtype *dtype = rci_dtype_fields_struct(fields, align, itemsize, &byte, in->err);
    if (!dtype) {
        rci_base_error_byte(
            in->err, byte == SIZE_MAX ? rci_notation_literal_node_at(in->literal, &i)->byte : byte);
    }
    return dtype;
}

/* ------------------------------------------------------------------ shapes */

rc_status rci_notation_literal_size(const rci_notation_literal_reader *in, size_t i,
                                    const char *what, size_t *size)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    if (node->type != RCI_NOTATION_LITERAL_INT) {
        return rci_notation_fail_at(in->err, node->byte, RC_ESYNTAX,
                                    "expected an integer as %s, found %s", what,
                                    rci_notation_literal_type_name(node->type));
    }
    if (node->number < 0 || node->number > RC_MAX_ITEMSIZE) {
        return rci_notation_fail_at(in->err, node->byte, node->number < 0 ? RC_ESYNTAX : RC_ELIMIT,
                                    "expected %s of 0 to %zu, found %lld", what,
                                    (size_t)RC_MAX_ITEMSIZE, (long long)node->number);
    }
    *size = (size_t)node->number;
    return RC_OK;
}

static rc_status read_shape(const rci_notation_literal_reader *in, size_t i, size_t *ndim,
                            size_t shape[RC_MAX_NDIM])
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    size_t child, k;
    *ndim = node->n;
    if (node->n > RC_MAX_NDIM) {
        return rci_notation_fail_at(in->err, node->byte, RC_ELIMIT,
                                    "%zu dimensions: the limit is %d", node->n, RC_MAX_NDIM);
    }
    for (k = 0, child = i + 1; k < node->n; k++) {
        rc_status status = rci_notation_literal_size(in, child, "a dimension", &shape[k]);
        if (status != RC_OK) {
            return status;
        }
        child = rci_notation_literal_after(in->literal, child);
    }
    return RC_OK;
}

rc_dtype *rci_notation_dtype_shaped(const rci_notation_literal_reader *in, rc_dtype *element,
                                    size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    size_t ndim, shape[RC_MAX_NDIM];
    rc_dtype *result = NULL;
    if (node->type == RCI_NOTATION_LITERAL_INT) {
        if (rci_notation_literal_size(in, i, "a dimension", &shape[0]) == RC_OK) {
            result = rci_notation_repeat(element, shape[0], in->err);
        }
    } else if (node->type != RCI_NOTATION_LITERAL_TUPLE &&
               node->type != RCI_NOTATION_LITERAL_LIST) {
        rci_notation_literal_wrong(in, node, "a shape such as (2, 3)");
    } else if (read_shape(in, i, &ndim, shape) == RC_OK) {
        result = ndim ? rc_dtype_subarray(element, ndim, shape, in->err) : rc_dtype_ref(element);
    }
    if (!result) {
        rci_base_error_byte(in->err, node->byte);
    }
    rc_dtype_unref(element);
    return result;
}

/* ------------------------------------------------------------------- types */

/* (type, shape) */
static rc_dtype *from_pair(const rci_notation_literal_reader *in, size_t i,
                           const rci_notation_literal_node *node)
{
    rc_dtype *element;
    if (node->n != 2) {
        rci_notation_fail_at(
            in->err, node->byte, RC_ESYNTAX,
            "expected a pair of type and shape such as ('<i4', (3,)), found %zu items", node->n);
        return NULL;
    }
    element = rci_notation_dtype_from_node(in, i + 1);
    return element ? rci_notation_dtype_shaped(in, element,
                                               rci_notation_literal_after(in->literal, i + 1))
                   : NULL;
}

/* In JSON a pair is a list too. A pair starts with a type, a list of fields with a field. */
static bool list_is_pair(const rci_notation_literal_reader *in, size_t i,
                         const rci_notation_literal_node *node)
{
    size_t first = i + 1;
    return node->n == 2 &&
           rci_notation_literal_node_at(in->literal, &first)->type == RCI_NOTATION_LITERAL_TEXT;
}

static bool is_sequence(const rci_notation_literal_node *node)
{
    return node->type == RCI_NOTATION_LITERAL_LIST || node->type == RCI_NOTATION_LITERAL_TUPLE;
}

/* (type, number): a field of the form {name: (type, offset)}. */
static bool is_placed(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    size_t second;
    if (!is_sequence(node) || node->n < 2) {
        return false;
    }
    second = rci_notation_literal_after(in->literal, i + 1);
    return rci_notation_literal_node_at(in->literal, &second)->type == RCI_NOTATION_LITERAL_INT;
}

/* Three forms are written as dictionaries; the keys decide which. */
static rc_dtype *from_any_dict(const rci_notation_literal_reader *in, size_t i)
{
    size_t at = RCI_NOTATION_FIRST_PAIR, n = 0;
    bool schema = false, dict = false;
    rci_notation_literal_pair pair;
    while (rci_notation_literal_next_pair(in->literal, i, &at, &pair)) {
        n++;
        if (is_placed(in, pair.value)) {
            continue;
        }
        dict = dict || rci_notation_literal_is(pair.key, "names") ||
               rci_notation_literal_is(pair.key, "formats");
        schema = schema || rci_notation_literal_is(pair.key, "fields") ||
                 rci_notation_literal_is(pair.key, "element");
    }
    if (n == 0) { /* a struct without fields, as {} is in the compact notation */
        return rci_dtype_struct_new(NULL, 0, in->align, RC_AUTO, NULL, in->err);
    }
    return schema ? rci_notation_dtype_from_schema(in, i)
           : dict ? rci_notation_dtype_from_dict(in, i)
                  : rci_notation_dtype_from_placed(in, i);
}

static rc_dtype *from_node(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    switch (node->type) {
    case RCI_NOTATION_LITERAL_TEXT:
        return rci_notation_dtype_from_string(in, node, RCI_NOTATION_NUMPY);
    case RCI_NOTATION_LITERAL_TUPLE:
        return from_pair(in, i, node);
    case RCI_NOTATION_LITERAL_LIST:
        return list_is_pair(in, i, node) ? from_pair(in, i, node)
                                         : rci_notation_dtype_from_list(in, i);
    case RCI_NOTATION_LITERAL_DICT:
        return from_any_dict(in, i);
    default:
        rci_notation_literal_wrong(
            in, node, "a type such as '<i4', a list of fields or a (type, shape) pair");
        return NULL;
    }
}

rc_dtype *rci_notation_dtype_from_node(const rci_notation_literal_reader *in, size_t i)
{
    rci_notation_literal_reader deeper = *in;
    if (++deeper.depth > 2 * RC_MAX_DEPTH) {
        const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
        rci_notation_fail_at(in->err, node->byte, RC_ELIMIT,
                             "more than %d structs and subarrays inside one another", RC_MAX_DEPTH);
        return NULL;
    }
    return from_node(&deeper, i);
}

rc_dtype *rci_notation_parse_json_schema(const char *text, size_t length, rc_align align,
                                         rc_error *err)
{
    rci_notation_literal literal;
    rci_notation_literal_reader in = {&literal, align, 0, err};
    rc_dtype *dtype = NULL;
    if (rci_notation_literal_parse_json(&literal, text, length, err) == RC_OK) {
        dtype = rci_notation_dtype_from_json_schema(&in, 0);
    }
    rci_notation_literal_release(&literal);
    return dtype;
}

/* Whether the text is a JSON Schema, which may have numbers that the other notations do not. */
static bool is_json_schema(const char *text, size_t length)
{
    rci_notation_literal literal;
    bool is = rci_notation_literal_parse_json(&literal, text, length, NULL) == RC_OK &&
              rci_notation_is_json_schema(&literal, 0);
    rci_notation_literal_release(&literal);
    return is;
}

rc_dtype *rci_notation_parse_literal(const char *text, size_t length, rc_align align, rc_error *err)
{
    rci_notation_literal literal;
    rci_notation_literal_reader in = {&literal, align, 0, err};
    rc_dtype *dtype = NULL;
    if (is_json_schema(text, length)) {
        return rci_notation_parse_json_schema(text, length, align, err);
    }
    if (rci_notation_literal_parse(&literal, text, length, err) == RC_OK) {
        dtype = rci_notation_dtype_from_node(&in, 0);
    }
    rci_notation_literal_release(&literal);
    return dtype;
}
