/* What the suites about dtypes and notations share. */
#ifndef TESTS_UNIT_DTYPE_HELPERS_H
#define TESTS_UNIT_DTYPE_HELPERS_H

#include "runner.h"

#include <rowcol/dtype.h>

/* Parses or fails the test with the error. */
rc_dtype *test_parse(const char *text);
rc_dtype *test_parse_aligned(const char *text);

/* Prints in a notation, compares, releases. */
void test_prints(const rc_dtype *dtype, rc_notation notation, const char *expected);

/* Fails the test unless both are equal in every respect, alignment flags included. */
void test_same(const rc_dtype *a, const rc_dtype *b);

#endif
