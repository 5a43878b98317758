/*
 * diff/match.h - which record of one store is compared with which one of another.
 */
#ifndef ROWCOL_TOOLS_DIFF_MATCH_H
#define ROWCOL_TOOLS_DIFF_MATCH_H

#include <rowcol.h>

/* A record without a partner. */
#define NO_PARTNER UINT64_MAX

typedef struct record_match {
    uint64_t *of_a; /* for each record of a, its partner in b or NO_PARTNER; for free() */
    uint64_t *of_b;
} record_match;

/* The first record with the first one, and so on. RC_OK or RC_ENOMEM. */
rc_status match_by_position(record_match *match, const rc_store *a, const rc_store *b,
                            rc_error *err);

/* Records with equal keys: the fields at the `n` paths. Where several have the same key, the first
   of one with the first of the other, and so on. Values of different kinds are compared in the
   dtype of rc_dtype_promote; NaN is equal to NaN, null to null. `inputs` are the names of both: an
   error of a value that does not fit this dtype has that of its input, and the record. RC_OK; as
   field_list_bind, field_list_apply, rc_dtype_promote, rc_store_cast and rc_store_argsort. */
rc_status match_by_key(record_match *match, const rc_store *a, const rc_store *b,
                       char *const *paths, size_t n, const char *const inputs[2], rc_error *err);

void match_release(record_match *match);

#endif
