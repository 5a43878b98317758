/*
 * record/plan.h - a dtype as the readers and writers of text see it: a tree of nodes in one array,
 * made once and shared by all threads.
 *
 * A node is identified by its index in the array; node 0 is the record.
 */
#ifndef ROWCOL_RECORD_PLAN_H
#define ROWCOL_RECORD_PLAN_H

#include "base/word.h"

#include <rowcol/dtype.h>
#include <stdbool.h>

#define RCI_RECORD_NONE UINT32_MAX

typedef enum rci_record_shape {
    RCI_RECORD_LEAF,
    RCI_RECORD_STRUCT,
    RCI_RECORD_SUBARRAY
} rci_record_shape;

/* What a value of a node is written as, in any text format. */
typedef enum rci_record_form {
    RCI_RECORD_BOOL,
    RCI_RECORD_NUMBER,
    RCI_RECORD_NUMBER_PAIR,    /* complex: the real and the imaginary part */
    RCI_RECORD_TEXT,           /* S<n>, U<n>, V<n>, str, M8 */
    RCI_RECORD_NUMBER_OR_TEXT, /* m8: a count, or text such as "25 s" */
    RCI_RECORD_PARTS           /* struct, subarray */
} rci_record_form;

typedef struct rci_record_node {
    rci_record_shape shape;
    rc_kind kind;
    rci_record_form form;
    bool big_endian; /* the byte order of the numbers in the leaf */
    bool nullable;
    const rc_dtype *dtype; /* borrowed */
    size_t size;           /* bytes of one value */
    size_t length;         /* n of S<n>, U<n>, V<n> */

    /* Where the value is: `offset` bytes into leaf `leaf` of the store. A struct that is not part
       of a subarray has no place of its own, only its leaves have. */
    uint32_t leaf;
    size_t offset;
    uint32_t null_node; /* its validity bitmap, or RCI_RECORD_NONE */

    const char *name; /* borrowed; "" for the record and for elements */
    size_t name_length;
    uint32_t parent;
    uint32_t position; /* among the parent's fields */

    /* struct: its fields are nodes children[first_child .. first_child + nchildren - 1] */
    uint32_t first_child;
    uint32_t nchildren;
    uint32_t first_slot; /* of its table of names: `nslots` entries, a power of two */
    uint32_t nslots;
    uint32_t shift;  /* 64 - log2(nslots) */
    uint64_t factor; /* of the hash of its names */
    /* subarray */
    uint32_t element;
    size_t ndim;
    const size_t *extent; /* borrowed from the dtype */
    size_t count;         /* elements in all */
} rci_record_node;

/* A name in a table: two words that have every byte of a name of up to 16 bytes, and its length. */
typedef struct rci_record_name {
    uint64_t first; /* the first 8 bytes; zeros after a shorter name */
    uint64_t last;  /* the last 8 bytes; as `first` for a shorter name */
    uint32_t length;
    uint32_t node;  /* RCI_RECORD_NONE: no name */
    uint32_t child; /* the node is children[child] of the plan */
    uint32_t reserved;
} rci_record_name;

typedef struct rci_record_plan {
    const rc_allocator *allocator;
    rc_dtype *dtype;
    rci_record_node *nodes; /* nodes[0] is the record */
    uint32_t nnodes;
    uint32_t *children;
    uint32_t nchildren;
    rci_record_name *slots; /* tables of names */
    uint32_t nslots;
    uint32_t nleaves;
    uint32_t nnulls;
} rci_record_plan;

/* The slot where a name is, if no other name is there: from its two words and its length. The
   factor, an odd number, is chosen for each struct so that its names collide seldom. */
static inline uint32_t rci_record_slot(const rci_record_node *node, uint64_t first, uint64_t last,
                                       size_t length)
{
    uint64_t mixed = (first ^ (last << 29 | last >> 35)) + length;
    return (uint32_t)((mixed * node->factor) >> node->shift);
}

/* NULL: RC_ELIMIT, RC_ENOMEM. */
rci_record_plan *rci_record_plan_new(const rc_dtype *dtype, rc_error *err);
void rci_record_plan_free(rci_record_plan *plan);

/* A name in the table of a struct; one without a node if it is not there. */
const rci_record_name *rci_record_plan_find_name(const rci_record_plan *plan,
                                                 const rci_record_node *node, const char *name,
                                                 size_t length);

/* The field of a struct that has this name, or RCI_RECORD_NONE. */
static inline uint32_t rci_record_plan_child(const rci_record_plan *plan,
                                             const rci_record_node *node, const char *name,
                                             size_t length)
{
    return rci_record_plan_find_name(plan, node, name, length)->node;
}

/* rci_record_plan_find_name for the name of these two words. */
static inline const rci_record_name *rci_record_plan_find(const rci_record_plan *plan,
                                                          const rci_record_node *node,
                                                          uint64_t first, uint64_t last,
                                                          const char *name, size_t length)
{
    const rci_record_name *slots = plan->slots + node->first_slot;
    uint32_t at = rci_record_slot(node, first, last, length);
    for (;; at = (at + 1) & (node->nslots - 1)) {
        const rci_record_name *slot = &slots[at];
        if (((slot->first ^ first) | (slot->last ^ last) | (slot->length ^ length)) == 0 &&
            (length <= 16 ||
             memcmp(plan->nodes[slot->node].name + 8, name + 8, length - 16) == 0)) {
            return slot;
        }
        if (slot->node == RCI_RECORD_NONE) {
            return slot;
        }
    }
}

/* The same for a name of which 8 bytes can be read, however short it is. */
static inline const rci_record_name *rci_record_plan_find_padded(const rci_record_plan *plan,
                                                                 const rci_record_node *node,
                                                                 const char *name, size_t length)
{
    static const uint64_t masks[9] = {0,
                                      UINT64_C(0xFF),
                                      UINT64_C(0xFFFF),
                                      UINT64_C(0xFFFFFF),
                                      UINT64_C(0xFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFFFFFF),
                                      UINT64_MAX};
    size_t some = length < 8 ? length : 8;
    return rci_record_plan_find(plan, node, rci_base_load8(name) & masks[some],
                                rci_base_load8(name + length - some) & masks[some], name, length);
}

/* Puts the dotted path of a node into err->field, unless it has one. */
void rci_record_plan_error_field(const rci_record_plan *plan, uint32_t index, rc_error *err);

/* In a subarray, how far two neighbours of a dimension are from each other, in bytes. */
static inline size_t rci_record_step(const rci_record_node *node, size_t dimension)
{
    size_t step = node->size;
    for (size_t i = 0; i <= dimension; i++) {
        step = node->extent[i] ? step / node->extent[i] : 0;
    }
    return step;
}

#endif
