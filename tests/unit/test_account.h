/* Shared code of the tests of lib/account. */
#ifndef TEST_ACCOUNT_H
#define TEST_ACCOUNT_H

#include "runner.h"

#include <rowcol/memory.h>

Suite *suite_account_holders(void);
Suite *suite_account_usage(void);
Suite *suite_account_sites(void);
Suite *suite_account_span(void);
Suite *suite_account_table(void);
Suite *suite_account_trace(void);

/* The counts of a kind. */
rc_memory_usage test_usage(rc_memory_kind kind);

#endif
