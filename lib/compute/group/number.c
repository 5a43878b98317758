/*
 * compute/group/number.c - groups of ranges of records, joined in the order of the ranges.
 *
 * Each thread finds the groups of a range of its own. Then the groups of each range are looked up
 * in the table of the first one, in their order: so a group gets its number when its first record
 * comes, as if one thread had done all, whatever the ranges are.
 */
#include "compute/group/number.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "compute/group/hash.h"
#include "compute/stats/part.h"
#include "store/batch.h"

#include <string.h>

enum { BLOCK = RCI_GROUP_BLOCK, LEAST_RANGE = 65536 };

typedef struct range {
    rci_group_table table;
    size_t first, end;
    uint32_t *map; /* from the numbers of this range to those of all */
    rc_status status;
} range;

typedef struct numbering {
    const rci_group_call *call;
    const rci_group_words *words;
    const rci_compute_column *text;
    uint32_t *numbers;
    const rci_group_sink *sink;
    range *ranges;
    size_t n_ranges;
} numbering;

void rci_group_text_hashes(const rci_compute_column *text, uint64_t seed, size_t first, size_t n,
                           uint64_t *hashes)
{
    for (size_t i = 0; i < n; i++) {
        const void *bytes = rci_compute_cell(text, first + i);
        size_t length = text->size;
        if (text->kind == RC_STR) {
            bytes = rci_store_string_get(text->store, bytes, &length);
        }
        hashes[i] = rci_group_hash_bytes(bytes, length, seed);
    }
}

/* Whether the words of a table of indices need not be made: the cells have them, but for the least
   one. */
static bool has_cells(const numbering *all, const rci_group_table *table)
{
    const rci_group_term *term = all->words ? all->words->terms : NULL;
    return table->form <= RCI_GROUP_MARKS && all->words->n_terms == 1 && !term->numbers &&
           rci_group_is_plain(&term->column) &&
           (uintptr_t)term->column.data % term->column.size == 0;
}

static rc_status number_cells(const numbering *all, range *one, size_t first, size_t n,
                              uint32_t *numbers)
{
    const rci_group_term *term = all->words->terms;
    const rci_compute_column *column = &term->column;
    bool is_signed = !rci_stats_is_unsigned(column->kind);
    uint64_t sign = is_signed ? UINT64_C(1) << (8 * column->size - 1) : 0;
    return rci_group_table_insert_cells(&one->table, rci_compute_cell(column, first), column->size,
                                        term->least ^ sign, first, n, numbers);
}

static rc_status number_block(const numbering *all, range *one, size_t first, size_t n,
                              uint32_t *numbers)
{
    uint64_t words[BLOCK];
    if (has_cells(all, &one->table)) {
        return number_cells(all, one, first, n, numbers);
    }
    if (all->text) {
        rci_group_text_hashes(all->text, one->table.seed, first, n, words);
    } else {
        rci_group_words_get(all->words, first, n, words);
    }
    return rci_group_table_insert(&one->table, words, NULL, first, n, numbers);
}

/* The numbers that insertion has stored are less than this. */
static size_t groups_of(const rci_group_table *table)
{
    return table->form == RCI_GROUP_MARKS ? table->n_slots : table->count;
}

static void number_range(void *arg, size_t task)
{
    numbering *all = arg;
    range *one = &all->ranges[task];
    uint32_t own[BLOCK];
    for (size_t i = one->first; i < one->end && one->status == RC_OK; i += BLOCK) {
        size_t n = one->end - i < BLOCK ? one->end - i : BLOCK;
        one->status = number_block(all, one, i, n, all->numbers ? all->numbers + i : own);
        if (all->sink && one->status == RC_OK) {
            one->status =
                all->sink->add(all->sink->context, task, groups_of(&one->table), own, i, n);
        }
    }
}

/* -------------------------------------------------------------------- join */

static rc_status join_range(numbering *all, range *one)
{
    rci_group_table *to = &all->ranges[0].table, *from = &one->table;
    uint32_t unused[BLOCK];
    rc_status status = RC_OK;
    if ((all->numbers || all->sink) && to->form != RCI_GROUP_MARKS) {
        one->map = rci_base_alloc(all->call->allocator, from->count * sizeof *one->map, NULL);
        if (!one->map) {
            return RC_ENOMEM;
        }
    }
    for (size_t i = 0; i < from->count && status == RC_OK; i += BLOCK) {
        size_t n = from->count - i < BLOCK ? from->count - i : BLOCK;
        status = rci_group_table_insert(to, from->words + i, from->firsts + i, 0, n,
                                        one->map ? one->map + i : unused);
    }
    if (all->sink && status == RC_OK) {
        status = all->sink->join(all->sink->context, (size_t)(one - all->ranges), one->map,
                                 groups_of(from), groups_of(to));
    }
    return status;
}

static void renumber_range(void *arg, size_t task)
{
    numbering *all = arg;
    const range *one = &all->ranges[task + 1];
    const uint32_t *map = one->map;
    uint32_t *numbers = all->numbers;
    for (size_t i = one->first; i < one->end; i++) {
        numbers[i] = map[numbers[i]];
    }
}

static rc_status join(numbering *all)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < all->n_ranges && status == RC_OK; i++) {
        status = all->ranges[i].status;
    }
    for (size_t i = 1; i < all->n_ranges && status == RC_OK; i++) {
        status = join_range(all, &all->ranges[i]);
    }
    if (status == RC_OK && all->numbers && all->n_ranges > 1) {
        rci_base_pool_run(all->call->threads, all->n_ranges - 1, renumber_range, all);
    }
    return status;
}

/* --------------------------------------------------------------------- all */

size_t rci_group_ranges(const rci_group_call *call)
{
    size_t threads = rci_base_thread_count(call->threads), most = call->n / LEAST_RANGE;
    most = most < threads ? most : threads;
    return most < 1 ? 1 : most < RCI_GROUP_MAX_RANGES ? most : RCI_GROUP_MAX_RANGES;
}

static rc_status start(numbering *all)
{
    size_t each = all->call->n / all->n_ranges, first = 0;
    uint64_t most = all->words ? all->words->most : 0;
    bool marks = all->sink && most < all->call->n / 4 / all->n_ranges;
    rc_status status = RC_OK;
    for (size_t i = 0; i < all->n_ranges && status == RC_OK; i++) {
        range *one = &all->ranges[i];
        one->first = first;
        one->end = i + 1 == all->n_ranges ? all->call->n : first + each;
        first = one->end;
        status = rci_group_table_init(&one->table, most, all->call->n, all->text, marks);
        one->table.seed = all->ranges[0].table.seed;
    }
    return status;
}

/* All but the table of the first range, which is the result. */
static void release(numbering *all, bool keep)
{
    for (size_t i = 0; i < all->n_ranges; i++) {
        range *one = &all->ranges[i];
        rci_base_free(all->call->allocator, one->map, one->table.count * sizeof *one->map);
        if (i > 0 || !keep) {
            rci_group_table_release(&one->table);
        }
    }
    rci_base_free(all->call->allocator, all->ranges, all->n_ranges * sizeof *all->ranges);
}

rc_status rci_group_number(const rci_group_call *call, const rci_group_words *words,
                           const rci_compute_column *text, rci_group_table *table,
                           uint32_t *numbers, const rci_group_sink *sink)
{
    numbering all = {.call = call, .words = words, .text = text, .numbers = numbers, .sink = sink};
    rc_status status;
    all.n_ranges = rci_group_ranges(call);
    all.ranges = rci_base_zalloc(call->allocator, all.n_ranges * sizeof *all.ranges, NULL);
    if (!all.ranges) {
        return RC_ENOMEM;
    }
    status = start(&all);
    if (status == RC_OK) {
        rci_base_pool_run(call->threads, all.n_ranges, number_range, &all);
        status = join(&all);
    }
    if (status == RC_OK) {
        *table = all.ranges[0].table;
    }
    release(&all, status == RC_OK);
    return status;
}
