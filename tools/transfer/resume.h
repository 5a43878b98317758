/*
 * transfer/resume.h - runs that continue one that was interrupted: --resume, --restart,
 * --checkpoint.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_RESUME_H
#define ROWCOL_TOOLS_TRANSFER_RESUME_H

#include "base/command.h"
#include "transfer/rejects.h"

#include <rowcol.h>
#include <stdbool.h>
#include <stdio.h>

enum { OPTION_RESUME = 450, OPTION_RESTART, OPTION_CHECKPOINT };

/* Entries of the tables of options. */
#define RESUME_OPTIONS                                                                             \
    {OPTION_RESUME, "resume", NULL,                                                                \
     "continue where a run of the same command was interrupted, and leave what is needed for "     \
     "that if this one is"},                                                                       \
        {OPTION_RESTART, "restart", NULL, "as --resume, but drop what was left, and begin anew"},  \
    {                                                                                              \
        OPTION_CHECKPOINT, "checkpoint", "AMOUNT",                                                 \
            "with --resume: how much may have to be read again: seconds, such as 30s, or bytes, "  \
            "such as 256M (default: 10s)"                                                          \
    }

/* All zeros but the command at first. */
typedef struct resume {
    const command *command;
    bool wanted, restart;
    const char *every; /* of --checkpoint, or NULL */
    uint64_t every_bytes;
    double every_seconds;
    rc_checkpoint *checkpoint; /* NULL: the run is not to be continued */
    FILE *given;               /* the options that change the result, a line for each */
    char *options;
    size_t options_size;
    rejects *bad;         /* to be saved, or NULL */
    rc_pump_stats *moved; /* by pumps that have ended */
} resume;

/* Sets an option. Returns 0, EXIT_USAGE after a report, or -1: it is another option. */
int resume_set(resume *run, int id, const char *argument);

/* Notes an option that was given, unless it does not change the result. */
void resume_note(resume *run, int id, const char *argument);

/* Opens the checkpoint of `output`, if that is wanted, and compares the options and the inputs with
   those of the run that is continued. Returns 0, or the exit status after a report. */
int resume_open(resume *run, const char *output, const char *const *inputs, size_t n);

/* The dtype that the interrupted run has found; NULL: it has not. */
const char *resume_dtype(const resume *run);

/* Keeps the dtype of the run: `found`: it was found from the inputs, and need not be found again.
   Compares it with that of the run that is continued. Returns 0, or the exit status after a report.
 */
int resume_keep_dtype(resume *run, const rc_dtype *dtype, const rc_mapping *mapping, bool found);

/* The counts of the run that is continued. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status resume_restore(resume *run, rejects *bad, rc_pump_stats *moved, rc_error *err);

/* The writer has been opened: what was found is kept. */
rc_status resume_begin(resume *run, rc_error *err);

/* Sets the members of the options. */
void resume_pump(resume *run, rc_pump_options *options);

/* After a failure or a signal: reports what the next run can do, if it can. */
void resume_report(const resume *run);

void resume_release(resume *run);

#endif
