/* stream/open.c - opens readers and writers: chooses the format, checks the options. */
#include "base/error.h"
#include "stream/format.h"

static rc_status check_layout(const rc_read_options *options, rc_error *err)
{
    if (options->layout != 0 && options->layout != RC_ROWS && options->layout != RC_COLUMNS) {
        return rci_base_fail(err, RC_EARG, "layout %d is neither RC_ROWS nor RC_COLUMNS",
                             (int)options->layout);
    }
    return RC_OK;
}

static rc_reader *open_format(const rci_stream_format *format, rci_io_source *source,
                              const rc_read_options *options, rc_error *err)
{
    if (!format->open_reader) {
        rci_base_fail(err, RC_EARG, "the format %s cannot be read, only written", format->name);
        return NULL;
    }
    if (rci_stream_check_read_options(format, options, err) != RC_OK) {
        return NULL;
    }
    return format->open_reader(source, options, err);
}

/* Takes over `source`, also on failure. */
static rc_reader *open_source(rci_io_source *source, const char *path,
                              const rc_read_options *options, rc_error *err)
{
    static const rc_read_options defaults = {0};
    const rci_stream_format *format;
    rc_reader *reader = NULL;
    options = options ? options : &defaults;
    if (check_layout(options, err) != RC_OK) {
        rci_io_source_close(source);
        return NULL;
    }
    format = rci_stream_format_for_reading(options->format, path, source, err);
    if (format) {
        reader = open_format(format, source, options, err);
    }
    if (!reader) {
        rci_base_error_source(err, rci_io_source_name(source));
        rci_io_source_close(source);
    }
    return reader;
}

rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err)
{
    rci_io_source *source = rci_io_source_open(path, err);
    return source ? open_source(source, path, options, err) : NULL;
}

rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                 const rc_read_options *options, rc_error *err)
{
    rci_io_source *source = rci_io_source_open_memory(data, size, name, err);
    return source ? open_source(source, rci_io_source_name(source), options, err) : NULL;
}

rc_writer *rc_writer_open(const char *path, const rc_dtype *dtype, const rc_write_options *options,
                          rc_error *err)
{
    static const rc_write_options defaults = {0};
    const rci_stream_format *format;
    rci_io_output *output;
    rc_writer *writer;
    options = options ? options : &defaults;
    format = rci_stream_format_for_writing(options->format, path, err);
    if (!format) {
        return NULL;
    }
    if (!format->open_writer) {
        rci_base_fail(err, RC_EARG, "the format %s cannot be written, only read", format->name);
        return NULL;
    }
    if (rci_stream_check_write_options(format, options, err) != RC_OK) {
        return NULL;
    }
    output = rci_io_output_open(path, err);
    if (!output) {
        return NULL;
    }
    writer = format->open_writer(output, dtype, options, err);
    if (!writer) {
        rci_base_error_source(err, rci_io_output_name(output));
        rci_io_output_close(output);
    }
    return writer;
}
