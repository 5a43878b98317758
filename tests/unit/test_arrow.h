/* What the suites of lib/format/arrow/data share: the other side of the interface, written here
   from the specification alone. */
#ifndef TESTS_UNIT_TEST_ARROW_H
#define TESTS_UNIT_TEST_ARROW_H

#include "runner.h"

#include <rowcol/arrow.h>
#include <stdbool.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

Suite *suite_arrow_schema(void);
Suite *suite_arrow_export(void);
Suite *suite_arrow_import(void);
Suite *suite_arrow_random(void);
Suite *suite_arrow_hostile(void);
Suite *suite_arrow_stream(void);
Suite *suite_arrow_memory(void);
Suite *suite_arrow_file(void);
Suite *suite_arrow_text(void);

/* ------------------------------------------------------------------ this side */

/* Each aborts the test with the library's message if it fails. */
rc_dtype *arrow_dtype(const char *text);
rc_store *arrow_store(const char *dtype, const char *lines, rc_layout layout);
void arrow_export(const rc_store *store, const rc_arrow_export_options *options,
                  struct ArrowSchema *schema, struct ArrowArray *array);

/* Fails the test unless the store prints as these JSON lines. */
void arrow_store_is(const rc_store *store, const char *lines);

/* ----------------------------------------------------------------- other side */

/* Fails the test unless schema and array are as the specification says: children, numbers of
   buffers, bitmaps where there are nulls, views and offsets inside their buffers. */
void arrow_check(const struct ArrowSchema *schema, const struct ArrowArray *array);

/* Value `i` as text: numbers, true and false, strings in quotes, bytes in hexadecimal digits, lists
   [a,b], structs {a,b}, null. Bounded by the size of `out`. */
const char *arrow_print(const struct ArrowSchema *schema, const struct ArrowArray *array, size_t i,
                        char *out, size_t size);

/* The format strings of a schema and its children: "+s{x=i,y?=u}"; "?" for nullable. */
const char *arrow_formats(const struct ArrowSchema *schema, char *out, size_t size);

/* An array that a test builds. It is counted: arrow_alive is the number of arrays that were made
   and not released, children included; a second release fails the test. */
extern int arrow_alive;

struct ArrowSchema *arrow_new_schema(const char *format, const char *name, int64_t flags,
                                     size_t n_children, struct ArrowSchema **children);
/* Buffers are borrowed. The children belong to the array. */
struct ArrowArray *arrow_new_array(int64_t length, int64_t null_count, int64_t offset,
                                   size_t n_buffers, const void *const *buffers, size_t n_children,
                                   struct ArrowArray **children);
/* Releases it, unless it has been moved, and frees the structure itself. */
void arrow_free_schema(struct ArrowSchema *schema);
void arrow_free_array(struct ArrowArray *array);

#endif
