/* Tests that the memory of replaced strings is used again and given back. */
#include "test_store.h"

#include "counting.h"
#include "faulty_alloc.h"
#include "store/store_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

static void fill_text(char *text, size_t n, size_t record, size_t round)
{
    for (size_t i = 0; i < n; i++) {
        text[i] = (char)('a' + (record * 7 + round * 3 + i) % 26);
    }
}

/* Sets records to strings of lengths that `length` gives, many times, and checks all of them.
   Returns the most memory that was in use after the first round. */
static size_t update(rc_store *store, size_t rounds, size_t (*length)(size_t record, size_t round))
{
    static char text[10 << 20];
    size_t n = rc_store_length(store), most = 0;
    rc_str_field s;
    ck_assert_int_eq(rc_store_str(store, "s", &s, NULL), RC_OK);
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < n; i++) {
            fill_text(text, length(i, round), i, round);
            ck_assert_int_eq(rc_str_set(s, i, text, length(i, round), NULL), RC_OK);
        }
        most = in_use > most ? in_use : most;
    }
    for (size_t i = 0; i < n; i++) {
        size_t found;
        const char *bytes = rc_str_get(s, i, &found);
        fill_text(text, length(i, rounds - 1), i, rounds - 1);
        ck_assert_uint_eq(found, length(i, rounds - 1));
        ck_assert_mem_eq(bytes, text, found);
    }
    return most;
}

static size_t constant(size_t record, size_t round)
{
    (void)record;
    (void)round;
    return 199;
}

static size_t varied(size_t record, size_t round)
{
    return (record * 7919 + round * 104729) % 300;
}

static size_t growing(size_t record, size_t round)
{
    (void)record;
    return 13 + round;
}

static size_t huge(size_t record, size_t round)
{
    return record == 0 ? RCI_STORE_LONG_STRING + 1 + round * 1000 : 20;
}

static const struct {
    size_t (*length)(size_t record, size_t round);
    size_t n, rounds, most; /* bytes in use, for strings and store */
} cases[] = {
    {constant, 10, 10000, 20000},  /* 2 KB of strings */
    {varied, 1000, 200, 1000000},  /* 150 KB */
    {growing, 1000, 500, 4500000}, /* up to 500 KB, after all smaller classes */
    {huge, 3, 20, 10000000},       /* 4 MB; the next one is made before it is released */
};

START_TEST(replaced_strings_are_used_again)
{
    rc_store *store;
    size_t before = in_use;
    rc_set_allocator(&counting);
    store = test_zeros("x:i4, s:str", cases[_i].n, layouts[_i % 2]);
    ck_assert_uint_le(update(store, cases[_i].rounds, cases[_i].length), cases[_i].most);
    ck_assert_int_eq(rc_store_resize(store, 0, NULL), RC_OK);
    ck_assert_uint_le(in_use, 100000 + cases[_i].n * 40);
    rc_store_unref(store);
    rc_set_allocator(NULL);
    ck_assert_uint_eq(in_use, before);
}
END_TEST

/* Strings of a loaded store are packed: their memory is used again, too. */
START_TEST(packed_strings_are_used_again)
{
    rc_store *store, *loaded;
    size_t packed;
    rc_set_allocator(&counting);
    store = test_zeros("x:i4, s:str", 1000, layouts[_i]);
    update(store, 1, constant);
    loaded = rc_store_convert(store, layouts[_i], NULL);
    rc_store_unref(store);
    packed = in_use;
    ck_assert_uint_le(update(loaded, 100, constant), packed + 1000 * 224 + 600000);
    ck_assert_int_eq(rc_store_shrink(loaded, NULL), RC_OK);
    ck_assert_uint_le(in_use, packed + 50000);
    update(loaded, 1, constant);
    rc_store_unref(loaded);
    rc_set_allocator(NULL);
}
END_TEST

/* The memory of a packed string of 199 bytes does not hold one of 220, though both round up to 224.
 */
START_TEST(packed_strings_are_not_overrun)
{
    rc_store *store = test_zeros("x:i4, s:str", 100, layouts[_i]), *loaded;
    rc_str_field s;
    char text[220];
    size_t length;
    update(store, 1, constant);
    loaded = rc_store_convert(store, layouts[_i], NULL);
    ck_assert_int_eq(rc_store_str(loaded, "s", &s, NULL), RC_OK);
    for (size_t i = 0; i < 100; i += 2) {
        ck_assert_int_eq(rc_str_set(s, i, NULL, 0, NULL), RC_OK);
    }
    for (size_t i = 0; i < 100; i += 2) {
        fill_text(text, sizeof text, i, 1);
        ck_assert_int_eq(rc_str_set(s, i, text, sizeof text, NULL), RC_OK);
    }
    for (size_t i = 0; i < 100; i++) {
        fill_text(text, sizeof text, i, 1 - i % 2);
        ck_assert_mem_eq(rc_str_get(s, i, &length), text, length);
        ck_assert_uint_eq(length, i % 2 ? 199 : 220);
    }
    rc_store_unref(store);
    rc_store_unref(loaded);
}
END_TEST

/* A string that is set to itself, or to a part of itself, is read before its memory is freed. */
START_TEST(a_string_can_be_set_from_itself)
{
    rc_store *store = test_zeros("s:str", 2, RC_ROWS);
    rc_str_field s;
    char text[100];
    size_t length;
    const char *found;
    fill_text(text, sizeof text, 1, 1);
    ck_assert_int_eq(rc_store_str(store, "s", &s, NULL), RC_OK);
    ck_assert_int_eq(rc_str_set(s, 0, text, sizeof text, NULL), RC_OK);
    found = rc_str_get(s, 0, &length);
    ck_assert_int_eq(rc_str_set(s, 0, found + 1, 98, NULL), RC_OK); /* the same class */
    found = rc_str_get(s, 0, &length);
    ck_assert_mem_eq(found, text + 1, 98);
    ck_assert_int_eq(rc_str_set(s, 0, found + 1, 40, NULL), RC_OK); /* another class */
    found = rc_str_get(s, 0, &length);
    ck_assert_mem_eq(found, text + 2, 40);
    ck_assert_int_eq(rc_str_set(s, 0, found + 2, 12, NULL), RC_OK); /* inline */
    ck_assert_mem_eq(rc_str_get(s, 0, &length), text + 4, 12);
    ck_assert_int_eq(rc_str_set(s, 0, rc_str_get(s, 0, NULL) + 1, 5, NULL), RC_OK);
    ck_assert_mem_eq(rc_str_get(s, 0, &length), text + 5, 5);
    ck_assert_uint_eq(length, 5);
    rc_store_unref(store);
}
END_TEST

/* Slices have the same cells: they see a replaced string. A store that has moved has its own. */
START_TEST(slices_see_replaced_strings)
{
    rc_store *store = test_zeros("s:str", 4, layouts[_i]), *slice;
    rc_value value = rc_value_string("the first string of record 1");
    rc_str_view s;
    size_t length;
    ck_assert_int_eq(rc_store_set(store, 1, "s", &value, NULL), RC_OK);
    slice = rc_store_slice(store, 1, 2, NULL);
    value = rc_value_string("another string that takes its place in record 1");
    ck_assert_int_eq(rc_store_set(store, 1, "s", &value, NULL), RC_OK);
    ck_assert_int_eq(rc_store_str_view(slice, "s", &s, NULL), RC_OK);
    ck_assert_mem_eq(rc_str_view_get(s, 0, &length), "another string", 14);
    ck_assert_uint_eq(length, 47);
    /* Both go on alone from here. */
    ck_assert_int_eq(rc_store_append(store, 100, NULL, NULL), RC_OK);
    for (int i = 0; i < 100; i++) {
        value = rc_value_string(i % 2 ? "a third string for the record" : "and yet another one!");
        ck_assert_int_eq(rc_store_set(store, 1, "s", &value, NULL), RC_OK);
    }
    ck_assert_mem_eq(rc_str_view_get(s, 0, &length), "another string", 14);
    /* What is shared is not freed when the store becomes shorter. */
    rc_store_unref(store);
    store = rc_store_slice(slice, 0, 2, NULL);
    ck_assert_int_eq(rc_store_resize(store, 0, NULL), RC_OK);
    ck_assert_mem_eq(rc_str_view_get(s, 0, &length), "another string", 14);
    rc_store_unref(store);
    ck_assert_int_eq(rc_store_shrink(slice, NULL), RC_OK);
    ck_assert_int_eq(rc_store_str_view(slice, "s", &s, NULL), RC_OK);
    ck_assert_mem_eq(rc_str_view_get(s, 0, &length), "another string", 14);
    rc_store_unref(slice);
}
END_TEST

/* What only a slice, or only the store it was made of, needed is given back when that is gone. */
START_TEST(shrink_gives_back_what_was_shared)
{
    rc_store *store, *slice;
    static char text[5000];
    const rc_value value = rc_value_string_n(text, sizeof text);
    size_t one;
    memset(text, 'x', sizeof text);
    rc_set_allocator(&counting);
    store = test_zeros("s:str, v:100f8, n:i4?", 1, layouts[_i]);
    ck_assert_int_eq(rc_store_set(store, 0, "s", &value, NULL), RC_OK);
    ck_assert_int_eq(rc_store_shrink(store, NULL), RC_OK);
    one = in_use;
    rc_store_unref(store);
    for (int how = 0; how < 3; how++) {
        store = test_zeros("s:str, v:100f8, n:i4?", 200, layouts[_i]);
        for (size_t i = 0; i < 200; i++) {
            ck_assert_int_eq(rc_store_set(store, i, "s", &value, NULL), RC_OK);
        }
        slice = rc_store_slice(store, how == 0 ? 0 : 7, 1, NULL);
        if (how < 2) { /* the slice outlives the store */
            rc_store_unref(store);
            store = slice;
        } else { /* the store becomes shorter while the slice has its strings */
            ck_assert_int_eq(rc_store_resize(store, 1, NULL), RC_OK);
            rc_store_unref(slice);
        }
        ck_assert_uint_gt(in_use, 200 * sizeof text);
        ck_assert_int_eq(rc_store_shrink(store, NULL), RC_OK);
        ck_assert_uint_le(in_use, one);
        rc_store_unref(store);
    }
    ck_assert_uint_eq(in_use, 0);
    rc_set_allocator(NULL);
}
END_TEST

/* Null, shorter stores and copies free the strings of their records as well. */
START_TEST(strings_of_removed_values_are_used_again)
{
    rc_store *store, *from;
    size_t first = 0;
    static char text[100];
    rc_value value = rc_value_string_n(text, sizeof text);
    rc_field s;
    memset(text, 'x', sizeof text);
    rc_set_allocator(&counting);
    store = test_zeros("a:{s:str, l:2{t:str, u:u1}}?", 50, layouts[_i]);
    from = test_zeros("a:{s:str, l:2{t:str, u:u1}}?", 50, layouts[_i]);
    for (int round = 0; round < 100; round++) {
        rc_field a, l, element, t;
        ck_assert_int_eq(rc_store_field(store, "a", &a, NULL), RC_OK);
        ck_assert_int_eq(rc_field_child(&a, 0, &s, NULL), RC_OK);
        ck_assert_int_eq(rc_field_child(&a, 1, &l, NULL), RC_OK);
        ck_assert_int_eq(rc_field_element(&l, 1, &element, NULL), RC_OK);
        ck_assert_int_eq(rc_field_child(&element, 0, &t, NULL), RC_OK);
        for (size_t i = 0; i < 50; i++) {
            ck_assert_int_eq(rc_field_set(&s, i, &value, NULL), RC_OK);
            ck_assert_int_eq(rc_field_set(&t, i, &value, NULL), RC_OK);
        }
        for (size_t i = 0; i < 10; i++) {
            ck_assert_int_eq(rc_field_set_null(&a, i, NULL), RC_OK);
        }
        ck_assert_int_eq(rc_store_copy(store, 10, from, 0, 20, NULL), RC_OK);
        ck_assert_int_eq(rc_store_resize(store, 30, NULL), RC_OK);
        ck_assert_int_eq(rc_store_resize(store, 50, NULL), RC_OK);
        first = round == 1 ? in_use : first;
    }
    ck_assert_uint_eq(in_use, first);
    rc_store_unref(store);
    rc_store_unref(from);
    rc_set_allocator(NULL);
}
END_TEST

Suite *suite_store_reuse(void)
{
    Suite *suite = suite_create("store reuse");
    TCase *tc = tcase_create("reuse");
    tcase_add_loop_test(tc, replaced_strings_are_used_again, 0, N(cases));
    tcase_add_loop_test(tc, packed_strings_are_used_again, 0, 2);
    tcase_add_loop_test(tc, packed_strings_are_not_overrun, 0, 2);
    tcase_add_test(tc, a_string_can_be_set_from_itself);
    tcase_add_loop_test(tc, slices_see_replaced_strings, 0, 2);
    tcase_add_loop_test(tc, shrink_gives_back_what_was_shared, 0, 2);
    tcase_add_loop_test(tc, strings_of_removed_values_are_used_again, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}
