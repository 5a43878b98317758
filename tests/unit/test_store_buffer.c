/* Tests of buffers, and of stores over memory of the caller and mapped files. */
#include "test_store.h"

#include "store/batch.h"
#include "store/buffer.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool all_zero(const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

START_TEST(heap_buffers_are_aligned_zeros)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 4096, 100000, 5000000};
    test_memory_begin();
    for (size_t i = 0; i < N(sizes); i++) {
        rci_store_buffer *buffer = rci_store_buffer_zeros(sizes[i], NULL);
        ck_assert_ptr_nonnull(buffer);
        ck_assert_uint_eq((uintptr_t)buffer->data % 64, 0);
        ck_assert_uint_eq(buffer->size, sizes[i]);
        ck_assert(all_zero(buffer->data, sizes[i]));
        memset(buffer->data, 0xFF, sizes[i]);
        ck_assert(!rci_store_buffer_is_shared(buffer));
        ck_assert_ptr_eq(rci_store_buffer_ref(buffer), buffer);
        ck_assert(rci_store_buffer_is_shared(buffer));
        rci_store_buffer_unref(buffer);
        rci_store_buffer_unref(buffer);
    }
    rci_store_buffer_unref(NULL);
    test_memory_end();
}
END_TEST

START_TEST(sizes_beyond_memory_are_refused)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rci_store_buffer_zeros(SIZE_MAX, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    ck_assert_ptr_null(rci_store_buffer_zeros(SIZE_MAX / 2 + 1, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    test_memory_begin();
    ck_assert_ptr_null(rci_store_buffer_zeros(SIZE_MAX / 4, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    test_memory_end();
}
END_TEST

START_TEST(extending_keeps_bytes_and_alignment)
{
    unsigned char expected[3000];
    rci_store_buffer *buffer;
    test_memory_begin();
    buffer = rci_store_buffer_zeros(sizeof expected, NULL);
    for (size_t i = 0; i < sizeof expected; i++) {
        expected[i] = (unsigned char)(i * 7);
    }
    memcpy(buffer->data, expected, sizeof expected);
    for (size_t size = 4000; size < 10000000; size = size * 3 / 2 + 1) {
        ck_assert_int_eq(rci_store_buffer_extend(&buffer, size, sizeof expected, NULL), RC_OK);
        ck_assert_uint_eq(buffer->size, size);
        ck_assert_uint_eq((uintptr_t)buffer->data % 64, 0);
        ck_assert_mem_eq(buffer->data, expected, sizeof expected);
        memset(buffer->data + sizeof expected, 0xFF, size - sizeof expected);
    }
    test_memory_fail(1, true);
    ck_assert_int_eq(rci_store_buffer_extend(&buffer, 20000000, sizeof expected, NULL), RC_ENOMEM);
    ck_assert_mem_eq(buffer->data, expected, sizeof expected);
    rci_store_buffer_unref(buffer);
    test_memory_end();
}
END_TEST

/* -------------------------------------------------------------- wrapping */

typedef struct released {
    size_t times;
    void *data;
} released;

static void on_release(void *context, void *data)
{
    released *seen = context;
    seen->times++;
    seen->data = data;
}

START_TEST(wrapped_memory_is_used_where_it_is_and_released_once)
{
    /* At an odd address on purpose. */
    static unsigned char memory[1 + 3 * 12];
    unsigned char *rows = memory + 1;
    rc_dtype *dtype = test_dtype("x:i4, y:i4, z:i4");
    released seen = {0, NULL};
    rc_store *store, *slice;
    rc_i4_field z;
    int32_t value = 77;
    memcpy(rows + 12 + 8, &value, 4);
    store = rc_store_wrap(dtype, 3, rows, on_release, &seen, NULL);
    ck_assert_ptr_nonnull(store);
    ck_assert_ptr_eq(rc_store_data(store), rows);
    ck_assert_uint_eq(rc_store_length(store), 3);
    ck_assert_uint_eq(rc_store_capacity(store), 3);
    ck_assert_int_eq(rc_store_i4(store, "z", &z, NULL), RC_OK);
    ck_assert_int_eq(rc_i4_get(z, 1), 77);
    rc_i4_set(z, 2, 88);
    memcpy(&value, rows + 24 + 8, 4);
    ck_assert_int_eq(value, 88);

    slice = rc_store_slice(store, 1, 2, NULL);
    rc_store_unref(store);
    ck_assert_uint_eq(seen.times, 0);
    rc_store_unref(slice);
    ck_assert_uint_eq(seen.times, 1);
    ck_assert_ptr_eq(seen.data, rows);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(growing_leaves_wrapped_memory)
{
    int32_t memory[4] = {1, 2, 3, 4};
    rc_dtype *dtype = test_dtype("x:i4");
    released seen = {0, NULL};
    rc_store *store = rc_store_wrap(dtype, 4, memory, on_release, &seen, NULL);
    rc_i4_field x;
    ck_assert_int_eq(rc_store_append(store, 1, NULL, NULL), RC_OK);
    ck_assert_uint_eq(seen.times, 1);
    ck_assert_ptr_ne(rc_store_data(store), memory);
    ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(rc_i4_get(x, i), (int32_t)i + 1);
    }
    ck_assert_int_eq(rc_i4_get(x, 4), 0);
    rc_store_unref(store);
    ck_assert_uint_eq(seen.times, 1);
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *dtype;
    size_t n;
    bool data;
    rc_status status;
} refused[] = {
    {"x:i4", 1, false, RC_EARG},
    {"x:str", 1, true, RC_EUNSUPPORTED},
    {"x:{y:i4?}", 1, true, RC_EUNSUPPORTED},
    {"x:2{y:str}", 1, true, RC_EUNSUPPORTED},
    {"x:i4", SIZE_MAX / 4, true, RC_ELIMIT},
};

START_TEST(what_cannot_be_wrapped_is_refused_and_not_released)
{
    static unsigned char memory[16];
    rc_dtype *dtype = test_dtype(refused[_i].dtype);
    released seen = {0, NULL};
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_store_wrap(dtype, refused[_i].n, refused[_i].data ? memory : NULL,
                                     on_release, &seen, &err));
    ck_assert_int_eq(err.status, refused[_i].status);
    ck_assert_str_ne(err.message, "");
    ck_assert_uint_eq(seen.times, 0);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(nothing_may_be_wrapped)
{
    rc_dtype *dtype = test_dtype("x:i4");
    rc_store *store = rc_store_wrap(dtype, 0, NULL, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(store);
    ck_assert_uint_eq(rc_store_length(store), 0);
    ck_assert_int_eq(rc_store_append(store, 2, NULL, NULL), RC_OK);
    ck_assert(test_is_zero(store, 1));
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* --------------------------------------------------------------- mapping */

static bool is_mapped(void *page, size_t size)
{
    unsigned char resident[4];
    ck_assert_uint_le(size / (size_t)sysconf(_SC_PAGESIZE), sizeof resident);
    return mincore(page, size, resident) == 0;
}

START_TEST(a_mapping_lives_as_long_as_its_stores)
{
    size_t size = 2 * (size_t)sysconf(_SC_PAGESIZE);
    void *mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    rc_dtype *dtype = test_dtype("x:i4, y:i4");
    rc_store *store, *slice, *copy;
    int32_t value = 5;
    ck_assert_ptr_ne(mapping, MAP_FAILED);
    memcpy((char *)mapping + 128 + 8 + 4, &value, 4);
    store = rci_store_from_map(dtype, 10, mapping, size, 128, NULL);
    ck_assert_ptr_nonnull(store);
    ck_assert_ptr_eq(rc_store_data(store), (char *)mapping + 128);
    slice = rc_store_slice(store, 1, 3, NULL);
    copy = rc_store_convert(store, RC_COLUMNS, NULL);
    rc_store_unref(store);
    ck_assert(is_mapped(mapping, size));
    ck_assert(test_record_equal(slice, 0, copy, 1));
    rc_store_unref(slice);
    ck_assert(!is_mapped(mapping, size));
    rc_store_unref(copy);
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *dtype;
    size_t n, offset;
    rc_status status;
} map_cases[] = {
    {"x:i4", 1024, 0, RC_OK},
    {"x:i4", 1025, 0, RC_EARG},
    {"x:i4", 1023, 4, RC_OK},
    {"x:i4", 1023, 5, RC_EARG},
    {"x:i4", 0, 4096, RC_OK},
    {"x:i4", 0, 4097, RC_EARG},
    {"x:i4", SIZE_MAX / 3, 0, RC_ELIMIT},
    {"x:i4?", 1, 0, RC_EUNSUPPORTED},
    {"x:str", 1, 0, RC_EUNSUPPORTED},
};

START_TEST(only_rows_inside_the_mapping_are_accepted)
{
    void *mapping = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    rc_dtype *dtype = test_dtype(map_cases[_i].dtype);
    rc_error err = RC_ERROR_INIT;
    rc_store *store =
        rci_store_from_map(dtype, map_cases[_i].n, mapping, 4096, map_cases[_i].offset, &err);
    ck_assert_int_eq(err.status, map_cases[_i].status);
    ck_assert_int_eq(store != NULL, map_cases[_i].status == RC_OK);
    if (!store) {
        ck_assert_int_eq(munmap(mapping, 4096), 0);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_store_buffer(void)
{
    Suite *suite = suite_create("store buffer");
    TCase *tc = tcase_create("buffer");
    tcase_add_test(tc, heap_buffers_are_aligned_zeros);
    tcase_add_test(tc, sizes_beyond_memory_are_refused);
    tcase_add_test(tc, extending_keeps_bytes_and_alignment);
    suite_add_tcase(suite, tc);
    tc = tcase_create("wrap");
    tcase_add_test(tc, wrapped_memory_is_used_where_it_is_and_released_once);
    tcase_add_test(tc, growing_leaves_wrapped_memory);
    tcase_add_loop_test(tc, what_cannot_be_wrapped_is_refused_and_not_released, 0, N(refused));
    tcase_add_test(tc, nothing_may_be_wrapped);
    suite_add_tcase(suite, tc);
    tc = tcase_create("map");
    tcase_add_test(tc, a_mapping_lives_as_long_as_its_stores);
    tcase_add_loop_test(tc, only_rows_inside_the_mapping_are_accepted, 0, N(map_cases));
    suite_add_tcase(suite, tc);
    return suite;
}
