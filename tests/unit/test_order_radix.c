/* Tests of the sort of words: each number of bits and number of words around the limits between the
 * methods, compared with the sort of the C library. */
#include "compute/order/radix.h"
#include "dtype_random.h"
#include "test_order.h"

#include <stdlib.h>
#include <string.h>

static unsigned from_bit, to_bit;

static uint64_t bits_of(uint64_t word)
{
    uint64_t above = to_bit < 64 ? word & ((UINT64_C(1) << to_bit) - 1) : word;
    return above >> from_bit;
}

/* By the bits, then by the index in the lowest bits. */
static int compare_words(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    if (bits_of(x) != bits_of(y)) {
        return bits_of(x) < bits_of(y) ? -1 : 1;
    }
    return (x > y) - (x < y);
}

/* Words with their index below bit `low`, random bits that pass `mask` from there on. */
static void check_words(size_t n, unsigned low, unsigned high, uint64_t mask)
{
    uint64_t *words = malloc((2 * n + 1) * sizeof *words),
             *expected = malloc((n + 1) * sizeof *words);
    uint64_t state = n * 64 + high + 1;
    REQUIRE(words != NULL && expected != NULL);
    from_bit = low;
    to_bit = high;
    for (size_t i = 0; i < n; i++) {
        uint64_t random = random_next(&state) & mask;
        words[i] =
            low < 64 ? (high < 64 ? random & ((UINT64_C(1) << high) - 1) : random) >> low << low | i
                     : i;
        expected[i] = words[i];
    }
    qsort(expected, n, sizeof *expected, compare_words);
    rci_order_sort_words(words, words + n, n, low, high);
    for (size_t i = 0; i < n; i++) {
        if (words[i] != expected[i]) { /* an assertion for each is slow */
            ck_abort_msg("%zu words, bits %u to %u, mask %llx: word %zu", n, low, high,
                         (unsigned long long)mask, i);
        }
    }
    free(words);
    free(expected);
}

START_TEST(words_of_any_number_and_width)
{
    static const size_t lengths[] = {0, 1, 2, 31, 32, 33, 500, 1535, 1536, 1537, 5000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (unsigned bits = 0; bits <= 51; bits++) {
            check_words(lengths[i], 13, 13 + bits, UINT64_MAX);
        }
        check_words(lengths[i], 20, 64, UINT64_C(0x8000000000100000));
        check_words(lengths[i], 20, 64, UINT64_C(0x00FF000000F00000));
        check_words(lengths[i], 20, 64, 0);
    }
}
END_TEST

START_TEST(words_that_do_not_fit_the_cache)
{
    static const struct {
        unsigned bits;
        uint64_t mask;
    } cases[] = {{1, UINT64_MAX},
                 {9, UINT64_MAX},
                 {10, UINT64_MAX},
                 {11, UINT64_MAX},
                 {33, UINT64_MAX},
                 {44, UINT64_MAX},
                 {44, UINT64_C(0x80FFFF8000300000)}, /* a few parts, each too large again */
                 {44, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_words(131072, 20, 20 + cases[i].bits, cases[i].mask);
        check_words(131073, 20, 20 + cases[i].bits, cases[i].mask);
        check_words(700000, 20, 20 + cases[i].bits, cases[i].mask);
    }
}
END_TEST

Suite *suite_order_radix(void)
{
    Suite *suite = suite_create("order radix");
    TCase *tcase = tcase_create("radix");
    tcase_add_test(tcase, words_of_any_number_and_width);
    tcase_add_test(tcase, words_that_do_not_fit_the_cache);
    suite_add_tcase(suite, tcase);
    return suite;
}
