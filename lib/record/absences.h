/*
 * record/absences.h - the fields that the structs of records do not give, to be counted: one bitmap
 * for each struct, and for those in a row that are alike, instead of one number for each field.
 */
#ifndef ROWCOL_RECORD_ABSENCES_H
#define ROWCOL_RECORD_ABSENCES_H

#include "base/bytes.h"
#include "record/count.h"
#include "record/plan.h"

/* Of records that are being read. It belongs to one thread at a time. */
typedef struct rci_record_absences {
    rci_base_bytes entries;
    size_t last; /* where the last one is */
} rci_record_absences;

void rci_record_absences_init(rci_record_absences *absences);
void rci_record_absences_release(rci_record_absences *absences);

static inline void rci_record_absences_clear(rci_record_absences *absences)
{
    absences->entries.length = absences->last = 0;
}

/* An entry for a struct of the batch's record `record`, not less than that of the entry before it:
   the caller fills in the bitmap that begin returns, a bit for each child, 1 for one that is not
   given, 0 after the last, and calls end. NULL: out of memory. */
uint64_t *rci_record_absences_begin(rci_record_absences *absences, const rci_record_plan *plan,
                                    uint32_t node);
void rci_record_absences_end(rci_record_absences *absences, const rci_record_plan *plan,
                             uint32_t node, size_t record);

/* Drops the entries of record `record` and those after it. */
void rci_record_absences_forget(rci_record_absences *absences, size_t record);

/* Adds the entries of the records before `record` to the counts of the nodes, and drops all. The
   numbers of missing fields are right after rci_record_absences_complete only. */
void rci_record_absences_settle(rci_record_absences *absences, const rci_record_plan *plan,
                                rci_record_count *counts, size_t record);
void rci_record_absences_complete(const rci_record_plan *plan, rci_record_count *counts);

/* `n` structs or groups do not give a node: counts it or, of a group, each field in it, and the
   nodes after it in its chain. Recurses as deep as groups are nested. */
void rci_record_count_missing(const rci_record_plan *plan, rci_record_count *counts, uint32_t index,
                              uint64_t n);

#endif
