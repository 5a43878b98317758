/*
 * rowcol/take.h - records by an array of their indices: take them into a new store, put them into
 * an existing one.
 *
 * Indices are uint64_t, as in rowcol/order.h, in any order; an index may occur several times.
 *
 * Errors: NULL where no comment allows it is RC_EARG. Threads: rc_store_take reads the store;
 * rc_store_put writes the records of `store` at the indices. Results do not depend on the number of
 * threads.
 */
#ifndef ROWCOL_TAKE_H
#define ROWCOL_TAKE_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Options. The size comes first: start from the initializer. */
typedef struct rc_take_options {
    size_t size;      /**< sizeof(rc_take_options) */
    rc_layout layout; /**< of the new store; 0 means that of the store, RC_ROWS for RC_STRIDED.
                         rc_store_put ignores it. */
    unsigned threads; /**< at most so many are used; 0 is rc_get_threads() */
} rc_take_options;

#define RC_TAKE_OPTIONS_INIT                                                                       \
    {                                                                                              \
        sizeof(rc_take_options), RC_LAYOUT_DEFAULT, 0                                              \
    }

/**
 * A new store whose record i is a deep copy of record indices[i] of `store`; padding bytes of the
 * copy are zero. `indices` may be NULL if `n` is 0, `options` may be NULL. NULL: RC_EARG (also an
 * unknown layout), RC_EINDEX (an index is not less than the length; the message has it), RC_ELIMIT,
 * RC_ENOMEM.
 */
RC_API rc_store *rc_store_take(const rc_store *store, const uint64_t *indices, size_t n,
                               const rc_take_options *options, rc_error *err);

/**
 * Overwrites record indices[i] of `store` with record i of `from`, for each i below `n`. The dtypes
 * are equal, the layouts may differ, and the stores do not share memory. If an index occurs several
 * times, the last one counts. `indices` may be NULL if `n` is 0, `options` may be NULL. RC_OK;
 * RC_EARG (also stores that share memory), RC_ETYPE (the dtypes differ), RC_EINDEX (an index is not
 * less than the length of `store`, or `from` has fewer than `n` records): nothing is written;
 * RC_ENOMEM, RC_ELIMIT (strings of str fields): the records of the indices before the one that
 * failed have been written, that of the one that failed is zeros.
 */
RC_API rc_status rc_store_put(rc_store *store, const uint64_t *indices, size_t n,
                              const rc_store *from, const rc_take_options *options, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
