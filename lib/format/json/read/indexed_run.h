/*
 * format/json/read/indexed_run.h - one decoding over a structural index: what the functions that
 * read and skip values in it share.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_INDEXED_RUN_H
#define ROWCOL_FORMAT_JSON_READ_INDEXED_RUN_H

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

/* What is read for a field whose absence is an error. 64 bytes can be read from it. */
extern const char rci_json_read_no_value[72];

/* Whether c may follow a number or a word. */
extern const bool rci_json_read_delimiters[256];

static inline bool rci_json_read_indexed_delimits(char c)
{
    return rci_json_read_delimiters[(unsigned char)c];
}

/* The token after the value that begins at the token `at` and ends before `after`. */
const uint32_t *rci_json_read_indexed_after(rci_json_read_indexed_run *r, const uint32_t *at,
                                            const char *after);

/* Skips a value of any form, which is checked against the grammar. */
const uint32_t *rci_json_read_indexed_skip(rci_json_read_indexed_run *r, const uint32_t *at);

/* Reads a value into a field. `shift` is as in rci_record_cell. Only on machines that can make an
   index. */
const uint32_t *rci_json_read_indexed_value(rci_json_read_indexed_run *r,
                                            const rci_json_read_field *field, size_t shift,
                                            const uint32_t *at);

/* Forgets the values that were found in a struct when reading it failed. */
void rci_json_read_indexed_forget(rci_json_read_indexed_run *r);

#endif
