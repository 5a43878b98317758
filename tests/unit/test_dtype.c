/* The suites of lib/dtype. */
#include "runner.h"

runner_suite_fn suite_dtype_build, suite_dtype_edit, suite_dtype_find, suite_dtype_memory,
    suite_dtype_properties;

runner_suite_fn *const runner_suites[] = {suite_dtype_build,      suite_dtype_edit,
                                          suite_dtype_find,       suite_dtype_memory,
                                          suite_dtype_properties, NULL};
