/* transfer.c - reads one or more inputs and writes one output, with a pump. */
#include "transfer.h"

#include "archive.h"
#include "report.h"
#include "signals.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------ own output */

static bool is_standard_output(const char *path)
{
    return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0 ||
           strcmp(path, "/dev/fd/1") == 0;
}

/* The input that is also standard output: it would be read while it grows. An output that is given
   by its name may be an input: it replaces the input only when it is complete. */
static const char *input_that_is_stdout(const transfer *plan)
{
    struct stat in, out;
    if (!is_standard_output(plan->output) || fstat(STDOUT_FILENO, &out) != 0 ||
        !S_ISREG(out.st_mode)) {
        return NULL;
    }
    for (int i = 0; i < plan->n_inputs; i++) {
        const char *path = plan->inputs[i];
        int found = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(path, &in);
        if (found == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
            return path;
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------ moving */

/* What is being written. */
typedef struct sink {
    rc_writer *writer;
    rc_dtype *dtype; /* of the first input */
} sink;

/* The first input opens the writer: the dtype is known then. */
static rc_status open_sink(sink *out, const transfer *plan, const rc_dtype *dtype, rc_error *err)
{
    out->writer = rc_writer_open(plan->output, dtype, &plan->write, err);
    out->dtype = rc_dtype_ref(dtype);
    return out->writer ? RC_OK : err->status;
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
    rc_pump_options options = {.size = sizeof(rc_pump_options), .threads = plan->threads, .cancel = &stop_signal};
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

/* The output appears now, or not at all: a signal that comes later is too late. */
static rc_status finish(const sink *out, rc_error *err)
{
    hold_stop_signals();
    return stop_signal ? RC_ECANCELED : rc_writer_finish(out->writer, err);
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
    const char *same = input_that_is_stdout(plan);
    rc_status status;
    if (same) {
        report("%s is standard output too: write to a file (-o FILE), which may be the input",
               strcmp(same, "-") == 0 ? "standard input" : same);
        return EXIT_USAGE;
    }
    catch_stop_signals();
    status = move_all(plan, moved, &err);
    if (status == RC_ECANCELED) {
        return report_stop();
    }
    if (status != RC_OK) {
        return report_error(&err);
    }
    return moved->rejected ? EXIT_REJECTED : EXIT_ALL;
}
