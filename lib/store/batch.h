/*
 * store/batch.h - the store as other folders use it: memory to decode into, leaves to encode from,
 * rows in bulk. These functions do not make the checks of the public ones.
 *
 * Leaves and null nodes are counted as in dtype/leaves.h.
 */
#ifndef ROWCOL_STORE_BATCH_H
#define ROWCOL_STORE_BATCH_H

#include <rowcol/store.h>
#include <stdbool.h>

/* ---------------------------------------------------------------- making */

/* An empty store with space for `capacity` records to be decoded into. Their padding is zero, the
   bytes of their fields are undefined. NULL: as rc_store_zeros. */
rc_store *rci_store_with_capacity(const rc_dtype *dtype, size_t capacity, rc_layout layout,
                                  rc_error *err);

/* `n` records as rows at `data_offset` in a mapping of `mapping_size` bytes (mmap, private and
   writable). On success the store owns the mapping, which is unmapped when the last store that
   shares it is released; on failure the caller still owns it. NULL: RC_EARG (the rows are not
   inside the mapping), RC_EUNSUPPORTED (str or nullable fields), RC_ELIMIT, RC_ENOMEM. */
rc_store *rci_store_from_map(const rc_dtype *dtype, size_t n, void *mapping, size_t mapping_size,
                             size_t data_offset, rc_error *err);

/*
 * A columns store of `n` records in memory that exists already. `leaves` has an address for each
 * leaf, of `n` contiguous cells at any alignment, or NULL: then the store has zero cells of its own
 * for it. `bitmaps` has the same for each null node: bit i belongs to record i; a bitmap of its own
 * has every bit set. release(context, address) is called once for each address, on any thread, when
 * the last store that uses the memory is released. The memory is never written to, but the store is
 * not frozen: see rci_store_freeze_memory. NULL: RC_ELIMIT, RC_ENOMEM; then `release` is not
 * called.
 */
rc_store *rci_store_over(const rc_dtype *dtype, size_t n, const void *const *leaves,
                         const void *const *bitmaps, void (*release)(void *context, void *data),
                         void *context, rc_error *err);

/* From now on no value of the store is written; it can grow, in other memory. */
void rci_store_freeze_memory(rc_store *store);

/* --------------------------------------------------------------- filling */

/* Address of a leaf: record i has it at *base + i * *stride, for every i below the capacity. Valid
   until the store moves (any call that grows it) or is released. The stride of a view may be
   negative: convert it to ptrdiff_t. */
void rci_store_leaf(const rc_store *store, size_t leaf, unsigned char **base, size_t *stride);

/* The validity bitmap of a null node: record i has bit *bit0 + i, least significant first, for
   every i below the capacity. New and cleared stores have every bit set (valid). */
void rci_store_null_bits(const rc_store *store, size_t node, unsigned char **bits, size_t *bit0);

/* The same of a view: record i has bit *bit0 + i * *step. */
void rci_store_null_steps(const rc_store *store, size_t node, unsigned char **bits, size_t *bit0,
                          ptrdiff_t *step);

/* The innermost nullable field around null node `node`, or RCI_DTYPE_NONE. */
size_t rci_store_null_parent(const rc_store *store, size_t node);

/* Sets the length, at most the capacity, without writing to the records: the caller has written
   each field of the new ones. It need not write padding. */
void rci_store_set_length(rc_store *store, size_t n);

/* Adds `n` records, for which there is space, without writing to them; then rci_store_put_records
   writes them. For records that are plain bytes. */
void rci_store_add_unwritten(rc_store *store, size_t n);

/* Writes `n` records of `from`, from `first` on, over those of `to` from `at` on. On any thread, as
   long as no two write the same records and the store does not move. Equal dtypes; records that are
   plain bytes. */
void rci_store_put_records(rc_store *to, size_t at, const rc_store *from, size_t first, size_t n);

/* Moves `n` records, which were written, to an earlier place, with their nulls; str cells as they
   are. Of a store with memory of its own; the records are below the capacity. */
void rci_store_move_records(rc_store *store, size_t to, size_t from, size_t n);

/* Whether records are plain bytes: no str, no nullable fields. */
bool rci_store_is_bytes(const rc_store *store);

/* Makes space for `n` more records: half the capacity at least, or just `n` if memory is short.
   RC_OK; RC_ELIMIT, RC_ENOMEM. */
rc_status rci_store_grow(rc_store *store, size_t n, rc_error *err);

/* Sets the length to 0 and every null bit to valid, and removes all strings. The memory is kept
   with its old bytes. Requires rci_store_refs(store) == 1. */
void rci_store_clear_for_reuse(rc_store *store);

/* The largest number of references to the store, its memory or its strings: 1 when no other store
   or slice shares them. */
size_t rci_store_refs(const rc_store *store);

/* ------------------------------------------------------------------ rows */

/* Whether the store's memory is equal to the rows in a file: rows without padding and without str
   or nullable fields. rc_store_data is their first byte then. */
bool rci_store_rows_are_packed(const rc_store *store);

/* Writes records first .. first + n - 1 as contiguous rows of the dtype's itemsize into `rows`,
   from either layout, with every padding byte zero. RC_OK; RC_EINDEX, RC_EUNSUPPORTED (str or
   nullable fields). */
rc_status rci_store_copy_rows(const rc_store *store, size_t first, size_t n, void *rows,
                              rc_error *err);

/* The inverse: writes records first .. first + n - 1, which are below the capacity, from contiguous
   rows at any alignment. RC_OK; RC_EINDEX, RC_EUNSUPPORTED. */
rc_status rci_store_put_rows(rc_store *store, size_t first, size_t n, const void *rows,
                             rc_error *err);

/* The same without the checks, and without the nulls. str cells are copied as they are. */
void rci_store_write_rows(rc_store *store, size_t first, size_t n, const void *rows);

/* --------------------------------------------------------------- strings */

/* Stores a string of `n` bytes (UTF-8, checked by the caller) in the 16-byte str cell at `cell`,
   anywhere in the store: up to 12 bytes in the cell itself, longer strings in the store's string
   heap. RC_OK; RC_ELIMIT (over INT32_MAX bytes), RC_ENOMEM: the cell is unchanged. */
rc_status rci_store_string_put(rc_store *store, void *cell, const char *bytes, size_t n,
                               rc_error *err);

/* rci_store_strings_borrow for the strings of the store, which has str fields. */
rc_status rci_store_string_borrow(rc_store *store, const void *data, size_t size,
                                  void (*release)(void *context, void *data), void *context,
                                  size_t *index, rc_error *err);

/* The str cells of the records first .. first + n - 1 of `to` were copied from `from`, as they are:
   gives them copies of the strings. RC_OK; RC_ENOMEM, RC_ELIMIT: the records are zeros then. */
rc_status rci_store_adopt_strings(rc_store *to, size_t first, size_t n, const rc_store *from,
                                  rc_error *err);

/* The blocks of memory that long str cells refer to by index: returns their number, 0 without str
   fields, and stores the first `most` of them with their bytes in use; a block that was released is
   NULL. Other threads may add strings meanwhile, in blocks that are in use or in new ones. */
size_t rci_store_string_blocks(const rc_store *store, const void **blocks, int64_t *sizes,
                               size_t most);

/* The `*n` bytes of a str cell of the store, not NUL-terminated. Valid until the cell is written to
   (short strings) or the store is released. */
const char *rci_store_string_get(const rc_store *store, const void *cell, size_t *n);

#endif
