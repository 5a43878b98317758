/*
 * format/json/read/indexed_skip.h - one decoding over a structural index, and values that are
 * skipped in it, checked against the grammar.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_INDEXED_SKIP_H
#define ROWCOL_FORMAT_JSON_READ_INDEXED_SKIP_H

#include "format/json/read/indexed.h"

/* One decoding. Functions that read a value take the token where it begins and return the one after
   it, or NULL after noting where they failed. */
typedef struct rci_json_read_indexed_run {
    rci_json_read_decoder *decoder;
    const rci_record_plan *plan;
    rci_json_read_field *fields;
    const uint32_t *field_of;
    rci_json_read_struct *structs;
    const char *origin; /* what tokens count from */
    const char *end;    /* where reading has to stop */
    size_t record;
    const uint32_t *failed; /* near the token that was not as expected */
} rci_json_read_indexed_run;

static inline const uint32_t *rci_json_read_indexed_fail(rci_json_read_indexed_run *r,
                                                         const uint32_t *at)
{
    r->failed = at;
    return NULL;
}

/* Whether c may follow a number or a word. */
extern const bool rci_json_read_delimiters[256];

static inline bool rci_json_read_indexed_delimits(char c)
{
    return rci_json_read_delimiters[(unsigned char)c];
}

/* The token after the value that begins at the token `at` and ends before `after`. */
const uint32_t *rci_json_read_indexed_after(rci_json_read_indexed_run *r, const uint32_t *at,
                                            const char *after);

/* A value of any form. */
const uint32_t *rci_json_read_indexed_skip(rci_json_read_indexed_run *r, const uint32_t *at);

#endif
