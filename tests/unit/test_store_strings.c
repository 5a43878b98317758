/* Tests of the string heap. */
#include "test_store.h"

#include "store/strings.h"

#include <stdlib.h>
#include <string.h>

static void check_text(const rci_store_strings *strings, const void *cell, const char *text,
                       size_t n)
{
    size_t length;
    const char *got = rci_store_strings_get(strings, cell, &length);
    ck_assert_uint_eq(length, n);
    ck_assert_mem_eq(got, text, n);
}

START_TEST(cells_are_arrow_views)
{
    rci_store_strings *strings = rci_store_strings_new(NULL);
    unsigned char cell[16], zero[16] = {0};
    check_text(strings, zero, "", 0);
    memset(cell, 0xFF, sizeof cell);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "", 0, NULL), RC_OK);
    ck_assert_mem_eq(cell, zero, 16);
    memset(cell, 0xFF, sizeof cell);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "abc", 3, NULL), RC_OK);
    ck_assert_mem_eq(cell, "\3\0\0\0abc\0\0\0\0\0\0\0\0\0", 16);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "twelve bytes", 12, NULL), RC_OK);
    ck_assert_mem_eq(cell, "\14\0\0\0twelve bytes", 16);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "thirteen byte", 13, NULL), RC_OK);
    ck_assert_mem_eq(cell, "\15\0\0\0thir\0\0\0\0\0\0\0\0", 16);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "another long text", 17, NULL), RC_OK);
    ck_assert_mem_eq(cell, "\21\0\0\0anot\0\0\0\0\15\0\0\0", 16);
    /* NUL is a byte like any other. */
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "a\0b", 3, NULL), RC_OK);
    check_text(strings, cell, "a\0b", 3);
    rci_store_strings_unref(strings);
}
END_TEST

START_TEST(a_text_may_be_put_into_its_own_cell)
{
    rci_store_strings *strings = rci_store_strings_new(NULL);
    unsigned char cell[16];
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "abcdefghijkl", 12, NULL), RC_OK);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, (char *)cell + 6, 5, NULL), RC_OK);
    check_text(strings, cell, "cdefg", 5);
    rci_store_strings_unref(strings);
}
END_TEST

enum { TEXTS = 20000 };

static size_t random_length(test_random *random)
{
    size_t n = test_below(random, 100);
    return n < 90   ? test_below(random, 40)
           : n < 99 ? test_below(random, 3000)
                    : test_below(random, 200000);
}

static void fill(char *text, size_t n, size_t seed)
{
    for (size_t i = 0; i < n; i++) {
        text[i] = (char)('a' + (i * 7 + seed) % 26);
    }
}

/* Many strings of all lengths, removed and stored again. */
START_TEST(strings_never_move)
{
    static unsigned char cells[TEXTS][16];
    static size_t lengths[TEXTS];
    static char text[200000];
    rci_store_strings *strings;
    test_random random = {5};
    size_t requests[3];
    test_memory_begin();
    strings = rci_store_strings_new(NULL);
    for (size_t round = 0; round < 3; round++) {
        test_memory_fail(0, false);
        random.state = 5;
        for (size_t i = 0; i < TEXTS; i++) {
            lengths[i] = random_length(&random);
            fill(text, lengths[i], i + round);
            ck_assert_int_eq(rci_store_strings_put(strings, cells[i], text, lengths[i], NULL),
                             RC_OK);
        }
        for (size_t i = 0; i < TEXTS; i++) {
            fill(text, lengths[i], i + round);
            check_text(strings, cells[i], text, lengths[i]);
        }
        requests[round] = test_memory_requests();
        rci_store_strings_clear(strings);
    }
    ck_assert_uint_gt(requests[0], 0);
    ck_assert_uint_eq(requests[1], 0);
    ck_assert_uint_eq(requests[2], 0);
    rci_store_strings_unref(strings);
    test_memory_end();
}
END_TEST

/* Long strings get a block each and do not end the block that is being filled. */
START_TEST(long_strings_do_not_waste_blocks)
{
    size_t n = RCI_STORE_LONG_STRING + 1;
    char *text = malloc(n);
    unsigned char cell[16], small[100][16];
    rci_store_strings *strings;
    fill(text, n, 3);
    test_memory_begin();
    strings = rci_store_strings_new(NULL);
    test_memory_fail(0, false);
    for (size_t i = 0; i < 7; i++) {
        ck_assert_int_eq(rci_store_strings_put(strings, cell, text, n, NULL), RC_OK);
        ck_assert_int_eq(
            rci_store_strings_put(strings, small[i], "a string of 21 bytes.", 21, NULL), RC_OK);
        check_text(strings, cell, text, n);
    }
    /* one part of the table, one block for all small strings, seven for long ones */
    ck_assert_uint_eq(test_memory_requests(), 9);
    for (size_t i = 0; i < 7; i++) {
        check_text(strings, small[i], "a string of 21 bytes.", 21);
    }
    rci_store_strings_unref(strings);
    test_memory_end();
    free(text);
}
END_TEST

START_TEST(strings_over_the_limit_are_refused)
{
    rci_store_strings *strings = rci_store_strings_new(NULL);
    unsigned char cell[16], before[16];
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "before", 6, NULL), RC_OK);
    memcpy(before, cell, 16);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "x", (size_t)INT32_MAX + 1, &err),
                     RC_ELIMIT);
    ck_assert_mem_eq(cell, before, 16);
    rci_store_strings_unref(strings);
}
END_TEST

START_TEST(no_memory_leaves_the_cell_alone)
{
    rci_store_strings *strings;
    unsigned char cell[16], before[16];
    test_memory_begin();
    strings = rci_store_strings_new(NULL);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "before", 6, NULL), RC_OK);
    memcpy(before, cell, 16);
    for (size_t fail = 1; fail < 3; fail++) {
        test_memory_fail(fail, true);
        ck_assert_int_eq(rci_store_strings_put(strings, cell, "a string of 21 bytes.", 21, NULL),
                         RC_ENOMEM);
        ck_assert_mem_eq(cell, before, 16);
    }
    test_memory_fail(0, false);
    ck_assert_int_eq(rci_store_strings_put(strings, cell, "a string of 21 bytes.", 21, NULL),
                     RC_OK);
    check_text(strings, cell, "a string of 21 bytes.", 21);
    rci_store_strings_unref(strings);
    test_memory_end();
}
END_TEST

static void count_release(void *context, void *data)
{
    (void)data;
    ++*(int *)context;
}

/* Memory of others is read only, whatever is done to its strings, and given back once. */
START_TEST(borrowed_blocks_are_only_read)
{
    static const char bytes[] = "the first of the strings, and the second of them";
    rci_store_strings *strings = rci_store_strings_new(NULL);
    unsigned char first[16], second[16], third[16];
    int released = 0;
    size_t index;
    ck_assert_int_eq(rci_store_strings_put(strings, third, "a string of the heap", 20, NULL),
                     RC_OK);
    ck_assert_int_eq(rci_store_strings_borrow(strings, bytes, sizeof bytes - 1, count_release,
                                              &released, &index, NULL),
                     RC_OK);
    ck_assert_uint_eq(index, 1);
    rci_store_strings_refer(first, index, bytes, bytes, 24);
    rci_store_strings_refer(second, index, bytes, bytes + 26, 22);
    check_text(strings, first, "the first of the strings", 24);
    check_text(strings, second, "and the second of them", 22);
    ck_assert_int_eq(
        rci_store_strings_replace(strings, first, "the third of the strings", 24, NULL), RC_OK);
    ck_assert_int_eq(rci_store_strings_put(strings, third, "one more string, put there", 26, NULL),
                     RC_OK);
    check_text(strings, first, "the third of the strings", 24);
    check_text(strings, second, "and the second of them", 22);
    rci_store_strings_remove(strings, second);
    ck_assert_int_eq(rci_store_strings_put(strings, second, "and a string after it", 21, NULL),
                     RC_OK);
    check_text(strings, first, "the third of the strings", 24);
    check_text(strings, third, "one more string, put there", 26);
    ck_assert_str_eq(bytes, "the first of the strings, and the second of them");
    ck_assert_int_eq(released, 0);
    if (_i) {
        rci_store_strings_clear(strings);
        ck_assert_int_eq(released, 1);
        ck_assert_int_eq(rci_store_strings_put(strings, first, "a string after a clear", 22, NULL),
                         RC_OK);
        check_text(strings, first, "a string after a clear", 22);
    }
    rci_store_strings_unref(strings);
    ck_assert_int_eq(released, 1);
}
END_TEST

Suite *suite_store_strings(void)
{
    Suite *suite = suite_create("store strings");
    TCase *tc = tcase_create("strings");
    tcase_add_test(tc, cells_are_arrow_views);
    tcase_add_test(tc, a_text_may_be_put_into_its_own_cell);
    tcase_add_test(tc, strings_never_move);
    tcase_add_test(tc, long_strings_do_not_waste_blocks);
    tcase_add_test(tc, strings_over_the_limit_are_refused);
    tcase_add_test(tc, no_memory_leaves_the_cell_alone);
    tcase_add_loop_test(tc, borrowed_blocks_are_only_read, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}
