/* Tests of the counters and of the limit. */
#include "test_account.h"

#include "account/tally.h"
#include "base/alloc.h"
#include "base/count.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const rc_memory_kind kinds[] = {RC_MEMORY_DTYPE,   RC_MEMORY_STORE,  RC_MEMORY_DATA,
                                       RC_MEMORY_STRINGS, RC_MEMORY_READER, RC_MEMORY_WRITER,
                                       RC_MEMORY_PLAN,    RC_MEMORY_TEXT,   RC_MEMORY_OTHER};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

START_TEST(one_block)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_memory_usage before = test_usage(RC_MEMORY_DATA), all = test_usage(RC_MEMORY_ALL), now;
    void *block = rci_base_alloc_as(allocator, RC_MEMORY_DATA, 1000, NULL);
    now = test_usage(RC_MEMORY_DATA);
    ck_assert_uint_eq(now.live, before.live + 1000);
    ck_assert_uint_eq(now.live_blocks, before.live_blocks + 1);
    ck_assert_uint_eq(now.total, before.total + 1000);
    ck_assert_uint_eq(now.total_blocks, before.total_blocks + 1);
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, all.live + 1000);
    ck_assert_uint_eq(test_usage(RC_MEMORY_STORE).live, 0);
    block = rci_base_realloc_as(allocator, RC_MEMORY_DATA, block, 1000, 3000, NULL);
    now = test_usage(RC_MEMORY_DATA);
    ck_assert_uint_eq(now.live, before.live + 3000);
    ck_assert_uint_eq(now.live_blocks, before.live_blocks + 1);
    ck_assert_uint_eq(now.total, before.total + 4000);
    ck_assert_uint_eq(now.total_blocks, before.total_blocks + 2);
    rci_base_free_as(allocator, RC_MEMORY_DATA, block, 3000);
    now = test_usage(RC_MEMORY_DATA);
    ck_assert_uint_eq(now.live, before.live);
    ck_assert_uint_eq(now.live_blocks, before.live_blocks);
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, all.live);
}
END_TEST

/* Sizes from a byte to above the batch in which threads report. */
START_TEST(the_peak_is_exact_in_one_thread)
{
    enum { BLOCKS = 9 };
    static const size_t sizes[] = {1, 100, 4096, 40000, 70000, 1000000};
    const rc_allocator *allocator = rc_get_allocator();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint64_t live = test_usage(RC_MEMORY_ALL).live;
        void *blocks[BLOCKS];
        rc_memory_reset_peak();
        ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).peak, live);
        for (size_t k = 0; k < BLOCKS; k++) {
            blocks[k] = rci_base_alloc_as(allocator, RC_MEMORY_TEXT, sizes[i], NULL);
        }
        for (size_t k = 0; k < BLOCKS; k++) {
            rci_base_free_as(allocator, RC_MEMORY_TEXT, blocks[k], sizes[i]);
        }
        ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).peak, live + BLOCKS * sizes[i]);
        ck_assert_uint_eq(test_usage(RC_MEMORY_TEXT).peak, BLOCKS * sizes[i]);
        ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, live);
        rc_memory_reset_peak();
        ck_assert_uint_eq(test_usage(RC_MEMORY_TEXT).peak, 0);
    }
}
END_TEST

/* Programs use these kinds through stores and strings. */
START_TEST(kinds_of_a_store)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, s:str", NULL);
    rc_store *store = rc_store_zeros(dtype, 100, RC_ROWS, NULL);
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(test_usage(RC_MEMORY_DTYPE).live, size.dtype);
    ck_assert_uint_ge(test_usage(RC_MEMORY_DATA).live, 2000);
    ck_assert_uint_gt(test_usage(RC_MEMORY_STRINGS).live, 0);
    ck_assert_uint_gt(test_usage(RC_MEMORY_STORE).live, 0);
    ck_assert_uint_gt(test_usage(RC_MEMORY_TEXT).live, strlen(text));
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live - test_usage(RC_MEMORY_TEXT).live, size.total);
    rc_text_free(text);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    for (size_t i = 0; i < N_KINDS; i++) {
        ck_assert_uint_eq(test_usage(kinds[i]).live, 0);
        ck_assert_uint_eq(test_usage(kinds[i]).live_blocks, 0);
    }
}
END_TEST

static int is_wrong_kind(int kind)
{
    rc_memory_usage usage = RC_MEMORY_USAGE_INIT;
    return rc_memory_used((rc_memory_kind)kind, &usage, NULL) == RC_EARG;
}

START_TEST(names_and_numbers)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        ck_assert_str_ne(rc_memory_kind_name(kinds[i]), "unknown");
    }
    ck_assert_str_eq(rc_memory_kind_name(RC_MEMORY_FOREIGN), "foreign");
    ck_assert_str_eq(rc_memory_kind_name((rc_memory_kind)77), "unknown");
    ck_assert(is_wrong_kind(-1));
    ck_assert(is_wrong_kind(RC_MEMORY_TRACE + 1));
    ck_assert(!is_wrong_kind(RC_MEMORY_TRACE));
}
END_TEST

/* --------------------------------------------------------------- threads */

enum { THREADS = 8, ROUNDS = 2000 };

static void *work(void *context)
{
    const rc_dtype *dtype = context;
    for (int i = 0; i < ROUNDS; i++) {
        rc_store *store = rc_store_zeros(dtype, 100, RC_ROWS, NULL);
        ck_assert_int_eq(rc_store_append(store, 200, NULL, NULL), RC_OK);
        rc_store_unref(store);
    }
    return NULL;
}

START_TEST(eight_threads)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4", NULL);
    uint64_t live = test_usage(RC_MEMORY_ALL).live,
             blocks = test_usage(RC_MEMORY_DATA).total_blocks;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, dtype), 0);
    }
    for (int i = 0; i < 100; i++) {
        ck_assert_uint_lt(test_usage(RC_MEMORY_ALL).live, 10 << 20);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, live);
    ck_assert_uint_eq(test_usage(RC_MEMORY_DATA).live, 0);
    ck_assert_uint_eq(test_usage(RC_MEMORY_DATA).total_blocks - blocks, 2 * THREADS * ROUNDS);
    ck_assert_uint_ge(test_usage(RC_MEMORY_ALL).peak, live + 2400);
    rc_dtype_unref(dtype);
}
END_TEST

static void *make_store(void *context)
{
    return rc_store_zeros(context, 100, RC_ROWS, NULL);
}

/* More threads, one after the other and at the same time, than there are sets of counters; what one
   thread made another releases. */
START_TEST(many_threads)
{
    enum { MANY = 300 };
    static rc_store *stores[MANY];
    static pthread_t threads[MANY];
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4", NULL);
    uint64_t live = test_usage(RC_MEMORY_ALL).live;
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, make_store, dtype), 0);
    }
    for (int i = 0; i < MANY; i++) {
        void *made;
        pthread_join(threads[i], &made);
        stores[i] = made;
    }
    ck_assert_uint_eq(test_usage(RC_MEMORY_DATA).live_blocks, MANY);
    for (int i = 0; i < MANY; i++) {
        rc_store_unref(stores[i]);
    }
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, live);
    ck_assert_uint_eq(test_usage(RC_MEMORY_DATA).live_blocks, 0);
    rc_dtype_unref(dtype);
}
END_TEST

static void *keep_a_block(void *context)
{
    return rci_base_alloc_as(context, RC_MEMORY_TEXT, 40000, NULL);
}

/* What a thread has allocated is part of the peak after the thread has ended. */
START_TEST(the_peak_after_a_thread)
{
    const rc_allocator *allocator = rc_get_allocator();
    pthread_t thread;
    uint64_t live;
    void *kept, *block = rci_base_alloc_as(allocator, RC_MEMORY_TEXT, 1, NULL);
    rci_base_free_as(allocator, RC_MEMORY_TEXT, block, 1); /* this thread has its counters now */
    ck_assert_int_eq(pthread_create(&thread, NULL, keep_a_block, (void *)(uintptr_t)allocator), 0);
    pthread_join(thread, &kept);
    rc_memory_reset_peak();
    live = test_usage(RC_MEMORY_ALL).live;
    block = rci_base_alloc_as(allocator, RC_MEMORY_TEXT, 30000, NULL);
    rci_base_free_as(allocator, RC_MEMORY_TEXT, block, 30000);
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).peak, live + 30000);
    ck_assert_uint_eq(test_usage(RC_MEMORY_TEXT).peak, 70000);
    rci_base_free_as(allocator, RC_MEMORY_TEXT, kept, 40000);
}
END_TEST

static pthread_barrier_t barrier;

static void *hold_a_block(void *context)
{
    void *block = rci_base_alloc_as(context, RC_MEMORY_PLAN, 1000, NULL);
    pthread_barrier_wait(&barrier); /* all have one */
    pthread_barrier_wait(&barrier); /* they were counted */
    rci_base_free_as(context, RC_MEMORY_PLAN, block, 1000);
    return NULL;
}

/* More threads at the same time than there are sets of counters. */
START_TEST(more_threads_than_sets)
{
    enum { MANY = 200 };
    static pthread_t threads[MANY];
    void *allocator = (void *)(uintptr_t)rc_get_allocator();
    pthread_barrier_init(&barrier, NULL, MANY + 1);
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, hold_a_block, allocator), 0);
    }
    pthread_barrier_wait(&barrier);
    ck_assert_uint_eq(test_usage(RC_MEMORY_PLAN).live, MANY * 1000);
    ck_assert_uint_eq(test_usage(RC_MEMORY_PLAN).live_blocks, MANY);
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < MANY; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&barrier);
    ck_assert_uint_eq(test_usage(RC_MEMORY_PLAN).live, 0);
}
END_TEST

/* ----------------------------------------------------------------- limit */

START_TEST(the_limit_refuses)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4", NULL);
    rc_store *store = rc_store_zeros(dtype, 1000, RC_ROWS, NULL);
    uint64_t live = test_usage(RC_MEMORY_ALL).live;
    ck_assert_uint_eq(rc_memory_limit(), 0);
    rc_memory_set_limit(live + 10000);
    ck_assert_uint_eq(rc_memory_limit(), live + 10000);
    ck_assert_ptr_null(rc_store_zeros(dtype, 2000, RC_ROWS, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    ck_assert_ptr_nonnull(strstr(err.message, "limit of"));
    ck_assert_ptr_nonnull(strstr(err.message, ": data 8"));
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, live);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_reserve(store, 3000, &err), RC_ENOMEM);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_reserve(store, 2000, &err), RC_OK); /* resized: 8000 bytes more */
    rc_memory_set_limit(1);
    ck_assert_int_eq(rc_store_shrink(store, &err), RC_ENOMEM);
    rc_store_unref(store);
    rc_memory_set_limit(0);
    rc_dtype_unref(dtype);
    ck_assert_uint_eq(test_usage(RC_MEMORY_ALL).live, 0);
}
END_TEST

/* An allocation of exactly what is left succeeds, of one byte more fails. */
START_TEST(the_limit_is_exact)
{
    const rc_allocator *allocator = rc_get_allocator();
    uint64_t live = test_usage(RC_MEMORY_ALL).live;
    void *block, *more;
    rc_memory_set_limit(live + 100000);
    ck_assert_ptr_null(rci_base_alloc(allocator, 100001, NULL));
    block = rci_base_alloc(allocator, 100000, NULL);
    ck_assert_ptr_nonnull(block);
    ck_assert_ptr_null(rci_base_alloc(allocator, 1, NULL));
    ck_assert_ptr_null(rci_base_realloc(allocator, block, 100000, 100001, NULL));
    block = rci_base_realloc(allocator, block, 100000, 99999, NULL);
    more = rci_base_zalloc(allocator, 1, NULL);
    ck_assert_ptr_nonnull(more);
    rci_base_free(allocator, more, 1);
    rci_base_free(allocator, block, 99999);
    rc_memory_set_limit(0);
}
END_TEST

static bool inner_refused;

/* While a block is allocated, another one is asked for, as by another thread. */
static void *nested_alloc(void *context, size_t size, int zero)
{
    void *inner = rci_base_alloc(context, 1000, NULL);
    inner_refused = inner == NULL;
    rci_base_free(context, inner, 1000);
    return zero ? calloc(1, size) : malloc(size);
}

static void nested_release(void *context, void *memory, size_t size)
{
    (void)context;
    (void)size;
    free(memory);
}

START_TEST(what_is_being_allocated_counts)
{
    const rc_allocator nested = {(void *)(uintptr_t)rc_get_allocator(), nested_alloc, NULL,
                                 nested_release};
    void *block;
    rc_memory_set_limit(test_usage(RC_MEMORY_ALL).live + 1500);
    block = rci_base_alloc(&nested, 600, NULL);
    ck_assert_ptr_nonnull(block);
    ck_assert(inner_refused);
    rci_base_free(&nested, block, 600);
    block = rci_base_alloc(&nested, 500, NULL);
    ck_assert(!inner_refused);
    rci_base_free(&nested, block, 500);
    /* The limit is lowered below what is being allocated. */
    rc_memory_set_limit(0);
    block = rci_base_alloc(rc_get_allocator(), 5000, NULL);
    rc_memory_set_limit(test_usage(RC_MEMORY_ALL).live + 1000);
    ck_assert(rci_base_count_reserve(900, NULL));
    rc_memory_set_limit(test_usage(RC_MEMORY_ALL).live + 500);
    ck_assert(!rci_base_count_reserve(1, NULL));
    rci_base_count_settle(900);
    ck_assert(rci_base_count_reserve(500, NULL));
    rci_base_count_settle(500);
    rci_base_free(rc_get_allocator(), block, 5000);
    rc_memory_set_limit(0);
}
END_TEST

static atomic_size_t held, most_held;

static void *take_and_release(void *context)
{
    const rc_allocator *allocator = rc_get_allocator();
    (void)context;
    for (int i = 0; i < 20000; i++) {
        void *block = rci_base_alloc(allocator, 1000, NULL);
        if (block) {
            size_t now = atomic_fetch_add(&held, 1000) + 1000, most = atomic_load(&most_held);
            while (now > most && !atomic_compare_exchange_weak(&most_held, &most, now)) {
            }
            atomic_fetch_sub(&held, 1000);
            rci_base_free(allocator, block, 1000);
        }
    }
    return NULL;
}

START_TEST(threads_never_exceed_the_limit)
{
    pthread_t threads[THREADS];
    rc_memory_set_limit(test_usage(RC_MEMORY_ALL).live + 3500);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, take_and_release, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    rc_memory_set_limit(0);
    ck_assert_uint_ge(atomic_load(&most_held), 1000);
    ck_assert_uint_le(atomic_load(&most_held), 3000);
}
END_TEST

/* --------------------------------------------------------------- objects */

/* B has a reference that the tally does not find: what it refers to is shared, and what that refers
   to, in whatever order they are found. */
START_TEST(what_a_shared_object_refers_to)
{
    static const char a, b, c, d;
    rci_account_tally tally;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    size_t from_a, from_b, from_c, from_d;
    ck_assert_int_eq(rci_account_tally_init(&tally, 0, NULL), RC_OK);
    from_a = rci_account_tally_open(&tally, &a, 1, RCI_ACCOUNT_NONE);
    from_c = rci_account_tally_open(&tally, &c, 2, from_a);
    from_d = rci_account_tally_open(&tally, &d, 1, from_c);
    from_b = rci_account_tally_open(&tally, &b, 2, RCI_ACCOUNT_NONE);
    ck_assert_uint_eq(rci_account_tally_open(&tally, &c, 2, from_b), RCI_ACCOUNT_NONE);
    rci_account_tally_part(&tally, from_a, 1, &tally.sum.overhead);
    rci_account_tally_part(&tally, from_b, 10, &tally.sum.overhead);
    rci_account_tally_part(&tally, from_c, 100, &tally.sum.overhead);
    rci_account_tally_part(&tally, from_d, 1000, &tally.sum.overhead);
    ck_assert_int_eq(rci_account_tally_finish(&tally, &size), RC_OK);
    ck_assert_uint_eq(size.total, 1111);
    ck_assert_uint_eq(size.shared, 1110);
    ck_assert_uint_eq(size.blocks, 4);
}
END_TEST

Suite *suite_account_usage(void)
{
    Suite *suite = suite_create("account usage");
    TCase *tcase = tcase_create("usage");
    tcase_set_tags(tcase, "threads");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, one_block);
    tcase_add_test(tcase, the_peak_is_exact_in_one_thread);
    tcase_add_test(tcase, kinds_of_a_store);
    tcase_add_test(tcase, names_and_numbers);
    tcase_add_test(tcase, eight_threads);
    tcase_add_test(tcase, many_threads);
    tcase_add_test(tcase, the_peak_after_a_thread);
    tcase_add_test(tcase, more_threads_than_sets);
    tcase_add_test(tcase, the_limit_refuses);
    tcase_add_test(tcase, what_is_being_allocated_counts);
    tcase_add_test(tcase, what_a_shared_object_refers_to);
    tcase_add_test(tcase, the_limit_is_exact);
    tcase_add_test(tcase, threads_never_exceed_the_limit);
    suite_add_tcase(suite, tcase);
    return suite;
}
