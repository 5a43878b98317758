/* Tests of the inner loops of conversion against a simple loop. */
#include "test_store.h"

#include "store/transpose.h"

#include <stdlib.h>
#include <string.h>

static const size_t sizes[] = {1, 2, 4, 8, 16, 3, 7, 20};
static const size_t lengths[] = {0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100};

/* Memory of exactly `size` bytes, so that a sanitizer reports accesses outside it. */
static unsigned char *bytes(test_random *random, size_t size)
{
    unsigned char *made = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) {
        made[i] = (unsigned char)test_next(random);
    }
    return made;
}

static void check_gather(size_t size, size_t width, size_t stride, size_t n, bool streaming)
{
    test_random random = {size * 1000 + width * 100 + n};
    unsigned char *rows = bytes(&random, n * stride), *columns[RCI_STORE_MAX_GROUP] = {NULL};
    /* A row beyond those to be gathered may be read: it is part of the memory then. */
    size_t given = n > 0 ? n - 1 : 0;
    for (size_t more = 0; more < 2; more++) {
        size_t count = more ? given : n;
        rci_store_transpose_mode mode = {more != 0, streaming};
        for (size_t k = 0; k < width; k++) {
            columns[k] = aligned_alloc(64, (count * size + 127) / 64 * 64);
        }
        rci_store_gather(columns, width, size, rows, stride, count, mode);
        rci_store_streaming_end();
        for (size_t k = 0; k < width; k++) {
            for (size_t i = 0; i < count; i++) {
                ck_assert_mem_eq(columns[k] + i * size, rows + i * stride + k * size, size);
            }
            free(columns[k]);
        }
    }
    free(rows);
}

static void check_scatter(size_t size, size_t width, size_t stride, size_t n)
{
    test_random random = {size * 1000 + width * 100 + n};
    size_t row_bytes = n > 0 ? (n - 1) * stride + width * size : 0;
    unsigned char *rows = bytes(&random, row_bytes), *before = malloc(row_bytes + 1);
    const unsigned char *columns[RCI_STORE_MAX_GROUP] = {NULL};
    unsigned char *made[RCI_STORE_MAX_GROUP] = {NULL};
    memcpy(before, rows, row_bytes);
    for (size_t k = 0; k < width; k++) {
        columns[k] = made[k] = bytes(&random, n * size);
    }
    rci_store_scatter(rows, stride, columns, width, size, n,
                      (rci_store_transpose_mode){false, false});
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < width; k++) {
            ck_assert_mem_eq(rows + i * stride + k * size, columns[k] + i * size, size);
        }
        if (i + 1 < n) {
            ck_assert_mem_eq(rows + i * stride + width * size, before + i * stride + width * size,
                             stride - width * size);
        }
    }
    for (size_t k = 0; k < width; k++) {
        free(made[k]);
    }
    free(rows);
    free(before);
}

START_TEST(groups_arrive_whole)
{
    size_t size = sizes[_i];
    static const size_t gaps[] = {0, 1, 4, 13};
    for (size_t width = 1; width <= rci_store_group_limit(size); width++) {
        for (size_t g = 0; g < N(gaps); g++) {
            size_t stride = width * size + gaps[g];
            for (size_t l = 0; l < N(lengths); l++) {
                check_gather(size, width, stride, lengths[l], false);
                check_gather(size, width, stride, lengths[l], true);
                check_scatter(size, width, stride, lengths[l]);
            }
        }
    }
}
END_TEST

/* If another row follows, a group may be stored over its first bytes before it is written. */
START_TEST(rows_in_parts_arrive_whole)
{
    test_random random = {7};
    size_t n = 1000, size = sizes[_i];
    for (size_t width = 1; width <= rci_store_group_limit(size); width++) {
        size_t stride = width * size;
        unsigned char *rows = calloc(n, stride), *made[RCI_STORE_MAX_GROUP] = {NULL};
        const unsigned char *columns[RCI_STORE_MAX_GROUP] = {NULL};
        for (size_t k = 0; k < width; k++) {
            made[k] = bytes(&random, n * size);
        }
        for (size_t i = 0; i < n; i += 64) {
            rci_store_transpose_mode mode = {n - i > 64, false};
            for (size_t k = 0; k < width; k++) {
                columns[k] = made[k] + i * size;
            }
            rci_store_scatter(rows + i * stride, stride, columns, width, size,
                              mode.more ? 64 : n - i, mode);
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < width; k++) {
                ck_assert_mem_eq(rows + i * stride + k * size, made[k] + i * size, size);
            }
        }
        for (size_t k = 0; k < width; k++) {
            free(made[k]);
        }
        free(rows);
    }
}
END_TEST

START_TEST(streaming_copies_equal_plain_copies)
{
    test_random random = {1};
    unsigned char *from = bytes(&random, 400), to[500];
    for (size_t start = 0; start < 70; start++) {
        for (size_t n = 0; n < 330; n += 1 + n / 9) {
            memset(to, 0xEE, sizeof to);
            rci_store_copy_streaming(to + start, from, n);
            rci_store_streaming_end();
            ck_assert_mem_eq(to + start, from, n);
            ck_assert_uint_eq(to[start + n], 0xEE);
            ck_assert(start == 0 || to[start - 1] == 0xEE);
        }
    }
    free(from);
}
END_TEST

START_TEST(cells_go_between_any_strides)
{
    for (size_t s = 0; s < N(sizes); s++) {
        test_random random = {s};
        size_t size = sizes[s], n = 37;
        for (size_t to_gap = 0; to_gap < 3; to_gap++) {
            for (size_t from_gap = 0; from_gap < 3; from_gap++) {
                size_t to_stride = size + to_gap, from_stride = size + from_gap;
                unsigned char *from = bytes(&random, n * from_stride);
                unsigned char *to = bytes(&random, n * to_stride);
                rci_store_copy_cells(to, (ptrdiff_t)to_stride, from, (ptrdiff_t)from_stride, size,
                                     n);
                for (size_t i = 0; i < n; i++) {
                    ck_assert_mem_eq(to + i * to_stride, from + i * from_stride, size);
                }
                free(from);
                free(to);
            }
        }
    }
}
END_TEST

Suite *suite_store_transpose(void)
{
    Suite *suite = suite_create("store transpose");
    TCase *tc = tcase_create("transpose");
    tcase_add_loop_test(tc, groups_arrive_whole, 0, N(sizes));
    tcase_add_loop_test(tc, rows_in_parts_arrive_whole, 0, N(sizes));
    tcase_add_test(tc, streaming_copies_equal_plain_copies);
    tcase_add_test(tc, cells_go_between_any_strides);
    suite_add_tcase(suite, tc);
    return suite;
}
