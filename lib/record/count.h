/*
 * record/count.h - what is counted of the values of one node of a plan.
 */
#ifndef ROWCOL_RECORD_COUNT_H
#define ROWCOL_RECORD_COUNT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum rci_record_event {
    RCI_RECORD_NULL_REPLACED,
    RCI_RECORD_MISSING_FILLED,
    RCI_RECORD_EXTRA_IGNORED,
    RCI_RECORD_DUPLICATE_DROPPED,
    RCI_RECORD_CONVERTED, /* it was of another form than that of the field */
    RCI_RECORD_CUT,
    RCI_RECORD_SKIPPED
} rci_record_event;

enum { RCI_RECORD_EVENTS = RCI_RECORD_SKIPPED + 1 };

typedef struct rci_record_count {
    uint64_t n[RCI_RECORD_EVENTS];
    uint64_t without; /* of a struct: to be added to what is missing of each of its children */
    bool seen;
} rci_record_count;

#endif
