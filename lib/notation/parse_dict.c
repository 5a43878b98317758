/*
 * notation/parse_dict.c - parses NumPy's dictionary forms:
 *
 *   {'names': ['x', 'y'], 'formats': ['<i4', '<f8'], 'offsets': [0, 8], 'itemsize': 16,
 *    'aligned': True}
 *   {'x': ('<i4', 0), 'y': ('<f8', 8)}
 *
 * As in NumPy, 'aligned' applies to the structs inside 'formats' too, and the fields of the second
 * form are in the order of their offsets.
 */
#include "notation/fail_at.h"
#include "notation/parse_literal.h"

#include <stdlib.h>
#include <string.h>

/* The nodes of the values of the first form, RCI_NOTATION_NO_NODE where a key is absent. */
typedef struct dict_form {
    size_t names, formats, offsets, itemsize, aligned, titles;
} dict_form;

static rc_status read_keys(const rci_notation_literal_reader *in, size_t i, dict_form *form)
{
    const struct {
        const char *key;
        size_t *value;
    } keys[] = {
        {"names", &form->names},       {"formats", &form->formats}, {"offsets", &form->offsets},
        {"itemsize", &form->itemsize}, {"aligned", &form->aligned}, {"titles", &form->titles},
    };
    rci_notation_literal_pair pair;
    size_t k, at = RCI_NOTATION_FIRST_PAIR;
    for (k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        *keys[k].value = RCI_NOTATION_NO_NODE;
    }
    while (rci_notation_literal_next_pair(in->literal, i, &at, &pair)) {
        for (k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            if (rci_notation_literal_is(pair.key, keys[k].key)) {
                break;
            }
        }
        if (k == sizeof keys / sizeof keys[0]) {
            return rci_notation_fail_at(
                in->err, pair.key->byte, RC_ESYNTAX,
                "expected one of the keys names, formats, offsets, itemsize and "
                "aligned");
        }
        if (*keys[k].value != RCI_NOTATION_NO_NODE) {
            return rci_notation_fail_at(in->err, pair.key->byte, RC_ESYNTAX,
                                        "the key '%s' is given twice", keys[k].key);
        }
        *keys[k].value = pair.value;
    }
    return RC_OK;
}

/* Checks that node `i` is a list or tuple; `*first` is its first child. */
static rc_status sequence(const rci_notation_literal_reader *in, size_t i,
                          const rci_notation_literal_node **node, size_t *first)
{
    *node = rci_notation_literal_node_at(in->literal, &i);
    *first = i + 1;
    if ((*node)->type != RCI_NOTATION_LITERAL_LIST && (*node)->type != RCI_NOTATION_LITERAL_TUPLE) {
        return rci_notation_literal_wrong(in, *node, "a list");
    }
    return RC_OK;
}

static rc_status same_length(const rci_notation_literal_reader *in,
                             const rci_notation_literal_node *node, size_t n, const char *what)
{
    return node->n == n ? RC_OK
                        : rci_notation_fail_at(in->err, node->byte, RC_ESYNTAX,
                                               "%zu %s for %zu names: give one for each name",
                                               node->n, what, n);
}

static rc_status refuse_titles(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node;
    size_t k, child;
    rc_status status = sequence(in, i, &node, &child);
    for (k = 0; status == RC_OK && k < node->n; k++) {
        size_t after = rci_notation_literal_after(in->literal, child);
        const rci_notation_literal_node *title = rci_notation_literal_node_at(in->literal, &child);
        if (title->type != RCI_NOTATION_LITERAL_NONE) {
            status = rci_notation_fail_at(
                in->err, title->byte, RC_EUNSUPPORTED,
                "a field with a title: titles are not supported. Remove 'titles'");
        }
        child = after;
    }
    return status;
}

static rc_status read_align(const rci_notation_literal_reader *in, size_t i, rc_align *align)
{
    const rci_notation_literal_node *node;
    *align = in->align;
    if (i == RCI_NOTATION_NO_NODE) {
        return RC_OK;
    }
    node = rci_notation_literal_node_at(in->literal, &i);
    if (node->type != RCI_NOTATION_LITERAL_BOOL) {
        return rci_notation_literal_wrong(in, node, "True or False");
    }
    *align = node->number ? RC_ALIGNED : *align;
    return RC_OK;
}

/* Adds one field from the nodes of its name, format and offset (or RCI_NOTATION_NO_NODE), which
   become the nodes of the next field. */
static rc_status add_field(const rci_notation_literal_reader *in, size_t *name, size_t *format,
                           size_t *offset, rci_dtype_fields *fields)
{
    size_t name_at = *name, place = RC_AUTO;
    const rci_notation_literal_node *text = rci_notation_literal_node_at(in->literal, &name_at);
    rc_status status = RC_OK;
    rc_dtype *dtype;
    if (text->type != RCI_NOTATION_LITERAL_TEXT) {
        return rci_notation_literal_wrong(in, text, "a field name");
    }
    if (*offset != RCI_NOTATION_NO_NODE) {
        status = rci_notation_literal_size(in, *offset, "an offset", &place);
        *offset = rci_notation_literal_after(in->literal, *offset);
    }
    if (status != RC_OK) {
        return status;
    }
    dtype = rci_notation_dtype_from_node(in, *format);
    *name = rci_notation_literal_after(in->literal, *name);
    *format = rci_notation_literal_after(in->literal, *format);
    return dtype ? rci_dtype_fields_add(fields, text->text, text->length, dtype, place, false,
                                        text->byte, in->err)
                 : RC_ESYNTAX;
}

static rc_status read_fields(const rci_notation_literal_reader *in, const dict_form *form,
                             rci_dtype_fields *fields)
{
    const rci_notation_literal_node *names, *formats, *offsets;
    size_t name, format, offset = RCI_NOTATION_NO_NODE, k;
    rc_status status = sequence(in, form->names, &names, &name);
    if (status == RC_OK) {
        status = sequence(in, form->formats, &formats, &format);
    }
    if (status == RC_OK) {
        status = same_length(in, formats, names->n, "formats");
    }
    if (status == RC_OK && form->offsets != RCI_NOTATION_NO_NODE) {
        status = sequence(in, form->offsets, &offsets, &offset);
        if (status == RC_OK) {
            status = same_length(in, offsets, names->n, "offsets");
        }
    }
    for (k = 0; status == RC_OK && k < names->n; k++) {
        status = add_field(in, &name, &format, &offset, fields);
    }
    return status;
}

rc_dtype *rci_notation_dtype_from_dict(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    rci_notation_literal_reader inside = *in;
    size_t itemsize = RC_AUTO;
    dict_form form;
    rci_dtype_fields fields;
    rc_dtype *dtype = NULL;
    rc_status status = read_keys(in, i, &form);
    if (status == RC_OK &&
        (form.names == RCI_NOTATION_NO_NODE || form.formats == RCI_NOTATION_NO_NODE)) {
        status =
            rci_notation_fail_at(in->err, node->byte, RC_ESYNTAX,
                                 "expected the keys 'names' and 'formats', found only one of them");
    }
    if (status == RC_OK && form.titles != RCI_NOTATION_NO_NODE) {
        status = refuse_titles(in, form.titles);
    }
    if (status == RC_OK) {
        status = read_align(in, form.aligned, &inside.align);
    }
    if (status == RC_OK && form.itemsize != RCI_NOTATION_NO_NODE) {
        status = rci_notation_literal_size(in, form.itemsize, "an itemsize", &itemsize);
    }
    if (status != RC_OK) {
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    if (read_fields(&inside, &form, &fields) == RC_OK) {
        dtype = rci_notation_literal_struct(in, i, &fields, inside.align, itemsize);
    }
    rci_dtype_fields_release(&fields);
    return dtype;
}

/* ------------------------------------------------- {name: (type, offset)} */

typedef struct placed {
    const rci_notation_literal_node *name;
    size_t type;
    size_t offset;
    size_t position; /* in the text */
} placed;

static int by_offset(const void *a, const void *b)
{
    const placed *x = (const placed *)a, *y = (const placed *)b;
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return x->position < y->position ? -1 : 1;
}

static rc_status read_placed(const rci_notation_literal_reader *in,
                             const rci_notation_literal_pair *pair, placed *field)
{
    size_t i = pair->value;
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    if ((node->type != RCI_NOTATION_LITERAL_TUPLE && node->type != RCI_NOTATION_LITERAL_LIST) ||
        node->n < 2) {
        return rci_notation_fail_at(in->err, node->byte, RC_ESYNTAX,
                                    "expected a pair of type and offset such as ('<i4', 0) (other "
                                    "dictionaries have the keys "
                                    "'names' and 'formats', or \"fields\")");
    }
    if (node->n > 2) {
        return rci_notation_fail_at(
            in->err, node->byte, RC_EUNSUPPORTED,
            "a field with a title: titles are not supported. Write (type, offset)");
    }
    field->name = pair->key;
    field->type = i + 1;
    return rci_notation_literal_size(in, rci_notation_literal_after(in->literal, i + 1),
                                     "an offset", &field->offset);
}

/* The struct of `n` fields; `i` is the node of the dictionary. */
static rc_dtype *build_placed(const rci_notation_literal_reader *in, size_t i, const placed *sorted,
                              size_t n)
{
    rci_dtype_fields fields;
    rc_dtype *dtype = NULL;
    rc_status status = RC_OK;
    size_t k;
    rci_dtype_fields_init(&fields);
    for (k = 0; k < n && status == RC_OK; k++) {
        const rci_notation_literal_node *name = sorted[k].name;
        rc_dtype *type = rci_notation_dtype_from_node(in, sorted[k].type);
        status = type ? rci_dtype_fields_add(&fields, name->text, name->length, type,
                                             sorted[k].offset, false, name->byte, in->err)
                      : RC_ESYNTAX;
    }
    if (status == RC_OK) {
        dtype = rci_notation_literal_struct(in, i, &fields, in->align, RC_AUTO);
    }
    rci_dtype_fields_release(&fields);
    return dtype;
}

rc_dtype *rci_notation_dtype_from_placed(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    const rc_allocator *allocator = rc_get_allocator();
    rci_notation_literal_pair pair;
    size_t k = 0, at = RCI_NOTATION_FIRST_PAIR;
    rc_status status = RC_OK;
    rc_dtype *dtype = NULL;
    placed *fields = rci_base_zalloc_array(allocator, node->n, sizeof *fields, in->err);
    if (!fields) {
        return NULL;
    }
    while (status == RC_OK && rci_notation_literal_next_pair(in->literal, i, &at, &pair)) {
        fields[k].position = k;
        status = read_placed(in, &pair, &fields[k++]);
    }
    if (status == RC_OK) {
        qsort(fields, node->n, sizeof *fields, by_offset);
        dtype = build_placed(in, i, fields, node->n);
    }
    rci_base_free(allocator, fields, node->n * sizeof *fields);
    return dtype;
}
