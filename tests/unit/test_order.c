/* The list of the suites of lib/compute/order. */
#include "test_order.h"
#include "runner.h"

runner_suite_fn *const runner_suites[] = {suite_order_radix,  suite_order_argsort,
                                          suite_order_search, suite_order_take,
                                          suite_order_memory, NULL};
