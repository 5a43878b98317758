/*
 * record/fail.h - messages about records that do not have the fields of the dtype. Each function
 * fills in `err` (NULL is allowed; an error that is set stays) and returns the status. The caller
 * adds the place and the field.
 *
 * Formats differ in what holds the values of a record: `what` is its name in the format, such as
 * "array" or "row".
 */
#ifndef ROWCOL_RECORD_FAIL_H
#define ROWCOL_RECORD_FAIL_H

#include <rowcol/dtype.h>
#include <stdbool.h>
#include <stdint.h>

/* A field that the record does not have: RC_EMISSING. */
rc_status rci_record_fail_missing(rc_error *err);

/* A field that the record has twice: RC_EDUPLICATE. */
rc_status rci_record_fail_duplicate(rc_error *err);

/* A name without a field, `what` being what it is the name of, such as "key": RC_EEXTRA. */
rc_status rci_record_fail_extra_name(rc_error *err, const char *what, const char *name,
                                     size_t length, const rc_dtype *dtype);

/* A key in the group at `pointer` that no field reads: RC_EEXTRA. */
rc_status rci_record_fail_extra_key(rc_error *err, const char *pointer, const char *key,
                                    size_t length);

/* An item of the array at `pointer` that no field reads: RC_EEXTRA. */
rc_status rci_record_fail_extra_item(rc_error *err, const char *pointer, uint32_t item);

/* A value at `pointer` with fields in it that is neither an object nor, with `items`, an array:
   RC_ETYPE. `found` is what it is, such as "a number". */
rc_status rci_record_fail_group(rc_error *err, const char *found, bool items, const char *pointer);

/* More values by position than the struct has fields: RC_EEXTRA. */
rc_status rci_record_fail_extra_values(rc_error *err, const char *what, size_t nfields);

/* Not as many values as a dimension of a subarray has: RC_EMISSING or RC_EEXTRA. More than
   `expected` need not be counted. */
rc_status rci_record_fail_count(rc_error *err, const char *what, size_t given, size_t expected);

#endif
