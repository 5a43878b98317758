/* Random operations on stores of both layouts, compared with a model: an array of C structs that is
 * changed by the simplest means. ROWCOL_MODEL_OPERATIONS sets the number of operations of each
 * test. */
#include "test_store.h"

#include <rowcol/access.h>
#include <rowcol/memory.h>
#include <rowcol/shape.h>
#include <rowcol/view.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 300, TEXT = 48, FEW_OPERATIONS = 3000 };

typedef struct record {
    int32_t id;
    bool has_name;
    char name[TEXT];
    bool has_extra; /* a value; whether there is the field is in the model */
    int16_t extra;
    double lat;
} record;

typedef struct model {
    record records[MOST];
    size_t n;
    bool extra; /* the store has the field "extra" */
    bool renamed;
    rc_store *store;
    test_random random;
} model;

static const char *id_of(const model *m)
{
    return m->renamed ? "key" : "id";
}

static rc_status failed_at;
#define OK(call)                                                                                   \
    do {                                                                                           \
        failed_at = (call);                                                                        \
        ck_assert_int_eq(failed_at, RC_OK);                                                        \
    } while (0)

/* --------------------------------------------------------------- compare */

static void check_record(const model *m, const rc_store *store, size_t i, const record *expected)
{
    rc_value value;
    OK(rc_store_get(store, i, id_of(m), &value, NULL));
    ck_assert_int_eq(value.as.i, expected->id);
    OK(rc_store_get(store, i, "at.lat", &value, NULL));
    ck_assert_double_eq(value.as.f, expected->lat);
    OK(rc_store_get(store, i, "name", &value, NULL));
    ck_assert_int_eq(value.type == RC_VALUE_NULL, !expected->has_name);
    if (expected->has_name) {
        ck_assert_uint_eq(value.as.text.length, strlen(expected->name));
        ck_assert_mem_eq(value.as.text.data, expected->name, value.as.text.length);
    }
    if (m->extra) {
        OK(rc_store_get(store, i, "extra", &value, NULL));
        ck_assert_int_eq(value.type == RC_VALUE_NULL, !expected->has_extra);
        ck_assert(!expected->has_extra || value.as.i == expected->extra);
    }
}

static void check_all(const model *m)
{
    ck_assert_uint_eq(rc_store_length(m->store), m->n);
    for (size_t i = 0; i < m->n; i++) {
        check_record(m, m->store, i, &m->records[i]);
    }
}

/* ---------------------------------------------------------------- values */

static record zero_record(void)
{
    record zero = {.has_name = true, .has_extra = true};
    return zero;
}

static void set_string(model *m, rc_store *store, size_t i, record *to)
{
    size_t length = test_below(&m->random, TEXT);
    rc_value value;
    to->has_name = test_below(&m->random, 4) != 0;
    for (size_t k = 0; k < length; k++) {
        to->name[k] = (char)('a' + test_below(&m->random, 26));
    }
    memset(to->name + length, 0, TEXT - length);
    value = to->has_name ? rc_value_string(to->name) : rc_value_null();
    OK(rc_store_set(store, i, "name", &value, NULL));
}

static void set_values(model *m, rc_store *store, size_t i, record *to)
{
    rc_value value;
    to->id = (int32_t)test_next(&m->random);
    value = rc_value_int(to->id);
    OK(rc_store_set(store, i, id_of(m), &value, NULL));
    to->lat = (double)test_below(&m->random, 1000) / 8;
    value = rc_value_float(to->lat);
    OK(rc_store_set(store, i, "at.lat", &value, NULL));
    set_string(m, store, i, to);
    if (m->extra) {
        to->has_extra = test_below(&m->random, 3) != 0;
        to->extra = (int16_t)test_next(&m->random);
        value = to->has_extra ? rc_value_int(to->extra) : rc_value_null();
        OK(rc_store_set(store, i, "extra", &value, NULL));
    }
}

/* ------------------------------------------------------------ operations */

static void op_set(model *m)
{
    if (m->n > 0) {
        size_t i = test_below(&m->random, m->n);
        set_values(m, m->store, i, &m->records[i]);
    }
}

/* Through a view of some records, in reverse order or with a step. */
static void op_set_in_view(model *m)
{
    size_t step, first, n, k;
    rc_store *view;
    if (m->n == 0) {
        return;
    }
    step = 1 + test_below(&m->random, 5);
    first = test_below(&m->random, m->n);
    n = first / step + 1;
    view = rc_store_slice_step(m->store, first, n, -(ptrdiff_t)step, NULL);
    ck_assert_ptr_nonnull(view);
    k = test_below(&m->random, n);
    set_values(m, view, k, &m->records[first - k * step]);
    for (size_t i = 0; i < n; i++) {
        check_record(m, view, i, &m->records[first - i * step]);
    }
    rc_store_unref(view);
}

static void op_insert(model *m)
{
    size_t n = 1 + test_below(&m->random, 9), at = test_below(&m->random, m->n + 1);
    if (m->n + n > MOST) {
        return;
    }
    OK(rc_store_insert(m->store, at, n, NULL));
    memmove(m->records + at + n, m->records + at, (m->n - at) * sizeof(record));
    for (size_t i = 0; i < n; i++) {
        m->records[at + i] = zero_record();
        set_values(m, m->store, at + i, &m->records[at + i]);
    }
    m->n += n;
}

static void op_remove(model *m)
{
    size_t first = test_below(&m->random, m->n + 1);
    size_t n = test_below(&m->random, m->n - first + 1);
    n = n > 12 ? 12 : n;
    OK(rc_store_remove(m->store, first, n, NULL));
    memmove(m->records + first, m->records + first + n, (m->n - first - n) * sizeof(record));
    m->n -= n;
}

static void op_append(model *m)
{
    size_t n = test_below(&m->random, 20);
    if (m->n + n <= MOST) {
        OK(rc_store_append(m->store, n, NULL, NULL));
        for (size_t i = 0; i < n; i++) {
            m->records[m->n++] = zero_record();
        }
    }
}

static void op_truncate(model *m)
{
    size_t n = m->n - test_below(&m->random, m->n / 4 + 1);
    OK(rc_store_truncate(m->store, n, NULL));
    m->n = n;
}

/* Appends records of the store itself. */
static void op_append_range(model *m)
{
    size_t first = test_below(&m->random, m->n + 1), n = test_below(&m->random, m->n - first + 1);
    if (m->n + n <= MOST) {
        OK(rc_store_append_range(m->store, m->store, first, n, NULL));
        memcpy(m->records + m->n, m->records + first, n * sizeof(record));
        m->n += n;
    }
}

/* Copies a part of a reversed view of a copy over records. */
static void op_copy(model *m)
{
    size_t n = test_below(&m->random, m->n / 2 + 1), to = test_below(&m->random, m->n - n + 1);
    rc_store *copy = rc_store_convert(m->store, RC_ROWS, NULL);
    rc_store *back = rc_store_reversed(copy, NULL);
    record old[MOST];
    memcpy(old, m->records, sizeof old);
    OK(rc_store_copy(m->store, to, back, 0, n, NULL));
    for (size_t i = 0; i < n; i++) {
        m->records[to + i] = old[m->n - 1 - i];
    }
    rc_store_unref(back);
    rc_store_unref(copy);
}

static void replace(model *m, rc_store *store)
{
    ck_assert_ptr_nonnull(store);
    rc_store_unref(m->store);
    m->store = store;
}

static void op_convert(model *m)
{
    replace(m, rc_store_convert(m->store, test_below(&m->random, 2) ? RC_ROWS : RC_COLUMNS, NULL));
}

static void op_reverse(model *m)
{
    replace(m, rc_store_reversed(m->store, NULL));
    for (size_t i = 0; i < m->n / 2; i++) {
        record one = m->records[i];
        m->records[i] = m->records[m->n - 1 - i];
        m->records[m->n - 1 - i] = one;
    }
}

static void op_slice(model *m)
{
    size_t first = test_below(&m->random, m->n / 4 + 1);
    replace(m, rc_store_slice(m->store, first, m->n - first, NULL));
    m->n -= first;
    memmove(m->records, m->records + first, m->n * sizeof(record));
}

static void op_concat(model *m)
{
    const rc_store *parts[3];
    if (3 * m->n > MOST) {
        return;
    }
    parts[0] = parts[2] = m->store;
    parts[1] = rc_store_reversed_const(m->store, NULL);
    for (size_t i = 0; i < m->n; i++) {
        m->records[m->n + i] = m->records[m->n - 1 - i];
        m->records[2 * m->n + i] = m->records[i];
    }
    replace(m, rc_store_concat(parts, 3, RC_COLUMNS, NULL));
    rc_store_unref(parts[1]);
    m->n *= 3;
}

static void op_extra(model *m)
{
    static const char *const names[] = {"extra"};
    rc_dtype *type = rc_dtype_leaf(RC_I2, NULL);
    rc_field_spec spec = {"extra", type, RC_AUTO, 1};
    if (m->extra) {
        OK(rc_store_drop_fields(m->store, names, 1, NULL));
    } else {
        OK(rc_store_add_field(m->store, &spec, test_below(&m->random, 4), NULL));
        for (size_t i = 0; i < m->n; i++) {
            m->records[i].has_extra = true;
            m->records[i].extra = 0;
        }
    }
    m->extra = !m->extra;
    rc_dtype_unref(type);
}

static void op_rename(model *m)
{
    const char *from = id_of(m);
    m->renamed = !m->renamed;
    OK(rc_store_rename_field(m->store, from, id_of(m), NULL));
}

static void op_shrink(model *m)
{
    OK(rc_store_shrink(m->store, NULL));
}

/* A slice is alive while the store changes: it keeps its records. */
static void op_with_slice(model *m)
{
    size_t first = test_below(&m->random, m->n + 1), n = m->n - first;
    const rc_store *slice = rc_store_slice_const(m->store, first, n, NULL);
    static record old[MOST];
    memcpy(old, m->records, sizeof old);
    op_insert(m);
    op_remove(m);
    if (rc_store_data_references(m->store) == 1) { /* they share nothing any more */
        for (size_t i = 0; i < n; i++) {
            check_record(m, slice, i, &old[first + i]);
        }
    }
    rc_store_unref(slice);
}

static void op_freeze(model *m)
{
    rc_value value = rc_value_int(1);
    rc_store *copy = rc_store_convert(m->store, RC_ROWS, NULL);
    OK(rc_store_freeze(copy, NULL));
    if (m->n > 0) {
        ck_assert_int_eq(rc_store_set(copy, 0, id_of(m), &value, NULL), RC_EARG);
    }
    ck_assert_int_eq(rc_store_insert(copy, 0, 1, NULL), RC_EARG);
    ck_assert(rc_store_equal(copy, m->store));
    rc_store_unref(copy);
}

static void (*const operations[])(model *) = {
    op_set,    op_set,    op_set,      op_set_in_view,  op_insert, op_insert,     op_remove,
    op_append, op_append, op_truncate, op_append_range, op_copy,   op_convert,    op_reverse,
    op_slice,  op_concat, op_extra,    op_rename,       op_shrink, op_with_slice, op_freeze,
};

static size_t number_of_operations(void)
{
    const char *text = getenv("ROWCOL_MODEL_OPERATIONS");
    return text ? (size_t)strtoul(text, NULL, 10) : FEW_OPERATIONS;
}

START_TEST(stores_do_what_the_model_does)
{
    static model m;
    memset(&m, 0, sizeof m);
    m.random.state = (uint64_t)_i;
    test_memory_begin();
    m.store = test_zeros("id:i4, name:str?, at:{lat:f8, tag:S3}", 0, _i % 2 ? RC_ROWS : RC_COLUMNS);
    for (size_t k = number_of_operations(); k > 0; k--) {
        operations[test_below(&m.random, N(operations))](&m);
        if (k % 16 == 0) {
            check_all(&m);
        }
    }
    check_all(&m);
    rc_store_unref(m.store);
    test_memory_end();
}
END_TEST

Suite *suite_store_model(void)
{
    Suite *suite = suite_create("store model");
    TCase *tests = tcase_create("operations");
    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, stores_do_what_the_model_does, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}
