/*
 * select/slice.h - which records of a sequence are meant, by the rules of Python's slices.
 */
#ifndef ROWCOL_TOOLS_SELECT_SLICE_H
#define ROWCOL_TOOLS_SELECT_SLICE_H

#include "base/command.h"

#include <stdbool.h>
#include <stdint.h>

/* START:STOP:STEP. A negative number counts from the end, a negative step goes backwards. */
typedef struct slice {
    bool has_start;
    bool has_stop;
    int64_t start;
    int64_t stop;
    int64_t step; /* not 0 */
} slice;

/* The records first, first + step ... : `n` of them. */
typedef struct slice_range {
    uint64_t first;
    uint64_t n;
    int64_t step;
} slice_range;

/* All records. */
extern const slice slice_all;

/* Reads "A:B" or "A:B:S", where each number may be left out. Numbers over 64 bits are as good as
   the largest ones. Returns 0, or EXIT_USAGE after a report. */
int parse_slice(const command *cmd, const char *name, const char *text, slice *s);

/* Whether the length of the sequence, or its end, is needed to know where the slice begins. */
bool slice_needs_end(const slice *s);

/* The records of a sequence of `length` records, INT64_MAX at most. */
slice_range slice_resolve(const slice *s, uint64_t length);

/* At most so many records from the beginning matter; RC_UNKNOWN: that depends on the length. */
uint64_t slice_most_first(const slice *s);

/* At most so many records from the end matter; RC_UNKNOWN: that depends on the length. */
uint64_t slice_most_last(const slice *s);

#endif
