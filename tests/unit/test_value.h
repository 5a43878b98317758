/* What the value tests share: cells that nothing may be written beside, in either byte order. */
#ifndef TESTS_UNIT_TEST_VALUE_H
#define TESTS_UNIT_TEST_VALUE_H

#include "runner.h"

#include <rowcol/value.h>

/* A dtype from its notation; abort when that is wrong. Release with rc_dtype_unref. */
rc_dtype *test_dtype(const char *notation);

/* `value` goes into a field of the dtype, in either byte order and at an odd address, and is then
 * read as `text`; storing what was read changes nothing. */
void check_taken(rc_value value, const char *dtype, const char *text);

/* `value` is refused with the status and message, and the cell is not touched. */
void check_refused_value(rc_value value, const char *dtype, rc_status status, const char *message);

#endif
