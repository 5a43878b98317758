/*
 * compute/filter/filter.c - new stores of the records whose bit is set.
 */
#include "compute/compact.h"
#include "compute/filter/match.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "base/pool.h"
#include "compute/bits.h"
#include "compute/range.h"
#include "dtype/leaves.h"
#include "store/batch.h"
#include "store/segments.h"

typedef struct filter_job {
    const rc_allocator *allocator;
    rc_filter_options options;
    const rc_store *from;
    rc_store *to;
    size_t n, chunks, total;
    uint64_t *words; /* a bit for each record */
    size_t *counts;  /* of each chunk; then where its records begin */
    size_t size;     /* of both, one block */
    rci_dtype_leaves leaves;
    bool whole_rows; /* rows without padding are copied whole */
} filter_job;

/* ------------------------------------------------------------------- start */

static rc_status job_init(filter_job *job, const rc_store *store, const rc_filter_options *options,
                          rc_error *err)
{
    rc_status status;
    *job = (filter_job){.allocator = rc_get_allocator(), .from = store};
    if (!store) {
        return rci_base_fail(err, RC_EARG, "the argument store is NULL");
    }
    status = rci_filter_options(&job->options, options, err);
    if (status != RC_OK) {
        return status;
    }
    job->n = rc_store_length(store);
    job->chunks = rci_compute_chunks(job->n);
    /* A store has at least a bit for each record, so that this cannot overflow. */
    job->size = rci_compute_words(job->n) * sizeof *job->words + job->chunks * sizeof(size_t);
    job->words = rci_base_zalloc(job->allocator, job->size, err);
    if (!job->words) {
        return RC_ENOMEM;
    }
    job->counts = (size_t *)(void *)(job->words + rci_compute_words(job->n));
    return rci_dtype_leaves_init(&job->leaves, rc_store_dtype(store), err);
}

static void job_release(filter_job *job)
{
    if (job->leaves.allocator) {
        rci_dtype_leaves_release(&job->leaves);
    }
    rci_base_free(job->allocator, job->words, job->size);
}

static void count_chunks(filter_job *job)
{
    for (size_t i = 0; i < job->chunks; i++) {
        size_t first = i * RCI_COMPUTE_CHUNK / 64;
        size_t end = rci_compute_words(rci_compute_chunk_end(i, job->n));
        job->counts[i] = 0;
        for (size_t k = first; k < end; k++) {
            job->counts[i] += rci_compute_popcount(job->words[k]);
        }
    }
}

/* ------------------------------------------------------------------- cells */

/* Cells with padding inside: the padding stays zero. */
static void compact_mixed(const rc_dtype *dtype, rci_compute_cells to, rci_compute_cells from,
                          const uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (words[i / 64] >> (i % 64) & 1) {
            rci_store_copy_segments(dtype, to.data, from.data + (ptrdiff_t)i * from.stride);
            to.data += to.stride;
        }
    }
}

static void compact_leaf(const filter_job *job, size_t leaf, size_t first, size_t n, size_t at)
{
    const rc_dtype *dtype = job->leaves.leaf[leaf].dtype;
    const uint64_t *words = job->words + first / 64;
    rci_compute_cells to, from;
    size_t to_stride, from_stride;
    rci_store_leaf(job->to, leaf, &to.data, &to_stride);
    rci_store_leaf(job->from, leaf, &from.data, &from_stride);
    to.stride = (ptrdiff_t)to_stride;
    from.stride = (ptrdiff_t)from_stride;
    to.data += (ptrdiff_t)at * to.stride;
    from.data += (ptrdiff_t)first * from.stride;
    if (rc_dtype_itemsize(dtype) == 0) {
        return;
    }
    if (rci_store_dtype_is_packed(dtype)) {
        rci_compute_compact(to, from, rc_dtype_itemsize(dtype), words, n);
    } else {
        compact_mixed(dtype, to, from, words, n);
    }
}

static void compact_rows(const filter_job *job, size_t first, size_t n, size_t at)
{
    size_t size = rc_dtype_itemsize(rc_store_dtype(job->from));
    rci_compute_cells to = {(unsigned char *)rc_store_data(job->to) + at * size, (ptrdiff_t)size};
    rci_compute_cells from = {
        (unsigned char *)(uintptr_t)rc_store_data_const(job->from) + first * size, (ptrdiff_t)size};
    rci_compute_compact(to, from, size, job->words + first / 64, n);
}

/* Rows are copied block by block, so that they are in the cache for each of their fields. */
static void filter_chunk(void *arg, size_t task)
{
    const filter_job *job = arg;
    size_t first = task * RCI_COMPUTE_CHUNK, end = rci_compute_chunk_end(task, job->n);
    size_t at = job->counts[task];
    while (first < end) {
        size_t n = end - first < RCI_COMPUTE_BLOCK ? end - first : RCI_COMPUTE_BLOCK, count = 0;
        for (size_t i = 0; i < rci_compute_words(n); i++) {
            count += rci_compute_popcount(job->words[first / 64 + i]);
        }
        if (count > 0 && job->whole_rows) {
            compact_rows(job, first, n, at);
        } else if (count > 0) {
            for (size_t leaf = 0; leaf < job->leaves.n_leaves; leaf++) {
                compact_leaf(job, leaf, first, n, at);
            }
        }
        first += n;
        at += count;
    }
}

/* ------------------------------------------------------------------- nulls */

/* The bits of `word` where `mask` is set, next to each other (Hacker's Delight, 2nd edition, 7-4,
   one bit at a time: most words have few nulls). */
static uint64_t compress(uint64_t word, uint64_t mask)
{
    uint64_t result = 0;
    for (size_t k = 0; mask; mask &= mask - 1, k++) {
        result |= (word >> __builtin_ctzll(mask) & 1) << k;
    }
    return result;
}

static void filter_nulls(const filter_job *job, size_t node)
{
    unsigned char *from, *to;
    size_t from0, to0, at = 0;
    ptrdiff_t step;
    rci_store_null_steps(job->from, node, &from, &from0, &step);
    rci_store_null_bits(job->to, node, &to, &to0);
    for (size_t i = 0; i < job->n; i += 64) {
        size_t bits = job->n - i < 64 ? job->n - i : 64;
        uint64_t mask = job->words[i / 64];
        uint64_t nulls = ~rci_compute_bits_step(from, from0 + i * (size_t)step, step, bits) & mask;
        if (nulls) {
            /* All bits of a new store are set. */
            for (nulls = compress(nulls, mask); nulls; nulls &= nulls - 1) {
                size_t bit = to0 + at + (size_t)__builtin_ctzll(nulls);
                to[bit / 8] = (unsigned char)(to[bit / 8] & ~(1u << (bit % 8)));
            }
        }
        at += rci_compute_popcount(mask);
    }
}

/* --------------------------------------------------------------------- all */

/* The store of the records whose bits are set in job->words, counted in job->counts. */
static rc_store *filtered(filter_job *job, rc_error *err)
{
    rc_layout own = rc_store_layout(job->from), layout = job->options.layout;
    const rc_dtype *dtype = rc_store_dtype(job->from);
    if (layout == RC_LAYOUT_DEFAULT) {
        layout = own == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
    }
    for (size_t i = 0; i < job->chunks; i++) {
        size_t count = job->counts[i];
        job->counts[i] = job->total;
        job->total += count;
    }
    job->to = rci_store_with_capacity(dtype, job->total, layout, err);
    if (!job->to) {
        return NULL;
    }
    job->whole_rows = layout == RC_ROWS && own == RC_ROWS && rci_store_dtype_is_packed(dtype) &&
                      rc_dtype_itemsize(dtype) > 0;
    rci_base_pool_run(job->options.threads, job->chunks, filter_chunk, job);
    for (size_t node = 0; node < job->leaves.n_nulls; node++) {
        filter_nulls(job, node);
    }
    rci_store_set_length(job->to, job->total);
    if (rci_store_adopt_strings(job->to, 0, job->total, job->from, err) != RC_OK) {
        rc_store_unref(job->to);
        return NULL;
    }
    return job->to;
}

rc_store *rc_store_filter(const rc_store *store, const rc_predicate *predicate,
                          const rc_filter_options *options, rc_error *err)
{
    filter_job job;
    rc_store *result = NULL;
    rc_status status = job_init(&job, store, options, err);
    if (status == RC_OK && !predicate) {
        status = rci_base_fail(err, RC_EARG, "the argument predicate is NULL");
    }
    if (status == RC_OK) {
        status =
            rci_filter_match_all(store, predicate, job.options.threads, job.words, job.counts, err);
    }
    if (status == RC_OK) {
        result = filtered(&job, err);
    }
    job_release(&job);
    return result;
}

rc_store *rc_store_filter_bits(const rc_store *store, const unsigned char *bits, size_t first_bit,
                               const rc_filter_options *options, rc_error *err)
{
    filter_job job;
    rc_store *result = NULL;
    rc_status status = job_init(&job, store, options, err);
    if (status == RC_OK && !bits) {
        status = rci_base_fail(err, RC_EARG, "the argument bits is NULL");
    }
    if (status == RC_OK) {
        for (size_t i = 0; i < job.n; i += 64) {
            job.words[i / 64] =
                rci_compute_bits_get(bits, first_bit + i, job.n - i < 64 ? job.n - i : 64);
        }
        count_chunks(&job);
        result = filtered(&job, err);
    }
    job_release(&job);
    return result;
}

rc_store *rc_store_filter_mask(const rc_store *store, const unsigned char *mask,
                               const rc_filter_options *options, rc_error *err)
{
    filter_job job;
    rc_store *result = NULL;
    rc_status status = job_init(&job, store, options, err);
    if (status == RC_OK && !mask) {
        status = rci_base_fail(err, RC_EARG, "the argument mask is NULL");
    }
    if (status == RC_OK) {
        for (size_t i = 0; i < job.n; i += 64) {
            /* Bytes that are not 0. */
            size_t n = job.n - i < 64 ? job.n - i : 64;
            rci_compute_range_integer(mask + i, 1, 1, 254, n, &job.words[i / 64]);
        }
        count_chunks(&job);
        result = filtered(&job, err);
    }
    job_release(&job);
    return result;
}
