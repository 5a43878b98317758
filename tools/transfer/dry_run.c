/* transfer/dry_run.c - a writer for a run that reads everything and writes nothing. */
#include "transfer/dry_run.h"

#include "base/formats.h"
#include "clickhouse/address.h"

#include <string.h>

static rc_status drop(void *context, const void *data, size_t n, rc_error *err)
{
    (void)context, (void)data, (void)n, (void)err;
    return RC_OK;
}

/* Whether a file could be made there; it disappears. A device or FIFO, or a table of a server, is
   not opened. */
static bool can_open(const char *path, const rc_dtype *dtype, const rc_write_options *options,
                     rc_error *err)
{
    const bool is_file = !is_special(path) && !is_clickhouse(path);
    rc_writer *writer = is_file ? rc_writer_open(path, dtype, options, err) : NULL;
    rc_writer_close(writer);
    return writer || !is_file;
}

/* The bytes of an .npy file are those of the records: there is nothing to encode that could fail,
   and without a file to patch they would be kept until the end. */
rc_writer *dry_writer_open(const char *path, const rc_dtype *dtype, const rc_write_options *options,
                           rc_error *err)
{
    rc_output output = RC_OUTPUT_INIT;
    if (path && !can_open(path, dtype, options, err)) {
        return NULL;
    }
    if (!path || strcmp(options->format, "npy") == 0) {
        return rc_writer_open_null(dtype, err);
    }
    output.write = drop;
    return rc_writer_open_output(&output, path, dtype, options, err);
}
