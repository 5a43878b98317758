/*
 * base/caller.h - the call of the program that a thread works for: its site and tag. lib/account
 * sets them and remembers them with each block while tracing is on.
 *
 * A thread that works for a call of another thread enters that one's caller, so that what it
 * allocates belongs to the call.
 */
#ifndef ROWCOL_BASE_CALLER_H
#define ROWCOL_BASE_CALLER_H

#include <stdint.h>

#define RCI_BASE_CALLER_TAGS 16

typedef struct rci_base_caller {
    const char *file; /* NULL: no site */
    int line;
    unsigned depth; /* of tags, also of those that are not kept */
    const char *tags[RCI_BASE_CALLER_TAGS];
    uint32_t tag_id; /* lib/account's number of the innermost tag; 0: not known */
} rci_base_caller;

/* That of the calling thread; other threads must not use it. */
rci_base_caller *rci_base_caller_own(void);

/* The caller with its innermost tag only, for a thread that works for it. The text of the tag is
   valid while the call runs. */
rci_base_caller rci_base_caller_for_worker(void);

/* The innermost tag that is kept, or NULL. */
const char *rci_base_caller_tag(const rci_base_caller *caller);

#endif
