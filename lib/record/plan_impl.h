/*
 * record/plan_impl.h - making plans: what those of a dtype alone and those with a mapping share.
 */
#ifndef ROWCOL_RECORD_PLAN_IMPL_H
#define ROWCOL_RECORD_PLAN_IMPL_H

#include "record/plan.h"

/* The entries of the table of keys of a node with so many children. */
size_t rci_record_plan_slots_for(size_t nchildren);

/* Adds what a value of the dtype takes, its own node included. */
void rci_record_plan_count(const rc_dtype *dtype, struct rci_record_plan_size *size);

/* Without nodes. NULL: RC_ENOMEM. */
rci_record_plan *rci_record_plan_alloc(const rc_dtype *dtype,
                                       const struct rci_record_plan_size *size, rc_error *err);

/* Adds the node of a value. `field` is NULL for the record, elements and groups. */
uint32_t rci_record_plan_add(rci_record_plan *plan, const rc_dtype *dtype, uint32_t parent,
                             const rc_field_info *field);

/* Adds what is in the value of a node. For a value inside a subarray, `leaf` is the leaf of the
   subarray and `offset` the place in it; for any other value `leaf` is RCI_RECORD_NONE: its leaves
   and null nodes are the next of the plan. */
void rci_record_plan_fill(rci_record_plan *plan, uint32_t index, uint32_t leaf, size_t offset);

/* Gives the node its part of plan->children and of the tables of keys. */
void rci_record_plan_take_children(rci_record_plan *plan, rci_record_node *node,
                                   uint32_t nchildren);

/* Adds a child to its parent's table of keys. */
void rci_record_plan_enter(rci_record_plan *plan, const rci_record_node *parent, uint32_t child);

#endif
