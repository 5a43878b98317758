/* stream/open.c - opens readers and writers: chooses the format, checks the options. */
#include "base/alloc.h"
#include "base/error.h"
#include "stream/format.h"
#include "stream/options.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

static rc_status check_path(const char *path, rc_error *err)
{
    return path ? RC_OK : rci_base_fail(err, RC_EARG, "no path (NULL)");
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
static rc_reader *open_source(rci_io_source *source, const char *path, const rc_read_options *given,
                              rc_error *err)
{
    const rci_stream_format *format;
    rc_read_options options;
    rc_reader *reader = NULL;
    if (rci_stream_read_options(&options, given, err) != RC_OK) {
        rci_io_source_close(source);
        return NULL;
    }
    format = rci_stream_format_for_reading(options.format, path, source, err);
    if (format) {
        reader = open_format(format, source, &options, err);
    }
    if (!reader) {
        rci_base_error_source(err, rci_io_source_name(source));
        rci_io_source_close(source);
        return NULL;
    }
    reader->reject = options.reject;
    reader->reject_context = options.reject_context;
    return reader;
}

/* The end of opening a reader, for which the thread has entered the meter: it belongs to the
   reader, or is released. */
static rc_reader *give_meter(rc_reader *reader, rci_base_meter *meter, const rc_allocator *before)
{
    rci_base_enter_allocator(before);
    if (reader) {
        reader->meter = meter;
    } else {
        rci_base_meter_release(meter);
    }
    return reader;
}

rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err)
{
    rci_base_meter *meter;
    const rc_allocator *before;
    rci_io_source *source;
    rc_reader *reader = NULL;
    if (check_path(path, err) != RC_OK) {
        return NULL;
    }
    meter = rci_base_meter_new(RC_MEMORY_READER, err);
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    source = rci_io_source_open(path, err);
    if (source) {
        reader = open_source(source, path, options, err);
    }
    return give_meter(reader, meter, before);
}

rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                 const rc_read_options *options, rc_error *err)
{
    rci_base_meter *meter;
    const rc_allocator *before;
    rci_io_source *source;
    rc_reader *reader = NULL;
    if (!data && size > 0) {
        rci_base_fail(err, RC_EARG, "no memory to read (data is NULL)");
        return NULL;
    }
    meter = rci_base_meter_new(RC_MEMORY_READER, err);
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    source = rci_io_source_open_memory(data ? data : "", size, name, err);
    if (source) {
        reader = open_source(source, rci_io_source_name(source), options, err);
    }
    return give_meter(reader, meter, before);
}

/* The format of a writer, if it can be written and uses the options. */
static const rci_stream_format *choose_writer(const char *path, const rc_write_options *options,
                                              rc_error *err)
{
    const rci_stream_format *format = rci_stream_format_for_writing(options->format, path, err);
    if (format && !format->open_writer) {
        rci_base_fail(err, RC_EARG, "the format %s cannot be written, only read", format->name);
        return NULL;
    }
    return format && rci_stream_check_write_options(format, options, err) == RC_OK ? format : NULL;
}

static rc_writer *open_output(const rci_stream_format *format, const char *path,
                              const rc_dtype *dtype, const rc_write_options *options, rc_error *err)
{
    rci_io_output *output = rci_io_output_open(path, err);
    rc_writer *writer = output ? format->open_writer(output, dtype, options, err) : NULL;
    if (output && !writer) {
        rci_base_error_source(err, rci_io_output_name(output));
        rci_io_output_close(output);
    }
    return writer;
}

rc_writer *rc_writer_open(const char *path, const rc_dtype *dtype, const rc_write_options *given,
                          rc_error *err)
{
    const rci_stream_format *format;
    rc_write_options options;
    rci_base_meter *meter;
    const rc_allocator *before;
    rc_writer *writer;
    if (check_path(path, err) != RC_OK || rci_stream_write_options(&options, given, err) != RC_OK) {
        return NULL;
    }
    if (!dtype) {
        rci_base_fail(err, RC_EARG, "a writer needs a dtype (NULL)");
        return NULL;
    }
    format = choose_writer(path, &options, err);
    if (!format) {
        return NULL;
    }
    meter = rci_base_meter_new(RC_MEMORY_WRITER, err);
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    writer = open_output(format, path, dtype, &options, err);
    rci_base_enter_allocator(before);
    if (writer) {
        writer->meter = meter;
    } else {
        rci_base_meter_release(meter);
    }
    return writer;
}
