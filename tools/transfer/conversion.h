/*
 * transfer/conversion.h - the options and the run that rowcol load, convert and json have in
 * common.
 *
 *     conversion run = {.command = &json_command, ...};
 *     int status;
 *     if (conversion_read(&run, argc, argv, &status)) {
 *         status = conversion_run(&run);
 *     }
 */
#ifndef ROWCOL_TOOLS_TRANSFER_CONVERSION_H
#define ROWCOL_TOOLS_TRANSFER_CONVERSION_H

#include "transfer/transfer.h"

#include "base/command.h"
#include "options/csv_options.h"
#include "options/input_list.h"
#include "select/selection.h"
#include "transfer/rejects.h"
#include "transfer/resume.h"
#include "transfer/shards.h"

#include <stdbool.h>
#include <stdio.h>

/* The options without a letter. */
enum {
    OPTION_ACCEPT = 256,
    OPTION_ADD,
    OPTION_ALIGN,
    OPTION_APPEND,
    OPTION_ARRAY,
    OPTION_COMPRESS,
    OPTION_CONNECTIONS,
    OPTION_DATES,
    OPTION_DRY_RUN,
    OPTION_DUPLICATE,
    OPTION_EXTRA,
    OPTION_FLATTEN,
    OPTION_INFER_SAMPLE,
    OPTION_MAX_RECORD,
    OPTION_MEMBER,
    OPTION_MISSING,
    OPTION_NULL,
    OPTION_NAN,
    OPTION_RETRIES,
    OPTION_ROOT,
    OPTION_ROUND,
    OPTION_STATS,
    OPTION_PROGRESS,
    OPTION_ERRORS,
    OPTION_STRINGS,
    OPTION_TIME,
    OPTION_VALUES,
    OPTION_WIDTH
};

/* Entries of the tables of options. */
#define THREADS_OPTION                                                                             \
    {                                                                                              \
        'j', "threads", "N",                                                                       \
            "threads to use; 0, the default, means one for each processor available"               \
    }
#define STATS_OPTION(direction)                                                                    \
    {                                                                                              \
        OPTION_STATS, "stats", NULL,                                                               \
            "one line at the end: records, bytes, seconds, MB/s of " direction                     \
            ", peak and final memory, threads"                                                     \
    }

#define MEMBER_OPTION                                                                              \
    {                                                                                              \
        OPTION_MEMBER, "member", "NAME",                                                           \
            "the array of an .npz archive to read, '*' for all (default: the only one)"            \
    }

#define WIDTH_OPTION                                                                               \
    {                                                                                              \
        OPTION_WIDTH, "width", "N",                                                                \
            "the columns of the screen; 0 is any number (default: COLUMNS, or those of the "       \
            "terminal, or 80)"                                                                     \
    }

/* Of commands that read whole inputs: what they write to standard error. */
#define MESSAGE_OPTIONS                                                                            \
    {OPTION_ERRORS, "errors", "text|json",                                                         \
     "messages for people, or for programs: each as a JSON object on a line of its own"},          \
    {                                                                                              \
        OPTION_PROGRESS, "progress", "auto|line|json|none",                                        \
            "how far the run has come, on standard error: a line that is rewritten, or a JSON "    \
            "object each second (default: a line if that is a terminal and the output is not)"     \
    }

#define QUIET_OPTION                                                                               \
    {                                                                                              \
        'q', "quiet", NULL, "do not report the counts of records"                                  \
    }

/* Of commands that write Arrow files. */
#define ARROW_OPTIONS                                                                              \
    {OPTION_COMPRESS, "compress", "none|lz4|zstd",                                                 \
     "how the buffers of an Arrow file are compressed (default: none)"},                           \
    {                                                                                              \
        OPTION_STRINGS, "strings", "utf8|large|view",                                              \
            "the type of str and U fields in an Arrow file: 32-bit offsets, 64-bit offsets, "      \
            "views (default: utf8)"                                                                \
    }

/* Of commands that write JSON text. */
#define TEXT_OPTIONS                                                                               \
    {OPTION_VALUES, "values", NULL, "JSON: records as arrays of values instead of objects"},       \
    {                                                                                              \
        OPTION_NAN, "nan", "error|null",                                                           \
            "what to do about NaN and infinities, which JSON cannot express (default: error)"      \
    }

/* Of commands that write the chosen records. */
#define SELECTION_OPTIONS WHERE_OPTION, SAMPLE_OPTIONS, SORT_OPTION, RANGE_OPTIONS, FIELDS_OPTION

/* Of commands that look at one input of any format. */
#define INPUT_OPTIONS                                                                              \
    {'f', "from", "FORMAT",                                                                        \
     "of the input, if its name does not show it: ndjson, json, csv, tsv, npy, npz, arrow, "       \
     "arrows, rowbinary or native"},                                                               \
        {OPTION_MEMBER, "member", "NAME", "the array of an .npz archive (default: the only one)"}, \
        {'d', "dtype", "DTYPE",                                                                    \
         "the fields of a record (default: those of the input, as rowcol infer finds them in "     \
         "text)"},                                                                                 \
        {OPTION_ALIGN, "align", NULL, "place the fields of DTYPE as a C compiler would"},          \
        READ_TEXT_OPTIONS

/* How JSON and CSV text is read, for commands other than rowcol load. */
#define READ_TEXT_OPTIONS                                                                          \
    {OPTION_ROOT, "root", "POINTER", "as for rowcol load, like the options that follow"},          \
        {OPTION_EXTRA, "extra", "error|ignore", "a key that DTYPE does not have"},                 \
        {OPTION_MISSING, "missing", "error|zero|null", "a field that a record does not have"},     \
        {OPTION_NULL, "null", "WHAT", "null for a field that is not nullable"},                    \
        {OPTION_DUPLICATE, "duplicate", "error|first|last", "a key that a record gives again"},    \
        {OPTION_ACCEPT, "accept", "LIST", "values of another form than that of the field"},        \
        {OPTION_TIME, "time", "FORMAT", "how datetimes are written"},                              \
        {OPTION_MAX_RECORD, "max-record", "BYTES", "the longest text of one record"},              \
        CSV_INPUT_OPTIONS

typedef struct conversion {
    const command *command;
    const char *files_from; /* --files-from, or NULL */
    input_list files;       /* the inputs */
    bool append;            /* --append */
    FILE *old;              /* the output, to which is appended, or NULL */
    bool skips_bad;         /* bad records of text are skipped, unless --on-error fail is given */
    bool text_only;         /* the output is JSON text */
    const char *format;     /* of -t, or NULL */
    const char *dtype;      /* of -d, as given, or NULL */
    rc_align align;
    bool rounds;           /* --round */
    int dates;             /* --dates */
    uint64_t infer_sample; /* --infer-sample, or 0 */
    bool flatten;          /* --flatten */
    bool array;            /* --array */
    bool stats;
    bool quiet;
    rc_csv_dialect csv; /* of the input; all zeros: the defaults */
    bool writes_csv;    /* it is that of the output */
    size_t width;       /* of the screen, for commands that print columns; 0: any */
    selection chosen;
    rejects bad;
    resume resumed;
    unsigned connections;           /* --connections, or 0 */
    unsigned retries;               /* --retries */
    bool retries_given;             /* it was given */
    struct clickhouse_table *table; /* the output, if it is one; else NULL */
    shards shards;
    transfer plan;
    rc_pump_stats moved;
} conversion;

/* Sets one option, also one of the selection. Returns 0, or EXIT_USAGE after a report. */
int conversion_set(conversion *run, int id, const char *argument);

/* Reads the command line. True: go on with `run->plan`. False: exit with `*status`. */
bool conversion_read(conversion *run, int argc, char **argv, int *status);

/* Releases what conversion_read has made. */
void conversion_release(conversion *run);

/* Whether the options that choose records and fields go together, and with the others; the plan has
   the selection then. Returns 0, or EXIT_USAGE after a report. */
int conversion_check_selection(conversion *run);

/* Whether the name of an input and -f allow that it is JSON or CSV text. */
bool conversion_may_be_text(const conversion *run, const char *input);

/* Chooses the format of the output: that of -t, else that of --array, else the one that the name of
   the output shows. Returns 0, or EXIT_USAGE after reporting that these contradict each other or
   say nothing. */
int choose_output_format(conversion *run);

/* Whether there are inputs, at most one of them standard input, and, unless the run is to write
   nothing and has none, an output. Returns 0, or EXIT_USAGE after a report. */
int conversion_check_paths(const conversion *run);

/* With --shards: checks them with the other options, and sets plan.shards. The output is known.
   Returns 0, or the exit status after a report. */
int conversion_prepare_shards(conversion *run);

/* Reports the counts of a run that was complete, unless --quiet or --stats is given. `done` is the
   word for what was done with the records; `can_reject`: the command may have rejected some. */
void conversion_report(const conversion *run, const char *done, bool can_reject);

/* Does the transfer and prints the line of --stats, whose MB/s count `*bytes`, a member of
   run->moved. Returns the exit status. */
int conversion_run(conversion *run, const uint64_t *bytes);

#endif
