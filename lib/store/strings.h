/*
 * store/strings.h - the heap of strings that str cells refer to.
 *
 * A cell is Arrow's view (https://arrow.apache.org/docs/format/Columnar.html
 * #variable-size-binary-view-layout), little-endian: int32 length; then a string of up to
 * 12 bytes followed by zeros; or, for longer strings, their first 4 bytes, int32 block number,
 * int32 offset in the block. The blocks belong to a heap that a store shares with its slices, which
 * have the same cells: no two cells refer to the same long string. Strings never move, so that they
 * may be read while others are written.
 *
 * Two ways to write: rci_store_strings_put packs strings one after the other and ignores what the
 * cell held before; it is for cells that are written for the first time. rci_store_strings_replace
 * gives the memory of the replaced string back to the heap. It rounds the size of a string up to
 * one of four size classes for each power of two, so that freed memory fits later strings. A free
 * piece of memory is in the list of the largest class that fits into it. Memory that is used for
 * one class stays in that class until the heap is cleared or copied: strings that all grow byte by
 * byte leave pieces of each smaller class, in all about five times their own size.
 *
 * The first block has RCI_STORE_FIRST_BLOCK bytes, the next ones twice as many up to
 * RCI_STORE_LAST_BLOCK; a string of more than RCI_STORE_LONG_STRING bytes has a block of its own,
 * which is released with the string. A string has at most INT32_MAX bytes.
 *
 * Memory of others may be a block, too: it is read only, and given back when the heap is cleared or
 * released. Strings in it that are replaced leave their bytes unused.
 */
#ifndef ROWCOL_STORE_STRINGS_H
#define ROWCOL_STORE_STRINGS_H

#include <rowcol/base.h>
#include <stdbool.h>
#include <stdint.h>

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

/* Stores `n` bytes in `cell`, whose old contents are ignored. RC_OK; RC_ELIMIT, RC_ENOMEM: the cell
   is unchanged. */
rc_status rci_store_strings_put(rci_store_strings *strings, void *cell, const char *bytes, size_t n,
                                rc_error *err);

/* Makes `size` bytes a block of the heap, whose index cells can have then (see
   rci_store_strings_refer). The blocks of a new heap are numbered from 0 on, in order.
   release(context, data) is called once, on any thread, when the heap no longer uses it. Takes the
   lock. RC_OK; RC_ELIMIT, RC_ENOMEM: `release` is not called. */
rc_status rci_store_strings_borrow(rci_store_strings *strings, const void *data, size_t size,
                                   void (*release)(void *context, void *data), void *context,
                                   size_t *index, rc_error *err);

/* Makes `cell`, whose old contents are ignored, the string of `n` bytes at `bytes`: these are
   inside block `index`, at most INT32_MAX bytes after `start`, its beginning. */
void rci_store_strings_refer(void *cell, size_t index, const char *start, const char *bytes,
                             size_t n);

/* Stores `n` bytes in `cell`, which holds a string of this heap, and frees that string. `bytes` may
   be part of it. RC_OK; RC_ELIMIT, RC_ENOMEM: the cell is unchanged. */
rc_status rci_store_strings_replace(rci_store_strings *strings, void *cell, const char *bytes,
                                    size_t n, rc_error *err);

/* Makes a cell that holds a string of this heap empty, and frees the string. */
void rci_store_strings_remove(rci_store_strings *strings, void *cell);

/* Required around the three functions above if other threads may use the heap. Reading needs no
   lock. */
void rci_store_strings_lock(rci_store_strings *strings);
void rci_store_strings_unlock(rci_store_strings *strings);

/* The string of a cell; short ones are in the cell. Never NULL. */
const char *rci_store_strings_get(const rci_store_strings *strings, const void *cell, size_t *n);

/* As rci_store_string_blocks (store/batch.h). Takes the lock. */
size_t rci_store_strings_blocks(rci_store_strings *strings, const void **blocks, int64_t *sizes,
                                size_t most);

/* Removes all strings and keeps the blocks of up to RCI_STORE_LAST_BLOCK bytes. Requires one
   reference. */
void rci_store_strings_clear(rci_store_strings *strings);

/* The same, and releases all blocks. */
void rci_store_strings_release(rci_store_strings *strings);

/* Whether a copy of the strings in use may take less memory: strings have been freed, or the heap
   has been shared, so that it may hold strings of records that only another store had. */
bool rci_store_strings_has_gaps(const rci_store_strings *strings);

typedef enum rci_store_strings_part {
    RCI_STORE_STRINGS_TABLE,
    RCI_STORE_STRINGS_TEXT,
    RCI_STORE_STRINGS_BORROWED /* text in memory of others */
} rci_store_strings_part;

/* Visits each block of memory of the heap: its structure and tables, then those for text. The
   caller has locked the heap. */
void rci_store_strings_each_block(const rci_store_strings *strings,
                                  void (*visit)(void *context, const void *block, size_t size,
                                                rci_store_strings_part part),
                                  void *context);

#endif
