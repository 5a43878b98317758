/* size/better_dtype.h - the smallest dtype that holds the values of a store file. */
#ifndef ROWCOL_TOOLS_SIZE_BETTER_DTYPE_H
#define ROWCOL_TOOLS_SIZE_BETTER_DTYPE_H

#include "size/field_scan.h"

/*
 * A smaller dtype for a field and all in it, a new reference; its own one where there is none.
 * Never another kind of value: integers become shorter, of either sign; f8 becomes f4 and c16 c8
 * where every value stays the same; S, U shorter; str S, where that takes fewer bytes for `records`
 * records; structs are packed, and a field without nulls is not nullable. NULL: out of memory, with
 * a report in `err`.
 */
rc_dtype *better_dtype(const field_node *node, uint64_t records, rc_error *err);

#endif
