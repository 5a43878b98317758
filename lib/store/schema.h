/*
 * store/schema.h - properties of a dtype that stores use, computed once for a store and its slices.
 */
#ifndef ROWCOL_STORE_SCHEMA_H
#define ROWCOL_STORE_SCHEMA_H

#include "dtype/leaves.h"

#include <stdatomic.h>

typedef enum rci_store_cell_form {
    RCI_STORE_CELL_PLAIN, /* bytes without padding */
    RCI_STORE_CELL_STR,   /* one str cell */
    RCI_STORE_CELL_MIXED  /* a subarray with padding or str cells inside, handled in segments
                             (store/segments.h) */
} rci_store_cell_form;

typedef struct rci_store_cell {
    size_t offset; /* in a row */
    size_t size;
    rci_store_cell_form form;
} rci_store_cell;

/* The function of rc_store_data_checked whose dtype has been compared with the rows. It is set
   once; the other members are valid when the state is RCI_STORE_CHECKED. */
enum { RCI_STORE_NOT_CHECKED, RCI_STORE_CHECKING, RCI_STORE_CHECKED };

typedef rc_dtype *rci_store_dtype_function(rc_error *err);

typedef struct rci_store_checked {
    atomic_int state;
    rci_store_dtype_function *function;
    size_t alignment;
} rci_store_checked;

typedef struct rci_store_schema {
    atomic_size_t refs;
    const rc_allocator *allocator;
    const rc_dtype *dtype; /* referenced */
    size_t itemsize;
    bool packed; /* rows have no padding */
    bool has_str;
    rci_dtype_leaves leaves;
    rci_store_cell *cells; /* one for each leaf */
    rci_store_checked checked;
} rci_store_schema;

/* NULL: RC_ENOMEM. */
rci_store_schema *rci_store_schema_new(const rc_dtype *dtype, rc_error *err);
rci_store_schema *rci_store_schema_ref(rci_store_schema *schema);
void rci_store_schema_unref(rci_store_schema *schema);

/* Whether records are plain bytes: no str, no nullable field. */
static inline bool rci_store_schema_is_bytes(const rci_store_schema *schema)
{
    return !schema->has_str && schema->leaves.n_nulls == 0;
}

/* RC_OK if records are plain bytes, else RC_EUNSUPPORTED with a message about the field that `what`
   cannot hold. */
rc_status rci_store_schema_check_bytes(const rci_store_schema *schema, const char *what,
                                       rc_error *err);

#endif
