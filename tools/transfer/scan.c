/* transfer/scan.c - reads the chosen records of one input. */
#include "transfer/scan.h"

#include "base/text_width.h"
#include "clickhouse/query.h"
#include "options/format_arg.h"
#include "report/report.h"
#include "report/signals.h"
#include "transfer/inference.h"

#include <unistd.h>

conversion scan_options(const command *cmd)
{
    return (conversion){.command = cmd,
                        .align = RC_PACKED,
                        .width = terminal_width(STDOUT_FILENO),
                        .chosen = {.command = cmd, .slice = slice_all},
                        .plan = {.read = RC_READ_OPTIONS_INIT}};
}

/* The dtype of text for which none is given. An input that has one of its own, or fails, is left to
   the reader. Returns 0, or the exit status after a report. */
static int find_dtype(record_scan *scan, const conversion *run, const char *path,
                      rc_read_options *read)
{
    char *const inputs[] = {(char *)(uintptr_t)path}; /* is not written to */
    inference in = {.inputs = inputs, .n_inputs = 1, .read = *read, .asked = &run->bad};
    int status = make_readable_twice(inputs, 1);
    if (status != 0 || dtype_of_input(path, read) != INPUT_NEEDS_DTYPE) {
        return status;
    }
    in.options = (rc_infer_options)RC_INFER_OPTIONS_INIT;
    in.options.text = RC_INFER_STR;
    status = inference_for_reading(&in, run->command);
    scan->given = (given_dtype){in.dtype, in.mapping};
    in.dtype = NULL;
    in.mapping = NULL;
    inference_release(&in);
    if (read->missing == RC_MISSING_ERROR) { /* as the dtype has it: absent fields are nullable */
        read->missing = RC_MISSING_NULL;
    }
    return status;
}

/* The dtype of -d, or that which is found. Returns 0, or the exit status after a report. */
static int choose_dtype(record_scan *scan, const conversion *run, const char *path,
                        rc_read_options *read)
{
    int status = 0;
    if (run->dtype) {
        status = dtype_argument(run->dtype, run->align, &scan->given);
    } else if (conversion_may_be_text(run, path)) {
        status = find_dtype(scan, run, path, read);
    }
    if (status == 0 && scan->given.dtype) {
        read->dtype = scan->given.dtype;
        read->mapping = scan->given.mapping;
    }
    return status;
}

/* Returns 0, or the exit status after a report. close_scan is needed after either. */
static int open_scan(record_scan *scan, const conversion *run, const char *path)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options read = run->plan.read;
    int status = selection_check(&run->chosen);
    *scan = (record_scan){.command = run->command, .path = path};
    if (status != 0) {
        return status;
    }
    if (run->align == RC_ALIGNED && !run->dtype) {
        return report_usage(run->command, "--align needs -d DTYPE, whose fields it places");
    }
    status = choose_dtype(scan, run, path, &read);
    if (status != 0) {
        return status;
    }
    catch_stop_signals();
    read.progress = progress_note;
    scan->reader = open_input(path, &read, &err);
    if (!scan->reader) {
        return report_error(&err);
    }
    if (!read.format) {
        report_form(path, rc_reader_format(scan->reader));
    }
    scan->selector = selector_open(&run->chosen, rc_reader_dtype(scan->reader),
                                   rc_reader_expected(scan->reader), &status);
    return status;
}

static void close_scan(record_scan *scan)
{
    selector_close(scan->selector);
    rc_reader_close(scan->reader);
    given_dtype_release(&scan->given);
    *scan = (record_scan){.path = NULL};
}

int scan_input(const conversion *run, const char *path,
               int (*show)(void *request, record_scan *scan), void *request)
{
    record_scan scan;
    int status = open_scan(&scan, run, path);
    if (status == 0) {
        status = show(request, &scan);
    }
    close_scan(&scan);
    return status;
}

const rc_dtype *scan_dtype(const record_scan *scan)
{
    return selector_dtype(scan->selector);
}

/* RC_END: the sink needs no more. */
static rc_status read_records(record_scan *scan, const record_sink *sink, rc_error *err)
{
    rc_status status = RC_OK;
    while (status == RC_OK && !selector_is_done(scan->selector)) {
        rc_store *batch = NULL;
        status = stop_signal ? RC_ECANCELED : rc_reader_next(scan->reader, &batch, err);
        if (status == RC_END) {
            return selector_finish(scan->selector, sink, err);
        }
        if (status == RC_OK) {
            status = selector_feed(scan->selector, batch, sink, err);
            rc_store_unref(batch);
        }
    }
    return status == RC_OK ? selector_finish(scan->selector, sink, err) : status;
}

int scan_run(record_scan *scan, const record_sink *sink)
{
    rc_error err = RC_ERROR_INIT;
    rc_status status;
    progress_begin(PROGRESS_AUTO, scan->command->name, &scan->path, 1);
    progress_watch(scan->reader);
    status = read_records(scan, sink, &err);
    progress_watch(NULL);
    progress_end();
    if (status == RC_ECANCELED) {
        return report_stop(NULL);
    }
    explain_input(&err);
    return status == RC_OK || status == RC_END ? 0 : report_error(&err);
}

/* ------------------------------------------------------------------------- */

static rc_status append(void *context, const rc_store *records, rc_error *err)
{
    return rc_store_append_store(context, records, err);
}

rc_store *scan_collect(record_scan *scan, int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *all = rc_store_zeros(scan_dtype(scan), 0, RC_COLUMNS, &err);
    record_sink sink = {append, all};
    *status = all ? scan_run(scan, &sink) : report_error(&err);
    if (*status != 0) {
        rc_store_unref(all);
        return NULL;
    }
    return all;
}
