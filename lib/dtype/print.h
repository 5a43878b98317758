/*
 * dtype/print.h - the writers of the notations. Failures stick to `out`.
 */
#ifndef ROWCOL_DTYPE_PRINT_H
#define ROWCOL_DTYPE_PRINT_H

#include "dtype/dtype_impl.h"
#include "dtype/textout.h"

void rci_print_compact(rci_textout *out, const rc_dtype *dtype);
void rci_print_descr(rci_textout *out, const rc_dtype *dtype);
void rci_print_comma(rci_textout *out, const rc_dtype *dtype);

/* The dimensions and the element of a subarray as the compact and comma forms start it: "3",
   "(2,3)", and "(1,)" where a bare count would be read as something else. */
void rci_print_dims(rci_textout *out, const rc_dtype *subarray);

#endif
