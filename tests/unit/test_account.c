/* Shared code of the tests of lib/account. */
#include "test_account.h"

rc_memory_usage test_usage(rc_memory_kind kind)
{
    rc_memory_usage usage = RC_MEMORY_USAGE_INIT;
    ck_assert_int_eq(rc_memory_used(kind, &usage, NULL), RC_OK);
    return usage;
}

runner_suite_fn *const runner_suites[] = {suite_account_usage,
                                          suite_account_span,
                                          suite_account_table,
                                          suite_account_trace,
                                          suite_account_holders,
                                          suite_account_sites,
                                          NULL};
