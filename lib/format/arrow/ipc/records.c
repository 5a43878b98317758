/* format/arrow/ipc/records.c - records of a column as a store. */
#include "format/arrow/ipc/records.h"

#include "format/arrow/data/schema.h"

rc_store *rci_arrow_ipc_records(rci_arrow_ipc_column *column, size_t first, size_t n,
                                const struct ArrowSchema *schema,
                                const rc_arrow_import_options *options, rc_error *err)
{
    struct ArrowArray array;
    rc_store *store;
    if (rci_arrow_ipc_column_export(column, first, n, &array, err) != RC_OK) {
        return NULL;
    }
    store = rci_arrow_data_import(&array, schema, options->dtype, options, err);
    if (!store) {
        array.release(&array);
    }
    return store;
}
