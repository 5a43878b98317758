/*
 * base/count.h - counts the bytes and blocks that are allocated, for each kind and in all, and
 * keeps the limit.
 *
 * Each thread adds to counters of its own, so that threads do not share cache lines; a reader adds
 * them up. The peak needs the sum at each allocation: a thread adds what it has not yet reported to
 * a sum that all share, and reports only when that is more than RCI_BASE_COUNT_BATCH bytes.
 */
#ifndef ROWCOL_BASE_COUNT_H
#define ROWCOL_BASE_COUNT_H

#include <rowcol/base.h>
#include <stdatomic.h>
#include <stdbool.h>

#define RCI_BASE_COUNT_KINDS ((size_t)RC_MEMORY_TRACE + 1)
#define RCI_BASE_COUNT_BATCH ((int64_t)64 * 1024)

typedef struct rci_base_counts {
    uint64_t live, live_blocks;
    uint64_t total, total_blocks;
    uint64_t peak;
} rci_base_counts;

void rci_base_count_add(rc_memory_kind kind, size_t bytes);
void rci_base_count_remove(rc_memory_kind kind, size_t bytes);

/* The counts of a kind, or RC_MEMORY_ALL. */
rci_base_counts rci_base_count_get(rc_memory_kind kind);
/* Sets the peak of a kind to what is live. Returns the peak until then. */
uint64_t rci_base_count_reset_peak(rc_memory_kind kind);

/* The limit of RC_MEMORY_ALL in bytes; 0: none. */
extern _Atomic uint64_t rci_base_count_limit;

/* Prints what uses most memory, with what comes before it in a message, in at most `size` bytes
   with a NUL. False: it is not known. */
typedef bool rci_base_count_largest(char *text, size_t size);

/* What names the holders of memory in the message of the limit; where it is not set or does not
   know them, the kinds are named. */
void rci_base_count_set_largest(rci_base_count_largest *print);

/* Before an allocation, if a limit is set: takes `bytes` of what is left. False: they are more than
   that; `err` is RC_ENOMEM and names what uses most. */
bool rci_base_count_reserve(size_t bytes, rc_error *err);
/* After rci_base_count_add, or a failure, for what was reserved. */
void rci_base_count_settle(size_t bytes);

/* The name of a kind; "unknown" for other numbers. */
const char *rci_base_count_name(rc_memory_kind kind);

#endif
