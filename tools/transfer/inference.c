/* transfer/inference.c - finds the dtype of inputs for which no dtype is given. */
#include "transfer/inference.h"

#include "clickhouse/address.h"
#include "options/policies.h"
#include "report/report.h"
#include "report/signals.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------ standard input */

static off_t standard_input_start;

static bool is_file(int fd)
{
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

static int report_copy(void)
{
    report(
        "cannot copy standard input to a temporary file, for it is read twice: %s (give -d DTYPE, "
        "or set TMPDIR to a folder with more space)",
        strerror(errno));
    return EXIT_IO;
}

/* Writes all of it. */
static bool put(int fd, const char *data, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, data, n);
        if (done < 0 && errno != EINTR) {
            return false;
        }
        data += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static bool copy(int to)
{
    static char buffer[1 << 16];
    for (;;) {
        ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
        if (n == 0) {
            return true;
        }
        if (n < 0 && stop_signal) {
            return false;
        }
        if ((n < 0 && errno != EINTR) || (n > 0 && !put(to, buffer, (size_t)n))) {
            return false;
        }
    }
}

/* An unnamed file in $TMPDIR, else in /var/tmp; -1 after a failure. */
static int open_temporary(void)
{
    const char *folder = getenv("TMPDIR");
    char *name;
    int fd;
    if (asprintf(&name, "%s/rowcol-XXXXXX", folder && folder[0] ? folder : "/var/tmp") < 0) {
        return -1;
    }
    fd = mkstemp(name);
    if (fd >= 0) {
        unlink(name);
    }
    free(name);
    return fd;
}

static int copy_standard_input(void)
{
    int fd = open_temporary(), status = 0;
    catch_stop_signals();
    if (fd < 0 || !copy(fd) || lseek(fd, 0, SEEK_SET) < 0 || dup2(fd, STDIN_FILENO) < 0) {
        status = stop_signal ? report_stop(NULL) : report_copy();
    }
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

int make_readable_twice(char *const *inputs, int n_inputs)
{
    for (int i = 0; i < n_inputs; i++) {
        struct stat info;
        int status = 0;
        if (strcmp(inputs[i], "-") != 0) {
            if (stat(inputs[i], &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
                report(
                    "%s: no dtype is given, and it can be read only once: give -d DTYPE, or pass "
                    "it as standard input",
                    inputs[i]);
                return EXIT_USAGE;
            }
            continue;
        }
        if (!is_file(STDIN_FILENO)) {
            status = copy_standard_input();
        }
        if (status != 0) {
            return status;
        }
        standard_input_start = lseek(STDIN_FILENO, 0, SEEK_CUR);
    }
    return 0;
}

void rewind_standard_input(void)
{
    (void)lseek(STDIN_FILENO, standard_input_start, SEEK_SET);
}

input_dtype dtype_of_input(const char *path, const rc_read_options *read)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = is_clickhouse(path) ? NULL : rc_reader_open(path, read, &err);
    rc_reader_close(reader);
    if (is_clickhouse(path)) {
        return INPUT_HAS_DTYPE;
    }
    if (strcmp(path, "-") == 0) {
        rewind_standard_input();
    }
    return reader ? INPUT_HAS_DTYPE : err.hint == RC_HINT_DTYPE ? INPUT_NEEDS_DTYPE : INPUT_FAILS;
}

/* ----------------------------------------------------------------- inference */

static void report_conflict(const rc_inferred_field *field)
{
    const rc_inferred_place *place = field->second.source ? &field->second : &field->first;
    rc_error err = RC_ERROR_INIT;
    char line[2048];
    err.status = RC_ETYPE;
    snprintf(err.source, sizeof err.source, "%s", place->source ? place->source : "");
    snprintf(err.field, sizeof err.field, "%s", field->path);
    if (place->source) {
        err.byte = place->byte;
        err.line = place->line;
        err.column = place->column;
    }
    if (field->second.source && field->first.source) {
        snprintf(err.message, sizeof err.message,
                 "%.330s (the first is at %.100s:%" PRIu64 ":%" PRIu64 ")", field->conflict,
                 field->first.source, field->first.line, field->first.column);
    } else {
        snprintf(err.message, sizeof err.message, "%.500s", field->conflict);
    }
    rc_error_print(&err, line, sizeof line);
    report("%s", line);
}

/* Of a file with many, a few are enough. */
static void report_conflicts(const rc_inference *found)
{
    enum { MOST = 20 };
    size_t n = 0;
    for (size_t i = 0; i < rc_inference_count(found); i++) {
        const rc_inferred_field *field = rc_inference_field(found, i);
        if (field->conflict && n++ < MOST) {
            report_conflict(field);
        }
    }
    if (n > MOST) {
        report("and %zu more conflicts", n - MOST);
    }
}

/* A document that is one record, with an array of objects in it: its pointer, for free(), or NULL.
   A path with quotes or further dots is not turned into a pointer. */
static char *pointer_to_records(const rc_inference *found)
{
    for (size_t i = 0; rc_inference_records(found) == 1 && i < rc_inference_count(found); i++) {
        const rc_inferred_field *field = rc_inference_field(found, i);
        size_t length = strlen(field->path), dots = 0;
        char *pointer;
        if (field->objects == 0 || length < 3 ||
            strstr(field->path, "[]") != field->path + length - 2) {
            continue;
        }
        for (size_t k = 0; k < length; k++) {
            dots += field->path[k] == '.';
        }
        if (dots + 2 != field->depth || strpbrk(field->path, "\"/~") ||
            asprintf(&pointer, "/%.*s", (int)length - 2, field->path) < 0) {
            continue;
        }
        for (char *dot = pointer; (dot = strchr(dot, '.')) != NULL;) {
            *dot = '/';
        }
        return pointer;
    }
    return NULL;
}

static int report_all_conflicts(const inference *in)
{
    char *pointer = in->read.root ? NULL : pointer_to_records(in->report);
    report_conflicts(in->report);
    if (pointer) {
        report("the document is one record, with an array of objects in it (use --root %s for "
               "these as records)",
               pointer);
    }
    free(pointer);
    return EXIT_DATA;
}

/* Returns 0, or the exit status after a report. */
static int flatten(inference *in)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *flat;
    in->mapping = rc_mapping_new(&err);
    flat = in->mapping ? rc_inference_flatten(in->report, in->mapping, &err) : NULL;
    if (!flat) {
        int status = report_error(&err);
        if (err.status == RC_ENAME) {
            report(
                "two fields of the record would have one name: leave out --flatten, and give their "
                "places in -d, such as 'new=/a/b:i4'");
        }
        return status;
    }
    rc_dtype_unref(in->dtype);
    in->dtype = flat;
    return 0;
}

/* Prepares to pass over bad records, if that is asked for. A share of all records is known when all
   are read. */
static rc_status begin_rejects(inference *in, rc_error *err)
{
    if (!in->asked->skip) {
        return RC_OK;
    }
    in->bad = *in->asked;
    if (!in->alone) {
        in->bad.path = in->bad.raw_path = NULL;
    }
    if (!in->alone && in->options.sample && in->bad.is_share) {
        in->bad.is_share = false;
        in->bad.limit = NULL;
    }
    in->options.reject = rejects_add;
    in->options.reject_context = &in->bad;
    return rejects_open(&in->bad, NULL, err);
}

/* Reads the inputs, and completes the files of bad records, if what was found is complete. */
static void find(inference *in, rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    if (begin_rejects(in, err) != RC_OK) {
        return;
    }
    in->dtype = rc_infer((const char *const *)in->inputs, (size_t)in->n_inputs, &in->read,
                         &in->options, &in->report, err);
    if ((in->dtype || (in->report && err->status == RC_ETYPE)) &&
        rejects_finish(&in->bad, rc_inference_records(in->report), &own) != RC_OK) {
        rc_dtype_unref(in->dtype);
        rc_inference_free(in->report);
        in->dtype = NULL;
        in->report = NULL;
        *err = own;
    }
    rejects_close(&in->bad);
}

int inference_run(inference *in)
{
    rc_error err = RC_ERROR_INIT;
    catch_stop_signals();
    in->options.cancel = &stop_signal;
    in->read.progress = progress_note;
    progress_begin(in->progress, "infer", (const char *const *)in->inputs, in->n_inputs);
    find(in, &err);
    progress_end();
    if (in->dtype) {
        return in->flatten ? flatten(in) : 0;
    }
    if (err.status == RC_ECANCELED) {
        return report_stop(NULL);
    }
    return in->report && err.status == RC_ETYPE ? report_all_conflicts(in) : report_error(&err);
}

/* ------------------------------------------------------------------ nullable */

/* Whether null can become NaN or NaT. */
static bool has_nan_value(const rc_dtype *dtype)
{
    const rc_kind kind = rc_dtype_kind(dtype);
    return kind == RC_F8 || kind == RC_DATETIME;
}

int refuse_nullable(const inference *in)
{
    const rc_inferred_field *first = NULL;
    bool nulls = false, zero = false, missing = false;
    for (size_t i = 0; i < rc_inference_count(in->report); i++) {
        const rc_inferred_field *field = rc_inference_field(in->report, i);
        if (field->nullable) {
            first = first ? first : field;
            nulls = nulls || field->nulls > 0;
            zero = zero || (field->nulls > 0 && !has_nan_value(field->dtype));
            missing = missing || field->values < field->possible;
        }
    }
    if (!first) {
        return 0;
    }
    report("field \"%s\" is null in %" PRIu64 " and absent in %" PRIu64 " of %" PRIu64
           " records, and .npy files do not hold null (use%s%s, or write .arrow)",
           first->path, first->nulls, first->possible - first->values, first->possible,
           !nulls ? ""
           : zero ? " --null zero"
                  : " --null nan",
           missing ? " --missing zero" : "");
    return EXIT_DATA;
}

int inference_for_reading(inference *in, const command *cmd)
{
    int status;
    if (policies_need_dtype(&in->read)) {
        return report_usage(
            cmd, "--null and --accept with a field, --null with a value, and --time need -d DTYPE");
    }
    status = inference_run(in);
    rewind_standard_input();
    if (status == EXIT_DATA && in->report && !in->dtype) {
        report("rowcol infer prints the dtype of the other fields: read them with -d @FILE "
               "--missing null --extra ignore");
    }
    return status;
}

void inference_release(inference *in)
{
    rc_dtype_unref(in->dtype);
    rc_mapping_free(in->mapping);
    rc_inference_free(in->report);
    rejects_release(&in->bad);
}
