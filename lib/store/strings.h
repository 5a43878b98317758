/*
 * store/strings.h - the bytes behind str cells.
 *
 * A cell is Arrow's view (https://arrow.apache.org/docs/format/Columnar.html
 * #variable-size-binary-view-layout), little-endian: int32 length; then up to 12 bytes of text,
 * zero behind it; or, for longer texts, their first 4 bytes, int32 block number, int32 offset in
 * the block. The blocks belong to a heap that a store shares with its slices. Texts are added,
 * never changed or taken out: what a cell points to stays until the heap goes or is reset.
 *
 * Blocks begin at RCI_STORE_FIRST_BLOCK bytes and double up to RCI_STORE_LAST_BLOCK; a text of more
 * than RCI_STORE_LONG_TEXT bytes has a block of its own. A text is at most INT32_MAX bytes long.
 */
#ifndef ROWCOL_STORE_STRINGS_H
#define ROWCOL_STORE_STRINGS_H

#include <rowcol/base.h>

#define RCI_STORE_STR_CELL   16
#define RCI_STORE_STR_INLINE 12

#define RCI_STORE_FIRST_BLOCK ((size_t)4 * 1024)
#define RCI_STORE_LAST_BLOCK  ((size_t)16 * 1024 * 1024)
#define RCI_STORE_LONG_TEXT   (RCI_STORE_LAST_BLOCK / 4)

typedef struct rci_store_strings rci_store_strings;

/* An empty heap. NULL: RC_ENOMEM. */
rci_store_strings *rci_store_strings_new(rc_error *err);
rci_store_strings *rci_store_strings_ref(rci_store_strings *strings);
/* NULL is allowed. */
void rci_store_strings_unref(rci_store_strings *strings);
size_t rci_store_strings_refs(const rci_store_strings *strings);

/* Makes `cell` hold `n` bytes. RC_OK; RC_ELIMIT, RC_ENOMEM: the cell is unchanged. */
rc_status rci_store_strings_put(rci_store_strings *strings, void *cell, const char *bytes, size_t n,
                                rc_error *err);

/* Around puts into a heap that other threads may put into. Reading needs no lock. */
void rci_store_strings_lock(rci_store_strings *strings);
void rci_store_strings_unlock(rci_store_strings *strings);

/* The text of a cell; short ones lie in the cell. Never NULL. */
const char *rci_store_strings_get(const rci_store_strings *strings, const void *cell, size_t *n);

/* Forgets all texts and keeps the blocks, except those of single long texts. Nobody else may hold
   the heap. */
void rci_store_strings_forget(rci_store_strings *strings);

#endif
