/*
 * compute/column.c - finds the cells and bitmaps of a field, and loads blocks of cells.
 */
#include "compute/column.h"

#include "base/cell.h"
#include "compute/bits.h"
#include "dtype/leaves.h"
#include "number/number.h"
#include "store/batch.h"

void rci_compute_column_of(rci_compute_column *column, const rc_view *view)
{
    rc_order order = rc_dtype_order(view->dtype);
    column->store = view->store;
    column->dtype = view->dtype;
    column->kind = rc_dtype_kind(view->dtype);
    column->data = view->data;
    column->stride = view->stride;
    column->size = rc_dtype_itemsize(view->dtype);
    column->n = view->n;
    column->swapped = order != RC_ORDER_NONE && !rci_base_cell_is_native(order == RC_ORDER_BIG);
    column->n_bitmaps = 0;
    for (size_t node = view->null_owner; node != RCI_DTYPE_NONE;
         node = rci_store_null_parent(view->store, node)) {
        rci_compute_bitmap *bitmap = &column->bitmaps[column->n_bitmaps++];
        unsigned char *bits;
        rci_store_null_steps(view->store, node, &bits, &bitmap->bit0, &bitmap->step);
        bitmap->bits = bits;
    }
}

rc_status rci_compute_column_find(rci_compute_column *column, const rc_store *store,
                                  const char *path, rc_error *err)
{
    rc_view view;
    rc_status status = rc_store_view(store, path, &view, err);
    if (status == RC_OK) {
        rci_compute_column_of(column, &view);
    }
    return status;
}

bool rci_compute_column_valid(const rci_compute_column *column, size_t first, size_t n,
                              uint64_t *words)
{
    bool all = true;
    for (size_t i = 0; i < n; i += 64) {
        size_t bits = n - i < 64 ? n - i : 64;
        uint64_t word = rci_compute_low_bits(bits);
        for (size_t k = 0; k < column->n_bitmaps; k++) {
            const rci_compute_bitmap *bitmap = &column->bitmaps[k];
            size_t at = bitmap->bit0 + (first + i) * (size_t)bitmap->step;
            word &= rci_compute_bits_step(bitmap->bits, at, bitmap->step, bits);
        }
        all &= word == rci_compute_low_bits(bits);
        words[i / 64] = word;
    }
    return all;
}

/* ---------------------------------------------------------------- blocks */

#define LOAD(name, type, swap)                                                                     \
    static void name(unsigned char *to, const unsigned char *from, ptrdiff_t stride, size_t n,     \
                     bool swapped)                                                                 \
    {                                                                                              \
        for (size_t i = 0; i < n; i++, from += stride) {                                           \
            type bits;                                                                             \
            memcpy(&bits, from, sizeof bits);                                                      \
            bits = swapped ? swap(bits) : bits;                                                    \
            memcpy(to + i * sizeof bits, &bits, sizeof bits);                                      \
        }                                                                                          \
    }

LOAD(load2, uint16_t, __builtin_bswap16)
LOAD(load4, uint32_t, __builtin_bswap32)
LOAD(load8, uint64_t, __builtin_bswap64)

static void load1(unsigned char *to, const unsigned char *from, ptrdiff_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[(ptrdiff_t)i * stride];
    }
}

const void *rci_compute_column_load(const rci_compute_column *column, size_t first, size_t n,
                                    rci_compute_block *block)
{
    const unsigned char *from = rci_compute_cell(column, first);
    if (column->stride == (ptrdiff_t)column->size && !column->swapped) {
        return from;
    }
    switch (column->size) {
    case 1:
        load1(block->bytes, from, column->stride, n);
        break;
    case 2:
        load2(block->bytes, from, column->stride, n, column->swapped);
        break;
    case 4:
        load4(block->bytes, from, column->stride, n, column->swapped);
        break;
    default:
        load8(block->bytes, from, column->stride, n, column->swapped);
        break;
    }
    return block->bytes;
}

const void *rci_compute_column_load_f4(const rci_compute_column *column, size_t first, size_t n,
                                       rci_compute_block *block)
{
    rci_compute_block halves;
    const unsigned char *cells;
    if (column->size == 4) {
        return rci_compute_column_load(column, first, n, block);
    }
    cells = rci_compute_column_load(column, first, n, &halves);
    for (size_t i = 0; i < n; i++) {
        uint16_t half;
        float single;
        memcpy(&half, cells + 2 * i, sizeof half);
        single = (float)rci_number_f2_to_f8(half);
        memcpy(block->bytes + 4 * i, &single, sizeof single);
    }
    return block->bytes;
}

/* ----------------------------------------------------------------- order */

static int order_str(const rci_compute_column *column, const unsigned char *a,
                     const unsigned char *b)
{
    size_t n, m;
    const char *x = rci_store_string_get(column->store, a, &n);
    const char *y = rci_store_string_get(column->store, b, &m);
    int order = memcmp(x, y, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

int rci_compute_cell_order(const rci_compute_column *column, const unsigned char *a,
                           const unsigned char *b)
{
    if (column->kind == RC_STR) {
        return order_str(column, a, b);
    }
    if (column->kind != RC_UCS4 || rc_dtype_order(column->dtype) == RC_ORDER_BIG) {
        return memcmp(a, b, column->size);
    }
    for (size_t i = 0; i < column->size; i += 4) {
        uint64_t x = rci_base_cell_get(a + i, 4, false), y = rci_base_cell_get(b + i, 4, false);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return 0;
}
