/* base/caller.c - the call of the program that each thread works for. */
#include "base/caller.h"

#include <stddef.h>

static __thread rci_base_caller own;

rci_base_caller *rci_base_caller_own(void)
{
    return &own;
}

const char *rci_base_caller_tag(const rci_base_caller *caller)
{
    unsigned depth = caller->depth < RCI_BASE_CALLER_TAGS ? caller->depth : RCI_BASE_CALLER_TAGS;
    return depth > 0 ? caller->tags[depth - 1] : NULL;
}

rci_base_caller rci_base_caller_for_worker(void)
{
    rci_base_caller caller = {.file = own.file, .line = own.line, .tag_id = own.tag_id};
    caller.tags[0] = rci_base_caller_tag(&own);
    caller.depth = caller.tags[0] ? 1 : 0;
    return caller;
}
