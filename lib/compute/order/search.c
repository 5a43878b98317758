/*
 * compute/order/search.c - binary search. All searches of a group have intervals of the same length
 * at each step (A. Morin, P. Khuong, "Array layouts for comparison-based searching", 2017, section
 * 2: the branch-free form), so that one call makes the codes of one step for all of them, and their
 * requests to memory overlap.
 */
#include "compute/order/search.h"

#include <string.h>

/* Searches at once. */
enum { LANES = 32 };

static int compare_records(const rci_order *order, size_t record, const rci_order_key *query,
                           size_t i)
{
    int found = 0;
    for (size_t k = 0; k < order->n_keys && found == 0; k++) {
        found = rci_order_compare_keys(&order->keys[k], record, &query[k], i);
    }
    return found;
}

/* The cell in the middle of each half of the interval: one of them is needed next. */
static void prefetch(const rci_order_key *key, size_t base, size_t half)
{
    ptrdiff_t stride = key->view.stride;
    const unsigned char *data = key->view.data + (ptrdiff_t)base * stride;
    if (half > 1) {
        __builtin_prefetch(data + (ptrdiff_t)(half / 2) * stride);
        __builtin_prefetch(data + (ptrdiff_t)(half + half / 2 - 1) * stride);
    }
}

size_t rci_order_search(const rci_order *order, const rci_order_key *query, size_t i, bool right)
{
    size_t base = 0, n = order->n;
    int limit = right ? 1 : 0;
    while (n > 1) {
        size_t half = n / 2;
        prefetch(&order->keys[0], base, half);
        base += compare_records(order, base + half - 1, query, i) < limit ? half : 0;
        n -= half;
    }
    return base + (n == 1 && compare_records(order, base, query, i) < limit);
}

/* ------------------------------------------------------------------ numbers */

/* The intervals of the searches of one group, and their queries. */
typedef struct lanes {
    uint64_t at[LANES];
    uint64_t base[LANES];
    uint64_t codes[LANES];
    unsigned char ranks[LANES];
    uint64_t query[LANES];
    unsigned char query_ranks[LANES];
} lanes;

/* Moves each interval past its first `step` records if its record at at[] is before the query. */
static void advance(lanes *all, size_t n, size_t step, bool ranked, bool right)
{
    for (size_t k = 0; k < n; k++) {
        uint64_t code = all->codes[k], query = all->query[k];
        bool before = right ? code <= query : code < query;
        if (ranked && all->ranks[k] != all->query_ranks[k]) {
            before = all->ranks[k] < all->query_ranks[k];
        } else if (ranked && all->ranks[k] != RCI_ORDER_VALUE) {
            before = right;
        }
        all->base[k] += before ? step : 0;
    }
}

static void search_group(const rci_order_key *key, lanes *all, size_t lanes_used, bool ranked,
                         bool right)
{
    rci_order_range range = {all->at, 0, lanes_used};
    size_t n = key->view.n;
    memset(all->base, 0, sizeof all->base);
    while (n > 0) {
        size_t half = n > 1 ? n / 2 : 1;
        if (lanes_used == 1) {
            prefetch(key, all->base[0], half);
        }
        for (size_t k = 0; k < lanes_used; k++) {
            all->at[k] = all->base[k] + half - 1;
        }
        rci_order_codes(key, 0, &range, all->codes);
        if (ranked) {
            rci_order_ranks(key, &range, all->codes, all->ranks);
        }
        advance(all, lanes_used, half, ranked, right);
        n -= half;
    }
}

void rci_order_search_numbers(const rci_order_key *key, const rci_order_key *query, size_t first,
                              size_t end, bool right, uint64_t *indices)
{
    /* NaN has the largest code: without nulls the codes decide. */
    bool ranked = key->has_nulls || query->has_nulls;
    lanes all;
    for (size_t i = first; i < end; i += LANES) {
        rci_order_range range = {NULL, i, end - i < LANES ? end - i : LANES};
        rci_order_codes(query, 0, &range, all.query);
        if (ranked) {
            rci_order_ranks(query, &range, all.query, all.query_ranks);
        }
        search_group(key, &all, range.n, ranked, right);
        memcpy(indices + (i - first), all.base, range.n * sizeof *indices);
    }
}
