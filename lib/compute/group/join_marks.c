/*
 * compute/group/join_marks.c - joins tables of marks, whose groups have the same numbers in all
 * ranges of records.
 */
#include "base/pool.h"
#include "compute/bits.h"
#include "compute/group/join.h"
#include "compute/tasks.h"

#include <string.h>

typedef struct joining {
    const rci_group_joining *all;
    size_t groups[RCI_GROUP_MAX_RANGES]; /* those of the ranges before each */
} joining;

/* The marks of each range become those of all ranges up to it. */
static void unite(const rci_group_joining *all)
{
    size_t words = rci_compute_words(all->tables[0].n_slots);
    for (size_t i = 1; i < all->n_ranges; i++) {
        const uint64_t *before = all->tables[i - 1].slots.data;
        uint64_t *marks = all->tables[i].slots.data;
        for (size_t k = 0; k < words; k++) {
            marks[k] |= before[k];
        }
    }
}

/* Keeps the groups of a range that no range before it has. */
static void keep_new(void *context, size_t task)
{
    const rci_group_joining *all = context;
    rci_group_table *table = &all->tables[task + 1];
    const uint64_t *before = all->tables[task].slots.data;
    size_t kept = 0;
    for (size_t g = 0; g < table->count; g++) {
        uint64_t word = table->words[g];
        table->words[kept] = word;
        table->firsts[kept] = table->firsts[g];
        kept += !(before[word / 64] >> word % 64 & 1);
    }
    table->count = kept;
}

static void copy_new(void *context, size_t task)
{
    const joining *join = context;
    const rci_group_table *to = &join->all->tables[0], *from = &join->all->tables[task + 1];
    size_t first = join->groups[task + 1];
    if (from->count > 0) {
        memcpy(to->words + first, from->words, from->count * sizeof *to->words);
        memcpy(to->firsts + first, from->firsts, from->count * sizeof *to->firsts);
    }
}

static void join_same(void *context, size_t task)
{
    const rci_group_joining *all = context;
    size_t first = task * RCI_COMPUTE_CHUNK;
    size_t end = rci_compute_chunk_end(task, all->tables[0].n_slots);
    for (size_t i = 1; i < all->n_ranges; i++) {
        all->sink->join_same(all->sink->context, i, first, end);
    }
}

rc_status rci_group_join_marks(rci_group_joining *all)
{
    joining join = {.all = all};
    unsigned threads = all->call->threads;
    size_t groups = all->tables[0].count, slots = all->tables[0].n_slots;
    rc_status status;
    unite(all);
    rci_base_pool_run(threads, all->n_ranges - 1, keep_new, all);
    for (size_t i = 1; i < all->n_ranges; i++) {
        join.groups[i] = groups;
        groups += all->tables[i].count;
    }
    status = rci_group_table_close(&all->tables[0], groups);
    if (status == RC_OK) {
        rci_base_pool_run(threads, all->n_ranges - 1, copy_new, &join);
        status = all->sink->grow(all->sink->context, slots);
    }
    if (status == RC_OK) {
        rci_base_pool_run(threads, rci_compute_chunks(slots), join_same, all);
    }
    return status;
}
