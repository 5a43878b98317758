/*
 * infer/decide.h - from what was observed to a dtype.
 */
#ifndef ROWCOL_INFER_DECIDE_H
#define ROWCOL_INFER_DECIDE_H

#include "infer/result.h"

/* How records will be read, and what for. */
typedef struct rci_infer_rules {
    rc_infer_text text;
    rc_missing missing; /* RC_MISSING_ZERO: absent fields need not be nullable */
    rc_nulls nulls;     /* RC_NULLS_ZERO, RC_NULLS_NAN, RC_NULLS_SKIP: null ones */
} rci_infer_rules;

/* Fills in the entries of the report. The dtype of the records; NULL: RC_ETYPE with the first
   conflict, RC_ELIMIT, RC_ENOMEM. */
rc_dtype *rci_infer_decide(rc_inference *report, const rci_infer_rules *rules, rc_error *err);

#endif
