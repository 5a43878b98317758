/* base/alloc.h, base/bytes.h, base/check.h: memory, its sizes, and failures to get it. */
#include "base/alloc.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/large.h"
#include "config.h"
#include "runner.h"

#include <stdlib.h>
#include <string.h>

START_TEST(version_is_the_package_version)
{
    ck_assert_str_eq(rc_version(), PACKAGE_VERSION);
    ck_assert_str_eq(rc_version(), RC_VERSION);
}
END_TEST

/* --------------------------------------------------------------- allocator */

/* The calls that an allocator got, and the answer NULL on request. */
typedef struct calls {
    size_t held; /* bytes not yet released, by the sizes of the calls */
    size_t size; /* of the last call */
    int zero;
    bool refuse;
} calls;

static void *counting_alloc(void *context, size_t size, int zero)
{
    calls *c = context;
    c->size = size;
    c->zero = zero;
    if (c->refuse) {
        return NULL;
    }
    c->held += size;
    return calloc(1, size);
}

static void *counting_realloc(void *context, void *memory, size_t old_size, size_t new_size)
{
    calls *c = context;
    c->size = new_size;
    if (c->refuse) {
        return NULL;
    }
    c->held += new_size - old_size;
    return realloc(memory, new_size);
}

static void counting_release(void *context, void *memory, size_t size)
{
    calls *c = context;
    c->held -= size;
    free(memory);
}

START_TEST(sizes_reach_the_allocator)
{
    calls c = {0};
    const rc_allocator counting = {&c, counting_alloc, counting_realloc, counting_release};
    void *memory = rci_base_alloc(&counting, 10, NULL);
    ck_assert_uint_eq(c.size, 10);
    ck_assert_int_eq(c.zero, 0);
    memory = rci_base_realloc(&counting, memory, 10, 30, NULL);
    ck_assert_uint_eq(c.held, 30);
    rci_base_free(&counting, memory, 30);
    ck_assert_uint_eq(c.held, 0);

    memory = rci_base_zalloc_array(&counting, 7, 3, NULL);
    ck_assert_uint_eq(c.size, 21);
    ck_assert_int_ne(c.zero, 0);
    rci_base_free(&counting, memory, 21);

    memory = rci_base_realloc(&counting, NULL, 0, 5, NULL);
    ck_assert_uint_eq(c.held, 5);
    memory = rci_base_realloc(&counting, memory, 5, 0, NULL); /* a size of 0 counts as 1 */
    ck_assert_uint_eq(c.held, 1);
    memory = rci_base_realloc(&counting, memory, 0, 7, NULL);
    ck_assert_uint_eq(c.held, 7);
    rci_base_free(&counting, memory, 7);
    rci_base_free(&counting, NULL, 5);
    ck_assert_uint_eq(c.held, 0);
}
END_TEST

START_TEST(refused_memory_is_reported)
{
    calls c = {.refuse = true};
    const rc_allocator refusing = {&c, counting_alloc, counting_realloc, counting_release};
    char memory[8];
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rci_base_alloc(&refusing, 12, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    ck_assert_str_eq(err.message, "out of memory: 12 bytes were refused");
    rc_error_clear(&err);
    ck_assert_ptr_null(rci_base_zalloc(&refusing, 13, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    rc_error_clear(&err);
    ck_assert_ptr_null(rci_base_realloc(&refusing, memory, 8, 14, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    ck_assert_str_eq(err.message, "out of memory: 14 bytes were refused");
    ck_assert_ptr_null(rci_base_alloc(&refusing, 1, NULL));

    rc_error_clear(&err);
    c.size = 0;
    ck_assert_ptr_null(rci_base_zalloc_array(&refusing, SIZE_MAX / 2 + 1, 2, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    ck_assert_uint_eq(c.size, 0); /* not even requested */
}
END_TEST

START_TEST(text_returns_to_its_allocator)
{
    calls c = {0};
    const rc_allocator counting = {&c, counting_alloc, counting_realloc, counting_release};
    const rc_allocator *standard = rc_get_allocator();
    rc_error err = RC_ERROR_INIT;
    char *text;
    rc_set_allocator(&counting);
    ck_assert_ptr_eq(rc_get_allocator(), &counting);
    text = rci_base_text_copy("a\0bc", 4, NULL);
    rc_set_allocator(NULL);
    ck_assert_ptr_eq(rc_get_allocator(), standard);
    ck_assert_mem_eq(text, "a\0bc", 5);
    ck_assert_uint_gt(c.held, 5);
    rc_text_free(text);
    ck_assert_uint_eq(c.held, 0);
    rc_text_free(NULL);
    ck_assert_ptr_null(rci_base_text_copy("", SIZE_MAX, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
}
END_TEST

/* ------------------------------------------------------------------- bytes */

START_TEST(bytes_grow_by_half)
{
    rci_base_bytes bytes;
    size_t steps = 0, capacity = 0;
    rci_base_bytes_init(&bytes);
    ck_assert_ptr_null(bytes.data);
    ck_assert_int_eq(rci_base_bytes_append(&bytes, NULL, 0, NULL), RC_OK);
    for (unsigned i = 0; i < 100000; i++) {
        unsigned char byte = (unsigned char)(i % 251);
        ck_assert(rci_base_bytes_append(&bytes, &byte, 1, NULL) == RC_OK);
        if (bytes.capacity != capacity) {
            ck_assert(bytes.capacity >= capacity + capacity / 2);
            capacity = bytes.capacity;
            steps++;
        }
    }
    ck_assert_uint_eq(bytes.length, 100000);
    ck_assert_uint_lt(steps, 20);
    for (size_t i = 0; i < 100000; i++) {
        if (bytes.data[i] != i % 251) {
            ck_abort_msg("byte %zu", i);
        }
    }
    rci_base_bytes_release(&bytes);
    ck_assert_ptr_null(bytes.data);
    ck_assert_uint_eq(bytes.length + bytes.capacity, 0);
}
END_TEST

START_TEST(bytes_are_reserved_to_the_byte)
{
    rci_base_bytes bytes;
    rc_error err = RC_ERROR_INIT;
    const unsigned char *data;
    rci_base_bytes_init(&bytes);
    ck_assert_int_eq(rci_base_bytes_reserve(&bytes, 1000, &err), RC_OK);
    ck_assert_uint_eq(bytes.capacity, 1000);
    data = bytes.data;
    bytes.length = 900;
    ck_assert_int_eq(rci_base_bytes_reserve(&bytes, 100, &err), RC_OK);
    ck_assert_ptr_eq(bytes.data, data);
    ck_assert_int_eq(rci_base_bytes_reserve(&bytes, 101, &err), RC_OK);
    ck_assert_uint_ge(bytes.capacity, 1001);
    ck_assert_int_eq(rci_base_bytes_reserve(&bytes, SIZE_MAX, &err), RC_ELIMIT);
    ck_assert_int_eq(err.status, RC_ELIMIT);
    ck_assert_uint_eq(bytes.length, 900);
    rci_base_bytes_release(&bytes);
}
END_TEST

/* ------------------------------------------------------------ large blocks */

static bool all_zero(const unsigned char *bytes, size_t n)
{
    return n == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, n - 1) == 0);
}

/* Zeroed, growing and shrinking, whatever allocator it is. */
START_TEST(large_blocks_are_zero_and_move)
{
    static const size_t sizes[] = {5000000, 9000001, 40000000, 4096, 7000000};
    size_t size = sizes[0], kept = 1000;
    const rc_allocator *allocator = rci_base_zeros_allocator(size);
    unsigned char *block = allocator->alloc(allocator->context, size, 1);
    ck_assert_ptr_nonnull(block);
    ck_assert(all_zero(block, size));
    memset(block, 7, kept);
    for (size_t i = 1; i < sizeof sizes / sizeof sizes[0]; i++) {
        block = allocator->realloc(allocator->context, block, size, sizes[i]);
        ck_assert_ptr_nonnull(block);
        size = sizes[i];
        ck_assert(block[0] == 7 && memcmp(block, block + 1, kept - 1) == 0);
        block[size - 1] = 1; /* it is there */
    }
    allocator->release(allocator->context, block, size);
}
END_TEST

static void *no_memory(void *context, size_t size, int zero)
{
    (void)context;
    (void)size;
    (void)zero;
    return NULL;
}

/* A program's own allocator gets all requests, and small ones are the C library's. */
START_TEST(only_large_blocks_of_the_default_allocator_are_pages)
{
    static const rc_allocator own = {NULL, no_memory, NULL, NULL};
    ck_assert_ptr_eq(rci_base_zeros_allocator(4095 * 1024), rc_get_allocator());
    rc_set_allocator(&own);
    ck_assert_ptr_eq(rci_base_zeros_allocator(100000000), &own);
    rc_set_allocator(NULL);
}
END_TEST

START_TEST(a_block_larger_than_memory_is_refused)
{
    const rc_allocator *allocator = rci_base_zeros_allocator(SIZE_MAX / 2);
    if (allocator == rc_get_allocator()) {
        return; /* sanitizers end the process */
    }
    ck_assert_ptr_null(allocator->alloc(allocator->context, SIZE_MAX / 2, 1));
    ck_assert_ptr_null(allocator->alloc(allocator->context, SIZE_MAX - 4096, 1));
}
END_TEST

/* -------------------------------------------------------------- arithmetic */

START_TEST(sizes_are_checked)
{
    size_t out = 7;
    ck_assert(!rci_base_add_overflows(SIZE_MAX - 1, 1, &out) && out == SIZE_MAX);
    ck_assert(rci_base_add_overflows(SIZE_MAX, 1, &out));
    ck_assert(!rci_base_mul_overflows(SIZE_MAX / 3, 3, &out) && out == SIZE_MAX / 3 * 3);
    ck_assert(rci_base_mul_overflows(SIZE_MAX / 3 + 1, 3, &out));
    ck_assert(!rci_base_mul_overflows(0, SIZE_MAX, &out) && out == 0);
    for (size_t n = 0; n <= 64; n++) {
        ck_assert(!rci_base_round_up_overflows(n, 16, &out));
        ck_assert_uint_eq(out, n == 0 ? 0 : ((n - 1) / 16 + 1) * 16);
    }
    ck_assert(!rci_base_round_up_overflows(SIZE_MAX - 15, 16, &out) && out == SIZE_MAX - 15);
    out = 7;
    ck_assert(rci_base_round_up_overflows(SIZE_MAX - 14, 16, &out));
    ck_assert_uint_eq(out, 7);
}
END_TEST

Suite *suite_base_memory(void);

Suite *suite_base_memory(void)
{
    Suite *suite = suite_create("base_memory");
    TCase *tc = tcase_create("memory");
    tcase_add_test(tc, version_is_the_package_version);
    tcase_add_test(tc, sizes_reach_the_allocator);
    tcase_add_test(tc, refused_memory_is_reported);
    tcase_add_test(tc, text_returns_to_its_allocator);
    tcase_add_test(tc, bytes_grow_by_half);
    tcase_add_test(tc, bytes_are_reserved_to_the_byte);
    tcase_add_test(tc, large_blocks_are_zero_and_move);
    tcase_add_test(tc, only_large_blocks_of_the_default_allocator_are_pages);
    tcase_add_test(tc, a_block_larger_than_memory_is_refused);
    tcase_add_test(tc, sizes_are_checked);
    suite_add_tcase(suite, tc);
    return suite;
}
