/*
 * rowcol/group.h - groups of records with equal keys, found by hashing, without sorting; aggregates
 * of each group; the number of distinct records, exact and estimated.
 *
 * Two records are in the same group if each of the key fields has equal values in both:
 *
 *   bool, integers, M8, m8  the same value
 *   floats                  the same value; -0.0 is equal to 0.0, and all NaNs are equal
 *   S, U, V, str            the same bytes or code points
 *   null                    all nulls of a field are equal, and differ from every value; a field
 *                           inside a null struct is null
 *
 * as in rowcol/order.h. Groups are numbered from 0 in the order of their first records. Complex
 * numbers, structs and subarrays cannot be keys: RC_ETYPE. Name a field inside a struct by its
 * path.
 *
 * To group records that are sorted by the keys, rc_store_groups of rowcol/order.h needs no hash
 * table.
 *
 * Errors: NULL where no comment allows it is RC_EARG. Keys: RC_EARG (no keys, a path that is NULL),
 * RC_ENAME and RC_ESYNTAX (the path, as rc_store_view), RC_ETYPE (a kind that cannot be a key).
 * "Errors of keys" means these below.
 *
 * Threads: the functions read the store, as rowcol/store.h says. Results do not depend on the
 * number of threads, to the last bit.
 */
#ifndef ROWCOL_GROUP_H
#define ROWCOL_GROUP_H

#include <rowcol/stats.h>
#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Options. The size comes first: start from the initializer. */
typedef struct rc_group_options {
    size_t size;      /**< sizeof(rc_group_options) */
    rc_layout layout; /**< of the store that rc_store_group_by makes; 0 means RC_COLUMNS if the
                           store has it, else RC_ROWS. Other functions ignore it. */
    unsigned threads; /**< at most so many are used; 0 is rc_get_threads(). Small stores are done by
                           the calling thread. */
} rc_group_options;

#define RC_GROUP_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_group_options), RC_LAYOUT_DEFAULT, 0                                             \
    }

/* --------------------------------------------------------- a store of groups */

/** What rc_store_group_by computes for each group. Values are those that are neither null nor NaN
 *  (NaT), as in rc_stats. */
typedef enum rc_aggregate_kind {
    RC_AGGREGATE_RECORDS = 1, /**< number of records, u8; the path is not used and may be NULL */
    RC_AGGREGATE_COUNT,       /**< number of values, u8 */
    RC_AGGREGATE_NULLS,       /**< number of nulls, u8 */
    RC_AGGREGATE_NANS,        /**< number of NaNs and NaTs, u8 */
    RC_AGGREGATE_MIN,         /**< the least value, in the dtype of the field */
    RC_AGGREGATE_MAX,         /**< the greatest value, in the dtype of the field */
    RC_AGGREGATE_SUM,         /**< i8 for signed integers, u8 for unsigned ones and bool, f8 for
                                   floats, m8 of the same unit for m8 */
    RC_AGGREGATE_MEAN         /**< f8; of times, of their counts */
} rc_aggregate_kind;

/** One aggregate. */
typedef struct rc_aggregate {
    rc_aggregate_kind kind;
    const char *path; /**< of a field, as in rc_store_view */
    const char *name; /**< of the field in the result; NULL: the last name of the path, "_" and
                           "count", "nulls", "nans", "min", "max", "sum" or "mean" ("price_sum");
                           for the number of records, and for a dtype without fields, only that
                           word ("records", "sum") */
} rc_aggregate;

/**
 * A new store with one record for each group, in the order of the first records of the groups. Its
 * fields are the keys, each with the last name of its path, then the aggregates. A key is nullable
 * if it, or a struct around it, is. So are MIN, MAX, SUM and MEAN of such a field: they are null in
 * a group without values. In a field that cannot be null, a group without values, because all are
 * NaN or NaT, has NaN (NaT) in them.
 *
 * Sums are those of rc_stats: exact for integers and times; floats are added with compensation in
 * an order that depends on the number of records and groups only. A sum of integers or times that
 * does not fit 64 bits is an error (use MEAN, or rc_grouping_stats, which has 128 bits).
 *
 * `aggregates` may be NULL if `n_aggregates` is 0: the result is the distinct keys. `options` may
 * be NULL. The caller owns the result. NULL: errors of keys; RC_EARG (options, an unknown
 * aggregate or layout, an aggregate without a path); RC_ENAME (no such field, or two fields of the
 * result have the same name), RC_ESYNTAX; RC_ETYPE (a struct or subarray; MIN and MAX of complex
 * numbers; SUM and MEAN of complex numbers, text and bytes; SUM of M8); RC_ERANGE (a sum;
 * err->field is the field, err->record the first record of the group); RC_ELIMIT (over 2^31 - 2048
 * groups), RC_ENOMEM.
 */
RC_API rc_store *rc_store_group_by(const rc_store *store, const char *const *keys, size_t n_keys,
                                   const rc_aggregate *aggregates, size_t n_aggregates,
                                   const rc_group_options *options, rc_error *err);

/* ---------------------------------------------------------- group numbers */

/** The groups of the records of a store. It does not keep or use the store. */
typedef struct rc_grouping rc_grouping;

/**
 * Groups the records by the fields at the `n_keys` paths. 4 bytes for each record and up to 40 for
 * each group stay allocated; while the call works, each thread needs a hash table of 16 to 96 bytes
 * for each group, or one of at most 4 bytes for each record; several threads need up to 80 bytes
 * more for each group of each thread, and 3/16 byte for each record, to join their groups; several
 * keys, and keys of more than 8 bytes, need up to 8 bytes more for each record. `options` may be
 * NULL. The caller releases the result with rc_grouping_free. NULL: errors of keys, RC_EARG
 * (options), RC_ELIMIT (over 2^31 - 2048 groups), RC_ENOMEM.
 */
RC_API rc_grouping *rc_store_group(const rc_store *store, const char *const *keys, size_t n_keys,
                                   const rc_group_options *options, rc_error *err);

/** Releases it. NULL is allowed. */
RC_API void rc_grouping_free(rc_grouping *grouping);

/** The number of groups. 0 for NULL. */
RC_API size_t rc_grouping_count(const rc_grouping *grouping);

/** The number of records. 0 for NULL. */
RC_API size_t rc_grouping_length(const rc_grouping *grouping);

/** The group of each record: rc_grouping_length numbers, borrowed. NULL for NULL. */
RC_API const uint32_t *rc_grouping_numbers(const rc_grouping *grouping);

/** The first record of each group: rc_grouping_count indices in ascending order, borrowed, for
 *  rc_store_take. NULL for NULL. */
RC_API const uint64_t *rc_grouping_firsts(const rc_grouping *grouping);

/** The number of records of each group: rc_grouping_count numbers, borrowed. NULL for NULL. */
RC_API const uint64_t *rc_grouping_sizes(const rc_grouping *grouping);

/**
 * The statistics of a leaf field for each group, as rc_view_stats has them for all records:
 * `stats` has space for rc_grouping_count of them, and the size of the first one is set
 * (RC_STATS_INIT). The view is of the store that was grouped, or of any other one of the same
 * length. `options` may be NULL. Texts are borrowed from the store. RC_OK; RC_ETYPE (a struct or
 * subarray), RC_EARG (another size, another number of records, options), RC_EFORMAT (a U<n> cell
 * with an invalid code point that is a minimum or maximum), RC_ENOMEM: the contents of `stats` are
 * undefined.
 */
RC_API rc_status rc_grouping_stats(const rc_grouping *grouping, const rc_view *view,
                                   rc_stats *stats, const rc_group_options *options, rc_error *err);

/**
 * A histogram for each group, as rc_view_histogram has it for all records: that of group g is
 * counts[g * (bins + 2)] and the following bins + 1 numbers. RC_OK; RC_EARG (as
 * rc_view_histogram, or another number of records), RC_ETYPE, RC_ELIMIT (the numbers exceed
 * SIZE_MAX).
 */
RC_API rc_status rc_grouping_histogram(const rc_grouping *grouping, const rc_view *view, double low,
                                       double high, size_t bins, uint64_t *counts, rc_error *err);

/* -------------------------------------------------------- distinct records */

/**
 * Stores in `*count` the number of groups of the keys, exactly, without the group of each record:
 * nulls count as one value, and so do NaNs. `options` may be NULL. RC_OK; errors of keys, RC_EARG
 * (options), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_status rc_store_distinct(const rc_store *store, const char *const *keys, size_t n_keys,
                                   size_t *count, const rc_group_options *options, rc_error *err);

/**
 * Stores in `*estimate` an estimate of that number, from 16384 counters of one byte for each
 * thread, however many records and groups there are. The standard error is 0.8 % (of the estimates
 * for many different stores, two of three are within 0.8 %, and 997 of 1000 within 2.5 %). An
 * estimate is the same on every machine and for any number of threads.
 *
 * The method is HyperLogLog (Flajolet, Fusy, Gandouet, Meunier: HyperLogLog: the analysis of a
 * near-optimal cardinality estimation algorithm, AofA 2007) with hashes of 64 bits and the
 * estimator of Ertl (New cardinality estimation algorithms for HyperLogLog sketches,
 * arXiv:1702.01284, algorithm 6), which needs no correction for small or large numbers.
 *
 * `options` may be NULL. RC_OK; errors of keys, RC_EARG (options), RC_ENOMEM.
 */
RC_API rc_status rc_store_distinct_estimate(const rc_store *store, const char *const *keys,
                                            size_t n_keys, double *estimate,
                                            const rc_group_options *options, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
