/* irregular.h: NDJSON whose records change their shape from line to line, as logs, events and the
 * answers of web services do. */
#ifndef BENCH_IRREGULAR_H
#define BENCH_IRREGULAR_H

#include "kinds.h"

enum { IRREGULAR_ROOM = 8192 }; /* no line is longer */

typedef struct irregular_style irregular_style;

/* The style with this name, such as "shuffled", or NULL. */
const irregular_style *irregular_find(const char *name);

/* Writes the line of one record without its newline at `to`, where there are IRREGULAR_ROOM bytes,
 * and what a program must read from it to *out. Returns the end of the line. */
char *irregular_line(char *to, const irregular_style *style, uint64_t seed, uint64_t index,
                     reading *out);

#endif
