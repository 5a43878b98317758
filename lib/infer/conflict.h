/*
 * infer/conflict.h - why the values of a field have no common type.
 */
#ifndef ROWCOL_INFER_CONFLICT_H
#define ROWCOL_INFER_CONFLICT_H

#include "infer/result.h"

/* A reason, and the places of the two values that do not fit together. A conflict of one value has
   only the first. */
typedef struct rci_infer_conflict {
    char text[200];
    rci_infer_event first, second; /* RCI_INFER_EVENTS: no place */
} rci_infer_conflict;

/* What the values are, if they are all of one kind: RCI_INFER_BOOL, _INTEGER for all numbers,
   _TEXT, _ARRAY, _OBJECT; RCI_INFER_NULL for null only, or no values. False: there are several
   kinds. */
bool rci_infer_kind(const rci_infer_node *node, rci_infer_event *kind);

/* Each sets the conflict and returns true if there is one: of several kinds; of the values of
   numbers; of arrays, of which `element` are the elements; of strings as S<n>. */
bool rci_infer_conflict_of_kinds(const rci_infer_node *node, rci_infer_conflict *conflict);
bool rci_infer_conflict_of_numbers(const rci_infer_node *node, rci_infer_conflict *conflict);
bool rci_infer_conflict_of_arrays(const rci_infer_node *node, rci_infer_conflict *conflict);
bool rci_infer_conflict_of_bytes(const rci_infer_node *node, rci_infer_conflict *conflict);

/* Sets the reason and the places. */
void rci_infer_conflict_set(rci_infer_conflict *conflict, rci_infer_event first,
                            rci_infer_event second, const char *format, ...) RC_PRINTF(4, 5);

/* The message about a conflict of the field at `path`, with its places, into `err`. RC_ETYPE. */
rc_status rci_infer_conflict_fail(const rc_inferred_field *field, rc_error *err);

#endif
