/* The suites of lib/format/npy. */
#include "runner.h"

extern runner_suite_fn suite_npy_header, suite_npy_memory, suite_npy_stream;

runner_suite_fn *const runner_suites[] = {suite_npy_header, suite_npy_memory, suite_npy_stream,
                                          NULL};
