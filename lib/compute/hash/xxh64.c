/*
 * compute/hash/xxh64.c - XXH64 of bytes.
 */
#include "compute/hash/xxh64.h"

/* Four sums of every fourth word, of 32 bytes or more. `*at` is moved to what is left. */
static uint64_t add_stripes(const unsigned char **at, size_t n)
{
    uint64_t sums[4] = {RCI_HASH_PRIME1 + RCI_HASH_PRIME2, RCI_HASH_PRIME2, 0, 0 - RCI_HASH_PRIME1};
    static const unsigned turns[4] = {1, 7, 12, 18};
    uint64_t sum = 0;
    for (; n >= 32; n -= 32, *at += 32) {
        for (size_t i = 0; i < 4; i++) {
            sums[i] = rci_hash_round(sums[i], rci_base_cell_get(*at + 8 * i, 8, false));
        }
    }
    for (size_t i = 0; i < 4; i++) {
        sum += rci_hash_rotate(sums[i], turns[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        sum = (sum ^ rci_hash_round(0, sums[i])) * RCI_HASH_PRIME1 + RCI_HASH_PRIME4;
    }
    return sum;
}

uint64_t rci_hash_bytes(const void *bytes, size_t n)
{
    const unsigned char *at = bytes, *end = at + n;
    uint64_t sum = n >= 32 ? add_stripes(&at, n) : RCI_HASH_PRIME5;
    sum += n;
    for (; end - at >= 8; at += 8) {
        sum = rci_hash_add8(sum, rci_base_cell_get(at, 8, false));
    }
    if (end - at >= 4) {
        sum ^= rci_base_cell_get(at, 4, false) * RCI_HASH_PRIME1;
        sum = rci_hash_rotate(sum, 23) * RCI_HASH_PRIME2 + RCI_HASH_PRIME3;
        at += 4;
    }
    for (; at < end; at++) {
        sum = rci_hash_rotate(sum ^ *at * RCI_HASH_PRIME5, 11) * RCI_HASH_PRIME1;
    }
    return rci_hash_avalanche(sum);
}
