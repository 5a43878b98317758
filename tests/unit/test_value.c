/* The suites of unit_value. */
#include "runner.h"

/* In the files of these names. */
runner_suite_fn suite_datetime, suite_datetime_numpy;

runner_suite_fn *const runner_suites[] = {suite_datetime, suite_datetime_numpy, NULL};
