/*
 * compute/group/number.c - groups of ranges of records, which are then joined.
 *
 * Each thread finds the groups of a range of its own. Numbers are in the order of the first records
 * of groups, as if one thread had done all, whatever the ranges are.
 */
#include "compute/group/number.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "compute/group/hash.h"
#include "compute/group/join.h"
#include "compute/stats/part.h"
#include "store/batch.h"

#include <string.h>

enum { BLOCK = RCI_GROUP_BLOCK, LEAST_RANGE = 65536 };

typedef struct numbering {
    const rci_group_call *call;
    const rci_group_words *words;
    const rci_compute_column *text;
    uint32_t *numbers;
    const rci_group_sink *sink;
    /* Of each range: */
    rci_group_table tables[RCI_GROUP_MAX_RANGES];
    rc_status status[RCI_GROUP_MAX_RANGES];
    rci_group_memory maps[RCI_GROUP_MAX_RANGES]; /* uint32_t: from its numbers to those of all */
    size_t n_ranges;
} numbering;

static size_t range_start(const numbering *all, size_t range)
{
    return range == all->n_ranges ? all->call->n : all->call->n / all->n_ranges * range;
}

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

static rc_status number_cells(const numbering *all, rci_group_table *table, size_t first, size_t n,
                              uint32_t *numbers)
{
    const rci_group_term *term = all->words->terms;
    const rci_compute_column *column = &term->column;
    bool is_signed = !rci_stats_is_unsigned(column->kind);
    uint64_t sign = is_signed ? UINT64_C(1) << (8 * column->size - 1) : 0;
    return rci_group_table_insert_cells(table, rci_compute_cell(column, first), column->size,
                                        term->least ^ sign, first, n, numbers);
}

static rc_status number_block(const numbering *all, rci_group_table *table, size_t first, size_t n,
                              uint32_t *numbers)
{
    uint64_t words[BLOCK];
    if (has_cells(all, table)) {
        return number_cells(all, table, first, n, numbers);
    }
    if (all->text) {
        rci_group_text_hashes(all->text, table->seed, first, n, words);
    } else {
        rci_group_words_get(all->words, first, n, words);
    }
    return rci_group_table_insert(table, words, NULL, first, n, numbers);
}

/* The numbers that insertion has stored are less than this. */
static size_t groups_of(const rci_group_table *table)
{
    return table->form == RCI_GROUP_MARKS ? table->n_slots : table->count;
}

static void number_range(void *arg, size_t task)
{
    numbering *all = arg;
    rci_group_table *table = &all->tables[task];
    size_t end = range_start(all, task + 1);
    rc_status status = RC_OK;
    uint32_t own[BLOCK];
    for (size_t i = range_start(all, task); i < end && status == RC_OK; i += BLOCK) {
        size_t n = end - i < BLOCK ? end - i : BLOCK;
        status = number_block(all, table, i, n, all->numbers ? all->numbers + i : own);
        if (all->sink && status == RC_OK) {
            status = all->sink->add(all->sink->context, task, groups_of(table), own, i, n);
        }
    }
    all->status[task] = status;
}

/* -------------------------------------------------------------------- join */

static void renumber_range(void *arg, size_t task)
{
    numbering *all = arg;
    const uint32_t *map = all->maps[task + 1].data;
    uint32_t *numbers = all->numbers;
    for (size_t i = range_start(all, task + 1); i < range_start(all, task + 2); i++) {
        numbers[i] = map[numbers[i]];
    }
}

static rc_status join(numbering *all)
{
    rci_group_joining joining = {all->call, all->sink, all->tables, all->n_ranges,
                                 all->numbers ? all->maps : NULL};
    rc_status status = RC_OK;
    for (size_t i = 0; i < all->n_ranges && status == RC_OK; i++) {
        status = all->status[i];
    }
    if (status != RC_OK || all->n_ranges == 1) {
        return status;
    }
    if (all->tables[0].form == RCI_GROUP_MARKS) {
        return rci_group_join_marks(&joining);
    }
    for (size_t i = 1; all->numbers && i < all->n_ranges; i++) {
        if (!rci_group_memory_make(&all->maps[i], all->tables[i].count, sizeof(uint32_t))) {
            return RC_ENOMEM;
        }
    }
    status = rci_group_join(&joining);
    if (status == RC_OK && all->numbers) {
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
    uint64_t most = all->words ? all->words->most : 0;
    bool marks = all->sink && most < all->call->n / 4 / all->n_ranges;
    rc_status status = RC_OK;
    for (size_t i = 0; i < all->n_ranges && status == RC_OK; i++) {
        rci_group_table *table = &all->tables[i];
        status = rci_group_table_init(table, most, all->call->n, all->text, marks);
        table->seed = all->tables[0].seed;
    }
    return status;
}

/* All but the table of the first range, which is the result. */
static void release(numbering *all, bool keep)
{
    for (size_t i = 0; i < all->n_ranges; i++) {
        rci_group_memory_release(&all->maps[i]);
        if (i > 0 || !keep) {
            rci_group_table_release(&all->tables[i]);
        }
    }
}

rc_status rci_group_number(const rci_group_call *call, const rci_group_words *words,
                           const rci_compute_column *text, rci_group_table *table,
                           uint32_t *numbers, const rci_group_sink *sink)
{
    numbering all = {.call = call, .words = words, .text = text, .numbers = numbers, .sink = sink};
    rc_status status;
    all.n_ranges = rci_group_ranges(call);
    status = start(&all);
    if (status == RC_OK) {
        rci_base_pool_run(call->threads, all.n_ranges, number_range, &all);
        status = join(&all);
    }
    if (status == RC_OK) {
        *table = all.tables[0];
    }
    release(&all, status == RC_OK);
    return status;
}
