/*
 * format/arrow/ipc/records.h - records of a column as a store.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_RECORDS_H
#define ROWCOL_FORMAT_ARROW_IPC_RECORDS_H

#include "format/arrow/ipc/column.h"

/* `n` records of a column from `first` on, as rc_arrow_import makes them: `schema` is that of the
   column, options->dtype what rc_arrow_import_schema gave for it. The store uses the memory of the
   column where it can. `err` is required. NULL: as rc_arrow_import; err->record counts from
   `first`. */
rc_store *rci_arrow_ipc_records(rci_arrow_ipc_column *column, size_t first, size_t n,
                                const struct ArrowSchema *schema,
                                const rc_arrow_import_options *options, rc_error *err);

#endif
