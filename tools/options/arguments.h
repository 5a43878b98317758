/*
 * options/arguments.h - the arguments of options: counts, sizes and choices.
 *
 * Each function but the last returns 0, or EXIT_USAGE after reporting what is wrong with the
 * argument of the option called `name`.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_ARGUMENTS_H
#define ROWCOL_TOOLS_OPTIONS_ARGUMENTS_H

#include "base/command.h"

#include <stdbool.h>
#include <stdint.h>

/* A number from `least` to `most`. */
int parse_from_to(const command *cmd, const char *name, const char *text, unsigned least,
                  unsigned most, unsigned *number);

/* 0 to RC_MAX_THREADS. */
int parse_threads(const command *cmd, const char *name, const char *text, unsigned *threads);

/* A whole number of 64 bits. */
int parse_number(const command *cmd, const char *name, const char *text, uint64_t *number);

/* The same, but not 0. */
int parse_count(const command *cmd, const char *name, const char *text, uint64_t *number);

/* Columns of a screen: 0, which means any number, to MOST_COLUMNS. */
int parse_width(const command *cmd, const char *name, const char *text, size_t *width);

/* Bytes, at least 1; K, M and G after the number mean 1024, 1024^2 and 1024^3. */
int parse_size(const command *cmd, const char *name, const char *text, size_t *size);

/* The index of `text` in `choices`, a list that ends with NULL. */
int parse_choice(const command *cmd, const char *name, const char *text, const char *const *choices,
                 int *choice);

/* Reads `n` bytes as a number from 0 that is finite, and reports nothing. False: they are none. */
bool read_real(const char *text, size_t n, double *x);

#endif
