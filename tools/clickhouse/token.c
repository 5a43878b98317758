/* clickhouse/token.c - the name by which a server knows a block that it has already. */
#include "clickhouse/token.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Odd numbers with bits in no pattern: the multipliers of MurmurHash3's finalizer and of
 * splitmix64.
 */
static const uint64_t factors[] = {UINT64_C(0xFF51AFD7ED558CCD), UINT64_C(0xBF58476D1CE4E5B9)};

/* Eight bytes in little-endian order, or those that are left. */
static uint64_t word_at(const unsigned char *data, size_t n)
{
    uint64_t word = 0;
    for (size_t i = 0; i < 8 && i < n; i++) {
        word |= (uint64_t)data[i] << (8 * i);
    }
    return word;
}

/* 128 bits, in two lanes that no input moves alike. */
static void hash(const unsigned char *data, size_t n, uint64_t state[2])
{
    const size_t length = n;
    for (; n > 0; data += n < 8 ? n : 8, n -= n < 8 ? n : 8) {
        const uint64_t word = word_at(data, n);
        for (size_t lane = 0; lane < 2; lane++) {
            state[lane] = (state[lane] ^ word) * factors[lane];
            state[lane] ^= state[lane] >> (29 + 3 * lane);
        }
    }
    for (size_t lane = 0; lane < 2; lane++) {
        state[lane] = (state[lane] ^ length) * factors[1 - lane];
        state[lane] ^= state[lane] >> 31;
    }
}

uint64_t clickhouse_load_hash(const char *const *inputs, int n_inputs)
{
    uint64_t state[2] = {0, 0};
    for (int i = 0; i < n_inputs; i++) {
        hash((const unsigned char *)inputs[i], strlen(inputs[i]), state);
    }
    return state[0] ^ state[1];
}

void clickhouse_token(uint64_t load, uint64_t number, const void *data, size_t n,
                      char token[CLICKHOUSE_TOKEN_SIZE])
{
    uint64_t state[2] = {load, number};
    hash(data, n, state);
    snprintf(token, CLICKHOUSE_TOKEN_SIZE,
             "rowcol-%" PRIx64 "-%" PRIu64 "-%016" PRIx64 "%016" PRIx64, load, number, state[0],
             state[1]);
}
