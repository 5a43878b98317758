/* Printing in any notation. */
#include "dtype/print.h"

char *rc_dtype_print(const rc_dtype *dtype, rc_notation notation, rc_error *err)
{
    rci_textout out;
    rci_textout_init(&out, err);
    switch (notation) {
    case RC_NOTATION_COMPACT:
        rci_print_compact(&out, dtype);
        break;
    case RC_NOTATION_DESCR:
        rci_print_descr(&out, dtype);
        break;
    case RC_NOTATION_COMMA:
        rci_print_comma(&out, dtype);
        break;
    default:
        out.status = rci_fail(err, RC_EARG, "%d is no rc_notation", (int)notation);
        break;
    }
    return rci_textout_finish(&out);
}
