/*
 * base/meter.h - an allocator that counts what one object, such as a reader, has allocated.
 *
 * While a thread has entered a meter, rci_base_working_allocator is that of the meter: what readers
 * and writers make for themselves comes from it, and remembers it as usual. Stores and dtypes,
 * which may live longer, come from the allocator of the program.
 */
#ifndef ROWCOL_BASE_METER_H
#define ROWCOL_BASE_METER_H

#include <rowcol/base.h>

typedef struct rci_base_meter rci_base_meter;

/* A meter over the allocator that is set, itself a block of a kind. NULL: RC_ENOMEM. */
rci_base_meter *rci_base_meter_new(rc_memory_kind kind, rc_error *err);
/* The owner needs it no more; it exists until the last block is released. NULL is allowed. */
void rci_base_meter_release(rci_base_meter *meter);

/* The bytes in use, with those of the meter itself, and their blocks. */
uint64_t rci_base_meter_bytes(const rci_base_meter *meter);
uint64_t rci_base_meter_blocks(const rci_base_meter *meter);

/* Enters a meter (NULL: none). Returns what to pass to rci_base_enter_allocator at the end. */
const rc_allocator *rci_base_meter_enter(rci_base_meter *meter);

#endif
