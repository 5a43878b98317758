/* What the tests of the jansson bridge share. Every function fails the test when it cannot do what
 * it is asked for. */
#ifndef TESTS_UNIT_TEST_JSON_DOM_H
#define TESTS_UNIT_TEST_JSON_DOM_H

#include "runner.h"

#include <rowcol/json.h>
#include <stdint.h>

rc_dtype *dom_dtype(const char *text);
json_t *dom_json(const char *text);
/* Text that free() releases. */
char *dom_text(const json_t *value);
/* A store of `n` zero records of the dtype in that notation. */
rc_store *dom_store(const char *dtype, size_t n, rc_layout layout);

/* The one record that the bulk reader makes of a line of text; NULL after filling in the error. */
rc_store *dom_bulk_read(const char *text, const rc_dtype *dtype, const rc_read_options *options,
                        rc_error *err);

/* Both are the same value: numbers by their bits, objects in the same order. */
void dom_expect_json(const json_t *found, const json_t *expected, const char *what);
/* The error has this status and field, and `words` in its message (NULL: anything). */
void dom_expect_error(const rc_error *err, rc_status status, const char *field, const char *words,
                      const char *what);

/* A small generator of numbers that is the same everywhere (xorshift64*). */
typedef struct dom_random {
    uint64_t state;
} dom_random;
uint64_t dom_next(dom_random *random);
/* From 0 to n - 1. */
size_t dom_below(dom_random *random, size_t n);

Suite *suite_json_dom_nulls(void);
Suite *suite_json_dom_parse(void);
Suite *suite_json_dom_records(void);
Suite *suite_json_dom_stores(void);
Suite *suite_json_dom_dtype(void);
Suite *suite_json_dom_random(void);
Suite *suite_json_dom_memory(void);
Suite *suite_json_suite(void);

#endif
