/* Predicates of random shape on random stores against a model that evaluates them record by record
   with three results. */
#include "test_compute.h"

#include "faulty_alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FALSE = 0, TRUE = 1, UNKNOWN = 2 };

typedef enum model_form { TEST, BETWEEN, IN, IS_NULL, STARTS, AND, OR, NOT } model_form;

/* A predicate and the model of it. */
typedef struct model {
    model_form form;
    rc_compare compare;
    const char *path;
    rc_value values[12];
    size_t n;
    struct model *left, *right;
} model;

static void model_free(model *m)
{
    if (m) {
        model_free(m->left);
        model_free(m->right);
        free(m);
    }
}

static bool is_complex(rc_kind kind)
{
    return kind == RC_C8 || kind == RC_C16;
}

static bool is_text(rc_kind kind)
{
    return kind == RC_BYTES || kind == RC_UCS4 || kind == RC_STR;
}

static model *random_model(test_random *random, const rc_store *store, int depth)
{
    model *m = calloc(1, sizeof *m);
    rc_view view;
    rc_kind kind;
    if (depth > 0 && test_below(random, 3) > 0) {
        m->form = (model_form)(AND + test_below(random, 3));
        m->left = random_model(random, store, depth - 1);
        m->right = m->form == NOT ? NULL : random_model(random, store, depth - 1);
        return m;
    }
    m->path = test_paths[test_below(random, test_n_paths)];
    ck_assert_int_eq(rc_store_view(store, m->path, &view, NULL), RC_OK);
    kind = rc_dtype_kind(view.dtype);
    m->form = (model_form)test_below(random, 5);
    m->compare = (rc_compare)(RC_COMPARE_EQUAL + test_below(random, is_complex(kind) ? 2 : 6));
    if (m->form == STARTS && !is_text(kind)) {
        m->form = IS_NULL;
    }
    if (m->form == BETWEEN && is_complex(kind)) {
        m->form = IN;
    }
    m->n = m->form == BETWEEN ? 2 : m->form == IN ? test_below(random, 12) : 1;
    for (size_t i = 0; i < m->n; i++) {
        m->values[i] = test_constant(random, view.dtype);
    }
    return m;
}

static rc_predicate *build(const model *m)
{
    rc_predicate *left, *right = NULL, *joined;
    switch ((int)m->form) {
    case TEST:
        return rc_predicate_compare(m->path, m->compare, &m->values[0], NULL);
    case BETWEEN:
        return rc_predicate_between(m->path, &m->values[0], &m->values[1], NULL);
    case IN:
        return rc_predicate_in(m->path, m->values, m->n, NULL);
    case IS_NULL:
        return rc_predicate_is_null(m->path, NULL);
    case STARTS:
        return rc_predicate_starts_with(m->path, &m->values[0], NULL);
    default:
        left = build(m->left);
        right = m->right ? build(m->right) : NULL;
        joined = m->form == AND  ? rc_predicate_and(left, right, NULL)
                 : m->form == OR ? rc_predicate_or(left, right, NULL)
                                 : rc_predicate_not(left, NULL);
        rc_predicate_unref(left);
        rc_predicate_unref(right);
        return joined;
    }
}

static bool compares(int order, rc_compare compare)
{
    switch (compare) {
    case RC_COMPARE_EQUAL:
        return order == 0;
    case RC_COMPARE_NOT_EQUAL:
        return order != 0;
    case RC_COMPARE_LESS:
        return order == -1;
    case RC_COMPARE_LESS_OR_EQUAL:
        return order == -1 || order == 0;
    case RC_COMPARE_GREATER:
        return order == 1;
    default:
        return order == 1 || order == 0;
    }
}

/* V takes text as hexadecimal digits. */
static rc_value of_field(const rc_view *view, const rc_value *constant)
{
    if (rc_dtype_kind(view->dtype) == RC_RAW && constant->type == RC_VALUE_TEXT) {
        return rc_value_bytes("\0\1", 2);
    }
    return *constant;
}

static int evaluate(const model *m, const rc_store *store, size_t i)
{
    rc_view view;
    rc_value value;
    int left, right, orders[12];
    if (m->form >= AND) {
        left = evaluate(m->left, store, i);
        if (m->form == NOT) {
            return left == UNKNOWN ? UNKNOWN : !left;
        }
        right = evaluate(m->right, store, i);
        if (m->form == AND) {
            return left == FALSE || right == FALSE ? FALSE
                   : left == TRUE && right == TRUE ? TRUE
                                                   : UNKNOWN;
        }
        return left == TRUE || right == TRUE     ? TRUE
               : left == FALSE && right == FALSE ? FALSE
                                                 : UNKNOWN;
    }
    ck_assert_int_eq(rc_store_view(store, m->path, &view, NULL), RC_OK);
    ck_assert_int_eq(rc_view_get(&view, i, &value, NULL), RC_OK);
    if (m->form == IS_NULL) {
        return value.type == RC_VALUE_NULL;
    }
    if (value.type == RC_VALUE_NULL) {
        return UNKNOWN;
    }
    if (m->form == STARTS) {
        char text[256], prefix[256];
        size_t n = rc_value_print(&value, text, sizeof text);
        size_t k = rc_value_print(&m->values[0], prefix, sizeof prefix);
        return k <= n && memcmp(text, prefix, k) == 0;
    }
    for (size_t k = 0; k < m->n; k++) {
        rc_value constant = of_field(&view, &m->values[k]);
        orders[k] = test_order(&value, &constant);
    }
    if (m->form == BETWEEN) {
        return compares(orders[0], RC_COMPARE_GREATER_OR_EQUAL) &&
               compares(orders[1], RC_COMPARE_LESS_OR_EQUAL);
    }
    if (m->form == TEST) {
        return compares(orders[0], m->compare);
    }
    for (size_t k = 0; k < m->n; k++) {
        if (orders[k] == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static void check_model(const model *m, const rc_store *store)
{
    size_t n = rc_store_length(store), count = 0, expected = 0;
    unsigned char *bits = malloc(n / 8 + 2);
    rc_error err = RC_ERROR_INIT;
    rc_predicate *predicate = build(m);
    ck_assert_ptr_nonnull(predicate);
    memset(bits, 0xA5, n / 8 + 2);
    ck_assert_msg(rc_store_match(store, predicate, bits, &count, FILTER(0, 2), &err) == RC_OK,
                  "%s: %s", err.field, err.message);
    for (size_t i = 0; i < n; i++) {
        int wanted = evaluate(m, store, i) == TRUE;
        expected += (size_t)wanted;
        ck_assert_msg((bits[i / 8] >> (i % 8) & 1) == wanted, "record %zu, form %d, field %s", i,
                      (int)m->form, m->path ? m->path : "");
    }
    ck_assert_uint_eq(count, expected);
    /* Unused bits are 0, and nothing after them is written. */
    for (size_t i = n; i < (n + 7) / 8 * 8; i++) {
        ck_assert_int_eq(bits[i / 8] >> (i % 8) & 1, 0);
    }
    ck_assert_uint_eq(bits[(n + 7) / 8], 0xA5);
    rc_predicate_unref(predicate);
    free(bits);
}

START_TEST(random_predicates)
{
    test_random random = {(uint64_t)_i * 1000};
    static const size_t lengths[] = {1, 63, 64, 65, 200, 333};
    rc_store *store =
        test_store(&random, lengths[_i % (int)N(lengths)], _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *slice = rc_store_slice(store, rc_store_length(store) / 3,
                                     rc_store_length(store) - rc_store_length(store) / 3, NULL);
    rc_store *turned = rc_store_reversed(slice, NULL);
    const rc_store *stores[3] = {store, slice, turned};
    ck_assert_ptr_nonnull(turned);
    for (int k = 0; k < 400; k++) {
        model *m = random_model(&random, stores[k % 3], k % 5);
        check_model(m, stores[k % 3]);
        model_free(m);
    }
    rc_store_unref(turned);
    rc_store_unref(slice);
    rc_store_unref(store);
}
END_TEST

/* Each kind of field with each comparison, alone. */
START_TEST(each_field)
{
    test_random random = {77};
    rc_store *store = test_store(&random, 300, _i ? RC_ROWS : RC_COLUMNS);
    for (size_t k = 0; k < test_n_paths; k++) {
        for (int compare = RC_COMPARE_EQUAL; compare <= RC_COMPARE_GREATER_OR_EQUAL; compare++) {
            for (int turn = 0; turn < 30; turn++) {
                model m = {
                    .form = TEST, .compare = (rc_compare)compare, .path = test_paths[k], .n = 1};
                rc_view view;
                ck_assert_int_eq(rc_store_view(store, m.path, &view, NULL), RC_OK);
                if (is_complex(rc_dtype_kind(view.dtype)) && compare > RC_COMPARE_NOT_EQUAL) {
                    continue;
                }
                m.values[0] = test_constant(&random, view.dtype);
                check_model(&m, store);
            }
        }
    }
    rc_store_unref(store);
}
END_TEST

/* A store of more than one chunk and block, whole words of each width. */
START_TEST(many_records)
{
    enum { MANY = 140000 };
    static const char *const kinds[] = {"i1", "u2", "i4", "u8", "f4", "f8", ">i4", "f2"};
    rc_error err = RC_ERROR_INIT;
    for (size_t k = 0; k < N(kinds); k++) {
        char text[32];
        rc_dtype *dtype;
        rc_store *store;
        rc_field field;
        rc_predicate *predicate;
        size_t count = 0, again = 0, expected = 0;
        snprintf(text, sizeof text, "x:%s, y:i1", kinds[k]);
        dtype = test_dtype(text);
        store = rc_store_zeros(dtype, MANY, _i ? RC_ROWS : RC_COLUMNS, &err);
        ck_assert_int_eq(rc_store_field(store, "x", &field, &err), RC_OK);
        for (size_t i = 0; i < MANY; i++) {
            rc_value value = rc_value_int((int64_t)(i * 31 % 100));
            ck_assert_int_eq(rc_field_set(&field, i, &value, &err), RC_OK);
            expected += i * 31 % 100 >= 20 && i * 31 % 100 < 77;
        }
        predicate = test_predicate(dtype, "x >= 20 and x < 77");
        ck_assert_int_eq(rc_store_match(store, predicate, NULL, &count, FILTER(0, 1), &err), RC_OK);
        ck_assert_int_eq(rc_store_match(store, predicate, NULL, &again, FILTER(0, 3), &err), RC_OK);
        ck_assert_uint_eq(count, expected);
        ck_assert_uint_eq(again, expected);
        rc_predicate_unref(predicate);
        rc_store_unref(store);
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* Wrong constants and fields: status and message. */
static const struct {
    const char *path;
    rc_compare compare;
    rc_value value;
    rc_status status;
    const char *message;
} wrong[] = {
    {"x", RC_COMPARE_EQUAL, {.type = RC_VALUE_INT}, RC_ENAME, "no field \"x\""},
    {"in", RC_COMPARE_EQUAL, {.type = RC_VALUE_INT}, RC_ETYPE, "compare its fields"},
    {"k", RC_COMPARE_EQUAL, {.type = RC_VALUE_INT}, RC_ETYPE, "not compared with a constant"},
    {"c8", RC_COMPARE_LESS, {.type = RC_VALUE_INT}, RC_ETYPE, "have no order"},
    {"i4",
     RC_COMPARE_EQUAL,
     {.type = RC_VALUE_TEXT, .as.text = {"a", 1}},
     RC_ETYPE,
     "int32 does not compare with the text \"a\""},
    {"i4", RC_COMPARE_EQUAL, {.type = RC_VALUE_COMPLEX}, RC_ETYPE, "int32 does not compare"},
    {"f8",
     RC_COMPARE_EQUAL,
     {.type = RC_VALUE_DATETIME, .multiple = 1},
     RC_ETYPE,
     "float64 does not compare"},
    {"s", RC_COMPARE_EQUAL, {.type = RC_VALUE_INT}, RC_ETYPE, "S5 does not compare with 0"},
    {"d",
     RC_COMPARE_EQUAL,
     {.type = RC_VALUE_TEXT, .as.text = {"2020-13-01", 10}},
     RC_ESYNTAX,
     "months are 01 to 12"},
    {"d", RC_COMPARE_EQUAL, {.type = RC_VALUE_FLOAT}, RC_ETYPE, "does not compare"},
    {"m",
     RC_COMPARE_EQUAL,
     {.type = RC_VALUE_TIMEDELTA, .as.i = 1, .unit = RC_UNIT_M, .multiple = 1},
     RC_ETYPE,
     "does not compare"},
    {"d", RC_COMPARE_EQUAL, {.type = RC_VALUE_DATETIME, .as.i = 1, .multiple = 0}, RC_EARG, "unit"},
    {"r", RC_COMPARE_EQUAL, {.type = RC_VALUE_TEXT, .as.text = {"0", 1}}, RC_ERANGE, ""},
};

START_TEST(wrong_constants)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype(test_fields);
    rc_predicate *predicate =
        rc_predicate_compare(wrong[_i].path, wrong[_i].compare, &wrong[_i].value, &err);
    rc_status status;
    ck_assert_ptr_nonnull(predicate);
    status = rc_predicate_check(predicate, dtype, &err);
    ck_assert_msg(status == wrong[_i].status || (wrong[_i].message[0] == '\0' && status != RC_OK),
                  "case %d: status %s: %s", _i, rc_status_name(status), err.message);
    ck_assert_msg(strstr(err.message, wrong[_i].message) != NULL, "case %d: %s", _i, err.message);
    ck_assert_msg(status == RC_ENAME || strcmp(err.field, wrong[_i].path) == 0, "case %d: field %s",
                  _i, err.field);
    rc_predicate_unref(predicate);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(wrong_arguments)
{
    rc_error err = RC_ERROR_INIT;
    rc_value null = rc_value_null(), unknown = rc_value_int(1), no_data = rc_value_string("a");
    rc_value number = rc_value_int(1);
    unknown.type = (rc_value_type)99;
    no_data.as.text.data = NULL;
    ck_assert_ptr_null(rc_predicate_compare("x", RC_COMPARE_EQUAL, &null, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_nonnull(strstr(err.message, "rc_predicate_is_null"));
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_predicate_compare("x", RC_COMPARE_EQUAL, &unknown, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_predicate_in("x", &no_data, 1, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_predicate_starts_with("x", &number, &err));
    ck_assert_int_eq(err.status, RC_EARG);
}
END_TEST

START_TEST(too_deep)
{
    rc_error err = RC_ERROR_INIT;
    rc_predicate *p = rc_predicate_is_null("x", &err);
    for (int i = 1; i < RC_MAX_PREDICATE_DEPTH; i++) {
        rc_predicate *inner = p;
        p = rc_predicate_not(inner, &err);
        rc_predicate_unref(inner);
        ck_assert_ptr_nonnull(p);
    }
    ck_assert_ptr_null(rc_predicate_not(p, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_predicate_unref(p);
}
END_TEST

/* The text of a constant is copied, and a predicate outlives its parts. */
START_TEST(copies)
{
    char path[] = "name", text[] = "abc";
    rc_value value = rc_value_string(text);
    rc_predicate *a = rc_predicate_compare(path, RC_COMPARE_EQUAL, &value, NULL);
    rc_predicate *both = rc_predicate_and(a, a, NULL);
    rc_dtype *dtype = test_dtype("name:str");
    rc_store *store = rc_store_zeros(dtype, 2, RC_ROWS, NULL);
    size_t count = 0;
    rc_predicate_unref(a);
    value = rc_value_string("abc");
    ck_assert_int_eq(rc_store_set(store, 1, "name", &value, NULL), RC_OK);
    memset(path, 'x', 4);
    memset(text, 'y', 3);
    ck_assert_int_eq(rc_store_match(store, both, NULL, &count, NULL, NULL), RC_OK);
    ck_assert_uint_eq(count, 1);
    rc_predicate_unref(rc_predicate_ref(both));
    rc_predicate_unref(both);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

static rc_status build_and_match(void *context)
{
    rc_error err = RC_ERROR_INIT;
    const rc_store *store = context;
    rc_value values[3] = {rc_value_string("ab"), rc_value_string("\xC3\xA9"),
                          rc_value_string("long enough for no cell")};
    rc_predicate *a = rc_predicate_in("u", values, 3, &err);
    rc_predicate *b = rc_predicate_between("name", &values[0], &values[2], &err);
    rc_predicate *c = a && b ? rc_predicate_or(a, b, &err) : NULL;
    rc_predicate *d = c ? rc_predicate_not(c, &err) : NULL;
    size_t count;
    if (d) {
        (void)rc_store_match(store, d, NULL, &count, FILTER(0, 1), &err);
    }
    rc_predicate_unref(a);
    rc_predicate_unref(b);
    rc_predicate_unref(c);
    rc_predicate_unref(d);
    return err.status;
}

START_TEST(refused_memory)
{
    test_random random = {5};
    rc_store *store = test_store(&random, 20, RC_ROWS);
    faulty_alloc_each(build_and_match, store);
    rc_store_unref(store);
}
END_TEST

Suite *suite_compute_match(void)
{
    Suite *suite = suite_create("compute/match");
    TCase *tcase = tcase_create("match"), *large = tcase_create("large");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, random_predicates, 0, 12);
    tcase_add_loop_test(tcase, each_field, 0, 2);
    tcase_add_loop_test(tcase, wrong_constants, 0, (int)N(wrong));
    tcase_add_test(tcase, wrong_arguments);
    tcase_add_test(tcase, too_deep);
    tcase_add_test(tcase, copies);
    tcase_add_test(tcase, refused_memory);
    tcase_set_tags(large, "threads");
    tcase_add_loop_test(large, many_records, 0, 2);
    suite_add_tcase(suite, large);
    suite_add_tcase(suite, tcase);
    return suite;
}
