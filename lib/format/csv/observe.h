/*
 * format/csv/observe.h - records for inference: their values are observed (infer/state.h), not
 * stored.
 */
#ifndef ROWCOL_FORMAT_CSV_OBSERVE_H
#define ROWCOL_FORMAT_CSV_OBSERVE_H

#include "format/csv/fill.h"
#include "infer/blocks.h"

/* The names of the columns, in the order of the text, each with a NUL after it. Of a piece. */
typedef struct rci_csv_observer {
    rci_infer_state state; /* of one block of a piece */
    rci_infer_blocks blocks;
    const rci_base_bytes *names; /* borrowed */
    rci_base_bytes columns;      /* rci_infer_node * each: the node of a column */
    rci_base_bytes parents;      /* likewise: the structs around them, each once */
    bool unsettled;              /* what was observed is not merged yet */
} rci_csv_observer;

/* NULL: RC_ENOMEM. */
rci_csv_observer *rci_csv_observer_new(const rci_base_bytes *names, bool dates, rc_error *err);
/* NULL is allowed. */
void rci_csv_observer_free(rci_csv_observer *observer);

/* Before the first record of a piece. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_csv_observer_begin(rci_csv_observer *observer, const rci_csv_layout *layout,
                                 rc_error *err);

/* Before the first record of a block: forgets what was observed. */
void rci_csv_observer_clear(rci_csv_observer *observer);

/* The record at p, which is not an empty line nor a comment. As rci_csv_decode. */
rc_status rci_csv_observe(rci_csv_observer *observer, rci_csv_decoder *decoder, const char *p);

/* Plain records at *text. Returns their number and moves *text. */
size_t rci_csv_observe_run(rci_csv_observer *observer, rci_csv_filler *filler,
                           rci_csv_decoder *decoder, const char **text, size_t room,
                           size_t longest);

#endif
