/* store/equal.c - compares two stores value by value, whatever their layouts. */
#include "store/segments.h"
#include "store/store_impl.h"

#include <string.h>

/* Two stores of equal dtypes and lengths, so that leaves and nodes have the same index in both. */
typedef struct pair {
    const rc_store *a, *b;
    const rci_store_schema *schema;
} pair;

/* ----------------------------------------------------------------- nulls */

static bool nulls_equal(const pair *both, size_t node)
{
    for (size_t i = 0; i < both->a->length; i++) {
        if (rci_store_is_null(both->a, node, i) != rci_store_is_null(both->b, node, i)) {
            return false;
        }
    }
    return true;
}

/* ---------------------------------------------------------------- values */

static bool strings_equal(const pair *both, const unsigned char *a, const unsigned char *b)
{
    size_t a_length, b_length;
    const char *a_bytes = rci_store_strings_get(both->a->strings, a, &a_length);
    const char *b_bytes = rci_store_strings_get(both->b->strings, b, &b_length);
    return a_length == b_length && memcmp(a_bytes, b_bytes, a_length) == 0;
}

typedef struct two_values {
    const pair *both;
    const unsigned char *a, *b;
} two_values;

static rc_status compare_segment(void *context, rci_store_segment segment)
{
    const two_values *values = context;
    const unsigned char *a = values->a + segment.offset, *b = values->b + segment.offset;
    bool equal =
        segment.is_str ? strings_equal(values->both, a, b) : memcmp(a, b, segment.size) == 0;
    return equal ? RC_OK : RC_END;
}

static bool value_equal(const pair *both, size_t leaf, const unsigned char *a,
                        const unsigned char *b)
{
    const rci_store_cell *cell = &both->schema->cells[leaf];
    two_values values = {both, a, b};
    switch (cell->form) {
    case RCI_STORE_CELL_PLAIN:
        return memcmp(a, b, cell->size) == 0;
    case RCI_STORE_CELL_STR:
        return strings_equal(both, a, b);
    case RCI_STORE_CELL_MIXED:
        break;
    }
    return rci_store_each_segment(both->schema->leaves.leaf[leaf].dtype, 0, compare_segment,
                                  &values) == RC_OK;
}

/* ---------------------------------------------------------------- leaves */

/* Called with a constant `size` of at most 8, so that a cell is one load. */
static inline __attribute__((always_inline)) bool
words_equal(const unsigned char *a, ptrdiff_t a_stride, const unsigned char *b, ptrdiff_t b_stride,
            size_t size, size_t n)
{
    uint64_t differs = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t x = 0, y = 0;
        memcpy(&x, a + (ptrdiff_t)i * a_stride, size);
        memcpy(&y, b + (ptrdiff_t)i * b_stride, size);
        differs |= x ^ y;
    }
    return differs == 0;
}

static bool bytes_equal(const unsigned char *a, ptrdiff_t a_stride, const unsigned char *b,
                        ptrdiff_t b_stride, size_t size, size_t n)
{
    if (a_stride == (ptrdiff_t)size && b_stride == (ptrdiff_t)size) {
        return memcmp(a, b, size * n) == 0;
    }
    switch (size) {
    case 1:
        return words_equal(a, a_stride, b, b_stride, 1, n);
    case 2:
        return words_equal(a, a_stride, b, b_stride, 2, n);
    case 4:
        return words_equal(a, a_stride, b, b_stride, 4, n);
    case 8:
        return words_equal(a, a_stride, b, b_stride, 8, n);
    default:
        break;
    }
    for (size_t i = 0; i < n; i++) {
        if (memcmp(a + (ptrdiff_t)i * a_stride, b + (ptrdiff_t)i * b_stride, size) != 0) {
            return false;
        }
    }
    return true;
}

static size_t null_node_of(const rci_dtype_leaf *leaf)
{
    return leaf->null_node != RCI_DTYPE_NONE ? leaf->null_node : leaf->null_parent;
}

/* Records first .. first + n - 1 of one leaf. */
static bool leaf_equal(const pair *both, size_t leaf, size_t first, size_t n)
{
    size_t node = null_node_of(&both->schema->leaves.leaf[leaf]);
    ptrdiff_t a_stride = rci_store_storage_stride(&both->a->storage, leaf);
    ptrdiff_t b_stride = rci_store_storage_stride(&both->b->storage, leaf);
    const unsigned char *a = rci_store_storage_cell(&both->a->storage, leaf, first);
    const unsigned char *b = rci_store_storage_cell(&both->b->storage, leaf, first);
    if (node == RCI_DTYPE_NONE && both->schema->cells[leaf].form == RCI_STORE_CELL_PLAIN) {
        return bytes_equal(a, a_stride, b, b_stride, both->schema->cells[leaf].size, n);
    }
    for (size_t i = 0; i < n; i++) {
        bool skip = rci_store_is_null(both->a, node, first + i);
        if (!skip &&
            !value_equal(both, leaf, a + (ptrdiff_t)i * a_stride, b + (ptrdiff_t)i * b_stride)) {
            return false;
        }
    }
    return true;
}

int rc_store_equal(const rc_store *a, const rc_store *b)
{
    enum { BLOCK = 1024 }; /* records: rows are then read from memory once */
    pair both = {a, b, a ? a->schema : NULL};
    if (!a || !b) {
        return 0;
    }
    if (a->length != b->length ||
        (a->schema != b->schema && !rc_dtype_equal(a->schema->dtype, b->schema->dtype))) {
        return 0;
    }
    for (size_t node = 0; node < both.schema->leaves.n_nulls; node++) {
        if (!nulls_equal(&both, node)) {
            return 0;
        }
    }
    if (both.schema->itemsize == 0) {
        return 1;
    }
    for (size_t i = 0; i < a->length; i += BLOCK) {
        size_t n = a->length - i < BLOCK ? a->length - i : BLOCK;
        for (size_t leaf = 0; leaf < both.schema->leaves.n_leaves; leaf++) {
            if (!leaf_equal(&both, leaf, i, n)) {
                return 0;
            }
        }
    }
    return 1;
}
