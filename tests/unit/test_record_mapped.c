/* Mappings: their text, what is refused, flat dtypes, the tree of a plan, and lack of memory. What
 * is read with them is compared with Python by mapped_python.py. */
#include "test_record.h"

#include "faulty_alloc.h"

#include <string.h>

/* Parses; the dtype is NULL after an error. */
static rc_dtype *parse(const char *text, rc_mapping *mapping, rc_error *err)
{
    return rc_dtype_parse_mapped(text, strlen(text), RC_PACKED, mapping, err);
}

/* ------------------------------------------------------------------- texts */

START_TEST(texts_are_read_and_printed)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"a=/b:i4", "a=/b :i4"},
        {"a = b.c : i4, d:f8", "a=/b/c :i4, d:f8"},
        {"a=b.0.c-d_e:i4", "a=/b/0/c-d_e :i4"},
        {"a=/b.c/0:i4", "a=/b.c/0 :i4"},
        {"a=\"b.c\".\"d/e~\":i4", "a=/b.c/d~1e~0 :i4"},
        {"\"x y\"=\"/a b\":str?", "\"x y\"=\"/a b\":str?"},
        {"p:{x=/a:i4, y:i4}, q=/r:{s:i4}", "p:{x=/a :i4, y:i4}, q=/r :{s:i4}"},
        {"a=\"\":i4", "a=/ :i4"},
        {"a=/:i4", "a=/ :i4"},
        {"a=/b # why\n :i4, # more\n c=d # of it\n :2i4", "a=/b :i4, c=/d :2i4"},
        {"a:i1, b=/x:f8; aligned", "a:i1, b=/x :f8; aligned"},
        {"x:i4", "x:i4"},
        {"[('x', '<i4')]", "x:i4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_mapping *mapping = rc_mapping_new(&err);
        rc_dtype *dtype = parse(cases[i].in, mapping, &err);
        rc_dtype *plain = rc_dtype_parse(cases[i].in, NULL);
        char *text = dtype ? rc_dtype_text_mapped(dtype, mapping, &err) : NULL;
        ck_assert_msg(text != NULL, "%s: %s", cases[i].in, err.message);
        ck_assert_str_eq(text, cases[i].out);
        ck_assert_msg(plain == NULL || rc_mapping_count(mapping) == 0,
                      "%s is a dtype without a mapping", cases[i].in);
        rc_dtype_unref(plain);
        rc_text_free(text);
        rc_dtype_unref(dtype);
        rc_mapping_free(mapping);
    }
}
END_TEST

START_TEST(wrong_texts_are_refused)
{
    static const struct {
        const char *in;
        rc_status status;
        uint64_t byte;
        const char *field;
    } cases[] = {
        {"a=:i4", RC_ESYNTAX, 2, ""},
        {"a=/b~:i4", RC_ESYNTAX, 0, "a"},
        {"b:i4, a=/~2:i4", RC_ESYNTAX, 6, "a"},
        {"a=b.:i4", RC_ESYNTAX, 4, ""},
        {"a=\"/b\".c:i4", RC_ESYNTAX, 6, ""},
        {"a=\"b\\u0000\":i4", RC_ESYNTAX, 2, ""},
        {"a=/b", RC_ESYNTAX, 4, ""},
        {"a:2{b=/c:i4}", RC_EUNSUPPORTED, 5, ""},
        {"a:2{b:{c=/d:i4}}", RC_EUNSUPPORTED, 8, ""},
        {"a:{b=/c:i4}?", RC_EUNSUPPORTED, RC_NOWHERE, "a.b"},
        {"a:{b:{c=/d:i4}}?", RC_EUNSUPPORTED, RC_NOWHERE, "a.b.c"},
        {"x=/a:i4, x=/b:i4", RC_ENAME, 9, "x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_mapping *mapping = rc_mapping_new(&err);
        ck_assert_msg(parse(cases[i].in, mapping, &err) == NULL, "%s", cases[i].in);
        ck_assert_msg(err.status == cases[i].status && err.byte == cases[i].byte &&
                          strcmp(err.field, cases[i].field) == 0,
                      "%s: status %d, byte %d, field \"%s\": %s", cases[i].in, (int)err.status,
                      (int)err.byte, err.field, err.message);
        ck_assert_uint_eq(rc_mapping_count(mapping), 0);
        rc_mapping_free(mapping);
    }
}
END_TEST

/* Each pair is checked with a:{b:i4}, c:i4?, "d.e":i4, f:2{g:i4}. */
START_TEST(wrong_pairs_are_refused)
{
    static const struct {
        const char *field, *pointer;
        rc_status added, checked;
    } cases[] = {
        {"a.b", "/x", RC_OK, RC_OK},       {"d.e", "/x", RC_OK, RC_OK},
        {"\"d.e\"", "/x/0", RC_OK, RC_OK}, {"f", "/a/b", RC_OK, RC_OK},
        {"a.z", "/x", RC_OK, RC_ENAME},    {"f.g", "/x", RC_OK, RC_ENAME},
        {"a..b", "/x", RC_OK, RC_ESYNTAX}, {"c", "x", RC_ESYNTAX, RC_OK},
        {"c", "", RC_ESYNTAX, RC_OK},      {"c", "/~", RC_ESYNTAX, RC_OK},
        {NULL, "/x", RC_EARG, RC_OK},      {"c", NULL, RC_EARG, RC_OK},
        {"c", "/a/~0~1/", RC_OK, RC_OK},
    };
    rc_dtype *dtype = rc_dtype_parse("a:{b:i4}, c:i4?, \"d.e\":i4, f:2{g:i4}", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_mapping *mapping = rc_mapping_new(&err);
        ck_assert_int_eq(rc_mapping_add(mapping, cases[i].field, cases[i].pointer, &err),
                         cases[i].added);
        rc_error_clear(&err);
        ck_assert_msg(rc_mapping_check(mapping, dtype, &err) == cases[i].checked, "%zu: %s", i,
                      err.message);
        rc_mapping_free(mapping);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* -------------------------------------------------------------------- flat */

START_TEST(structs_become_fields)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"a:i4", "a=/a :i4"},
        {"a:{b:i4, c:{d:f8}}, e:str", "a.b=/a/b :i4, a.c.d=/a/c/d :f8, e=/e :str"},
        {"a:{b:i4, c:{d:f8}}?", "a.b=/a/b :i4?, a.c.d=/a/c/d :f8?"},
        {"a:{b:{c:i4}?, d:i4}", "a.b.c=/a/b/c :i4?, a.d=/a/d :i4"},
        {"a=/x/0:{b:i4, c:i4}", "a.b=/x/0/b :i4, a.c=/x/0/c :i4"},
        {"a:{b=/y:i4, c:i4}", "a.b=/y :i4, a.c=/a/c :i4"},
        {"a:{}, b:2{c:i4}", "a=/a :{}, b=/b :2{c:i4}"},
        {"\"a/b\":{\"c d\":i4}", "\"a/b.c d\"=\"/a~1b/c d\":i4"},
        {"a:{b:i1, c:f8}; aligned", "a.b=/a/b :i1, a.c=/a/c :f8; aligned"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_mapping *mapping = rc_mapping_new(&err);
        rc_dtype *dtype = parse(cases[i].in, mapping, &err);
        rc_dtype *flat = rc_dtype_flatten(dtype, mapping, &err);
        char *text = flat ? rc_dtype_text_mapped(flat, mapping, &err) : NULL;
        ck_assert_msg(text != NULL, "%s: %s", cases[i].in, err.message);
        ck_assert_str_eq(text, cases[i].out);
        rc_text_free(text);
        rc_dtype_unref(flat);
        rc_dtype_unref(dtype);
        rc_mapping_free(mapping);
    }
}
END_TEST

START_TEST(flat_names_differ)
{
    rc_error err = RC_ERROR_INIT;
    rc_mapping *mapping = rc_mapping_new(&err);
    rc_dtype *dtype = rc_dtype_parse("\"a.b\":i4, a:{b:i4}", &err);
    ck_assert_int_eq(rc_mapping_add(mapping, "a", "/k", &err), RC_OK);
    ck_assert(rc_dtype_flatten(dtype, mapping, &err) == NULL);
    ck_assert_int_eq(err.status, RC_ENAME);
    ck_assert_uint_eq(rc_mapping_count(mapping), 1);
    ck_assert_str_eq(rc_mapping_field(mapping, 0), "a");
    ck_assert(rc_mapping_field(mapping, 1) == NULL && rc_mapping_pointer(mapping, 1) == NULL);
    rc_dtype_unref(dtype);
    rc_mapping_free(mapping);
}
END_TEST

/* -------------------------------------------------------------------- plan */

static uint32_t child(const rci_record_plan *plan, uint32_t index, const char *key)
{
    return rci_record_plan_child(plan, &plan->nodes[index], key, strlen(key));
}

START_TEST(tree_is_that_of_the_text)
{
    rc_error err = RC_ERROR_INIT;
    rc_mapping *mapping = rc_mapping_new(&err);
    rc_dtype *dtype =
        parse("y=/p/1:i4?, x=/p/0:i4, all=/p:2i4, n=~.k:str, same=/p/1:f8, z:{w=/p/10:i1}", mapping,
              &err);
    rci_record_plan *plan = rci_record_plan_mapped(dtype, mapping, &err);
    char text[32];
    uint32_t p, group, y, z;
    ck_assert_msg(plan != NULL, "%s", err.message);
    ck_assert_int_eq(plan->nodes[0].shape, RCI_RECORD_GROUP);
    ck_assert_uint_eq(plan->nodes[0].nchildren, 2);
    ck_assert_uint_eq(plan->nodes[0].nitems, 0);
    ck_assert_uint_eq(plan->nleaves, 6);
    ck_assert_uint_eq(plan->nnulls, 1);
    p = child(plan, 0, "p");
    ck_assert_str_eq(plan->nodes[p].name, "all"); /* the reader comes before the group */
    group = plan->nodes[p].also;
    ck_assert_int_eq(plan->nodes[group].shape, RCI_RECORD_GROUP);
    ck_assert(plan->nodes[group].lenient);
    ck_assert_uint_eq(plan->nodes[group].nitems, 3);
    ck_assert(rci_record_item_is_next(plan, &plan->nodes[group], 0, 0));
    ck_assert(rci_record_item_is_next(plan, &plan->nodes[group], 2, 10));
    ck_assert(!rci_record_item_is_next(plan, &plan->nodes[group], 2, 2));
    ck_assert(!rci_record_item_is_next(plan, &plan->nodes[group], 3, 11));
    y = child(plan, group, "1");
    ck_assert_str_eq(plan->nodes[y].name, "y");
    ck_assert_uint_eq(plan->nodes[y].leaf, 0);
    ck_assert_uint_eq(plan->nodes[y].null_node, 0);
    ck_assert_str_eq(plan->nodes[plan->nodes[y].also].name, "same");
    ck_assert_uint_eq(plan->nodes[plan->nodes[y].also].leaf, 4);
    z = child(plan, group, "10");
    ck_assert_str_eq(plan->nodes[z].name, "z.w");
    ck_assert_str_eq(rci_record_plan_pointer(plan, z, text, sizeof text), "/p/10");
    ck_assert_str_eq(
        rci_record_plan_pointer(plan, child(plan, child(plan, 0, "~"), "k"), text, sizeof text),
        "/~0/k");
    ck_assert_str_eq(rci_record_plan_pointer(plan, z, text, 4), "/10");
    rci_record_plan_error_field(plan, child(plan, 0, "~"), &err);
    ck_assert_str_eq(err.field, "n");
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
    rc_mapping_free(mapping);
}
END_TEST

/* ------------------------------------------------------------------ memory */

static rc_status use_all(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_mapping *mapping = rc_mapping_new(&err);
    rc_dtype *dtype = NULL, *flat = NULL;
    rci_record_plan *plan = NULL;
    char *text = NULL;
    (void)context;
    if (mapping) {
        dtype = parse("a=/b/0:i4, c:{d=\"x y\".z:i4?, e:{f:i1}}, g=/b/0:str", mapping, &err);
        ck_assert_uint_eq(rc_mapping_count(mapping), dtype ? 3 : 0);
    }
    plan = dtype ? rci_record_plan_mapped(dtype, mapping, &err) : NULL;
    text = plan ? rc_dtype_text_mapped(dtype, mapping, &err) : NULL;
    flat = text ? rc_dtype_flatten(dtype, mapping, &err) : NULL;
    ck_assert_uint_eq(rc_mapping_count(mapping), flat ? 4 : dtype ? 3 : 0);
    rc_text_free(text);
    rci_record_plan_free(plan);
    rc_dtype_unref(flat);
    rc_dtype_unref(dtype);
    rc_mapping_free(mapping);
    return err.status;
}

START_TEST(lack_of_memory)
{
    faulty_alloc_each(use_all, NULL);
}
END_TEST

Suite *suite_record_mapped(void)
{
    Suite *suite = suite_create("record_mapped");
    TCase *tcase = tcase_create("mapped");
    tcase_add_test(tcase, texts_are_read_and_printed);
    tcase_add_test(tcase, wrong_texts_are_refused);
    tcase_add_test(tcase, wrong_pairs_are_refused);
    tcase_add_test(tcase, structs_become_fields);
    tcase_add_test(tcase, flat_names_differ);
    tcase_add_test(tcase, tree_is_that_of_the_text);
    tcase_add_test(tcase, lack_of_memory);
    suite_add_tcase(suite, tcase);
    return suite;
}
