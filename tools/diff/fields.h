/*
 * diff/fields.h - the fields of two stores, paired by their names, and how their values differ.
 */
#ifndef ROWCOL_TOOLS_DIFF_FIELDS_H
#define ROWCOL_TOOLS_DIFF_FIELDS_H

#include "diff/value_equal.h"

#include <rowcol.h>

/* A field that both have: a leaf, a subarray, or a nullable struct before the fields in it. */
typedef struct field_pair {
    char *path; /* as rc_store_view takes it, "" for a record without fields */
    rc_view a;
    rc_view b;
    bool has_equal_bytes; /* values with the same bytes are equal */
    size_t inside;        /* the number of pairs after it that are fields of this struct */
    uint64_t differ;      /* records */
} field_pair;

/* A field whose values are not compared, or are of different kinds. */
typedef struct field_note {
    char *path;
    const rc_dtype *a; /* NULL: only in the other one */
    const rc_dtype *b;
    bool compared;
} field_note;

typedef struct field_pairs {
    field_pair *pairs;
    size_t n;
    size_t pairs_capacity;
    field_note *notes;
    size_t n_notes;
    size_t notes_capacity;
} field_pairs;

/* Returns 0, or the exit status after a report. */
int pair_fields(field_pairs *fields, const rc_store *a, const rc_store *b);

void pairs_release(field_pairs *fields);

/* One value that differs. The views are of the leaf, or of a struct or subarray of which one is
   null. A path of elements of a subarray, such as [2], is added to that of the pair. */
typedef struct difference {
    const field_pair *pair;
    const char *element;
    rc_view a;
    rc_view b;
} difference;

/* Calls `visit` for each value in which record `i` of one differs from record `k` of the other, and
   counts in the pairs. Stops with what `visit` returns if that is not RC_OK. `visit` may be NULL.
   Stores in `*differs` whether there are any. */
rc_status compare_records(field_pairs *fields, size_t i, size_t k, const tolerance *within,
                          rc_status (*visit)(void *context, const difference *found, rc_error *err),
                          void *context, bool *differs, rc_error *err);

#endif
