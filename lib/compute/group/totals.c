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
#include "base/pool.h"
#include "compute/bits.h"

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

/* Returns the next place in memory for an array, or NULL without memory; its bytes are added to the
   count. */
static void *place(unsigned char *memory, size_t *bytes, bool is_wanted, size_t each,
                   size_t capacity)
{
    void *array = memory && is_wanted ? memory + *bytes : NULL;
    *bytes += is_wanted ? each * capacity : 0;
    return array;
}

/* Lays out the arrays; returns their bytes. Those of 16 bytes come first, so that all are aligned.
   No product overflows: a table has 16 bytes for each group. */
static size_t lay_out(rci_group_arrays *arrays, const rci_group_totals *totals, size_t n,
                      unsigned char *memory)
{
    const rci_compute_column *column = totals->column;
    bool whole = column && is_whole(column->kind);
    bool real = column && rci_stats_is_real(column->kind);
    bool text = column && !whole && !real && !is_complex(column->kind);
    bool nans = real || (column && (is_complex(column->kind) || rci_stats_is_time(column->kind)));
    bool min = totals->wanted & RCI_GROUP_MIN, max = totals->wanted & RCI_GROUP_MAX;
    bool sum = totals->wanted & RCI_GROUP_SUM;
    size_t bytes = 0;
    arrays->wide_sum = place(memory, &bytes, sum && whole && !totals->is_narrow, 16, n);
    arrays->real_sum = place(memory, &bytes, sum && real, sizeof *arrays->real_sum, n);
    arrays->sum = place(memory, &bytes, sum && whole && totals->is_narrow, 8, n);
    arrays->min = place(memory, &bytes, min && whole, 8, n);
    arrays->max = place(memory, &bytes, max && whole, 8, n);
    arrays->real_min = place(memory, &bytes, min && real, 8, n);
    arrays->real_max = place(memory, &bytes, max && real, 8, n);
    arrays->first = place(memory, &bytes, min && text, 8, n);
    arrays->last = place(memory, &bytes, max && text, 8, n);
    arrays->nulls = place(memory, &bytes, column && column->n_bitmaps > 0, 8, n);
    arrays->nans = place(memory, &bytes, nans, 8, n);
    arrays->sizes = place(memory, &bytes, !column, 8, n);
    return bytes;
}

/* The memory of new groups is zeros. */
static void fill(const rci_group_arrays *arrays, size_t first, size_t end)
{
    for (size_t i = first; arrays->min && i < end; i++) {
        arrays->min[i] = INT64_MAX;
    }
    for (size_t i = first; arrays->max && i < end; i++) {
        arrays->max[i] = INT64_MIN;
    }
    for (size_t i = first; arrays->real_min && i < end; i++) {
        arrays->real_min[i] = (double)INFINITY;
    }
    for (size_t i = first; arrays->real_max && i < end; i++) {
        arrays->real_max[i] = -(double)INFINITY;
    }
}

static void copy(void *to, const void *from, size_t bytes)
{
    if (to && bytes > 0) {
        memcpy(to, from, bytes);
    }
}

static void copy_arrays(const rci_group_arrays *to, const rci_group_arrays *from, size_t groups)
{
    copy(to->wide_sum, from->wide_sum, groups * sizeof *to->wide_sum);
    copy(to->real_sum, from->real_sum, groups * sizeof *to->real_sum);
    copy(to->sum, from->sum, groups * sizeof *to->sum);
    copy(to->min, from->min, groups * sizeof *to->min);
    copy(to->max, from->max, groups * sizeof *to->max);
    copy(to->real_min, from->real_min, groups * sizeof *to->real_min);
    copy(to->real_max, from->real_max, groups * sizeof *to->real_max);
    copy(to->first, from->first, groups * sizeof *to->first);
    copy(to->last, from->last, groups * sizeof *to->last);
    copy(to->nulls, from->nulls, groups * sizeof *to->nulls);
    copy(to->nans, from->nans, groups * sizeof *to->nans);
    copy(to->sizes, from->sizes, groups * sizeof *to->sizes);
}

void rci_group_totals_init(rci_group_totals *totals, const rci_compute_column *column, size_t n,
                           unsigned wanted)
{
    *totals = (rci_group_totals){.column = column, .wanted = wanted};
    totals->is_narrow = column && column->size <= 4 && n <= INT32_MAX;
}

void rci_group_totals_release(rci_group_totals *totals)
{
    rci_group_memory_release(&totals->memory);
    totals->groups = totals->capacity = 0;
}

rc_status rci_group_totals_grow(rci_group_totals *totals, size_t groups)
{
    if (groups > totals->capacity) {
        size_t capacity = groups + (totals->capacity > 0 ? groups : 0);
        rci_group_memory old = totals->memory;
        rci_group_arrays arrays;
        size_t bytes = lay_out(&arrays, totals, capacity, NULL);
        if (!rci_group_memory_make(&totals->memory, bytes, 1)) {
            return RC_ENOMEM;
        }
        lay_out(&arrays, totals, capacity, totals->memory.data);
        copy_arrays(&arrays, &totals->arrays, totals->groups);
        totals->arrays = arrays;
        totals->capacity = capacity;
        rci_group_memory_release(&old);
    }
    if (groups > totals->groups) {
        fill(&totals->arrays, totals->groups, groups);
        totals->groups = groups;
    }
    return RC_OK;
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

#define LOAD(name, type)                                                                           \
    static void name(const unsigned char *cells, size_t n, int64_t *to)                            \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            type x;                                                                                \
            memcpy(&x, cells + i * sizeof x, sizeof x);                                            \
            to[i] = (int64_t)x;                                                                    \
        }                                                                                          \
    }

LOAD(load_i1, int8_t)
LOAD(load_i2, int16_t)
LOAD(load_i4, int32_t)
LOAD(load_u1, uint8_t)
LOAD(load_u2, uint16_t)
LOAD(load_u4, uint32_t)

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
        to[i] = cells[i] != 0;
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
static void add_numbers(const rci_group_totals *totals, const uint32_t *numbers, size_t first,
                        size_t n)
{
    const rci_compute_column *column = totals->column;
    const rci_group_arrays *arrays = &totals->arrays;
    bool real = rci_stats_is_real(column->kind);
    uint64_t words[RCI_GROUP_BLOCK / 64];
    block all;
    all.groups = numbers;
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
        rci_value_wide offset = column->kind == RC_U8 ? (rci_value_wide)1 << 63 : 0;
        rci_group_add_whole(arrays, all.groups, all.values.whole, offset, all.n);
    }
}

static void add_text(const rci_group_totals *totals, size_t group, size_t record)
{
    const rci_compute_column *column = totals->column;
    const unsigned char *cell = rci_compute_cell(column, record);
    uint64_t *first = totals->arrays.first, *last = totals->arrays.last;
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
static void add_cells(const rci_group_totals *totals, const uint32_t *numbers, size_t first,
                      size_t n)
{
    const rci_compute_column *column = totals->column;
    uint64_t valid[RCI_GROUP_BLOCK / 64];
    (void)rci_compute_column_valid(column, first, n, valid);
    for (size_t i = 0; i < n; i++) {
        uint32_t group = numbers[i];
        if (!(valid[i / 64] >> (i % 64) & 1)) {
            totals->arrays.nulls[group]++;
        } else if (is_complex(column->kind)) {
            totals->arrays.nans[group] +=
                rci_stats_complex_is_nan(column, rci_compute_cell(column, first + i));
        } else {
            add_text(totals, group, first + i);
        }
    }
}

void rci_group_totals_add(const rci_group_totals *totals, const uint32_t *numbers, size_t first,
                          size_t n)
{
    const rci_group_arrays *arrays = &totals->arrays;
    if (!totals->column) {
        rci_group_add_sizes(arrays->sizes, numbers, n);
    } else if (arrays->sum && !arrays->min && !arrays->max && rci_group_is_plain(totals->column)) {
        rci_group_add_cells(arrays->sum, numbers, rci_compute_cell(totals->column, first),
                            totals->column->kind, n);
    } else if (is_whole(totals->column->kind) || rci_stats_is_real(totals->column->kind)) {
        add_numbers(totals, numbers, first, n);
    } else {
        add_cells(totals, numbers, first, n);
    }
}

/* -------------------------------------------------------------------- join */

static void join_text(const rci_compute_column *column, uint64_t *to, uint64_t from, int sign)
{
    if (from != 0 && (*to == 0 || sign * rci_compute_cell_order(
                                             column, rci_compute_cell(column, (size_t)from - 1),
                                             rci_compute_cell(column, (size_t)*to - 1)) <
                                      0)) {
        *to = from;
    }
}

/* Joins one total of the groups of a block. */
#define JOIN(array, step)                                                                          \
    for (size_t i = 0; a->array && i < n; i++) {                                                   \
        size_t g = groups[i], k = to_groups[i];                                                    \
        step;                                                                                      \
    }

void rci_group_totals_join_some(const rci_group_totals *to, const rci_group_totals *from,
                                const uint32_t *to_groups, const uint32_t *groups, size_t n)
{
    const rci_group_arrays *a = &to->arrays, *b = &from->arrays;
    JOIN(sizes, a->sizes[k] += b->sizes[g])
    JOIN(nulls, a->nulls[k] += b->nulls[g])
    JOIN(nans, a->nans[k] += b->nans[g])
    JOIN(sum, a->sum[k] += b->sum[g])
    JOIN(wide_sum, a->wide_sum[k] += b->wide_sum[g])
    JOIN(min, a->min[k] = b->min[g] < a->min[k] ? b->min[g] : a->min[k])
    JOIN(max, a->max[k] = b->max[g] > a->max[k] ? b->max[g] : a->max[k])
    JOIN(real_min,
         a->real_min[k] = b->real_min[g] < a->real_min[k] ? b->real_min[g] : a->real_min[k])
    JOIN(real_max,
         a->real_max[k] = b->real_max[g] > a->real_max[k] ? b->real_max[g] : a->real_max[k])
    JOIN(real_sum, rci_stats_add_real(&a->real_sum[k], b->real_sum[g].sum);
         a->real_sum[k].error += b->real_sum[g].error)
    JOIN(first, join_text(to->column, &a->first[k], b->first[g], 1))
    JOIN(last, join_text(to->column, &a->last[k], b->last[g], -1))
}

void rci_group_totals_join(const rci_group_totals *to, const rci_group_totals *from, size_t first,
                           size_t end)
{
    uint32_t groups[BLOCK];
    for (; first < end; first += BLOCK) {
        size_t n = end - first < BLOCK ? end - first : BLOCK;
        for (size_t i = 0; i < n; i++) {
            groups[i] = (uint32_t)(first + i);
        }
        rci_group_totals_join_some(to, from, groups, groups, n);
    }
}

/* One total of the groups that are picked. */
#define PICK(array)                                                                                \
    for (size_t g = 0; a->array && g < groups; g++) {                                              \
        a->array[g] = b->array[words[g]];                                                          \
    }

rc_status rci_group_totals_pick(rci_group_totals *totals, const uint64_t *words, size_t groups)
{
    rci_group_totals picked = *totals;
    const rci_group_arrays *a = &picked.arrays, *b = &totals->arrays;
    size_t bytes = lay_out(&picked.arrays, totals, groups, NULL);
    if (!rci_group_memory_make(&picked.memory, bytes, 1)) {
        return RC_ENOMEM;
    }
    lay_out(&picked.arrays, totals, groups, picked.memory.data);
    picked.groups = picked.capacity = groups;
    PICK(sizes)
    PICK(nulls)
    PICK(nans)
    PICK(sum)
    PICK(wide_sum)
    PICK(min)
    PICK(max)
    PICK(real_min)
    PICK(real_max)
    PICK(real_sum)
    PICK(first)
    PICK(last)
    rci_group_totals_release(totals);
    *totals = picked;
    return RC_OK;
}

/* ------------------------------------------------------------------- parts */

typedef struct parts {
    rci_group_totals *totals; /* of each part */
    const uint32_t *numbers;
    size_t records, groups;
    size_t n, each; /* parts, records of a part */
} parts;

static void add_part(void *arg, size_t task)
{
    const parts *all = arg;
    size_t first = task * all->each;
    size_t end = task + 1 == all->n ? all->records : first + all->each;
    for (; first < end; first += BLOCK) {
        size_t n = end - first < BLOCK ? end - first : BLOCK;
        rci_group_totals_add(&all->totals[task], all->numbers + first, first, n);
    }
}

static void join_chunk(void *arg, size_t task)
{
    const parts *all = arg;
    size_t first = task * RCI_COMPUTE_CHUNK, end = rci_compute_chunk_end(task, all->groups);
    for (size_t i = 1; i < all->n; i++) {
        rci_group_totals_join(&all->totals[0], &all->totals[i], first, end);
    }
}

static void divide(parts *all)
{
    size_t least = all->groups * 4 > LEAST_PART ? all->groups * 4 : LEAST_PART;
    size_t n = all->records / least;
    all->n = n < 1 ? 1 : n < MAX_PARTS ? n : MAX_PARTS;
    all->each = all->records / all->n / RCI_COMPUTE_BLOCK * RCI_COMPUTE_BLOCK;
}

rc_status rci_group_totals_of(rci_group_totals *to, const rci_group_call *call,
                              const uint32_t *numbers, size_t groups)
{
    rci_group_totals totals[MAX_PARTS];
    parts all = {totals, numbers, call->n, groups, 0, 0};
    rc_status status = RC_OK;
    divide(&all);
    for (size_t i = 0; i < all.n; i++) {
        rci_group_totals_init(&totals[i], to->column, call->n, to->wanted);
    }
    for (size_t i = 0; i < all.n && status == RC_OK; i++) {
        status = rci_group_totals_grow(&totals[i], groups);
    }
    if (status == RC_OK) {
        rci_base_pool_run(call->threads, all.n, add_part, &all);
        rci_base_pool_run(call->threads, rci_compute_chunks(groups), join_chunk, &all);
        *to = totals[0];
    }
    for (size_t i = status == RC_OK ? 1 : 0; i < all.n; i++) {
        rci_group_totals_release(&totals[i]);
    }
    return status;
}

/* ----------------------------------------------------------------- results */

rci_value_wide rci_group_whole_sum(const rci_group_totals *totals, size_t group)
{
    const rci_group_arrays *arrays = &totals->arrays;
    return arrays->sum ? arrays->sum[group] : arrays->wide_sum[group];
}

static const unsigned char *cell_of(const rci_group_totals *totals, const uint64_t *records,
                                    size_t group)
{
    return records && records[group] ? rci_compute_cell(totals->column, (size_t)records[group] - 1)
                                     : NULL;
}

void rci_group_part(const rci_group_totals *totals, size_t group, uint64_t size,
                    rci_stats_part *part)
{
    const rci_group_arrays *arrays = &totals->arrays;
    const rci_compute_column *column = totals->column;
    memset(part, 0, sizeof *part);
    part->nulls = rci_group_nulls(totals, group);
    part->nans = rci_group_nans(totals, group);
    part->count = size - part->nulls - part->nans;
    if (arrays->min) {
        /* rci_stats_whole_block has numbers without sign from the least signed one on. */
        bool move = rci_stats_is_unsigned(column->kind) && column->size < 8;
        int64_t least = move ? INT64_C(1) << (8 * column->size - 1) : 0;
        part->min = part->count > 0 ? arrays->min[group] - least : 0;
        part->max = part->count > 0 ? arrays->max[group] - least : 0;
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
