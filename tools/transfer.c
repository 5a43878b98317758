/* transfer.c - reads one or more inputs and writes one output, with a pump. */
#include "transfer.h"

#include "report.h"
#include "signals.h"

#include <stdbool.h>
/* ------------------------------------------------------------------ moving */

/* Opens the output for records of the reader's dtype. No input may be a file that the output is
   written to directly: it would be read while it grows. (An output that is given by its own name
   may be an input: it replaces the input when it is complete.) */
static rc_writer *open_output(const transfer *plan, const rc_reader *reader, rc_error *err)
{
    rc_writer *writer = rc_writer_open(plan->output, rc_reader_dtype(reader), &plan->write, err);
    for (int i = 0; i < plan->n_inputs && writer; i++) {
        if (rc_writer_check_input(writer, plan->inputs[i], err) != RC_OK) {
            rc_writer_close(writer);
            return NULL;
        }
    }
    return writer;
}

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
        *writer = open_output(plan, reader, err);
        status = *writer ? RC_OK : err->status;
    }
    if (status == RC_OK) {
        status = rc_pump(reader, *writer, &options, moved, err);
    }
    rc_reader_close(reader);
    return status;
}

/* Moves all inputs. A signal that comes when the output is complete has no effect. */
static rc_status move_all(const transfer *plan, rc_pump_stats *moved, rc_error *err)
{
    rc_writer *writer = NULL;
    rc_status status = RC_OK;
    for (int i = 0; i < plan->n_inputs && status == RC_OK && !stop_signal; i++) {
        status = move_one(plan, plan->inputs[i], &writer, moved, err);
    }
    if (status == RC_OK) {
        status = stop_signal ? RC_ECANCELED : rc_writer_finish(writer, err);
    }
    if (status == RC_OK) {
        ignore_stop_signals();
    }
    rc_writer_close(writer);
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
        return report_error(&err);
    }
    return moved->rejected ? EXIT_REJECTED : EXIT_ALL;
}
