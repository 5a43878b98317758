/*
 * format/arrow/ipc/concat.h - two columns as one, for dictionaries that grow.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_CONCAT_H
#define ROWCOL_FORMAT_ARROW_IPC_CONCAT_H

#include "format/arrow/ipc/column.h"

/* The values of `a`, then those of `b`; both are columns of `schema`. NULL, and `*err`, which is
   required, is set: RC_EUNSUPPORTED (a type that is not concatenated: union, list view, run ends,
   dictionary; nulls of values that have no bytes), RC_ELIMIT (too many values, or too many bytes
   for 32-bit offsets), RC_ENOMEM. */
rci_arrow_ipc_column *rci_arrow_ipc_concat(const struct ArrowSchema *schema,
                                           const rci_arrow_ipc_column *a,
                                           const rci_arrow_ipc_column *b, rc_error *err);

#endif
