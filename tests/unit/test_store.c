/* Shared code of the tests of lib/store, and the list of their suites. */
#include "test_store.h"

#include "store/batch.h"
#include "store/nulls.h"
#include "store/segments.h"
#include "store/store_impl.h"

#include <stdlib.h>
#include <string.h>

runner_suite_fn *const runner_suites[] = {suite_store_layout,
                                          suite_store_transpose,
                                          suite_store_buffer,
                                          suite_store_life,
                                          suite_store_grow,
                                          suite_store_cast,
                                          suite_store_convert,
                                          suite_store_equal,
                                          suite_store_field,
                                          suite_store_access,
                                          suite_store_typed,
                                          suite_store_data_as,
                                          suite_store_append,
                                          suite_store_reuse,
                                          suite_store_batch,
                                          suite_store_strings,
                                          suite_store_memory,
                                          suite_store_size,
                                          suite_store_identity,
                                          suite_store_view,
                                          suite_store_shape,
                                          suite_store_shape_shared,
                                          suite_store_arrays,
                                          suite_store_model,
                                          NULL};

/* ----------------------------------------------------------------- making */

static rc_dtype *parse(const char *text, rc_align align)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse_n(text, strlen(text), align, &err);
    if (!dtype) {
        ck_abort_msg("%s: %s", text, err.message);
    }
    return dtype;
}

rc_dtype *test_dtype(const char *text)
{
    return parse(text, RC_PACKED);
}

rc_dtype *test_dtype_aligned(const char *text)
{
    return parse(text, RC_ALIGNED);
}

rc_store *test_zeros(const char *dtype, size_t n, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *parsed = test_dtype(dtype);
    rc_store *store = rc_store_zeros(parsed, n, layout, &err);
    if (!store) {
        ck_abort_msg("%s: %s", dtype, err.message);
    }
    rc_dtype_unref(parsed);
    return store;
}

/* ----------------------------------------------------------------- memory */

/* In front of each block; as large as the strictest alignment. */
typedef union head {
    size_t size;
    max_align_t align;
} head;

/* No test needs as much; a sanitizer would stop the program over such a request. */
#define MOST ((size_t)1 << 36)

static size_t live, requests, fail_at;
static bool fail_after;

static bool refuse(void)
{
    requests++;
    return fail_at != 0 && (requests == fail_at || (fail_after && requests > fail_at));
}

static void *watched_alloc(void *context, size_t size, int zero)
{
    head *block;
    ck_assert_ptr_eq(context, &live);
    ck_assert_uint_gt(size, 0);
    if (refuse() || size > MOST) {
        return NULL;
    }
    block = zero ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (!block) {
        return NULL;
    }
    if (!zero) {
        memset(block + 1, 0xA5, size);
    }
    block->size = size;
    live += size;
    return block + 1;
}

static void watched_release(void *context, void *bytes, size_t size)
{
    head *block = (head *)bytes - 1;
    ck_assert_ptr_eq(context, &live);
    ck_assert_uint_eq(block->size, size);
    live -= size;
    memset(bytes, 0x5A, size);
    free(block);
}

static void *watched_realloc(void *context, void *bytes, size_t old_size, size_t new_size)
{
    /* Always elsewhere, so that whatever still looks at the old block is found out. */
    void *moved = watched_alloc(context, new_size, 0);
    if (moved) {
        memcpy(moved, bytes, old_size < new_size ? old_size : new_size);
        watched_release(context, bytes, old_size);
    }
    return moved;
}

static const rc_allocator watched = {&live, watched_alloc, watched_realloc, watched_release};

void test_memory_begin(void)
{
    live = 0;
    test_memory_fail(0, false);
    rc_set_allocator(&watched);
}

void test_memory_end(void)
{
    rc_set_allocator(NULL);
    ck_assert_uint_eq(live, 0);
}

void test_memory_fail(size_t n, bool and_after)
{
    requests = 0;
    fail_at = n;
    fail_after = and_after;
}

size_t test_memory_requests(void)
{
    return requests;
}

/* ----------------------------------------------------------------- random */

uint64_t test_next(test_random *random)
{
    /* splitmix64, https://prng.di.unimi.it/splitmix64.c */
    uint64_t z = (random->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

size_t test_below(test_random *random, size_t n)
{
    return (size_t)(test_next(random) % n);
}

static rc_dtype *random_leaf(test_random *random, bool str)
{
    size_t kind = test_below(random, str ? 20 : 18);
    if (kind < 14) {
        return rc_dtype_leaf((rc_kind)(RC_BOOL + kind), NULL);
    }
    if (kind < 17) {
        return rc_dtype_sized((rc_kind)(RC_BYTES + (kind - 14)), test_below(random, 20), NULL);
    }
    return kind == 17 ? rc_dtype_time(RC_DATETIME, RC_UNIT_s, 1, NULL)
                      : rc_dtype_leaf(RC_STR, NULL);
}

static rc_dtype *random_struct(test_random *random, test_wishes wishes, unsigned depth);

static rc_dtype *random_field(test_random *random, test_wishes wishes, unsigned depth)
{
    size_t what = test_below(random, 10);
    rc_dtype *element, *made;
    size_t shape[2];
    if (depth == 0 || what < 7) {
        return random_leaf(random, wishes.str);
    }
    if (what < 8) {
        return random_struct(random, wishes, depth - 1);
    }
    wishes.nullable = false;
    element = random_field(random, wishes, depth - 1);
    shape[0] = test_below(random, 4);
    shape[1] = 1 + test_below(random, 3);
    made = rc_dtype_subarray(element, 1 + test_below(random, 2), shape, NULL);
    rc_dtype_unref(element);
    return made;
}

enum { MAX_FIELDS = 12 };

/* Places the fields with gaps between them, in another order than they are named. */
static size_t scatter_fields(test_random *random, rc_field_spec *fields, size_t n)
{
    size_t at = 0, start = test_below(random, n);
    for (size_t i = 0; i < n; i++) {
        rc_field_spec *field = &fields[(start + i) % n];
        at += test_below(random, 4);
        field->offset = at;
        at += rc_dtype_itemsize(field->dtype);
    }
    return at + test_below(random, 4);
}

static rc_dtype *random_struct(test_random *random, test_wishes wishes, unsigned depth)
{
    static const char *const names[MAX_FIELDS] = {"a", "b", "c", "d", "e", "f",
                                                  "g", "h", "i", "j", "k", "l"};
    rc_field_spec fields[MAX_FIELDS] = {{NULL, NULL, 0, 0}};
    rc_error err = RC_ERROR_INIT;
    size_t n = test_below(random, MAX_FIELDS + 1), itemsize = RC_AUTO;
    rc_align align = wishes.padding && test_below(random, 2) ? RC_ALIGNED : RC_PACKED;
    rc_dtype *made;
    bool alike = test_below(random, 3) == 0; /* runs of one kind are what the kernels are for */
    for (size_t i = 0; i < n; i++) {
        fields[i].name = names[i];
        fields[i].dtype = alike && i > 0 ? rc_dtype_ref(fields[i - 1].dtype)
                                         : random_field(random, wishes, depth);
        fields[i].offset = RC_AUTO;
        fields[i].nullable = wishes.nullable && test_below(random, 3) == 0;
    }
    if (n > 0 && align == RC_PACKED && wishes.padding && test_below(random, 2)) {
        itemsize = scatter_fields(random, fields, n);
    }
    made = rc_dtype_struct(fields, n, align, itemsize, &err);
    if (!made) {
        ck_abort_msg("random struct: %s", err.message);
    }
    for (size_t i = 0; i < n; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    return made;
}

rc_dtype *test_random_dtype(test_random *random, test_wishes wishes)
{
    return random_struct(random, wishes, 3);
}

typedef struct filling {
    test_random *random;
    rc_store *store;
    unsigned char *value;
} filling;

static void random_text(const filling *fill, unsigned char *cell)
{
    char text[60];
    size_t n = test_below(fill->random, 4) == 0 ? test_below(fill->random, sizeof text)
                                                : test_below(fill->random, 16);
    for (size_t i = 0; i < n; i++) {
        text[i] = (char)('a' + test_below(fill->random, 26));
    }
    ck_assert_int_eq(rci_store_string_put(fill->store, cell, text, n, NULL), RC_OK);
}

static rc_status fill_part(void *context, rci_store_segment segment)
{
    const filling *fill = context;
    unsigned char *bytes = fill->value + segment.offset;
    if (segment.is_str) {
        random_text(fill, bytes);
        return RC_OK;
    }
    for (size_t i = 0; i < segment.size; i++) {
        bytes[i] = (unsigned char)test_next(fill->random);
    }
    return RC_OK;
}

void test_random_fill(test_random *random, rc_store *store, size_t first, size_t n)
{
    filling fill = {random, store, NULL};
    const rci_dtype_leaves *leaves = &store->schema->leaves;
    for (size_t i = first; i < first + n; i++) {
        for (size_t leaf = 0; leaf < leaves->n_leaves; leaf++) {
            unsigned char *base;
            size_t stride;
            rci_store_leaf(store, leaf, &base, &stride);
            fill.value = base + i * stride;
            ck_assert_int_eq(rci_store_each_segment(leaves->leaf[leaf].dtype, 0, fill_part, &fill),
                             RC_OK);
        }
        for (size_t node = 0; node < leaves->n_nulls; node++) {
            unsigned char *bits;
            size_t bit0;
            rci_store_null_bits(store, node, &bits, &bit0);
            rci_store_set_bit(bits, bit0 + i, test_below(random, 4) != 0);
        }
    }
}

/* ---------------------------------------------------------------- compare */

typedef struct comparison {
    const rc_store *a, *b;
    const unsigned char *x, *y;
} comparison;

static rc_status compare_segment(void *context, rci_store_segment segment)
{
    const comparison *both = context;
    size_t m, n;
    const char *s, *t;
    if (!segment.is_str) {
        return memcmp(both->x + segment.offset, both->y + segment.offset, segment.size) ? RC_END
                                                                                        : RC_OK;
    }
    s = rci_store_string_get(both->a, both->x + segment.offset, &m);
    t = rci_store_string_get(both->b, both->y + segment.offset, &n);
    return m != n || memcmp(s, t, m) ? RC_END : RC_OK;
}

static bool node_is_null(const rc_store *store, size_t node, size_t i)
{
    unsigned char *bits;
    size_t bit0;
    if (node == RCI_DTYPE_NONE) {
        return false;
    }
    rci_store_null_bits(store, node, &bits, &bit0);
    return !rci_store_bit(bits, bit0 + i) ||
           node_is_null(store, store->schema->leaves.null[node].parent, i);
}

bool test_record_equal(const rc_store *a, size_t i, const rc_store *b, size_t k)
{
    const rci_dtype_leaves *leaves = &a->schema->leaves;
    for (size_t node = 0; node < leaves->n_nulls; node++) {
        if (node_is_null(a, node, i) != node_is_null(b, node, k)) {
            return false;
        }
    }
    for (size_t l = 0; l < leaves->n_leaves; l++) {
        const rci_dtype_leaf *leaf = &leaves->leaf[l];
        unsigned char *x, *y;
        size_t x_stride, y_stride;
        comparison both = {a, b, NULL, NULL};
        rci_store_leaf(a, l, &x, &x_stride);
        rci_store_leaf(b, l, &y, &y_stride);
        both.x = x + i * x_stride;
        both.y = y + k * y_stride;
        if (node_is_null(a, leaf->null_node, i) || node_is_null(a, leaf->null_parent, i)) {
            continue;
        }
        if (rci_store_each_segment(leaf->dtype, 0, compare_segment, &both) != RC_OK) {
            return false;
        }
    }
    return true;
}

bool test_is_zero(const rc_store *store, size_t i)
{
    rc_store *zero = rc_store_zeros(rc_store_dtype(store), 1, RC_ROWS, NULL);
    bool equal = test_record_equal(store, i, zero, 0);
    rc_store_unref(zero);
    return equal;
}
