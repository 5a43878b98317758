/* Random records in a store, for tests of properties. */
#include "store_random.h"

#include "dtype/leaves.h"
#include "runner.h"
#include "store/batch.h"
#include "store/nulls.h"

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003) */
uint64_t store_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 8;
}

static void put_word(unsigned char *cell, uint64_t bits, size_t size, bool big)
{
    for (size_t i = 0; i < size; i++) {
        cell[big ? size - 1 - i : i] = (unsigned char)(bits >> (8 * i));
    }
}

static void fill_text(uint64_t *state, rc_store *store, unsigned char *cell)
{
    char text[64];
    size_t n = store_random(state) % (store_random(state) % 2 ? 14 : sizeof text);
    for (size_t i = 0; i < n; i++) {
        text[i] = (char)('a' + store_random(state) % 26);
    }
    ck_assert_int_eq(rci_store_string_put(store, cell, text, n, NULL), RC_OK);
}

static void fill_value(uint64_t *state, rc_store *store, const rc_dtype *dtype, unsigned char *cell)
{
    size_t size = rc_dtype_itemsize(dtype);
    bool big = rc_dtype_order(dtype) == RC_ORDER_BIG;
    const rc_dtype *element = rc_dtype_element(dtype);
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
            rc_field_info info = rci_dtype_child_at(dtype, i).info;
            fill_value(state, store, info.dtype, cell + info.offset);
        }
        break;
    case RC_SUBARRAY:
        for (size_t at = 0; at < size; at += rc_dtype_itemsize(element)) {
            fill_value(state, store, element, cell + at);
        }
        break;
    case RC_BOOL:
        cell[0] = store_random(state) % 2;
        break;
    case RC_UCS4:
        for (size_t i = 0; i < rc_dtype_length(dtype); i++) {
            put_word(cell + 4 * i, 0x20 + store_random(state) % 0x800, 4, big);
        }
        break;
    case RC_DATETIME:
    case RC_TIMEDELTA:
        put_word(cell,
                 store_random(state) % 10 ? store_random(state) % 2001 - 1000 : (uint64_t)1 << 63,
                 8, big);
        break;
    case RC_STR:
        fill_text(state, store, cell);
        break;
    default:
        for (size_t i = 0; i < size; i++) {
            cell[i] = (unsigned char)store_random(state);
        }
    }
}

void store_random_fill(uint64_t *state, rc_store *store)
{
    rci_dtype_leaves leaves;
    ck_assert_int_eq(rci_dtype_leaves_init(&leaves, rc_store_dtype(store), NULL), RC_OK);
    for (size_t i = 0; i < rc_store_length(store); i++) {
        for (size_t leaf = 0; leaf < leaves.n_leaves; leaf++) {
            unsigned char *base;
            size_t stride;
            rci_store_leaf(store, leaf, &base, &stride);
            fill_value(state, store, leaves.leaf[leaf].dtype, base + i * stride);
        }
        for (size_t node = 0; node < leaves.n_nulls; node++) {
            unsigned char *bits;
            size_t bit0;
            rci_store_null_bits(store, node, &bits, &bit0);
            rci_store_set_bit(bits, bit0 + i, store_random(state) % 4 != 0);
        }
    }
    rci_dtype_leaves_release(&leaves);
}
