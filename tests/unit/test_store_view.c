/* Tests of views: slices with a step, selected fields, nested fields. */
#include "faulty_alloc.h"
#include "store_compare.h"
#include "test_store.h"

#include "store/view.h"

#include <rowcol/memory.h>
#include <rowcol/view.h>
#include <string.h>

static const char *const dtype_text = "id:i4, name:str?, at:{lat:f8, lon:f8?, tag:{a:i2, b:str}}, "
                                      "box:{w:u1, h:u1?}?, v:3i2, ok:bool?";

enum { RECORDS = 37 };

static rc_store *filled(const char *dtype, size_t n, rc_layout layout)
{
    test_random random = {n};
    rc_store *store = test_zeros(dtype, n, layout);
    test_random_fill(&random, store, 0, n);
    return store;
}

/* ---------------------------------------------------------------- slices */

/* The records of a view are those of `from` at first, first + step ... */
static void check_steps(const rc_store *view, const rc_store *from, size_t first, size_t n,
                        ptrdiff_t step)
{
    ck_assert_ptr_nonnull(view);
    ck_assert_uint_eq(rc_store_length(view), n);
    for (size_t i = 0; i < n; i++) {
        size_t k = (size_t)((ptrdiff_t)first + (ptrdiff_t)i * step);
        ck_assert_msg(compare_path(view, i, "", from, k, ""), "record %zu is not %zu", i, k);
    }
}

static const struct {
    size_t first, n;
    ptrdiff_t step;
    rc_status status;
} slices[] = {
    {0, 37, 1, RC_OK},
    {0, 19, 2, RC_OK},
    {1, 18, 2, RC_OK},
    {0, 20, 2, RC_EINDEX},
    {36, 37, -1, RC_OK},
    {36, 38, -1, RC_EINDEX},
    {35, 18, -2, RC_OK},
    {35, 19, -2, RC_EINDEX},
    {36, 5, -9, RC_OK},
    {36, 1, 100, RC_OK},
    {36, 1, -100, RC_OK},
    {37, 0, 1, RC_OK},
    {37, 0, -3, RC_OK},
    {38, 0, 1, RC_EINDEX},
    {37, 1, -1, RC_EINDEX},
    {0, 1, 0, RC_EARG},
    {0, 2, PTRDIFF_MAX, RC_EINDEX},
    {36, 2, PTRDIFF_MIN, RC_EINDEX},
    {0, SIZE_MAX, 1, RC_EINDEX},
    {5, 3, 11, RC_OK},
};

START_TEST(slices_have_a_step)
{
    rc_layout layout = _i % 2 ? RC_ROWS : RC_COLUMNS;
    rc_store *store = filled(dtype_text, RECORDS, layout);
    rc_error err = RC_ERROR_INIT;
    size_t first = slices[_i / 2].first, n = slices[_i / 2].n;
    ptrdiff_t step = slices[_i / 2].step;
    rc_store *view = rc_store_slice_step(store, first, n, step, &err);
    const rc_store *other = rc_store_slice_step_const(store, first, n, step, NULL);
    ck_assert_int_eq(err.status, slices[_i / 2].status);
    ck_assert_int_eq(view != NULL, other != NULL);
    if (err.status == RC_OK) {
        check_steps(view, store, first, n, step);
        check_steps(other, store, first, n, step);
        ck_assert_int_eq(rc_store_layout(view), n > 1 && step != 1 ? RC_STRIDED : layout);
        ck_assert(rc_store_equal(view, other));
        ck_assert_uint_eq(rc_store_capacity(view), n);
    }
    rc_store_unref(store); /* the view keeps the memory */
    rc_store_unref(view);
    rc_store_unref(other);
}
END_TEST

START_TEST(reversed_twice_is_the_store)
{
    rc_store *store = filled(dtype_text, RECORDS, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *back = rc_store_reversed(store, NULL), *again = rc_store_reversed(back, NULL);
    const rc_store *constant = rc_store_reversed_const(store, NULL);
    rc_store *none = rc_store_slice(store, 0, 0, NULL), *empty = rc_store_reversed(none, NULL);
    check_steps(back, store, RECORDS - 1, RECORDS, -1);
    check_steps(constant, store, RECORDS - 1, RECORDS, -1);
    check_steps(again, store, 0, RECORDS, 1);
    ck_assert_int_eq(rc_store_layout(again), rc_store_layout(store));
    ck_assert_ptr_eq(rc_store_data(again), rc_store_data(store));
    ck_assert_ptr_null(rc_store_data(back));
    ck_assert_uint_eq(rc_store_length(empty), 0);
    rc_store_unref(empty);
    rc_store_unref(none);
    rc_store_unref(constant);
    rc_store_unref(again);
    rc_store_unref(back);
    rc_store_unref(store);
}
END_TEST

/* The handles of a view: strides and bits as the header says. */
START_TEST(handles_have_strides)
{
    rc_layout layout = _i ? RC_ROWS : RC_COLUMNS;
    rc_store *store = test_zeros("x:i4, y:i2?", 10, layout);
    rc_store *view = rc_store_slice_step(store, 9, 5, -2, NULL);
    size_t size = layout == RC_ROWS ? 6 : 4;
    rc_i4_field x, all;
    rc_field y, whole;
    ck_assert_int_eq(rc_store_i4(view, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4(store, "x", &all, NULL), RC_OK);
    ck_assert_int_eq(x.stride, -2 * (ptrdiff_t)size);
    ck_assert_ptr_eq(x.data, all.data + 9 * size);
    ck_assert_ptr_null(rc_i4_data(x));
    for (size_t i = 0; i < 5; i++) {
        rc_i4_set(x, i, (int32_t)i + 1);
    }
    for (size_t i = 0; i < 10; i++) {
        ck_assert_int_eq(rc_i4_get(all, i), i % 2 ? (int32_t)(9 - i) / 2 + 1 : 0);
    }
    ck_assert_int_eq(rc_store_field(view, "y", &y, NULL), RC_OK);
    ck_assert_uint_eq(y.valid_bit, 9);
    ck_assert_int_eq(y.valid_step, -2);
    ck_assert_int_eq(rc_field_set_null(&y, 3, NULL), RC_OK);
    ck_assert_int_eq(y.valid[0], 0xF7);
    ck_assert_int_eq(rc_store_field(store, "y", &y, NULL), RC_OK);
    ck_assert_int_eq(y.valid_step, 1);
    for (size_t i = 0; i < 10; i++) {
        ck_assert_int_eq(rc_field_is_null(&y, i), i == 3);
    }
    ck_assert_int_eq(rc_store_field(view, "", &whole, NULL), RC_OK);
    ck_assert_ptr_null(whole.data);
    rc_store_unref(view);
    rc_store_unref(store);
}
END_TEST

/* ---------------------------------------------------------------- fields */

START_TEST(fields_are_selected_in_any_order)
{
    static const char *const paths[] = {"v", "at.tag.b", "name", "box", "at.lon", "at"};
    static const char *const names[] = {"v", "b", "name", "box", "lon", "at"};
    rc_layout layout = _i ? RC_ROWS : RC_COLUMNS;
    rc_store *store = filled(dtype_text, RECORDS, layout);
    rc_store *view = rc_store_select(store, paths, N(paths), NULL);
    const rc_store *other = rc_store_select_const(store, paths, N(paths), NULL);
    rc_store *copy = rc_store_repack(store, paths, N(paths), RC_COLUMNS, NULL);
    ck_assert_ptr_nonnull(view);
    ck_assert_uint_eq(rc_dtype_nfields(rc_store_dtype(view)), N(paths));
    ck_assert_int_eq(rc_store_layout(view), layout == RC_ROWS ? RC_STRIDED : RC_COLUMNS);
    for (size_t f = 0; f < N(paths); f++) {
        rc_field_info info;
        ck_assert_int_eq(rc_dtype_field(rc_store_dtype(view), f, &info, NULL), RC_OK);
        ck_assert_str_eq(info.name, names[f]);
        for (size_t i = 0; i < RECORDS; i++) {
            ck_assert(compare_path(view, i, names[f], store, i, paths[f]));
        }
    }
    ck_assert(rc_store_equal(view, other));
    ck_assert(rc_store_equal(view, copy));
    ck_assert_int_eq(rc_store_layout(copy), RC_COLUMNS);
    ck_assert_int_eq(rc_store_relation(view, store), RC_OVERLAPPING);
    ck_assert_int_eq(rc_store_relation(view, copy), RC_EQUAL);
    rc_store_unref(store);
    rc_store_unref(copy);
    rc_store_unref(other);
    rc_store_unref(view);
}
END_TEST

START_TEST(a_nested_field_is_a_store)
{
    static const char *const paths[] = {"at", "at.tag", "at.tag.b", "id", "v"};
    rc_store *store = filled(dtype_text, RECORDS, _i ? RC_ROWS : RC_COLUMNS);
    for (size_t f = 0; f < N(paths); f++) {
        rc_store *view = rc_store_nested(store, paths[f], NULL), *rows, *back;
        const rc_store *other = rc_store_nested_const(store, paths[f], NULL);
        ck_assert_ptr_nonnull(view);
        for (size_t i = 0; i < RECORDS; i++) {
            ck_assert(compare_path(view, i, "", store, i, paths[f]));
        }
        ck_assert(rc_store_equal(view, other));
        rows = rc_store_convert(view, RC_ROWS, NULL);
        ck_assert(rc_store_equal(rows, view));
        back = rc_store_reversed(view, NULL);
        check_steps(back, rows, RECORDS - 1, RECORDS, -1);
        rc_store_unref(back);
        rc_store_unref(rows);
        rc_store_unref(other);
        rc_store_unref(view);
    }
    rc_store_unref(store);
}
END_TEST

static const struct {
    const char *paths[3];
    size_t n;
    rc_status select, nested;
    const char *message;
} wrong[] = {
    {{"nosuch"}, 1, RC_ENAME, RC_ENAME, NULL},
    {{"at..b"}, 1, RC_ESYNTAX, RC_ESYNTAX, NULL},
    {{"box.w"}, 1, RC_EUNSUPPORTED, RC_EUNSUPPORTED, "inside the nullable struct \"box\""},
    {{"name"}, 1, RC_OK, RC_EUNSUPPORTED, "use rc_store_select"},
    {{"at.lon"}, 1, RC_OK, RC_EUNSUPPORTED, "use rc_store_select"},
    {{"box"}, 1, RC_OK, RC_EUNSUPPORTED, "use rc_store_select"},
    {{"id", "id"}, 2, RC_ENAME, RC_OK, NULL},
    {{"id", NULL}, 2, RC_EARG, RC_OK, NULL},
};

START_TEST(other_fields_are_refused)
{
    rc_store *store = filled(dtype_text, 5, RC_ROWS);
    rc_error err = RC_ERROR_INIT;
    rc_store *view = rc_store_select(store, wrong[_i].paths, wrong[_i].n, &err);
    ck_assert_int_eq(err.status, wrong[_i].select);
    ck_assert_int_eq(view != NULL, wrong[_i].select == RC_OK);
    rc_store_unref(view);
    rc_error_clear(&err);
    view = rc_store_nested(store, wrong[_i].paths[0], &err);
    ck_assert_int_eq(err.status, wrong[_i].nested);
    ck_assert_int_eq(view != NULL, wrong[_i].nested == RC_OK);
    if (wrong[_i].message) {
        ck_assert_ptr_nonnull(strstr(err.message, "select"));
        ck_assert_str_eq(err.field, wrong[_i].paths[0]);
    }
    rc_store_unref(view);
    rc_store_unref(store);
}
END_TEST

START_TEST(a_view_may_have_no_fields)
{
    rc_store *store = filled(dtype_text, 5, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *view = rc_store_select(store, NULL, 0, NULL);
    rc_store *copy = rc_store_convert(view, RC_ROWS, NULL);
    ck_assert_uint_eq(rc_store_length(view), 5);
    ck_assert_uint_eq(rc_dtype_nfields(rc_store_dtype(view)), 0);
    ck_assert(rc_store_equal(view, copy));
    rc_store_unref(copy);
    rc_store_unref(view);
    rc_store_unref(store);
}
END_TEST

/* --------------------------------------------------------------- changes */

/* A view that grows has a copy; the store does not change. */
START_TEST(a_view_that_grows_moves)
{
    static const char *const paths[] = {"name", "at", "id"};
    rc_store *store = filled(dtype_text, RECORDS, _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *fields = rc_store_select(store, paths, N(paths), NULL);
    rc_store *view = rc_store_slice_step(fields, 30, 10, -3, NULL);
    rc_value value = rc_value_string("a string of more than twelve bytes");
    if (_i / 2) {
        ck_assert_int_eq(rc_store_append(view, 3, NULL, NULL), RC_OK);
        ck_assert_uint_eq(rc_store_length(view), 13);
        ck_assert(test_is_zero(view, 12));
    } else {
        ck_assert_int_eq(rc_store_shrink(view, NULL), RC_OK);
    }
    ck_assert_int_eq(rc_store_layout(view), rc_store_layout(store));
    for (size_t i = 0; i < 10; i++) {
        ck_assert(compare_path(view, i, "", fields, 30 - 3 * i, ""));
        ck_assert_int_eq(rc_store_set(view, i, "name", &value, NULL), RC_OK);
    }
    ck_assert(rc_store_equal(store, before));
    rc_store_unref(view);
    rc_store_unref(fields);
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

/* Records copied to and from a view; those that share cells are refused. */
START_TEST(records_are_copied_between_views)
{
    rc_store *store = filled(dtype_text, 20, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *even = rc_store_slice_step(store, 0, 10, 2, NULL);
    rc_store *odd = rc_store_slice_step(store, 19, 10, -2, NULL);
    rc_store *back = rc_store_reversed(store, NULL);
    ck_assert_int_eq(rc_store_copy(even, 0, odd, 0, 10, NULL), RC_OK);
    for (size_t i = 0; i < 10; i++) {
        ck_assert(compare_path(store, 2 * i, "", before, 19 - 2 * i, ""));
        ck_assert(compare_path(store, 2 * i + 1, "", before, 2 * i + 1, ""));
    }
    ck_assert_int_eq(rc_store_copy(back, 0, store, 0, 10, NULL), RC_OK);
    for (size_t i = 0; i < 10; i++) {
        ck_assert(compare_path(store, 19 - i, "", store, i, ""));
    }
    ck_assert_int_eq(rc_store_copy(back, 0, store, 0, 11, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_copy(even, 0, store, 3, 10, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_copy(even, 0, store, 1, 1, NULL), RC_OK);
    rc_store_unref(back);
    rc_store_unref(odd);
    rc_store_unref(even);
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

/* Views of views of random stores, read through the public functions and converted. */
PROPERTY(random_views_have_the_records, 200)
{
    test_random random = {seed};
    rc_dtype *dtype = test_random_dtype(&random, (test_wishes){true, true, seed % 2 != 0});
    size_t n = test_below(&random, 300), first = 0, map[300];
    rc_store *store, *view;
    test_memory_begin();
    store = rc_store_zeros(dtype, n, seed / 2 % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    test_random_fill(&random, store, 0, n);
    view = rc_store_ref(store);
    for (size_t i = 0; i < n; i++) {
        map[i] = i;
    }
    for (size_t round = 0; round < 3 && n > 0; round++) {
        size_t step = 1 + test_below(&random, 4), length, old[300];
        bool down = test_below(&random, 2) != 0;
        rc_store *next, *copy;
        first = test_below(&random, n);
        length = (down ? first : n - 1 - first) / step + 1;
        next = rc_store_slice_step(view, first, length, down ? -(ptrdiff_t)step : (ptrdiff_t)step,
                                   NULL);
        ck_assert_ptr_nonnull(next);
        memcpy(old, map, sizeof old);
        for (size_t i = 0; i < length; i++) {
            map[i] = old[down ? first - i * step : first + i * step];
            ck_assert(compare_path(next, i, "", store, map[i], ""));
        }
        copy = rc_store_convert(next, test_below(&random, 2) ? RC_ROWS : RC_COLUMNS, NULL);
        ck_assert(rc_store_equal(copy, next));
        for (size_t i = 0; i < length; i++) {
            ck_assert(test_record_equal(copy, i, store, map[i]));
        }
        rc_store_unref(copy);
        rc_store_unref(view);
        view = next;
        n = length;
    }
    rc_store_unref(store);
    rc_store_unref(view);
    test_memory_end();
    rc_dtype_unref(dtype);
}

/* ---------------------------------------------------------------- memory */

static rc_status make_all(void *context)
{
    static const char *const paths[] = {"v", "at.tag.b", "name"};
    rc_store *store = context;
    rc_error err = RC_ERROR_INIT;
    rc_store *made[5] = {rc_store_slice_step(store, 1, 3, 2, &err)};
    made[1] = err.status ? NULL : rc_store_reversed(store, &err);
    made[2] = err.status ? NULL : rc_store_select(store, paths, N(paths), &err);
    made[3] = err.status ? NULL : rc_store_nested(store, "at", &err);
    made[4] = err.status ? NULL : rc_store_repack(store, paths, N(paths), RC_ROWS, &err);
    for (size_t i = 0; i < N(made); i++) {
        rc_store_unref(made[i]);
    }
    return err.status;
}

START_TEST(refused_memory_leaves_nothing)
{
    rc_store *store = filled(dtype_text, RECORDS, _i ? RC_ROWS : RC_COLUMNS);
    faulty_alloc_each(make_all, store);
    rc_store_unref(store);
}
END_TEST

/* The parts of the size of a view add up to the whole buffer, most of which is only kept. */
START_TEST(views_know_what_they_keep)
{
    static const char *const paths[] = {"b"};
    rc_store *store = test_zeros("a:i4, b:i2?, c:V10", 1000, _i ? RC_ROWS : RC_COLUMNS), *view;
    rc_memory_size all = RC_MEMORY_SIZE_INIT, some = RC_MEMORY_SIZE_INIT;
    rc_store *const views[] = {rc_store_select(store, paths, 1, NULL),
                               rc_store_slice_step(store, 999, 100, -10, NULL)};
    static const uint64_t logical[] = {2000, 1600}, nulls[] = {125, 100};
    ck_assert_int_eq(rc_store_memory(store, 0, &all, NULL), RC_OK);
    for (size_t i = 0; i < N(views); i++) {
        view = views[i];
        ck_assert_int_eq(rc_store_memory(view, 0, &some, NULL), RC_OK);
        ck_assert_uint_eq(some.logical, logical[i]);
        ck_assert_uint_eq(some.nulls, nulls[i]);
        ck_assert_uint_eq(some.slack, 0);
        ck_assert_uint_eq(some.logical + some.nulls + some.padding + some.kept,
                          all.logical + all.nulls + all.padding + all.slack);
    }
    for (size_t i = 0; i < N(views); i++) {
        rc_store_unref(views[i]);
    }
    rc_store_unref(store);
}
END_TEST

START_TEST(plain_makes_strides_positive)
{
    rc_store *store = filled(dtype_text, RECORDS, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *back = rc_store_reversed(store, NULL);
    const rc_store *copy = rci_store_plain(back, 5, 10, NULL);
    const rc_store *same = rci_store_plain(store, 5, 10, NULL);
    check_steps(copy, back, 5, 10, 1);
    ck_assert_int_eq(rc_store_layout(copy), rc_store_layout(store));
    check_steps(same, store, 5, 10, 1);
    ck_assert_int_eq(rc_store_relation(same, store), RC_OVERLAPPING);
    ck_assert_ptr_null(rci_store_plain(back, 30, 8, NULL));
    rc_store_unref(same);
    rc_store_unref(copy);
    rc_store_unref(back);
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_view(void)
{
    Suite *suite = suite_create("store view");
    TCase *records = tcase_create("records"), *fields = tcase_create("fields");
    TCase *changes = tcase_create("changes"), *memory = tcase_create("memory");
    tcase_add_loop_test(records, slices_have_a_step, 0, 2 * (int)N(slices));
    tcase_add_loop_test(records, reversed_twice_is_the_store, 0, 2);
    tcase_add_loop_test(records, handles_have_strides, 0, 2);
    tcase_add_loop_test(records, random_views_have_the_records, 0, PROPERTY_PARTS);
    tcase_add_loop_test(records, plain_makes_strides_positive, 0, 2);
    tcase_add_loop_test(fields, fields_are_selected_in_any_order, 0, 2);
    tcase_add_loop_test(fields, a_nested_field_is_a_store, 0, 2);
    tcase_add_loop_test(fields, other_fields_are_refused, 0, (int)N(wrong));
    tcase_add_loop_test(fields, a_view_may_have_no_fields, 0, 2);
    tcase_add_loop_test(changes, a_view_that_grows_moves, 0, 4);
    tcase_add_loop_test(changes, records_are_copied_between_views, 0, 2);
    tcase_add_loop_test(memory, refused_memory_leaves_nothing, 0, 2);
    tcase_add_loop_test(memory, views_know_what_they_keep, 0, 2);
    suite_add_tcase(suite, records);
    suite_add_tcase(suite, fields);
    suite_add_tcase(suite, changes);
    suite_add_tcase(suite, memory);
    return suite;
}
