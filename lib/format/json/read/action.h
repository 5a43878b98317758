/*
 * format/json/read/action.h - what is done with a value: the fast reader for the kind of its field.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_ACTION_H
#define ROWCOL_FORMAT_JSON_READ_ACTION_H

#include "record/plan.h"

/* The actions for numbers are for little-endian leaves on a little-endian machine; every other leaf
   is read by leaf.c. */
enum rci_json_read_action {
    RCI_JSON_READ_LEAF = 0,
    RCI_JSON_READ_I1,
    RCI_JSON_READ_I2,
    RCI_JSON_READ_I4,
    RCI_JSON_READ_I8,
    RCI_JSON_READ_U1,
    RCI_JSON_READ_U2,
    RCI_JSON_READ_U4,
    RCI_JSON_READ_U8,
    RCI_JSON_READ_F4,
    RCI_JSON_READ_F8,
    RCI_JSON_READ_BOOL,
    RCI_JSON_READ_BYTES,
    /* In a template a nullable field, and in both what several nodes read. */
    RCI_JSON_READ_BY_GRAMMAR,
    /* of the index only */
    RCI_JSON_READ_STRUCT, /* or a group */
    RCI_JSON_READ_SUBARRAY,
    /* of the template only */
    RCI_JSON_READ_NOTHING, /* the literal continues in the next step */
    RCI_JSON_READ_END_RECORD,
    RCI_JSON_READ_SKIP_VALUE,
    RCI_JSON_READ_SKIP_STEADY, /* most often as long as the previous one */
    RCI_JSON_READ_WATCH_VALUE  /* skipped, and watched to decide which of the two above it becomes,
                                  or whether it joins a run */
};

/* Of the values of a leaf that are not null. */
static inline enum rci_json_read_action rci_json_read_leaf_action(const rci_record_node *node)
{
    static const uint8_t actions[] = {
        [RC_BOOL] = RCI_JSON_READ_BOOL, [RC_I1] = RCI_JSON_READ_I1,
        [RC_I2] = RCI_JSON_READ_I2,     [RC_I4] = RCI_JSON_READ_I4,
        [RC_I8] = RCI_JSON_READ_I8,     [RC_U1] = RCI_JSON_READ_U1,
        [RC_U2] = RCI_JSON_READ_U2,     [RC_U4] = RCI_JSON_READ_U4,
        [RC_U8] = RCI_JSON_READ_U8,     [RC_F4] = RCI_JSON_READ_F4,
        [RC_F8] = RCI_JSON_READ_F8,     [RC_BYTES] = RCI_JSON_READ_BYTES};
    bool known =
        node->kind <= RC_BYTES && !node->big_endian && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    return known ? (enum rci_json_read_action)actions[node->kind] : RCI_JSON_READ_LEAF;
}

#endif
