/*
 * compute/group/distinct.c - the number of distinct keys: counted, and estimated (HyperLogLog).
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"
#include "compute/group/grouping.h"
#include "compute/group/hash.h"
#include "compute/group/keys.h"
#include "store/field_handle.h"

#include <math.h>
#include <string.h>

rc_status rc_store_distinct(const rc_store *store, const char *const *keys, size_t n_keys,
                            size_t *count, const rc_group_options *options, rc_error *err)
{
    rc_group_options use;
    rci_group_keys found;
    rci_group_table table;
    rc_status status = rci_group_options(&use, options, err);
    if (status == RC_OK) {
        status = rci_store_check_result(count, err);
    }
    if (status == RC_OK) {
        status = rci_group_keys_init(&found, store, keys, n_keys, use.threads, err);
    }
    if (status != RC_OK) {
        return status;
    }
    status = rci_group_keys_number(&found, &table, NULL, NULL, err);
    if (status == RC_OK) {
        *count = table.count;
        rci_group_table_release(&table);
    }
    rci_group_keys_release(&found);
    return status;
}

/* --------------------------------------------------------------- registers
 *
 * The names are those of the papers: p bits of a hash choose one of m registers, which has the
 * greatest position of the first 1 among the other q bits, q + 1 if there is none.
 */
enum { P = 14, M = 1 << P, Q = 64 - P, MAX_RANGES = 64, BLOCK = 1024 };

typedef struct estimating {
    const rci_group_keys *keys;
    size_t ranges;
    unsigned char *registers; /* M of each range */
} estimating;

/* The hash of the values of one key. */
static void hash_key(const rci_compute_column *column, size_t first, size_t n, uint64_t *hashes)
{
    uint64_t valid[BLOCK / 64];
    if (rci_group_is_text(column)) {
        rci_group_text_hashes(column, 0, first, n, hashes);
    } else {
        rci_group_term term = {.column = *column};
        rci_group_term_get(&term, first, n, hashes);
    }
    for (size_t i = 0; i < n; i++) {
        hashes[i] = rci_group_scatter(hashes[i]);
    }
    if (column->n_bitmaps > 0 && !rci_compute_column_valid(column, first, n, valid)) {
        for (size_t i = 0; i < n; i++) {
            /* Any number that no pattern of values leads to. */
            hashes[i] = valid[i / 64] >> (i % 64) & 1 ? hashes[i] : UINT64_C(0xB492B66FBE98F273);
        }
    }
}

static void update(unsigned char *registers, const uint64_t *hashes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t rest = hashes[i] << P | (UINT64_C(1) << (P - 1));
        unsigned char rank = (unsigned char)(__builtin_clzll(rest) + 1);
        unsigned char *to = &registers[hashes[i] >> Q];
        *to = rank > *to ? rank : *to;
    }
}

static void estimate_range(void *arg, size_t task)
{
    const estimating *all = arg;
    size_t n_records = all->keys->call.n, each = n_records / all->ranges;
    size_t first = task * each, end = task + 1 == all->ranges ? n_records : first + each;
    uint64_t hashes[BLOCK], more[BLOCK];
    for (; first < end; first += BLOCK) {
        size_t n = end - first < BLOCK ? end - first : BLOCK;
        hash_key(&all->keys->columns[0], first, n, hashes);
        for (size_t k = 1; k < all->keys->n_keys; k++) {
            hash_key(&all->keys->columns[k], first, n, more);
            for (size_t i = 0; i < n; i++) {
                /* Not symmetric: (a, b) differs from (b, a). */
                hashes[i] = rci_group_scatter(hashes[i] * 3 ^ more[i]);
            }
        }
        update(all->registers + task * M, hashes, n);
    }
}

/* ---------------------------------------------------------------- estimator */

static double sigma(double x)
{
    double y = 1, z = x, old;
    if (x >= 1) {
        return (double)INFINITY;
    }
    do {
        x *= x;
        old = z;
        z += x * y;
        y += y;
    } while (z > old);
    return z;
}

static double tau(double x)
{
    double y = 1, z = 1 - x, old;
    if (x <= 0 || x >= 1) {
        return 0;
    }
    do {
        x = sqrt(x);
        old = z;
        y /= 2;
        z -= (1 - x) * (1 - x) * y;
    } while (z < old);
    return z / 3;
}

static double estimate_of(const unsigned char *registers)
{
    const double ln2 = 0.693147180559945309417;
    size_t counts[Q + 2] = {0};
    double z;
    for (size_t i = 0; i < M; i++) {
        counts[registers[i]]++;
    }
    z = M * tau(1 - (double)counts[Q + 1] / M);
    for (size_t k = Q; k >= 1; k--) {
        z = (z + (double)counts[k]) / 2;
    }
    z += M * sigma((double)counts[0] / M);
    return (double)M * M / (2 * ln2) / z;
}

rc_status rc_store_distinct_estimate(const rc_store *store, const char *const *keys, size_t n_keys,
                                     double *estimate, const rc_group_options *options,
                                     rc_error *err)
{
    rc_group_options use;
    rci_group_keys found;
    estimating all = {.keys = &found};
    rc_status status = rci_group_options(&use, options, err);
    if (status == RC_OK) {
        status = rci_store_check_result(estimate, err);
    }
    if (status == RC_OK) {
        status = rci_group_keys_init(&found, store, keys, n_keys, use.threads, err);
    }
    if (status != RC_OK) {
        return status;
    }
    all.ranges = rci_compute_chunks(found.call.n);
    if (all.ranges > rci_base_thread_count(use.threads)) {
        all.ranges = rci_base_thread_count(use.threads);
    }
    all.ranges = all.ranges < 1 ? 1 : all.ranges < MAX_RANGES ? all.ranges : MAX_RANGES;
    all.registers = rci_base_zalloc(found.call.allocator, all.ranges * M, err);
    if (all.registers) {
        rci_base_pool_run(use.threads, all.ranges, estimate_range, &all);
        for (size_t i = M; i < all.ranges * M; i++) {
            unsigned char *to = &all.registers[i % M];
            *to = all.registers[i] > *to ? all.registers[i] : *to;
        }
        *estimate = estimate_of(all.registers);
        rci_base_free(found.call.allocator, all.registers, all.ranges * M);
    }
    status = all.registers ? RC_OK : RC_ENOMEM;
    rci_group_keys_release(&found);
    return status;
}
