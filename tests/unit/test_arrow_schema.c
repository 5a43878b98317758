/* Schemas both ways. Format strings: https://arrow.apache.org/docs/format/CDataInterface.html
   #data-type-description-format-strings */
#include "test_arrow.h"

#include "dtype_random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each dtype, and the formats that it is exported as. */
static const struct {
    const char *dtype, *formats;
} exported[] = {
    {"x:bool", "+s{x=b}"},
    {"x:i1, y:u1", "+s{x=c,y=C}"},
    {"x:i2, y:u2", "+s{x=s,y=S}"},
    {"x:i4, y:u4", "+s{x=i,y=I}"},
    {"x:i8, y:u8", "+s{x=l,y=L}"},
    {"x:f2, y:f4, z:f8", "+s{x=e,y=f,z=g}"},
    {"x:>i4, y:>f8", "+s{x=i,y=g}"},
    {"x:c8, y:c16", "+s{x=+w:2{item=f},y=+w:2{item=g}}"},
    {"x:S5, y:V7", "+s{x=w:5,y=w:7}"},
    {"x:S0, y:V0", "+s{x=w:0,y=w:0}"},
    {"x:U5, y:str", "+s{x=vu,y=vu}"},
    {"x:i4?, y:str?", "+s{x?=i,y?=vu}"},
    {"x:M8[s], y:M8[ms]", "+s{x=tss:,y=tsm:}"},
    {"x:M8[us], y:M8[ns]", "+s{x=tsu:,y=tsn:}"},
    {"x:M8[us, Europe/Berlin]?, y:2M8[ns,UTC]", "+s{x?=tsu:Europe/Berlin,y=+w:2{item=tsn:UTC}}"},
    {"x:>M8[s,+01:00], y:M8[25h,UTC]", "+s{x=tss:+01:00,y=tss:UTC}"},
    {"x:M8[D,UTC], y:M8[ps,UTC]", "+s{x=tdD,y=l}"},
    {"x:i1, y:{z:M8[s,UTC]}; aligned", "+s{x=c,y=+s{z=tss:UTC}}"},
    {"a:M8[Y], b:M8[M], c:M8[W], d:M8[D]", "+s{a=tdD,b=tdD,c=tdD,d=tdD}"},
    {"a:M8[h], b:M8[m]", "+s{a=tss:,b=tss:}"},
    {"a:M8[ps], b:M8[fs], c:M8[as], d:M8", "+s{a=l,b=l,c=l,d=l}"},
    {"a:M8[25s], b:M8[10us], c:M8[3D]", "+s{a=tss:,b=tsu:,c=tdD}"},
    {"a:M8[25ps], b:m8[7as]", "+s{a=l,b=l}"},
    {"x:m8[s], y:m8[ms]", "+s{x=tDs,y=tDm}"},
    {"x:m8[us], y:m8[ns]", "+s{x=tDu,y=tDn}"},
    {"a:m8[W], b:m8[D], c:m8[h], d:m8[m]", "+s{a=tDs,b=tDs,c=tDs,d=tDs}"},
    {"a:m8[Y], b:m8[M]", "+s{a=tiM,b=tiM}"},
    {"a:m8[ps], b:m8[fs], c:m8[as], d:m8", "+s{a=l,b=l,c=l,d=l}"},
    {"x:3f8", "+s{x=+w:3{item=g}}"},
    {"x:(2,3)f4", "+s{x=+w:2{item=+w:3{item=f}}}"},
    {"x:0i4", "+s{x=+w:0{item=i}}"},
    {"x:2{a:i1, b:str}", "+s{x=+w:2{item=+s{a=c,b=vu}}}"},
    {"x:{a:i1, b:{c:i2?}}?", "+s{x?=+s{a=c,b=+s{c?=s}}}"},
    {"x:i1@4, y:i8@8; size=32", "+s{x=c,y=l}"},
    {"i4", "i"},
    {"3f8", "+w:3{item=g}"},
    {"{}", "+s"},
};

/* The formats of a schema; they fit any of these buffers. */
static const char *formats_of(const rc_dtype *dtype, const rc_arrow_export_options *options,
                              char out[512])
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema;
    ck_assert_msg(rc_arrow_export_schema(dtype, options, &schema, &err) == RC_OK, "%s",
                  err.message);
    arrow_formats(&schema, out, 512);
    schema.release(&schema);
    ck_assert(schema.release == NULL);
    return out;
}

START_TEST(a_dtype_has_the_formats_of_the_specification)
{
    rc_dtype *dtype = arrow_dtype(exported[_i].dtype);
    char out[512];
    ck_assert_str_eq(formats_of(dtype, NULL, out), exported[_i].formats);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(the_type_of_strings_is_an_option)
{
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    rc_dtype *dtype = arrow_dtype("x:str, y:2U3");
    char out[512];
    options.strings = RC_STRINGS_UTF8;
    ck_assert_str_eq(formats_of(dtype, &options, out), "+s{x=u,y=+w:2{item=u}}");
    options.strings = RC_STRINGS_LARGE;
    ck_assert_str_eq(formats_of(dtype, &options, out), "+s{x=U,y=+w:2{item=U}}");
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_table_has_one_field_for_a_dtype_that_is_not_a_struct)
{
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    rc_dtype *number = arrow_dtype("i4"), *record = arrow_dtype("x:i4");
    char out[512];
    options.table = 1;
    ck_assert_str_eq(formats_of(number, &options, out), "+s{value=i}");
    ck_assert_str_eq(formats_of(record, &options, out), "+s{x=i}");
    rc_dtype_unref(number);
    rc_dtype_unref(record);
}
END_TEST

static void same_dtype(const rc_dtype *a, const rc_dtype *b)
{
    char *x = rc_dtype_text(a, RC_NOTATION_COMPACT, NULL);
    char *y = rc_dtype_text(b, RC_NOTATION_COMPACT, NULL);
    ck_assert_str_eq(x, y);
    rc_text_free(x);
    rc_text_free(y);
}

/* Exports and imports; aborts unless the dtype is the same. */
static void round_trip(const rc_dtype *dtype, const rc_arrow_export_options *options)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema;
    rc_dtype *back;
    ck_assert_msg(rc_arrow_export_schema(dtype, options, &schema, &err) == RC_OK, "%s",
                  err.message);
    back = rc_arrow_import_schema(&schema, NULL, &err);
    ck_assert_msg(back != NULL, "%s: %s", err.field, err.message);
    same_dtype(back, dtype);
    rc_dtype_unref(back);
    schema.release(&schema);
}

START_TEST(a_dtype_comes_back_as_it_was)
{
    rc_dtype *dtype = arrow_dtype(exported[_i].dtype);
    rc_dtype *aligned =
        rc_dtype_parse_n(exported[_i].dtype, strlen(exported[_i].dtype), RC_ALIGNED, NULL);
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    round_trip(dtype, NULL);
    round_trip(aligned, NULL);
    options.table = 1;
    options.strings = RC_STRINGS_UTF8;
    round_trip(dtype, &options);
    rc_dtype_unref(dtype);
    rc_dtype_unref(aligned);
}
END_TEST

START_TEST(a_random_dtype_comes_back_as_it_was)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t state = seed * 7919;
        rc_dtype *dtype = random_dtype(&state, 3, RANDOM_ALL, NULL);
        rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
        options.strings = (rc_strings)(1 + seed % 3);
        options.table = seed % 2;
        round_trip(dtype, &options);
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* A column alone, without the record it was in, has its dtype too. */
START_TEST(a_column_alone_has_its_dtype)
{
    rc_dtype *dtype = arrow_dtype("a:>i4, b:M8[25s], c:U3, d:{x:i1, y:i4; aligned}, e:2>f8");
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema;
    ck_assert_int_eq(rc_arrow_export_schema(dtype, NULL, &schema, &err), RC_OK);
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info info;
        rc_dtype *back = rc_arrow_import_schema(schema.children[i], NULL, &err);
        ck_assert_msg(back != NULL, "%s", err.message);
        ck_assert_int_eq(rc_dtype_field(dtype, i, &info, NULL), RC_OK);
        same_dtype(back, info.dtype);
        rc_dtype_unref(back);
    }
    schema.release(&schema);
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------------ importing */

static const struct {
    const char *format, *dtype;
} imported[] = {
    {"b", "x:bool"},
    {"c", "x:i1"},
    {"C", "x:u1"},
    {"s", "x:i2"},
    {"S", "x:u2"},
    {"i", "x:i4"},
    {"I", "x:u4"},
    {"l", "x:i8"},
    {"L", "x:u8"},
    {"e", "x:f2"},
    {"f", "x:f4"},
    {"g", "x:f8"},
    {"u", "x:str"},
    {"U", "x:str"},
    {"vu", "x:str"},
    {"z", "x:str"},
    {"Z", "x:str"},
    {"vz", "x:str"},
    {"w:9", "x:V9"},
    {"tdD", "x:M8[D]"},
    {"tdm", "x:M8[ms]"},
    {"tts", "x:m8[s]"},
    {"ttm", "x:m8[ms]"},
    {"ttu", "x:m8[us]"},
    {"ttn", "x:m8[ns]"},
    {"tss:", "x:M8[s]"},
    {"tsm:UTC", "x:M8[ms,UTC]"},
    {"tsu:+09:30", "x:M8[us,+09:30]"},
    {"tsn:Europe/Paris", "x:M8[ns,Europe/Paris]"},
    {"tss:Central Europe Standard Time", "x:M8[s,Central Europe Standard Time]"},
    {"tDs", "x:m8[s]"},
    {"tDm", "x:m8[ms]"},
    {"tDu", "x:m8[us]"},
    {"tDn", "x:m8[ns]"},
    {"tiM", "x:m8[M]"},
    {"w:2147483647", "x:V2147483647"},
};

/* The schema of a record with the field x of a format, and its dtype as text, or the error. */
static rc_status import_format(const char *format, int64_t flags, char *out, size_t size)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema *x = arrow_new_schema(format, "x", flags, 0, NULL);
    struct ArrowSchema *record = arrow_new_schema("+s", "", 0, 1, &x);
    rc_dtype *dtype = rc_arrow_import_schema(record, NULL, &err);
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
    snprintf(out, size, "%s", text ? text : err.message);
    if (!dtype) {
        ck_assert_str_eq(err.field, "x");
    }
    rc_text_free(text);
    rc_dtype_unref(dtype);
    arrow_free_schema(record);
    ck_assert_int_eq(arrow_alive, 0);
    return err.status;
}

START_TEST(a_format_has_a_dtype)
{
    char out[512], nullable[64];
    ck_assert_int_eq(import_format(imported[_i].format, 0, out, sizeof out), RC_OK);
    ck_assert_str_eq(out, imported[_i].dtype);
    snprintf(nullable, sizeof nullable, "%s?", imported[_i].dtype);
    ck_assert_int_eq(import_format(imported[_i].format, ARROW_FLAG_NULLABLE, out, sizeof out),
                     RC_OK);
    ck_assert_str_eq(out, nullable);
}
END_TEST

static const struct {
    const char *format, *name; /* NULL: not a format */
} refused[] = {
    {"n", "null"},
    {"d:10,2", "decimal"},
    {"d:10,2,256", "decimal"},
    {"tiD", "interval of days and milliseconds"},
    {"tin", "interval of months, days and nanoseconds"},
    {"+l", "list of variable length"},
    {"+L", "large list of variable length"},
    {"+vl", "list view"},
    {"+vL", "large list view"},
    {"+m", "map"},
    {"+ud:0,1", "dense union"},
    {"+us:0,1", "sparse union"},
    {"+r", "run-end encoded"},
    {"", NULL},
    {"x", NULL},
    {"ii", NULL},
    {"w:", NULL},
    {"w:-1", NULL},
    {"w:1x", NULL},
    {"w:2147483648", NULL},
    {"w:99999999999999999999", NULL},
    {"tss", NULL},
    {"tss:a]b", "a time zone"},
    {"tss:\"", "a time zone"},
    {"+w:", NULL},
    {"+w:3", NULL}, /* without the child */
    {"+lx", NULL},
    {"nn", NULL},
    {"\x1b[31m", NULL},
};

START_TEST(a_format_without_a_dtype_is_refused_by_name)
{
    char out[512];
    rc_status status = import_format(refused[_i].format, 0, out, sizeof out);
    ck_assert_int_eq(status, refused[_i].name ? RC_EUNSUPPORTED : RC_EFORMAT);
    if (refused[_i].name) {
        ck_assert_msg(strstr(out, refused[_i].name) != NULL, "%s", out);
    }
    ck_assert_ptr_null(strchr(out, '\x1b'));
}
END_TEST

/* A dictionary-encoded column has the dtype of its values. */
START_TEST(a_dictionary_has_the_dtype_of_its_values)
{
    static const char *const indices[] = {"c", "C", "s", "S", "i", "I", "l", "L", "u", "b", "g"};
    for (size_t i = 0; i < N(indices); i++) {
        rc_error err = RC_ERROR_INIT;
        struct ArrowSchema *x = arrow_new_schema(indices[i], "x", ARROW_FLAG_NULLABLE, 0, NULL);
        struct ArrowSchema *record = arrow_new_schema("+s", NULL, 0, 1, &x);
        rc_dtype *dtype;
        x->dictionary = arrow_new_schema("u", NULL, 0, 0, NULL);
        dtype = rc_arrow_import_schema(record, NULL, &err);
        if (i < 8) {
            char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
            ck_assert_str_eq(text, "x:str?");
            rc_text_free(text);
        } else {
            ck_assert_int_eq(err.status, RC_EFORMAT);
        }
        rc_dtype_unref(dtype);
        arrow_free_schema(record);
    }
}
END_TEST

/* Nulls of list elements are refused when they appear, not as a possibility. */
START_TEST(elements_of_lists_are_not_nullable)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema *a = arrow_new_schema("i", "a", ARROW_FLAG_NULLABLE, 0, NULL);
    struct ArrowSchema *item = arrow_new_schema("+s", "item", ARROW_FLAG_NULLABLE, 1, &a);
    struct ArrowSchema *inner = arrow_new_schema("+w:3", "item", ARROW_FLAG_NULLABLE, 1, &item);
    struct ArrowSchema *outer = arrow_new_schema("+w:2", "x", ARROW_FLAG_NULLABLE, 1, &inner);
    struct ArrowSchema *record = arrow_new_schema("+s", "", ARROW_FLAG_NULLABLE, 1, &outer);
    rc_dtype *dtype = rc_arrow_import_schema(record, NULL, &err);
    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
    ck_assert_str_eq(text, "x:(2,3){a:i4}?");
    rc_text_free(text);
    rc_dtype_unref(dtype);
    arrow_free_schema(record);
}
END_TEST

/* --------------------------------------------------------------------- dtypes */

static const struct {
    const char *dtype, *as;
    bool fits;
} expectations[] = {
    {"x:i4, y:str", "x:>i4, y:U7", true},
    {"x:i4, y:str", "x:i4?, y:str", true},
    {"x:i4?, y:str", "x:i4, y:str", true},
    {"x:V4", "x:S4", true},
    {"x:V4", "x:S5", false},
    {"x:M8[s]", "x:M8[h]", true},
    {"x:M8[s]", "x:m8[s]", false},
    {"x:M8[D]", "x:M8[3M]", true},
    {"x:i8", "x:M8[ps]", true},
    {"x:2f4", "x:c8", true},
    {"x:2f4", "x:c16", false},
    {"x:3f4", "x:c8", false},
    {"x:(2,3)i1", "x:(2,3)i1", true},
    {"x:(2,3)i1", "x:6i1", false},
    {"x:(2,3)i1", "x:(3,2)i1", false},
    {"x:i4", "y:i4", false},
    {"x:i4", "x:i4, y:i4", false},
    {"x:i4, y:i4", "x:i4", false},
    {"x:{a:i4}", "x:{a:i4@4; size=8}", true},
    {"x:{a:i4}", "x:i4", false},
    {"i4", ">i4", true},
};

START_TEST(a_dtype_of_the_caller_is_compared)
{
    rc_dtype *dtype = arrow_dtype(expectations[_i].dtype), *as = arrow_dtype(expectations[_i].as);
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema schema;
    rc_dtype *back;
    ck_assert_int_eq(rc_arrow_export_schema(dtype, NULL, &schema, &err), RC_OK);
    options.dtype = as;
    back = rc_arrow_import_schema(&schema, &options, &err);
    ck_assert_int_eq(back != NULL, expectations[_i].fits);
    if (back) {
        same_dtype(back, as);
    } else {
        ck_assert_int_eq(err.status, RC_ETYPE);
    }
    rc_dtype_unref(back);
    rc_dtype_unref(as);
    rc_dtype_unref(dtype);
    schema.release(&schema);
}
END_TEST

/* Metadata of the library: one pair. */
static char *metadata(const char *key, const char *value)
{
    int32_t one = 1, k = (int32_t)strlen(key), v = (int32_t)strlen(value);
    char *made = malloc(12 + (size_t)k + (size_t)v);
    memcpy(made, &one, 4);
    memcpy(made + 4, &k, 4);
    memcpy(made + 8, key, (size_t)k);
    memcpy(made + 8 + k, &v, 4);
    memcpy(made + 12 + k, value, (size_t)v);
    return made;
}

static const struct {
    const char *format, *value, *dtype;
} described[] = {
    {"i", ">i4", "x:>i4"},
    {"i", ">i8", "x:i4"},
    {"i", "not a dtype", "x:i4"},
    {"i", "", "x:i4"},
    {"tss:", "M8[25s]", "x:M8[25s]"},
    {"tss:UTC", "M8[h]", "x:M8[s,UTC]"}, /* it lost the zone */
    {"tss:", "M8[h,UTC]", "x:M8[s]"},
    {"tss:UTC", "M8[h, UTC]", "x:M8[h,UTC]"},
    {"tsu:UTC", ">M8[us,Europe/Paris]", "x:M8[us,UTC]"},
    {"tdD", "M8[D,Europe/Paris]", "x:M8[D,Europe/Paris]"},
    {"tsm:", "M8[h]", "x:M8[ms]"},
    {"u", "U5", "x:U5"},
    {"vu", "U5", "x:U5"},
    {"w:5", "S5", "x:S5"},
    {"w:5", "S4", "x:V5"},
    {"l", "M8[ps]", "x:M8[ps]"},
    {"i", "value:i4", "x:i4"},
};

START_TEST(metadata_is_used_where_it_agrees)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema *x = arrow_new_schema(described[_i].format, "x", 0, 0, NULL);
    struct ArrowSchema *record = arrow_new_schema("+s", "", 0, 1, &x);
    char *pair = metadata("rowcol:dtype", described[_i].value), *text;
    rc_dtype *dtype;
    x->metadata = pair;
    dtype = rc_arrow_import_schema(record, NULL, &err);
    ck_assert_msg(dtype != NULL, "%s", err.message);
    text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
    ck_assert_str_eq(text, described[_i].dtype);
    rc_text_free(text);
    rc_dtype_unref(dtype);
    arrow_free_schema(record);
    free(pair);
}
END_TEST

/* Nor where the fields are not nullable in it, but in the schema, or the reverse. */
START_TEST(metadata_of_a_record_must_agree_in_nulls)
{
    static const char *const values[] = {"x:>i4", "x:>i4?"};
    for (size_t i = 0; i < 4; i++) {
        rc_error err = RC_ERROR_INIT;
        int64_t flags = i / 2 ? ARROW_FLAG_NULLABLE : 0;
        struct ArrowSchema *x = arrow_new_schema("i", "x", flags, 0, NULL);
        struct ArrowSchema *record = arrow_new_schema("+s", "", 0, 1, &x);
        char *pair = metadata("rowcol:dtype", values[i % 2]), *text;
        rc_dtype *dtype;
        record->metadata = pair;
        dtype = rc_arrow_import_schema(record, NULL, &err);
        text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
        ck_assert_str_eq(text, i / 2 == i % 2 ? values[i % 2] : i / 2 ? "x:i4?" : "x:i4");
        rc_text_free(text);
        rc_dtype_unref(dtype);
        arrow_free_schema(record);
        free(pair);
    }
}
END_TEST

/* A negative length ends the search. */
START_TEST(metadata_with_negative_lengths_is_ignored)
{
    for (int which = 0; which < 3; which++) {
        rc_error err = RC_ERROR_INIT;
        struct ArrowSchema *x = arrow_new_schema("i", "x", 0, 0, NULL);
        char *pair = metadata("rowcol:dtype", ">i4");
        int32_t minus = -1;
        rc_dtype *dtype;
        memcpy(pair + (which == 0 ? 0 : which == 1 ? 4 : 20), &minus, 4);
        x->metadata = pair;
        dtype = rc_arrow_import_schema(x, NULL, &err);
        ck_assert_int_eq(rc_dtype_order(dtype), RC_ORDER_LITTLE);
        rc_dtype_unref(dtype);
        arrow_free_schema(x);
        free(pair);
    }
}
END_TEST

Suite *suite_arrow_schema(void)
{
    Suite *suite = suite_create("arrow_schema");
    TCase *tc = tcase_create("schemas");
    tcase_add_loop_test(tc, a_dtype_has_the_formats_of_the_specification, 0, (int)N(exported));
    tcase_add_test(tc, the_type_of_strings_is_an_option);
    tcase_add_test(tc, a_table_has_one_field_for_a_dtype_that_is_not_a_struct);
    tcase_add_loop_test(tc, a_dtype_comes_back_as_it_was, 0, (int)N(exported));
    tcase_add_test(tc, a_random_dtype_comes_back_as_it_was);
    tcase_add_test(tc, a_column_alone_has_its_dtype);
    tcase_add_loop_test(tc, a_format_has_a_dtype, 0, (int)N(imported));
    tcase_add_loop_test(tc, a_format_without_a_dtype_is_refused_by_name, 0, (int)N(refused));
    tcase_add_test(tc, a_dictionary_has_the_dtype_of_its_values);
    tcase_add_test(tc, elements_of_lists_are_not_nullable);
    tcase_add_loop_test(tc, a_dtype_of_the_caller_is_compared, 0, (int)N(expectations));
    tcase_add_loop_test(tc, metadata_is_used_where_it_agrees, 0, (int)N(described));
    tcase_add_test(tc, metadata_of_a_record_must_agree_in_nulls);
    tcase_add_test(tc, metadata_with_negative_lengths_is_ignored);
    suite_add_tcase(suite, tc);
    return suite;
}
