/*
 * notation/print.c - the public printers: calls the printer of a notation.
 */
#include "notation/print.h"

char *rc_dtype_text(const rc_dtype *dtype, rc_notation notation, rc_error *err)
{
    rci_base_text_builder out;
    if (!dtype) {
        rci_dtype_fail_null(err, "dtype");
        return NULL;
    }
    rci_base_text_builder_init(&out, err);
    switch (notation) {
    case RC_NOTATION_COMPACT:
        rci_notation_print_compact(&out, dtype);
        break;
    case RC_NOTATION_DESCR:
        rci_notation_print_descr(&out, dtype);
        break;
    case RC_NOTATION_COMMA:
        rci_notation_print_comma(&out, dtype);
        break;
    case RC_NOTATION_DICT:
        rci_notation_print_dict(&out, dtype);
        break;
    case RC_NOTATION_PEP3118:
        rci_notation_print_pep3118(&out, dtype);
        break;
    case RC_NOTATION_JSON:
        rci_notation_print_schema(&out, dtype);
        break;
    case RC_NOTATION_JSON_SCHEMA:
        rci_notation_print_json_schema(&out, dtype);
        break;
    case RC_NOTATION_C:
        rci_notation_print_c(&out, dtype, "record");
        break;
    default:
        out.status = rci_base_fail(err, RC_EARG, "%d is not an rc_notation", (int)notation);
        break;
    }
    return rci_base_text_builder_finish(&out);
}

char *rc_dtype_c_text(const rc_dtype *dtype, const char *tag, rc_error *err)
{
    rci_base_text_builder out;
    if (!dtype) {
        rci_dtype_fail_null(err, "dtype");
        return NULL;
    }
    rci_base_text_builder_init(&out, err);
    rci_notation_print_c(&out, dtype, tag ? tag : "record");
    return rci_base_text_builder_finish(&out);
}
