/* stream/open_writer.c - opens writers: chooses the format, checks the options. */
#include "base/alloc.h"
#include "base/error.h"
#include "stream/format.h"
#include "stream/options.h"
#include "stream/writer_impl.h"

#include <rowcol/io.h>

/* Where a writer writes to: an open output, else a path, a sink, or a descriptor. */
typedef struct target {
    rci_io_output *output;
    const char *path;
    const rci_io_sink *sink;
    void *context; /* of the sink */
    int fd;
    const char *name; /* unless there is a path */
} target;

/* The format of a writer, if it can be written and uses the options. */
static const rci_stream_format *choose_writer(const char *name, const rc_write_options *options,
                                              rc_error *err)
{
    const rci_stream_format *format = rci_stream_format_for_writing(options->format, name, err);
    if (format && !format->open_writer) {
        rci_base_fail(err, RC_EARG, "the format %s cannot be written, only read", format->name);
        return NULL;
    }
    return format && rci_stream_check_write_options(format, options, err) == RC_OK ? format : NULL;
}

static rci_io_output *open_target(const target *to, rc_error *err)
{
    if (to->output) {
        return to->output;
    }
    if (to->path) {
        return rci_io_output_open(to->path, err);
    }
    return to->sink ? rci_io_output_open_sink(to->sink, to->context, to->name, err)
                    : rci_io_output_open_fd(to->fd, to->name, err);
}

/* `*taken` becomes true if a sink is closed by this function, or by the writer. */
static rc_writer *open_output(const rci_stream_format *format, const target *to,
                              const rc_dtype *dtype, const rc_write_options *options, bool *taken,
                              rc_error *err)
{
    rci_io_output *output = open_target(to, err);
    rc_writer *writer = output ? format->open_writer(output, dtype, options, err) : NULL;
    *taken = output != NULL;
    if (output && !writer) {
        rci_base_error_source(err, rci_io_output_name(output));
        rci_io_output_close(output);
    }
    return writer;
}

static rc_writer *open_writer(const target *to, const rc_dtype *dtype,
                              const rc_write_options *given, bool *taken, rc_error *err)
{
    const rci_stream_format *format;
    rc_write_options options;
    rci_base_meter *meter;
    const rc_allocator *before;
    rc_writer *writer;
    *taken = false;
    if (rci_stream_write_options(&options, given, err) != RC_OK) {
        return NULL;
    }
    if (!dtype) {
        rci_base_fail(err, RC_EARG, "a writer needs a dtype (NULL)");
        return NULL;
    }
    format = choose_writer(to->path ? to->path : to->name, &options, err);
    if (!format) {
        return NULL;
    }
    meter = rci_base_meter_new(RC_MEMORY_WRITER, err);
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    writer = open_output(format, to, dtype, &options, taken, err);
    rci_base_enter_allocator(before);
    if (writer) {
        writer->meter = meter;
    } else {
        rci_base_meter_release(meter);
    }
    return writer;
}

rc_writer *rc_writer_open(const char *path, const rc_dtype *dtype, const rc_write_options *options,
                          rc_error *err)
{
    const target to = {.path = path};
    bool taken;
    if (!path) {
        rci_base_fail(err, RC_EARG, "no path (NULL)");
        return NULL;
    }
    return open_writer(&to, dtype, options, &taken, err);
}

rc_writer *rc_writer_open_fd(int fd, const char *name, const rc_dtype *dtype,
                             const rc_write_options *options, rc_error *err)
{
    const target to = {.fd = fd, .name = name ? name : "output"};
    bool taken;
    return open_writer(&to, dtype, options, &taken, err);
}

rc_writer *rci_stream_writer_open_sink(const rci_io_sink *sink, void *context, const char *name,
                                       const rc_dtype *dtype, const rc_write_options *options,
                                       rc_error *err)
{
    const target to = {.sink = sink, .context = context, .name = name};
    bool taken;
    rc_writer *writer = open_writer(&to, dtype, options, &taken, err);
    if (!taken) {
        sink->close(context);
    }
    return writer;
}

rc_writer *rci_stream_writer_open_output(rci_io_output *output, const rc_dtype *dtype,
                                         const rc_write_options *options, rc_error *err)
{
    const target to = {.output = output, .name = rci_io_output_name(output)};
    bool taken;
    rc_writer *writer = open_writer(&to, dtype, options, &taken, err);
    if (!taken) {
        rci_io_output_close(output);
    }
    return writer;
}
