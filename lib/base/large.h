/*
 * base/large.h - large zeroed blocks, straight from the system.
 *
 * The C library keeps a large block that is released and clears it when it is requested again, as
 * zeros, whether or not anybody writes to it. Pages from the system are zero already, take no
 * memory until they are written to, and move to another address without being copied when the block
 * grows.
 */
#ifndef ROWCOL_BASE_LARGE_H
#define ROWCOL_BASE_LARGE_H

#include <rowcol/base.h>

/* The allocator for a zeroed block of `size` bytes: one whose blocks are pages of the system if the
   block is large and rc_get_allocator() is the default, else rc_get_allocator(). Never NULL. */
const rc_allocator *rci_base_zeros_allocator(size_t size);

/* Asks the system for huge pages for a large block: fewer page faults, on first write as before. */
void rci_base_prefer_huge_pages(void *block, size_t size);

#endif
