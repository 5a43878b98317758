/* Tests of field handles: base, stride, and leaf and null indices. */
#include "test_store.h"

#include "dtype/leaves.h"
#include "store/batch.h"

#include <stdio.h>
#include <string.h>

static const char *const nested =
    "a:i1, p:{x:i4?, q:{y:f8, z:2i2}?, w:i2}, none:{}, l:(2,3){u:i2, v:3i1}?, e:i8?";

/* By path: leaf and null numbers, and the innermost nullable around. */
static const struct {
    const char *path;
    size_t offset, leaf, null_node, null_owner;
    bool nullable;
} cases[] = {
    {"", 0, 0, 0, SIZE_MAX, false},
    {"a", 0, 0, 0, SIZE_MAX, false},
    {"p", 1, 1, 0, SIZE_MAX, false},
    {"p.x", 1, 1, 0, 0, true},
    {"p.q", 5, 2, 1, 1, true},
    {"p.q.y", 5, 2, 2, 1, false},
    {"p.q.z", 13, 3, 2, 1, false},
    {"p.w", 17, 4, 2, SIZE_MAX, false},
    {"none", 19, 5, 2, SIZE_MAX, false},
    {"l", 19, 5, 2, 2, true},
    {"e", 49, 6, 3, 3, true},
};

static void check_field(const rc_field *field, size_t i, rc_store *store)
{
    bool columns = rc_store_layout(store) == RC_COLUMNS;
    ck_assert_uint_eq(field->leaf, cases[i].leaf);
    ck_assert_uint_eq(field->null_node, cases[i].null_node);
    ck_assert_uint_eq(field->null_owner, cases[i].null_owner);
    ck_assert_int_eq(field->valid != NULL, cases[i].nullable);
    ck_assert_ptr_eq(field->store, store);
    ck_assert_uint_eq(field->n, rc_store_length(store));
    if (columns && rc_dtype_kind(field->dtype) == RC_STRUCT) {
        ck_assert_ptr_null(field->data);
    } else if (columns) {
        unsigned char *base;
        size_t stride;
        rci_store_leaf(store, field->leaf, &base, &stride);
        ck_assert_ptr_eq(field->data, base);
        ck_assert_int_eq(field->stride, (ptrdiff_t)stride);
        ck_assert_uint_eq(stride, rc_dtype_itemsize(field->dtype));
    } else {
        ck_assert_ptr_eq(field->data, (unsigned char *)rc_store_data(store) + cases[i].offset);
        ck_assert_int_eq(field->stride, (ptrdiff_t)rc_dtype_itemsize(rc_store_dtype(store)));
    }
}

START_TEST(paths_lead_to_fields)
{
    rc_store *store = test_zeros(nested, 20, _i ? RC_ROWS : RC_COLUMNS);
    rc_store *slice = rc_store_slice(store, 3, 9, NULL);
    for (size_t i = 0; i < N(cases); i++) {
        rc_field field;
        ck_assert_int_eq(rc_store_field(store, cases[i].path, &field, NULL), RC_OK);
        check_field(&field, i, store);
        ck_assert(!field.valid || field.valid_bit == 0);
        ck_assert_int_eq(rc_store_field(slice, cases[i].path, &field, NULL), RC_OK);
        check_field(&field, i, slice);
        ck_assert(!field.valid || field.valid_bit == 3);
    }
    rc_store_unref(slice);
    rc_store_unref(store);
}
END_TEST

static void check_same(const rc_field *a, const rc_field *b)
{
    ck_assert_ptr_eq(a->data, b->data);
    ck_assert_int_eq(a->stride, b->stride);
    ck_assert_uint_eq(a->n, b->n);
    ck_assert_ptr_eq(a->dtype, b->dtype);
    ck_assert_ptr_eq(a->valid, b->valid);
    ck_assert_uint_eq(a->valid_bit, b->valid_bit);
    ck_assert_int_eq(a->valid_step, b->valid_step);
    ck_assert_ptr_eq(a->store, b->store);
    ck_assert_uint_eq(a->leaf, b->leaf);
    ck_assert_uint_eq(a->null_node, b->null_node);
    ck_assert_uint_eq(a->null_owner, b->null_owner);
    ck_assert_int_eq(a->is_element, b->is_element);
}

/* By number from the top, the same handles come out. */
static void check_children(rc_store *store, const rc_field *field, const char *path)
{
    for (size_t i = 0; i < rc_dtype_nfields(field->dtype); i++) {
        rc_field child, found;
        rc_field_info info;
        char longer[100];
        ck_assert_int_eq(rc_dtype_field(field->dtype, i, &info, NULL), RC_OK);
        snprintf(longer, sizeof longer, "%s%s%s", path, *path ? "." : "", info.name);
        ck_assert_int_eq(rc_field_child(field, i, &child, NULL), RC_OK);
        ck_assert_int_eq(rc_store_field(store, longer, &found, NULL), RC_OK);
        check_same(&child, &found);
        if (!*path) {
            ck_assert_int_eq(rc_store_field_at(store, i, &found, NULL), RC_OK);
            check_same(&child, &found);
        }
        check_children(store, &child, longer);
    }
}

PROPERTY(children_are_what_paths_lead_to, 60)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_dtype *dtype = seed == 0 ? test_dtype(nested) : test_random_dtype(&random, wishes);
    rc_store *store = rc_store_zeros(dtype, 10, seed % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    rc_store *slice = rc_store_slice(store, 3, 4, NULL);
    rc_field whole;
    ck_assert_int_eq(rc_store_field(slice, "", &whole, NULL), RC_OK);
    check_children(slice, &whole, "");
    rc_store_unref(slice);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

START_TEST(elements_lie_in_the_subarray)
{
    rc_store *store = test_zeros(nested, 5, _i ? RC_ROWS : RC_COLUMNS);
    rc_field l, element, v, inner;
    ck_assert_int_eq(rc_store_field(store, "l", &l, NULL), RC_OK);
    for (size_t k = 0; k < 6; k++) {
        ck_assert_int_eq(rc_field_element(&l, k, &element, NULL), RC_OK);
        ck_assert_ptr_eq(element.data, l.data + 5 * k);
        ck_assert_int_eq(element.stride, l.stride);
        ck_assert_int_eq(rc_dtype_kind(element.dtype), RC_STRUCT);
        ck_assert_int_eq(rc_field_child(&element, 1, &v, NULL), RC_OK);
        ck_assert_ptr_eq(v.data, l.data + 5 * k + 2);
        ck_assert_int_eq(rc_field_element(&v, 2, &inner, NULL), RC_OK);
        ck_assert_ptr_eq(inner.data, l.data + 5 * k + 4);
        ck_assert_uint_eq(inner.leaf, 5);
        ck_assert_uint_eq(inner.null_owner, 2);
        ck_assert_ptr_null(inner.valid);
        ck_assert_int_ne(inner.is_element, 0);
    }
    rc_store_unref(store);
}
END_TEST

START_TEST(what_is_not_there_is_refused)
{
    rc_store *store = test_zeros(nested, 5, RC_ROWS), *plain = test_zeros("i4", 5, RC_ROWS);
    rc_error err = RC_ERROR_INIT;
    rc_field field, other = {NULL, 1, 2, NULL, NULL, 3, 1, NULL, 4, 5, 6, 7}, before = other;
    ck_assert_int_eq(rc_store_field(store, "p.nosuch", &other, &err), RC_ENAME);
    ck_assert_int_eq(rc_store_field(store, NULL, &other, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_field(store, "p..x", &other, NULL), RC_ESYNTAX);
    ck_assert_int_eq(rc_store_field_at(store, 5, &other, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_field(store, "l", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_field_element(&field, 6, &other, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_field_child(&field, 0, &other, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_store_field(store, "p", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_field_child(&field, 3, &other, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_field_element(&field, 0, &other, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_store_field(plain, "x", &other, NULL), RC_ENAME);
    ck_assert_int_eq(rc_store_field_at(plain, 0, &other, NULL), RC_EINDEX);
    check_same(&other, &before);
    ck_assert_int_eq(rc_store_field(plain, "", &field, NULL), RC_OK);
    ck_assert_int_eq(rc_dtype_kind(field.dtype), RC_I4);
    ck_assert_ptr_eq(field.data, rc_store_data(plain));
    rc_store_unref(store);
    rc_store_unref(plain);
}
END_TEST

Suite *suite_store_field(void)
{
    Suite *suite = suite_create("store field");
    TCase *tc = tcase_create("field");
    tcase_add_loop_test(tc, paths_lead_to_fields, 0, 2);
    tcase_add_loop_test(tc, children_are_what_paths_lead_to, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, elements_lie_in_the_subarray, 0, 2);
    tcase_add_test(tc, what_is_not_there_is_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
