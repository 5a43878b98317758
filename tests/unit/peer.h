/* Runs another program to compare with: gives it all of its input and collects its output. */
#ifndef TESTS_UNIT_PEER_H
#define TESTS_UNIT_PEER_H

#include <stdbool.h>
#include <stdio.h>

/* Why $NUMPY_PYTHON cannot be run, for runner_skip; NULL when it can. */
const char *peer_numpy_missing(void);

/* Runs $NUMPY_PYTHON on tests/unit/SCRIPT with the file as its input, from its start. Returns its
 * output, read from its start; aborts the test when it cannot be run or fails. */
FILE *peer_numpy_run(const char *script, FILE *input);

/* The next line of the output without its newline; aborts the test when there is none. The result
 * is overwritten by the next call. */
const char *peer_line(FILE *output);

#endif
