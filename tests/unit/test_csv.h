#ifndef TESTS_UNIT_TEST_CSV_H
#define TESTS_UNIT_TEST_CSV_H

#include <check.h>

Suite *suite_csv_random(void);
Suite *suite_csv_cases(void);
Suite *suite_csv_rows(void);
Suite *suite_csv_scan(void);
Suite *suite_csv_typed(void);
Suite *suite_csv_memory(void);

#endif
