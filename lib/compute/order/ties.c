/* compute/order/ties.c - sorts runs of tied records: short ones by comparing, long ones by further
 * words.
 */
#include "compute/order/ties.h"

#include "base/alloc.h"
#include "base/check.h"
#include "compute/order/radix.h"

#include <string.h>

enum { SHORT_RUN = 16 };

bool rci_order_scratch_reserve(rci_order_scratch *scratch, size_t n)
{
    size_t bytes;
    if (n <= scratch->size) {
        return true;
    }
    rci_order_scratch_release(scratch);
    if (rci_base_mul_overflows(n, sizeof *scratch->words, &bytes)) {
        return false;
    }
    scratch->words = rci_base_alloc(scratch->allocator, bytes, NULL);
    scratch->size = scratch->words ? n : 0;
    return scratch->words != NULL;
}

void rci_order_scratch_release(rci_order_scratch *scratch)
{
    rci_base_free(scratch->allocator, scratch->words, scratch->size * sizeof *scratch->words);
    scratch->words = NULL;
    scratch->size = 0;
}

void rci_order_words_to_records(uint64_t *words, size_t n, unsigned index_bits,
                                const uint64_t *records, size_t first, bool mark)
{
    uint64_t mask = (UINT64_C(1) << index_bits) - 1, previous = n > 0 ? ~words[0] : 0;
    if (!mark && !records) {
        for (size_t i = 0; i < n; i++) {
            words[i] = (words[i] & mask) + first;
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t word = words[i];
        bool tied = mark && ((word ^ previous) & ~mask) == 0;
        uint64_t record = records ? records[word & mask] : (word & mask) + first;
        words[i] = record | (tied ? RCI_ORDER_TIED : 0);
        previous = word;
    }
}

/* --------------------------------------------------------------- one round */

/* Insertion sort; stable. */
static void sort_short(const rci_order *order, uint64_t *records, size_t n, size_t key)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t record = records[i];
        size_t at = i;
        for (; at > 0 && rci_order_compare(order, key, records[at - 1], record) > 0; at--) {
            records[at] = records[at - 1];
        }
        records[at] = record;
    }
}

static void measure(const rci_order *order, const uint64_t *records, size_t n,
                    rci_order_place place, rci_order_measure *result)
{
    rci_order_prior prior = {.is_set = false};
    rci_order_measure_init(result);
    for (size_t i = 0; i < n; i += RCI_ORDER_BLOCK) {
        rci_order_range range = {records + i, 0, n - i < RCI_ORDER_BLOCK ? n - i : RCI_ORDER_BLOCK};
        rci_order_measure_add(result, &order->keys[place.key], place.part, &range, &prior);
    }
}

static void make_plan(const rci_order *order, const uint64_t *records, size_t n,
                      rci_order_place next, rci_order_plan *plan)
{
    rci_order_plan_init(plan, n, next);
    while (!plan->is_full && plan->next.key < order->n_keys) {
        rci_order_measure measured;
        measure(order, records, n, plan->next, &measured);
        rci_order_plan_add(plan, &order->keys[plan->next.key], &measured);
    }
}

/* Sorts records by as much as fits a word, marks ties, and moves `next` past it. */
static bool sort_round(const rci_order *order, uint64_t *records, size_t n, rci_order_place *next,
                       rci_order_scratch *scratch)
{
    rci_order_plan plan;
    uint64_t *words, block[RCI_ORDER_BLOCK];
    make_plan(order, records, n, *next, &plan);
    *next = plan.next;
    if (plan.bits == 0) {
        return true;
    }
    if (!rci_order_scratch_reserve(scratch, 2 * n)) {
        return false;
    }
    words = scratch->words;
    for (size_t i = 0; i < n; i += RCI_ORDER_BLOCK) {
        rci_order_range range = {records + i, 0, n - i < RCI_ORDER_BLOCK ? n - i : RCI_ORDER_BLOCK};
        rci_order_plan_words(&plan, &range, i, block);
        memcpy(words + i, block, range.n * sizeof *words);
    }
    rci_order_sort_words(words, words + n, n, plan.index_bits, plan.index_bits + plan.bits);
    rci_order_words_to_records(words, n, plan.index_bits, records, 0,
                               plan.next.key < order->n_keys);
    memcpy(records, words, n * sizeof *words);
    return true;
}

/* -------------------------------------------------------------------- runs */

/* The end of the run of tied records that starts at `i`. */
static size_t run_end(const uint64_t *records, size_t n, size_t i)
{
    size_t end = i + 1;
    while (end < n && (records[end] & RCI_ORDER_TIED)) {
        end++;
    }
    return end;
}

/* Removes the marks, and finds the longest run. */
typedef struct run {
    size_t start, n;
} run;

static void clear_marks(uint64_t *records, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        records[i] &= ~RCI_ORDER_TIED;
    }
}

static run longest_run(const uint64_t *records, size_t n)
{
    run longest = {0, 0};
    for (size_t i = 0, end; i < n; i = end) {
        end = run_end(records, n, i);
        if (end - i > longest.n) {
            longest = (run){i, end - i};
        }
    }
    return longest;
}

static bool sort_run(const rci_order *order, uint64_t *records, size_t n, rci_order_place next,
                     rci_order_scratch *scratch);

/* All runs but `except`. */
static bool sort_runs(const rci_order *order, uint64_t *records, size_t n, run except,
                      rci_order_place next, rci_order_scratch *scratch)
{
    bool done = true;
    for (size_t i = 0, end; i < n && done; i = end) {
        end = run_end(records, n, i);
        if (end - i > 1 && i != except.start) {
            clear_marks(records + i, end - i);
            done = sort_run(order, records + i, end - i, next, scratch);
        }
    }
    return done;
}

/* One run, without marks. The longest run of each round is sorted by this loop, the others, of at
   most half its length, by calls: so the calls are nested to the logarithm of `n` at most. */
static bool sort_run(const rci_order *order, uint64_t *records, size_t n, rci_order_place next,
                     rci_order_scratch *scratch)
{
    while (n > 1 && next.key < order->n_keys) {
        run longest;
        if (n <= SHORT_RUN) {
            sort_short(order, records, n, next.key);
            return true;
        }
        if (!sort_round(order, records, n, &next, scratch)) {
            return false;
        }
        longest = longest_run(records, n);
        if (next.key < order->n_keys && !sort_runs(order, records, n, longest, next, scratch)) {
            return false;
        }
        records += longest.start;
        n = longest.n;
        clear_marks(records, n);
    }
    return true;
}

bool rci_order_sort_ties(const rci_order *order, uint64_t *records, size_t n, rci_order_place next,
                         rci_order_scratch *scratch)
{
    run no_run = {SIZE_MAX, 0};
    return sort_runs(order, records, n, no_run, next, scratch);
}
