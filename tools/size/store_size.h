/* size/store_size.h - the bytes that a store of N records takes in rowcol, without making it. */
#ifndef ROWCOL_TOOLS_SIZE_STORE_SIZE_H
#define ROWCOL_TOOLS_SIZE_STORE_SIZE_H

#include "size/record_size.h"

/* The bytes of a record in KIND_ROWS or KIND_COLUMNS: its cells, in rows its padding, and a bit for
   each nullable field, rounded up to a byte in all; as values, the text that cells cannot hold. */
record_size store_record_size(const record_spec *spec, record_kind kind);

/* Sets the overheads in `spec`. Returns 0, or the exit status after a report. */
int store_measure(record_spec *spec);

/* The bytes of a store of `n` records; SUM_MOST if there are too many. As rc_store_memory
   counts it, with the structures of the store and its dtype, but the text of str fields without the
   rest of the blocks that hold it. */
uint64_t store_bytes(const record_spec *spec, record_kind kind, uint64_t n);

#endif
