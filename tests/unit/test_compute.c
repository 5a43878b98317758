/* The list of the suites of lib/compute. */
#include "test_compute.h"
#include "runner.h"

runner_suite_fn *const runner_suites[] = {suite_compute_radix,  suite_compute_order,
                                          suite_compute_search, suite_compute_take,
                                          suite_compute_memory, NULL};
