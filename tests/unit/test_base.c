/* The suites of lib/base. */
#include "runner.h"

extern runner_suite_fn suite_base_error, suite_base_format, suite_base_memory, suite_base_pool,
    suite_base_text, suite_base_utf8;

runner_suite_fn *const runner_suites[] = {
    suite_base_error,
    suite_base_format,
    suite_base_memory,
    suite_base_pool,
    suite_base_text,
    suite_base_utf8,
    NULL,
};
