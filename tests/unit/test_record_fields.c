/* Which fields a record has given, what becomes of the others, and the messages. */
#include "test_record.h"

#include "record/fail.h"

#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

static bool is_filled(const record_fixture *f, const char *path, unsigned char byte)
{
    const rci_record_node *node = &f->plan->nodes[record_node(f->plan, path)];
    const unsigned char *cell = rci_record_target_cell(&f->target, node, 0);
    for (size_t i = 0; i < node->size; i++) {
        if (cell[i] != byte) {
            return false;
        }
    }
    return true;
}

static bool is_valid(const record_fixture *f, const char *path)
{
    const rci_record_node *node = &f->plan->nodes[record_node(f->plan, path)];
    return rci_record_is_valid(&f->target.places.nulls[node->null_node], f->target.record);
}

START_TEST(a_field_is_given_once)
{
    record_fixture f;
    uint32_t x, y;
    uint64_t first, inner, second;
    record_begin(&f, "x:i4,y:{x:i4,z:i1}", RC_ROWS, RC_MISSING_ERROR);
    x = record_node(f.plan, "x");
    y = record_node(f.plan, "y");
    first = rci_record_begin_struct(&f.target);
    ck_assert(rci_record_give(&f.target, x, first));
    ck_assert(!rci_record_give(&f.target, x, first));
    ck_assert(rci_record_give(&f.target, y, first));
    inner = rci_record_begin_struct(&f.target); /* a struct inside does not disturb the outer one */
    ck_assert(inner != first);
    ck_assert(rci_record_give(&f.target, record_node(f.plan, "y.x"), inner));
    ck_assert(!rci_record_give(&f.target, x, first));
    second = rci_record_begin_struct(&f.target);
    ck_assert(rci_record_give(&f.target, x, second));
    record_end(&f);
}
END_TEST

/* Every set of five given fields: the others come, in order. */
START_TEST(the_others_are_missing)
{
    record_fixture f;
    const rci_record_node *root;
    record_begin(&f, "a:i1,b:i1,c:i1,d:i1,e:i1", RC_ROWS, RC_MISSING_ERROR);
    root = &f.plan->nodes[0];
    for (unsigned set = 0; set < 32; set++) {
        uint64_t mark = rci_record_begin_struct(&f.target);
        uint32_t position = 0, index;
        for (uint32_t i = 0; i < 5; i++) {
            if (set >> i & 1) {
                rci_record_give(&f.target, f.plan->children[root->first_child + i], mark);
            }
        }
        for (uint32_t i = 0; i < 5; i++) {
            if (!(set >> i & 1)) {
                index = rci_record_next_missing(&f.target, root, mark, &position);
                ck_assert_uint_eq(index, f.plan->children[root->first_child + i]);
            }
        }
        index = rci_record_next_missing(&f.target, root, mark, &position);
        ck_assert_uint_eq(index, RCI_RECORD_NONE);
    }
    record_end(&f);
}
END_TEST

START_TEST(missing_fields_are_refused)
{
    record_fixture f;
    record_begin(&f, "a:{b:i4}", RC_ROWS, RC_MISSING_ERROR);
    ck_assert_int_eq(rci_record_fill_missing(&f.target, record_node(f.plan, "a.b"), 0),
                     RC_EMISSING);
    ck_assert_int_eq(f.err.status, RC_EMISSING);
    ck_assert_str_eq(f.err.field, "a.b");
    ck_assert_ptr_nonnull(strstr(f.err.message, "does not have it"));
    ck_assert(is_filled(&f, "a.b", 0xA5));
    record_end(&f);
}
END_TEST

static const char nested[] = "a:{b:i4?,c:{d:S3,e:2i2}?},f:i1,g:{}";

START_TEST(missing_fields_become_zero)
{
    record_fixture f;
    record_begin(&f, nested, layouts[_i], RC_MISSING_ZERO);
    f.target.record = 11;
    rci_record_target_set_null(&f.target, record_node(f.plan, "a.c"), 0);
    rci_record_target_set_null(&f.target, record_node(f.plan, "a.b"), 0);
    ck_assert(!is_valid(&f, "a.b") && !is_valid(&f, "a.c"));
    ck_assert(is_filled(&f, "a.b", 0) && is_filled(&f, "a.c.d", 0) && is_filled(&f, "a.c.e", 0));
    f.target.record = 12;
    ck_assert_int_eq(rci_record_fill_missing(&f.target, record_node(f.plan, "a"), 0), RC_OK);
    ck_assert(is_filled(&f, "a.b", 0) && is_filled(&f, "a.c.d", 0) && is_filled(&f, "a.c.e", 0));
    ck_assert(is_valid(&f, "a.b") && is_valid(&f, "a.c"));
    ck_assert(is_filled(&f, "f", 0xA5)); /* its neighbours are as they were */
    f.target.record = 13;
    ck_assert(is_filled(&f, "a.b", 0xA5) && is_filled(&f, "a.c.e", 0xA5));
    f.target.record = 11; /* zero makes a null field valid again */
    rci_record_target_zero(&f.target, record_node(f.plan, "a"), 0);
    ck_assert(is_valid(&f, "a.b") && is_valid(&f, "a.c"));
    ck_assert_int_eq(f.err.status, RC_OK);
    record_end(&f);
}
END_TEST

/* In a subarray: one element and not its neighbours. */
START_TEST(one_element_becomes_zero)
{
    static const unsigned char expected[] = {0xA5, 0xA5, 0xA5, 0, 0, 0, 0xA5, 0xA5, 0xA5};
    record_fixture f;
    record_begin(&f, "g:3{h:u1,i:i2}", layouts[_i], RC_MISSING_ZERO);
    f.target.record = 2;
    rci_record_target_zero(&f.target, record_node(f.plan, "g.[]"), 3);
    ck_assert_mem_eq(rci_record_target_cell(&f.target, &f.plan->nodes[record_node(f.plan, "g")], 0),
                     expected, sizeof expected);
    record_end(&f);
}
END_TEST

/* ---------------------------------------------------------------------- messages */

START_TEST(messages_name_the_things_of_the_format)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("name:i4, other:i4", NULL);
    ck_assert_int_eq(rci_record_fail_extra_name(&err, "key", "nmae", 4, dtype), RC_EEXTRA);
    ck_assert_str_eq(err.message, "key \"nmae\" is not in the dtype: did you mean \"name\"?");
    rc_error_clear(&err);
    ck_assert_int_eq(rci_record_fail_extra_name(&err, "column", "a\nb", 3, dtype), RC_EEXTRA);
    ck_assert_str_eq(err.message, "column \"a\\x0Ab\" is not in the dtype");
    ck_assert_int_eq(err.status, RC_EEXTRA);
    ck_assert_int_eq(err.hint, RC_HINT_EXTRA);
    rc_error_clear(&err);
    ck_assert_int_eq(rci_record_fail_extra_values(&err, "row", 2), RC_EEXTRA);
    ck_assert_str_eq(err.message, "the row has more values than the dtype's 2 fields");
    ck_assert_int_eq(err.hint, RC_HINT_EXTRA);
    rc_error_clear(&err);
    ck_assert_int_eq(rci_record_fail_count(&err, "row", 1, 3), RC_EMISSING);
    ck_assert_str_eq(err.message, "the row has 1 value, expected 3");
    ck_assert_int_eq(err.hint, RC_HINT_NONE);
    rc_error_clear(&err);
    ck_assert_int_eq(rci_record_fail_count(&err, "row", 4, 3), RC_EEXTRA);
    ck_assert_str_eq(err.message, "the row has more values than the expected 3");
    rc_error_clear(&err);
    ck_assert_int_eq(rci_record_fail_duplicate(&err), RC_EDUPLICATE);
    ck_assert_int_eq(rci_record_fail_missing(&err), RC_EMISSING); /* the first error stays */
    ck_assert_int_eq(err.status, RC_EDUPLICATE);
    ck_assert_int_eq(rci_record_fail_missing(NULL), RC_EMISSING);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_record_fields(void)
{
    Suite *suite = suite_create("record_fields");
    TCase *tcase = tcase_create("fields");
    tcase_add_test(tcase, a_field_is_given_once);
    tcase_add_test(tcase, the_others_are_missing);
    tcase_add_test(tcase, missing_fields_are_refused);
    tcase_add_loop_test(tcase, missing_fields_become_zero, 0, 2);
    tcase_add_loop_test(tcase, one_element_becomes_zero, 0, 2);
    tcase_add_test(tcase, messages_name_the_things_of_the_format);
    suite_add_tcase(suite, tcase);
    return suite;
}
