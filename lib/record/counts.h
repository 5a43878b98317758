/*
 * record/counts.h - what is counted of the values of each field: on the way of a record, of a piece
 * of the input, and in all.
 *
 * A record may fail after some of its values were counted. What is counted goes into a log first;
 * that of a record that failed is dropped, the rest is added to the counts of the piece, and those,
 * when the piece is settled, to the counts of the caller.
 */
#ifndef ROWCOL_RECORD_COUNTS_H
#define ROWCOL_RECORD_COUNTS_H

#include "record/absences.h"

#include <rowcol/stream.h>

/* It belongs to one thread at a time. */
typedef struct rci_record_log {
    const rci_record_plan *plan;  /* borrowed */
    rci_record_count *counts;     /* of each node: of the piece; NULL: nothing is counted */
    rci_base_bytes events;        /* of the records that are being read */
    rci_record_absences absences; /* likewise */
    bool lost;                    /* out of memory for one */
    uint32_t skipped;             /* the field whose null makes the current record be left out, or
                                     RCI_RECORD_NONE */
    uint32_t converted;           /* how many values were of another form than that of the field */
} rci_record_log;

/* Nothing is counted until rci_record_log_begin. */
void rci_record_log_init(rci_record_log *log, const rci_record_plan *plan);
void rci_record_log_release(rci_record_log *log);

/* A piece begins, or begins again: all counts are 0. RC_OK; RC_ENOMEM. */
rc_status rci_record_log_begin(rci_record_log *log, rc_error *err);

void rci_record_log_add(rci_record_log *log, size_t record, uint32_t index, rci_record_event event,
                        uint32_t n);

/* Counts `n` events of the batch's record `record`. */
static inline void rci_record_note(rci_record_log *log, size_t record, uint32_t index,
                                   rci_record_event event, uint32_t n)
{
    if (log->counts) {
        rci_record_log_add(log, record, index, event, n);
    }
}

/* Counts what a struct, node `node`, of the batch's record `record` does not give: the caller sets
   the bits of these children, and clears the others and those after the last, in the words that the
   first function returns, and calls the second. NULL: out of memory, which is noted. */
uint64_t *rci_record_log_begin_absent(rci_record_log *log, uint32_t node);
static inline void rci_record_log_end_absent(rci_record_log *log, uint32_t node, size_t record)
{
    rci_record_absences_end(&log->absences, log->plan, node, record);
}

/* Drops what was counted last, of the batch's record `record`, which is read again. */
void rci_record_log_forget(rci_record_log *log, size_t record);

/* Drops what was counted of the batch's record `record` and those after it, which failed, and adds
   the rest to the counts of the piece. */
void rci_record_log_settle(rci_record_log *log, size_t record);

/* The same if there is anything. */
static inline void rci_record_log_end(rci_record_log *log, size_t record)
{
    if (log->events.length > 0 || log->absences.entries.length > 0) {
        rci_record_log_settle(log, record);
    }
}

/* Makes the counts of the piece complete, before they are looked at: those of absent fields, and
   the fields that have been seen because another of their chain was. */
void rci_record_log_complete(rci_record_log *log);

/* ----------------------------------------------------------------- in all */

/* The counts of the caller, to which a reader adds those of its pieces. */
typedef struct rci_record_totals {
    rc_field_counts *fields; /* a struct before its fields, a subarray before its element; NULL:
                                nothing is counted */
    uint32_t *field_of_node; /* a group is the record */
} rci_record_totals;

/* Finds the field of each node of the plan. Paths of over 511 bytes are compared in their
   beginning. RC_OK; RC_ENOMEM: it may be released. */
rc_status rci_record_totals_init(rci_record_totals *totals, const rci_record_plan *plan,
                                 rc_field_counts *fields, size_t nfields, rc_error *err);
void rci_record_totals_release(rci_record_totals *totals, const rci_record_plan *plan);

/* Adds the counts of a piece. */
void rci_record_totals_add(rci_record_totals *totals, const rci_record_log *log);

#endif
