/* transfer.c - reads one or more inputs and writes one output, with a pump. */
#include "transfer.h"

#include "archive.h"
#include "report.h"
#include "signals.h"

#include <stdbool.h>
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

/* Reads one input into the writer. The first input opens it: the dtype is known then. */
static rc_status move_one(const transfer *plan, const char *input, rc_writer **writer,
                          rc_pump_stats *moved, rc_error *err)
{
    rc_pump_options options = {.threads = plan->threads, .cancel = &stop_signal};
    rc_status status = RC_OK;
    rc_reader *reader = rc_reader_open(input, &plan->read, err);
    if (!reader) {
        return err->status;
    }
    if (!*writer) {
        *writer = rc_writer_open(plan->output, rc_reader_dtype(reader), &plan->write, err);
        status = *writer ? RC_OK : err->status;
    }
    if (status == RC_OK) {
        status = rc_pump(reader, *writer, &options, moved, err);
    }
    rc_reader_close(reader);
    return status;
}

/* Each array of an archive, in its order. An archive without arrays is refused as any other. */
static rc_status move_members(const transfer *plan, const char *input, rc_writer **writer,
                              rc_pump_stats *moved, rc_error *err)
{
    transfer one = *plan;
    rc_npz *npz = rc_npz_open(input, err);
    rc_status status = npz ? RC_OK : err->status;
    one.read.member = NULL;
    if (npz && rc_npz_count(npz) == 0) {
        status = move_one(&one, input, writer, moved, err);
    }
    for (size_t i = 0; i < rc_npz_count(npz) && status == RC_OK && !stop_signal; i++) {
        one.read.member = rc_npz_name(npz, i);
        status = move_one(&one, input, writer, moved, err);
    }
    rc_npz_close(npz);
    return status;
}

static rc_status move_all(const transfer *plan, rc_pump_stats *moved, rc_error *err)
{
    rc_writer *writer = NULL;
    rc_status status = RC_OK;
    for (int i = 0; i < plan->n_inputs && status == RC_OK && !stop_signal; i++) {
        const char *member = plan->read.member;
        bool all = member && strcmp(member, ALL_MEMBERS) == 0;
        status = (all ? move_members : move_one)(plan, plan->inputs[i], &writer, moved, err);
    }
    if (status == RC_OK && !stop_signal) {
        status = rc_writer_finish(writer, err);
    }
    rc_writer_close(writer);
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
    if (status == RC_ECANCELED || (status == RC_OK && stop_signal)) {
        return report_stop();
    }
    if (status != RC_OK) {
        return report_error(&err);
    }
    return moved->rejected ? EXIT_REJECTED : EXIT_ALL;
}
