/*
 * stream/counts.h - what readers have done about the values of each field, for the caller.
 */
#ifndef ROWCOL_STREAM_COUNTS_H
#define ROWCOL_STREAM_COUNTS_H

#include <rowcol/stream.h>

/* RC_OK, also without counts (NULL); RC_EARG: they are of another dtype. */
rc_status rci_stream_counts_check(const rc_read_counts *counts, const rc_dtype *dtype,
                                  rc_error *err);

/* Of each field, a struct before its fields, a subarray before its element: the order of the nodes
   of rci_record_plan. */
rc_field_counts *rci_stream_counts_fields(rc_read_counts *counts);

/* All fields are seen: of a format whose records have all fields. */
void rci_stream_counts_see_all(rc_read_counts *counts);

#endif
