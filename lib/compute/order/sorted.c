/* compute/order/sorted.c - up to which record a store is sorted. */
#include "compute/order/order.h"

enum { BLOCK = RCI_ORDER_BLOCK };

/* Compares record i with record i - 1 of a block, by the first part of the first key. */
static int compare_adjacent(const uint64_t *codes, const unsigned char *ranks, bool ranked,
                            size_t i)
{
    if (ranked && ranks[i] != ranks[i - 1]) {
        return (int)ranks[i] - (int)ranks[i - 1];
    }
    if (ranked && ranks[i] != RCI_ORDER_VALUE) {
        return 0;
    }
    return (codes[i] > codes[i - 1]) - (codes[i] < codes[i - 1]);
}

size_t rci_order_end(const rci_order *order)
{
    const rci_order_key *key = &order->keys[0];
    bool more = order->n_keys > 1 || key->parts > 1 || key->form == RCI_ORDER_STR;
    bool ranked = key->has_nulls || key->has_nan;
    uint64_t codes[BLOCK];
    unsigned char ranks[BLOCK];
    for (size_t first = 0; first + 1 < order->n; first += BLOCK - 1) {
        rci_order_range range = {NULL, first, order->n - first < BLOCK ? order->n - first : BLOCK};
        rci_order_codes(key, 0, &range, codes);
        if (ranked) {
            rci_order_ranks(key, &range, codes, ranks);
        }
        for (size_t i = 1; i < range.n; i++) {
            int found = compare_adjacent(codes, ranks, ranked, i);
            if (found == 0 && more) {
                found = rci_order_compare(order, 0, first + i, first + i - 1);
            }
            if (found < 0) {
                return first + i;
            }
        }
    }
    return order->n;
}
