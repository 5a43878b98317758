/* Each allocation refused in turn, for each public function: a clean error, nothing leaked, the
 * store as it was. */
#include "faulty_alloc.h"
#include "test_order.h"

#include <stdlib.h>

enum { FEW = 300, MANY = 33000 };

static const rc_sort_key two_keys[] = {{"s", RC_SORT_DESCENDING}, {"i", 0}};
static const rc_sort_key five_keys[] = {{"b", 0}, {"s", 0}, {"i", 0}, {"b", 1}, {"i", 2}};

static rc_store *made(size_t n, rc_layout layout)
{
    return order_store("b:bool, i:i4?, s:str", n, layout, PATTERN_ALIKE, 3);
}

/* A store is made outside the faulty allocator; its memory goes back to where it came from. */
typedef struct call {
    rc_store *store, *before;
    uint64_t *indices;
} call;

static rc_status argsort(void *context)
{
    call *c = context;
    return rc_store_argsort(c->store, five_keys, 5, c->indices, NULL, NULL);
}

static rc_status argsort_part(void *context)
{
    call *c = context;
    return rc_store_argsort_part(c->store, five_keys, 5, 40, 100, c->indices, NULL, NULL);
}

static rc_status sort(void *context)
{
    call *c = context;
    rc_status status = rc_store_sort(c->store, two_keys, 2, NULL, NULL);
    if (status != RC_OK) {
        ck_assert(rc_store_equal(c->store, c->before));
    }
    return status;
}

static rc_status unique(void *context)
{
    call *c = context;
    size_t n;
    return rc_store_unique(c->store, two_keys, 2, c->indices, &n, NULL, NULL);
}

static rc_status groups(void *context)
{
    call *c = context;
    size_t n, starts[FEW];
    return rc_store_groups(c->store, five_keys, 5, NULL, FEW, starts, &n, NULL);
}

static rc_status sorted_until(void *context)
{
    call *c = context;
    size_t n;
    return rc_store_sorted_until(c->store, five_keys, 5, &n, NULL);
}

static rc_status search_all(void *context)
{
    call *c = context;
    return rc_store_search_all(c->store, five_keys, 5, c->before, RC_SIDE_LEFT, c->indices, NULL,
                               NULL);
}

static rc_status search_long(void *context)
{
    call *c = context;
    rc_sort_key key = {"l", 0};
    rc_value value = rc_value_string("text");
    size_t index;
    return rc_store_search(c->store, &key, &value, RC_SIDE_LEFT, &index, NULL);
}

static rc_status take(void *context)
{
    call *c = context;
    rc_error err = RC_ERROR_INIT;
    rc_store *taken = rc_store_take(c->store, c->indices, FEW, NULL, &err);
    rc_store_unref(taken);
    return err.status;
}

static rc_status put(void *context)
{
    call *c = context;
    return rc_store_put(c->store, c->indices, FEW, c->before, NULL, NULL);
}

static void each(rc_status (*body)(void *context), size_t n, rc_layout layout)
{
    call c = {made(n, layout), made(n, layout), calloc(n, sizeof(uint64_t))};
    faulty_alloc_each(body, &c);
    rc_store_unref(c.store);
    rc_store_unref(c.before);
    free(c.indices);
}

START_TEST(few_records)
{
    rc_layout layout = _i ? RC_COLUMNS : RC_ROWS;
    each(argsort, FEW, layout);
    each(argsort_part, FEW, layout);
    each(sort, FEW, layout);
    each(unique, FEW, layout);
    each(groups, FEW, layout);
    each(sorted_until, FEW, layout);
    each(search_all, FEW, layout);
    each(take, FEW, layout);
}
END_TEST

START_TEST(many_records)
{
    each(argsort_part, MANY, _i ? RC_COLUMNS : RC_ROWS);
    each(argsort, MANY, _i ? RC_COLUMNS : RC_ROWS);
    each(sort, MANY, _i ? RC_COLUMNS : RC_ROWS);
}
END_TEST

START_TEST(put_of_plain_records)
{
    call c = {order_store("a:i4, b:f8?", FEW, RC_ROWS, PATTERN_RANDOM, 1),
              order_store("a:i4, b:f8?", FEW, RC_COLUMNS, PATTERN_RANDOM, 2),
              calloc(FEW, sizeof(uint64_t))};
    faulty_alloc_each(put, &c);
    rc_store_unref(c.store);
    rc_store_unref(c.before);
    free(c.indices);
}
END_TEST

START_TEST(search_of_a_long_string)
{
    call c = {order_store("l:S300", 10, RC_ROWS, PATTERN_CONSTANT, 1), NULL, NULL};
    faulty_alloc_each(search_long, &c);
    rc_store_unref(c.store);
}
END_TEST

Suite *suite_order_memory(void)
{
    Suite *suite = suite_create("order memory");
    TCase *tcase = tcase_create("memory");
    tcase_add_loop_test(tcase, few_records, 0, 2);
    tcase_add_loop_test(tcase, many_records, 0, 2);
    tcase_add_test(tcase, put_of_plain_records);
    tcase_add_test(tcase, search_of_a_long_string);
    suite_add_tcase(suite, tcase);
    return suite;
}
