/* An allocator that refuses the Nth request and counts memory that is not released. */
#ifndef TESTS_UNIT_FAULTY_ALLOC_H
#define TESTS_UNIT_FAULTY_ALLOC_H

#include <rowcol/base.h>
#include <stdbool.h>
#include <stddef.h>

/* Sets it as the allocator; request number `fail_at` (from 0) is refused. SIZE_MAX: no request is.
 */
void faulty_alloc_start(size_t fail_at);
/* Sets the standard allocator, and fails the test unless all memory was released with the size that
   was requested. Returns whether a request was refused. */
bool faulty_alloc_stop(void);

/* Runs `body` again and again, each time with another request refused, until no request is refused.
   The body returns RC_OK, or the status that it failed with, which must be RC_ENOMEM as long as a
   request was refused. */
void faulty_alloc_each(rc_status (*body)(void *context), void *context);

#endif
