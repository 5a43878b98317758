/* stream/infer.c - rc_infer: reads inputs to find their dtype. */
#include "base/error.h"
#include "base/options.h"
#include "infer/decide.h"
#include "stream/format.h"
#include "stream/options.h"
#include "stream/reader_impl.h"

#include <rowcol/io.h>

/* One call. */
typedef struct inferring {
    rc_read_options read;
    rc_infer_options options;
    rc_inference *report;
    rc_error *err;
} inferring;

/* Reads all records; the reader observes them. */
static rc_status pump(inferring *in, rc_reader *reader)
{
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_writer *writer = rc_writer_open_null(reader->dtype, in->err);
    rc_status status = writer ? RC_OK : RC_ENOMEM;
    options.threads = in->options.sample ? 1 : in->read.threads;
    options.cancel = in->options.cancel;
    if (status == RC_OK) {
        status = rc_pump(reader, writer, &options, NULL, in->err);
    }
    rc_writer_close(writer);
    return status;
}

/* Records that were looked at, with those that were passed over. */
static uint64_t looked_at(const inferring *in)
{
    return rc_inference_records(in->report) + rc_inference_rejected(in->report);
}

/* Adds the records of one input: of a path, or of memory. */
static rc_status observe(inferring *in, const char *path, const void *data, size_t size,
                         const char *name)
{
    rc_error failure = RC_ERROR_INIT;
    const uint64_t sample = in->options.sample;
    rci_stream_observing how = {.state = &in->report->state,
                                .file = in->report->nsources,
                                .sample = sample ? sample - looked_at(in) : UINT64_MAX,
                                .failure = &failure};
    rc_reader *reader = rci_stream_observer_open(path, data, size, name, &in->read, &how, in->err);
    rc_status status = reader ? RC_OK : in->err->status;
    if (status == RC_OK) {
        status = rci_infer_report_add_source(in->report, rci_io_source_name(reader->source),
                                             reader->format, in->err);
    }
    if (status == RC_OK) {
        status = pump(in, reader);
        in->report->rejected += reader->rejected;
    }
    if (status == RC_OK && failure.status != RC_OK) {
        status = failure.status;
        *in->err = failure;
        rci_stream_reader_add_source(reader, in->err);
    }
    rc_reader_close(reader);
    return status;
}

static rc_status check_options(inferring *in, const rc_read_options *read,
                               const rc_infer_options *options)
{
    static const rc_infer_options defaults = RC_INFER_OPTIONS_INIT;
    rc_status status = rci_stream_read_options(&in->read, read, in->err);
    in->read.nadded = 0; /* the dtype is that of the text */
    in->options = defaults;
    if (status == RC_OK) {
        status = rci_base_options(&in->options, sizeof in->options, options, "rc_infer_options",
                                  in->err);
    }
    in->read.reject = in->options.reject;
    in->read.reject_context = in->options.reject_context;
    if (status == RC_OK && in->read.dtype) {
        status = rci_base_fail(in->err, RC_EARG, "a dtype is given: nothing is to be found");
    }
    if (status == RC_OK && (in->options.dates < 0 || in->options.dates > 1)) {
        status = rci_base_fail(in->err, RC_EARG, "option \"dates\" has the unknown value %d",
                               in->options.dates);
    }
    if (status == RC_OK && (unsigned)in->options.text > RC_INFER_BYTES) {
        status = rci_base_fail(in->err, RC_EARG, "option \"text\" has the unknown value %d",
                               (int)in->options.text);
    }
    return status;
}

static bool is_done(const inferring *in)
{
    return in->options.sample && looked_at(in) >= in->options.sample;
}

/* The inputs are `n` paths, or memory if `paths` is NULL. */
static rc_dtype *infer(inferring *in, const char *const *paths, size_t n, const void *data,
                       size_t size, const char *name)
{
    rci_infer_rules rules = {in->options.text, in->read.missing, in->read.nulls};
    rc_status status = RC_OK;
    in->report = rci_infer_report_new(in->options.dates, in->err);
    if (!in->report) {
        return NULL;
    }
    if (!paths) {
        status = observe(in, NULL, data, size, name);
    }
    for (size_t i = 0; paths && i < n && status == RC_OK && !is_done(in); i++) {
        status = paths[i] ? observe(in, paths[i], NULL, 0, NULL)
                          : rci_base_fail(in->err, RC_EARG, "no path (NULL)");
    }
    return status == RC_OK ? rci_infer_decide(in->report, &rules, in->err) : NULL;
}

/* Gives the report to the caller, if it has fields. */
static void give_report(inferring *in, rc_inference **report)
{
    if (report && rc_inference_count(in->report) > 0) {
        *report = in->report;
    } else {
        rc_inference_free(in->report);
    }
}

static rc_dtype *run(const char *const *paths, size_t n, const void *data, size_t size,
                     const char *name, const rc_read_options *read, const rc_infer_options *options,
                     rc_inference **report, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    inferring in = {.err = &local};
    rc_dtype *dtype = NULL;
    if (report) {
        *report = NULL;
    }
    if (check_options(&in, read, options) == RC_OK) {
        dtype = infer(&in, paths, n, data, size, name);
    }
    give_report(&in, report);
    if (!dtype && err && err->status == RC_OK) {
        *err = local;
    }
    return dtype;
}

rc_dtype *rc_infer(const char *const *paths, size_t n, const rc_read_options *read,
                   const rc_infer_options *options, rc_inference **report, rc_error *err)
{
    if (!paths || n == 0) {
        rci_base_fail(err, RC_EARG, paths ? "no inputs (n is 0)" : "no paths (NULL)");
        if (report) {
            *report = NULL;
        }
        return NULL;
    }
    return run(paths, n, NULL, 0, NULL, read, options, report, err);
}

rc_dtype *rc_infer_memory(const void *data, size_t size, const char *name,
                          const rc_read_options *read, const rc_infer_options *options,
                          rc_inference **report, rc_error *err)
{
    return run(NULL, 0, data, size, name, read, options, report, err);
}
