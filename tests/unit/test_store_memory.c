/* Tests of allocation failures: every call, with each of its allocations failing in turn, returns
   RC_ENOMEM, leaves the store unchanged and leaks nothing. */
#include "test_store.h"

#include "store/batch.h"

#include <string.h>
#include <sys/mman.h>

static const char text_dtype[] = "x:i4?, p:{s:str, l:2{t:str, u:i2}}?, z:f8";
static const char plain_dtype[] = "x:i4, y:{z:f8, w:3i2}";

/* What a call works on; each call is made on a fresh one. */
typedef struct scene {
    rc_dtype *dtype;
    rc_store *store, *model; /* the model is as the store was */
    rc_layout layout;
} scene;

/* Makes the call; returns the status, RC_OK or the status in `err`. Releases what it made. */
typedef rc_status call(scene *on, rc_error *err);

static rc_status made(rc_store *store, const rc_error *err)
{
    rc_status status = store ? RC_OK : err->status;
    rc_store_unref(store);
    return status;
}

static rc_status call_zeros(scene *on, rc_error *err)
{
    return made(rc_store_zeros(on->dtype, 10, on->layout, err), err);
}

static rc_status call_with_capacity(scene *on, rc_error *err)
{
    return made(rci_store_with_capacity(on->dtype, 10, on->layout, err), err);
}

static rc_status call_slice(scene *on, rc_error *err)
{
    return made(rc_store_slice(on->store, 1, 3, err), err);
}

static rc_status call_convert_rows(scene *on, rc_error *err)
{
    return made(rc_store_convert(on->store, RC_ROWS, err), err);
}

static rc_status call_convert_columns(scene *on, rc_error *err)
{
    return made(rc_store_convert(on->store, RC_COLUMNS, err), err);
}

static rc_status call_reserve(scene *on, rc_error *err)
{
    return rc_store_reserve(on->store, 1000, err);
}

static rc_status call_resize(scene *on, rc_error *err)
{
    rc_status status = rc_store_resize(on->store, 1000, err);
    return status == RC_OK ? rc_store_resize(on->store, rc_store_length(on->model), err) : status;
}

static rc_status call_append(scene *on, rc_error *err)
{
    rc_status status = rc_store_append(on->store, 50, NULL, err);
    return status == RC_OK ? rc_store_resize(on->store, rc_store_length(on->model), err) : status;
}

static rc_status call_append_store(scene *on, rc_error *err)
{
    rc_status status = rc_store_append_store(on->store, on->model, err);
    return status == RC_OK ? rc_store_resize(on->store, rc_store_length(on->model), err) : status;
}

static const struct {
    const char *name;
    call *make;
} calls[] = {
    {"zeros", call_zeros},
    {"with_capacity", call_with_capacity},
    {"slice", call_slice},
    {"convert to rows", call_convert_rows},
    {"convert to columns", call_convert_columns},
    {"reserve", call_reserve},
    {"resize", call_resize},
    {"append", call_append},
    {"append_store", call_append_store},
};

static scene set_scene(const char *dtype, rc_layout layout)
{
    scene made_scene = {test_dtype(dtype), NULL, NULL, layout};
    test_random random = {9};
    made_scene.store = rc_store_zeros(made_scene.dtype, 20, layout, NULL);
    test_random_fill(&random, made_scene.store, 0, 20);
    made_scene.model = rc_store_convert(made_scene.store, RC_ROWS, NULL);
    return made_scene;
}

static void strike_scene(scene *on)
{
    rc_store_unref(on->store);
    rc_store_unref(on->model);
    rc_dtype_unref(on->dtype);
}

/* Fails the first, the second ... allocation, alone or with all after it. */
static void fail_each(call *make, const char *name, const char *dtype, rc_layout layout,
                      bool and_after)
{
    rc_status status = RC_ENOMEM;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        rc_error err = RC_ERROR_INIT;
        scene on;
        test_memory_begin();
        on = set_scene(dtype, layout);
        test_memory_fail(n, and_after);
        status = make(&on, &err);
        done = test_memory_requests() < n;
        test_memory_fail(0, false);
        ck_assert_msg(!done || status == RC_OK, "%s: %s", name, err.message);
        /* A single refusal may be got over: growth asks for less then. */
        ck_assert_msg(done || status == RC_ENOMEM || (!and_after && status == RC_OK), "%s", name);
        ck_assert_int_eq(status == RC_ENOMEM, err.status == RC_ENOMEM);
        ck_assert_msg(rc_store_equal(on.store, on.model), "%s: request %zu", name, n);
        ck_assert_int_eq(rc_store_append(on.store, 2, NULL, NULL), RC_OK);
        ck_assert(test_is_zero(on.store, 20) && test_is_zero(on.store, 21));
        strike_scene(&on);
        test_memory_end();
        ck_assert_uint_lt(n, 1000);
    }
}

START_TEST(refused_memory_changes_nothing)
{
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    for (size_t l = 0; l < 2; l++) {
        for (int after = 0; after < 2; after++) {
            fail_each(calls[_i].make, calls[_i].name, text_dtype, layouts[l], after != 0);
            fail_each(calls[_i].make, calls[_i].name, plain_dtype, layouts[l], after != 0);
        }
    }
}
END_TEST

/* Records whose strings could not be copied are zeros: they refer to nothing of the other store. */
START_TEST(a_copy_that_fails_leaves_zeros)
{
    for (size_t n = 1, done = 0; !done; n++) {
        rc_error err = RC_ERROR_INIT;
        scene on;
        rc_store *target;
        rc_status status;
        test_memory_begin();
        on = set_scene("s:str, x:i4?, l:2str", RC_COLUMNS);
        target = rc_store_zeros(on.dtype, 30, _i ? RC_ROWS : RC_COLUMNS, NULL);
        test_memory_fail(n, true);
        status = rc_store_copy(target, 5, on.store, 0, 20, &err);
        done = test_memory_requests() < n;
        test_memory_fail(0, false);
        ck_assert_int_eq(status, done ? RC_OK : RC_ENOMEM);
        for (size_t i = 0; i < 20; i++) {
            ck_assert(done ? test_record_equal(target, 5 + i, on.store, i)
                           : test_is_zero(target, 5 + i));
        }
        rc_store_unref(target);
        strike_scene(&on);
        test_memory_end();
    }
}
END_TEST

static void count_release(void *context, void *data)
{
    (void)data;
    ++*(size_t *)context;
}

START_TEST(wrapping_that_fails_releases_nothing)
{
    static unsigned char memory[100];
    rc_dtype *dtype = test_dtype("x:i4, y:i4");
    bool done = false;
    for (size_t n = 1; !done; n++) {
        size_t releases = 0;
        rc_store *store;
        test_memory_begin();
        test_memory_fail(n, false);
        store = rc_store_wrap(dtype, 10, memory, count_release, &releases, NULL);
        done = test_memory_requests() < n;
        ck_assert_int_eq(store != NULL, done);
        ck_assert_uint_eq(releases, 0);
        rc_store_unref(store);
        ck_assert_uint_eq(releases, done);
        test_memory_end();
    }
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(mapping_that_fails_unmaps_nothing)
{
    void *mapping = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    rc_dtype *dtype = test_dtype("x:i4, y:i4");
    bool done = false;
    for (size_t n = 1; !done; n++) {
        rc_store *store;
        test_memory_begin();
        test_memory_fail(n, false);
        store = rci_store_from_map(dtype, 10, mapping, 4096, 64, NULL);
        done = test_memory_requests() < n;
        ck_assert_int_eq(store != NULL, done);
        *(volatile char *)mapping = 1;
        rc_store_unref(store);
        test_memory_end();
    }
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_store_memory(void)
{
    Suite *suite = suite_create("store memory");
    TCase *tc = tcase_create("memory");
    tcase_add_loop_test(tc, refused_memory_changes_nothing, 0, N(calls));
    tcase_add_loop_test(tc, a_copy_that_fails_leaves_zeros, 0, 2);
    tcase_add_test(tc, wrapping_that_fails_releases_nothing);
    tcase_add_test(tc, mapping_that_fails_unmaps_nothing);
    suite_add_tcase(suite, tc);
    return suite;
}
