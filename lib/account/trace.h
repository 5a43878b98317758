/*
 * account/trace.h - what other folders tell the tracing, and what reports find out from it.
 */
#ifndef ROWCOL_ACCOUNT_TRACE_H
#define ROWCOL_ACCOUNT_TRACE_H

#include "account/table.h"

#include <stdatomic.h>

/* Whether tracing is on. */
extern atomic_bool rci_account_tracing;

static inline bool rci_account_is_tracing(void)
{
    return __builtin_expect(atomic_load_explicit(&rci_account_tracing, memory_order_relaxed), 0);
}

/* True. Code that is part of every program refers to it, so that a static library's code that reads
   the environment variable is, too. */
extern const bool rci_account_reads_environment;

/* A field of a dtype: its bytes in each record, then its name with a NUL. */
typedef struct rci_account_field {
    uint64_t bytes;
    char name[];
} rci_account_field;

/* The bytes of an entry of type RCI_ACCOUNT_DTYPE: the text of the dtype with a NUL, padded to a
   multiple of 8; then its fields, each padded likewise. */

/* The entry of a site: the line, then the file with a NUL. */
typedef struct rci_account_site {
    int32_t line;
    char file[];
} rci_account_site;

/* Switches tracing on, or sets the number of frames. RC_OK; RC_ENOMEM. */
rc_status rci_account_trace_on(unsigned frames, rc_error *err);

/* Blocks that could not be remembered. */
extern _Atomic uint64_t rci_account_lost;

/* Fills in the site of a block that was traced. */
void rci_account_site_of(const rci_account_block *block, rc_memory_site *site);

/* RC_OK; RC_EARG: tracing is off. */
rc_status rci_account_check_tracing(rc_error *err);

#endif
