/*
 * notation/parse_descr.c - parses NumPy's descr lists, as numpy.save writes them and numpy.dtype()
 * accepts them:
 *
 *   [('x', '<i4'), ('p', '<f8', (3,)), ('', '|V4'), ('who', [('name', '|S8')])]
 *
 * A V without a name is padding, as for numpy.lib.format.descr_to_dtype. Another field without a
 * name is called f0, f1, ... after its position in the list, as for numpy.dtype().
 */
#include "notation/parse_literal.h"

#include "notation/fail_at.h"
#include "notation/numpy.h"

/* The fields of one list, while they are read. */
typedef struct collecting {
    rci_dtype_fields fields;
    bool padded;
    size_t offset; /* of the next field if all are packed */
} collecting;

static bool is_padding(const rci_notation_literal_node *name, const rc_dtype *dtype)
{
    const rc_dtype *base = dtype->kind == RC_SUBARRAY ? dtype->element : dtype;
    return name->length == 0 && base->kind == RC_RAW;
}

static rc_status add_field(const rci_notation_literal_reader *in,
                           const rci_notation_literal_node *name, size_t position, rc_dtype *dtype,
                           collecting *made)
{
    rci_notation_default_name other;
    size_t offset = made->offset;
    if (rci_base_add_overflows(offset, dtype->itemsize, &made->offset)) {
        rc_dtype_unref(dtype);
        return rci_notation_fail_at(in->err, name->byte, RC_ELIMIT,
                                    "the record is over the limit of %zu "
                                    "bytes",
                                    (size_t)RC_MAX_ITEMSIZE);
    }
    if (is_padding(name, dtype)) {
        made->padded = true;
        rc_dtype_unref(dtype);
        return RC_OK;
    }
    rci_notation_default_name_of(&other, position);
    return rci_dtype_fields_add(&made->fields, name->length ? name->text : other.text,
                                name->length ? name->length : other.length, dtype, offset, false,
                                name->byte, in->err);
}

static rc_status check_name(const rci_notation_literal_reader *in,
                            const rci_notation_literal_node *name)
{
    if (name->type == RCI_NOTATION_LITERAL_TUPLE || name->type == RCI_NOTATION_LITERAL_LIST) {
        return rci_notation_fail_at(in->err, name->byte, RC_EUNSUPPORTED,
                                    "a field with a title: titles are not supported. Write 'name' "
                                    "instead of ('title', 'name')");
    }
    if (name->type != RCI_NOTATION_LITERAL_TEXT) {
        rci_notation_literal_wrong(in, name, "a field name");
        return RC_ESYNTAX;
    }
    return RC_OK;
}

/* ('name', type) or ('name', type, shape). */
static rc_status read_field(const rci_notation_literal_reader *in, size_t i, size_t position,
                            collecting *made)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i), *name;
    size_t name_at = i + 1, type_at;
    rc_dtype *dtype;
    rc_status status;
    if ((node->type != RCI_NOTATION_LITERAL_TUPLE && node->type != RCI_NOTATION_LITERAL_LIST) ||
        node->n < 2 || node->n > 3) {
        return rci_notation_fail_at(
            in->err, node->byte, RC_ESYNTAX,
            "expected a field such as ('x', '<i4') or ('x', '<i4', (3,)), found %s%s",
            rci_notation_literal_type_name(node->type), node->n ? " of another length" : "");
    }
    type_at = rci_notation_literal_after(in->literal, name_at);
    name = rci_notation_literal_node_at(in->literal, &name_at);
    status = check_name(in, name);
    if (status != RC_OK) {
        return status;
    }
    dtype = rci_notation_dtype_from_node(in, type_at);
    if (dtype && node->n == 3) {
        dtype =
            rci_notation_dtype_shaped(in, dtype, rci_notation_literal_after(in->literal, type_at));
    }
    return dtype ? add_field(in, name, position, dtype, made) : RC_ESYNTAX;
}

/* Without padding the struct places the fields, so that it may be aligned. */
static rc_dtype *finish(const rci_notation_literal_reader *in, size_t i, collecting *made)
{
    rci_dtype_field_in *field = (rci_dtype_field_in *)(void *)made->fields.in.data;
    if (made->padded) {
        return rci_notation_literal_struct(in, i, &made->fields, RC_PACKED, made->offset);
    }
    for (size_t k = 0; k < made->fields.n; k++) {
        field[k].offset = RC_AUTO;
    }
    return rci_notation_literal_struct(in, i, &made->fields, in->align, RC_AUTO);
}

rc_dtype *rci_notation_dtype_from_list(const rci_notation_literal_reader *in, size_t i)
{
    const rci_notation_literal_node *node = rci_notation_literal_node_at(in->literal, &i);
    collecting made = {.padded = false, .offset = 0};
    rc_status status = RC_OK;
    rc_dtype *dtype = NULL;
    size_t k, child;
    rci_dtype_fields_init(&made.fields);
    for (k = 0, child = i + 1; k < node->n && status == RC_OK; k++) {
        status = read_field(in, child, k, &made);
        child = rci_notation_literal_after(in->literal, child);
    }
    if (status == RC_OK) {
        dtype = finish(in, i, &made);
    }
    rci_dtype_fields_release(&made.fields);
    return dtype;
}
