/* Tests of lib/format/clickhouse. */
#ifndef TESTS_UNIT_TEST_CLICKHOUSE_H
#define TESTS_UNIT_TEST_CLICKHOUSE_H

#include "runner.h"

#include <rowcol/stream.h>

Suite *suite_clickhouse(void);
Suite *suite_clickhouse_given(void);
Suite *suite_clickhouse_memory(void);
Suite *suite_clickhouse_types(void);

/* The formats, by the number of a loop test. */
enum { CLICKHOUSE_FORMATS = 2 };
extern const char *const clickhouse_formats[CLICKHOUSE_FORMATS];

#endif
