/* Compaction of cells by a bitmap: each kind of vectors against one cell after the other, and
   nothing is written after the last cell. */
#include "test_compute.h"

#include "compute/compact.h"

#include <string.h>

enum { MOST = 400, MOST_SIZE = 17, GUARD = 64 };

static const size_t sizes[] = {1, 2, 3, 4, 5, 8, 12, 16, 17};

static unsigned char from[MOST * 2 * MOST_SIZE + 8], to[MOST * 2 * MOST_SIZE + GUARD + 8];

static void random_words(test_random *random, uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n / 64 + 1; i++) {
        switch (test_below(random, 5)) {
        case 0:
            words[i] = test_next(random);
            break;
        case 1:
            words[i] = test_next(random) & test_next(random) & test_next(random);
            break;
        case 2:
            words[i] = test_next(random) | test_next(random) | test_next(random);
            break;
        case 3:
            words[i] = 0;
            break;
        default:
            words[i] = ~UINT64_C(0);
            break;
        }
    }
    words[n / 64] &= (UINT64_C(1) << n % 64) - 1;
}

static void check(test_random *random, rci_compute_vectors vectors, size_t size)
{
    size_t n = test_below(random, MOST), kept = 0, wrong = 0;
    size_t step = test_below(random, 4) ? 1 : 2, to_step = test_below(random, 4) ? 1 : 2;
    size_t shift = test_below(random, 8);
    uint64_t words[MOST / 64 + 1];
    rci_compute_cells source = {from + shift, (ptrdiff_t)(step * size)};
    rci_compute_cells target = {to + shift, (ptrdiff_t)(to_step * size)};
    random_words(random, words, n);
    for (size_t i = 0; i < sizeof from; i++) {
        from[i] = (unsigned char)test_next(random);
    }
    memset(to, 0xA5, sizeof to);
    for (size_t i = 0; i < n; i++) {
        kept += words[i / 64] >> (i % 64) & 1;
    }
    ck_assert_uint_eq(rci_compute_compact_with(vectors, target, source, size, words, n), kept);
    for (size_t i = 0, k = 0; i < n; i++) {
        if (words[i / 64] >> (i % 64) & 1) {
            wrong +=
                memcmp(target.data + k * to_step * size, source.data + i * step * size, size) != 0;
            k++;
        }
    }
    ck_assert_msg(wrong == 0, "%zu of %zu cells of %zu bytes", wrong, kept, size);
    for (size_t i = shift + kept * to_step * size; i < sizeof to; i++) {
        wrong += to[i] != 0xA5;
    }
    ck_assert_msg(wrong == 0, "%zu bytes after the last cell of %zu bytes", wrong, size);
}

START_TEST(each_size)
{
    test_random random = {(uint64_t)_i};
    for (int vectors = RCI_COMPUTE_NO_VECTORS; vectors <= RCI_COMPUTE_AVX512; vectors++) {
        for (size_t round = 0; round < 60; round++) {
            check(&random, (rci_compute_vectors)vectors, sizes[_i]);
        }
    }
}
END_TEST

Suite *suite_compute_compact(void)
{
    Suite *suite = suite_create("compute/compact");
    TCase *tcase = tcase_create("compact");
    tcase_add_loop_test(tcase, each_size, 0, (int)N(sizes));
    suite_add_tcase(suite, tcase);
    return suite;
}
