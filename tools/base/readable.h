/* base/readable.h - numbers of bytes and records for people. */
#ifndef ROWCOL_TOOLS_BASE_READABLE_H
#define ROWCOL_TOOLS_BASE_READABLE_H

#include <stdint.h>

/* Enough for any text below. */
enum { READABLE_SIZE = 32 };

/* "12,000,000". Returns `text`. */
const char *readable_count(uint64_t n, char text[READABLE_SIZE]);

/* "11.4 MiB", "944 B". Returns `text`. */
const char *readable_bytes(uint64_t bytes, char text[READABLE_SIZE]);

#endif
