/* The plan of a dtype, and where its fields are in a batch. */
#include "test_record.h"

#include <stdio.h>
#include <string.h>

START_TEST(names_find_fields)
{
    char text[4096] = "", name[16];
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype;
    rci_record_plan *plan;
    const rci_record_node *root;
    for (int i = 0; i < _i; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%sf%02d:i1", i ? "," : "", i);
    }
    dtype = rc_dtype_parse(text, &err);
    ck_assert_msg(dtype != NULL, "%s", err.message);
    plan = rci_record_plan_new(dtype, &err);
    ck_assert(plan != NULL);
    root = &plan->nodes[0];
    ck_assert_uint_eq(root->nchildren, (unsigned)_i);
    for (int i = 0; i < _i; i++) {
        size_t n = (size_t)snprintf(name, sizeof name, "f%02d", i);
        uint32_t index = rci_record_plan_child(plan, root, name, n);
        ck_assert_uint_eq(index, plan->children[root->first_child + (unsigned)i]);
        ck_assert_str_eq(plan->nodes[index].name, name);
        ck_assert_uint_eq(plan->nodes[index].position, (unsigned)i);
        ck_assert_uint_eq(plan->nodes[index].parent, 0);
        ck_assert_uint_eq(rci_record_plan_child(plan, root, name, n - 1), RCI_RECORD_NONE);
    }
    ck_assert_uint_eq(rci_record_plan_child(plan, root, "g0", 2), RCI_RECORD_NONE);
    ck_assert_uint_eq(rci_record_plan_child(plan, root, "", 0), RCI_RECORD_NONE);
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(forms_follow_kinds)
{
    static const struct {
        const char *kind;
        rci_record_form form;
    } cases[] = {{"bool", RCI_RECORD_BOOL},
                 {"i1", RCI_RECORD_NUMBER},
                 {"u8", RCI_RECORD_NUMBER},
                 {"f2", RCI_RECORD_NUMBER},
                 {"f8", RCI_RECORD_NUMBER},
                 {"c8", RCI_RECORD_NUMBER_PAIR},
                 {"c16", RCI_RECORD_NUMBER_PAIR},
                 {"S4", RCI_RECORD_TEXT},
                 {"U4", RCI_RECORD_TEXT},
                 {"V4", RCI_RECORD_TEXT},
                 {"str", RCI_RECORD_TEXT},
                 {"M8[s]", RCI_RECORD_TEXT},
                 {"m8[s]", RCI_RECORD_NUMBER_OR_TEXT},
                 {"2i4", RCI_RECORD_PARTS},
                 {"{a:i4}", RCI_RECORD_PARTS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *dtype = rc_dtype_parse(cases[i].kind, &err);
        rci_record_plan *plan = rci_record_plan_new(dtype, &err);
        ck_assert_msg(plan != NULL, "%s: %s", cases[i].kind, err.message);
        ck_assert_msg(plan->nodes[0].form == cases[i].form, "%s", cases[i].kind);
        rci_record_plan_free(plan);
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* The bytes between neighbours of each dimension, counted by hand. */
START_TEST(steps_of_dimensions)
{
    static const size_t shape[] = {2, 3, 5}, empty[] = {2, 0, 5};
    rci_record_node node = {.size = 2 * 3 * 5 * 4, .ndim = 3, .extent = shape};
    ck_assert_uint_eq(rci_record_step(&node, 0), 60);
    ck_assert_uint_eq(rci_record_step(&node, 1), 20);
    ck_assert_uint_eq(rci_record_step(&node, 2), 4);
    node.size = 0;
    node.extent = empty;
    ck_assert_uint_eq(rci_record_step(&node, 0), 0);
    ck_assert_uint_eq(rci_record_step(&node, 2), 0);
}
END_TEST

START_TEST(paths_name_fields)
{
    record_fixture f;
    char text[800] = "", path[800] = "";
    rc_error err = RC_ERROR_INIT;
    record_begin(&f, "a:{b:{c:i1},d:2{e:i4}}", RC_ROWS, RC_MISSING_ERROR);
    rci_record_plan_error_field(f.plan, record_node(f.plan, "a.b.c"), &err);
    ck_assert_str_eq(err.field, "a.b.c");
    rc_error_clear(&err);
    rci_record_plan_error_field(f.plan, record_node(f.plan, "a.d.[].e"), &err);
    ck_assert_str_eq(err.field, "a.d.e");
    rc_error_clear(&err);
    rci_record_plan_error_field(f.plan, 0, &err);
    ck_assert_str_eq(err.field, "");
    rci_record_plan_error_field(f.plan, RCI_RECORD_NONE, &err);
    ck_assert_str_eq(err.field, "");
    record_end(&f);
    /* A path of 30 names of nine letters does not fit: its end is kept, whole names of it. */
    for (int i = 0; i < 30; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "abcdefg%02d:{", i);
        snprintf(path + strlen(path), sizeof path - strlen(path), "%sabcdefg%02d", i ? "." : "", i);
    }
    strcat(text, "x:i1");
    memset(text + strlen(text), '}', 30);
    strcat(path, ".x");
    record_begin(&f, text, RC_ROWS, RC_MISSING_ERROR);
    rci_record_plan_error_field(f.plan, record_node(f.plan, path), &err);
    ck_assert_uint_le(strlen(err.field), sizeof err.field - 1);
    ck_assert_uint_gt(strlen(err.field), sizeof err.field - 1 - 10);
    ck_assert_str_eq(err.field, path + strlen(path) - strlen(err.field));
    ck_assert_int_eq(memcmp(err.field, "abcdefg", 7), 0);
    record_end(&f);
}
END_TEST

/* Two names that fit with nothing between them, but not with the dot. */
START_TEST(a_path_has_room_for_its_dots)
{
    char first[96 + 1], second[95 + 1], text[250];
    rc_error err = RC_ERROR_INIT;
    record_fixture f;
    ck_assert_uint_eq(sizeof err.field, 96 + 95 + 1);
    memset(first, 'a', sizeof first);
    memset(second, 'b', sizeof second);
    first[96] = second[95] = '\0';
    snprintf(text, sizeof text, "%s:{%s:i1}", first, second);
    record_begin(&f, text, RC_ROWS, RC_MISSING_ERROR);
    snprintf(text, sizeof text, "%s.%s", first, second);
    rci_record_plan_error_field(f.plan, record_node(f.plan, text), &err);
    ck_assert_str_eq(err.field, second);
    record_end(&f);
}
END_TEST

/* ----------------------------------------------------------------------- places */

static const char everything[] =
    "a:i1,b:{c:f8?,d:S3}?,e:(2,3)i2,g:3{h:u1,i:i4},j:str,k:bool?,l:{m:{n:c16}}";

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

/* Cells are where the public handles find them. */
START_TEST(cells_are_where_handles_find_them)
{
    static const char *const leaves[] = {"a", "b.c", "b.d", "e", "g", "j", "k", "l.m.n"};
    record_fixture f;
    record_begin(&f, everything, layouts[_i], RC_MISSING_ERROR);
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        const rci_record_node *node = &f.plan->nodes[record_node(f.plan, leaves[i])];
        rc_field field;
        ck_assert_int_eq(rc_store_field(f.batch, leaves[i], &field, NULL), RC_OK);
        for (size_t record = 0; record < rc_store_length(f.batch); record++) {
            ck_assert_ptr_eq(rci_record_cell(&f.target.places, record, node, 0),
                             (unsigned char *)field.data + (ptrdiff_t)record * field.stride);
        }
    }
    { /* element 2 of g, field i: 2 * 5 + 1 bytes into g */
        const rci_record_node *g = &f.plan->nodes[record_node(f.plan, "g")];
        const rci_record_node *i = &f.plan->nodes[record_node(f.plan, "g.[].i")];
        ck_assert_ptr_eq(rci_record_cell(&f.target.places, 7, i, 10),
                         rci_record_cell(&f.target.places, 7, g, 11));
    }
    record_end(&f);
}
END_TEST

START_TEST(validity_bits)
{
    record_fixture f;
    rc_field field;
    rci_record_bits *bits;
    record_begin(&f, "x:i4,k:bool?", layouts[_i], RC_MISSING_ERROR);
    bits = &f.target.places.nulls[f.plan->nodes[record_node(f.plan, "k")].null_node];
    ck_assert_int_eq(rc_store_field(f.batch, "k", &field, NULL), RC_OK);
    for (size_t record = 0; record < 20; record += 3) {
        rci_record_set_valid(bits, record, false);
    }
    rci_record_set_valid(bits, 9, true);
    for (size_t record = 0; record < 20; record++) {
        bool valid = record % 3 != 0 || record == 9;
        ck_assert_int_eq(rci_record_is_valid(bits, record), valid);
        ck_assert_int_eq(!rc_field_is_null(&field, record), valid);
    }
    { /* a slice has its first bit somewhere in a byte */
        rc_store *slice = rc_store_slice(f.batch, 5, 10, NULL);
        ck_assert(slice != NULL);
        rci_record_places_bind(&f.target.places, slice);
        for (size_t record = 0; record < 10; record++) {
            bool valid = (record + 5) % 3 != 0 || record + 5 == 9;
            ck_assert_int_eq(rci_record_is_valid(bits, record), valid);
        }
        rci_record_set_valid(bits, 2, false);
        ck_assert(rc_field_is_null(&field, 7) && !rc_field_is_null(&field, 8));
        rc_store_unref(slice);
    }
    record_end(&f);
}
END_TEST

Suite *suite_record_plan(void)
{
    Suite *suite = suite_create("record_plan");
    TCase *tcase = tcase_create("plan");
    tcase_add_loop_test(tcase, names_find_fields, 1, 40);
    tcase_add_test(tcase, forms_follow_kinds);
    tcase_add_test(tcase, steps_of_dimensions);
    tcase_add_test(tcase, paths_name_fields);
    tcase_add_test(tcase, a_path_has_room_for_its_dots);
    tcase_add_loop_test(tcase, cells_are_where_handles_find_them, 0, 2);
    tcase_add_loop_test(tcase, validity_bits, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
