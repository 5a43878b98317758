/* The suites of lib/notation. */
#include "runner.h"

runner_suite_fn suite_notation_forms, suite_notation_json_schema, suite_notation_memory,
    suite_notation_properties, suite_notation_text;

runner_suite_fn *const runner_suites[] = {suite_notation_forms,  suite_notation_json_schema,
                                          suite_notation_memory, suite_notation_properties,
                                          suite_notation_text,   NULL};
