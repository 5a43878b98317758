/* format/arrow/data/options.c - checks the options of exporting and importing. */
#include "base/options.h"

#include "base/error.h"
#include "format/arrow/data/schema.h"

rc_status rci_arrow_data_export_options(rc_arrow_export_options *options,
                                        const rc_arrow_export_options *given, rc_error *err)
{
    rc_status status;
    *options = (rc_arrow_export_options)RC_ARROW_EXPORT_OPTIONS_INIT;
    status = rci_base_options(options, sizeof *options, given, "rc_arrow_export_options", err);
    if (status == RC_OK && (unsigned)options->strings > RC_STRINGS_VIEW) {
        status = rci_base_fail(err, RC_EARG, "rc_arrow_export_options.strings is %d",
                               (int)options->strings);
    }
    if (status == RC_OK && options->table != 0 && options->table != 1) {
        status = rci_base_fail(err, RC_EARG, "rc_arrow_export_options.table is %d", options->table);
    }
    return status;
}

rc_status rci_arrow_data_import_options(rc_arrow_import_options *options,
                                        const rc_arrow_import_options *given, rc_error *err)
{
    rc_status status;
    *options = (rc_arrow_import_options)RC_ARROW_IMPORT_OPTIONS_INIT;
    status = rci_base_options(options, sizeof *options, given, "rc_arrow_import_options", err);
    if (status == RC_OK && (unsigned)options->layout > RC_COLUMNS) {
        status = rci_base_fail(err, RC_EARG, "rc_arrow_import_options.layout is %d",
                               (int)options->layout);
    }
    if (status == RC_OK && options->copy != 0 && options->copy != 1) {
        status = rci_base_fail(err, RC_EARG, "rc_arrow_import_options.copy is %d", options->copy);
    }
    return status;
}
