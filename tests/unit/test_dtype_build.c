/* Building dtypes and asking them. */
#include "dtype_helpers.h"

#include <stdio.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Sizes, alignments and names are NumPy's on x86-64. */
static const struct {
    rc_kind kind;
    size_t itemsize, alignment;
    rc_order order;
    const char *name;
} leaf_cases[] = {
    {RC_BOOL, 1, 1, RC_ORDER_NONE, "bool"},      {RC_I1, 1, 1, RC_ORDER_NONE, "int8"},
    {RC_I2, 2, 2, RC_ORDER_LITTLE, "int16"},     {RC_I4, 4, 4, RC_ORDER_LITTLE, "int32"},
    {RC_I8, 8, 8, RC_ORDER_LITTLE, "int64"},     {RC_U1, 1, 1, RC_ORDER_NONE, "uint8"},
    {RC_U2, 2, 2, RC_ORDER_LITTLE, "uint16"},    {RC_U4, 4, 4, RC_ORDER_LITTLE, "uint32"},
    {RC_U8, 8, 8, RC_ORDER_LITTLE, "uint64"},    {RC_F2, 2, 2, RC_ORDER_LITTLE, "float16"},
    {RC_F4, 4, 4, RC_ORDER_LITTLE, "float32"},   {RC_F8, 8, 8, RC_ORDER_LITTLE, "float64"},
    {RC_C8, 8, 4, RC_ORDER_LITTLE, "complex64"}, {RC_C16, 16, 8, RC_ORDER_LITTLE, "complex128"},
    {RC_STR, 16, 8, RC_ORDER_NONE, "str"},
};

START_TEST(leaves_have_numpys_sizes)
{
    rc_dtype *dtype = rc_dtype_leaf(leaf_cases[_i].kind, NULL);
    ck_assert_ptr_nonnull(dtype);
    ck_assert_int_eq(rc_dtype_kind(dtype), leaf_cases[_i].kind);
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), leaf_cases[_i].itemsize);
    ck_assert_uint_eq(rc_dtype_alignment(dtype), leaf_cases[_i].alignment);
    ck_assert_int_eq(rc_dtype_order(dtype), leaf_cases[_i].order);
    ck_assert_str_eq(rc_kind_name(leaf_cases[_i].kind), leaf_cases[_i].name);
    rc_dtype_unref(rc_dtype_ref(dtype));
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(leaf_refuses_kinds_that_need_more)
{
    static const rc_kind kinds[] = {RC_BYTES,  RC_UCS4,     RC_RAW,     RC_DATETIME, RC_TIMEDELTA,
                                    RC_STRUCT, RC_SUBARRAY, (rc_kind)0, (rc_kind)999};
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_dtype_leaf(kinds[_i], &err));
    ck_assert_int_eq(err.status, RC_EARG);
}
END_TEST

START_TEST(sized_leaves_count_their_own_units)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_sized(RC_UCS4, 3, &err);
    ck_assert_uint_eq(rc_dtype_length(dtype), 3);
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), 12);
    ck_assert_uint_eq(rc_dtype_alignment(dtype), 4);
    rc_dtype_unref(dtype);
    dtype = rc_dtype_sized(RC_BYTES, 0, &err);
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), 0);
    rc_dtype_unref(dtype);
    ck_assert_ptr_null(rc_dtype_sized(RC_UCS4, (size_t)RC_MAX_ITEMSIZE / 4 + 1, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_sized(RC_UCS4, SIZE_MAX, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_sized(RC_I4, 4, &err));
    ck_assert_int_eq(err.status, RC_EARG);
}
END_TEST

/* The zone is a note: it is kept by what is made of the dtype, and does not make it another one. */
START_TEST(times_have_a_zone)
{
    static const char *const wrong[] = {
        "Europe/Berlin ",
        " UTC",
        "a[b",
        "a]b",
        "a\"b",
        "a\\b",
        "a\tb",
        "Z\xc3\xbcrich",
        "0123456789012345678901234567890123456789012345678901234567890123",
    };
    static const char longest[] = "012345678901234567890123456789012345678901234567890123456789012";
    rc_error err = RC_ERROR_INIT;
    rc_dtype *plain = rc_dtype_time(RC_DATETIME, RC_UNIT_s, 25, &err), *number, *other, *record;
    rc_dtype *zoned = rc_dtype_in_zone(plain, "Europe/Berlin", &err);
    ck_assert_ptr_null(rc_dtype_zone(plain));
    ck_assert_str_eq(rc_dtype_zone(zoned), "Europe/Berlin");
    test_prints(zoned, RC_NOTATION_COMPACT, "M8[25s,Europe/Berlin]");
    ck_assert_int_eq(rc_dtype_equal(plain, zoned), 1);
    ck_assert_uint_eq(rc_dtype_hash(plain), rc_dtype_hash(zoned));
    other = rc_dtype_with_order(zoned, RC_ORDER_BIG, &err);
    test_prints(other, RC_NOTATION_COMPACT, ">M8[25s,Europe/Berlin]");
    rc_dtype_unref(other);
    other = rc_dtype_in_zone(zoned, "", &err);
    ck_assert_ptr_null(rc_dtype_zone(other));
    rc_dtype_unref(other);
    other = rc_dtype_in_zone(zoned, longest, &err);
    ck_assert_str_eq(rc_dtype_zone(other), longest);
    rc_dtype_unref(other);
    record = test_parse("a:{b:2M8[s,UTC]?}, c:i1");
    other = rc_dtype_with_order(record, RC_ORDER_BIG, &err);
    test_prints(other, RC_NOTATION_COMPACT, "a:{b:2>M8[s,UTC]?}, c:i1");
    rc_dtype_unref(other);
    rc_dtype_unref(record);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_ptr_null(rc_dtype_in_zone(plain, wrong[i], &err));
        ck_assert_int_eq(err.status, RC_EARG);
        rc_error_clear(&err);
    }
    number = rc_dtype_time(RC_TIMEDELTA, RC_UNIT_s, 1, &err);
    ck_assert_ptr_null(rc_dtype_in_zone(number, "UTC", &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_null(rc_dtype_zone(number));
    ck_assert_ptr_null(rc_dtype_zone(NULL));
    rc_dtype_unref(number);
    rc_dtype_unref(zoned);
    rc_dtype_unref(plain);
}
END_TEST

START_TEST(times_have_unit_and_multiple)
{
    rc_error err = RC_ERROR_INIT;
    int32_t multiple = 0;
    rc_dtype *dtype = rc_dtype_time(RC_DATETIME, RC_UNIT_s, 25, &err);
    ck_assert_int_eq(rc_dtype_unit(dtype, &multiple), RC_UNIT_s);
    ck_assert_int_eq(multiple, 25);
    test_prints(dtype, RC_NOTATION_COMPACT, "M8[25s]");
    rc_dtype_unref(dtype);
    ck_assert_ptr_null(rc_dtype_time(RC_DATETIME, RC_UNIT_s, 0, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_time(RC_DATETIME, RC_UNIT_GENERIC, 2, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_time(RC_I8, RC_UNIT_s, 1, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_time(RC_TIMEDELTA, (rc_unit)99, 1, &err));
    ck_assert_int_eq(err.status, RC_EARG);
}
END_TEST

/* offsets and sizes as NumPy 1.24 gives them */
static const struct {
    const char *spec;
    rc_align align;
    size_t itemsize, alignment, n, offsets[4];
} layout_cases[] = {
    {"x:i1, y:i4", RC_PACKED, 5, 1, 2, {0, 1}},
    {"x:i1, y:i4", RC_ALIGNED, 8, 4, 2, {0, 4}},
    {"x:i1, y:c16, z:i1", RC_ALIGNED, 32, 8, 3, {0, 8, 24}},
    {"x:i1, y:U1, z:S3", RC_ALIGNED, 12, 4, 3, {0, 4, 8}},
    {"x:i1, y:V8, z:bool", RC_ALIGNED, 10, 1, 3, {0, 1, 9}},
    {"x:i1, y:3f8, z:i2", RC_ALIGNED, 40, 8, 3, {0, 8, 32}},
    {"x:i1, y:{a:i1, b:f8}, z:i2", RC_ALIGNED, 32, 8, 3, {0, 8, 24}},
    {"x:i1, y:{a:i1, b:f8; packed}, z:i2", RC_ALIGNED, 12, 2, 3, {0, 1, 10}},
    {"x:i4@8, y:i1@0; size=16", RC_PACKED, 16, 1, 2, {8, 0}},
    {"x:i4@8, y:i1@0; aligned", RC_PACKED, 12, 4, 2, {8, 0}},
    {"x:i1, y:0f8, z:i1", RC_ALIGNED, 16, 8, 3, {0, 8, 8}},
    {"a:str, b:i1?, c:str", RC_ALIGNED, 40, 8, 3, {0, 16, 24}},
    {"{}", RC_ALIGNED, 0, 1, 0, {0}},
};

START_TEST(layouts_are_numpys)
{
    const char *spec = layout_cases[_i].spec;
    rc_dtype *dtype =
        layout_cases[_i].align == RC_ALIGNED ? test_parse_aligned(spec) : test_parse(spec);
    size_t i;
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), layout_cases[_i].itemsize);
    ck_assert_uint_eq(rc_dtype_alignment(dtype), layout_cases[_i].alignment);
    ck_assert_uint_eq(rc_dtype_nfields(dtype), layout_cases[_i].n);
    for (i = 0; i < layout_cases[_i].n; i++) {
        rc_field_info info;
        ck_assert_int_eq(rc_dtype_field(dtype, i, &info, NULL), RC_OK);
        ck_assert_uint_eq(info.offset, layout_cases[_i].offsets[i]);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* Struct specifications that are refused: two fields of int32 named as given. */
static const struct {
    const char *names[2];
    size_t offsets[2];
    rc_align align;
    size_t itemsize;
    rc_status status;
    const char *field;
} refused_cases[] = {
    {{"a", "a"}, {RC_AUTO, RC_AUTO}, RC_PACKED, RC_AUTO, RC_ENAME, "a"},
    {{"a", ""}, {RC_AUTO, RC_AUTO}, RC_PACKED, RC_AUTO, RC_ENAME, ""},
    {{"a", "\xff"}, {RC_AUTO, RC_AUTO}, RC_PACKED, RC_AUTO, RC_ENAME, NULL},
    {{"a", NULL}, {RC_AUTO, RC_AUTO}, RC_PACKED, RC_AUTO, RC_EARG, ""},
    {{"a", "b"}, {0, RC_AUTO}, RC_PACKED, RC_AUTO, RC_EARG, "b"},
    {{"a", "b"}, {RC_AUTO, 4}, RC_PACKED, RC_AUTO, RC_EARG, "b"},
    {{"a", "b"}, {0, 3}, RC_PACKED, RC_AUTO, RC_EARG, "b"},
    {{"a", "b"}, {3, 0}, RC_PACKED, RC_AUTO, RC_EARG, "b"},
    {{"a", "b"}, {0, 0}, RC_PACKED, RC_AUTO, RC_EARG, "b"},
    {{"a", "b"}, {0, 6}, RC_ALIGNED, RC_AUTO, RC_EARG, "b"},
    {{"a", "b"}, {0, 4}, RC_PACKED, 7, RC_EARG, ""},
    {{"a", "b"}, {0, 4}, RC_ALIGNED, 10, RC_EARG, ""},
    {{"a", "b"}, {0, 4}, RC_PACKED, (size_t)RC_MAX_ITEMSIZE + 1, RC_ELIMIT, ""},
    {{"a", "b"}, {0, (size_t)RC_MAX_ITEMSIZE}, RC_PACKED, RC_AUTO, RC_ELIMIT, "b"},
    {{"a", "b"}, {0, SIZE_MAX - 1}, RC_PACKED, RC_AUTO, RC_ELIMIT, "b"},
};

START_TEST(bad_structs_are_refused)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *i4 = rc_dtype_leaf(RC_I4, NULL);
    rc_field_spec fields[2];
    size_t i;
    for (i = 0; i < 2; i++) {
        fields[i].name = refused_cases[_i].names[i];
        fields[i].dtype = i4;
        fields[i].offset = refused_cases[_i].offsets[i];
        fields[i].nullable = 0;
    }
    ck_assert_ptr_null(
        rc_dtype_struct(fields, 2, refused_cases[_i].align, refused_cases[_i].itemsize, &err));
    ck_assert_int_eq(err.status, refused_cases[_i].status);
    if (refused_cases[_i].field) {
        ck_assert_str_eq(err.field, refused_cases[_i].field);
    }
    ck_assert_ptr_null(
        rc_dtype_struct(fields, 2, refused_cases[_i].align, refused_cases[_i].itemsize, NULL));
    rc_dtype_unref(i4);
}
END_TEST

START_TEST(fields_without_bytes_overlap_nothing)
{
    rc_dtype *dtype = test_parse("a:i4@0, b:S0@2, c:i4@4");
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), 8);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(subarray_of_subarray_is_one)
{
    static const size_t outer[] = {2, 3}, inner[] = {4};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *f8 = rc_dtype_leaf(RC_F8, &err);
    rc_dtype *a = rc_dtype_subarray(f8, 1, inner, &err);
    rc_dtype *b = rc_dtype_subarray(a, 2, outer, &err);
    ck_assert_uint_eq(rc_dtype_ndim(b), 3);
    ck_assert_uint_eq(rc_dtype_shape(b)[2], 4);
    ck_assert_ptr_eq(rc_dtype_element(b), f8);
    ck_assert_uint_eq(rc_dtype_itemsize(b), 192);
    ck_assert_uint_eq(rc_dtype_alignment(b), 8);
    rc_dtype_unref(b);
    rc_dtype_unref(a);
    rc_dtype_unref(f8);
}
END_TEST

START_TEST(subarray_limits)
{
    static const size_t large[] = {SIZE_MAX, 0}, many[RC_MAX_NDIM + 1] = {1},
                        product[] = {1 << 20, 1 << 20, 1 << 20, 1 << 20};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *f8 = rc_dtype_leaf(RC_F8, &err);
    ck_assert_ptr_null(rc_dtype_subarray(f8, 0, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_subarray(f8, 2, large, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_subarray(f8, RC_MAX_NDIM + 1, many, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_dtype_subarray(f8, 4, product, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_dtype_unref(f8);
}
END_TEST

START_TEST(nullable_inside_a_subarray_is_refused)
{
    static const size_t shape[] = {3};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *inner = test_parse("a:i4?");
    ck_assert_ptr_null(rc_dtype_subarray(inner, 1, shape, &err));
    ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
    rc_dtype_unref(inner);
    inner = test_parse("p:3f8?, t:2{s:str}");
    ck_assert_uint_eq(rc_dtype_itemsize(inner), 56);
    rc_dtype_unref(inner);
}
END_TEST

START_TEST(depth_is_limited)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_leaf(RC_I4, NULL), *deeper;
    int i;
    for (i = 0; i < RC_MAX_DEPTH; i++) {
        rc_field_spec field = {"a", dtype, RC_AUTO, 0};
        deeper = rc_dtype_struct(&field, 1, RC_PACKED, RC_AUTO, &err);
        ck_assert_ptr_nonnull(deeper);
        rc_dtype_unref(dtype);
        dtype = deeper;
    }
    {
        rc_field_spec field = {"a", dtype, RC_AUTO, 0};
        static const size_t two = 2;
        ck_assert_ptr_null(rc_dtype_struct(&field, 1, RC_PACKED, RC_AUTO, &err));
        ck_assert_int_eq(err.status, RC_ELIMIT);
        rc_error_clear(&err);
        ck_assert_ptr_null(rc_dtype_subarray(dtype, 1, &two, &err));
        ck_assert_int_eq(err.status, RC_ELIMIT);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* Shared by reference, a dtype may have 2^64 fields in a few kilobytes. */
START_TEST(fields_are_counted_through_nesting)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_leaf(RC_RAW, NULL);
    int i;
    ck_assert_ptr_null(dtype);
    dtype = rc_dtype_sized(RC_RAW, 0, NULL);
    for (i = 0; i < RC_MAX_DEPTH; i++) {
        rc_field_spec fields[] = {{"a", dtype, RC_AUTO, 0}, {"b", dtype, RC_AUTO, 0}};
        rc_dtype *wider = rc_dtype_struct(fields, 2, RC_PACKED, RC_AUTO, &err);
        if (!wider) {
            break;
        }
        rc_dtype_unref(dtype);
        dtype = wider;
    }
    ck_assert_int_eq(err.status, RC_ELIMIT);
    ck_assert_int_lt(i, 20);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(order_can_be_changed)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *little = test_parse("a:i4, b:{c:>f8, d:S3, e:2u2}, f:M8[ns], g:U2, h:bool?");
    rc_dtype *big = rc_dtype_with_order(little, RC_ORDER_BIG, &err);
    rc_dtype *back = rc_dtype_with_order(big, RC_ORDER_LITTLE, &err);
    test_prints(big, RC_NOTATION_COMPACT,
                "a:>i4, b:{c:>f8, d:S3, e:2>u2}, f:>M8[ns], g:>U2, h:bool?");
    test_prints(back, RC_NOTATION_COMPACT, "a:i4, b:{c:f8, d:S3, e:2u2}, f:M8[ns], g:U2, h:bool?");
    ck_assert(!rc_dtype_equal(little, big));
    ck_assert_ptr_null(rc_dtype_with_order(little, RC_ORDER_NONE, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_dtype_unref(little);
    rc_dtype_unref(big);
    rc_dtype_unref(back);
}
END_TEST

/* Each pair differs in one respect. */
static const char *const unequal[][2] = {
    {"a:i4", "a:u4"},
    {"a:i4", "a:>i4"},
    {"a:i4", "b:i4"},
    {"a:i4", "a:i4?"},
    {"a:i4", "a:i4, b:i4"},
    {"a:i4", "a:i4; size=8"},
    {"a:i4, b:i1", "a:i4, b:i1; aligned"},
    {"a:i4@0; size=8", "a:i4@4; size=8"},
    {"a:i4, b:i4", "b:i4, a:i4"},
    {"a:S4", "a:V4"},
    {"a:S4", "a:S5"},
    {"a:M8[s]", "a:M8[ms]"},
    {"a:M8[s]", "a:m8[s]"},
    {"a:M8[s]", "a:M8[2s]"},
    {"a:(2,3)i4", "a:(3,2)i4"},
    {"a:6i4", "a:(2,3)i4"},
    {"a:{b:i4}", "a:i4"},
    {"i4", "a:i4"},
    {"i4", "(1,)i4"},
};

START_TEST(different_dtypes_are_not_equal)
{
    rc_dtype *a = test_parse(unequal[_i][0]), *b = test_parse(unequal[_i][1]);
    ck_assert(!rc_dtype_equal(a, b));
    ck_assert(!rc_dtype_equal(b, a));
    ck_assert(rc_dtype_equal(a, a));
    rc_dtype_unref(a);
    rc_dtype_unref(b);
}
END_TEST

START_TEST(alignment_as_such_is_not_compared)
{
    rc_dtype *a = test_parse("a:i4, b:i4; aligned"), *b = test_parse("a:i4, b:i4");
    ck_assert(rc_dtype_equal(a, b));
    rc_dtype_unref(a);
    rc_dtype_unref(b);
}
END_TEST

/* Limits that only the functions for building can reach. */
START_TEST(limits_are_exact)
{
    enum { INNER = 1000 };
    static rc_field_spec fields[INNER];
    static char names[INNER][8];
    rc_error err = RC_ERROR_INIT;
    size_t most = RC_MAX_ITEMSIZE, over = most + 1;
    rc_dtype *leaf = rc_dtype_leaf(RC_I1, NULL), *empty = rc_dtype_sized(RC_BYTES, 0, NULL);
    rc_dtype *inner, *outer, *subarray = rc_dtype_subarray(empty, 1, &most, &err);
    ck_assert_ptr_nonnull(subarray);
    ck_assert_ptr_null(rc_dtype_subarray(empty, 1, &over, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    for (size_t i = 0; i < INNER; i++) {
        snprintf(names[i], sizeof names[i], "n%zu", i);
        fields[i] = (rc_field_spec){names[i], leaf, RC_AUTO, 0};
    }
    /* 1000 structs of 999 fields, which count as fields themselves: 1000000. */
    inner = rc_dtype_struct(fields, INNER - 1, RC_PACKED, RC_AUTO, &err);
    for (size_t i = 0; i < INNER; i++) {
        fields[i].dtype = inner;
    }
    outer = rc_dtype_struct(fields, INNER, RC_PACKED, RC_AUTO, &err);
    ck_assert_msg(outer != NULL, "%s", err.message);
    fields[0].dtype = outer;
    ck_assert_ptr_null(rc_dtype_struct(fields, 1, RC_PACKED, RC_AUTO, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_dtype_unref(outer);
    rc_dtype_unref(inner);
    rc_dtype_unref(subarray);
    rc_dtype_unref(empty);
    rc_dtype_unref(leaf);
}
END_TEST

Suite *suite_dtype_build(void);

Suite *suite_dtype_build(void)
{
    Suite *suite = suite_create("dtype build");
    TCase *tc = tcase_create("build");
    tcase_add_loop_test(tc, leaves_have_numpys_sizes, 0, (int)N(leaf_cases));
    tcase_add_loop_test(tc, leaf_refuses_kinds_that_need_more, 0, 9);
    tcase_add_test(tc, sized_leaves_count_their_own_units);
    tcase_add_test(tc, times_have_unit_and_multiple);
    tcase_add_test(tc, times_have_a_zone);
    tcase_add_loop_test(tc, layouts_are_numpys, 0, (int)N(layout_cases));
    tcase_add_loop_test(tc, bad_structs_are_refused, 0, (int)N(refused_cases));
    tcase_add_test(tc, fields_without_bytes_overlap_nothing);
    tcase_add_test(tc, subarray_of_subarray_is_one);
    tcase_add_test(tc, subarray_limits);
    tcase_add_test(tc, nullable_inside_a_subarray_is_refused);
    tcase_add_test(tc, depth_is_limited);
    tcase_add_test(tc, fields_are_counted_through_nesting);
    tcase_add_test(tc, order_can_be_changed);
    tcase_add_loop_test(tc, different_dtypes_are_not_equal, 0, (int)N(unequal));
    tcase_add_test(tc, alignment_as_such_is_not_compared);
    tcase_add_test(tc, limits_are_exact);
    suite_add_tcase(suite, tc);
    return suite;
}
