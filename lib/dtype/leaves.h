/*
 * dtype/leaves.h - a dtype seen flat, for the rooms above that move values.
 *
 * Leaves are numbered in pre-order over the fields: a struct is no leaf, everything else is one,
 * a subarray of whatever elements included. A dtype that is no struct is one leaf itself. Null
 * nodes are numbered in pre-order over the nullable fields; a nullable struct is a node in front
 * of the nodes inside it. Nothing inside a subarray is nullable.
 */
#ifndef ROWCOL_DTYPE_LEAVES_H
#define ROWCOL_DTYPE_LEAVES_H

#include "base/alloc.h"

#include <rowcol/dtype.h>
#include <stdbool.h>

#define RCI_DTYPE_NONE SIZE_MAX

typedef struct rci_dtype_leaf {
    const rc_dtype *dtype; /* borrowed from the dtype that was flattened */
    const char *name;      /* of its field, borrowed; "" for a dtype that is no struct */
    size_t offset;         /* bytes from the start of the record */
    size_t null_node;      /* its own node when the field itself is nullable, else RCI_DTYPE_NONE */
    size_t null_parent;    /* node of the innermost nullable struct around it, or RCI_DTYPE_NONE */
} rci_dtype_leaf;

typedef struct rci_dtype_null_node {
    const rc_dtype *dtype; /* of the nullable field */
    const char *name;
    size_t offset;
    size_t parent;     /* node of the innermost nullable struct around it, or RCI_DTYPE_NONE */
    size_t first_leaf; /* its leaves: one unless the field is a struct, perhaps none then */
    size_t n_leaves;
} rci_dtype_null_node;

typedef struct rci_dtype_leaves {
    const rc_allocator *allocator;
    rci_dtype_leaf *leaf;
    size_t n_leaves;
    rci_dtype_null_node *null;
    size_t n_nulls;
} rci_dtype_leaves;

/* Each O(1). */
size_t rci_dtype_leaf_count(const rc_dtype *dtype);
size_t rci_dtype_null_count(const rc_dtype *dtype);
/* A str anywhere, inside subarrays too. */
bool rci_dtype_has_str(const rc_dtype *dtype);

/* Flattens; the dtype must outlive the result. RC_OK; RC_ENOMEM. */
rc_status rci_dtype_leaves_init(rci_dtype_leaves *leaves, const rc_dtype *dtype, rc_error *err);
void rci_dtype_leaves_release(rci_dtype_leaves *leaves);

/* One field of a struct with its place in the numbering of that struct. */
typedef struct rci_dtype_child {
    rc_field_info info; /* offset from the start of the dtype that was asked */
    size_t index;       /* its number within the struct it is in */
    size_t first_leaf;
    size_t null_node; /* nodes in front of it: its own number if it is nullable */
} rci_dtype_child;

/* Field `i` of a struct; `i` is less than its number of fields. O(1). */
rci_dtype_child rci_dtype_child_at(const rc_dtype *dtype, size_t i);

/* The field of a struct with this name, or RCI_DTYPE_NONE. O(1). */
size_t rci_dtype_index_of(const rc_dtype *dtype, const char *name, size_t length);

/* rc_dtype_find with the numbers. */
rc_status rci_dtype_find(const rc_dtype *dtype, const char *path, rci_dtype_child *found,
                         rc_error *err);

#endif
