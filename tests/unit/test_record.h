/* What the suites of lib/record share. */
#ifndef TESTS_UNIT_TEST_RECORD_H
#define TESTS_UNIT_TEST_RECORD_H

#include "runner.h"
#include <rowcol.h>

#include "record/target.h"

Suite *suite_record_absences(void);
Suite *suite_record_column(void);
Suite *suite_record_fields(void);
Suite *suite_record_mapped(void);
Suite *suite_record_plan(void);
Suite *suite_record_policies(void);
Suite *suite_record_put(void);

/* A batch of some records, every byte of which was A5 before, and what fills it. */
typedef struct record_fixture {
    rc_dtype *dtype;
    rci_record_plan *plan;
    rci_record_policies *policies;
    rc_store *batch;
    rci_record_target target;
    rc_error err;
} record_fixture;

void record_begin(record_fixture *f, const char *dtype, rc_layout layout, rc_missing missing);

/* The same with any options of reading. */
void record_begin_with(record_fixture *f, const char *dtype, rc_layout layout,
                       const rc_read_options *options);
void record_end(record_fixture *f);

/* The node at a dotted path; "[]" is the element of a subarray. */
uint32_t record_node(const rci_record_plan *plan, const char *path);

#endif
