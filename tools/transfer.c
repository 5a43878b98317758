/* transfer.c - reads one or more inputs and writes one output, with a pump. */
#include "transfer.h"

#include "archive.h"
#include "report.h"
#include "signals.h"

#include <stdbool.h>
#include <stdio.h>

/* ------------------------------------------------------------------ moving */

/* What is being written. */
typedef struct sink {
    rc_writer *writer;
    rc_dtype *dtype; /* of the first input */
} sink;

/* The first input opens the writer: the dtype is known then. No input may be a file that the output
   is written to directly: it would be read while it grows. (An output that is given by its own name
   may be an input: it replaces the input when it is complete.) */
static rc_status open_sink(sink *out, const transfer *plan, const rc_dtype *dtype, rc_error *err)
{
    rc_status status;
    out->writer = rc_writer_open(plan->output, dtype, &plan->write, err);
    out->dtype = rc_dtype_ref(dtype);
    status = out->writer ? RC_OK : err->status;
    for (int i = 0; i < plan->n_inputs && status == RC_OK; i++) {
        status = rc_writer_check_input(out->writer, plan->inputs[i], err);
    }
    return status;
}

/* All inputs need the dtype of the first. The error shows the first difference. */
static rc_status check_dtype(const sink *out, const transfer *plan, const char *input,
                             const rc_dtype *dtype, rc_error *err)
{
    rc_error difference = RC_ERROR_INIT;
    rc_status status = rc_dtype_require(dtype, out->dtype, &difference);
    if (status != RC_OK) {
        *err = difference;
        snprintf(err->source, sizeof err->source, "%s", input);
        snprintf(err->message, sizeof err->message, "%.200s, unlike %.200s, the first input",
                 difference.message, plan->inputs[0]);
    }
    return status;
}

static rc_status move_one(const transfer *plan, const char *input, sink *out, rc_pump_stats *moved,
                          rc_error *err)
{
    rc_pump_options options = {
        .size = sizeof(rc_pump_options), .threads = plan->threads, .cancel = &stop_signal};
    rc_reader *reader = rc_reader_open(input, &plan->read, err);
    rc_status status;
    if (!reader) {
        return err->status;
    }
    status = out->writer ? check_dtype(out, plan, input, rc_reader_dtype(reader), err)
                         : open_sink(out, plan, rc_reader_dtype(reader), err);
    if (status == RC_OK) {
        status = rc_pump(reader, out->writer, &options, moved, err);
    }
    rc_reader_close(reader);
    return status;
}

/* Each array of an archive, in its order. An archive without arrays is refused as any other. */
static rc_status move_members(const transfer *plan, const char *input, sink *out,
                              rc_pump_stats *moved, rc_error *err)
{
    transfer one = *plan;
    rc_npz *npz = rc_npz_open(input, err);
    rc_status status = npz ? RC_OK : err->status;
    one.read.member = NULL;
    if (npz && rc_npz_count(npz) == 0) {
        status = move_one(&one, input, out, moved, err);
    }
    for (size_t i = 0; i < rc_npz_count(npz) && status == RC_OK; i++) {
        one.read.member = rc_npz_name(npz, i);
        status = stop_signal ? RC_ECANCELED : move_one(&one, input, out, moved, err);
    }
    rc_npz_close(npz);
    return status;
}

/* The output appears now, or not at all. A signal that comes when it is complete has no effect. */
static rc_status finish(const sink *out, rc_error *err)
{
    rc_status status = stop_signal ? RC_ECANCELED : rc_writer_finish(out->writer, err);
    if (status == RC_OK) {
        ignore_stop_signals();
    }
    return status;
}

static rc_status move_all(const transfer *plan, rc_pump_stats *moved, rc_error *err)
{
    sink out = {NULL, NULL};
    rc_status status = RC_OK;
    const char *member = plan->read.member;
    bool all = member && strcmp(member, ALL_MEMBERS) == 0;
    for (int i = 0; i < plan->n_inputs && status == RC_OK; i++) {
        status = stop_signal
                     ? RC_ECANCELED
                     : (all ? move_members : move_one)(plan, plan->inputs[i], &out, moved, err);
    }
    if (status == RC_OK) {
        status = finish(&out, err);
    }
    rc_writer_close(out.writer);
    rc_dtype_unref(out.dtype);
    return status;
}

int transfer_run(const transfer *plan, rc_pump_stats *moved)
{
    rc_error err = RC_ERROR_INIT;
    rc_status status;
    catch_stop_signals();
    status = move_all(plan, moved, &err);
    if (status == RC_ECANCELED) {
        return report_stop();
    }
    if (status != RC_OK) {
        return report_transfer_error(&err, plan->write.format);
    }
    return moved->rejected ? EXIT_REJECTED : EXIT_ALL;
}
