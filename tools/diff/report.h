/*
 * diff/report.h - what two stores have in common and what not, as text or as JSON.
 */
#ifndef ROWCOL_TOOLS_DIFF_REPORT_H
#define ROWCOL_TOOLS_DIFF_REPORT_H

#include "diff/fields.h"
#include "diff/match.h"

#include <stdbool.h>

typedef struct diff {
    const char *path_a;
    const char *path_b;
    const rc_store *a;
    const rc_store *b;
    char *const *key; /* paths of the key */
    size_t n_key;     /* 0: by position */
    tolerance within;
    uint64_t most; /* records that are listed */
    bool json;
    field_pairs fields;
    record_match match;
    /* found: */
    uint64_t differ;
    uint64_t only_a;
    uint64_t only_b;
    uint64_t equal;
    uint64_t listed;
} diff;

/* Compares the records and prints the result on standard output. RC_OK, or what reading a value
   gives. */
rc_status diff_print(diff *d, rc_error *err);

/* Whether anything differs, after diff_print: a value, a record or a field that only one has, or a
   field whose kinds cannot be compared. */
bool diff_found(const diff *d);

#endif
