/* An allocator that can fail the Nth allocation, and counts what was never released. */
#ifndef TESTS_UNIT_FAULTY_ALLOC_H
#define TESTS_UNIT_FAULTY_ALLOC_H

#include <rowcol/base.h>
#include <stdbool.h>
#include <stddef.h>

/* Puts it in force; request number `fail_at` (from 0) is refused, SIZE_MAX for none. */
void faulty_alloc_start(size_t fail_at);
/* Puts the system's allocator back, and fails the test unless all memory was given back with the
   size it was asked for. Returns whether the refusal was met. */
bool faulty_alloc_stop(void);

/* Runs `body` with every request refused once, until it runs through. The body returns RC_OK, or
   the status it failed with, which must be RC_ENOMEM as long as a request was refused. */
void faulty_alloc_each(rc_status (*body)(void *context), void *context);

#endif
