/* transfer/transfer.c - reads one or more inputs and writes one output, with a pump. */
#include "transfer/transfer.h"

#include "clickhouse/insert.h"
#include "clickhouse/query.h"
#include "options/format_arg.h"
#include "report/report.h"
#include "report/signals.h"
#include "transfer/archive.h"
#include "transfer/dry_run.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ moving */

/* What is being written. */
typedef struct sink {
    rc_writer *writer;
    rc_dtype *dtype;    /* of the first input */
    selector *selector; /* NULL: all records are written */
    int refused;        /* the exit status of a selection that was refused and reported, or 0 */
    rc_pump_stats *moved;
    int input; /* the index of the current one */
} sink;

/* Prepares the selection. Stores the dtype of the output. */
static rc_status open_selector(sink *out, const transfer *plan, rc_reader *reader,
                               const rc_dtype **dtype)
{
    uint64_t length =
        plan->n_inputs == 1 && !plan->read.member ? rc_reader_expected(reader) : RC_UNKNOWN;
    *dtype = rc_reader_dtype(reader);
    if (plan->chosen) {
        out->selector = selector_open(plan->chosen, *dtype, length, &out->refused);
        *dtype = out->selector ? selector_dtype(out->selector) : NULL;
    }
    return *dtype ? RC_OK : RC_EARG;
}

static rc_writer *open_writer(const transfer *plan, const rc_dtype *dtype, rc_error *err)
{
    if (plan->shards) {
        return shards_open(plan->shards, dtype, &plan->write, plan->dry, err);
    }
    if (plan->dry) {
        return dry_writer_open(plan->output, dtype, &plan->write, err);
    }
    if (plan->insertion) {
        return insertion_writer(plan->insertion, dtype, err);
    }
    return plan->resumed ? rc_checkpoint_writer(plan->resumed->checkpoint, dtype, &plan->write, err)
                         : rc_writer_open(plan->output, dtype, &plan->write, err);
}

/* The first input opens the writer: the dtype is known then. No input may be a file that the output
   is written to directly: it would be read while it grows. (An output that is given by its own name
   may be an input: it replaces the input when it is complete.) */
static rc_status open_sink(sink *out, const transfer *plan, rc_reader *reader, rc_error *err)
{
    const rc_dtype *dtype;
    rc_status status = open_selector(out, plan, reader, &dtype);
    if (status != RC_OK) {
        return status;
    }
    out->writer = open_writer(plan, dtype, err);
    out->dtype = rc_dtype_ref(rc_reader_dtype(reader));
    status = out->writer ? RC_OK : err->status;
    for (int i = 0; i < plan->n_inputs && status == RC_OK; i++) {
        status = rc_writer_check_input(out->writer, plan->inputs[i], err);
    }
    return status == RC_OK && plan->resumed ? resume_begin(plan->resumed, err) : status;
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
        snprintf(err->message, sizeof err->message, "%.200s, unlike %.200s%s", difference.message,
                 plan->append ? plan->output : plan->inputs[0],
                 plan->append ? ", to which it is appended" : ", the first input");
    }
    return status;
}

static rc_status write_records(void *context, const rc_store *records, rc_error *err)
{
    sink *out = context;
    rc_status status = rc_writer_write(out->writer, records, err);
    out->moved->records += status == RC_OK ? rc_store_length(records) : 0;
    return status;
}

/* Whether nothing more has to be read. */
static bool is_done(const sink *out)
{
    return out->selector && selector_is_done(out->selector);
}

static const rc_store *choose(void *context, const rc_store *records, rc_error *err)
{
    return selector_apply(context, records, err);
}

/* Reads batches until no further record can be chosen. */
static rc_status choose_from(rc_reader *reader, sink *out, rc_error *err)
{
    record_sink chosen = {write_records, out};
    rc_status status = RC_OK;
    while (status == RC_OK && !is_done(out)) {
        rc_store *batch = NULL;
        status = stop_signal ? RC_ECANCELED : rc_reader_next(reader, &batch, err);
        if (status == RC_OK) {
            status = selector_feed(out->selector, batch, &chosen, err);
        }
        rc_store_unref(batch);
    }
    return status == RC_END ? RC_OK : status;
}

/* Moves the records of an input, with these options. */
static rc_status move_with(const rc_read_options *read, const transfer *plan, const char *input,
                           sink *out, rc_pump_stats *moved, rc_error *err)
{
    rc_pump_options options = {
        .size = sizeof(rc_pump_options), .threads = plan->threads, .cancel = &stop_signal};
    rc_reader *reader = open_input(input, read, err);
    rc_status status;
    if (!reader) {
        return err->status;
    }
    if (!plan->quiet && !read->format) {
        report_form(input, rc_reader_format(reader));
    }
    progress_watch(reader);
    status = out->writer ? check_dtype(out, plan, input, rc_reader_dtype(reader), err)
                         : open_sink(out, plan, reader, err);
    if (status == RC_OK && plan->resumed) {
        status = rc_checkpoint_reader(plan->resumed->checkpoint, reader, (size_t)out->input, err);
        resume_pump(plan->resumed, &options);
    }
    if (status == RC_OK && out->selector && !selector_is_by_record(out->selector)) {
        status = choose_from(reader, out, err);
    } else if (status == RC_OK) {
        options.transform = out->selector ? choose : NULL;
        options.context = out->selector;
        status = rc_pump(reader, out->writer, &options, moved, err);
    }
    progress_watch(NULL);
    rc_reader_close(reader);
    explain_input(err);
    return err->status == RC_OK ? status : err->status;
}

static rc_status move_one(const transfer *plan, const char *input, sink *out, rc_pump_stats *moved,
                          rc_error *err)
{
    rc_read_options read = plan->read;
    read.progress = progress_note;
    return move_with(&read, plan, input, out, moved, err);
}

/* The records that the output has already. They are not counted. */
static rc_status move_old(const transfer *plan, sink *out, rc_error *err)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_pump_stats old = RC_PUMP_STATS_INIT;
    read.format = plan->write.format;
    return move_with(&read, plan, plan->output, out, &old, err);
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
    for (size_t i = 0; i < rc_npz_count(npz) && status == RC_OK && !is_done(out); i++) {
        one.read.member = rc_npz_name(npz, i);
        status = stop_signal ? RC_ECANCELED : move_one(&one, input, out, moved, err);
    }
    rc_npz_close(npz);
    return status;
}

/* The output appears now, or not at all. A signal that comes when it is complete has no effect. */
static rc_status finish(sink *out, const transfer *plan, rc_error *err)
{
    record_sink chosen = {write_records, out};
    rc_status status = RC_OK;
    if (out->selector) {
        status = selector_finish(out->selector, &chosen, err);
    }
    /* All of it is on the disk then: little can fail when the files of bad records have appeared.
     */
    if (status == RC_OK && plan->bad && plan->resumed) {
        status = rc_checkpoint_write(plan->resumed->checkpoint, err);
    }
    if (status == RC_OK && plan->bad) { /* there is no output without them */
        status = stop_signal ? RC_ECANCELED : rejects_finish(plan->bad, out->moved->records, err);
    }
    if (status == RC_OK) {
        status = stop_signal ? RC_ECANCELED : rc_writer_finish(out->writer, err);
    }
    if (status == RC_OK) {
        ignore_stop_signals();
        if (plan->shards) {
            shards_note(plan->shards, out->writer);
        }
        rc_checkpoint_remove(plan->resumed ? plan->resumed->checkpoint : NULL);
    }
    return status;
}

static rc_status move_all(const transfer *plan, rc_pump_stats *moved, int *refused, rc_error *err)
{
    sink out = {.moved = moved};
    rc_status status = RC_OK;
    int first = 0;
    const char *member = plan->read.member;
    bool all = member && strcmp(member, ALL_MEMBERS) == 0;
    if (plan->resumed) {
        status = resume_restore(plan->resumed, plan->bad, moved, err);
        first = (int)rc_checkpoint_input(plan->resumed->checkpoint);
    }
    if (status == RC_OK && plan->bad) {
        status = rejects_open(plan->bad, plan->resumed ? plan->resumed->checkpoint : NULL, err);
    }
    if (status == RC_OK && plan->append) {
        status = move_old(plan, &out, err);
    }
    for (int i = first; i < plan->n_inputs && status == RC_OK && !is_done(&out); i++) {
        out.input = i;
        status = stop_signal
                     ? RC_ECANCELED
                     : (all ? move_members : move_one)(plan, plan->inputs[i], &out, moved, err);
    }
    if (status == RC_OK) {
        status = finish(&out, plan, err);
    }
    if (plan->bad) {
        rejects_close(plan->bad);
        moved->rejected = plan->bad->count;
    }
    rc_writer_close(out.writer);
    rc_dtype_unref(out.dtype);
    selector_close(out.selector);
    *refused = out.refused;
    return status;
}

/* No line between records on the same terminal. */
static progress_kind shown_progress(const transfer *plan)
{
    return plan->progress == PROGRESS_AUTO && !plan->dry && strcmp(plan->output, "-") == 0 &&
                   isatty(STDOUT_FILENO)
               ? PROGRESS_NONE
               : plan->progress;
}

int transfer_run(const transfer *plan, rc_pump_stats *moved)
{
    rc_error err = RC_ERROR_INIT;
    rc_status status;
    int refused;
    catch_stop_signals();
    rc_set_threads(plan->threads);
    progress_begin(shown_progress(plan), plan->doing, (const char *const *)plan->inputs,
                   plan->n_inputs);
    status = move_all(plan, moved, &refused, &err);
    progress_end();
    if (refused) {
        return refused;
    }
    if (status != RC_OK) {
        const int failed = status == RC_ECANCELED
                               ? report_stop(plan->dry || plan->insertion ? NULL : plan->output)
                               : report_transfer_error(&err, plan->write.format, plan->output);
        if (plan->resumed) {
            resume_report(plan->resumed);
        }
        return failed;
    }
    return moved->rejected ? EXIT_REJECTED : EXIT_ALL;
}
