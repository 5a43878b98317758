/*
 * report/progress_text.h - the words of a line of progress.
 */
#ifndef ROWCOL_TOOLS_REPORT_PROGRESS_TEXT_H
#define ROWCOL_TOOLS_REPORT_PROGRESS_TEXT_H

#include <rowcol.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROGRESS_TEXT_SIZE = 512 };

/* How far a run has come. */
typedef struct progress_state {
    const char *doing; /* the command */
    uint64_t records, rejected;
    uint64_t bytes;         /* of input, decompressed */
    uint64_t stored, total; /* bytes of the inputs as they are stored; RC_UNKNOWN: how many there
                               are is not known */
    double seconds;         /* since it began */
    double rate;            /* bytes a second in the last seconds */
    double stored_rate;     /* likewise */
} progress_state;

/* "rowcol load: 45 %, 1.2 GiB of 2.7 GiB, 31,234,567 records, 812 MB/s, 2 s left, 3 rejected"; what
   does not fit in `width` columns is left out, 0: all fits. Returns `text`. */
const char *progress_line(const progress_state *state, size_t width, char text[PROGRESS_TEXT_SIZE]);

/* The same as a JSON object on one line. `last`: the run is at its end. Returns `text`. */
const char *progress_json(const progress_state *state, bool last, char text[PROGRESS_TEXT_SIZE]);

#endif
