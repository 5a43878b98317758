/*
 * format/json/dom/dom.h - what the files of the jansson bridge share.
 */
#ifndef ROWCOL_FORMAT_JSON_DOM_DOM_H
#define ROWCOL_FORMAT_JSON_DOM_DOM_H

#include "base/error.h"

#include <rowcol/json.h>
#include <stdbool.h>

/* The error to fill in: NULL when an earlier failure has filled it in already. */
static inline rc_error *rci_json_dom_error(rc_error *err)
{
    return err && err->status != RC_OK ? NULL : err;
}

/* For functions of jansson that give no reason and can fail for memory only. Returns NULL. */
json_t *rci_json_dom_no_memory(rc_error *err);

/* Where a walk over a record is: a field, or an element of a subarray, and what it is part of. */
typedef struct rci_json_dom_place {
    const struct rci_json_dom_place *parent; /* NULL: this is the record itself */
    const char *name;                        /* NULL: this is an element */
    size_t index;
} rci_json_dom_place;

/* Adds the index of the record and the path to an error that has just been set, unless a deeper
   call did. Returns `status`. */
rc_status rci_json_dom_fail_at(rc_error *err, const rci_json_dom_place *place, size_t record,
                               rc_status status);

/* Removes the place that a field handle has added to an error: it does not count elements. Returns
   `status`. */
rc_status rci_json_dom_unplaced(rc_error *err, rc_status status);

/* RC_EARG for a NULL store, RC_EINDEX for a record that it does not have. */
rc_status rci_json_dom_check_record(const rc_store *store, size_t i, rc_error *err);

/* A handle to whole records of a store that is only going to be read. */
rc_status rci_json_dom_records(const rc_store *store, rc_view *records, rc_error *err);

/* leaf.c: one value, which is not null, to and from a leaf of record `i`. The place of an error is
   left to the caller. */
rc_status rci_json_dom_set_leaf(const rc_field *field, size_t i, const json_t *value,
                                rc_nulls nulls, rc_error *err);
/* NaN or NaT. RC_ETYPE for a field of another kind. */
rc_status rci_json_dom_set_nan(const rc_field *field, size_t i, rc_error *err);
json_t *rci_json_dom_get_leaf(const rc_view *field, size_t i, rc_nonfinite nonfinite,
                              rc_error *err);

/* A value of a kind that the dtype does not take: RC_ETYPE. */
rc_status rci_json_dom_fail_kind(rc_error *err, const rc_dtype *dtype, const json_t *value);

#endif
