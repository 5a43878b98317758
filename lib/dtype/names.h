/*
 * dtype/names.h - field names: the check of a name, and the hash table that finds one.
 */
#ifndef ROWCOL_DTYPE_NAMES_H
#define ROWCOL_DTYPE_NAMES_H

#include "dtype/dtype_impl.h"

/* RC_OK; RC_ENAME when empty, not UTF-8 or with a NUL in it. */
rc_status rci_dtype_name_check(const char *name, size_t length, rc_error *err);

/* Whether the compact notation has the name without quotes: letters, digits, `_`, `-`, `.` and
   characters outside ASCII that are not controls. */
bool rci_dtype_name_is_plain(const char *name, size_t length);

/* A hash for tables of names, which differs from run to run, so that an attacker cannot prepare
   names that all have one hash. It must not be visible outside. */
uint64_t rci_dtype_name_hash(const char *name, size_t length);

/* A power of two that leaves the table at most half full. */
size_t rci_dtype_index_size(size_t n);

/*
 * Fills the zeroed `index` of a struct whose members are named. RC_OK; RC_ENAME when two share a
 * name, and then `*bad` is the later one.
 */
rc_status rci_dtype_index_fill(rc_dtype *dtype, size_t *bad, rc_error *err);

#endif
