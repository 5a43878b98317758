/*
 * arguments.h - the arguments of options: counts, sizes, choices. Each returns 0, or EXIT_USAGE
 * after reporting what is wrong with the argument of the option called `name`.
 */
#ifndef ROWCOL_TOOLS_ARGUMENTS_H
#define ROWCOL_TOOLS_ARGUMENTS_H

#include "command.h"

/* The most threads that may be asked for. */
#define MOST_THREADS 256

/* 0 to MOST_THREADS. */
int parse_threads(const command *cmd, const char *name, const char *text, unsigned *threads);

/* Bytes, at least 1; K, M and G behind the number stand for 1024, 1024^2 and 1024^3. */
int parse_size(const command *cmd, const char *name, const char *text, size_t *size);

/* The number of `text` in `choices`, a list ended by NULL. */
int parse_choice(const command *cmd, const char *name, const char *text, const char *const *choices,
                 int *choice);

#endif
