/*
 * compute/group/totals.c - adds the values of a field to the totals of their groups.
 *
 * The records are divided into parts, whose number depends on the numbers of records and groups
 * only, and the totals of the parts are joined in their order: so a sum of floats is the same for
 * any number of threads. There are at most n / (4 * groups) parts, so that their totals are less
 * work than the records.
 */
#include "compute/group/totals.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "base/check.h"
#include "base/pool.h"
#include "compute/bits.h"
#include "number/number.h"

#include <math.h>
#include <string.h>

enum { MAX_PARTS = 64, LEAST_PART = RCI_COMPUTE_CHUNK };

/* ------------------------------------------------------------------ arrays */

static bool is_whole(rc_kind kind)
{
    return kind == RC_BOOL || (kind >= RC_I1 && kind <= RC_U8) || rci_stats_is_time(kind);
}

static bool is_complex(rc_kind kind)
{
    return kind == RC_C8 || kind == RC_C16;
}

/* Gives an array the next place in memory, or adds its bytes to the count if there is no memory
   yet. */
static void *place(unsigned char *memory, size_t *bytes, bool is_wanted, size_t each, size_t groups)
{
    void *array = memory && is_wanted ? memory + *bytes : NULL;
    *bytes += is_wanted ? each * groups : 0;
    return array;
}

/* Lays out the arrays; returns their bytes. Those of 16 bytes come first, so that all are aligned.
   No product overflows: the records of the groups have 4 bytes each elsewhere, and there is at most
   one group for each. */
static size_t lay_out(rci_group_arrays *arrays, const rci_group_totals *totals,
                      unsigned char *memory)
{
    rc_kind kind = totals->column.kind;
    bool whole = is_whole(kind), real = rci_stats_is_real(kind);
    bool text = !whole && !real && !is_complex(kind);
    bool min = totals->wanted & RCI_GROUP_MIN, max = totals->wanted & RCI_GROUP_MAX;
    bool sum = totals->wanted & RCI_GROUP_SUM;
    bool is_narrow = totals->column.size <= 4 && totals->call.n <= INT32_MAX;
    size_t bytes = 0, n = totals->groups;
    arrays->wide_sum = place(memory, &bytes, sum && whole && !is_narrow, 16, n);
    arrays->real_sum = place(memory, &bytes, sum && real, sizeof *arrays->real_sum, n);
    arrays->sum = place(memory, &bytes, sum && whole && is_narrow, 8, n);
    arrays->min = place(memory, &bytes, min && whole, 8, n);
    arrays->max = place(memory, &bytes, max && whole, 8, n);
    arrays->real_min = place(memory, &bytes, min && real, 8, n);
    arrays->real_max = place(memory, &bytes, max && real, 8, n);
    arrays->first = place(memory, &bytes, min && text, 8, n);
    arrays->last = place(memory, &bytes, max && text, 8, n);
    arrays->nulls = place(memory, &bytes, totals->column.n_bitmaps > 0, 8, n);
    arrays->nans = place(memory, &bytes, real || rci_stats_is_time(kind) || is_complex(kind), 8, n);
    return (bytes + 15) / 16 * 16;
}

/* The memory is zeros. */
static void fill(const rci_group_arrays *arrays, size_t groups)
{
    for (size_t i = 0; arrays->min && i < groups; i++) {
        arrays->min[i] = INT64_MAX;
    }
    for (size_t i = 0; arrays->max && i < groups; i++) {
        arrays->max[i] = INT64_MIN;
    }
    for (size_t i = 0; arrays->real_min && i < groups; i++) {
        arrays->real_min[i] = (double)INFINITY;
    }
    for (size_t i = 0; arrays->real_max && i < groups; i++) {
        arrays->real_max[i] = -(double)INFINITY;
    }
}

/* ------------------------------------------------------------------ blocks */

enum { BLOCK = RCI_GROUP_BLOCK };

/* The records of a block that have a value: their groups and the values. */
typedef struct block {
    const uint32_t *groups;
    size_t n;
    uint32_t space[BLOCK];
    union {
        int64_t whole[BLOCK];
        double real[BLOCK];
    } values;
} block;

/* Removes the values whose bit is not set, and counts them in `misses`. */
static void remove_values(block *all, const uint64_t *words, uint64_t *misses)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++) {
        uint32_t group = all->groups[i];
        bool keep = words[i / 64] >> (i % 64) & 1;
        all->space[kept] = group;
        all->values.whole[kept] = all->values.whole[i];
        kept += keep;
        if (!keep) {
            misses[group]++;
        }
    }
    all->groups = all->space;
    all->n = kept;
}

/* The bits of values that are not NaN or NaT; whether there are others. */
static bool find_numbers(const block *all, bool is_real, uint64_t *words)
{
    bool others = false;
    for (size_t i = 0; i < all->n; i += 64) {
        size_t n = all->n - i < 64 ? all->n - i : 64;
        uint64_t word = 0;
        for (size_t k = 0; k < n; k++) {
            bool good =
                is_real ? !isnan(all->values.real[i + k]) : all->values.whole[i + k] != RC_NAT;
            word |= (uint64_t)good << k;
        }
        words[i / 64] = word;
        others |= word != rci_compute_low_bits(n);
    }
    return others;
}

static void load_real(const rci_compute_column *column, size_t first, size_t n, double *to)
{
    rci_compute_block space;
    const unsigned char *cells;
    if (column->size == 8) {
        memcpy(to, rci_compute_column_load(column, first, n, &space), n * sizeof *to);
        return;
    }
    cells = rci_compute_column_load_f4(column, first, n, &space);
    for (size_t i = 0; i < n; i++) {
        float x;
        memcpy(&x, cells + i * sizeof x, sizeof x);
        to[i] = (double)x;
    }
}

#define LOAD(name, type, offset)                                                                   \
    static void name(const unsigned char *cells, size_t n, int64_t *to)                            \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            type x;                                                                                \
            memcpy(&x, cells + i * sizeof x, sizeof x);                                            \
            to[i] = (int64_t)x - (offset);                                                         \
        }                                                                                          \
    }

LOAD(load_i1, int8_t, 0)
LOAD(load_i2, int16_t, 0)
LOAD(load_i4, int32_t, 0)
LOAD(load_u1, uint8_t, INT64_C(1) << 7)
LOAD(load_u2, uint16_t, INT64_C(1) << 15)
LOAD(load_u4, uint32_t, INT64_C(1) << 31)

static void load_u8(const unsigned char *cells, size_t n, int64_t *to)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x;
        memcpy(&x, cells + i * sizeof x, sizeof x);
        to[i] = (int64_t)(x ^ UINT64_C(1) << 63);
    }
}

static void load_bool(const unsigned char *cells, size_t n, int64_t *to)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = (cells[i] != 0) - (INT64_C(1) << 7);
    }
}

static void load_whole(const rci_compute_column *column, size_t first, size_t n, int64_t *to)
{
    rci_compute_block space;
    const unsigned char *cells = rci_compute_column_load(column, first, n, &space);
    bool no_sign = rci_stats_is_unsigned(column->kind);
    if (column->kind == RC_BOOL) {
        load_bool(cells, n, to);
        return;
    }
    switch (column->size) {
    case 1:
        (no_sign ? load_u1 : load_i1)(cells, n, to);
        break;
    case 2:
        (no_sign ? load_u2 : load_i2)(cells, n, to);
        break;
    case 4:
        (no_sign ? load_u4 : load_i4)(cells, n, to);
        break;
    default:
        if (no_sign) {
            load_u8(cells, n, to);
        } else {
            memcpy(to, cells, n * sizeof *to);
        }
        break;
    }
}

/* Numbers and times. */
static void add_numbers(const rci_group_totals *totals, const rci_group_arrays *arrays,
                        size_t first, size_t n)
{
    const rci_compute_column *column = &totals->column;
    bool real = rci_stats_is_real(column->kind);
    uint64_t words[RCI_GROUP_BLOCK / 64];
    block all;
    all.groups = totals->numbers + first;
    all.n = n;
    if (real) {
        load_real(column, first, n, all.values.real);
    } else {
        load_whole(column, first, n, all.values.whole);
    }
    if (arrays->nulls && !rci_compute_column_valid(column, first, n, words)) {
        remove_values(&all, words, arrays->nulls);
    }
    if (arrays->nans && find_numbers(&all, real, words)) {
        remove_values(&all, words, arrays->nans);
    }
    if (real) {
        rci_group_add_real(arrays, all.groups, all.values.real, all.n);
    } else {
        rci_group_add_whole(arrays, all.groups, all.values.whole, all.n);
    }
}

static double part_of_complex(const rci_compute_column *column, const unsigned char *cell)
{
    bool big = rc_dtype_order(column->dtype) == RC_ORDER_BIG;
    uint64_t bits = rci_base_cell_get(cell, column->size / 2, big);
    return column->size == 8 ? (double)rci_base_f4_of((uint32_t)bits) : rci_base_f8_of(bits);
}

static void add_text(const rci_group_totals *totals, const rci_group_arrays *arrays, size_t group,
                     size_t record)
{
    const rci_compute_column *column = &totals->column;
    const unsigned char *cell = rci_compute_cell(column, record);
    uint64_t *first = arrays->first, *last = arrays->last;
    if (first && (first[group] == 0 ||
                  rci_compute_cell_order(column, cell,
                                         rci_compute_cell(column, (size_t)first[group] - 1)) < 0)) {
        first[group] = record + 1;
    }
    if (last && (last[group] == 0 ||
                 rci_compute_cell_order(column, cell,
                                        rci_compute_cell(column, (size_t)last[group] - 1)) > 0)) {
        last[group] = record + 1;
    }
}

/* Text, bytes, complex numbers. */
static void add_cells(const rci_group_totals *totals, const rci_group_arrays *arrays, size_t first,
                      size_t n)
{
    const rci_compute_column *column = &totals->column;
    uint64_t valid[RCI_GROUP_BLOCK / 64];
    (void)rci_compute_column_valid(column, first, n, valid);
    for (size_t i = 0; i < n; i++) {
        uint32_t group = totals->numbers[first + i];
        if (!(valid[i / 64] >> (i % 64) & 1)) {
            arrays->nulls[group]++;
        } else if (is_complex(column->kind)) {
            const unsigned char *cell = rci_compute_cell(column, first + i);
            arrays->nans[group] += isnan(part_of_complex(column, cell)) ||
                                   isnan(part_of_complex(column, cell + column->size / 2));
        } else {
            add_text(totals, arrays, group, first + i);
        }
    }
}

/* ------------------------------------------------------------------- parts */

typedef struct parts {
    const rci_group_totals *totals;
    rci_group_arrays *arrays;
    size_t n, each; /* parts, records of a part */
} parts;

static void add_part(void *arg, size_t task)
{
    const parts *all = arg;
    const rci_group_totals *totals = all->totals;
    rc_kind kind = totals->column.kind;
    size_t first = task * all->each;
    size_t end = task + 1 == all->n ? totals->call.n : first + all->each;
    for (; first < end; first += BLOCK) {
        size_t n = end - first < BLOCK ? end - first : BLOCK;
        if (is_whole(kind) || rci_stats_is_real(kind)) {
            add_numbers(totals, &all->arrays[task], first, n);
        } else {
            add_cells(totals, &all->arrays[task], first, n);
        }
    }
}

static void join_text(const rci_compute_column *column, uint64_t *to, uint64_t from, int sign)
{
    if (from != 0 && (*to == 0 || sign * rci_compute_cell_order(
                                             column, rci_compute_cell(column, (size_t)from - 1),
                                             rci_compute_cell(column, (size_t)*to - 1)) <
                                      0)) {
        *to = from;
    }
}

/* Adds groups first .. end - 1 of a part to those of the first one. */
static void join_groups(const rci_group_totals *totals, const rci_group_arrays *to,
                        const rci_group_arrays *from, size_t first, size_t end)
{
    for (size_t g = first; to->nulls && g < end; g++) {
        to->nulls[g] += from->nulls[g];
    }
    for (size_t g = first; to->nans && g < end; g++) {
        to->nans[g] += from->nans[g];
    }
    for (size_t g = first; to->sum && g < end; g++) {
        to->sum[g] += from->sum[g];
    }
    for (size_t g = first; to->wide_sum && g < end; g++) {
        to->wide_sum[g] += from->wide_sum[g];
    }
    for (size_t g = first; to->min && g < end; g++) {
        to->min[g] = from->min[g] < to->min[g] ? from->min[g] : to->min[g];
    }
    for (size_t g = first; to->max && g < end; g++) {
        to->max[g] = from->max[g] > to->max[g] ? from->max[g] : to->max[g];
    }
    for (size_t g = first; to->real_min && g < end; g++) {
        to->real_min[g] = from->real_min[g] < to->real_min[g] ? from->real_min[g] : to->real_min[g];
    }
    for (size_t g = first; to->real_max && g < end; g++) {
        to->real_max[g] = from->real_max[g] > to->real_max[g] ? from->real_max[g] : to->real_max[g];
    }
    for (size_t g = first; to->real_sum && g < end; g++) {
        rci_stats_add_real(&to->real_sum[g], from->real_sum[g].sum);
        to->real_sum[g].error += from->real_sum[g].error;
    }
    for (size_t g = first; to->first && g < end; g++) {
        join_text(&totals->column, &to->first[g], from->first[g], 1);
    }
    for (size_t g = first; to->last && g < end; g++) {
        join_text(&totals->column, &to->last[g], from->last[g], -1);
    }
}

static void join_chunk(void *arg, size_t task)
{
    const parts *all = arg;
    size_t first = task * RCI_COMPUTE_CHUNK;
    size_t end = rci_compute_chunk_end(task, all->totals->groups);
    for (size_t i = 1; i < all->n; i++) {
        join_groups(all->totals, &all->arrays[0], &all->arrays[i], first, end);
    }
}

static void divide(parts *all)
{
    size_t n = all->totals->call.n, groups = all->totals->groups;
    size_t least = groups * 4 > LEAST_PART ? groups * 4 : LEAST_PART;
    all->n = n / least < 1 ? 1 : n / least < MAX_PARTS ? n / least : MAX_PARTS;
    all->each = n / all->n / RCI_COMPUTE_BLOCK * RCI_COMPUTE_BLOCK;
}

rc_status rci_group_totals_init(rci_group_totals *totals, const rci_group_call *call,
                                const rc_view *view, const uint32_t *numbers, const uint64_t *sizes,
                                size_t groups, unsigned wanted)
{
    rci_group_arrays arrays[MAX_PARTS];
    parts all = {totals, arrays, 0, 0};
    size_t bytes;
    *totals = (rci_group_totals){
        .call = *call, .numbers = numbers, .sizes = sizes, .groups = groups, .wanted = wanted};
    rci_compute_column_of(&totals->column, view);
    divide(&all);
    bytes = lay_out(&totals->arrays, totals, NULL);
    if (rci_base_mul_overflows(bytes, all.n, &totals->bytes)) {
        return RC_ENOMEM;
    }
    totals->memory = rci_base_zalloc(call->allocator, totals->bytes, NULL);
    if (!totals->memory) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < all.n; i++) {
        lay_out(&arrays[i], totals, (unsigned char *)totals->memory + i * bytes);
        fill(&arrays[i], groups);
    }
    totals->arrays = arrays[0];
    rci_base_pool_run(call->threads, all.n, add_part, &all);
    rci_base_pool_run(call->threads, rci_compute_chunks(groups), join_chunk, &all);
    return RC_OK;
}

void rci_group_totals_release(rci_group_totals *totals)
{
    rci_base_free(totals->call.allocator, totals->memory, totals->bytes);
    totals->memory = NULL;
}

/* ----------------------------------------------------------------- results */

rci_value_wide rci_group_whole_sum(const rci_group_totals *totals, size_t group)
{
    const rci_group_arrays *arrays = &totals->arrays;
    rci_value_wide sum = arrays->sum ? arrays->sum[group] : arrays->wide_sum[group];
    if (rci_stats_is_unsigned(totals->column.kind)) {
        sum += (rci_value_wide)rci_group_values(totals, group) << (8 * totals->column.size - 1);
    }
    return sum;
}

static const unsigned char *cell_of(const rci_group_totals *totals, const uint64_t *records,
                                    size_t group)
{
    return records && records[group] ? rci_compute_cell(&totals->column, (size_t)records[group] - 1)
                                     : NULL;
}

void rci_group_part(const rci_group_totals *totals, size_t group, rci_stats_part *part)
{
    const rci_group_arrays *arrays = &totals->arrays;
    memset(part, 0, sizeof *part);
    part->nulls = rci_group_nulls(totals, group);
    part->nans = rci_group_nans(totals, group);
    part->count = rci_group_values(totals, group);
    if (arrays->min) {
        part->min = arrays->min[group];
        part->max = arrays->max[group];
        part->sum = rci_group_whole_sum(totals, group);
    }
    if (arrays->real_min) {
        part->real_min = arrays->real_min[group];
        part->real_max = arrays->real_max[group];
        part->real = arrays->real_sum[group];
    }
    part->first = cell_of(totals, arrays->first, group);
    part->last = cell_of(totals, arrays->last, group);
}
