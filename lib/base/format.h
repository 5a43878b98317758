/*
 * base/format.h - text by a format as snprintf makes it, for messages that are made for each bad
 * record: several times faster for the plain conversions %s, %.*s, %c, %%, %d, %u, %ld, %lu, %lld,
 * %llu, %zu and %02X. A format with any other is left to vsnprintf.
 */
#ifndef ROWCOL_BASE_FORMAT_H
#define ROWCOL_BASE_FORMAT_H

#include <rowcol/base.h>
#include <stdarg.h>

/* Writes at most `size` bytes, with a NUL if size > 0. Returns the length of the whole text, as
   vsnprintf does, or -1 if that does. The text may be cut inside of a character. */
int rci_base_vformat(char *text, size_t size, const char *format, va_list args) RC_PRINTF(3, 0);
int rci_base_format(char *text, size_t size, const char *format, ...) RC_PRINTF(3, 4);

#endif
