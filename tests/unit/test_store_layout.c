/* Tests of the offsets and strides of fields. */
#include "test_store.h"

#include "store/layout.h"

typedef struct plan {
    rci_store_place places[16];
    rci_store_place bitmaps[8];
    size_t n_bitmaps;
    size_t total;
} plan;

static rc_status lay_out(const rc_dtype *dtype, rc_layout layout, size_t n, plan *out)
{
    rci_store_schema *schema = rci_store_schema_new(dtype, NULL);
    rc_error err = RC_ERROR_INIT;
    rc_status status;
    ck_assert_ptr_nonnull(schema);
    ck_assert_uint_le(schema->leaves.n_leaves, N(out->places));
    ck_assert_uint_le(schema->leaves.n_nulls, N(out->bitmaps));
    status = rci_store_layout_plan(schema, layout, n, out->places, out->bitmaps, &out->total, &err);
    ck_assert_int_eq(status, err.status);
    out->n_bitmaps = schema->leaves.n_nulls;
    rci_store_schema_unref(schema);
    return status;
}

static const struct {
    const char *dtype;
    rc_layout layout;
    size_t n, total;
    struct {
        size_t offset, stride;
    } places[4];
    size_t bitmaps[2];
} cases[] = {
    {"x:i4, y:i4, z:i4", RC_ROWS, 10, 120, {{0, 12}, {4, 12}, {8, 12}}, {0}},
    {"x:i4, y:i4, z:i4", RC_COLUMNS, 10, 168, {{0, 4}, {64, 4}, {128, 4}}, {0}},
    {"x:i4, y:i4, z:i4", RC_COLUMNS, 16, 192, {{0, 4}, {64, 4}, {128, 4}}, {0}},
    {"x:i4, y:i4, z:i4", RC_COLUMNS, 17, 324, {{0, 4}, {128, 4}, {256, 4}}, {0}},
    /* an unused cache line after a column of a page or more */
    {"x:i4, y:i4", RC_COLUMNS, 1023, 8188, {{0, 4}, {4096, 4}}, {0}},
    {"x:i4, y:i4", RC_COLUMNS, 1024, 8256, {{0, 4}, {4160, 4}}, {0}},
    {"a:i1, p:{q:i2, r:f8}, s:S3", RC_ROWS, 2, 28, {{0, 14}, {1, 14}, {3, 14}, {11, 14}}, {0}},
    {"a:i1, p:{q:i2, r:f8}, s:S3", RC_COLUMNS, 2, 198, {{0, 1}, {64, 2}, {128, 8}, {192, 3}}, {0}},
    {"a:3i2", RC_COLUMNS, 3, 18, {{0, 6}}, {0}},
    {"a:i1?, b:i1?", RC_ROWS, 9, 130, {{0, 2}, {1, 2}}, {64, 128}},
    {"a:i1?, b:i1?", RC_COLUMNS, 9, 194, {{0, 1}, {64, 1}}, {128, 192}},
    {"a:S0", RC_ROWS, 5, 0, {{0, 0}}, {0}},
    {"a:S0, b:i1", RC_COLUMNS, 5, 5, {{0, 0}, {0, 1}}, {0}},
    {"f8", RC_COLUMNS, 3, 24, {{0, 8}}, {0}},
    {"x:i4", RC_ROWS, 0, 0, {{0, 4}}, {0}},
    {"x:i4?", RC_COLUMNS, 0, 0, {{0, 4}}, {0}},
};

START_TEST(places_are_as_documented)
{
    rc_dtype *dtype = test_dtype(cases[_i].dtype);
    plan got;
    ck_assert_int_eq(lay_out(dtype, cases[_i].layout, cases[_i].n, &got), RC_OK);
    ck_assert_uint_eq(got.total, cases[_i].total);
    for (size_t i = 0; i < rci_dtype_leaf_count(dtype); i++) {
        ck_assert_uint_eq(got.places[i].offset, cases[_i].places[i].offset);
        ck_assert_uint_eq(got.places[i].stride, cases[_i].places[i].stride);
    }
    for (size_t i = 0; i < got.n_bitmaps; i++) {
        ck_assert_uint_eq(got.bitmaps[i].offset, cases[_i].bitmaps[i]);
    }
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *dtype;
    size_t n;
    bool fits;
} limits[] = {
    {"x:i4, y:i4", SIZE_MAX / 16, true},
    {"x:i4, y:i4", SIZE_MAX / 16 + 1, false},
    {"x:i4, y:i4", SIZE_MAX, false},
    {"x:i1", SIZE_MAX / 2, true},
    {"x:i1", SIZE_MAX / 2 + 1, false},
    {"x:i1?", SIZE_MAX / 2, false},
    {"x:S0", SIZE_MAX, true},
    {"x:S0?", SIZE_MAX, true},
    {"x:i1, y:V1000000", SIZE_MAX / 2000000, false},
};

START_TEST(sizes_beyond_memory_are_refused)
{
    rc_dtype *dtype = test_dtype(limits[_i].dtype);
    plan got;
    ck_assert_int_eq(lay_out(dtype, RC_ROWS, limits[_i].n, &got),
                     limits[_i].fits ? RC_OK : RC_ELIMIT);
    if (!limits[_i].fits) {
        ck_assert_int_eq(lay_out(dtype, RC_COLUMNS, limits[_i].n, &got), RC_ELIMIT);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* No two cells of a plan overlap, and all are inside it. */
PROPERTY(random_plans_hold_together, 100)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    rci_store_schema *schema = rci_store_schema_new(dtype, NULL);
    size_t leaves = schema->leaves.n_leaves, nulls = schema->leaves.n_nulls, n, end = 0, total;
    rci_store_place places[1000];
    rci_store_place bitmaps[1000];
    ck_assert_uint_le(leaves, N(places));
    ck_assert_uint_le(nulls, N(bitmaps));
    n = test_below(&random, 3000);
    ck_assert_int_eq(rci_store_layout_plan(schema, RC_COLUMNS, n, places, bitmaps, &total, NULL),
                     RC_OK);
    for (size_t i = 0; i < leaves; i++) {
        ck_assert_uint_eq(places[i].offset % 64, 0);
        ck_assert_uint_ge(places[i].offset, end);
        end = places[i].offset + n * places[i].stride;
    }
    for (size_t i = 0; i < nulls; i++) {
        ck_assert_uint_eq(bitmaps[i].offset % 64, 0);
        ck_assert_uint_ge(bitmaps[i].offset, end);
        end = bitmaps[i].offset + (n + 7) / 8;
    }
    ck_assert_uint_eq(end, total);
    rci_store_schema_unref(schema);
    rc_dtype_unref(dtype);
}

Suite *suite_store_layout(void)
{
    Suite *suite = suite_create("store layout");
    TCase *tc = tcase_create("layout");
    tcase_add_loop_test(tc, places_are_as_documented, 0, N(cases));
    tcase_add_loop_test(tc, sizes_beyond_memory_are_refused, 0, N(limits));
    tcase_add_loop_test(tc, random_plans_hold_together, 0, PROPERTY_PARTS);
    suite_add_tcase(suite, tc);
    return suite;
}
