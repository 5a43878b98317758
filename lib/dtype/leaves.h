/*
 * dtype/leaves.h - the leaves of a dtype as a flat list, for the folders above that move values.
 *
 * Leaves are numbered in pre-order over the fields. A field whose dtype is not a struct is a leaf;
 * a subarray is one leaf whatever its element is. A dtype that is not a struct is itself its only
 * leaf. Null nodes are numbered in pre-order over the nullable fields; the node of a nullable
 * struct comes before the nodes inside it. Nothing inside a subarray is nullable.
 */
#ifndef ROWCOL_DTYPE_LEAVES_H
#define ROWCOL_DTYPE_LEAVES_H

#include "base/alloc.h"

#include <rowcol/dtype.h>
#include <stdbool.h>

#define RCI_DTYPE_NONE SIZE_MAX

typedef struct rci_dtype_leaf {
    const rc_dtype *dtype; /* borrowed from the dtype that was flattened */
    const char *name;      /* of its field, borrowed; "" for a dtype that is not a struct */
    size_t offset;         /* bytes from the start of the record */
    size_t null_node;      /* its own node when the field itself is nullable, else RCI_DTYPE_NONE */
    size_t null_parent;    /* node of the innermost nullable struct around it, or RCI_DTYPE_NONE */
} rci_dtype_leaf;

typedef struct rci_dtype_null_node {
    const rc_dtype *dtype; /* of the nullable field */
    const char *name;
    size_t offset;
    size_t parent; /* node of the innermost nullable struct around it, or RCI_DTYPE_NONE */
    size_t first_leaf;
    size_t n_leaves; /* 1, or any number for a struct, 0 included */
} rci_dtype_null_node;

typedef struct rci_dtype_leaves {
    const rc_allocator *allocator;
    rci_dtype_leaf *leaf;
    size_t n_leaves;
    rci_dtype_null_node *null;
    size_t n_nulls;
} rci_dtype_leaves;

/* The number of leaves. O(1). */
size_t rci_dtype_leaf_count(const rc_dtype *dtype);
/* The number of nullable fields, nested ones counted. O(1). */
size_t rci_dtype_null_count(const rc_dtype *dtype);
/* The number of fields, nested ones counted, those of elements too. O(1). */
size_t rci_dtype_field_count(const rc_dtype *dtype);
/* Whether a str is anywhere in it, inside subarrays too. O(1). */
bool rci_dtype_has_str(const rc_dtype *dtype);

/* Lists the leaves and null nodes; the dtype must outlive the result. RC_OK; RC_ENOMEM. */
rc_status rci_dtype_leaves_init(rci_dtype_leaves *leaves, const rc_dtype *dtype, rc_error *err);
void rci_dtype_leaves_release(rci_dtype_leaves *leaves);

/* One field of a struct with its place in the numbering of that struct. */
typedef struct rci_dtype_child {
    rc_field_info info; /* offset from the start of the dtype that was asked */
    size_t index;       /* within the struct it is in */
    size_t first_leaf;
    size_t null_node; /* number of nodes before it: its own index if it is nullable */
    size_t number;    /* number of fields before it, in pre-order, nested ones counted */
} rci_dtype_child;

/* Field `i` of a struct; `i` is less than its number of fields. O(1). */
rci_dtype_child rci_dtype_child_at(const rc_dtype *dtype, size_t i);

/* The field of a struct with this name, or RCI_DTYPE_NONE. O(1). */
size_t rci_dtype_index_of(const rc_dtype *dtype, const char *name, size_t length);

/* The name of the field that is so near to `name` that it may be meant, or NULL. */
const char *rci_dtype_closest_field(const rc_dtype *dtype, const char *name, size_t length);

/* rc_dtype_find with the indices. */
rc_status rci_dtype_find(const rc_dtype *dtype, const char *path, rci_dtype_child *found,
                         rc_error *err);

#endif
