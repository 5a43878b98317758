/*
 * store/batch.h - the store as readers and writers see it: reserved memory to decode into, leaves
 * to encode from. Nothing here checks what a public call checks; the callers are rooms of the
 * library.
 *
 * Leaves and null nodes are numbered as dtype/leaves.h numbers them.
 */
#ifndef ROWCOL_STORE_BATCH_H
#define ROWCOL_STORE_BATCH_H

#include <rowcol/store.h>
#include <stdbool.h>

/* ---------------------------------------------------------------- making */

/* An empty store with room for `capacity` records to be decoded into. Their padding is zero, their
   fields are whatever was in the memory. NULL: as rc_store_zeros. */
rc_store *rci_store_with_capacity(const rc_dtype *dtype, size_t capacity, rc_layout layout,
                                  rc_error *err);

/* `n` records as rows at `data_offset` in a mapping of `mapping_size` bytes (mmap, private and
   writable). On success the store owns the mapping and unmaps it when the last store that looks at
   it goes; on failure the caller still owns it. NULL: RC_EARG (the rows do not lie inside the
   mapping), RC_EUNSUPPORTED (str or nullable fields), RC_ELIMIT, RC_ENOMEM. */
rc_store *rci_store_from_map(const rc_dtype *dtype, size_t n, void *mapping, size_t mapping_size,
                             size_t data_offset, rc_error *err);

/* A new store with copies of `n` records that lie one behind the other at `rows`, at any alignment.
   NULL: RC_EUNSUPPORTED (str or nullable fields), RC_ELIMIT, RC_ENOMEM. */
rc_store *rci_store_from_rows(const rc_dtype *dtype, size_t n, const void *rows, rc_layout layout,
                              rc_error *err);

/* --------------------------------------------------------------- filling */

/* Where a leaf lies: record i has it at *base + i * *stride, for every i below the capacity. Valid
   until the store moves (any call that grows it) or goes. */
void rci_store_leaf(const rc_store *store, size_t leaf, unsigned char **base, size_t *stride);

/* The validity bitmap of a null node: record i has bit *bit0 + i, least significant first, for
   every i below the capacity. Fresh and cleared stores have every bit set (valid). */
void rci_store_null_bits(const rc_store *store, size_t node, unsigned char **bits, size_t *bit0);

/* Makes the store `n` records long, `n` <= its capacity, without touching the records: the caller
   has filled each field of the new ones (padding it need not fill). */
void rci_store_set_length(rc_store *store, size_t n);

/* Length 0, every null bit set again, no strings; the memory stays, with the old bytes in it. Only
   for a store that is ours alone. */
void rci_store_clear_for_reuse(rc_store *store);

/* How many hold it: 1 when no other reference, slice or copy looks at its memory or strings. */
size_t rci_store_refs(const rc_store *store);

/* ------------------------------------------------------------------ rows */

/* Whether record after record of the store's own memory is what a row file holds: rows without a
   byte of padding (and without str or nullable fields). rc_store_data is the first byte then. */
bool rci_store_rows_are_packed(const rc_store *store);

/* Writes records first .. first + n - 1 as contiguous rows of the dtype's itemsize into `rows`,
   from either layout, with every padding byte zero. RC_OK; RC_EINDEX, RC_EUNSUPPORTED (str or
   nullable fields). */
rc_status rci_store_copy_rows(const rc_store *store, size_t first, size_t n, void *rows,
                              rc_error *err);

/* The way back: fills records first .. first + n - 1, which are below the capacity, from contiguous
   rows. RC_OK; RC_EINDEX, RC_EUNSUPPORTED. */
rc_status rci_store_put_rows(rc_store *store, size_t first, size_t n, const void *rows,
                             rc_error *err);

/* --------------------------------------------------------------- strings */

/* Puts `n` bytes (UTF-8, checked by the caller) into the 16-byte str cell at `cell`, anywhere in
   the store; 12 bytes and less lie in the cell itself, longer ones in the store's string heap.
   What the cell held before stays in the heap until a reset. RC_OK; RC_ELIMIT (over INT32_MAX
   bytes), RC_ENOMEM: the cell is unchanged. */
rc_status rci_store_string_put(rc_store *store, void *cell, const char *bytes, size_t n,
                               rc_error *err);

/* The bytes of a str cell of the store, `*n` of them, not NUL-terminated; they live until the cell
   is written to (short texts) or the store goes. */
const char *rci_store_string_get(const rc_store *store, const void *cell, size_t *n);

/* Forgets every string and keeps the memory. Only for a store that is ours alone, and after its
   cells are done with. */
void rci_store_strings_reset(rc_store *store);

#endif
