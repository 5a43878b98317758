/* stream/open.c - opens readers: chooses the format, checks the options. */
#include "base/alloc.h"
#include "base/error.h"
#include "io/compressed.h"
#include "stream/added.h"
#include "stream/counts.h"
#include "stream/format.h"
#include "stream/options.h"
#include "stream/reader_impl.h"

#include <rowcol/io.h>
#include <string.h>

static rc_status check_path(const char *path, rc_error *err)
{
    return path ? RC_OK : rci_base_fail(err, RC_EARG, "no path (NULL)");
}

/* `how` is NULL, or the records are observed. */
static rc_reader *open_format(const rci_stream_format *format, rci_io_source *source,
                              const rc_read_options *options, const rci_stream_observing *how,
                              rc_error *err)
{
    if (how && format->open_reader && !format->open_observer) {
        rci_base_fail(err, RC_EARG, "the format %s has a dtype of its own: nothing is to be found",
                      format->name);
        return NULL;
    }
    if (!format->open_reader) {
        rci_base_fail(err, RC_EARG, "the format %s cannot be read, only written", format->name);
        return NULL;
    }
    if (rci_stream_check_read_options(format, options, err) != RC_OK) {
        return NULL;
    }
    return how ? format->open_observer(source, options, how, err)
               : format->open_reader(source, options, err);
}

/* Why the format was chosen, for messages. */
static const char *why(const rc_read_options *options, const rc_reader *reader)
{
    const char *shown = rc_format_of_input(rci_io_source_name(reader->source));
    return options->format                               ? "as asked for"
           : shown && strcmp(shown, reader->format) == 0 ? "by the file name"
                                                         : RCI_STREAM_BY_CONTENT;
}

/* Takes over `source`, also on failure. */
static rc_reader *open_source(rci_io_source *source, const rc_read_options *given,
                              const rci_stream_observing *how, rc_error *err)
{
    const rci_stream_format *format;
    rc_read_options options;
    rc_reader *reader = NULL;
    if (rci_stream_read_options(&options, given, err) != RC_OK) {
        rci_io_source_close(source);
        return NULL;
    }
    format = rci_stream_format_for_reading(&options, source, err);
    if (format) {
        reader = open_format(format, source, &options, how, err);
    }
    if (!reader) {
        rci_base_error_source(err, rci_io_source_name(source));
        rci_io_source_close(source);
        return NULL;
    }
    if (rci_stream_counts_check(options.counts, reader->dtype, err) != RC_OK) {
        rc_reader_close(reader);
        return NULL;
    }
    if (options.counts && !(format->options & RCI_STREAM_COUNTS)) {
        rci_stream_counts_see_all(options.counts);
    }
    if (!how && rci_stream_add_fields(reader, &options, err) != RC_OK) {
        rci_base_error_source(err, rci_io_source_name(reader->source));
        rc_reader_close(reader);
        return NULL;
    }
    reader->format = format->name;
    reader->why = why(&options, reader);
    reader->reject = options.reject;
    reader->reject_context = options.reject_context;
    reader->progress = options.progress;
    reader->progress_context = options.progress_context;
    (void)rci_io_source_let_stop(reader->source); /* rc_reader_cancel */
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

/* Opens the source for a reader. */
typedef rci_io_source *open_function(const void *what, rc_error *err);

static rc_reader *open_reader(open_function *open, const void *what, const rc_read_options *options,
                              const rci_stream_observing *how, rc_error *err)
{
    rci_base_meter *meter = rci_base_meter_new(RC_MEMORY_READER, err);
    const rc_allocator *before;
    rci_io_source *source;
    rc_reader *reader = NULL;
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    source = open(what, err);
    if (source && rci_io_compressed(source, err) != RC_OK) {
        rci_io_source_close(source);
        source = NULL;
    }
    if (source) {
        reader = open_source(source, options, how, err);
    }
    return give_meter(reader, meter, before);
}

/* ------------------------------------------------------------ kinds of input */

static rci_io_source *open_path(const void *path, rc_error *err)
{
    return rci_io_source_open(path, err);
}

rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err)
{
    return check_path(path, err) == RC_OK ? open_reader(open_path, path, options, NULL, err) : NULL;
}

typedef struct memory_input {
    const void *data;
    size_t size;
    const char *name;
} memory_input;

static rci_io_source *open_memory(const void *what, rc_error *err)
{
    const memory_input *in = what;
    return rci_io_source_open_memory(in->data ? in->data : "", in->size, in->name, err);
}

static rc_status check_memory(const void *data, size_t size, rc_error *err)
{
    return data || size == 0 ? RC_OK
                             : rci_base_fail(err, RC_EARG, "no memory to read (data is NULL)");
}

rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                 const rc_read_options *options, rc_error *err)
{
    const memory_input in = {data, size, name};
    return check_memory(data, size, err) == RC_OK
               ? open_reader(open_memory, &in, options, NULL, err)
               : NULL;
}

rc_reader *rci_stream_observer_open(const char *path, const void *data, size_t size,
                                    const char *name, const rc_read_options *options,
                                    const rci_stream_observing *how, rc_error *err)
{
    const memory_input in = {data, size, name};
    if (path) {
        return open_reader(open_path, path, options, how, err);
    }
    return check_memory(data, size, err) == RC_OK ? open_reader(open_memory, &in, options, how, err)
                                                  : NULL;
}

typedef struct fd_input {
    int fd;
    const char *name;
} fd_input;

static rci_io_source *open_fd(const void *what, rc_error *err)
{
    const fd_input *in = what;
    return rci_io_source_open_fd(in->fd, in->name ? in->name : "input", err);
}

rc_reader *rc_reader_open_fd(int fd, const char *name, const rc_read_options *options,
                             rc_error *err)
{
    const fd_input in = {fd, name};
    return open_reader(open_fd, &in, options, NULL, err);
}

typedef struct range_input {
    const char *path;
    uint64_t first;
    uint64_t n;
} range_input;

static rci_io_source *open_range(const void *what, rc_error *err)
{
    const range_input *in = what;
    return rci_io_source_open_range(in->path, in->first, in->n, err);
}

rc_reader *rc_reader_open_range(const char *path, uint64_t first, uint64_t n,
                                const rc_read_options *options, rc_error *err)
{
    const range_input in = {path, first, n};
    return check_path(path, err) == RC_OK ? open_reader(open_range, &in, options, NULL, err) : NULL;
}

typedef struct stream_input {
    const rci_io_stream *stream;
    void *context;
    const char *name;
    bool taken; /* the source closes the stream */
} stream_input;

static rci_io_source *open_stream(const void *what, rc_error *err)
{
    stream_input *in = *(stream_input *const *)what;
    rci_io_source *source =
        rci_io_source_open_stream(in->stream, in->context, RC_UNKNOWN, in->name, err);
    in->taken = source != NULL;
    return source;
}

rc_reader *rci_stream_reader_open_stream(const rci_io_stream *stream, void *context,
                                         const char *name, const rc_read_options *options,
                                         rc_error *err)
{
    stream_input in = {stream, context, name, false}, *const what = &in;
    rc_reader *reader = open_reader(open_stream, &what, options, NULL, err);
    if (!in.taken) {
        stream->close(context);
    }
    return reader;
}
