/* What the JSON suites share. */
#ifndef TESTS_UNIT_TEST_JSON_H
#define TESTS_UNIT_TEST_JSON_H

#include "runner.h"
#include <rowcol.h>

Suite *suite_json_scan(void);
Suite *suite_json_boundary(void);
Suite *suite_json_ranges(void);
Suite *suite_json_rejects(void);
Suite *suite_json_row(void);
Suite *suite_json_read(void);
Suite *suite_json_ends(void);
Suite *suite_json_errors(void);
Suite *suite_json_form(void);
Suite *suite_json_index(void);
Suite *suite_json_shapes(void);
Suite *suite_json_skip(void);
Suite *suite_json_skip_portable(void);
Suite *suite_json_stream(void);
Suite *suite_json_template(void);
Suite *suite_json_write(void);
Suite *suite_json_write_texts(void);

/* Reads `length` bytes of text in `format` into one store; NULL with the error set. */
rc_store *json_read(const char *format, const char *dtype, const char *text, size_t length,
                    const rc_read_options *options, rc_error *err);

/* A store as NDJSON text, to be freed by the caller; aborts the test on failure. */
char *json_write(const rc_store *store, const rc_write_options *options);

#endif
