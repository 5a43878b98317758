/* What the suites of lib/infer share. */
#ifndef TESTS_UNIT_TEST_INFER_H
#define TESTS_UNIT_TEST_INFER_H

#include "runner.h"
#include <rowcol.h>

Suite *suite_infer(void);
Suite *suite_infer_json(void);
Suite *suite_infer_observe(void);
Suite *suite_infer_skip(void);

/* All that a report says, for free(). */
char *infer_everything(const rc_inference *report);

#endif
