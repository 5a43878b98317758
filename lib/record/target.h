/*
 * record/target.h - the batch that a reader of text fills, record by record: which fields a record
 * has given, and what is done about those that it has not.
 */
#ifndef ROWCOL_RECORD_TARGET_H
#define ROWCOL_RECORD_TARGET_H

#include "record/counts.h"
#include "record/place.h"
#include "record/policies.h"

/* It belongs to one thread at a time. */
typedef struct rci_record_target {
    const rci_record_plan *plan;         /* borrowed */
    const rci_record_policies *policies; /* borrowed */
    rci_record_places places;
    rci_record_log *log;
    rc_store *batch; /* the batch being filled */
    size_t record;   /* the current record in it */
    rc_error *err;   /* what failures fill in; may be NULL */
    uint64_t *marks; /* of each node: the struct that has last given it */
    uint64_t last_mark;
} rci_record_target;

/* RC_OK; RC_ENOMEM. */
rc_status rci_record_target_init(rci_record_target *target, const rci_record_policies *policies,
                                 rc_error *err);
void rci_record_target_release(rci_record_target *target);

/* What follows goes into this batch, from record 0 on. */
void rci_record_target_bind(rci_record_target *target, rc_store *batch, rc_error *err);

static inline unsigned char *rci_record_target_cell(const rci_record_target *target,
                                                    const rci_record_node *node, size_t shift)
{
    return rci_record_cell(&target->places, target->record, node, shift);
}

static inline void rci_record_target_set_valid(const rci_record_target *target,
                                               const rci_record_node *node, bool valid)
{
    rci_record_set_valid(&target->places.nulls[node->null_node], target->record, valid);
}

static inline void rci_record_target_zero(const rci_record_target *target, uint32_t index,
                                          size_t shift)
{
    rci_record_zero(&target->places, target->record, index, shift);
}

static inline void rci_record_target_set_null(const rci_record_target *target, uint32_t index,
                                              size_t shift)
{
    rci_record_set_null(&target->places, target->record, index, shift);
}

/* ------------------------------------------------- the fields of one struct */

/* A struct begins. Returns its mark. */
static inline uint64_t rci_record_begin_struct(rci_record_target *target)
{
    return ++target->last_mark;
}

/* The struct gives this field; false when it has given it before. */
static inline bool rci_record_give(rci_record_target *target, uint32_t index, uint64_t mark)
{
    bool first = target->marks[index] != mark;
    target->marks[index] = mark;
    return first;
}

/* The next field, from *position on, that the struct has not given; *position moves past it.
   RCI_RECORD_NONE when there are no more. */
static inline uint32_t rci_record_next_missing(const rci_record_target *target,
                                               const rci_record_node *node, uint64_t mark,
                                               uint32_t *position)
{
    const uint32_t *children = target->plan->children + node->first_child;
    while (*position < node->nchildren) {
        uint32_t index = children[(*position)++];
        if (target->marks[index] != mark) {
            return index;
        }
    }
    return RCI_RECORD_NONE;
}

/* Whether the node takes values of another form: RC_ACCEPT_... */
static inline bool rci_record_accepts(const rci_record_target *target, uint32_t index,
                                      unsigned what)
{
    return (target->policies->rules[index].accept & what) != 0;
}

/* Counts an event of the current record. */
static inline void rci_record_target_note(const rci_record_target *target, uint32_t index,
                                          rci_record_event event)
{
    rci_record_note(target->log, target->record, index, event, 1);
}

/* Does what the policy says about a missing field, or each field in a missing group, and about the
   nodes after it in its chain. RC_OK; RC_EMISSING, with the field. */
rc_status rci_record_fill_missing(const rci_record_target *target, uint32_t index, size_t shift);

/* Whether the policy about a missing field, which is not a group, is not an error. */
bool rci_record_takes_missing(const rci_record_target *target, uint32_t index);

/* As rci_record_fill_missing, for one field about which the policy is not an error, without
   counting it. */
void rci_record_put_missing(const rci_record_target *target, uint32_t index, size_t shift);

/* The same for what rci_record_fill_missing has filled before, in another record: a group, or a
   chain of fields. */
void rci_record_put_all_missing(const rci_record_target *target, uint32_t index, size_t shift);

/* The record has null for a field: makes it null, or does what the policy says. False: the field
   takes no null, which is an error, or target->log->skipped is set to the field: then the record is
   left out. */
bool rci_record_take_null(const rci_record_target *target, uint32_t index, size_t shift);
/* The same for each field in a group: RCI_RECORD_NONE, or the first that takes no null. */
uint32_t rci_record_take_null_in(const rci_record_target *target, uint32_t group);
/* The same for a leaf that is not nullable, and for one of two equal parts of it. */
bool rci_record_take_null_leaf(const rci_record_target *target, uint32_t index,
                               unsigned char *cell);
bool rci_record_take_null_part(const rci_record_target *target, uint32_t index, unsigned part,
                               unsigned char *cell);

/* For a format that counts: a piece begins, or begins again. RC_OK; RC_ENOMEM. */
rc_status rci_record_target_begin_counts(rci_record_target *target, rc_error *err);

/* Notes in target->log which fields the records have given. */
void rci_record_target_see(rci_record_target *target);

#endif
