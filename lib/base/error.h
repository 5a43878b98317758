/*
 * base/error.h - filling in an rc_error. Nothing here allocates; the first error wins.
 */
#ifndef ROWCOL_BASE_ERROR_H
#define ROWCOL_BASE_ERROR_H

#include <rowcol/base.h>
#include <stdarg.h>

#include "base/quote.h" /* for messages that quote input */

/* Sets status and message unless `err` is NULL or already set. Returns `status`. */
rc_status rci_base_fail(rc_error *err, rc_status status, const char *format, ...) RC_PRINTF(3, 4);
rc_status rci_base_vfail(rc_error *err, rc_status status, const char *format, va_list args)
    RC_PRINTF(3, 0);

/* RC_EIO with the errno `sys`; the message is `format`, ": " and the system's description. */
rc_status rci_base_fail_sys(rc_error *err, int sys, const char *format, ...) RC_PRINTF(3, 4);

/* Add a location to the error that was just set. Each leaves a location that is already set. */
void rci_base_error_source(rc_error *err, const char *name);
void rci_base_error_byte(rc_error *err, uint64_t byte);
void rci_base_error_field(rc_error *err, const char *path);
/* Adds a name to such a path, which has `length` bytes of `size`, with a dot between; what does not
   fit is cut. Returns the new length. */
size_t rci_base_path_add(char *path, size_t size, size_t length, const char *name, size_t n);

/* Adds a hint to the error that was just set, unless it has one. `value` may be NULL: no value. A
   value that is too long is not suggested: then the hint is not set. */
void rci_base_error_hint(rc_error *err, rc_hint hint, const char *value);

#endif
