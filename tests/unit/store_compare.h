/* Compares and makes records for tests of views and of the shape of stores: through public
   functions only, value by value. */
#ifndef STORE_COMPARE_H
#define STORE_COMPARE_H

#include <rowcol/store.h>
#include <stdbool.h>

/* Whether the field of `a` in record `i` has the nulls and values of that of `b` in record `k`. */
bool compare_field(const rc_view *a, size_t i, const rc_view *b, size_t k);
/* The same for fields by their paths. */
bool compare_path(const rc_store *a, size_t i, const char *a_path, const rc_store *b, size_t k,
                  const char *b_path);

#endif
