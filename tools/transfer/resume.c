/* transfer/resume.c - runs that continue one that was interrupted. */
#include "transfer/resume.h"

#include "base/formats.h"
#include "options/arguments.h"
#include "report/progress.h"
#include "report/report.h"
#include "transfer/rejects_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The names under which the checkpoint has what this command needs. */
static const char options_name[] = "options", dtype_name[] = "dtype", moved_name[] = "moved",
                  rejects_name[] = "rejects";

/* ----------------------------------------------------------------- options */

/* A number of seconds with "s" after it, or bytes. */
static int set_every(resume *run, const char *argument)
{
    const size_t n = strlen(argument);
    size_t bytes = 0;
    int status;
    run->every = argument;
    run->every_bytes = 0;
    run->every_seconds = 0;
    if (n > 1 && argument[n - 1] == 's') {
        return read_real(argument, n - 1, &run->every_seconds) && run->every_seconds > 0
                   ? 0
                   : report_usage(run->command, "--checkpoint %s: not a number of seconds above 0",
                                  argument);
    }
    status = parse_size(run->command, "checkpoint", argument, &bytes);
    run->every_bytes = bytes;
    return status;
}

int resume_set(resume *run, int id, const char *argument)
{
    switch (id) {
    case OPTION_RESUME:
        run->wanted = true;
        return 0;
    case OPTION_RESTART:
        run->wanted = run->restart = true;
        return 0;
    case OPTION_CHECKPOINT:
        return set_every(run, argument);
    default:
        return -1;
    }
}

/* Those that may be others when the run is continued. The dtype, the inputs and the output are
   compared in another way. */
static bool changes_result(const char *name)
{
    static const char *const others[] = {"threads", "quiet",      "stats",   "progress",
                                         "errors",  "resume",     "restart", "checkpoint",
                                         "output",  "files-from", "dtype",   "max-rejects"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(name, others[i]) == 0) {
            return false;
        }
    }
    return true;
}

void resume_note(resume *run, int id, const char *argument)
{
    const option_spec *spec = run->command->options;
    if (!run->given) {
        run->given = open_memstream(&run->options, &run->options_size);
    }
    while (spec->name && spec->id != id) {
        spec++;
    }
    if (run->given && spec->name && changes_result(spec->name)) {
        fprintf(run->given, "--%s%s%s%c", spec->name, argument ? " " : "", argument ? argument : "",
                '\0');
    }
}

/* ----------------------------------------------------------- what is the same */

/* Whether the list of options, each with a NUL after it, has this one. */
static bool has_option(const char *options, size_t size, const char *option)
{
    for (const char *at = options; at < options + size; at += strlen(at) + 1) {
        if (strcmp(at, option) == 0) {
            return true;
        }
    }
    return false;
}

/* The first option of one list that another does not have, or NULL. */
static const char *only_in(const char *options, size_t size, const char *other, size_t other_size)
{
    for (const char *at = options; at < options + size; at += strlen(at) + 1) {
        if (!has_option(other, other_size, at)) {
            return at;
        }
    }
    return NULL;
}

static int refuse(const char *why, const char *what)
{
    report("%s%s: run it as it was, or drop what was loaded with --restart", what, why);
    return EXIT_USAGE;
}

static int compare_options(const resume *run, const char *before, size_t size)
{
    const char *gone = only_in(before, size, run->options, run->options_size);
    const char *new = only_in(run->options, run->options_size, before, size);
    if (gone || new) {
        return refuse(gone ? ", which the interrupted run had, is not given"
                           : " was not given to the interrupted run",
                      gone ? gone : new);
    }
    return run->options_size == size && memcmp(run->options, before, size) == 0
               ? 0
               : refuse("", "the options are not in the order that the interrupted run had");
}

static int check_options(resume *run)
{
    rc_error err = RC_ERROR_INIT;
    size_t size = 0;
    const char *before = rc_checkpoint_get(run->checkpoint, options_name, &size);
    if (!run->given || fclose(run->given) != 0) {
        run->given = NULL;
        return report_no_memory();
    }
    run->given = NULL;
    if (rc_checkpoint_found(run->checkpoint)) {
        return compare_options(run, before ? before : "", size);
    }
    return rc_checkpoint_set(run->checkpoint, options_name, run->options, run->options_size,
                             &err) == RC_OK
               ? 0
               : report_error(&err);
}

/* What does not go on is not lost in silence. */
static int report_refused(const rc_error *err, bool found)
{
    const int status = report_error(err);
    if (found) {
        report("--restart drops what the interrupted run has loaded, and begins anew");
    }
    return status;
}

int resume_open(resume *run, const char *output, const char *const *inputs, size_t n)
{
    rc_error err = RC_ERROR_INIT;
    int status;
    if (!run->wanted) {
        return run->every ? report_usage(run->command, "--checkpoint is for --resume") : 0;
    }
    run->checkpoint = rc_checkpoint_open(output, run->restart, &err);
    if (!run->checkpoint) {
        return report_refused(&err, err.status != RC_EIO || err.sys == 0);
    }
    status = check_options(run);
    if (status != 0) {
        return status;
    }
    if (rc_checkpoint_inputs(run->checkpoint, inputs, n, &err) != RC_OK) {
        return report_refused(&err, rc_checkpoint_found(run->checkpoint));
    }
    if (run->every &&
        rc_checkpoint_every(run->checkpoint, run->every_bytes, run->every_seconds, &err) != RC_OK) {
        return report_error(&err);
    }
    return 0;
}

/* ------------------------------------------------------------------- dtype */

/* "found " or "given ", and the text. */
enum { DTYPE_PREFIX = 6 };

const char *resume_dtype(const resume *run)
{
    const char *text = rc_checkpoint_get(run->checkpoint, dtype_name, NULL);
    return text && strncmp(text, "found ", DTYPE_PREFIX) == 0 ? text + DTYPE_PREFIX : NULL;
}

static int compare_dtypes(const char *before, const char *now)
{
    if (strncmp(before, now, DTYPE_PREFIX) != 0) {
        return before[0] == 'f'
                   ? refuse("", "-d is given, and the interrupted run has found the dtype")
                   : refuse("", "-d is not given, and the interrupted run had it");
    }
    if (strcmp(before, now) != 0) {
        report("the dtype of the interrupted run was '%s': run it as it was, or drop what was "
               "loaded with --restart",
               before + DTYPE_PREFIX);
        return EXIT_USAGE;
    }
    return 0;
}

int resume_keep_dtype(resume *run, const rc_dtype *dtype, const rc_mapping *mapping, bool found)
{
    rc_error err = RC_ERROR_INIT;
    const char *before = rc_checkpoint_get(run->checkpoint, dtype_name, NULL);
    char *text, *line = NULL;
    int status = 0;
    if (!run->checkpoint) {
        return 0;
    }
    text = rc_dtype_text_mapped(dtype, mapping, &err);
    if (!text) {
        return report_error(&err);
    }
    if (asprintf(&line, "%s %s", found ? "found" : "given", text) < 0) {
        line = NULL;
        status = report_no_memory();
    }
    rc_text_free(text);
    if (line && before) {
        status = compare_dtypes(before, line);
    } else if (line &&
               rc_checkpoint_set(run->checkpoint, dtype_name, line, strlen(line), &err) != RC_OK) {
        status = report_error(&err);
    }
    free(line);
    return status;
}

/* ------------------------------------------------------------------ counts */

static rc_status malformed(rc_error *err)
{
    err->status = RC_EIO;
    snprintf(err->message, sizeof err->message, "the checkpoint is malformed");
    return RC_EIO;
}

static rc_status restore_moved(const resume *run, rc_pump_stats *moved, rc_error *err)
{
    const char *text = rc_checkpoint_get(run->checkpoint, moved_name, NULL);
    uint64_t earlier[PROGRESS_EARLIER];
    if (!text) {
        return RC_OK;
    }
    if (sscanf(text,
               "records %" SCNu64 "\nbytes-in %" SCNu64 "\nbytes-out %" SCNu64 "\nearlier %" SCNu64
               " %" SCNu64 " %" SCNu64 " %" SCNu64,
               &moved->records, &moved->bytes_in, &moved->bytes_out, &earlier[0], &earlier[1],
               &earlier[2], &earlier[3]) != 7) {
        return malformed(err);
    }
    progress_set_earlier(earlier);
    return RC_OK;
}

rc_status resume_restore(resume *run, rejects *bad, rc_pump_stats *moved, rc_error *err)
{
    const char *text = rc_checkpoint_get(run->checkpoint, rejects_name, NULL);
    rc_status status;
    run->bad = bad;
    run->moved = moved;
    status = restore_moved(run, moved, err);
    if (status == RC_OK && bad && text) {
        status = rejects_restore(bad, text) ? RC_OK : malformed(err);
    }
    return status;
}

static rc_status save_rejects(const resume *run, rc_error *err)
{
    size_t size = 0;
    char *text = rejects_save(run->bad, &size);
    rc_status status = RC_ENOMEM;
    if (text) {
        status = rc_checkpoint_set(run->checkpoint, rejects_name, text, size, err);
    }
    free(text);
    return status;
}

static rc_status save(void *context, rc_checkpoint *checkpoint, const rc_pump_stats *moved,
                      rc_error *err)
{
    const resume *run = context;
    const rc_pump_stats *before = run->moved;
    uint64_t earlier[PROGRESS_EARLIER];
    char text[256];
    int n;
    rc_status status;
    progress_get_earlier(earlier);
    n = snprintf(text, sizeof text,
                 "records %" PRIu64 "\nbytes-in %" PRIu64 "\nbytes-out %" PRIu64
                 "\nearlier %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
                 before->records + moved->records, before->bytes_in + moved->bytes_in,
                 before->bytes_out + moved->bytes_out, earlier[0], earlier[1], earlier[2],
                 earlier[3]);
    status = rc_checkpoint_set(checkpoint, moved_name, text, (size_t)n, err);
    return status == RC_OK && run->bad ? save_rejects(run, err) : status;
}

/* ------------------------------------------------------------------ the run */

rc_status resume_begin(resume *run, rc_error *err)
{
    return !rc_checkpoint_found(run->checkpoint) && resume_dtype(run)
               ? rc_checkpoint_write(run->checkpoint, err)
               : RC_OK;
}

void resume_pump(resume *run, rc_pump_options *options)
{
    options->checkpoint = run->checkpoint;
    options->save = save;
    options->save_context = run;
}

void resume_report(const resume *run)
{
    if (rc_checkpoint_found(run->checkpoint)) {
        report("the same command continues what was loaded; --restart drops it");
    }
}

void resume_release(resume *run)
{
    if (run->given) {
        fclose(run->given);
    }
    free(run->options);
    rc_checkpoint_close(run->checkpoint);
}
