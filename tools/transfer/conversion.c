/* transfer/conversion.c - the options and the run that rowcol load, convert and json have in
 * common. */
#include "transfer/conversion.h"

#include "clickhouse/address.h"
#include "options/arguments.h"
#include "options/format_arg.h"
#include "options/options.h"
#include "options/policies.h"
#include "report/advice.h"
#include "report/event.h"
#include "report/report.h"
#include "report/stats.h"
#include "transfer/added.h"
#include "transfer/archive.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 64, MOST_RETRIES = 100 };

/* Options that take one of a list of values. */
static int set_policy(conversion *run, int id, const char *argument)
{
    static const char *const extras[] = {"error", "ignore", NULL};
    static const char *const missings[] = {"error", "zero", "null", NULL};
    static const char *const duplicates[] = {"error", "first", "last", NULL};
    static const char *const nans[] = {"error", "null", NULL};
    static const char *const compressions[] = {"none", "lz4", "zstd", NULL};
    static const char *const strings[] = {"utf8", "large", "view", NULL};
    int other = 0, status = 0;
    switch (id) {
    case OPTION_EXTRA:
        status = parse_choice(run->command, "extra", argument, extras, &other);
        run->plan.read.extra = other ? RC_EXTRA_IGNORE : RC_EXTRA_ERROR;
        break;
    case OPTION_MISSING:
        status = parse_choice(run->command, "missing", argument, missings, &other);
        run->plan.read.missing = (rc_missing)other; /* in the order of the enum */
        break;
    case OPTION_DUPLICATE:
        status = parse_choice(run->command, "duplicate", argument, duplicates, &other);
        run->plan.read.duplicate = (rc_duplicate)other; /* in the order of the enum */
        break;
    case OPTION_ACCEPT:
        status = policies_set_accept(run->command, argument, &run->plan.read);
        break;
    case OPTION_TIME:
        status = policies_set_time(run->command, argument, &run->plan.read);
        break;
    case OPTION_NULL:
        status = policies_set_null(run->command, argument, &run->plan.read);
        break;
    case OPTION_NAN:
        status = parse_choice(run->command, "nan", argument, nans, &other);
        run->plan.write.nonfinite = other ? RC_NONFINITE_NULL : RC_NONFINITE_ERROR;
        break;
    case OPTION_COMPRESS:
        status = parse_choice(run->command, "compress", argument, compressions, &other);
        run->plan.write.compression = (rc_compression)other; /* in the order of the enum */
        break;
    case OPTION_STRINGS:
        status = parse_choice(run->command, "strings", argument, strings, &other);
        run->plan.write.strings = (rc_strings)(other + 1); /* in the order of the enum */
        break;
    }
    return status;
}

static int parse_errors(const conversion *run, const char *argument)
{
    static const char *const kinds[] = {"text", "json", NULL};
    int kind = 0, status = parse_choice(run->command, "errors", argument, kinds, &kind);
    events_are_json = kind == 1;
    return status;
}

static int parse_progress(conversion *run, const char *argument)
{
    static const char *const kinds[] = {"auto", "line", "json", "none", NULL};
    int kind = 0, status = parse_choice(run->command, "progress", argument, kinds, &kind);
    run->plan.progress = (progress_kind)kind; /* in the order of the enum */
    return status;
}

static int set_plain(conversion *run, int id, const char *argument)
{
    switch (id) {
    case 'd':
        run->dtype = argument;
        return 0;
    case 'f':
        return parse_format(run->command, "from", argument, FORMAT_READ, &run->plan.read.format);
    case 'j':
        return parse_threads(run->command, "threads", argument, &run->plan.threads);
    case 'o':
        run->plan.output = argument;
        return 0;
    case 'q':
        run->quiet = true;
        return 0;
    case 't':
        return parse_format(run->command, "to", argument, FORMAT_WRITE, &run->format);
    case OPTION_ADD:
        return added_set(run->command, argument, &run->plan.read);
    case OPTION_ALIGN:
        run->align = RC_ALIGNED;
        return 0;
    case OPTION_APPEND:
        run->append = true;
        return 0;
    case OPTION_DRY_RUN:
        run->plan.dry = true;
        return 0;
    case OPTION_CONNECTIONS:
        return parse_from_to(run->command, "connections", argument, 1, MOST_CONNECTIONS,
                             &run->connections);
    case OPTION_RETRIES:
        run->retries_given = true;
        return parse_from_to(run->command, "retries", argument, 0, MOST_RETRIES, &run->retries);
    case OPTION_FILES_FROM:
        run->files_from = argument;
        return 0;
    case OPTION_FLATTEN:
        run->flatten = true;
        return 0;
    case OPTION_DATES:
        run->dates = 1;
        return 0;
    case OPTION_INFER_SAMPLE:
        return parse_count(run->command, "infer-sample", argument, &run->infer_sample);
    case OPTION_ARRAY:
        run->array = true;
        return 0;
    case OPTION_ROUND:
        run->rounds = true;
        return 0;
    case OPTION_MAX_RECORD:
        return parse_size(run->command, "max-record", argument, &run->plan.read.max_record);
    case OPTION_MEMBER:
        run->plan.read.member = argument;
        return 0;
    case OPTION_ERRORS:
        return parse_errors(run, argument);
    case OPTION_PROGRESS:
        return parse_progress(run, argument);
    case OPTION_ROOT:
        run->plan.read.root = argument;
        return 0;
    case OPTION_STATS:
        run->stats = true;
        return 0;
    case OPTION_WIDTH:
        return parse_width(run->command, "width", argument, &run->width);
    case OPTION_VALUES:
        run->plan.write.values = 1;
        return 0;
    default:
        return set_policy(run, id, argument);
    }
}

int conversion_set(conversion *run, int id, const char *argument)
{
    int status = selection_set(&run->chosen, id, argument);
    if (status < 0) {
        status = rejects_set(&run->bad, id, argument);
    }
    if (status < 0) {
        status = resume_set(&run->resumed, id, argument);
    }
    if (status < 0) {
        status = shards_set(&run->shards, id, argument);
    }
    if (status < 0 && id >= OPTION_CSV && id < OPTION_CSV_END) {
        if (run->writes_csv) {
            run->plan.write.csv = &run->csv;
        } else {
            run->plan.read.csv = &run->csv;
        }
        return csv_option_set(run->command, &run->csv, run->writes_csv, id, argument);
    }
    return status < 0 ? set_plain(run, id, argument) : status;
}

/* The pump, which counts bytes, moves whole inputs. */
int conversion_check_selection(conversion *run)
{
    int status = selection_check(&run->chosen);
    if (status != 0 || !selection_is_given(&run->chosen)) {
        return status;
    }
    if (run->stats) {
        return report_usage(run->command, "--stats measures the conversion of whole files: leave "
                                          "it out where records or fields are chosen");
    }
    run->plan.chosen = &run->chosen;
    return 0;
}

bool conversion_may_be_text(const conversion *run, const char *input)
{
    const char *format = run->plan.read.format ? run->plan.read.format : format_of_input(input);
    if (is_clickhouse(input)) {
        return false;
    }
    return !format || is_text_format(format);
}

/* Records of store files are never bad. */
static bool all_may_be_text(const conversion *run)
{
    for (int i = 0; i < run->plan.n_inputs; i++) {
        if (!conversion_may_be_text(run, run->plan.inputs[i])) {
            return false;
        }
    }
    return true;
}

/* A share is one of all records. */
static int check_rejects(conversion *run)
{
    int status;
    if (run->skips_bad && !run->bad.fail && all_may_be_text(run)) {
        run->bad.skip = true;
    }
    status = rejects_check(&run->bad, run->plan.output);
    if (status == 0 && run->bad.is_share && run->plan.chosen) {
        return report_usage(run->command,
                            "--max-rejects %s is a share of all records: give a "
                            "number where records or fields are chosen",
                            run->bad.limit);
    }
    if (status == 0 && run->bad.skip) {
        run->plan.bad = &run->bad;
        run->plan.read.reject = rejects_add;
        run->plan.read.reject_context = &run->bad;
    }
    return status;
}

/* Each array of an archive is read by a reader of its own, and a pipe can be read only once. */
static int check_members(const conversion *run)
{
    const char *member = run->plan.read.member;
    bool all = member && strcmp(member, ALL_MEMBERS) == 0;
    for (int i = 0; all && i < run->plan.n_inputs; i++) {
        if (strcmp(run->plan.inputs[i], "-") == 0 && lseek(STDIN_FILENO, 0, SEEK_CUR) < 0) {
            return report_usage(run->command, "--member '*' reads its input once for each array: "
                                              "standard input is a pipe: give a file");
        }
    }
    return 0;
}

static int set_option(void *context, int id, const char *argument)
{
    conversion *run = context;
    resume_note(&run->resumed, id, argument);
    return conversion_set(run, id, argument);
}

bool conversion_read(conversion *run, int argc, char **argv, int *status)
{
    option_walk walk = options_begin(run->command, argc, argv);
    run->chosen = (selection){.command = run->command, .slice = slice_all};
    run->bad = (rejects){.command = run->command};
    run->resumed = (resume){.command = run->command};
    run->shards = (shards){.command = run->command};
    if (!options_read(&walk, set_option, run)) {
        *status = walk.status;
        return false;
    }
    *status = input_list_make(&run->files, run->command, argv + walk.operands, argc - walk.operands,
                              run->files_from);
    run->plan.inputs = run->files.paths;
    run->plan.n_inputs = run->files.n;
    if (*status == 0) {
        *status = check_members(run);
    }
    if (*status == 0) {
        *status = conversion_check_selection(run);
    }
    if (*status == 0) {
        *status = check_rejects(run);
    }
    return *status == 0;
}

void conversion_release(conversion *run)
{
    input_list_release(&run->files);
    resume_release(&run->resumed);
    shards_release(&run->shards);
    if (run->old) {
        fclose(run->old);
    }
}

/* -t: whatever the name of the output shows. */
static int use_given_format(conversion *run)
{
    if (run->text_only && !is_json_text(run->format)) {
        return report_usage(run->command, "--to %s: rowcol %s writes JSON text: ndjson or json",
                            run->format, run->command->name);
    }
    if (run->array && strcmp(run->format, "json") != 0) {
        return report_usage(run->command, "--array writes json: it contradicts --to %s",
                            run->format);
    }
    run->plan.write.format = run->format;
    return 0;
}

/* A name that shows another format than the one that would be written is a mistake, or is meant:
   then -t says so. */
static int refuse_name(const conversion *run, const char *shown)
{
    return report_usage(run->command, "%s: the name shows %s, but %s: use another name, or -t %s",
                        run->plan.output, shown,
                        run->array ? "--array writes json" : "JSON text is to be written",
                        run->array ? "json" : "ndjson");
}

/* A name that shows no format. */
static int use_default_format(conversion *run)
{
    const char *output = run->plan.output, *ending = ending_of_path(output);
    char list[128];
    if (run->text_only && (!ending || is_special(output))) {
        run->plan.write.format = run->array ? "json" : "ndjson";
        return 0;
    }
    return report_usage(run->command, "%s: %s%s: add -t FORMAT: %s",
                        strcmp(output, "-") == 0 ? "standard output" : output,
                        ending ? "no format has the ending ." : "the name does not show a format",
                        ending ? ending : "",
                        run->text_only ? "ndjson or json"
                                       : format_list(FORMAT_WRITE, list, sizeof list));
}

int choose_output_format(conversion *run)
{
    const char *shown = format_of_path(run->plan.output);
    if (is_clickhouse(run->plan.output)) {
        run->plan.write.format = "native";
        return run->command == &load_command
                   ? 0
                   : report_usage(run->command,
                                  "-o %s: records are loaded into a table with "
                                  "rowcol load",
                                  run->plan.output);
    }
    if (run->format) {
        return use_given_format(run);
    }
    if (!shown) {
        return use_default_format(run);
    }
    if ((run->text_only && !is_json_text(shown)) || (run->array && strcmp(shown, "json") != 0)) {
        return refuse_name(run, shown);
    }
    run->plan.write.format = shown;
    return 0;
}

int conversion_check_paths(const conversion *run)
{
    int standard_inputs = 0;
    if (run->plan.n_inputs == 0) {
        return report_usage(run->command, "no INPUT is given; \"-\" is standard input");
    }
    if (!run->plan.output && run->command != &check_command) {
        return report_usage(run->command, "-o OUTPUT is needed; \"-\" is standard output");
    }
    for (int i = 0; i < run->plan.n_inputs; i++) {
        standard_inputs += strcmp(run->plan.inputs[i], "-") == 0;
    }
    return standard_inputs > 1 ? report_usage(run->command, "standard input can be read only once")
                               : 0;
}

int conversion_prepare_shards(conversion *run)
{
    const char *const rejected[] = {run->bad.path, run->bad.raw_path};
    const char *other = run->append ? "--append" : run->resumed.wanted ? "--resume" : NULL;
    int status;
    if (!shards_are_wanted(&run->shards)) {
        return 0;
    }
    if (other) {
        return report_usage(run->command,
                            "--shards does not go with %s: write new files, and join them with "
                            "rowcol cat",
                            other);
    }
    if (is_clickhouse(run->plan.output)) {
        return report_usage(run->command,
                            "--shards divides records among files, and -o %s is a table: load the "
                            "files into tables, or use one that the server divides (Distributed)",
                            run->plan.output);
    }
    status = shards_prepare(&run->shards, run->plan.output, rejected, 2);
    run->plan.shards = status == 0 ? &run->shards : NULL;
    return status;
}

void conversion_report(const conversion *run, const char *done, bool can_reject)
{
    const rc_pump_stats *moved = &run->moved;
    if (run->stats || run->quiet) {
        return;
    }
    if (events_are_json) {
        event_done(moved->records, moved->rejected);
    } else if (can_reject) {
        report("%" PRIu64 " record%s %s, %" PRIu64 " rejected", moved->records,
               plural(moved->records), done, moved->rejected);
    } else {
        report("%" PRIu64 " record%s %s", moved->records, plural(moved->records), done);
    }
    if (run->plan.shards) {
        shards_report(run->plan.shards);
    }
}

int conversion_run(conversion *run, const uint64_t *bytes)
{
    double start = stats_clock();
    int status;
    run->bad.without_str = advice_without_str(run->plan.write.format);
    run->plan.doing = run->command->name;
    run->plan.quiet = run->quiet;
    status = transfer_run(&run->plan, &run->moved);
    if (run->stats && (status == EXIT_ALL || status == EXIT_REJECTED)) {
        stats_report(&run->moved, *bytes, stats_clock() - start, stats_threads(run->plan.threads));
    }
    return status;
}
