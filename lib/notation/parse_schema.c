/*
 * notation/parse_schema.c - parses the JSON schema document, which expresses every dtype
 * (rowcol/dtype.h describes it):
 *
 *   {"fields":[{"name":"x","type":"<i4","offset":0},
 *              {"name":"who","type":{"fields":[...],"itemsize":9},"offset":4,"nullable":true}],
 *    "itemsize":16,"aligned":true}
 *   {"element":"<f8","shape":[2,3]}
 */
#include "notation/fail_at.h"
#include "notation/parse_literal.h"

/* A key that an object may have, and its value. */
typedef struct known_key {
    const char *key;
    size_t value; /* node, or RCI_NOTATION_NO_NODE */
} known_key;

/* Reads the keys of the object at node `i`; any other key is refused with `expected`. */
static rc_status read_keys(const rci_notation_literal_reader *in, size_t i, known_key *keys,
                           size_t n, const char *expected)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    size_t k, at = RCI_NOTATION_FIRST_PAIR;
    rci_notation_literal_pair pair;
    if (node->type != RCI_NOTATION_LITERAL_DICT) {
        return rci_notation_literal_wrong(in, node, "an object");
    }
    while (rci_notation_literal_next_pair(in->literal, i, &at, &pair)) {
        for (k = 0; k < n && !rci_notation_literal_is(pair.key, keys[k].key); k++) {
        }
        if (k == n || keys[k].value != RCI_NOTATION_NO_NODE) {
            return rci_notation_fail_at(in->err, pair.key->byte, RC_ESYNTAX,
                                        "expected the keys %s%s", expected,
                                        k == n ? "" : ", once each");
        }
        keys[k].value = pair.value;
    }
    return RC_OK;
}

static rc_status read_flag(const rci_notation_literal_reader *in, size_t i, bool *flag)
{
    const rci_notation_literal_node *node;
    if (i == RCI_NOTATION_NO_NODE) {
        return RC_OK;
    }
    node = rci_notation_literal_node_at(in->literal, &i);
    if (node->type != RCI_NOTATION_LITERAL_BOOL) {
        return rci_notation_literal_wrong(in, node, "true or false");
    }
    *flag = node->number != 0;
    return RC_OK;
}

static rc_status read_size(const rci_notation_literal_reader *in, size_t i, const char *what,
                           size_t *size)
{
    return i == RCI_NOTATION_NO_NODE ? RC_OK : rci_notation_literal_size(in, i, what, size);
}

static rc_status missing(const rci_notation_literal_reader *in, size_t i, const char *key)
{
    return rci_notation_fail_at(in->err, rci_notation_literal_node_at(in->literal, &i)->byte,
                                RC_ESYNTAX, "the key \"%s\" is missing", key);
}

static rc_dtype *read_type(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    return node->type == RCI_NOTATION_LITERAL_TEXT
               ? rci_notation_dtype_from_string(in, node, RCI_NOTATION_COMPACT)
               : rci_notation_dtype_from_node(in, i);
}

static rc_status read_field(const rci_notation_literal_reader *in, size_t i,
                            rci_dtype_fields *fields)
{
    known_key keys[] = {{"name", RCI_NOTATION_NO_NODE},
                        {"type", RCI_NOTATION_NO_NODE},
                        {"offset", RCI_NOTATION_NO_NODE},
                        {"nullable", RCI_NOTATION_NO_NODE}};
    const rci_notation_literal_node *name;
    size_t offset = RC_AUTO;
    bool nullable = false;
    rc_dtype *dtype;
    rc_status status = read_keys(in, i, keys, 4, "name, type, offset and nullable");
    if (status == RC_OK &&
        (keys[0].value == RCI_NOTATION_NO_NODE || keys[1].value == RCI_NOTATION_NO_NODE)) {
        status = missing(in, i, keys[0].value == RCI_NOTATION_NO_NODE ? "name" : "type");
    }
    if (status == RC_OK) {
        status = read_size(in, keys[2].value, "an offset", &offset);
    }
    if (status == RC_OK) {
        status = read_flag(in, keys[3].value, &nullable);
    }
    if (status != RC_OK) {
        return status;
    }
    name = rci_notation_literal_node_at(in->literal, &keys[0].value);
    if (name->type != RCI_NOTATION_LITERAL_TEXT) {
        return rci_notation_literal_wrong(in, name, "a field name");
    }
    dtype = read_type(in, keys[1].value);
    return dtype ? rci_dtype_fields_add(fields, name->text, name->length, dtype, offset, nullable,
                                        name->byte, in->err)
                 : RC_ESYNTAX;
}

static rc_status read_fields(const rci_notation_literal_reader *in, size_t i,
                             rci_dtype_fields *fields)
{
    const rci_notation_literal_node *list = rci_notation_literal_node_at(in->literal, &i);
    size_t k, child = i + 1;
    rc_status status = RC_OK;
    if (list->type != RCI_NOTATION_LITERAL_LIST) {
        return rci_notation_literal_wrong(in, list, "a list of fields");
    }
    for (k = 0; k < list->n && status == RC_OK; k++) {
        status = read_field(in, child, fields);
        child = rci_notation_literal_after(in->literal, child);
    }
    return status;
}

static rc_dtype *struct_from(const rci_notation_literal_reader *in, size_t i)
{
    known_key keys[] = {{"fields", RCI_NOTATION_NO_NODE},
                        {"itemsize", RCI_NOTATION_NO_NODE},
                        {"aligned", RCI_NOTATION_NO_NODE}};
    size_t itemsize = RC_AUTO;
    rci_dtype_fields fields;
    rc_dtype *dtype = NULL;
    rc_status status = read_keys(in, i, keys, 3, "fields, itemsize and aligned");
    bool aligned = false;
    if (status == RC_OK) {
        status = read_size(in, keys[1].value, "an itemsize", &itemsize);
    }
    if (status == RC_OK) {
        status = read_flag(in, keys[2].value, &aligned);
    }
    if (status != RC_OK) {
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    if (read_fields(in, keys[0].value, &fields) == RC_OK) {
        bool open = keys[2].value == RCI_NOTATION_NO_NODE && !rci_dtype_fields_are_placed(&fields);
        rc_align align = open ? in->align : aligned ? RC_ALIGNED : RC_PACKED;
        dtype = rci_notation_literal_struct(in, i, &fields, align, itemsize);
    }
    rci_dtype_fields_release(&fields);
    return dtype;
}

static rc_dtype *subarray_from(const rci_notation_literal_reader *in, size_t i)
{
    known_key keys[] = {{"element", RCI_NOTATION_NO_NODE}, {"shape", RCI_NOTATION_NO_NODE}};
    const rci_notation_literal_node *shape;
    rc_dtype *element;
    if (read_keys(in, i, keys, 2, "element and shape") != RC_OK) {
        return NULL;
    }
    if (keys[0].value == RCI_NOTATION_NO_NODE || keys[1].value == RCI_NOTATION_NO_NODE) {
        missing(in, i, keys[0].value == RCI_NOTATION_NO_NODE ? "element" : "shape");
        return NULL;
    }
    shape = rci_notation_literal_node_at(in->literal, &keys[1].value);
    if (shape->type != RCI_NOTATION_LITERAL_LIST) {
        rci_notation_literal_wrong(in, shape, "a list of dimensions");
        return NULL;
    }
    element = read_type(in, keys[0].value);
    return element ? rci_notation_dtype_shaped(in, element, keys[1].value) : NULL;
}

rc_dtype *rci_notation_dtype_from_schema(const rci_notation_literal_reader *in, size_t i)
{
    rci_notation_literal_pair pair;
    size_t at = RCI_NOTATION_FIRST_PAIR;
    while (rci_notation_literal_next_pair(in->literal, i, &at, &pair)) {
        if (rci_notation_literal_is(pair.key, "fields")) {
            return struct_from(in, i);
        }
    }
    return subarray_from(in, i);
}
