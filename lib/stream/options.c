/* stream/options.c - checks the options of reading and writing. */
#include "stream/options.h"

#include "base/error.h"
#include "base/options.h"

/* RC_OK, or RC_EARG for a value that is not one of 0 .. last. */
static rc_status check_value(const char *member, unsigned value, unsigned last, rc_error *err)
{
    if (value <= last) {
        return RC_OK;
    }
    return rci_base_fail(err, RC_EARG, "option \"%s\" has the unknown value %u", member, value);
}

rc_status rci_stream_read_options(rc_read_options *options, const rc_read_options *given,
                                  rc_error *err)
{
    static const rc_read_options defaults = RC_READ_OPTIONS_INIT;
    rc_status status;
    *options = defaults;
    status = rci_base_options(options, sizeof *options, given, "rc_read_options", err);
    if (status != RC_OK) {
        return status;
    }
    if (options->layout == RC_LAYOUT_DEFAULT) {
        options->layout = RC_ROWS;
    }
    if (options->layout != RC_ROWS && options->layout != RC_COLUMNS) {
        return rci_base_fail(err, RC_EARG, "layout %d is neither RC_ROWS nor RC_COLUMNS",
                             (int)options->layout);
    }
    status = check_value("extra", options->extra, RC_EXTRA_IGNORE, err);
    if (status == RC_OK) {
        status = check_value("missing", options->missing, RC_MISSING_NULL, err);
    }
    if (status == RC_OK) {
        status = check_value("nulls", options->nulls, RC_NULLS_VALUE, err);
    }
    if (status == RC_OK) {
        status = check_value("duplicate", options->duplicate, RC_DUPLICATE_LAST, err);
    }
    if (status == RC_OK && options->nfields > 0 && !options->fields) {
        return rci_base_fail(err, RC_EARG, "option \"fields\" is NULL, and \"nfields\" is not 0");
    }
    if (status == RC_OK && options->nadded > 0 && !options->added) {
        return rci_base_fail(err, RC_EARG, "option \"added\" is NULL, and \"nadded\" is not 0");
    }
    return status;
}

rc_status rci_stream_write_options(rc_write_options *options, const rc_write_options *given,
                                   rc_error *err)
{
    static const rc_write_options defaults = RC_WRITE_OPTIONS_INIT;
    rc_status status;
    *options = defaults;
    status = rci_base_options(options, sizeof *options, given, "rc_write_options", err);
    if (status == RC_OK) {
        status = check_value("values", (unsigned)options->values, 1, err);
    }
    if (status == RC_OK) {
        status = check_value("nonfinite", options->nonfinite, RC_NONFINITE_NULL, err);
    }
    if (status == RC_OK) {
        status = check_value("compression", options->compression, RC_COMPRESSION_ZSTD, err);
    }
    return status == RC_OK ? check_value("strings", options->strings, RC_STRINGS_VIEW, err)
                           : status;
}
