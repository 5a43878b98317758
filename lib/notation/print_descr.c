/*
 * notation/print_descr.c - prints NumPy's descr, character by character as numpy.save writes it
 * into the header of a file: the repr() of numpy.lib.format.dtype_to_descr(dtype).
 */
#include "notation/code.h"
#include "notation/print.h"

static void print_struct(rci_base_text_builder *out, const rc_dtype *dtype);

void rci_notation_print_python_shape(rci_base_text_builder *out, const rc_dtype *subarray)
{
    size_t i;
    rci_base_put_char(out, '(');
    for (i = 0; i < subarray->ndim; i++) {
        rci_base_put(out, i ? ", " : "");
        rci_base_put_size(out, subarray->shape[i]);
    }
    rci_base_put(out, subarray->ndim == 1 ? ",)" : ")");
}

static void print_base(rci_base_text_builder *out, const rc_dtype *dtype, const char *field)
{
    rci_notation_code code;
    if (dtype->kind == RC_STRUCT) {
        print_struct(out, dtype);
    } else if (dtype->kind == RC_STR) {
        rci_base_text_builder_refuse(out, field, RCI_NOTATION_NO_STR);
    } else {
        rci_base_put_char(out, '\'');
        rci_base_put(out, rci_notation_leaf_typestr(&code, dtype));
        rci_base_put_char(out, '\'');
    }
}

static void print_padding(rci_base_text_builder *out, size_t bytes, bool first)
{
    rci_base_put(out, first ? "" : ", ");
    rci_base_put(out, "('', '|V");
    rci_base_put_size(out, bytes);
    rci_base_put(out, "')");
}

static void print_field(rci_base_text_builder *out, const rci_dtype_member *member, bool first)
{
    bool shaped = member->dtype->kind == RC_SUBARRAY;
    if (member->nullable) {
        rci_base_text_builder_refuse(out, member->name, RCI_NOTATION_NO_NULLABLE);
    }
    rci_base_put(out, first ? "(" : ", (");
    rci_base_put_python(out, member->name, member->name_length);
    rci_base_put(out, ", ");
    print_base(out, shaped ? member->dtype->element : member->dtype, member->name);
    if (shaped) {
        rci_base_put(out, ", ");
        rci_notation_print_python_shape(out, member->dtype);
    }
    rci_base_put_char(out, ')');
}

/* Recurses at most RC_MAX_DEPTH times. */
static void print_struct(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i, end = 0;
    bool first = true;
    rci_base_put_char(out, '[');
    for (i = 0; i < dtype->nfields && out->status == RC_OK; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        if (member->offset < end) {
            rci_base_text_builder_refuse(
                out, member->name,
                "NumPy's descr lists fields in the order of their offsets: reorder "
                "the fields, or use the dictionary form");
            return;
        }
        if (member->offset > end) {
            print_padding(out, member->offset - end, first);
            first = false;
        }
        print_field(out, member, first);
        first = false;
        end = member->offset + member->dtype->itemsize;
    }
    if (dtype->itemsize > end) {
        print_padding(out, dtype->itemsize - end, first);
    }
    rci_base_put_char(out, ']');
}

void rci_notation_print_descr(rci_base_text_builder *out, const rc_dtype *dtype)
{
    if (dtype->kind != RC_SUBARRAY) {
        print_base(out, dtype, NULL);
        return;
    }
    rci_base_put_char(out, '(');
    print_base(out, dtype->element, NULL);
    rci_base_put(out, ", ");
    rci_notation_print_python_shape(out, dtype);
    rci_base_put_char(out, ')');
}
