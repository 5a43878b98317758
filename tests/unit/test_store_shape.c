/* Tests of the shape of stores: records inserted and removed, fields added, dropped and renamed,
   and casts. */
#include "counting.h"
#include "faulty_alloc.h"
#include "store_compare.h"
#include "test_store.h"

#include <rowcol/memory.h>
#include <rowcol/shape.h>
#include <rowcol/view.h>
#include <string.h>

static const char *const dtype_text = "id:i4, name:str?, at:{lat:f8, lon:f8?}?, v:3i2, ok:bool?";

enum { RECORDS = 41 };

static rc_store *filled(const char *dtype, size_t n, rc_layout layout)
{
    test_random random = {n};
    rc_store *store = test_zeros(dtype, n, layout);
    test_random_fill(&random, store, 0, n);
    return store;
}

static void check_records(const rc_store *store, size_t first, const rc_store *from,
                          size_t from_first, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(compare_path(store, first + i, "", from, from_first + i, ""),
                      "record %zu is not %zu", first + i, from_first + i);
    }
}

/* --------------------------------------------------------------- records */

START_TEST(records_are_inserted)
{
    static const size_t places[] = {0, 1, 8, 40, 41};
    static const size_t counts[] = {0, 1, 7, 8, 100};
    rc_layout layout = _i % 2 ? RC_ROWS : RC_COLUMNS;
    size_t at = places[_i / 2 % 5], n = counts[_i / 10];
    rc_store *store = filled(dtype_text, RECORDS, layout);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    ck_assert_int_eq(rc_store_insert(store, at, n, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_length(store), RECORDS + n);
    check_records(store, 0, before, 0, at);
    check_records(store, at + n, before, at, RECORDS - at);
    for (size_t i = 0; i < n; i++) {
        ck_assert(test_is_zero(store, at + i));
    }
    ck_assert_int_eq(rc_store_remove(store, at, n, NULL), RC_OK);
    ck_assert(rc_store_equal(store, before));
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

static bool pattern(size_t i)
{
    return (i * UINT64_C(2654435761) >> 7 & 5) != 0;
}

static void check_pattern(const rc_view *view, size_t first, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++) {
        ck_assert_int_eq(rc_view_is_null(view, first + k), pattern(i + k));
    }
}

/* Nulls of so many records that they are moved in parts, over a distance that is not whole bytes.
 */
START_TEST(nulls_of_many_records_move)
{
    enum { MANY = 9000 };
    static const size_t distances[] = {1, 3, 64, 2047, 5001};
    size_t distance = distances[_i / 2];
    rc_dtype *dtype = test_dtype("x:i1?");
    rc_store *store = rc_store_zeros(dtype, MANY, _i % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    rc_field field;
    rc_view view;
    ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
    for (size_t i = 0; i < MANY; i++) {
        if (pattern(i)) {
            ck_assert_int_eq(rc_field_set_null(&field, i, NULL), RC_OK);
        }
    }
    ck_assert_int_eq(rc_store_insert(store, 5, distance, NULL), RC_OK);
    ck_assert_int_eq(rc_store_view(store, "x", &view, NULL), RC_OK);
    check_pattern(&view, 0, 5, 0);
    check_pattern(&view, 5 + distance, MANY - 5, 5);
    ck_assert_int_eq(rc_store_remove(store, 5, distance, NULL), RC_OK);
    ck_assert_int_eq(rc_store_view(store, "x", &view, NULL), RC_OK);
    check_pattern(&view, 0, MANY, 0);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* Of records that are removed one at a time, too. */
START_TEST(the_text_of_removed_records_is_used_again)
{
    static const char text[] = "a string that is much longer than the cell of the field";
    rc_dtype *dtype = test_dtype("x:str");
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    rc_value value = rc_value_string(text);
    for (int i = 0; i < 5000; i++) {
        ck_assert_int_eq(rc_store_append(store, 1, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, 1, "x", &value, NULL), RC_OK);
        ck_assert_int_eq(rc_store_remove(store, 0, 1, NULL), RC_OK);
    }
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_lt(size.total, 5000 * strlen(text) / 4);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(records_are_removed)
{
    static const size_t places[] = {0, 1, 9, 33, 40};
    static const size_t counts[] = {0, 1, 8, 17, 41};
    rc_layout layout = _i % 2 ? RC_ROWS : RC_COLUMNS;
    size_t first = places[_i / 2 % 5], n = counts[_i / 10 % 5];
    rc_store *store = filled(dtype_text, RECORDS, layout);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *slice = _i / 50 ? rc_store_slice(store, 0, RECORDS, NULL) : NULL;
    bool fits = first + n <= RECORDS;
    ck_assert_int_eq(rc_store_remove(store, first, n, NULL), fits ? RC_OK : RC_EINDEX);
    ck_assert_uint_eq(rc_store_length(store), RECORDS - (fits ? n : 0));
    if (fits) {
        check_records(store, 0, before, 0, first);
        check_records(store, first, before, first + n, RECORDS - first - n);
    }
    ck_assert(!slice || rc_store_equal(slice, before));
    rc_store_unref(slice);
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

START_TEST(records_are_truncated)
{
    rc_store *store = filled(dtype_text, RECORDS, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_truncate(store, RECORDS + 1, &err), RC_EINDEX);
    ck_assert_int_eq(rc_store_truncate(store, RECORDS, NULL), RC_OK);
    ck_assert(rc_store_equal(store, before));
    ck_assert_int_eq(rc_store_truncate(store, 7, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_length(store), 7);
    check_records(store, 0, before, 0, 7);
    ck_assert_int_eq(rc_store_insert(store, 8, 1, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_insert(store, 0, SIZE_MAX - 3, NULL), RC_ELIMIT);
    ck_assert_uint_eq(rc_store_length(store), 7);
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

/* ---------------------------------------------------------------- fields */

static const struct {
    const char *name, *type;
    int nullable;
    size_t position;
    const char *dtype; /* afterwards */
} added[] = {
    {"n", "i8", 0, 0, "n:i8, id:i4, s:str?, p:{a:i1?, b:i2}"},
    {"n", "i8", 1, 1, "id:i4, n:i8?, s:str?, p:{a:i1?, b:i2}"},
    {"n", "str", 0, 2, "id:i4, s:str?, n:str, p:{a:i1?, b:i2}"},
    {"n", "{x:u1?, y:3{k:i2}}", 1, RC_AUTO,
     "id:i4, s:str?, p:{a:i1?, b:i2}, n:{x:u1?, y:3{k:i2}}?"},
    {"n", "{}", 1, 3, "id:i4, s:str?, p:{a:i1?, b:i2}, n:{}?"},
};

/* `how`: the store as it is, with a slice, a slice of another store, after it has shrunk. */
START_TEST(fields_are_added)
{
    rc_layout layout = _i % 2 ? RC_ROWS : RC_COLUMNS;
    size_t how = (size_t)_i / 2 % 4, which = (size_t)_i / 8;
    rc_store *whole = filled("id:i4, s:str?, p:{a:i1?, b:i2}", 30, layout), *before, *other = NULL;
    rc_store *store = how == 2 ? rc_store_slice(whole, 5, 20, NULL) : rc_store_ref(whole);
    rc_dtype *type = test_dtype(added[which].type), *expected = test_dtype(added[which].dtype);
    rc_field_spec spec = {added[which].name, type, RC_AUTO, added[which].nullable};
    rc_value value = rc_value_string("a string of more than twelve bytes");
    static const char *const old[] = {"id", "s", "p"};
    if (how == 1) {
        other = rc_store_slice(store, 3, 9, NULL);
    }
    before = rc_store_convert(store, RC_ROWS, NULL);
    ck_assert_int_eq(rc_store_add_field(store, &spec, added[which].position, NULL), RC_OK);
    if (how == 3) {
        ck_assert_int_eq(rc_store_shrink(store, NULL), RC_OK);
    }
    ck_assert(rc_dtype_equal(rc_store_dtype(store), expected));
    ck_assert_uint_eq(rc_store_length(store), rc_store_length(before));
    for (size_t i = 0; i < rc_store_length(store); i++) {
        rc_store *zero = rc_store_zeros(expected, 1, RC_ROWS, NULL);
        for (size_t f = 0; f < N(old); f++) {
            ck_assert(compare_path(store, i, old[f], before, i, old[f]));
        }
        ck_assert(compare_path(store, i, "n", zero, 0, "n"));
        rc_store_unref(zero);
    }
    if (other) {
        check_records(other, 0, before, 3, 9);
    }
    /* The store grows and is written to as any other. */
    ck_assert_int_eq(rc_store_append(store, 3, NULL, NULL), RC_OK);
    ck_assert(test_is_zero(store, rc_store_length(store) - 1));
    ck_assert_int_eq(rc_store_set(store, 0, "s", &value, NULL), RC_OK);
    for (size_t f = 0; f < N(old); f++) {
        ck_assert(compare_path(store, 4, old[f], before, 4, old[f]));
    }
    rc_store_unref(other);
    rc_store_unref(before);
    rc_store_unref(store);
    rc_store_unref(whole);
    rc_dtype_unref(type);
    rc_dtype_unref(expected);
}
END_TEST

START_TEST(fields_are_dropped_and_renamed)
{
    static const char *const names[] = {"name", "v"}, *const left[] = {"id", "at", "ok"};
    rc_store *store = filled(dtype_text, RECORDS, _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *slice = _i / 2 % 2 ? rc_store_slice(store, 2, 11, NULL) : NULL;
    rc_store *view = _i / 4 ? rc_store_reversed(store, NULL) : rc_store_ref(store);
    rc_dtype *expected = test_dtype("id:i4, where:{lat:f8, lon:f8?}?, ok:bool?");
    ck_assert_int_eq(rc_store_drop_fields(view, names, N(names), NULL), RC_OK);
    ck_assert_int_eq(rc_store_rename_field(view, "at", "where", NULL), RC_OK);
    ck_assert(rc_dtype_equal(rc_store_dtype(view), expected));
    for (size_t i = 0; i < RECORDS; i++) {
        for (size_t f = 0; f < N(left); f++) {
            ck_assert(compare_path(view, i, f == 1 ? "where" : left[f], before,
                                   _i / 4 ? RECORDS - 1 - i : i, left[f]));
        }
    }
    ck_assert_int_eq(rc_store_append(view, 100, NULL, NULL), RC_OK);
    ck_assert(test_is_zero(view, RECORDS + 99));
    if (slice) {
        check_records(slice, 0, before, 2, 11);
    }
    rc_store_unref(view);
    rc_store_unref(slice);
    rc_store_unref(before);
    rc_store_unref(store);
    rc_dtype_unref(expected);
}
END_TEST

START_TEST(columns_do_not_move)
{
    rc_store *store = test_zeros("a:i4, b:i8?", 100, RC_COLUMNS);
    rc_dtype *type = test_dtype("f4");
    static const char *const first[] = {"a"};
    rc_view before, after;
    char name[8] = "c0";
    ck_assert_int_eq(rc_store_view(store, "b", &before, NULL), RC_OK);
    for (char c = '0'; c <= '9'; c++) {
        rc_field_spec spec = {name, type, RC_AUTO, 1};
        name[1] = c;
        ck_assert_int_eq(rc_store_add_field(store, &spec, 0, NULL), RC_OK);
    }
    ck_assert_int_eq(rc_store_drop_fields(store, first, 1, NULL), RC_OK);
    ck_assert_int_eq(rc_store_rename_field(store, "b", "x", NULL), RC_OK);
    ck_assert_int_eq(rc_store_view(store, "x", &after, NULL), RC_OK);
    ck_assert_ptr_eq(after.data, before.data);
    ck_assert_ptr_eq(after.valid, before.valid);
    ck_assert_int_eq(rc_store_layout(store), RC_COLUMNS);
    ck_assert_uint_eq(rc_dtype_nfields(rc_store_dtype(store)), 11);
    ck_assert_uint_ge(rc_store_capacity(store), 100);
    rc_dtype_unref(type);
    rc_store_unref(store);
}
END_TEST

START_TEST(other_fields_are_refused)
{
    rc_store *store = filled("a:i4, b:i8?", 10, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL),
             *plain = test_zeros("i4", 3, RC_ROWS);
    rc_dtype *type = test_dtype("f4");
    rc_field_spec spec = {"a", type, RC_AUTO, 0};
    static const char *const names[] = {"a", "z"};
    ck_assert_int_eq(rc_store_add_field(store, &spec, 0, NULL), RC_ENAME);
    spec.name = "c";
    ck_assert_int_eq(rc_store_add_field(store, &spec, 3, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_add_field(plain, &spec, 0, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_drop_fields(store, names, 2, NULL), RC_ENAME);
    ck_assert_int_eq(rc_store_drop_fields(plain, names, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_rename_field(store, "a", "b", NULL), RC_ENAME);
    ck_assert_int_eq(rc_store_rename_field(store, "z", "y", NULL), RC_ENAME);
    ck_assert(rc_store_equal(store, before));
    rc_dtype_unref(type);
    rc_store_unref(plain);
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

/* The parts of the size add up to what was allocated, with columns in several buffers. */
START_TEST(the_size_adds_up)
{
    rc_store *store;
    rc_dtype *type, *dtype;
    rc_field_spec spec = {"c", NULL, RC_AUTO, 1};
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    static const char *const names[] = {"a"};
    in_use = 0;
    rc_set_allocator(&counting);
    spec.dtype = type = test_dtype("f8");
    dtype = test_dtype("a:i4, b:str?");
    store = rc_store_zeros(dtype, 100, RC_COLUMNS, NULL);
    rc_dtype_unref(dtype);
    ck_assert_int_eq(rc_store_add_field(store, &spec, 1, NULL), RC_OK);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.logical, 100 * (4 + 16 + 8));
    ck_assert_uint_eq(size.nulls, 26);
    ck_assert_uint_eq(size.total, in_use);
    ck_assert_int_eq(rc_store_drop_fields(store, names, 1, NULL), RC_OK);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.logical, 100 * (16 + 8));
    ck_assert_uint_ge(size.kept, 400);
    ck_assert_uint_eq(size.total, in_use);
    ck_assert_int_eq(rc_store_shrink(store, NULL), RC_OK);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.kept, 0);
    ck_assert_uint_eq(size.total, in_use);
    rc_store_unref(store);
    rc_dtype_unref(type);
    ck_assert_uint_eq(in_use, 0);
    rc_set_allocator(NULL);
}
END_TEST

/* ------------------------------------------------------------------ cast */

static rc_store *numbers(const char *dtype, rc_layout layout)
{
    rc_store *store = test_zeros(dtype, 3, layout);
    for (size_t i = 0; i < 3; i++) {
        rc_value value = rc_value_int((int64_t)i * 100);
        ck_assert_int_eq(rc_store_set(store, i, "x", &value, NULL), RC_OK);
        value = rc_value_float((double)i + 0.5);
        ck_assert_int_eq(rc_store_set(store, i, "y", &value, NULL), RC_OK);
    }
    return store;
}

static const struct {
    const char *from, *to;
    rc_match match;
    rc_cast most;
    rc_status status;
    const char *field;
    size_t record;
} casts[] = {
    {"x:i4, y:f8", "x:i8, y:f8", RC_MATCH_NAME, RC_CAST_WIDENING, RC_OK, "", 0},
    {"x:i4, y:f8", "y:f8, x:i8", RC_MATCH_NAME, RC_CAST_WIDENING, RC_OK, "", 0},
    {"x:i4, y:f8", "x:>i4, y:>f8", RC_MATCH_NAME, RC_CAST_EXACT, RC_OK, "", 0},
    {"x:i4, y:f8", "x:i8, y:f8", RC_MATCH_NAME, RC_CAST_EXACT, RC_ETYPE, "x", RC_NOWHERE},
    {"x:i4, y:f8", "x:i1, y:f8", RC_MATCH_NAME, RC_CAST_WIDENING, RC_ETYPE, "x", RC_NOWHERE},
    {"x:i4, y:f8", "x:i1, y:f8", RC_MATCH_NAME, RC_CAST_CHECKED, RC_ERANGE, "x", 2},
    {"x:i4, y:f8", "x:u1, y:f8", RC_MATCH_NAME, RC_CAST_CHECKED, RC_OK, "", 0},
    {"x:i4, y:f8", "x:i4, y:i4", RC_MATCH_NAME, RC_CAST_CHECKED, RC_ETYPE, "y", 0},
    {"x:i4, y:f8", "x:i4, y:f4", RC_MATCH_NAME, RC_CAST_CHECKED, RC_ETYPE, "y", RC_NOWHERE},
    {"x:i4, y:f8", "x:i4, y:f4", RC_MATCH_NAME, RC_CAST_LOSSY, RC_OK, "", 0},
    {"x:i4, y:f8", "x:i4, y:f8?", RC_MATCH_NAME, RC_CAST_EXACT, RC_OK, "", 0},
    {"x:i4, y:f8?", "x:i4, y:f8", RC_MATCH_NAME, RC_CAST_WIDENING, RC_ETYPE, "y", RC_NOWHERE},
    {"x:i4, y:f8?", "x:i4, y:f8", RC_MATCH_NAME, RC_CAST_CHECKED, RC_OK, "", 0},
    {"x:i4, y:f8", "a:i8, b:f8", RC_MATCH_POSITION, RC_CAST_WIDENING, RC_OK, "", 0},
    {"x:i4, y:f8", "a:i8, b:f8", RC_MATCH_NAME, RC_CAST_WIDENING, RC_ENAME, "", RC_NOWHERE},
    {"x:i4, y:f8", "x:i8", RC_MATCH_NAME, RC_CAST_WIDENING, RC_ENAME, "", RC_NOWHERE},
    {"x:i4, y:f8", "x:i8", RC_MATCH_POSITION, RC_CAST_WIDENING, RC_ENAME, "", RC_NOWHERE},
    {"x:i4, y:f8", "x:str, y:S8", RC_MATCH_NAME, RC_CAST_LOSSY, RC_OK, "", 0},
    {"x:i4, y:f8", "x:{a:i4}, y:f8", RC_MATCH_NAME, RC_CAST_LOSSY, RC_ETYPE, "x", RC_NOWHERE},
};

START_TEST(stores_are_cast)
{
    rc_layout layout = _i % 2 ? RC_ROWS : RC_COLUMNS;
    size_t k = (size_t)_i / 2;
    rc_store *store = numbers(casts[k].from, layout), *made;
    rc_dtype *dtype = test_dtype(casts[k].to);
    rc_error err = RC_ERROR_INIT;
    bool text = strstr(casts[k].to, "str") != NULL;
    made = rc_store_cast(store, dtype, casts[k].match, casts[k].most, layout, &err);
    ck_assert_msg(err.status == casts[k].status, "%zu: %s", k, err.message);
    if (made && !text) {
        for (size_t i = 0; i < 3; i++) {
            bool renamed = casts[k].match == RC_MATCH_POSITION;
            rc_value x, y;
            ck_assert_int_eq(rc_store_get(made, i, renamed ? "a" : "x", &x, NULL), RC_OK);
            ck_assert_int_eq(rc_store_get(made, i, renamed ? "b" : "y", &y, NULL), RC_OK);
            ck_assert_int_eq(x.type == RC_VALUE_UINT ? (int64_t)x.as.u : x.as.i, (int64_t)i * 100);
            ck_assert_double_eq(y.as.f, (double)i + 0.5);
        }
    } else if (!text) {
        ck_assert_str_eq(err.field, casts[k].field);
        ck_assert(err.record == casts[k].record);
    }
    rc_store_unref(made);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* Nested structs in another order, subarrays, strings and nulls at every depth. */
START_TEST(casts_keep_nulls_and_text)
{
    rc_store *store = filled("s:str?, p:{a:i2?, b:{c:str, d:i4?}?}?, v:(2,2)i2", RECORDS,
                             _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *back = rc_store_reversed(store, NULL);
    rc_dtype *dtype = test_dtype("v:(2,2)f8, p:{b:{d:i8?, c:str}?, a:i4?}?, s:str?");
    rc_store *made = rc_store_cast(back, dtype, RC_MATCH_NAME, RC_CAST_WIDENING,
                                   _i / 2 ? RC_ROWS : RC_COLUMNS, NULL);
    rc_store *again = made ? rc_store_cast(made, rc_store_dtype(store), RC_MATCH_NAME,
                                           RC_CAST_CHECKED, RC_ROWS, NULL)
                           : NULL;
    ck_assert_ptr_nonnull(again);
    ck_assert(rc_store_equal(again, back));
    for (size_t i = 0; i < RECORDS; i++) {
        ck_assert(compare_path(made, i, "s", store, RECORDS - 1 - i, "s"));
        ck_assert(compare_path(made, i, "p.b.c", store, RECORDS - 1 - i, "p.b.c"));
    }
    rc_store_unref(again);
    rc_store_unref(made);
    rc_store_unref(back);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* ---------------------------------------------------------------- memory */

typedef struct faults {
    rc_layout layout;
    size_t what;
    bool sliced;
} faults;

static rc_status change_one(void *context)
{
    const faults *on = context;
    static const char *const names[] = {"name", "v"};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(dtype_text, &err), *type = rc_dtype_parse("str", &err);
    rc_dtype *wide =
        rc_dtype_parse("id:i8, name:str?, at:{lat:f8, lon:f8?}?, v:3i4, ok:bool?", &err);
    rc_store *store = err.status ? NULL : rc_store_zeros(dtype, 20, on->layout, &err);
    rc_store *slice = store && on->sliced ? rc_store_slice(store, 2, 9, &err) : NULL;
    rc_store *before = err.status ? NULL : rc_store_convert(store, RC_ROWS, &err), *made = NULL;
    rc_field_spec spec = {"n", type, RC_AUTO, 1};
    if (before) {
        switch (on->what) {
        case 0:
            rc_store_insert(store, 5, 30, &err);
            break;
        case 1:
            rc_store_remove(store, 5, 3, &err);
            break;
        case 2:
            rc_store_add_field(store, &spec, 1, &err);
            break;
        case 3:
            rc_store_drop_fields(store, names, 2, &err);
            break;
        case 4:
            rc_store_rename_field(store, "at", "to", &err);
            break;
        default:
            made = rc_store_cast(store, wide, RC_MATCH_NAME, RC_CAST_CHECKED, RC_COLUMNS, &err);
            break;
        }
        ck_assert(err.status == RC_OK || rc_store_equal(store, before));
    }
    rc_store_unref(made);
    rc_store_unref(slice);
    rc_store_unref(before);
    rc_store_unref(store);
    rc_dtype_unref(wide);
    rc_dtype_unref(type);
    rc_dtype_unref(dtype);
    return err.status;
}

START_TEST(refused_memory_changes_nothing)
{
    faults on = {_i % 2 ? RC_ROWS : RC_COLUMNS, (size_t)_i / 4, _i / 2 % 2 != 0};
    faulty_alloc_each(change_one, &on);
}
END_TEST

Suite *suite_store_shape(void)
{
    Suite *suite = suite_create("store shape");
    TCase *records = tcase_create("records"), *fields = tcase_create("fields");
    TCase *cast = tcase_create("cast"), *memory = tcase_create("memory");
    tcase_add_loop_test(records, records_are_inserted, 0, 50);
    tcase_add_loop_test(records, nulls_of_many_records_move, 0, 10);
    tcase_add_test(records, the_text_of_removed_records_is_used_again);
    tcase_add_loop_test(records, records_are_removed, 0, 100);
    tcase_add_loop_test(records, records_are_truncated, 0, 2);
    tcase_add_loop_test(fields, fields_are_added, 0, 8 * (int)N(added));
    tcase_add_loop_test(fields, fields_are_dropped_and_renamed, 0, 8);
    tcase_add_test(fields, columns_do_not_move);
    tcase_add_loop_test(fields, other_fields_are_refused, 0, 2);
    tcase_add_test(fields, the_size_adds_up);
    tcase_add_loop_test(cast, stores_are_cast, 0, 2 * (int)N(casts));
    tcase_add_loop_test(cast, casts_keep_nulls_and_text, 0, 4);
    tcase_add_loop_test(memory, refused_memory_changes_nothing, 0, 24);
    suite_add_tcase(suite, records);
    suite_add_tcase(suite, fields);
    suite_add_tcase(suite, cast);
    suite_add_tcase(suite, memory);
    return suite;
}
