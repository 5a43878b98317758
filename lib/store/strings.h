/*
 * store/strings.h - the heap of strings that str cells refer to.
 *
 * A cell is Arrow's view (https://arrow.apache.org/docs/format/Columnar.html
 * #variable-size-binary-view-layout), little-endian: int32 length; then a string of up to
 * 12 bytes followed by zeros; or, for longer strings, their first 4 bytes, int32 block number,
 * int32 offset in the block. The blocks belong to a heap that a store shares with its slices.
 * Strings are added, never changed or removed: what a cell refers to stays until the heap is
 * released or cleared.
 *
 * The first block has RCI_STORE_FIRST_BLOCK bytes, the next ones twice as many up to
 * RCI_STORE_LAST_BLOCK; a string of more than RCI_STORE_LONG_STRING bytes has a block of its own. A
 * string has at most INT32_MAX bytes.
 */
#ifndef ROWCOL_STORE_STRINGS_H
#define ROWCOL_STORE_STRINGS_H

#include <rowcol/base.h>

#define RCI_STORE_STR_CELL   16
#define RCI_STORE_STR_INLINE 12

#define RCI_STORE_FIRST_BLOCK ((size_t)4 * 1024)
#define RCI_STORE_LAST_BLOCK  ((size_t)16 * 1024 * 1024)
#define RCI_STORE_LONG_STRING (RCI_STORE_LAST_BLOCK / 4)

typedef struct rci_store_strings rci_store_strings;

/* An empty heap. NULL: RC_ENOMEM. */
rci_store_strings *rci_store_strings_new(rc_error *err);
rci_store_strings *rci_store_strings_ref(rci_store_strings *strings);
/* NULL is allowed. */
void rci_store_strings_unref(rci_store_strings *strings);
size_t rci_store_strings_refs(const rci_store_strings *strings);

/* Stores `n` bytes in `cell`. RC_OK; RC_ELIMIT, RC_ENOMEM: the cell is unchanged. */
rc_status rci_store_strings_put(rci_store_strings *strings, void *cell, const char *bytes, size_t n,
                                rc_error *err);

/* Required around rci_store_strings_put if other threads may use the heap. Reading needs no lock.
 */
void rci_store_strings_lock(rci_store_strings *strings);
void rci_store_strings_unlock(rci_store_strings *strings);

/* The string of a cell; short ones are in the cell. Never NULL. */
const char *rci_store_strings_get(const rci_store_strings *strings, const void *cell, size_t *n);

/* Removes all strings and keeps the blocks, except those of single long strings. Requires one
   reference. */
void rci_store_strings_clear(rci_store_strings *strings);

#endif
