/* transfer/table_output.c - a table of a ClickHouse server as the output of rowcol load. */
#include "transfer/table_output.h"

#include "clickhouse/insert.h"
#include "report/report.h"
#include "report/stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is not given on the command line. */
enum { CONNECTIONS = 4, RETRIES = 5 };

bool table_is_output(const conversion *run)
{
    return run->plan.output && is_clickhouse(run->plan.output);
}

static const char *why_not(const conversion *run)
{
    if (run->append) {
        return "--append: records are added to a table always: leave it out";
    }
    if (run->resumed.wanted) {
        return "--resume is for files: repeat the load (man rowcol, CLICKHOUSE SERVERS, says which "
               "tables drop what they have already)";
    }
    if (run->format && strcmp(run->format, "native") != 0) {
        return "-t: a server is sent native: leave it out";
    }
    if (run->plan.write.compression != RC_COMPRESSION_NONE ||
        run->plan.write.strings != RC_STRINGS_DEFAULT) {
        return "--compress and --strings are for Arrow files";
    }
    return NULL;
}

/* The names of the inputs are part of what makes a load the same as one before. */
static rc_status open_insertion(conversion *run, rc_error *err)
{
    const insertion_options options = {.connections =
                                           run->connections ? run->connections : CONNECTIONS,
                                       .retries = run->retries_given ? run->retries : RETRIES,
                                       .inputs = (const char *const *)run->plan.inputs,
                                       .n_inputs = run->plan.n_inputs};
    run->plan.insertion = insertion_open(run->table, &options, err);
    return run->plan.insertion ? RC_OK : err->status;
}

int table_prepare(conversion *run)
{
    rc_error err = RC_ERROR_INIT;
    const char *why = table_is_output(run) ? why_not(run) : NULL;
    if (!table_is_output(run)) {
        return run->connections || run->retries_given
                   ? report_usage(run->command, "--connections and --retries are for an output "
                                                "clickhouse://host/table")
                   : 0;
    }
    if (why) {
        return report_usage(run->command, "-o %s: %s", run->plan.output, why);
    }
    run->table = calloc(1, sizeof *run->table);
    if (!run->table) {
        return report_no_memory();
    }
    if (clickhouse_table_open(run->plan.output, run->table, &err) != RC_OK ||
        open_insertion(run, &err) != RC_OK) {
        return report_error(&err);
    }
    run->plan.write.columns = run->table->columns;
    return 0;
}

rc_dtype *table_dtype(const conversion *run, int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_clickhouse_dtype(run->table->columns, &err);
    if (!dtype) {
        snprintf(err.source, sizeof err.source, "%s", run->plan.output);
        *status = report_error(&err);
        report("-d DTYPE with the columns that are loaded has no need of the others");
    }
    return dtype;
}

void table_report(const conversion *run, int status)
{
    insertion_counts counts;
    if (!run->plan.insertion || status == EXIT_ALL || status == EXIT_REJECTED || run->plan.dry) {
        return;
    }
    counts = insertion_count(run->plan.insertion);
    report("%s: %" PRIu64 " record%s of this load %s in the table%s", run->plan.output,
           counts.confirmed, plural(counts.confirmed), counts.confirmed == 1 ? "is" : "are",
           counts.unsure ? "" : ", and no others");
    if (counts.unsure) {
        report("%s: %" PRIu64 " more record%s may be there, or a part of them: the result of their "
               "insertion is not known",
               run->plan.output, counts.unsure, plural(counts.unsure));
    }
    if (counts.confirmed || counts.unsure) {
        report(
            "%s: %s", run->plan.output,
            run->table->deduplicates
                ? "the table drops blocks that it has already: repeat the same command, and each "
                  "record is there once"
                : "the table keeps what is inserted again: empty it before the load is repeated, "
                  "or load into another one first (man rowcol, CLICKHOUSE SERVERS)");
    }
}

void table_release(conversion *run)
{
    insertion_close(run->plan.insertion);
    if (run->table) {
        clickhouse_table_release(run->table);
    }
    free(run->table);
    run->table = NULL;
    run->plan.insertion = NULL;
}
