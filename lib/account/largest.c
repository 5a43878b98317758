/* account/largest.c - the largest groups of live blocks, for the message of the limit. */
#include "account/largest.h"

#include "account/group.h"
#include "account/report.h"
#include "base/count.h"

#include <stdio.h>
#include <string.h>

/* ": 4000 for x:i4 at load.c:12; 600 for strings at load.c:30", at most this many. */
enum { MOST_LARGEST = 3 };

static void print_rows(const rc_memory_report *report, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < report->n && i < MOST_LARGEST && used + 1 < size; i++) {
        const rci_account_row *row = &rci_account_report_rows(report)[i];
        used +=
            (size_t)snprintf(text + used, size - used, "%s%llu for %s", i == 0 ? ": " : "; ",
                             (unsigned long long)row->bytes, rci_account_report_name(report, i));
    }
}

/* Takes memory from the system only. */
static bool print_largest(char *text, size_t size)
{
    rc_memory_snapshot *snapshot = rc_memory_snapshot_take(NULL);
    rc_memory_report *report =
        snapshot ? rci_account_report_of(snapshot, NULL, RCI_ACCOUNT_BY_HOLDER) : NULL;
    bool known = report && report->n > 0;
    if (known) {
        print_rows(report, text, size);
    }
    rc_memory_report_free(report);
    rc_memory_snapshot_free(snapshot);
    return known;
}

void rci_account_name_largest(void)
{
    rci_base_count_set_largest(print_largest);
}
