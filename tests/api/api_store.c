/* A program that keeps records in a store, with nothing but the public headers and the shared
   library. Compiled twice: as it is, and with RC_NO_BOUNDS_CHECK. */
#include <rowcol.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

static int n_tests, n_failed;

static void ok(int passed, const char *name)
{
    n_tests++;
    n_failed += !passed;
    printf("%sok %d - %s\n", passed ? "" : "not ", n_tests, name);
}

static rc_store *points(size_t n, rc_layout layout)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4, z:i4, when:M8[s], name:str, age:i1?", NULL);
    rc_store *store = rc_store_zeros(dtype, n, layout, NULL);
    rc_dtype_unref(dtype);
    return store;
}

static void typed_access(rc_layout layout)
{
    rc_store *store = points(1000, layout);
    rc_error err = RC_ERROR_INIT;
    rc_i4_field x, y;
    rc_f8_field wrong;
    int64_t sum = 0;
    size_t i;
    ok(rc_store_i4(store, "x", &x, &err) == RC_OK && rc_store_i4(store, "y", &y, &err) == RC_OK,
       "typed handles are taken");
    for (i = 0; i < x.n; i++) {
        rc_i4_set(x, i, (int32_t)i);
        rc_i4_set(y, i, -(int32_t)i);
    }
    for (i = 0; i < x.n; i++) {
        sum += rc_i4_get(x, i) + 2 * (int64_t)rc_i4_get(y, i);
    }
    ok(sum == -999 * 500, "what was set is read");
    ok((rc_i4_data(y) != NULL) == (layout == RC_COLUMNS), "columns are plain arrays");
    ok(rc_store_f8(store, "x", &wrong, &err) == RC_ETYPE && err.status == RC_ETYPE,
       "another type is refused");
    rc_store_unref(store);
}

static void generic_access(rc_layout layout)
{
    rc_store *store = points(3, layout);
    rc_error err = RC_ERROR_INIT;
    rc_field name, age, when;
    rc_value value;
    char text[64];
    rc_store_field(store, "name", &name, &err);
    rc_store_field(store, "age", &age, &err);
    rc_store_field(store, "when", &when, &err);
    value = rc_value_string("a name longer than a cell");
    ok(rc_field_set(&name, 1, &value, &err) == RC_OK, "a string is stored");
    value = rc_value_string("2020-02-29T12:00:00");
    ok(rc_field_set(&when, 1, &value, &err) == RC_OK, "a string becomes a time");
    value = rc_value_null();
    ok(rc_field_set(&age, 1, &value, &err) == RC_OK && rc_field_is_null(&age, 1),
       "a nullable field takes null");
    ok(rc_field_get(&name, 1, &value, &err) == RC_OK &&
           rc_value_print(&value, text, sizeof text) == 25 &&
           strcmp(text, "a name longer than a cell") == 0,
       "the text comes out");
    value = rc_value_int(300);
    ok(rc_field_set(&age, 2, &value, &err) == RC_ERANGE, "what does not fit is refused");
    rc_error_print(&err, text, sizeof text);
    ok(strstr(text, "record 2") != NULL &&
           strstr(text, "field \"age\": 300 does not fit int8") != NULL,
       "and the message says where and why");
    rc_store_unref(store);
}

static void conversion_and_growth(void)
{
    rc_store *rows = points(10, RC_ROWS), *columns, *slice;
    rc_i4_field x;
    size_t first, i;
    rc_store_i4(rows, "x", &x, NULL);
    for (i = 0; i < 10; i++) {
        rc_i4_set(x, i, (int32_t)(i * i));
    }
    columns = rc_store_convert(rows, RC_COLUMNS, NULL);
    ok(rc_store_equal(rows, columns), "rows and columns are equal");
    slice = rc_store_slice(columns, 2, 3, NULL);
    ok(rc_store_append_store(rows, slice, NULL) == RC_OK && rc_store_length(rows) == 13,
       "a slice is appended");
    ok(rc_store_append(rows, 1, &first, NULL) == RC_OK && first == 13, "a record is appended");
    rc_store_i4(rows, "x", &x, NULL);
    ok(rc_i4_get(x, 10) == 4 && rc_i4_get(x, 12) == 16 && rc_i4_get(x, 13) == 0,
       "the records are where they belong");
    rc_store_unref(slice);
    rc_store_unref(rows);
    rc_store_unref(columns);
}

struct point {
    int32_t x;
    int32_t y;
    double weight;
};

static void rows_as_structs(void)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:i4, weight:f8", NULL), *other;
    rc_store *store = rc_store_zeros(dtype, 5, RC_ROWS, NULL);
    rc_error err = RC_ERROR_INIT;
    struct point *point = (struct point *)rc_store_data_as(store, dtype, &err);
    rc_f8_field weight;
    ok(point != NULL, "rows are used as structs");
    point[3].weight = 2.5;
    ok(rc_store_f8(store, "weight", &weight, NULL) == RC_OK && rc_f8_get(weight, 3) == 2.5,
       "and are the same memory");
    other = rc_dtype_parse("x:i4, y:i8", NULL);
    ok(rc_store_data_as(store, other, &err) == NULL && strcmp(err.field, "y") == 0,
       "other structs are refused");
    rc_dtype_unref(other);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

#ifndef RC_NO_BOUNDS_CHECK
static jmp_buf escape;
static size_t handled_i, handled_n;

static void on_bounds(size_t i, size_t n)
{
    handled_i = i;
    handled_n = n;
    longjmp(escape, 1);
}
#endif

/* The record is past the end of a slice, yet inside the memory it shares. */
static void bounds(void)
{
    rc_store *store = points(10, RC_ROWS), *slice = rc_store_slice(store, 0, 2, NULL);
    rc_i4_field all, few;
    rc_store_i4(store, "x", &all, NULL);
    rc_store_i4(slice, "x", &few, NULL);
    rc_i4_set(all, 5, 55);
#ifdef RC_NO_BOUNDS_CHECK
    ok(rc_i4_get(few, 5) == 55, "bounds are not checked");
#else
    rc_set_bounds_handler(on_bounds);
    if (setjmp(escape) == 0) {
        rc_i4_set(few, 5, 66);
    }
    ok(handled_i == 5 && handled_n == 2 && rc_i4_get(all, 5) == 55,
       "a record past the end is stopped");
    rc_set_bounds_handler(NULL);
#endif
    rc_store_unref(slice);
    rc_store_unref(store);
}

int main(void)
{
    bounds();
    typed_access(RC_ROWS);
    typed_access(RC_COLUMNS);
    generic_access(RC_ROWS);
    generic_access(RC_COLUMNS);
    conversion_and_growth();
    rows_as_structs();
    printf("1..%d\n", n_tests);
    return n_failed != 0;
}
