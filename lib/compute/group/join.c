/*
 * compute/group/join.c - joins the tables of ranges of records part by part, each on any thread.
 *
 * A group of all records has its number from the order of first records, so that numbers do not
 * depend on the ranges. Each part marks the first records of its groups in a bitmap; the number of
 * a group is the number of bits before that of its first record.
 */
#include "compute/group/join.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "compute/bits.h"
#include "compute/group/table_part.h"

#include <stdatomic.h>
#include <string.h>

enum {
    BLOCK = RCI_GROUP_BLOCK,
    MOST_BITS = 8,
    MOST_PARTS = 1 << MOST_BITS,
    PART_GROUPS = 8192, /* of all ranges, so that the table of a part stays in the cache */
};

/* The groups of a range, sorted by parts, so that a part is read from memory in order. */
typedef struct listing {
    rci_group_memory memory;
    uint64_t *words, *firsts; /* in the table of the part; of all records */
    uint32_t *groups;         /* in the range */
    uint32_t *numbers;        /* in the table of the part, then of all records */
    size_t starts[MOST_PARTS + 1];
} listing;

typedef struct part {
    rci_group_table table;
    rc_status status;
} part;

typedef struct joining {
    const rci_group_joining *all;
    rci_group_division division;
    listing *lists; /* of each range */
    part *parts;
    size_t n_parts;
    rci_group_memory marks;  /* _Atomic uint64_t: a bit for each first record of a group */
    rci_group_memory before; /* uint32_t: the bits before each word of the marks */
    size_t groups;           /* of all records */
} joining;

/* -------------------------------------------------------------------- list */

/* Stores the parts of the groups from `first` on; returns how many. */
static size_t next_parts(const joining *join, const rci_group_table *table, size_t first,
                         uint32_t *parts)
{
    size_t n = table->count - first < BLOCK ? table->count - first : BLOCK;
    rci_group_parts(&join->division, table->words + first, n, parts);
    return n;
}

/* Counts the groups of each part, and sets the starts. */
static void divide_range(const joining *join, const rci_group_table *table, size_t *starts)
{
    uint32_t parts[BLOCK];
    size_t n, sum = 0;
    for (size_t first = 0; first < table->count; first += n) {
        n = next_parts(join, table, first, parts);
        for (size_t i = 0; i < n; i++) {
            starts[parts[i]]++;
        }
    }
    for (size_t k = 0; k <= join->n_parts; k++) {
        n = starts[k];
        starts[k] = sum;
        sum += n;
    }
}

static void list_range(void *context, size_t task)
{
    const joining *join = context;
    const rci_group_table *table = &join->all->tables[task];
    listing *list = &join->lists[task];
    size_t next[MOST_PARTS], n;
    uint32_t parts[BLOCK];
    divide_range(join, table, list->starts);
    memcpy(next, list->starts, join->n_parts * sizeof *next);
    for (size_t first = 0; first < table->count; first += n) {
        n = next_parts(join, table, first, parts);
        for (size_t i = 0; i < n; i++) {
            size_t at = next[parts[i]]++;
            list->words[at] = rci_group_part_word(&join->division, table->words[first + i]);
            list->firsts[at] = table->firsts[first + i];
            list->groups[at] = (uint32_t)(first + i);
        }
    }
}

/* The number of groups of a part from `at` on, BLOCK at most. */
static size_t block_size(const listing *list, size_t part_index, size_t at)
{
    size_t left = list->starts[part_index + 1] - at;
    return left < BLOCK ? left : BLOCK;
}

/* ----------------------------------------------------------------- collect */

static void mark_firsts(const joining *join, const rci_group_table *table)
{
    _Atomic uint64_t *marks = join->marks.data;
    for (size_t g = 0; g < table->count; g++) {
        uint64_t record = table->firsts[g];
        atomic_fetch_or_explicit(&marks[record / 64], UINT64_C(1) << record % 64,
                                 memory_order_relaxed);
    }
}

static rc_status insert_range(const listing *list, size_t task, rci_group_table *table)
{
    rc_status status = RC_OK;
    size_t n;
    for (size_t at = list->starts[task]; status == RC_OK && at < list->starts[task + 1]; at += n) {
        n = block_size(list, task, at);
        status = rci_group_table_insert(table, list->words + at, list->firsts + at, 0, n,
                                        list->numbers + at);
    }
    return status;
}

/* The groups of a part, from all ranges in their order: the first record that comes is that of the
   group. */
static void collect(void *context, size_t task)
{
    joining *join = context;
    rci_group_table *table = &join->parts[task].table;
    rc_status status = rci_group_table_init_part(table, &join->division);
    for (size_t i = 0; i < join->all->n_ranges && status == RC_OK; i++) {
        status = insert_range(&join->lists[i], task, table);
    }
    if (status == RC_OK) {
        status = rci_group_table_close(table, table->count); /* gives back its slots */
    }
    if (status == RC_OK) {
        mark_firsts(join, table);
    }
    join->parts[task].status = status;
}

/* ------------------------------------------------------------------ number */

static void count_marks(joining *join)
{
    _Atomic uint64_t *marks = join->marks.data;
    uint32_t *before = join->before.data;
    size_t count = 0;
    for (size_t i = 0; i < rci_compute_words(join->all->call->n); i++) {
        before[i] = (uint32_t)count;
        count += rci_compute_popcount(atomic_load_explicit(&marks[i], memory_order_relaxed));
    }
    join->groups = count;
}

static uint32_t number_of(const joining *join, uint64_t record)
{
    _Atomic uint64_t *marks = join->marks.data;
    const uint32_t *before = join->before.data;
    uint64_t word = atomic_load_explicit(&marks[record / 64], memory_order_relaxed);
    uint64_t low = word & rci_compute_low_bits(record % 64);
    return before[record / 64] + (uint32_t)rci_compute_popcount(low);
}

/* A block of groups of a range after the first one. Groups that are new in this range are added to
   the first table. */
static void number_block(const joining *join, size_t range, const rci_group_table *in_part,
                         size_t at, size_t n)
{
    const listing *list = &join->lists[range];
    const rci_group_table *to = &join->all->tables[0], *from = &join->all->tables[range];
    uint32_t *map = join->all->maps ? join->all->maps[range].data : NULL;
    for (size_t i = at; i < at + n; i++) {
        uint32_t number = list->numbers[i];
        bool is_new = in_part->firsts[number] == list->firsts[i];
        list->numbers[i] = (uint32_t)in_part->words[number];
        if (is_new) {
            to->words[list->numbers[i]] = from->words[list->groups[i]];
            to->firsts[list->numbers[i]] = list->firsts[i];
        }
        if (map) {
            map[list->groups[i]] = list->numbers[i];
        }
    }
}

static void finish_part(void *context, size_t task)
{
    const joining *join = context;
    const rci_group_sink *sink = join->all->sink;
    const rci_group_table *table = &join->parts[task].table;
    for (size_t g = 0; g < table->count; g++) {
        table->words[g] = number_of(join, table->firsts[g]); /* the words are not needed again */
    }
    for (size_t i = 1; i < join->all->n_ranges; i++) {
        const listing *list = &join->lists[i];
        size_t n;
        for (size_t at = list->starts[task]; at < list->starts[task + 1]; at += n) {
            n = block_size(list, task, at);
            number_block(join, i, table, at, n);
            if (sink) {
                sink->join(sink->context, i, list->groups + at, list->numbers + at, n);
            }
        }
    }
}

/* --------------------------------------------------------------------- all */

static size_t groups_of_ranges(const rci_group_joining *all)
{
    size_t groups = 0;
    for (size_t i = 0; i < all->n_ranges; i++) {
        groups += all->tables[i].count;
    }
    return groups;
}

static rc_status make_lists(joining *join)
{
    const rci_group_joining *all = join->all;
    enum { EACH = 2 * sizeof(uint64_t) + 2 * sizeof(uint32_t) };
    join->lists = rci_base_zalloc(all->call->allocator, all->n_ranges * sizeof(listing), NULL);
    for (size_t i = 0; join->lists && i < all->n_ranges; i++) {
        listing *list = &join->lists[i];
        size_t n = all->tables[i].count;
        if (!rci_group_memory_make(&list->memory, n, EACH)) {
            return RC_ENOMEM;
        }
        list->words = list->memory.data;
        list->firsts = list->words + n;
        list->groups = (uint32_t *)(void *)(list->firsts + n);
        list->numbers = list->groups + n;
    }
    return join->lists ? RC_OK : RC_ENOMEM;
}

static rc_status start(joining *join)
{
    const rci_group_joining *all = join->all;
    size_t words = rci_compute_words(all->call->n);
    unsigned bits = 1;
    while (bits < MOST_BITS && groups_of_ranges(all) >> bits > PART_GROUPS) {
        bits++;
    }
    join->division = rci_group_divide(&all->tables[0], bits);
    join->n_parts = (size_t)1 << bits;
    join->parts = rci_base_zalloc(all->call->allocator, join->n_parts * sizeof(part), NULL);
    return join->parts && rci_group_memory_make(&join->marks, words, sizeof(uint64_t)) &&
                   rci_group_memory_make(&join->before, words, sizeof(uint32_t))
               ? make_lists(join)
               : RC_ENOMEM;
}

static void release(joining *join)
{
    const rc_allocator *allocator = join->all->call->allocator;
    for (size_t i = 0; join->parts && i < join->n_parts; i++) {
        rci_group_table_release(&join->parts[i].table);
    }
    for (size_t i = 0; join->lists && i < join->all->n_ranges; i++) {
        rci_group_memory_release(&join->lists[i].memory);
    }
    rci_base_free(allocator, join->lists, join->all->n_ranges * sizeof(listing));
    rci_base_free(allocator, join->parts, join->n_parts * sizeof(part));
    rci_group_memory_release(&join->marks);
    rci_group_memory_release(&join->before);
}

/* The first table and the sink get space for all groups. */
static rc_status grow(const joining *join)
{
    rci_group_table *to = &join->all->tables[0];
    const rci_group_sink *sink = join->all->sink;
    rc_status status = rci_group_table_close(to, join->groups);
    if (status == RC_OK && sink) {
        status = sink->grow(sink->context, join->groups);
    }
    return status;
}

rc_status rci_group_join(rci_group_joining *all)
{
    joining join = {.all = all};
    unsigned threads = all->call->threads;
    rc_status status = start(&join);
    if (status == RC_OK) {
        rci_base_pool_run(threads, all->n_ranges, list_range, &join);
        rci_base_pool_run(threads, join.n_parts, collect, &join);
    }
    for (size_t i = 0; status == RC_OK && i < join.n_parts; i++) {
        status = join.parts[i].status;
    }
    if (status == RC_OK) {
        count_marks(&join);
        status = grow(&join);
    }
    if (status == RC_OK) {
        rci_base_pool_run(threads, join.n_parts, finish_part, &join);
    }
    release(&join);
    return status;
}
