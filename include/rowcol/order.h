/*
 * rowcol/order.h - the order of the records of a store: argsort, sort, search, groups.
 *
 * An order is an array of sort keys. Records are compared by the first key; where they are equal,
 * by the next one. Every function is stable: records that are equal in all keys keep their order,
 * also where a key is descending.
 *
 * The order of values:
 *
 *   bool, integers  by value
 *   floats          by value; -0.0 is equal to 0.0
 *   M8, m8          by the count of units
 *   S, V, str       by their bytes, as memcmp does: for UTF-8 that is the order of code points; a
 *                   string is before the longer ones that begin with it
 *   U               by code points
 *   NaN and NaT     after all other values, whether the key is descending or not; equal to each
 *                   other
 *   null            last, after NaN and NaT; with RC_SORT_NULLS_FIRST before all values. It does
 *                   not depend on RC_SORT_DESCENDING. A field inside a null struct is null.
 *
 * Complex numbers, structs and subarrays have no order: RC_ETYPE. Name a field inside a struct by
 * its path.
 *
 * Indices of records are uint64_t, on every machine: so an index array has one type for stores of
 * any size and can be a column of a store; and the 8 bytes for each record are the memory that
 * argsort works in, so that it needs little besides. For keys of up to 64 bits minus the bits of
 * the number of records, which includes most 4-byte keys, the memory besides is for the largest
 * part of the keys with an equal first digit: for evenly distributed keys less than 0.1 bytes for
 * each record, at most 8 bytes for each record. Longer keys that are equal in their first bits need
 * up to 16 bytes for each record that is equal to others in them.
 *
 * The method is a radix sort: see lib/compute/order/argsort.c. Time is proportional to the number
 * of records and the number of bits of the keys that vary. Records that are already in order, or in
 * reversed order, are recognised in one pass.
 *
 * Errors: NULL where no comment allows it is RC_EARG. Keys: RC_EARG (no keys, a path that is NULL,
 * unknown flags), RC_ENAME and RC_ESYNTAX (the path, as rc_store_view), RC_ETYPE (a kind without an
 * order). "Errors of keys" means these below.
 *
 * Threads: the functions read the store, as rowcol/store.h says, except rc_store_sort, which writes
 * all records. Results do not depend on the number of threads.
 */
#ifndef ROWCOL_ORDER_H
#define ROWCOL_ORDER_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Flags of a sort key. */
typedef enum rc_sort_flag {
    RC_SORT_DESCENDING = 1, /**< from the largest value to the smallest */
    RC_SORT_NULLS_FIRST = 2 /**< null before all values */
} rc_sort_flag;

/** One key of an order. A key that is all zero but its path is ascending with nulls last. */
typedef struct rc_sort_key {
    const char *path; /**< of a field, as in rc_store_view; "" for a dtype without fields */
    unsigned flags;   /**< RC_SORT_..., or 0 */
} rc_sort_key;

/** Options. The size comes first: start from the initializer. */
typedef struct rc_order_options {
    size_t size;      /**< sizeof(rc_order_options) */
    unsigned threads; /**< at most so many are used; 0 is rc_get_threads(). Small stores are done by
                           the calling thread. */
} rc_order_options;

#define RC_ORDER_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_order_options), 0                                                                \
    }

/* --------------------------------------------------------------- sorting */

/**
 * Writes the indices of all records to `indices`, in the order of the `n_keys` keys: `indices` has
 * space for rc_store_length(store) of them. rc_store_take makes the sorted store. `options` may be
 * NULL. RC_OK; errors of keys, RC_EARG (options), RC_ENOMEM: the contents of `indices` are
 * undefined.
 */
RC_API rc_status rc_store_argsort(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                                  uint64_t *indices, const rc_order_options *options,
                                  rc_error *err);

/**
 * The part of the result of rc_store_argsort from `first` on: `n` indices. `first` 0 gives the `n`
 * first records of the order (top-k; with RC_SORT_DESCENDING those with the largest values), `n` 1
 * the record at rank `first` (the median, with `first` length / 2). Only records near to the part
 * are sorted. RC_OK; RC_EINDEX (first + n is more than the length), and as rc_store_argsort.
 */
RC_API rc_status rc_store_argsort_part(const rc_store *store, const rc_sort_key *keys,
                                       size_t n_keys, size_t first, size_t n, uint64_t *indices,
                                       const rc_order_options *options, rc_error *err);

/**
 * Sorts the records themselves. Field handles and views stay valid, and slices that share the
 * memory see the sorted records; strings do not move. `options` may be NULL. RC_OK; errors of keys,
 * RC_EARG (options), RC_ELIMIT, RC_ENOMEM (8 bytes for each record, then as many bytes as the rows,
 * or as the largest column, have): the store is unchanged.
 */
RC_API rc_status rc_store_sort(rc_store *store, const rc_sort_key *keys, size_t n_keys,
                               const rc_order_options *options, rc_error *err);

/** Stores in `*end` the index of the first record that is before the previous one in the order, or
 *  the length if the store is sorted. RC_OK; errors of keys, RC_ENOMEM. */
RC_API rc_status rc_store_sorted_until(const rc_store *store, const rc_sort_key *keys,
                                       size_t n_keys, size_t *end, rc_error *err);

/* -------------------------------------------------------------- searching */

/** Which place among equal records a search returns. */
typedef enum rc_side {
    RC_SIDE_LEFT = 1, /**< that of the first one */
    RC_SIDE_RIGHT = 2 /**< that after the last one */
} rc_side;

/**
 * Stores in `*index` the place where `value` would be inserted in a store that is sorted by `key`:
 * the number of records that are before it (RC_SIDE_LEFT), or not after it (RC_SIDE_RIGHT). The
 * field is searched where it is, without a copy. The value is converted to the kind of the field as
 * rc_field_set does; a null value has the place of nulls. If the store is not sorted, the result is
 * some index up to the length. RC_OK; errors of keys, RC_EARG (an unknown side), RC_ETYPE,
 * RC_ERANGE, RC_ESYNTAX, RC_EARG (the value does not fit the field), RC_ENOMEM (fields over 256
 * bytes).
 */
RC_API rc_status rc_store_search(const rc_store *store, const rc_sort_key *key,
                                 const rc_value *value, rc_side side, size_t *index, rc_error *err);

/**
 * The same for each record of `queries`, by all keys: its fields at the paths of the keys have the
 * same kinds as those of `store` and, for M8 and m8, the same units; byte orders, lengths of S and
 * U, layouts and nullability may differ. `indices` has space for rc_store_length(queries) of them.
 * Several queries are searched at once, so that they wait for memory together; queries that are
 * sorted are the fastest. `options` may be NULL. RC_OK; errors of keys, for either store, RC_ETYPE
 * (the kinds differ), RC_EARG (options, an unknown side), RC_ENOMEM.
 */
RC_API rc_status rc_store_search_all(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                                     const rc_store *queries, rc_side side, uint64_t *indices,
                                     const rc_order_options *options, rc_error *err);

/* ----------------------------------------------------------------- groups */

/**
 * The groups of records that are equal in all keys: `indices` has `n` records in the order of the
 * keys, as from rc_store_argsort, or is NULL for the first `n` records of a store that is sorted.
 * Stores in `starts`, which has space for `n` numbers, where in `indices` each group begins, and in
 * `*n_groups` how many groups there are: group g is from starts[g] up to starts[g + 1], the last
 * one up to `n`. RC_OK; errors of keys, RC_EINDEX (an index is not less than the length of the
 * store), RC_ENOMEM.
 */
RC_API rc_status rc_store_groups(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                                 const uint64_t *indices, size_t n, uint64_t *starts,
                                 size_t *n_groups, rc_error *err);

/**
 * Stores in `indices`, which has space for rc_store_length(store) numbers, the first record of each
 * group of records that are equal in all keys, in the order of the keys, and in `*n` their number.
 * `options` may be NULL. RC_OK; as rc_store_argsort.
 */
RC_API rc_status rc_store_unique(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                                 uint64_t *indices, size_t *n, const rc_order_options *options,
                                 rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
