/*
 * dtype/dtype_impl.h - the dtype object itself. Private to lib/dtype and lib/notation: other
 * folders use rowcol/dtype.h and dtype/leaves.h.
 *
 * A dtype is one block: the structure, then a struct's members, name index and names, or a
 * subarray's shape. Leaves that need nothing but a kind and an order are constants without an
 * allocator, never counted and never released.
 */
#ifndef ROWCOL_DTYPE_DTYPE_IMPL_H
#define ROWCOL_DTYPE_DTYPE_IMPL_H

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "dtype/kinds.h"

#include <stdatomic.h>

/* One field of a struct. */
typedef struct rci_dtype_member {
    const char *name; /* UTF-8, NUL-terminated */
    size_t name_length;
    const rc_dtype *dtype;
    size_t offset;
    size_t first_leaf;  /* number of leaves before it within the struct */
    size_t first_null;  /* number of null nodes before it within the struct */
    size_t first_field; /* number of fields before it within the struct, nested ones counted */
    bool nullable;
} rci_dtype_member;

struct rc_dtype {
    atomic_size_t refs;
    const rc_allocator *allocator; /* NULL: a constant */
    size_t block_size;

    rc_kind kind;
    rc_order order;
    rc_unit unit;
    int32_t multiple;
    const char *zone; /* of M8, in the block; or NULL */
    size_t itemsize;
    size_t alignment;
    size_t length; /* of S, U, V */

    bool aligned; /* a struct laid out with RC_ALIGNED */
    bool has_str;
    unsigned depth;     /* 0 for a leaf */
    size_t deep_fields; /* fields, nested ones counted */
    size_t n_leaves;
    size_t n_nulls;

    size_t ndim;
    size_t *shape;
    const rc_dtype *element;

    size_t nfields;
    rci_dtype_member *members;
    uint32_t *index; /* hash table of member index + 1; 0 is empty */
    size_t index_mask;
};

/* The error for an argument that is NULL: RC_EARG. */
rc_status rci_dtype_fail_null(rc_error *err, const char *argument);

/* Checks an rc_align of a caller. RC_OK; RC_EARG. */
rc_status rci_dtype_check_align(rc_align align, rc_error *err);

/* The index of the member with this name, or SIZE_MAX. O(1). */
size_t rci_dtype_member_find(const rc_dtype *dtype, const char *name, size_t length);

/* One field for rci_dtype_struct_new. */
typedef struct rci_dtype_field_in {
    const char *name; /* copied */
    size_t name_length;
    const rc_dtype *dtype; /* referenced */
    size_t offset;         /* or RC_AUTO */
    bool nullable;
} rci_dtype_field_in;

/*
 * rc_dtype_struct with explicit name lengths. On failure `*bad` (which may be NULL) is the index of
 * the field at fault, or SIZE_MAX where there is not a single one.
 */
rc_dtype *rci_dtype_struct_new(const rci_dtype_field_in *fields, size_t n, rc_align align,
                               size_t itemsize, size_t *bad, rc_error *err);

/* The most bytes of the name of a time zone. */
#define RCI_DTYPE_ZONE_MAX 63

/* The same leaf, an M8, with a time zone, whose name is checked; length 0: without one. NULL:
   `wrong` (the name), RC_ENOMEM. */
rc_dtype *rci_dtype_leaf_in_zone(const rc_dtype *leaf, const char *zone, size_t length,
                                 rc_status wrong, rc_error *err);

/* Makes a leaf of any leaf kind: `length` for S, U, V, `unit` and `multiple` for M8 and m8. */
rc_dtype *rci_dtype_leaf_new(rc_kind kind, rc_order order, size_t length, rc_unit unit,
                             int32_t multiple, rc_error *err);

#endif
