/* The suites of lib/record. */
#include "runner.h"

extern runner_suite_fn suite_record_column;

runner_suite_fn *const runner_suites[] = {suite_record_column, NULL};
