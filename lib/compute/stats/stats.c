/*
 * compute/stats/stats.c - the statistics of one field: parts for each chunk of records, joined in
 * order.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "base/pool.h"
#include "compute/bits.h"
#include "compute/column.h"
#include "compute/compact.h"
#include "compute/range.h"
#include "compute/stats/block.h"
#include "compute/stats/part.h"
#include "store/field_handle.h"
#include "value/wide.h"

#include <math.h>
#include <rowcol/stats.h>
#include <string.h>

typedef struct stats_job {
    rci_compute_column column;
    rci_stats_part *parts;
} stats_job;

/* ---------------------------------------------------------------- blocks */

/* Contiguous cells; those whose bit is not set are removed. `space` is another block than that of
   `cells`. */
static const void *without(const void *cells, size_t size, const uint64_t *words, size_t *n,
                           rci_compute_block *space)
{
    rci_compute_cells from = {(unsigned char *)(uintptr_t)cells, (ptrdiff_t)size};
    rci_compute_cells to = {space->bytes, (ptrdiff_t)size};
    *n = rci_compute_compact(to, from, size, words, *n);
    return space->bytes;
}

static void whole_block(const rci_compute_column *column, const void *cells, size_t n,
                        rci_stats_part *to)
{
    size_t size = column->size;
    bool no_sign = rci_stats_is_unsigned(column->kind);
    rci_stats_whole_block block;
    rci_value_wide sum;
    rci_stats_whole(cells, size, no_sign, n, &block);
    if (rci_stats_is_time(column->kind) && n > 0 && block.min == RC_NAT) {
        /* NaTs are removed. */
        uint64_t words[RCI_COMPUTE_BLOCK_WORDS];
        rci_compute_block space;
        size_t all = n;
        rci_compute_range_integer(cells, 8, (uint64_t)INT64_MIN + 1, UINT64_MAX - 1, n, words);
        cells = without(cells, 8, words, &n, &space);
        to->nans += all - n;
        rci_stats_whole(cells, size, no_sign, n, &block);
    }
    if (n == 0) {
        return;
    }
    sum = (rci_value_wide)block.low;
    sum += size == 8 ? (rci_value_wide)block.high << 32 : (rci_value_wide)block.high;
    if (!no_sign) {
        sum -= (rci_value_wide)n << (8 * size - 1);
    }
    to->min = to->count == 0 || block.min < to->min ? block.min : to->min;
    to->max = to->count == 0 || block.max > to->max ? block.max : to->max;
    to->sum += sum;
    to->count += n;
}

static void real_block(const void *cells, size_t size, size_t n, rci_stats_part *to)
{
    rci_stats_real_block block;
    rci_stats_real(cells, size, n, &block);
    to->nans += n - block.numbers;
    if (block.numbers > 0) {
        to->real_min = to->count == 0 || block.min < to->real_min ? block.min : to->real_min;
        to->real_max = to->count == 0 || block.max > to->real_max ? block.max : to->real_max;
        rci_stats_add_real(&to->real, block.sum);
        to->count += block.numbers;
    }
}

static const void *load_bools(const rci_compute_column *column, size_t first, size_t n,
                              rci_compute_block *block)
{
    const unsigned char *cells = rci_compute_column_load(column, first, n, block);
    for (size_t i = 0; i < n; i++) {
        block->bytes[i] = cells[i] != 0;
    }
    return block->bytes;
}

static void number_block(const rci_compute_column *column, size_t first, size_t n,
                         const uint64_t *valid, bool all_valid, rci_stats_part *to)
{
    rci_compute_block block, space;
    bool floats = rci_stats_is_real(column->kind);
    size_t size = column->kind == RC_F2 ? 4 : column->size;
    const void *cells = column->kind == RC_BOOL ? load_bools(column, first, n, &block)
                        : floats && size == 4 ? rci_compute_column_load_f4(column, first, n, &block)
                                              : rci_compute_column_load(column, first, n, &block);
    if (!all_valid) {
        cells = without(cells, size, valid, &n, &space);
    }
    if (floats) {
        real_block(cells, size, n, to);
    } else {
        whole_block(column, cells, n, to);
    }
}

/* Text, bytes, complex numbers. */
static void cell_block(const rci_compute_column *column, size_t first, size_t n,
                       const uint64_t *valid, rci_stats_part *to)
{
    bool is_complex = column->kind == RC_C8 || column->kind == RC_C16;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *cell = rci_compute_cell(column, first + i);
        if (!(valid[i / 64] >> (i % 64) & 1)) {
            continue;
        }
        if (is_complex && rci_stats_complex_is_nan(column, cell)) {
            to->nans++;
            continue;
        }
        to->count++;
        if (is_complex) {
            continue;
        }
        if (!to->first || rci_compute_cell_order(column, cell, to->first) < 0) {
            to->first = cell;
        }
        if (!to->last || rci_compute_cell_order(column, cell, to->last) > 0) {
            to->last = cell;
        }
    }
}

static void stats_chunk(void *arg, size_t task)
{
    const stats_job *job = arg;
    const rci_compute_column *column = &job->column;
    size_t end = rci_compute_chunk_end(task, column->n);
    bool numbers = column->kind <= RC_F8 || rci_stats_is_time(column->kind);
    rci_stats_part *to = &job->parts[task];
    for (size_t first = task * RCI_COMPUTE_CHUNK; first < end; first += RCI_COMPUTE_BLOCK) {
        uint64_t valid[RCI_COMPUTE_BLOCK_WORDS];
        size_t n = end - first < RCI_COMPUTE_BLOCK ? end - first : RCI_COMPUTE_BLOCK, count = 0;
        bool all = rci_compute_column_valid(column, first, n, valid);
        for (size_t i = 0; i < rci_compute_words(n); i++) {
            count += rci_compute_popcount(valid[i]);
        }
        to->nulls += n - count;
        if (numbers) {
            number_block(column, first, n, valid, all, to);
        } else {
            cell_block(column, first, n, valid, to);
        }
    }
}

/* ------------------------------------------------------------------ public */

rc_status rc_view_stats(const rc_view *view, rc_stats *stats, const rc_stats_options *options,
                        rc_error *err)
{
    rc_stats_options use = RC_STATS_OPTIONS_INIT;
    const rc_allocator *allocator = rc_get_allocator();
    stats_job job;
    rci_stats_part total = {0};
    size_t chunks, size;
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = rci_store_check_result(stats, err);
    }
    if (status == RC_OK && stats->size != sizeof *stats) {
        status = rci_base_fail(err, RC_EARG, "the size of rc_stats is %zu, expected %zu",
                               stats->size, sizeof *stats);
    }
    if (status == RC_OK) {
        status = rci_base_options(&use, sizeof use, options, "rc_stats_options", err);
    }
    if (status == RC_OK) {
        status = rci_stats_check_kind(view, false, err);
    }
    if (status != RC_OK) {
        return status;
    }
    rci_compute_column_of(&job.column, view);
    chunks = rci_compute_chunks(view->n);
    size = (chunks + 1) * sizeof *job.parts;
    job.parts = rci_base_zalloc(allocator, size, err);
    if (!job.parts) {
        return RC_ENOMEM;
    }
    rci_base_pool_run(use.threads, chunks, stats_chunk, &job);
    for (size_t i = 0; i < chunks; i++) {
        rci_stats_join(&job.column, &total, &job.parts[i]);
    }
    rci_base_free(allocator, job.parts, size);
    return rci_stats_result(view, &job.column, &total, view->n, stats, err);
}

rc_status rc_store_stats(const rc_store *store, const char *path, rc_stats *stats,
                         const rc_stats_options *options, rc_error *err)
{
    rc_view view;
    rc_status status = rc_store_view(store, path, &view, err);
    return status == RC_OK ? rc_view_stats(&view, stats, options, err) : status;
}
