/*
 * record/plan.h - a dtype as the readers and writers of text see it: a tree of nodes in one array,
 * made once and shared by all threads.
 *
 * A node is identified by its index in the array; node 0 is the record.
 *
 * The tree is that of the text. Without a mapping it is that of the dtype, too: a node for each
 * field. With one (rowcol/mapping.h) there are also groups: objects and arrays of the text that are
 * not fields, but have fields in them. The record is one. A value that several fields read has a
 * node for each of them, and another if it is also a group: a chain, of which the first is the one
 * that is found by the key.
 */
#ifndef ROWCOL_RECORD_PLAN_H
#define ROWCOL_RECORD_PLAN_H

#include "base/bytes.h"

#include <rowcol/mapping.h>
#include <stdbool.h>

#define RCI_RECORD_NONE UINT32_MAX

typedef enum rci_record_shape {
    RCI_RECORD_LEAF,
    RCI_RECORD_STRUCT,
    RCI_RECORD_SUBARRAY,
    RCI_RECORD_GROUP
} rci_record_shape;

/* What a value of a node is written as, in any text format. */
typedef enum rci_record_form {
    RCI_RECORD_BOOL,
    RCI_RECORD_NUMBER,
    RCI_RECORD_NUMBER_PAIR,    /* complex: the real and the imaginary part */
    RCI_RECORD_TEXT,           /* S<n>, U<n>, V<n>, str, M8 */
    RCI_RECORD_NUMBER_OR_TEXT, /* m8: a count, or text such as "25 s" */
    RCI_RECORD_PARTS           /* struct, subarray, group */
} rci_record_form;

typedef struct rci_record_node {
    rci_record_shape shape;
    rc_kind kind;
    rci_record_form form;
    bool big_endian; /* the byte order of the numbers in the leaf */
    bool nullable;
    bool lenient;          /* a group whose other keys are read by another node of its chain */
    const rc_dtype *dtype; /* borrowed; NULL for a group other than the record */
    size_t size;           /* bytes of one value */
    size_t length;         /* n of S<n>, U<n>, V<n> */

    /* Where the value is: `offset` bytes into leaf `leaf` of the store. A struct that is not part
       of a subarray has no place of its own, only its leaves have. */
    uint32_t leaf;
    size_t offset;
    uint32_t null_node; /* its validity bitmap, or RCI_RECORD_NONE */

    const char *name; /* of the field; borrowed; "" for the record, for elements and groups. With a
                         mapping a field of the record has its path */
    size_t name_length;
    const char *key; /* under which the parent has it in the text; borrowed */
    size_t key_length;
    uint32_t parent;
    uint32_t position; /* among the parent's children */
    uint32_t item;     /* the index in the array that the parent may be written as, or
                          RCI_RECORD_NONE */
    uint32_t also;     /* the next node that reads the same value, or RCI_RECORD_NONE */

    /* struct, group: its fields are nodes children[first_child .. first_child + nchildren - 1]. The
       first `nitems` have an item, in ascending order. */
    uint32_t first_child;
    uint32_t nchildren;
    uint32_t nitems;
    uint32_t first_slot; /* of its table of names: `nslots` entries, a power of two */
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
    uint32_t *slots; /* tables of names: indices of nodes, or RCI_RECORD_NONE */
    uint32_t nslots;
    uint32_t nleaves;
    uint32_t nnulls;
    rci_base_bytes texts; /* the names and keys that are not the dtype's */
    struct rci_record_plan_size {
        size_t nodes, children, slots;
    } size; /* that the arrays have room for */
} rci_record_plan;

/* NULL: RC_ELIMIT, RC_ENOMEM. */
rci_record_plan *rci_record_plan_new(const rc_dtype *dtype, rc_error *err);
/* With the places of a mapping; NULL or without pairs: as above. NULL: also as rc_mapping_check. */
rci_record_plan *rci_record_plan_mapped(const rc_dtype *dtype, const rc_mapping *mapping,
                                        rc_error *err);
void rci_record_plan_free(rci_record_plan *plan);

/* The child of a struct or group that has this key, or RCI_RECORD_NONE. */
uint32_t rci_record_plan_child(const rci_record_plan *plan, const rci_record_node *node,
                               const char *name, size_t length);

/* Whether child number `next` is item `item` of an array. */
static inline bool rci_record_item_is_next(const rci_record_plan *plan, const rci_record_node *node,
                                           uint32_t next, uint32_t item)
{
    return next < node->nitems &&
           plan->nodes[plan->children[node->first_child + next]].item == item;
}

/* The first node of a field in a chain or group, for messages about the group. */
uint32_t rci_record_plan_first_field(const rci_record_plan *plan, uint32_t index);

/* The place of a node in the text of a record as a JSON pointer; one that is too long keeps its
   end. Returns the pointer, in `text`. */
const char *rci_record_plan_pointer(const rci_record_plan *plan, uint32_t index, char *text,
                                    size_t size);

/* The dotted path of a field, NUL-terminated; "" for the record and for other groups. The element
   of a subarray has the path of the subarray. Writes at most `size` bytes, and returns the length
   of the whole path. */
size_t rci_record_plan_path(const rci_record_plan *plan, uint32_t index, char *text, size_t size);

/* The first node with that path, or RCI_RECORD_NONE. */
uint32_t rci_record_plan_find(const rci_record_plan *plan, const char *path);

/* Whether a node is `outer` or in it. */
bool rci_record_plan_is_in(const rci_record_plan *plan, uint32_t index, uint32_t outer);

/* Puts the dotted path of a node into err->field, unless it has one; of a group that of the first
   field in it, but for the record. */
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
