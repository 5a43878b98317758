/* Random dtypes and random values of them: what goes in comes out, from both layouts, as text too.
 */
#include "base/utf8.h"
#include "number/number.h"
#include "test_json_dom.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_DTYPES = 100, N_RECORDS = 5, MAX_TEXT = 40 };

/* --------------------------------------------------------------------- dtypes */

static rc_dtype *random_time(dom_random *random)
{
    static const rc_unit units[] = {RC_UNIT_Y, RC_UNIT_M, RC_UNIT_D, RC_UNIT_s, RC_UNIT_ns};
    rc_kind kind = dom_below(random, 2) ? RC_DATETIME : RC_TIMEDELTA;
    return rc_dtype_time(kind, units[dom_below(random, 5)], 1 + (int32_t)dom_below(random, 3),
                         NULL);
}

static rc_dtype *random_leaf(dom_random *random)
{
    size_t choice = dom_below(random, 20);
    if (choice < 14) {
        return rc_dtype_leaf((rc_kind)(RC_BOOL + choice), NULL);
    }
    if (choice < 17) {
        return rc_dtype_sized((rc_kind)(RC_BYTES + choice - 14), dom_below(random, 9), NULL);
    }
    return choice == 17 ? rc_dtype_leaf(RC_STR, NULL) : random_time(random);
}

static rc_dtype *random_dtype(dom_random *random, int depth, int in_subarray);

static rc_dtype *random_struct(dom_random *random, int depth, int in_subarray)
{
    rc_field_spec fields[6];
    char names[6][24];
    size_t i, n = dom_below(random, 7);
    rc_dtype *made;
    for (i = 0; i < n; i++) {
        snprintf(names[i], sizeof names[i], "f%zu", i);
        fields[i].name = names[i];
        fields[i].dtype = random_dtype(random, depth + 1, in_subarray);
        fields[i].offset = RC_AUTO;
        fields[i].nullable = !in_subarray && dom_below(random, 3) == 0;
    }
    made = rc_dtype_struct(fields, n, dom_below(random, 2) ? RC_PACKED : RC_ALIGNED, RC_AUTO, NULL);
    for (i = 0; i < n; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    return made;
}

static rc_dtype *random_subarray(dom_random *random, int depth)
{
    size_t shape[3], ndim = 1 + dom_below(random, 3), i;
    rc_dtype *element = random_dtype(random, depth + 1, 1), *made;
    for (i = 0; i < ndim; i++) {
        shape[i] = dom_below(random, 4);
    }
    made = rc_dtype_subarray(element, ndim, shape, NULL);
    rc_dtype_unref(element);
    return made;
}

static rc_dtype *random_dtype(dom_random *random, int depth, int in_subarray)
{
    size_t choice = dom_below(random, 10);
    rc_dtype *made = depth == 0 || (depth < 4 && choice < 2)
                         ? random_struct(random, depth, in_subarray)
                     : depth < 4 && choice < 4 ? random_subarray(random, depth)
                                               : random_leaf(random);
    ck_assert_ptr_nonnull(made);
    return made;
}

/* Half of them with every number in the other byte order. */
static rc_dtype *random_record(dom_random *random)
{
    rc_dtype *dtype = random_dtype(random, 0, 0), *big;
    if (dom_below(random, 2)) {
        return dtype;
    }
    big = rc_dtype_with_order(dtype, RC_ORDER_BIG, NULL);
    ck_assert_ptr_nonnull(big);
    rc_dtype_unref(dtype);
    return big;
}

/* --------------------------------------------------------------------- values */

static json_t *random_integer(dom_random *random, rc_kind kind, size_t size)
{
    uint64_t bits = dom_next(random);
    unsigned unused = 64 - 8 * (unsigned)size;
    if (kind >= RC_U1) {
        return json_integer((json_int_t)(bits >> unused >> (size == 8)));
    }
    return json_integer((json_int_t)(bits << unused) / ((json_int_t)1 << unused));
}

static double random_float(dom_random *random, size_t size)
{
    double value;
    do {
        uint64_t bits = dom_next(random);
        float single;
        uint32_t single_bits = (uint32_t)bits;
        memcpy(&single, &single_bits, sizeof single);
        memcpy(&value, &bits, sizeof value);
        value = size == 2   ? rci_number_f2_to_f8((uint16_t)bits)
                : size == 4 ? (double)single
                            : value;
    } while (!isfinite(value));
    return value;
}

static json_t *random_complex(dom_random *random, size_t size)
{
    json_t *pair = json_array();
    json_array_append_new(pair, json_real(random_float(random, size / 2)));
    json_array_append_new(pair, json_real(random_float(random, size / 2)));
    return pair;
}

/* At most `room` bytes or characters, and no NUL at the end unless that is `free_end`. */
static json_t *random_text(dom_random *random, size_t room, int count_bytes, int free_end)
{
    static const uint32_t codes[] = {'a', 'Z', ' ', '"', '\\', '\n', 0, 0xE9, 0x20AC, 0x1F600};
    char text[MAX_TEXT * 4 + 4];
    size_t length = 0, used = 0, wanted = dom_below(random, room + 1);
    while (used < wanted) {
        size_t n = rci_base_utf8_encode(text + length, codes[dom_below(random, 10)]);
        if (count_bytes && used + n > room) {
            break;
        }
        length += n;
        used += count_bytes ? n : 1;
    }
    while (!free_end && length > 0 && text[length - 1] == '\0') {
        length--;
    }
    return json_stringn(text, length);
}

static json_t *random_hex(dom_random *random, size_t n)
{
    char text[64];
    size_t i;
    for (i = 0; i < 2 * n; i++) {
        text[i] = "0123456789abcdef"[dom_below(random, 16)];
    }
    return json_stringn(text, 2 * n);
}

static json_t *random_moment(dom_random *random, const rc_dtype *dtype)
{
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(dtype, &multiple);
    int64_t count = (int64_t)dom_below(random, 500) - 250;
    char text[100];
    rc_value value;
    if (dom_below(random, 5) == 0) {
        return json_string("NaT");
    }
    if (rc_dtype_kind(dtype) == RC_TIMEDELTA) {
        return json_integer(count);
    }
    value = rc_value_datetime(count, unit, multiple);
    rc_value_print(&value, text, sizeof text);
    return json_string(text);
}

static json_t *random_value(dom_random *random, const rc_dtype *dtype);

static json_t *random_object(dom_random *random, const rc_dtype *dtype)
{
    json_t *object = json_object();
    size_t i;
    for (i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        int is_null;
        ck_assert_int_eq(rc_dtype_field(dtype, i, &field, NULL), RC_OK);
        is_null = field.nullable && dom_below(random, 2);
        json_object_set_new(object, field.name,
                            is_null ? json_null() : random_value(random, field.dtype));
    }
    return object;
}

static json_t *random_array(dom_random *random, const rc_dtype *dtype, size_t dimension)
{
    json_t *array = json_array();
    size_t i;
    for (i = 0; i < rc_dtype_shape(dtype)[dimension]; i++) {
        json_array_append_new(array, dimension + 1 < rc_dtype_ndim(dtype)
                                         ? random_array(random, dtype, dimension + 1)
                                         : random_value(random, rc_dtype_element(dtype)));
    }
    return array;
}

static json_t *random_value(dom_random *random, const rc_dtype *dtype)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t size = rc_dtype_itemsize(dtype), length = rc_dtype_length(dtype);
    switch (kind) {
    case RC_BOOL:
        return json_boolean(dom_below(random, 2));
    case RC_F2:
    case RC_F4:
    case RC_F8:
        return json_real(random_float(random, size));
    case RC_C8:
    case RC_C16:
        return random_complex(random, size);
    case RC_BYTES:
    case RC_UCS4:
        return random_text(random, length, kind == RC_BYTES, 0);
    case RC_RAW:
        return random_hex(random, length);
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return random_moment(random, dtype);
    case RC_STR:
        return random_text(random, MAX_TEXT, 0, 1);
    case RC_STRUCT:
        return random_object(random, dtype);
    case RC_SUBARRAY:
        return random_array(random, dtype, 0);
    default:
        return random_integer(random, kind, size);
    }
}

/* ----------------------------------------------------------------- properties */

static void expect_ok(rc_status status, const rc_error *err, const char *what)
{
    ck_assert_msg(status == RC_OK, "%s: field %s: %s", what, err->field, err->message);
}

static json_t *through_text(json_t *value)
{
    char *text = dom_text(value);
    json_t *back = dom_json(text);
    free(text);
    json_decref(value);
    return back;
}

static void check_record(rc_store *store, size_t i, json_t *value, const char *dtype)
{
    static const rc_write_options as_values = {.size = sizeof(rc_write_options), .values = 1};
    rc_error err = RC_ERROR_INIT;
    json_t *out, *values;
    expect_ok(rc_json_to_record(store, i, value, NULL, &err), &err, dtype);
    out = rc_json_from_record(store, i, NULL, &err);
    expect_ok(err.status, &err, dtype);
    dom_expect_json(out, value, dtype);
    out = through_text(out);
    dom_expect_json(out, value, dtype);
    json_decref(out);
    values = rc_json_from_record(store, i, &as_values, &err);
    expect_ok(err.status, &err, dtype);
    expect_ok(rc_json_to_record(store, i, values, NULL, &err), &err, dtype);
    out = rc_json_from_record(store, i, NULL, &err);
    dom_expect_json(out, value, dtype);
    json_decref(out);
    json_decref(values);
}

/* The bulk reader makes the same record of the value's text. */
static void check_bulk(const rc_dtype *type, const json_t *value, const char *dtype)
{
    char *text = dom_text(value);
    rc_error err = RC_ERROR_INIT;
    rc_store *bulk = dom_bulk_read(text, type, NULL, &err);
    json_t *out;
    expect_ok(err.status, &err, dtype);
    out = rc_json_from_record(bulk, 0, NULL, NULL);
    dom_expect_json(out, value, dtype);
    json_decref(out);
    free(text);
    rc_store_unref(bulk);
}

/* Every record is written twice: nothing of the first value may be left. */
static void check_dtype(dom_random *random, const rc_dtype *dtype, const char *text)
{
    rc_store *rows = rc_store_zeros(dtype, N_RECORDS, RC_ROWS, NULL);
    rc_store *columns = rc_store_zeros(dtype, N_RECORDS, RC_COLUMNS, NULL), *made;
    json_t *array = json_array(), *out;
    rc_error err = RC_ERROR_INIT;
    size_t i;
    ck_assert(rows && columns);
    for (i = 0; i < 2 * N_RECORDS; i++) {
        json_t *value = random_value(random, dtype);
        check_record(rows, i % N_RECORDS, value, text);
        check_record(columns, i % N_RECORDS, value, text);
        check_bulk(dtype, value, text);
        if (i >= N_RECORDS) {
            json_array_append(array, value);
        }
        json_decref(value);
    }
    ck_assert_msg(rc_store_equal(rows, columns), "%s: rows and columns differ", text);
    made = rc_json_to_store(array, dtype, RC_ROWS, NULL, &err);
    expect_ok(err.status, &err, text);
    ck_assert_msg(rc_store_equal(made, rows), "%s: the store made at once differs", text);
    out = rc_json_from_store(columns, NULL, &err);
    expect_ok(err.status, &err, text);
    dom_expect_json(out, array, text);
    json_decref(out);
    json_decref(array);
    rc_store_unref(made);
    rc_store_unref(rows);
    rc_store_unref(columns);
}

START_TEST(random_values_go_in_and_come_out)
{
    dom_random random = {UINT64_C(88172645463325252) + (uint64_t)_i};
    int i;
    for (i = 0; i < N_DTYPES; i++) {
        rc_dtype *dtype = random_record(&random);
        char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
        check_dtype(&random, dtype, text);
        rc_text_free(text);
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* A key left out, or one too many, at a random place is always found. */
START_TEST(a_key_left_out_or_added_is_found)
{
    dom_random random = {UINT64_C(1181783497276652981)};
    int i;
    for (i = 0; i < N_DTYPES; i++) {
        rc_dtype *dtype = random_record(&random);
        rc_store *store = rc_store_zeros(dtype, 1, RC_COLUMNS, NULL);
        json_t *value = random_value(&random, dtype);
        size_t n = json_object_size(value);
        rc_error err = RC_ERROR_INIT;
        if (n > 0) {
            char name[8];
            snprintf(name, sizeof name, "f%zu", dom_below(&random, n));
            json_object_del(value, name);
            ck_assert_int_eq(rc_json_to_record(store, 0, value, NULL, &err), RC_EMISSING);
            ck_assert_str_eq(err.field, name);
            rc_error_clear(&err);
        }
        json_object_set_new(value, "g", json_null());
        ck_assert_int_eq(rc_json_to_record(store, 0, value, NULL, &err), RC_EEXTRA);
        json_decref(value);
        rc_store_unref(store);
        rc_dtype_unref(dtype);
    }
}
END_TEST

Suite *suite_json_dom_random(void)
{
    Suite *suite = suite_create("json_dom_random");
    TCase *tc = tcase_create("random");
    tcase_add_loop_test(tc, random_values_go_in_and_come_out, 0, 4);
    tcase_add_test(tc, a_key_left_out_or_added_is_found);
    suite_add_tcase(suite, tc);
    return suite;
}
