/*
 * compute/stats/stats.c - the statistics of one field: parts for each chunk of records, joined in
 * order.
 */
#include "base/alloc.h"
#include "base/cell.h"
#include "base/error.h"
#include "base/options.h"
#include "base/pool.h"
#include "compute/bits.h"
#include "compute/column.h"
#include "compute/compact.h"
#include "compute/range.h"
#include "compute/stats/block.h"
#include "number/number.h"
#include "store/field_handle.h"
#include "value/wide.h"

#include <math.h>
#include <rowcol/stats.h>
#include <string.h>

/* A sum with the error of its additions (Neumaier, Rundungsfehleranalyse einiger Verfahren zur
   Summation endlicher Summen, ZAMM 54, 1974). */
typedef struct real_sum {
    double sum, error;
} real_sum;

static void add_real(real_sum *to, double x)
{
    double sum = to->sum + x;
    if (isfinite(sum)) {
        to->error += fabs(to->sum) >= fabs(x) ? (to->sum - sum) + x : (x - sum) + to->sum;
    }
    to->sum = sum;
}

/* The statistics of some records. */
typedef struct part {
    uint64_t nulls, nans, count;
    int64_t min, max; /* integers, bools, times; as rci_stats_whole_block */
    rci_value_wide sum;
    double real_min, real_max;
    real_sum real;
    const unsigned char *first, *last; /* text: the cells of minimum and maximum */
} part;

typedef struct stats_job {
    rci_compute_column column;
    part *parts;
} stats_job;

static bool is_unsigned(rc_kind kind)
{
    return kind == RC_BOOL || (kind >= RC_U1 && kind <= RC_U8);
}

static bool is_time(rc_kind kind)
{
    return kind == RC_DATETIME || kind == RC_TIMEDELTA;
}

static bool is_real(rc_kind kind)
{
    return kind == RC_F2 || kind == RC_F4 || kind == RC_F8;
}

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

static void whole_block(const rci_compute_column *column, const void *cells, size_t n, part *to)
{
    size_t size = column->size;
    bool no_sign = is_unsigned(column->kind);
    rci_stats_whole_block block;
    rci_value_wide sum;
    rci_stats_whole(cells, size, no_sign, n, &block);
    if (is_time(column->kind) && n > 0 && block.min == RC_NAT) {
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

static void real_block(const void *cells, size_t size, size_t n, part *to)
{
    rci_stats_real_block block;
    rci_stats_real(cells, size, n, &block);
    to->nans += n - block.numbers;
    if (block.numbers > 0) {
        to->real_min = to->count == 0 || block.min < to->real_min ? block.min : to->real_min;
        to->real_max = to->count == 0 || block.max > to->real_max ? block.max : to->real_max;
        add_real(&to->real, block.sum);
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
                         const uint64_t *valid, bool all_valid, part *to)
{
    rci_compute_block block, space;
    bool floats = is_real(column->kind);
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

static double part_of_complex(const rci_compute_column *column, const unsigned char *cell)
{
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    uint64_t bits = rci_base_cell_get(cell, column->size / 2, big);
    return column->size == 8 ? (double)rci_base_f4_of((uint32_t)bits) : rci_base_f8_of(bits);
}

/* Text, bytes, complex numbers. */
static void cell_block(const rci_compute_column *column, size_t first, size_t n,
                       const uint64_t *valid, part *to)
{
    bool is_complex = column->kind == RC_C8 || column->kind == RC_C16;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *cell = rci_compute_cell(column, first + i);
        if (!(valid[i / 64] >> (i % 64) & 1)) {
            continue;
        }
        if (is_complex && (isnan(part_of_complex(column, cell)) ||
                           isnan(part_of_complex(column, cell + column->size / 2)))) {
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
    bool numbers = column->kind <= RC_F8 || is_time(column->kind);
    part *to = &job->parts[task];
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

/* ------------------------------------------------------------------- join */

static void join(const rci_compute_column *column, part *to, const part *from)
{
    to->nulls += from->nulls;
    to->nans += from->nans;
    if (from->count == 0) {
        return;
    }
    if (to->count == 0) {
        to->min = from->min;
        to->max = from->max;
        to->real_min = from->real_min;
        to->real_max = from->real_max;
        to->first = from->first;
        to->last = from->last;
    }
    to->min = from->min < to->min ? from->min : to->min;
    to->max = from->max > to->max ? from->max : to->max;
    to->real_min = from->real_min < to->real_min ? from->real_min : to->real_min;
    to->real_max = from->real_max > to->real_max ? from->real_max : to->real_max;
    if (from->first && rci_compute_cell_order(column, from->first, to->first) < 0) {
        to->first = from->first;
    }
    if (from->last && rci_compute_cell_order(column, from->last, to->last) > 0) {
        to->last = from->last;
    }
    to->count += from->count;
    to->sum += from->sum;
    add_real(&to->real, from->real.sum);
    to->real.error += from->real.error;
}

/* ----------------------------------------------------------------- results */

static rc_value whole_value(const rci_compute_column *column, int64_t x)
{
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(column->dtype, &multiple);
    uint64_t flip = UINT64_C(1) << (8 * column->size - 1);
    switch (column->kind) {
    case RC_BOOL:
        return rc_value_bool(((uint64_t)x ^ flip) & 1);
    case RC_DATETIME:
        return rc_value_datetime(x, unit, multiple);
    case RC_TIMEDELTA:
        return rc_value_timedelta(x, unit, multiple);
    default:
        if (is_unsigned(column->kind)) {
            uint64_t mask = column->size == 8 ? UINT64_MAX : (flip << 1) - 1;
            return rc_value_uint(((uint64_t)x ^ flip) & mask);
        }
        return rc_value_int(x);
    }
}

static void set_whole(const rci_compute_column *column, const part *total, rc_stats *stats)
{
    rci_value_wide sum = total->sum;
    stats->min = whole_value(column, total->min);
    stats->max = whole_value(column, total->max);
    stats->mean = (double)sum / (double)total->count;
    if (column->kind == RC_DATETIME) {
        return;
    }
    stats->sum_low = (uint64_t)sum;
    stats->sum_high = (int64_t)(sum >> 64);
    if (rci_value_wide_is_i64(sum)) {
        bool no_time = column->kind == RC_TIMEDELTA && (int64_t)sum == RC_NAT;
        stats->sum = column->kind != RC_TIMEDELTA ? rc_value_int((int64_t)sum)
                     : no_time                    ? rc_value_null()
                                                  : whole_value(column, (int64_t)sum);
    } else if (sum > 0 && sum >> 64 == 0 && column->kind != RC_TIMEDELTA) {
        stats->sum = rc_value_uint((uint64_t)sum);
    }
}

static rc_value real_value(const rci_compute_column *column, double x)
{
    rc_value value = rc_value_float(x);
    value.precision = (int)column->size;
    return value;
}

static void set_real(const rci_compute_column *column, const part *total, rc_stats *stats)
{
    double sum = total->real.sum;
    sum += isfinite(sum) ? total->real.error : 0;
    stats->min = real_value(column, total->real_min);
    stats->max = real_value(column, total->real_max);
    stats->sum = rc_value_float(sum);
    stats->mean = sum / (double)total->count;
}

static rc_status set_text(const rc_view *view, const part *total, rc_stats *stats, rc_error *err)
{
    rc_status status = RC_OK;
    if (total->first) {
        ptrdiff_t stride = view->stride ? view->stride : 1;
        size_t first = (size_t)((total->first - view->data) / stride);
        size_t last = (size_t)((total->last - view->data) / stride);
        status = rc_view_get(view, first, &stats->min, err);
        if (status == RC_OK) {
            status = rc_view_get(view, last, &stats->max, err);
        }
    }
    return status;
}

static rc_status set_results(const rc_view *view, const rci_compute_column *column,
                             const part *total, rc_stats *stats, rc_error *err)
{
    rc_stats result = RC_STATS_INIT;
    rc_status status = RC_OK;
    result.records = column->n;
    result.nulls = total->nulls;
    result.nans = total->nans;
    result.count = total->count;
    result.mean = (double)NAN;
    if (total->count > 0 && is_real(column->kind)) {
        set_real(column, total, &result);
    } else if (total->count > 0 && (column->kind < RC_F2 || is_time(column->kind))) {
        set_whole(column, total, &result);
    } else if (total->count > 0) {
        status = set_text(view, total, &result, err);
    }
    if (status == RC_OK) {
        *stats = result;
    }
    return status;
}

/* ------------------------------------------------------------------ public */

static rc_status check_kind(const rc_view *view, bool numbers, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(view->dtype);
    rci_store_path path;
    bool fits = numbers ? kind <= RC_F8 || is_time(kind) : kind != RC_STRUCT && kind != RC_SUBARRAY;
    if (!fits) {
        rci_base_fail(err, RC_ETYPE,
                      numbers ? "%s is neither a number nor a time"
                              : "%s has no statistics: ask for its parts",
                      rc_kind_name(kind));
        rci_base_error_field(err, rci_store_view_path(&path, view));
    }
    return fits ? RC_OK : RC_ETYPE;
}

rc_status rc_view_stats(const rc_view *view, rc_stats *stats, const rc_stats_options *options,
                        rc_error *err)
{
    rc_stats_options use = RC_STATS_OPTIONS_INIT;
    const rc_allocator *allocator = rc_get_allocator();
    stats_job job;
    part total = {0};
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
        status = check_kind(view, false, err);
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
        join(&job.column, &total, &job.parts[i]);
    }
    rci_base_free(allocator, job.parts, size);
    return set_results(view, &job.column, &total, stats, err);
}

rc_status rc_store_stats(const rc_store *store, const char *path, rc_stats *stats,
                         const rc_stats_options *options, rc_error *err)
{
    rc_view view;
    rc_status status = rc_store_view(store, path, &view, err);
    return status == RC_OK ? rc_view_stats(&view, stats, options, err) : status;
}

/* --------------------------------------------------------------- histogram */

/* NaN for a NaT. */
static double number_of(const rci_compute_column *column, const unsigned char *cell)
{
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    uint64_t bits = rci_base_cell_get(cell, column->size, big);
    switch (column->kind) {
    case RC_BOOL:
        return bits != 0;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        return (double)bits;
    case RC_F2:
        return rci_number_f2_to_f8((uint16_t)bits);
    case RC_F4:
        return (double)rci_base_f4_of((uint32_t)bits);
    case RC_F8:
        return rci_base_f8_of(bits);
    default: {
        int64_t i = rci_base_cell_get_signed(cell, column->size, big);
        return is_time(column->kind) && i == RC_NAT ? (double)NAN : (double)i;
    }
    }
}

static size_t bin_of(double x, double low, double high, size_t bins)
{
    double at;
    if (x < low || x > high) {
        return x < low ? 0 : bins + 1;
    }
    /* Halves, so that the difference of two numbers near the largest one is finite. */
    at = (x / 2 - low / 2) / (high / 2 - low / 2) * (double)bins;
    return 1 + (at >= (double)bins ? bins - 1 : (size_t)at);
}

rc_status rc_view_histogram(const rc_view *view, double low, double high, size_t bins,
                            uint64_t *counts, rc_error *err)
{
    rci_compute_column column;
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = rci_store_check_result(counts, err);
    }
    if (status == RC_OK && (bins == 0 || !isfinite(low) || !isfinite(high) || !(low < high))) {
        status = rci_base_fail(err, RC_EARG,
                               "a histogram needs at least one part, and low less than high");
    }
    if (status == RC_OK) {
        status = check_kind(view, true, err);
    }
    if (status != RC_OK) {
        return status;
    }
    rci_compute_column_of(&column, view);
    memset(counts, 0, (bins + 2) * sizeof *counts);
    for (size_t first = 0; first < column.n; first += 64) {
        size_t n = column.n - first < 64 ? column.n - first : 64;
        uint64_t valid;
        (void)rci_compute_column_valid(&column, first, n, &valid);
        for (; valid; valid &= valid - 1) {
            double x = number_of(&column,
                                 rci_compute_cell(&column, first + (size_t)__builtin_ctzll(valid)));
            if (!isnan(x)) {
                counts[bin_of(x, low, high, bins)]++;
            }
        }
    }
    return RC_OK;
}
