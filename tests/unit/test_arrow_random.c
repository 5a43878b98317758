/* Random dtypes and records: export, import, compare. */
#include "test_arrow.h"

#include "dtype_random.h"
#include "store_random.h"

#include <rowcol/view.h>

enum { PARTS = 4, CASES = 200 };

/* The store, or a view of it. The caller releases both. */
static const rc_store *view_of(uint64_t *state, rc_store *store)
{
    size_t n = rc_store_length(store), first, count;
    ptrdiff_t step;
    switch (store_random(state) % 4) {
    case 0:
        return rc_store_ref(store);
    case 1:
        first = store_random(state) % (n + 1);
        return rc_store_slice_const(store, first, n - first, NULL);
    case 2:
        return rc_store_reversed_const(store, NULL);
    default:
        step = 1 + (ptrdiff_t)(store_random(state) % 3);
        count = n / (size_t)step;
        return rc_store_slice_step_const(store, 0, count, step, NULL);
    }
}

static void round_trip(uint64_t seed)
{
    uint64_t state = seed * 104729 + 1;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = random_dtype(&state, 3, RANDOM_ALL, &err);
    rc_layout layout = store_random(&state) % 2 ? RC_ROWS : RC_COLUMNS;
    rc_store *store = rc_store_zeros(dtype, store_random(&state) % 40, layout, &err), *back;
    rc_arrow_export_options to = RC_ARROW_EXPORT_OPTIONS_INIT;
    rc_arrow_import_options from = RC_ARROW_IMPORT_OPTIONS_INIT;
    const rc_store *view;
    struct ArrowSchema schema;
    struct ArrowArray array;
    store_random_fill(&state, store);
    view = view_of(&state, store);
    to.strings = (rc_strings)(1 + store_random(&state) % 3);
    to.table = (int)(store_random(&state) % 2);
    from.layout = (rc_layout)(store_random(&state) % 3);
    from.copy = (int)(store_random(&state) % 2);
    arrow_export(view, &to, &schema, &array);
    arrow_check(&schema, &array);
    back = rc_arrow_import(&array, &schema, &from, &err);
    ck_assert_msg(back != NULL, "seed %llu: %s: %s", (unsigned long long)seed, err.field,
                  err.message);
    ck_assert(array.release == NULL);
    schema.release(&schema);
    rc_store_unref(store);
    ck_assert_int_eq(rc_dtype_equal(rc_store_dtype(back), dtype), 1);
    ck_assert_msg(rc_store_equal(back, view), "seed %llu", (unsigned long long)seed);
    rc_store_unref(back);
    rc_store_unref(view);
    rc_dtype_unref(dtype);
}

START_TEST(random_records_come_back_as_they_were)
{
    for (uint64_t seed = (uint64_t)_i; seed < CASES; seed += PARTS) {
        round_trip(seed);
    }
}
END_TEST

Suite *suite_arrow_random(void)
{
    Suite *suite = suite_create("arrow_random");
    TCase *tc = tcase_create("random");
    tcase_add_loop_test(tc, random_records_come_back_as_they_were, 0, PARTS);
    suite_add_tcase(suite, tc);
    return suite;
}
