/*
 * notation/print_dict.c - prints NumPy's dictionary form, the only one of NumPy's that takes fields
 * in any order of their offsets.
 */
#include "notation/code.h"
#include "notation/print.h"

static void print_type(rci_base_text_builder *out, const rc_dtype *dtype, const char *field);

/* NumPy applies 'aligned' to the structs inside too, so it is written only where all are aligned.
 */
static bool is_aligned_throughout(const rc_dtype *dtype)
{
    size_t i;
    if (dtype->kind == RC_SUBARRAY) {
        return is_aligned_throughout(dtype->element);
    }
    if (dtype->kind != RC_STRUCT) {
        return true;
    }
    for (i = 0; i < dtype->nfields; i++) {
        if (!is_aligned_throughout(dtype->members[i].dtype)) {
            return false;
        }
    }
    return dtype->aligned;
}

static void print_formats(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i;
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        if (member->nullable) {
            rci_base_text_builder_refuse(out, member->name, RCI_NOTATION_NO_NULLABLE);
        }
        rci_base_put(out, i ? ", " : "");
        print_type(out, member->dtype, member->name);
    }
}

static void print_struct(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i;
    rci_base_put(out, "{'names': [");
    for (i = 0; i < dtype->nfields; i++) {
        rci_base_put(out, i ? ", " : "");
        rci_base_put_python(out, dtype->members[i].name, dtype->members[i].name_length);
    }
    rci_base_put(out, "], 'formats': [");
    print_formats(out, dtype);
    rci_base_put(out, "], 'offsets': [");
    for (i = 0; i < dtype->nfields; i++) {
        rci_base_put(out, i ? ", " : "");
        rci_base_put_size(out, dtype->members[i].offset);
    }
    rci_base_put(out, "], 'itemsize': ");
    rci_base_put_size(out, dtype->itemsize);
    rci_base_put(out, is_aligned_throughout(dtype) ? ", 'aligned': True}" : "}");
}

/* Recurses at most RC_MAX_DEPTH times. */
static void print_type(rci_base_text_builder *out, const rc_dtype *dtype, const char *field)
{
    rci_notation_code code;
    if (dtype->kind == RC_STRUCT) {
        print_struct(out, dtype);
    } else if (dtype->kind == RC_SUBARRAY) {
        rci_base_put_char(out, '(');
        print_type(out, dtype->element, field);
        rci_base_put(out, ", ");
        rci_notation_print_python_shape(out, dtype);
        rci_base_put_char(out, ')');
    } else if (dtype->kind == RC_STR) {
        rci_base_text_builder_refuse(out, field, RCI_NOTATION_NO_STR);
    } else {
        rci_base_put_char(out, '\'');
        rci_base_put(out, rci_notation_leaf_typestr(&code, dtype));
        rci_base_put_char(out, '\'');
    }
}

void rci_notation_print_dict(rci_base_text_builder *out, const rc_dtype *dtype)
{
    print_type(out, dtype, NULL);
}
