/*
 * transfer/rejects.h - bad records that are skipped: the options, the files they are written to,
 * their counts.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_REJECTS_H
#define ROWCOL_TOOLS_TRANSFER_REJECTS_H

#include "base/command.h"

#include <rowcol.h>
#include <stdbool.h>

enum { OPTION_ON_ERROR = 340, OPTION_REJECTS, OPTION_REJECTS_RAW, OPTION_MAX_REJECTS };

/* Entries of the tables of options. */
#define REJECT_OPTIONS                                                                             \
    {OPTION_ON_ERROR, "on-error", "fail|skip",                                                     \
     "what to do about a bad record of JSON or CSV text: skip leaves it out, counts it, and the "  \
     "exit status is 1 (default: fail)"},                                                          \
        REJECT_FILE_OPTIONS

#define REJECT_FILE_OPTIONS                                                                        \
    {OPTION_REJECTS, "rejects", "FILE",                                                            \
     "write the skipped records to FILE, with the place and what is wrong: NDJSON, or the "        \
     "format that its name shows; implies --on-error skip, as do the next two"},                   \
        {OPTION_REJECTS_RAW, "rejects-raw", "FILE",                                                \
         "write the bytes of the skipped records to FILE, to be mended and loaded again"},         \
    {                                                                                              \
        OPTION_MAX_REJECTS, "max-rejects", "LIMIT",                                                \
            "fail if more than LIMIT records are bad, or with % after it more than that share of " \
            "all "                                                                                 \
            "(default: any number)"                                                                \
    }

/* Kinds that are counted apart. */
enum { REJECT_KINDS = 256 };

/* The bad records of one status and field. */
typedef struct reject_kind {
    rc_status status;
    char *field;
    uint64_t count;
    char *first; /* the error of the first one, without the field */
} reject_kind;

typedef struct rejects {
    const command *command;
    bool fail; /* --on-error fail was given */
    bool skip;
    const char *path, *raw_path; /* NULL: not written */
    bool without_str;            /* see report/advice.h */
    const char *limit;           /* of --max-rejects, as given, or NULL */
    bool is_share;               /* it is a percentage */
    double most;
    rc_reject_log *log; /* NULL: none */
    uint64_t count;
    reject_kind *kinds;
    size_t n_kinds;
    size_t last;     /* the kind of the last one */
    uint64_t others; /* bad records of further kinds */
} rejects;

/* Sets an option. Returns 0, EXIT_USAGE after a report, or -1: it is another option. */
int rejects_set(rejects *bad, int id, const char *argument);

/* Checks the options together, and with the path of the output. Returns 0, or EXIT_USAGE after a
   report. */
int rejects_check(const rejects *bad, const char *output);

/* Opens the files; with a checkpoint (else NULL), those of the run that is continued. */
rc_status rejects_open(rejects *bad, rc_checkpoint *checkpoint, rc_error *err);

/* An rc_reject; the context is a rejects. */
rc_status rejects_add(void *bad, const rc_bad_record *record, rc_error *err);

/* All `records` good ones are read: the files appear, unless there are too many bad ones. */
rc_status rejects_finish(rejects *bad, uint64_t records, rc_error *err);

/* Releases the files; those that are not finished do not appear. */
void rejects_close(rejects *bad);

/* Prints a line for each status and field on standard error, the most frequent first. */
void rejects_report(const rejects *bad);

/* Releases the counts. */
void rejects_release(rejects *bad);

#endif
