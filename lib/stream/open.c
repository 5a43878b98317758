/* stream/open.c - opens readers: chooses the format, checks the options. */
#include "base/alloc.h"
#include "base/error.h"
#include "stream/counts.h"
#include "stream/format.h"
#include "stream/options.h"
#include "stream/reader_impl.h"

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

/* Takes over `source`, also on failure. */
static rc_reader *open_source(rci_io_source *source, const char *path, const rc_read_options *given,
                              const rci_stream_observing *how, rc_error *err)
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
    reader->reject = options.reject;
    reader->reject_context = options.reject_context;
    reader->progress = options.progress;
    reader->progress_context = options.progress_context;
    rci_io_source_let_stop(source); /* rc_reader_cancel */
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

/* A path, or with `path` NULL memory. */
static rc_reader *open_reader(const char *path, const void *data, size_t size, const char *name,
                              const rc_read_options *options, const rci_stream_observing *how,
                              rc_error *err)
{
    rci_base_meter *meter = rci_base_meter_new(RC_MEMORY_READER, err);
    const rc_allocator *before;
    rci_io_source *source;
    rc_reader *reader = NULL;
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    source = path ? rci_io_source_open(path, err)
                  : rci_io_source_open_memory(data ? data : "", size, name, err);
    if (source) {
        reader = open_source(source, path ? path : rci_io_source_name(source), options, how, err);
    }
    return give_meter(reader, meter, before);
}

static rc_status check_memory(const void *data, size_t size, rc_error *err)
{
    return data || size == 0 ? RC_OK
                             : rci_base_fail(err, RC_EARG, "no memory to read (data is NULL)");
}

rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err)
{
    return check_path(path, err) == RC_OK ? open_reader(path, NULL, 0, NULL, options, NULL, err)
                                          : NULL;
}

rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                 const rc_read_options *options, rc_error *err)
{
    return check_memory(data, size, err) == RC_OK
               ? open_reader(NULL, data, size, name, options, NULL, err)
               : NULL;
}

rc_reader *rci_stream_observer_open(const char *path, const void *data, size_t size,
                                    const char *name, const rc_read_options *options,
                                    const rci_stream_observing *how, rc_error *err)
{
    return path || check_memory(data, size, err) == RC_OK
               ? open_reader(path, data, size, name, options, how, err)
               : NULL;
}
