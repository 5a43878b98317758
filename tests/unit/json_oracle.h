/* The JSON grammar once more, written for the tests from RFC 8259 and RFC 3629, one byte at a time.
 * It shares nothing with the library. */
#ifndef TESTS_UNIT_JSON_ORACLE_H
#define TESTS_UNIT_JSON_ORACLE_H

#include <stddef.h>

#define JSON_ORACLE_NONE ((size_t)-1)

/* The length of the value that text[0 .. n) begins with, no white space before it; JSON_ORACLE_NONE
 * when it does not begin with one. A number ends where it cannot go on (`12x` is 12 and an x), but
 * a digit after a leading zero is wrong, as are `1.` and `1e`. More than `most_depth` levels of
 * arrays and objects are wrong. */
size_t json_oracle_value(const char *text, size_t n, unsigned most_depth);

#endif
