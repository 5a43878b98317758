/*
 * account/report.h - the rows of a report.
 */
#ifndef ROWCOL_ACCOUNT_REPORT_H
#define ROWCOL_ACCOUNT_REPORT_H

#include "account/pages.h"

#include <rowcol/memory.h>

typedef struct rci_account_row {
    uint64_t key;
    uint64_t bytes, blocks, bytes_before, blocks_before;
    size_t name; /* offset in the names */
} rci_account_row;

struct rc_memory_report {
    rc_memory_group group;
    bool is_difference;
    uint64_t bytes, blocks, bytes_before, blocks_before, lost;
    size_t n;
    rci_account_buffer rows; /* rci_account_row each */
    rci_account_buffer names;
};

static inline rci_account_row *rci_account_report_rows(const rc_memory_report *report)
{
    return (rci_account_row *)(void *)report->rows.data;
}

static inline const char *rci_account_report_name(const rc_memory_report *report, size_t i)
{
    return (const char *)report->names.data + rci_account_report_rows(report)[i].name;
}

/* As rc_memory_report_new, also by RCI_ACCOUNT_BY_HOLDER. NULL: out of memory. */
rc_memory_report *rci_account_report_of(const rc_memory_snapshot *now,
                                        const rc_memory_snapshot *before, rc_memory_group group);

/* Prints to standard error what is in use when the process exits. */
void rci_account_report_at_exit(void);

#endif
