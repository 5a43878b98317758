/* Tests of the tables of the tracing: blocks by address, equal bytes by number. */
#include "test_account.h"

#include "account/intern.h"
#include "account/table.h"

#include <stdio.h>
#include <string.h>

/* Random additions and removals against an array. */
START_TEST(the_table_against_an_array)
{
    enum { ADDRESSES = 5000, STEPS = 200000 };
    static size_t sizes[ADDRESSES]; /* 0: not in the table */
    static char memory[ADDRESSES * 16];
    rci_account_buffer copy = {NULL, 0, 0};
    rci_account_block block = {.address = memory};
    uint64_t state = 1;
    size_t n = 0;
    rci_account_table_clear();
    for (size_t step = 0; step < STEPS; step++) {
        size_t i;
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        /* First the table grows, then it becomes nearly empty. */
        i = (size_t)(state >> 33) % ADDRESSES;
        block.address = memory + 16 * i;
        if ((state >> 20) % 4 < (step < STEPS / 2 ? 3u : 1u)) {
            block.size = step + 1;
            ck_assert(rci_account_table_add(&block));
            n += sizes[i] == 0;
            sizes[i] = step + 1;
        } else {
            ck_assert_int_eq(rci_account_table_remove(memory + 16 * i, &block), sizes[i] != 0);
            n -= sizes[i] != 0;
            sizes[i] = 0;
        }
    }
    for (size_t i = 0; i < ADDRESSES; i++) {
        ck_assert_int_eq(rci_account_table_find(memory + 16 * i, &block), sizes[i] != 0);
        ck_assert(sizes[i] == 0 || block.size == sizes[i]);
    }
    ck_assert(rci_account_table_copy(&copy));
    ck_assert_uint_eq(copy.length, n * sizeof block);
    rci_account_buffer_release(&copy);
    rci_account_table_clear();
}
END_TEST

/* The table is as large as the blocks that are in it at a time require. */
START_TEST(the_table_does_not_grow_with_time)
{
    static char memory[64 * 16];
    rci_account_block block = {.address = memory};
    uint64_t used = 0;
    rci_account_table_clear();
    for (size_t i = 0; i < 100000; i++) {
        block.address = memory + 16 * (i % 64);
        ck_assert(rci_account_table_add(&block));
        if (i == 1000) {
            used = test_usage(RC_MEMORY_TRACE).live;
        }
        ck_assert(rci_account_table_remove(block.address, &block));
    }
    ck_assert_uint_eq(test_usage(RC_MEMORY_TRACE).live, used);
    rci_account_table_clear();
}
END_TEST

START_TEST(equal_bytes_have_one_number)
{
    enum { N = 3000 };
    static uint32_t ids[N];
    char text[40];
    ck_assert(rci_account_intern_start());
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < N; i++) {
            int length = sprintf(text, "text number %d", i) + 1;
            uint32_t id = rci_account_intern(RCI_ACCOUNT_TAG, text, (size_t)length);
            ck_assert_uint_ne(id, 0);
            ck_assert(round == 0 || id == ids[i]);
            ids[i] = id;
            ck_assert_str_eq((const char *)rci_account_interned(id)->bytes, text);
        }
    }
    ck_assert_uint_ne(rci_account_intern(RCI_ACCOUNT_DTYPE, text, strlen(text) + 1), ids[N - 1]);
    ck_assert_ptr_null(rci_account_interned(0));
}
END_TEST

Suite *suite_account_table(void)
{
    Suite *suite = suite_create("account table");
    TCase *tcase = tcase_create("table");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, the_table_against_an_array);
    tcase_add_test(tcase, the_table_does_not_grow_with_time);
    tcase_add_test(tcase, equal_bytes_have_one_number);
    suite_add_tcase(suite, tcase);
    return suite;
}
