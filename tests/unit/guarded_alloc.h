/* An allocator whose blocks end where a page ends that cannot be accessed: a step outside ends the
 * test, also without a sanitizer. (Blocks are aligned to 16 bytes, so up to 15 more are readable.)
 * A request over a limit is refused. */
#ifndef TESTS_UNIT_GUARDED_ALLOC_H
#define TESTS_UNIT_GUARDED_ALLOC_H

#include <rowcol/base.h>
#include <stddef.h>

/* Puts it in force. */
void guarded_alloc_start(size_t limit);
/* Puts the system's allocator back. */
void guarded_alloc_stop(void);

#endif
