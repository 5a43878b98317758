/*
 * format/arrow/data/array_import.h - imports an array whose dtype is known.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_ARRAY_IMPORT_H
#define ROWCOL_FORMAT_ARROW_DATA_ARRAY_IMPORT_H

#include <rowcol/arrow.h>

/* As rc_arrow_import, for an array that has not been released, as `dtype`, which is
   rc_arrow_import_schema's for this schema; options->dtype is ignored. The options have been
   checked. `err` is not NULL. */
rc_store *rci_arrow_data_import(struct ArrowArray *array, const struct ArrowSchema *schema,
                                const rc_dtype *dtype, const rc_arrow_import_options *options,
                                rc_error *err);

#endif
