/*
 * base/alloc.h - all memory of the library goes through here. An object remembers the allocator it
 * was made with and returns its memory to it, with its size.
 */
#ifndef ROWCOL_BASE_ALLOC_H
#define ROWCOL_BASE_ALLOC_H

#include <rowcol/base.h>

/* Each returns NULL when refused and then sets RC_ENOMEM in err. A size of 0 is served as 1. */
void *rci_base_alloc(const rc_allocator *allocator, size_t size, rc_error *err);
void *rci_base_zalloc(const rc_allocator *allocator, size_t size, rc_error *err);
void *rci_base_realloc(const rc_allocator *allocator, void *block, size_t old_size, size_t new_size,
                       rc_error *err);
/* As rci_base_zalloc for count * size bytes; a product that overflows is RC_ELIMIT. */
void *rci_base_zalloc_array(const rc_allocator *allocator, size_t count, size_t size,
                            rc_error *err);
/* `size` is the one asked for; NULL blocks are allowed. */
void rci_base_free(const rc_allocator *allocator, void *block, size_t size);

/* Text that the caller releases with rc_text_free: it carries its size and allocator in front. */
char *rci_base_text_new(size_t length, rc_error *err);
char *rci_base_text_copy(const char *text, size_t length, rc_error *err);

#endif
