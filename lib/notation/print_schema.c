/*
 * notation/print_schema.c - prints the JSON schema document (parse_schema.c reads it).
 */
#include "notation/code.h"
#include "notation/print.h"

static void print_struct(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i;
    rci_base_put(out, "{\"fields\":[");
    for (i = 0; i < dtype->nfields; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        rci_base_put(out, i ? ",{\"name\":" : "{\"name\":");
        rci_base_put_json(out, member->name, member->name_length);
        rci_base_put(out, ",\"type\":");
        rci_notation_print_schema(out, member->dtype);
        rci_base_put(out, ",\"offset\":");
        rci_base_put_size(out, member->offset);
        rci_base_put(out, member->nullable ? ",\"nullable\":true}" : "}");
    }
    rci_base_put(out, "],\"itemsize\":");
    rci_base_put_size(out, dtype->itemsize);
    rci_base_put(out, dtype->aligned ? ",\"aligned\":true}" : "}");
}

static void print_subarray(rci_base_text_builder *out, const rc_dtype *dtype)
{
    size_t i;
    rci_base_put(out, "{\"element\":");
    rci_notation_print_schema(out, dtype->element);
    rci_base_put(out, ",\"shape\":[");
    for (i = 0; i < dtype->ndim; i++) {
        rci_base_put(out, i ? "," : "");
        rci_base_put_size(out, dtype->shape[i]);
    }
    rci_base_put(out, "]}");
}

/* Recurses at most RC_MAX_DEPTH times. */
void rci_notation_print_schema(rci_base_text_builder *out, const rc_dtype *dtype)
{
    rci_notation_code code;
    if (dtype->kind == RC_STRUCT) {
        print_struct(out, dtype);
    } else if (dtype->kind == RC_SUBARRAY) {
        print_subarray(out, dtype);
    } else {
        (void)rci_notation_leaf_typestr(&code, dtype);
        rci_base_put_char(out, '"');
        rci_base_put(out, dtype->kind == RC_STR ? "str" : rci_notation_add_zone(&code, dtype));
        rci_base_put_char(out, '"');
    }
}
