/*
 * record/plan.h - a dtype as the JSON reader and writer see it: a tree of nodes in one array,
 * made once, shared by all threads.
 */
#ifndef ROWCOL_RECORD_PLAN_H
#define ROWCOL_RECORD_PLAN_H

#include <rowcol/dtype.h>
#include <stdbool.h>

#define RCI_RECORD_NONE UINT32_MAX

typedef enum rci_record_shape {
    RCI_RECORD_LEAF,
    RCI_RECORD_STRUCT,
    RCI_RECORD_SUBARRAY
} rci_record_shape;

typedef struct rci_record_node {
    rci_record_shape shape;
    rc_kind kind;
    bool big_endian; /* numbers of the leaf are stored so */
    bool nullable;
    const rc_dtype *dtype; /* borrowed */
    size_t size;           /* bytes of one value */
    size_t length;         /* n of S<n>, U<n>, V<n> */

    /* Where the value is: in leaf number `leaf` of the store, `offset` bytes into it. A struct that
       is no part of a subarray has no place of its own, only its leaves have. */
    uint32_t leaf;
    size_t offset;
    uint32_t null_node;

    const char *name; /* borrowed; "" for the root and for elements */
    size_t name_length;
    uint32_t parent;
    uint32_t position; /* among the parent's fields */

    /* struct: its fields are nodes children[first_child .. first_child + nchildren - 1] */
    uint32_t first_child;
    uint32_t nchildren;
    uint32_t first_slot; /* of its key table: `nslots` entries, a power of two */
    uint32_t nslots;
    /* subarray */
    uint32_t element;
    size_t ndim;
    const size_t *extent; /* borrowed from the dtype */
    size_t count;         /* elements in all */
} rci_record_node;

typedef struct rci_record_plan {
    const rc_allocator *allocator;
    rc_dtype *dtype;
    rci_record_node *nodes; /* nodes[0] is the record */
    uint32_t nnodes;
    uint32_t *children;
    uint32_t nchildren;
    uint32_t *slots; /* key tables: node numbers, or RCI_RECORD_NONE */
    uint32_t nslots;
    uint32_t nleaves;
    uint32_t nnulls;
} rci_record_plan;

/* NULL: RC_EUNSUPPORTED (a field JSON cannot hold), RC_ELIMIT, RC_ENOMEM. */
rci_record_plan *rci_record_plan_new(const rc_dtype *dtype, rc_error *err);
void rci_record_plan_free(rci_record_plan *plan);

/* The child of a struct node that is called so, or RCI_RECORD_NONE. */
uint32_t rci_record_plan_child(const rci_record_plan *plan, const rci_record_node *node,
                               const char *key, size_t length);

/* The dotted path of a node into err->field. */
void rci_record_plan_blame(const rci_record_plan *plan, uint32_t node, rc_error *err);

#endif
