/* New dtypes out of old ones; comparing, promoting, casting. */
#include "dtype_helpers.h"

#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Releases `dtype` after comparing it. */
static void gives(rc_dtype *dtype, const char *expected)
{
    ck_assert_ptr_nonnull(dtype);
    test_prints(dtype, RC_NOTATION_COMPACT, expected);
    rc_dtype_unref(dtype);
}

static void refuses(rc_dtype *dtype, rc_error *err, rc_status status, const char *says)
{
    ck_assert_ptr_null(dtype);
    ck_assert_int_eq(err->status, status);
    ck_assert_msg(strstr(err->message, says), "%s", err->message);
    rc_error_clear(err);
}

START_TEST(fields_are_added)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse("a:i1, b:i4; aligned"), *f8 = test_parse("f8");
    rc_field_spec field = {"new", f8, RC_AUTO, 1};
    gives(rc_dtype_add_field(dtype, &field, RC_AUTO, &err), "a:i1, b:i4, new:f8?; aligned");
    gives(rc_dtype_add_field(dtype, &field, 0, &err), "new:f8?, a:i1, b:i4; aligned");
    gives(rc_dtype_add_field(dtype, &field, 2, &err), "a:i1, b:i4, new:f8?; aligned");
    refuses(rc_dtype_add_field(dtype, &field, 3, &err), &err, RC_EINDEX,
            "position 3: the dtype has 2");
    refuses(rc_dtype_add_field(f8, &field, 0, &err), &err, RC_EARG, "only a struct");
    field.offset = 4;
    refuses(rc_dtype_add_field(dtype, &field, 0, &err), &err, RC_EARG, "RC_AUTO");
    field.offset = RC_AUTO;
    field.name = "b";
    refuses(rc_dtype_add_field(dtype, &field, 0, &err), &err, RC_ENAME, "two fields");
    field.name = NULL;
    refuses(rc_dtype_add_field(dtype, &field, 0, &err), &err, RC_EARG, "a name");
    rc_dtype_unref(dtype);
    rc_dtype_unref(f8);
}
END_TEST

START_TEST(fields_are_dropped_selected_viewed)
{
    static const char *const ca[] = {"c", "a"}, *const bb[] = {"b", "b"}, *const no[] = {"d"};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse("a:i1@0, b:i4?@4, c:{x:i1, y:f8; aligned}@8; size=32");
    gives(rc_dtype_drop_fields(dtype, ca, 2, &err), "b:i4?");
    gives(rc_dtype_drop_fields(dtype, bb, 2, &err), "a:i1, c:{x:i1, y:f8; aligned}");
    gives(rc_dtype_drop_fields(dtype, NULL, 0, &err), "a:i1, b:i4?, c:{x:i1, y:f8; aligned}");
    gives(rc_dtype_select_fields(dtype, ca, 2, &err), "c:{x:i1, y:f8; aligned}, a:i1");
    gives(rc_dtype_select_fields(dtype, NULL, 0, &err), "{}");
    gives(rc_dtype_view_fields(dtype, ca, 2, &err), "c:{x:i1, y:f8; aligned}@8, a:i1@0; size=32");
    gives(rc_dtype_view_fields(dtype, NULL, 0, &err), "{; size=32}");
    refuses(rc_dtype_drop_fields(dtype, no, 1, &err), &err, RC_ENAME, "did you mean");
    refuses(rc_dtype_select_fields(dtype, bb, 2, &err), &err, RC_ENAME, "two fields");
    refuses(rc_dtype_view_fields(dtype, no, 1, &err), &err, RC_ENAME, "\"d\"");
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(fields_are_renamed)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse("a:i1@4, b:i4?@8; size=16");
    gives(rc_dtype_rename_field(dtype, "b", "b", &err), "a:i1@4, b:i4?@8; size=16");
    gives(rc_dtype_rename_field(dtype, "b", "x y", &err), "a:i1@4, \"x y\":i4?@8; size=16");
    refuses(rc_dtype_rename_field(dtype, "c", "d", &err), &err, RC_ENAME, "\"c\"");
    refuses(rc_dtype_rename_field(dtype, "b", "a", &err), &err, RC_ENAME, "two fields");
    refuses(rc_dtype_rename_field(dtype, "b", "", &err), &err, RC_ENAME, "empty");
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *base, *more, *result;
} extended[] = {
    {"a:i1, b:i4", "c:i1, d:f8", "a:i1, b:i4, c:i1, d:f8"},
    {"a:i1, b:i4; aligned", "c:i1, d:f8", "a:i1, b:i4, c:i1, d:f8; aligned"},
    {"a:i4, b:i1; aligned", "c:i1", "a:i4@0, b:i1@4, c:i1@8; aligned"},
    {"a:i1@1; size=3", "c:i4@8", "a:i1@1, c:i4@3"},
    {"{}", "c:i4?", "c:i4?"},
    {"a:i4", "{; size=8}", "a:i4"},
    {"a:i4", "a:i8", NULL},
    {"a:i4", "i8", NULL},
    {"i4", "a:i8", NULL},
    {"a:V2147483647", "b:i1", NULL},
};

START_TEST(dtypes_are_extended)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *base = test_parse(extended[_i].base), *more = test_parse(extended[_i].more);
    rc_dtype *result = rc_dtype_extend(base, more, &err);
    if (extended[_i].result) {
        gives(result, extended[_i].result);
    } else {
        ck_assert_ptr_null(result);
        ck_assert(err.status == RC_ENAME || err.status == RC_EARG || err.status == RC_ELIMIT);
    }
    rc_dtype_unref(base);
    rc_dtype_unref(more);
}
END_TEST

START_TEST(dtypes_are_repacked)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse("a:i1@8, b:2{c:i1, d:i4; aligned}@16; size=64");
    gives(rc_dtype_repack(dtype, RC_PACKED, 0, &err), "a:i1, b:2{c:i1, d:i4; aligned}");
    gives(rc_dtype_repack(dtype, RC_PACKED, 1, &err), "a:i1, b:2{c:i1, d:i4}");
    gives(rc_dtype_repack(dtype, RC_ALIGNED, 0, &err), "a:i1, b:2{c:i1, d:i4; aligned}; aligned");
    rc_dtype_unref(dtype);
    dtype = test_parse("3{c:i1, d:i4}");
    gives(rc_dtype_repack(dtype, RC_ALIGNED, 1, &err), "3{c:i1, d:i4; aligned}");
    gives(rc_dtype_repack(dtype, RC_ALIGNED, 0, &err), "3{c:i1, d:i4}");
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *found, *expected, *field, *says;
} differences[] = {
    {"a:i4, b:i4", "a:i4, b:f4", "b", "<i4, expected <f4"},
    {"a:i4, b:i4", "a:i4, c:i4", "", "the name of the field is b, expected c"},
    {"a:i4, b:i4@8", "a:i4, b:i4", NULL, NULL},
    {"a:i4@0, b:i4@8", "a:i4, b:i4", "b", "the offset is 8, expected 4"},
    {"a:i4", "a:i4, b:i4", "b", "the field is missing"},
    {"a:i4, b:i4", "a:i4", "b", "a field more than expected"},
    {"a:i4; size=8", "a:i4", "", "the itemsize is 8, expected 4"},
    {"w:{a:i4, b:2i4}", "w:{a:i4, b:3i4}", "w.b", "a dimension is 2, expected 3"},
    {"w:{b:3i4}", "w:{b:2i4}", "w.b", "dimension is 3, expected 2"},
    {"w:{a:2i4}", "w:{a:(2,1)i4}", "w.a", "number of dimensions is 1, expected 2"},
    {"a:i4?", "a:i4", "a", "nullable, expected not nullable"},
    {"a:{b:i4}", "a:i4", "a", "struct, expected <i4"},
    {"a:str", "a:S16", "a", "str, expected |S16"},
    {"i4", ">i4", "", "<i4, expected >i4"},
};

START_TEST(the_first_difference_is_named)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *found = rc_dtype_parse(differences[_i].found, NULL);
    rc_dtype *expected = test_parse(differences[_i].expected);
    if (differences[_i].says) {
        ck_assert_int_eq(rc_dtype_require(found, expected, &err), RC_ETYPE);
        ck_assert_str_eq(err.field, differences[_i].field);
        ck_assert_msg(strstr(err.message, differences[_i].says), "%s", err.message);
        ck_assert_int_eq(rc_dtype_require(expected, expected, NULL), RC_OK);
    } else {
        ck_assert_ptr_null(found); /* a mixture of offsets */
    }
    rc_dtype_unref(found);
    rc_dtype_unref(expected);
}
END_TEST

/* NULL: refused. NumPy's results, but for those that lose values. */
static const struct {
    const char *a, *b, *common;
} promotions[] = {
    {"bool", "bool", "bool"},
    {"bool", "u1", "u1"},
    {"bool", "f2", "f2"},
    {"i1", "u1", "i2"},
    {"i1", "u4", "i8"},
    {"u1", "i2", "i2"},
    {"u4", "u8", "u8"},
    {"i8", "u8", NULL},
    {"i1", "u8", NULL},
    {"i1", "f2", "f2"},
    {"i2", "f2", "f4"},
    {"u1", "f2", "f2"},
    {"i4", "f4", "f8"},
    {"u4", "f4", "f8"},
    {"i8", "f4", NULL},
    {"i8", "f8", NULL},
    {"u8", "c16", NULL},
    {"i2", "c8", "c8"},
    {"i4", "c8", "c16"},
    {"f8", "c8", "c16"},
    {"f2", "c8", "c8"},
    {">i4", ">f8", "f8"},
    {">i4", ">i4", "i4"},
    {"S3", "S5", "S5"},
    {"S8", "U2", "U8"},
    {"U2", ">U4", "U4"},
    {"S8", "str", "str"},
    {"str", "U2", "str"},
    {"i4", "S8", NULL},
    {"i4", "str", NULL},
    {"V4", "V4", "V4"},
    {"V4", "V8", NULL},
    {"V4", "i4", NULL},
    {"M8[s]", "M8[ms]", "M8[ms]"},
    {"M8[25s]", "M8[10s]", "M8[5s]"},
    {"M8[D]", "M8[25s]", "M8[25s]"},
    {"M8[D]", "M8[7s]", "M8[s]"},
    {"M8", "M8[ns]", "M8[ns]"},
    {"M8", "M8", "M8"},
    {"M8[Y]", "M8[3M]", "M8[3M]"},
    {"M8[Y]", "M8[D]", "M8[D]"},
    {"M8[M]", "M8[W]", "M8[D]"},
    {"M8[M]", "M8[7h]", "M8[h]"},
    {"M8[D]", "M8[us]", "M8[us]"},
    {"M8[D]", "M8[ps]", NULL},
    {"M8[s]", "M8[as]", NULL},
    {"m8[M]", "m8[Y]", "m8[M]"},
    {"m8[M]", "m8[D]", NULL},
    {"m8[W]", "m8[2D]", "m8[D]"},
    {"m8[s]", "i8", NULL},
    {"m8[s]", "i4", "m8[s]"},
    {"u4", "m8[s]", "m8[s]"},
    {"u8", "m8[s]", NULL},
    {"f8", "m8[s]", NULL},
    {"M8[s]", "m8[s]", NULL},
    {"M8[s]", "i8", NULL},
    {"3i4", "3f4", "3f8"},
    {"3i4", "4i4", NULL},
    {"3i4", "i4", NULL},
    {"a:i4, b:S3", "a:f4, b:S5?", "a:f8, b:S5?"},
    {"a:i4; aligned", "a:i8; aligned", "a:i8; aligned"},
    {"a:i4", "b:i4", NULL},
    {"a:i4", "a:i4, b:i4", NULL},
    {"a:{b:i8}", "a:{b:f8}", NULL},
};

START_TEST(kinds_are_promoted)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *a = test_parse(promotions[_i].a), *b = test_parse(promotions[_i].b);
    rc_dtype *ab = rc_dtype_promote(a, b, &err), *ba = rc_dtype_promote(b, a, NULL);
    if (promotions[_i].common) {
        gives(ab, promotions[_i].common);
        gives(ba, promotions[_i].common);
    } else {
        ck_assert_ptr_null(ba);
        refuses(ab, &err, RC_ETYPE, "");
    }
    rc_dtype_unref(a);
    rc_dtype_unref(b);
}
END_TEST

static const struct {
    const char *from, *to;
    rc_cast level;
} casts[] = {
    {"i4", "i4", RC_CAST_EXACT},
    {"i4", ">i4", RC_CAST_EXACT},
    {"i4", "i8", RC_CAST_WIDENING},
    {"bool", "u1", RC_CAST_WIDENING},
    {"u4", "i8", RC_CAST_WIDENING},
    {"i4", "f8", RC_CAST_WIDENING},
    {"f4", "c8", RC_CAST_WIDENING},
    {"i4", "u8", RC_CAST_CHECKED},
    {"i8", "i4", RC_CAST_CHECKED},
    {"i8", "f8", RC_CAST_CHECKED},
    {"f8", "i4", RC_CAST_CHECKED},
    {"c16", "f8", RC_CAST_CHECKED},
    {"i4", "bool", RC_CAST_CHECKED},
    {"f8", "f4", RC_CAST_LOSSY},
    {"f4", "f2", RC_CAST_LOSSY},
    {"c16", "c8", RC_CAST_LOSSY},
    {"c16", "f4", RC_CAST_LOSSY},
    {"S4", "S8", RC_CAST_WIDENING},
    {"S8", "S4", RC_CAST_CHECKED},
    {"U2", "S8", RC_CAST_WIDENING},
    {"U2", "S7", RC_CAST_CHECKED},
    {"S8", "U8", RC_CAST_CHECKED},
    {"U8", "str", RC_CAST_WIDENING},
    {"str", "U8", RC_CAST_CHECKED},
    {"str", "i4", RC_CAST_CHECKED},
    {"i4", "str", RC_CAST_WIDENING},
    {"i4", "S3", RC_CAST_CHECKED},
    {"M8[s]", "M8[s]", RC_CAST_EXACT},
    {"M8[s]", "M8[ns]", RC_CAST_CHECKED},
    {"M8[s]", "m8[s]", RC_CAST_NONE},
    {"m8[s]", "i8", RC_CAST_CHECKED},
    {"i8", "m8[s]", RC_CAST_CHECKED},
    {"u4", "m8[s]", RC_CAST_WIDENING},
    {"i4", "m8[s]", RC_CAST_WIDENING},
    {"u8", "m8[s]", RC_CAST_CHECKED},
    {"m8[s]", "i4", RC_CAST_CHECKED},
    {"M8[s]", "i8", RC_CAST_NONE},
    {"M8[s]", "str", RC_CAST_WIDENING},
    {"V4", "V4", RC_CAST_EXACT},
    {"V4", "V5", RC_CAST_NONE},
    {"V4", "i4", RC_CAST_NONE},
    {"3i4", "3i8", RC_CAST_WIDENING},
    {"3i4", "4i4", RC_CAST_NONE},
    {"3i4", "i4", RC_CAST_NONE},
    {"a:i4, b:f8", "b:f8, a:i4; aligned", RC_CAST_EXACT},
    {"a:i4, b:f8", "b:f4, a:i8", RC_CAST_LOSSY},
    {"a:i4?", "a:i4", RC_CAST_CHECKED},
    {"a:i4", "a:i4?", RC_CAST_WIDENING},
    {"a:i4", "b:i4", RC_CAST_NONE},
    {"a:i4", "a:i4, b:i4", RC_CAST_NONE},
    {"a:i4", "i4", RC_CAST_NONE},
};

START_TEST(casts_have_levels)
{
    rc_dtype *from = test_parse(casts[_i].from), *to = test_parse(casts[_i].to);
    ck_assert_int_eq(rc_dtype_can_cast(from, to), casts[_i].level);
    rc_dtype_unref(from);
    rc_dtype_unref(to);
}
END_TEST

START_TEST(names_have_numbers)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse("a:i4, b.c:i4");
    size_t i = 99;
    ck_assert_int_eq(rc_dtype_field_index(dtype, "b.c", &i, &err), RC_OK);
    ck_assert_uint_eq(i, 1);
    ck_assert_int_eq(rc_dtype_field_index(dtype, "b", &i, &err), RC_ENAME);
    ck_assert_uint_eq(i, 1);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(equivalence_is_about_values)
{
    static const struct {
        const char *a, *b;
        int equivalent;
    } cases[] = {
        {"a:i4, b:i8", "a:>i4, b:i8; aligned", 1},
        {"a:i4, b:i8", "b:i8, a:i4", 0},
        {"a:i4", "a:i4?", 0},
        {"a:S4", "a:S5", 0},
        {"a:2i4", "a:2>i4", 1},
        {"a:2i4", "a:(2,1)i4", 0},
        {"a:M8[s]", "a:M8[ms]", 0},
        {"a:{b:i4}", "a:{b:i4; size=8}", 1},
    };
    size_t i;
    for (i = 0; i < N(cases); i++) {
        rc_dtype *a = test_parse(cases[i].a), *b = test_parse(cases[i].b);
        ck_assert(!rc_dtype_equal(a, b) && rc_dtype_hash(a) != rc_dtype_hash(b));
        ck_assert_int_eq(rc_dtype_equivalent(a, b), cases[i].equivalent);
        rc_dtype_unref(a);
        rc_dtype_unref(b);
    }
}
END_TEST

Suite *suite_dtype_edit(void);

Suite *suite_dtype_edit(void)
{
    Suite *suite = suite_create("dtype edit");
    TCase *tc = tcase_create("edit");
    tcase_add_test(tc, fields_are_added);
    tcase_add_test(tc, fields_are_dropped_selected_viewed);
    tcase_add_test(tc, fields_are_renamed);
    tcase_add_loop_test(tc, dtypes_are_extended, 0, (int)N(extended));
    tcase_add_test(tc, dtypes_are_repacked);
    tcase_add_loop_test(tc, the_first_difference_is_named, 0, (int)N(differences));
    tcase_add_loop_test(tc, kinds_are_promoted, 0, (int)N(promotions));
    tcase_add_loop_test(tc, casts_have_levels, 0, (int)N(casts));
    tcase_add_test(tc, names_have_numbers);
    tcase_add_test(tc, equivalence_is_about_values);
    suite_add_tcase(suite, tc);
    return suite;
}
