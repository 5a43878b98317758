/* Fields by name, position and path; leaves and null nodes. */
#include "dtype/leaves.h"
#include "dtype_helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char sample[] = "id:i8, who:{name:str, age:i1?, home:{zip:S5?, at:2f8}?}?, "
                             "\"a.b\":i4, \"q\\\"\\\\\":i2?, p:3{x:f4}";

static const struct {
    const char *path;
    rc_kind kind;
    size_t offset;
    int nullable;
    size_t leaf, null_node;
} found_cases[] = {
    {"id", RC_I8, 0, 0, 0, 0},
    {"who", RC_STRUCT, 8, 1, 1, 0},
    {"who.name", RC_STR, 8, 0, 1, 1},
    {"who.age", RC_I1, 24, 1, 2, 1},
    {"who.home", RC_STRUCT, 25, 1, 3, 2},
    {"who.home.zip", RC_BYTES, 25, 1, 3, 3},
    {"who.home.at", RC_SUBARRAY, 30, 0, 4, 4},
    {"\"a.b\"", RC_I4, 46, 0, 5, 4},
    {"a.b", RC_I4, 46, 0, 5, 4},
    {"\"q\\\"\\\\\"", RC_I2, 50, 1, 6, 4},
    {"\"who\".\"age\"", RC_I1, 24, 1, 2, 1},
    {"p", RC_SUBARRAY, 52, 0, 7, 5},
};

START_TEST(paths_are_found)
{
    rc_dtype *dtype = test_parse(sample);
    rci_dtype_child found;
    rc_field_info info;
    ck_assert_int_eq(rci_dtype_find(dtype, found_cases[_i].path, &found, NULL), RC_OK);
    ck_assert_int_eq(rc_dtype_kind(found.info.dtype), found_cases[_i].kind);
    ck_assert_uint_eq(found.info.offset, found_cases[_i].offset);
    ck_assert_int_eq(found.info.nullable, found_cases[_i].nullable);
    ck_assert_uint_eq(found.first_leaf, found_cases[_i].leaf);
    ck_assert_uint_eq(found.null_node, found_cases[_i].null_node);
    ck_assert_int_eq(rc_dtype_find(dtype, found_cases[_i].path, &info, NULL), RC_OK);
    ck_assert_ptr_eq(info.dtype, found.info.dtype);
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *path;
    rc_status status;
    const char *says;
} lost_cases[] = {
    {"", RC_ESYNTAX, "a field name"},
    {"who.", RC_ESYNTAX, "a field name"},
    {".who", RC_ESYNTAX, "a field name"},
    {"\"who", RC_ESYNTAX, "a closing quote"},
    {"\"who\"x", RC_ESYNTAX, "a dot or the end"},
    {"\"w\\ho\"", RC_ESYNTAX, "\\\\ or \\\""},
    {"whom", RC_ENAME, "did you mean \"who\""},
    {"who.nam", RC_ENAME, "did you mean \"name\""},
    {"name", RC_ENAME, "did you mean \"who.name\""},
    {"elsewhere", RC_ENAME, "among 5 fields"},
    {"id.x", RC_ENAME, "int64 has no fields"},
    {"p.x", RC_ENAME, "into a subarray"},
    {"a.c", RC_ENAME, "no field \"a\""},
};

START_TEST(wrong_paths_say_why)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse(sample);
    rc_field_info info = {"untouched", NULL, 77, 5};
    ck_assert_int_eq(rc_dtype_find(dtype, lost_cases[_i].path, &info, &err), lost_cases[_i].status);
    ck_assert_int_eq(err.status, lost_cases[_i].status);
    ck_assert_msg(strstr(err.message, lost_cases[_i].says), "%s", err.message);
    ck_assert_str_eq(info.name, "untouched");
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(field_numbers_are_checked)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse("a:i4, b:i8");
    rc_field_info info;
    ck_assert_int_eq(rc_dtype_field(dtype, 1, &info, &err), RC_OK);
    ck_assert_str_eq(info.name, "b");
    ck_assert_int_eq(rc_dtype_field(dtype, 2, &info, &err), RC_EINDEX);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(leaves_and_null_nodes_are_in_order)
{
    static const struct {
        const char *name;
        size_t offset, null_node, null_parent;
    } leaf[] = {
        {"id", 0, RCI_DTYPE_NONE, RCI_DTYPE_NONE},
        {"name", 8, RCI_DTYPE_NONE, 0},
        {"age", 24, 1, 0},
        {"zip", 25, 3, 2},
        {"at", 30, RCI_DTYPE_NONE, 2},
        {"a.b", 46, RCI_DTYPE_NONE, RCI_DTYPE_NONE},
        {"q\"\\", 50, 4, RCI_DTYPE_NONE},
        {"p", 52, RCI_DTYPE_NONE, RCI_DTYPE_NONE},
    };
    static const struct {
        const char *name;
        size_t parent, first_leaf, n_leaves;
    } null[] = {
        {"who", RCI_DTYPE_NONE, 1, 4},   {"age", 0, 2, 1}, {"home", 0, 3, 2}, {"zip", 2, 3, 1},
        {"q\"\\", RCI_DTYPE_NONE, 6, 1},
    };
    rc_dtype *dtype = test_parse(sample);
    rci_dtype_leaves leaves;
    size_t i;
    ck_assert_int_eq(rci_dtype_leaves_init(&leaves, dtype, NULL), RC_OK);
    ck_assert_uint_eq(leaves.n_leaves, N(leaf));
    ck_assert_uint_eq(rci_dtype_leaf_count(dtype), N(leaf));
    ck_assert_uint_eq(leaves.n_nulls, N(null));
    ck_assert(rci_dtype_has_str(dtype));
    for (i = 0; i < N(leaf); i++) {
        ck_assert_str_eq(leaves.leaf[i].name, leaf[i].name);
        ck_assert_uint_eq(leaves.leaf[i].offset, leaf[i].offset);
        ck_assert_uint_eq(leaves.leaf[i].null_node, leaf[i].null_node);
        ck_assert_uint_eq(leaves.leaf[i].null_parent, leaf[i].null_parent);
    }
    for (i = 0; i < N(null); i++) {
        ck_assert_str_eq(leaves.null[i].name, null[i].name);
        ck_assert_uint_eq(leaves.null[i].parent, null[i].parent);
        ck_assert_uint_eq(leaves.null[i].first_leaf, null[i].first_leaf);
        ck_assert_uint_eq(leaves.null[i].n_leaves, null[i].n_leaves);
    }
    rci_dtype_leaves_release(&leaves);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_plain_dtype_is_one_leaf)
{
    rc_dtype *dtype = test_parse("3{a:i4, s:str}");
    rci_dtype_leaves leaves;
    ck_assert_int_eq(rci_dtype_leaves_init(&leaves, dtype, NULL), RC_OK);
    ck_assert_uint_eq(leaves.n_leaves, 1);
    ck_assert_ptr_eq(leaves.leaf[0].dtype, dtype);
    ck_assert(rci_dtype_has_str(dtype));
    rci_dtype_leaves_release(&leaves);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(children_carry_their_numbers)
{
    rc_dtype *dtype = test_parse(sample);
    rci_dtype_child child = rci_dtype_child_at(dtype, 2);
    ck_assert_str_eq(child.info.name, "a.b");
    ck_assert_uint_eq(child.index, 2);
    ck_assert_uint_eq(child.first_leaf, 5);
    ck_assert_uint_eq(child.null_node, 4);
    ck_assert_uint_eq(rci_dtype_index_of(dtype, "a.b", 3), 2);
    ck_assert_uint_eq(rci_dtype_index_of(dtype, "a.c", 3), RCI_DTYPE_NONE);
    rc_dtype_unref(dtype);
}
END_TEST

/* Names of every length around the word size of the hash; all are found, nothing else is. */
START_TEST(many_names_are_found)
{
    enum { FIELDS = 3000 };
    static char spec[FIELDS * 40], name[64];
    size_t length = 0, i;
    rc_dtype *dtype;
    for (i = 0; i < FIELDS; i++) {
        length += (size_t)sprintf(spec + length, "%s%.*s%zu:i2", i ? "," : "", (int)(i % 20),
                                  "abcdefghijklmnopqrst", i);
    }
    dtype = test_parse(spec);
    for (i = 0; i < FIELDS; i++) {
        rc_field_info info;
        sprintf(name, "%.*s%zu", (int)(i % 20), "abcdefghijklmnopqrst", i);
        ck_assert_int_eq(rc_dtype_find(dtype, name, &info, NULL), RC_OK);
        ck_assert_uint_eq(info.offset, 2 * i);
        strcat(name, "x");
        ck_assert_int_eq(rc_dtype_find(dtype, name, &info, NULL), RC_ENAME);
    }
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_dtype_find(void);

Suite *suite_dtype_find(void)
{
    Suite *suite = suite_create("dtype find");
    TCase *tc = tcase_create("find");
    tcase_add_loop_test(tc, paths_are_found, 0, (int)N(found_cases));
    tcase_add_loop_test(tc, wrong_paths_say_why, 0, (int)N(lost_cases));
    tcase_add_test(tc, field_numbers_are_checked);
    tcase_add_test(tc, leaves_and_null_nodes_are_in_order);
    tcase_add_test(tc, a_plain_dtype_is_one_leaf);
    tcase_add_test(tc, children_carry_their_numbers);
    tcase_add_test(tc, many_names_are_found);
    suite_add_tcase(suite, tc);
    return suite;
}
