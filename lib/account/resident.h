/*
 * account/resident.h - how much of a range of memory is in physical memory.
 */
#ifndef ROWCOL_ACCOUNT_RESIDENT_H
#define ROWCOL_ACCOUNT_RESIDENT_H

#include <stddef.h>
#include <stdint.h>

/* The bytes of the range that are in pages of physical memory, or RC_UNKNOWN. */
uint64_t rci_account_resident(const void *start, size_t bytes);

#endif
