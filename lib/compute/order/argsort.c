/*
 * compute/order/argsort.c - the records of a store in an order, on any number of threads.
 *
 * 1. Each part of the keys is measured, until the words are full (compute/order/plan.h). Records
 * that are in order, or in reversed order, are noticed here.
 * 2. The words are counted by their highest digit, then made again and written where the digit
 *    begins: into the array of the result, which so needs no copy of its own.
 * 3. Each part of equal digits is sorted in the cache, its words are replaced by records, and runs
 *    of ties are sorted by the rest of the keys.
 *
 * Tasks are shares of the records in 1 and 2, and parts in 3.
 */
#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "compute/order/order.h"
#include "compute/order/radix.h"
#include "compute/order/run.h"
#include "compute/order/ties.h"

#include <stdatomic.h>
#include <string.h>

enum {
    BLOCK = RCI_ORDER_BLOCK,
    MAX_TASKS = RCI_ORDER_MAX_TASKS,
    DIGITS = 1 << RCI_ORDER_DIGIT_BITS,
    UNDIVIDED = 32 * 1024, /* up to so many records are sorted as one part */
    TWO_WIDE_DIGITS = 22,  /* sorted in two passes */
    LEAST_DIGIT = 8
};

/* The part of the order that is asked for, and what is known so far. */
typedef struct sorting {
    const rci_order *order;
    unsigned threads;
    size_t first, n; /* ranks */
    uint64_t *result;
    rc_error *err;
    size_t tasks;
    rci_order_plan plan;
    rci_order_measure measures[MAX_TASKS];

    unsigned shift;           /* the highest digit of a word is word >> shift */
    size_t (*counts)[DIGITS]; /* by task, then where the task writes */
    size_t starts[DIGITS + 1];
    size_t low, high; /* digits that are wanted: low .. high - 1 */
    uint64_t *words;
    atomic_size_t next_part;
    atomic_bool no_memory;
} sorting;

static rci_order_range block_of(size_t i, size_t end)
{
    return (rci_order_range){NULL, i, end - i < BLOCK ? end - i : BLOCK};
}

/* --------------------------------------------------------------- measuring */

static void measure_share(void *context, size_t task)
{
    sorting *all = context;
    rci_order_place place = all->plan.next;
    const rci_order_key *key = &all->order->keys[place.key];
    rci_order_share share = rci_order_share_of(all->order->n, all->tasks, task);
    rci_order_measure measured, *result = &all->measures[task];
    rci_order_prior prior = {.is_set = false};
    rci_order_measure_init(&measured);
    if (share.first > 0 && share.first < share.end) {
        rci_order_range before = {NULL, share.first - 1, 1};
        rci_order_measure_add(&measured, key, place.part, &before, &prior);
    }
    for (size_t i = share.first; i < share.end; i += BLOCK) {
        rci_order_range range = block_of(i, share.end);
        rci_order_measure_add(&measured, key, place.part, &range, &prior);
    }
    *result = measured;
}

static rci_order_measure measure(sorting *all)
{
    rci_order_measure measured;
    rci_base_pool_run(all->threads, all->tasks, measure_share, all);
    measured = all->measures[0];
    for (size_t i = 1; i < all->tasks; i++) {
        rci_order_measure_merge(&measured, &all->measures[i]);
    }
    return measured;
}

/* ------------------------------------------------- records that are in order */

/* Whether no record is before the previous one by the keys that are left. */
static bool rest_is_sorted(const rci_order *order, bool reversed)
{
    for (size_t i = 1; i < order->n; i++) {
        int found = rci_order_compare(order, 0, i - 1, i);
        if (reversed ? found < 0 : found > 0) {
            return false;
        }
    }
    return true;
}

static void write_sorted(const sorting *all)
{
    for (size_t i = 0; i < all->n; i++) {
        all->result[i] = all->first + i;
    }
}

/* The start of the run of equal records that ends before `end`. */
static size_t run_start(const rci_order *order, size_t end)
{
    size_t start = end - 1;
    while (start > 0 && rci_order_compare(order, 0, start - 1, start) == 0) {
        start--;
    }
    return start;
}

/* Runs of equal records from the last one to the first; the records of a run in ascending order. */
static void write_reversed(const sorting *all, bool repeats)
{
    const rci_order *order = all->order;
    size_t rank = 0;
    if (!repeats) {
        for (size_t i = 0; i < all->n; i++) {
            all->result[i] = order->n - 1 - all->first - i;
        }
        return;
    }
    for (size_t end = order->n, start; end > 0 && rank < all->first + all->n; end = start) {
        start = run_start(order, end);
        for (size_t i = start; i < end; i++, rank++) {
            if (rank >= all->first && rank < all->first + all->n) {
                all->result[rank - all->first] = i;
            }
        }
    }
}

/* Writes the result if the first part of the keys is in order, ascending or descending, and what
   follows does not change that. */
static bool is_in_order(const sorting *all, const rci_order_measure *first)
{
    const rci_order *order = all->order;
    bool exact = !first->repeats || (order->n_keys == 1 && order->keys[0].parts == 1);
    if (!first->falls && (exact || rest_is_sorted(order, false))) {
        write_sorted(all);
        return true;
    }
    if (!first->rises && (exact || rest_is_sorted(order, true))) {
        write_reversed(all, first->repeats);
        return true;
    }
    return false;
}

/* ---------------------------------------------------------------- dividing */

/* Wider where two passes for the rest are then enough. */
static unsigned digit_bits(unsigned bits)
{
    unsigned width = bits > TWO_WIDE_DIGITS + LEAST_DIGIT ? bits - TWO_WIDE_DIGITS : LEAST_DIGIT;
    width = width < RCI_ORDER_DIGIT_BITS ? width : RCI_ORDER_DIGIT_BITS;
    return width < bits ? width : bits;
}

static void count_share(void *context, size_t task)
{
    sorting *all = context;
    rci_order_share share = rci_order_share_of(all->order->n, all->tasks, task);
    size_t *counts = all->counts[task];
    uint64_t words[BLOCK];
    memset(counts, 0, sizeof all->counts[task]);
    for (size_t i = share.first; i < share.end; i += BLOCK) {
        rci_order_range range = block_of(i, share.end);
        rci_order_plan_words(&all->plan, &range, i, words);
        for (size_t k = 0; k < range.n; k++) {
            counts[words[k] >> all->shift]++;
        }
    }
}

/* From counts to places: digit by digit, and within a digit task by task. Digits outside the ranks
   that are asked for get no place. Returns the number of words. */
static size_t place_digits(sorting *all)
{
    size_t total = 0, place = 0;
    all->low = DIGITS;
    all->high = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t before = total;
        for (size_t task = 0; task < all->tasks; task++) {
            total += all->counts[task][digit];
        }
        all->starts[digit] = place;
        if (before < all->first + all->n && total > all->first && total > before) {
            all->low = digit < all->low ? digit : all->low;
            all->high = digit + 1;
            for (size_t task = 0; task < all->tasks; task++) {
                size_t count = all->counts[task][digit];
                all->counts[task][digit] = place;
                place += count;
            }
        } else if (all->low == DIGITS) {
            all->first -= total - before;
            total = before;
        }
    }
    all->starts[DIGITS] = place;
    return place;
}

static void scatter_share(void *context, size_t task)
{
    sorting *all = context;
    rci_order_share share = rci_order_share_of(all->order->n, all->tasks, task);
    size_t *places = all->counts[task], low = all->low, wanted = all->high - all->low;
    uint64_t words[BLOCK], *to = all->words;
    unsigned shift = all->shift;
    for (size_t i = share.first; i < share.end; i += BLOCK) {
        rci_order_range range = block_of(i, share.end);
        rci_order_plan_words(&all->plan, &range, i, words);
        for (size_t k = 0; k < range.n; k++) {
            size_t digit = (size_t)(words[k] >> shift);
            if (digit - low < wanted) {
                to[places[digit]++] = words[k];
            }
        }
    }
}

/* ----------------------------------------------------------------- parts */

static bool sort_part(const sorting *all, uint64_t *words, size_t n, unsigned high,
                      rci_order_scratch *scratch)
{
    const rci_order_plan *plan = &all->plan;
    bool may_tie = plan->next.key < all->order->n_keys;
    if (high > plan->index_bits) {
        if (!rci_order_scratch_reserve(scratch, n)) {
            return false;
        }
        rci_order_sort_words(words, scratch->words, n, plan->index_bits, high);
    }
    rci_order_words_to_records(words, n, plan->index_bits, NULL, 0, may_tie);
    return !may_tie || rci_order_sort_ties(all->order, words, n, plan->next, scratch);
}

static void sort_parts(void *context, size_t task)
{
    sorting *all = context;
    rci_order_scratch scratch = {all->order->allocator, NULL, 0};
    size_t digit;
    (void)task;
    while ((digit = all->low + atomic_fetch_add(&all->next_part, 1)) < all->high) {
        size_t start = all->starts[digit], n = all->starts[digit + 1] - start;
        if (!sort_part(all, all->words + start, n, all->shift, &scratch)) {
            atomic_store(&all->no_memory, true);
        }
    }
    rci_order_scratch_release(&scratch);
}

/* Few records: one part. */
static bool sort_undivided(sorting *all, uint64_t *words)
{
    rci_order_scratch scratch = {all->order->allocator, NULL, 0};
    size_t n = all->order->n;
    uint64_t block[BLOCK];
    bool done;
    for (size_t i = 0; i < n; i += BLOCK) {
        rci_order_range range = block_of(i, n);
        rci_order_plan_words(&all->plan, &range, i, block);
        memcpy(words + i, block, range.n * sizeof *words);
    }
    done = sort_part(all, words, n, all->plan.index_bits + all->plan.bits, &scratch);
    rci_order_scratch_release(&scratch);
    return done;
}

static rc_status fail_memory(const sorting *all)
{
    return rci_base_fail(all->err, RC_ENOMEM, "out of memory while %zu records are sorted",
                         all->order->n);
}

/* `all->words` is allocated if only some ranks are asked for. */
static rc_status sort_divided(sorting *all)
{
    const rci_order_plan *plan = &all->plan;
    bool whole = all->n == all->order->n;
    size_t n;
    all->shift = plan->index_bits + plan->bits - digit_bits(plan->bits);
    rci_base_pool_run(all->threads, all->tasks, count_share, all);
    n = place_digits(all);
    all->words = all->result;
    if (!whole) {
        all->words = rci_base_alloc(all->order->allocator, n * sizeof *all->words, all->err);
        if (!all->words) {
            return RC_ENOMEM;
        }
    }
    rci_base_pool_run(all->threads, all->tasks, scatter_share, all);
    rci_base_pool_run(all->threads, all->tasks, sort_parts, all);
    if (!whole) {
        memcpy(all->result, all->words + all->first, all->n * sizeof *all->result);
        rci_base_free(all->order->allocator, all->words, n * sizeof *all->words);
    }
    return atomic_load(&all->no_memory) ? fail_memory(all) : RC_OK;
}

static rc_status sort_as_one(sorting *all)
{
    bool whole = all->n == all->order->n, done;
    size_t bytes = all->order->n * sizeof *all->result;
    uint64_t *words = whole ? all->result : rci_base_alloc(all->order->allocator, bytes, all->err);
    if (!words) {
        return RC_ENOMEM;
    }
    done = sort_undivided(all, words);
    if (!whole) {
        memcpy(all->result, words + all->first, all->n * sizeof *words);
        rci_base_free(all->order->allocator, words, bytes);
    }
    return done ? RC_OK : fail_memory(all);
}

/* ------------------------------------------------------------------- all */

static rc_status sort_planned(sorting *all)
{
    size_t size = all->tasks * sizeof *all->counts;
    rc_status status;
    if (all->order->n <= UNDIVIDED || all->plan.bits == 0) {
        return sort_as_one(all);
    }
    all->counts = rci_base_alloc(all->order->allocator, size, all->err);
    status = all->counts ? sort_divided(all) : RC_ENOMEM;
    rci_base_free(all->order->allocator, all->counts, size);
    return status;
}

static rc_status sort_measured(sorting *all)
{
    const rci_order *order = all->order;
    bool is_first = true;
    rci_order_plan_init(&all->plan, order->n, (rci_order_place){0, 0});
    while (!all->plan.is_full && all->plan.next.key < order->n_keys) {
        rci_order_measure measured = measure(all);
        if (is_first && is_in_order(all, &measured)) {
            return RC_OK;
        }
        is_first = false;
        rci_order_plan_add(&all->plan, &order->keys[all->plan.next.key], &measured);
    }
    return sort_planned(all);
}

rc_status rci_order_argsort(rci_order *order, unsigned threads, size_t first, size_t n,
                            uint64_t *records, rc_error *err)
{
    sorting *all;
    rc_status status;
    if (n == 0) {
        return RC_OK;
    }
    for (size_t i = 0; i < order->n_keys; i++) {
        if (order->keys[i].form == RCI_ORDER_STR) {
            order->keys[i].parts = rci_order_str_parts(&order->keys[i]);
        }
    }
    all = rci_base_zalloc(order->allocator, sizeof *all, err);
    if (!all) {
        return RC_ENOMEM;
    }
    all->order = order;
    all->threads = threads;
    all->first = first;
    all->n = n;
    all->result = records;
    all->err = err;
    all->tasks = rci_order_tasks(order->n);
    atomic_init(&all->next_part, 0);
    atomic_init(&all->no_memory, false);
    status = sort_measured(all);
    rci_base_free(order->allocator, all, sizeof *all);
    return status;
}
