/* JSON values into records and back: what each kind takes, what it refuses, and how that is told.
 */
#include "test_json_dom.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

/* --------------------------------------------------------------- both ways */

typedef struct passage {
    const char *dtype, *in;
    const char *out; /* NULL: as it came in */
} passage;

static const passage passages[] = {
    /* integers */
    {"x:i1", "{\"x\":-128}", NULL},
    {"x:i1", "{\"x\":127}", NULL},
    {"x:u1", "{\"x\":255}", NULL},
    {"x:i2", "{\"x\":-32768}", NULL},
    {"x:u2", "{\"x\":65535}", NULL},
    {"x:i4", "{\"x\":-2147483648}", NULL},
    {"x:u4", "{\"x\":4294967295}", NULL},
    {"x:i8", "{\"x\":-9223372036854775808}", NULL},
    {"x:i8", "{\"x\":9223372036854775807}", NULL},
    {"x:u8", "{\"x\":9223372036854775807}", NULL},
    {"x:>i4, y:>u2", "{\"x\":-5,\"y\":258}", NULL},
    /* floats */
    {"x:f8", "{\"x\":0.1}", NULL},
    {"x:f8", "{\"x\":-0.0}", NULL},
    {"x:f8", "{\"x\":5e-324}", NULL},
    {"x:f8", "{\"x\":9007199254740992}", "{\"x\":9007199254740992.0}"},
    {"x:f8", "{\"x\":-9223372036854775808}", "{\"x\":-9223372036854775808.0}"},
    {"x:f4", "{\"x\":0.1}", "{\"x\":0.100000001490116119384765625}"},
    {"x:f4", "{\"x\":16777216}", "{\"x\":16777216.0}"},
    {"x:f4", "{\"x\":3.4028235e38}", "{\"x\":3.4028234663852886e38}"},
    {"x:f4", "{\"x\":1e-45}", "{\"x\":1.401298464324817e-45}"},
    {"x:f2", "{\"x\":0.1}", "{\"x\":0.0999755859375}"},
    {"x:f2", "{\"x\":2048}", "{\"x\":2048.0}"},
    {"x:f2", "{\"x\":65504.0}", NULL},
    {"x:>f8, y:>f4, z:>f2", "{\"x\":1.5,\"y\":-2.5,\"z\":0.5}", NULL},
    {"x:c16", "{\"x\":[0.1,-2]}", "{\"x\":[0.1,-2.0]}"},
    {"x:c8", "{\"x\":[0.1,16777216]}", "{\"x\":[0.100000001490116119384765625,16777216.0]}"},
    {"x:bool, y:bool", "{\"x\":true,\"y\":false}", NULL},
    /* texts */
    {"x:S3", "{\"x\":\"\"}", NULL},
    {"x:S3", "{\"x\":\"abc\"}", NULL},
    {"x:S3", "{\"x\":\"a\\u0000c\"}", NULL},
    {"x:S4", "{\"x\":\"\\u00e4\\u00f6\"}", NULL},
    {"x:S0", "{\"x\":\"\"}", NULL},
    {"x:U2", "{\"x\":\"\\u00e4\\ud834\\udd1e\"}", NULL},
    {"x:>U2", "{\"x\":\"\\u00e4\\ud834\\udd1e\"}", NULL},
    {"x:U2", "{\"x\":\"\"}", NULL},
    {"x:V3", "{\"x\":\"00ff10\"}", NULL},
    {"x:V2", "{\"x\":\"ABCD\"}", "{\"x\":\"abcd\"}"},
    {"x:str, y:i1", "{\"x\":\"\",\"y\":1}", NULL},
    {"x:str, y:i1", "{\"x\":\"twelve bytes\",\"y\":1}", NULL},
    {"x:str, y:i1", "{\"x\":\"more than twelve bytes \\u20ac\",\"y\":1}", NULL},
    {"x:str", "{\"x\":\"ends in NUL\\u0000\"}", NULL},
    /* times */
    {"x:M8[D]", "{\"x\":\"2020-02-29\"}", NULL},
    {"x:M8[s]", "{\"x\":\"2020-02-29T13:59:59\"}", NULL},
    {"x:M8[s]", "{\"x\":\"2020-02\"}", "{\"x\":\"2020-02-01T00:00:00\"}"},
    {"x:M8[ns]", "{\"x\":\"NaT\"}", NULL},
    {"x:m8[s]", "{\"x\":-25}", NULL},
    {"x:m8[25s]", "{\"x\":2}", NULL},
    {"x:m8[s]", "{\"x\":\"NaT\"}", NULL},
    {"x:m8[s]", "{\"x\":\"2 m\"}", "{\"x\":120}"},
    /* structs and subarrays */
    {"x:i4, y:i4", "{\"y\":2,\"x\":1}", "{\"x\":1,\"y\":2}"},
    {"x:i4, y:i4", "[1,2]", "{\"x\":1,\"y\":2}"},
    {"a:{b:{c:i1, d:S1}, e:f8}, g:i2", "{\"a\":{\"b\":{\"c\":1,\"d\":\"x\"},\"e\":0.5},\"g\":3}",
     NULL},
    {"a:{b:{c:i1, d:S1}, e:f8}, g:i2", "[[{\"d\":\"x\",\"c\":1},0.5],3]",
     "{\"a\":{\"b\":{\"c\":1,\"d\":\"x\"},\"e\":0.5},\"g\":3}"},
    {"p:3i4, q:i1", "{\"p\":[1,2,3],\"q\":4}", NULL},
    {"p:(2,3)i4, q:i1", "{\"p\":[[1,2,3],[4,5,6]],\"q\":4}", NULL},
    {"p:(2,1,2)u1", "{\"p\":[[[1,2]],[[3,4]]]}", NULL},
    {"p:2{x:i4, y:(2,)S2}, q:i1",
     "{\"p\":[{\"x\":1,\"y\":[\"a\",\"b\"]},{\"x\":2,\"y\":[\"\",\"cd\"]}],\"q\":3}", NULL},
    {"p:2str", "{\"p\":[\"a\",\"a text of more than twelve bytes\"]}", NULL},
    {"p:2c16", "{\"p\":[[1.0,2.0],[3.0,4.0]]}", NULL},
    {"p:(2,0)i4, q:0i4", "{\"p\":[[],[]],\"q\":[]}", NULL},
    {"\"a.b\":i1, \xC3\xA4:i1", "{\"a.b\":1,\"\xC3\xA4\":2}", NULL},
    /* records that are no structs */
    {"i4", "7", NULL},
    {"str", "\"seven\"", NULL},
    {"(2,2)f8", "[[1.0,2.0],[3.0,4.0]]", NULL},
    /* null */
    {"x:i4?, y:i4?", "{\"x\":null,\"y\":5}", NULL},
    {"x:str?, y:S3?, z:f8?", "{\"x\":null,\"y\":null,\"z\":null}", NULL},
    {"x:{a:i4, b:i1?}?, y:i1", "{\"x\":null,\"y\":1}", NULL},
    {"x:{a:i4, b:i1?}?, y:i1", "{\"x\":{\"a\":1,\"b\":null},\"y\":1}", NULL},
    {"x:2i4?, y:i1", "{\"x\":null,\"y\":1}", NULL},
    {"x:2i4?, y:i1", "{\"x\":[1,2],\"y\":1}", NULL},
};

/* Record 1 of 3 is used, which is neither the first byte nor the first bit of anything; the
   records beside it must stay as they are. */
static void check_passage(const passage *c, rc_layout layout)
{
    rc_store *store = dom_store(c->dtype, 3, layout), *untouched = dom_store(c->dtype, 1, layout);
    json_t *in = dom_json(c->in), *expected = dom_json(c->out ? c->out : c->in);
    rc_error err = RC_ERROR_INIT;
    json_t *out;
    int side;
    ck_assert_msg(rc_json_to_record(store, 1, in, NULL, &err) == RC_OK, "%s into %s: %s: %s", c->in,
                  c->dtype, err.field, err.message);
    out = rc_json_from_record(store, 1, NULL, &err);
    ck_assert_msg(out != NULL, "%s out of %s: %s: %s", c->in, c->dtype, err.field, err.message);
    dom_expect_json(out, expected, c->dtype);
    for (side = 0; side < 3; side += 2) {
        rc_store *beside = rc_store_slice(store, (size_t)side, 1, NULL);
        ck_assert_msg(rc_store_equal(beside, untouched), "%s: record %d was touched", c->in, side);
        rc_store_unref(beside);
    }
    json_decref(out);
    json_decref(in);
    json_decref(expected);
    rc_store_unref(untouched);
    rc_store_unref(store);
}

/* The bulk reader has the same rules and makes the same of the text. */
static void check_bulk(const passage *c)
{
    rc_store *store = dom_store(c->dtype, 1, RC_ROWS), *bulk;
    json_t *in = dom_json(c->in);
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, NULL), RC_OK);
    bulk = dom_bulk_read(c->in, rc_store_dtype(store), NULL, &err);
    ck_assert_msg(bulk != NULL, "%s in bulk: %s", c->in, err.message);
    ck_assert_msg(rc_store_equal(store, bulk), "%s into %s: bulk differs", c->in, c->dtype);
    json_decref(in);
    rc_store_unref(bulk);
    rc_store_unref(store);
}

START_TEST(values_go_in_and_come_out)
{
    size_t i, j;
    for (i = 0; i < sizeof passages / sizeof *passages; i++) {
        for (j = 0; j < 2; j++) {
            check_passage(&passages[i], layouts[j]);
        }
        check_bulk(&passages[i]);
    }
}
END_TEST

/* ----------------------------------------------------------------- refusals */

typedef struct refusal {
    const char *dtype, *in;
    rc_status status;
    const char *field, *words;
} refusal;

static const refusal refusals[] = {
    /* integers are written as integers, and fit */
    {"x:i4", "{\"x\":3000000000}", RC_ERANGE, "x", "does not fit int32"},
    {"x:i1", "{\"x\":128}", RC_ERANGE, "x", "does not fit int8"},
    {"x:i1", "{\"x\":-129}", RC_ERANGE, "x", "does not fit int8"},
    {"x:u1", "{\"x\":-1}", RC_ERANGE, "x", "does not fit uint8"},
    {"x:u1", "{\"x\":256}", RC_ERANGE, "x", "does not fit uint8"},
    {"x:u4", "{\"x\":4294967296}", RC_ERANGE, "x", "does not fit uint32"},
    {"x:u8", "{\"x\":-1}", RC_ERANGE, "x", "does not fit uint64"},
    {"x:i4", "{\"x\":1.0}", RC_ETYPE, "x", "1.0"},
    {"x:i4", "{\"x\":1e3}", RC_ETYPE, "x", "integer"},
    {"x:i4", "{\"x\":\"1\"}", RC_ETYPE, "x", "\"1\""},
    {"x:i4", "{\"x\":true}", RC_ETYPE, "x", "true"},
    {"x:i4", "{\"x\":[1]}", RC_ETYPE, "x", "array"},
    {"x:i4", "{\"x\":{}}", RC_ETYPE, "x", "object"},
    {"x:i4", "{\"x\":null}", RC_ETYPE, "x", "found null"},
    /* floats */
    {"x:f8", "{\"x\":9007199254740993}", RC_ERANGE, "x", "9007199254740993"},
    {"x:f8", "{\"x\":9223372036854775807}", RC_ERANGE, "x", "9223372036854775807"},
    {"x:f4", "{\"x\":16777217}", RC_ERANGE, "x", "16777217"},
    {"x:f2", "{\"x\":2049}", RC_ERANGE, "x", "2049"},
    {"x:f2", "{\"x\":65536}", RC_ERANGE, "x", "65536"},
    {"x:f4", "{\"x\":1e39}", RC_ERANGE, "x", "1e+39"},
    {"x:f4", "{\"x\":-3.4028236e38}", RC_ERANGE, "x", "e+38"},
    {"x:f2", "{\"x\":65520.0}", RC_ERANGE, "x", "65520.0"},
    {"x:f4", "{\"x\":1e-46}", RC_ERANGE, "x", "would become 0"},
    {"x:f2", "{\"x\":-1e-10}", RC_ERANGE, "x", "would become 0"},
    {"x:f8", "{\"x\":\"1.5\"}", RC_ETYPE, "x", "\"1.5\""},
    {"x:f8", "{\"x\":\"nan\"}", RC_ETYPE, "x", "\"nan\""},
    {"x:f8", "{\"x\":false}", RC_ETYPE, "x", "false"},
    {"x:c16", "{\"x\":1.5}", RC_ETYPE, "x", "array of two numbers"},
    {"x:c16", "{\"x\":[1.5]}", RC_ETYPE, "x", "array of two numbers"},
    {"x:c16", "{\"x\":[1,2,3]}", RC_ETYPE, "x", "array of two numbers"},
    {"x:c16", "{\"x\":[1,\"2\"]}", RC_ETYPE, "x", "array of two numbers"},
    {"x:c16", "{\"x\":[1,9007199254740993]}", RC_ERANGE, "x", "9007199254740993"},
    {"x:c8", "{\"x\":[1e39,1]}", RC_ERANGE, "x", "1e+39"},
    /* bools */
    {"x:bool", "{\"x\":1}", RC_ETYPE, "x", "true or false"},
    {"x:bool", "{\"x\":\"true\"}", RC_ETYPE, "x", "true or false"},
    /* texts */
    {"x:S3", "{\"x\":\"abcd\"}", RC_ERANGE, "x", "S4"},
    {"x:S3", "{\"x\":\"\\u20ac\\u20ac\"}", RC_ERANGE, "x", "S6"},
    {"x:S3", "{\"x\":\"a\\u0000\"}", RC_ERANGE, "x", "NUL"},
    {"x:S3", "{\"x\":1}", RC_ETYPE, "x", NULL},
    {"x:U2", "{\"x\":\"abc\"}", RC_ERANGE, "x", "U3"},
    {"x:U2", "{\"x\":\"a\\u0000\"}", RC_ERANGE, "x", "NUL"},
    {"x:U2", "{\"x\":true}", RC_ETYPE, "x", NULL},
    {"x:str", "{\"x\":5}", RC_ETYPE, "x", NULL},
    {"x:V2", "{\"x\":\"abc\"}", RC_ESYNTAX, "x", NULL},
    {"x:V2", "{\"x\":\"abcdef\"}", RC_ERANGE, "x", "V3"},
    {"x:V2", "{\"x\":\"abcg\"}", RC_ESYNTAX, "x", "hexadecimal"},
    {"x:V2", "{\"x\":17}", RC_ETYPE, "x", "hexadecimal"},
    /* times */
    {"x:M8[D]", "{\"x\":\"2020-02-30\"}", RC_ESYNTAX, "x", NULL},
    {"x:M8[D]", "{\"x\":\"2020-02-29T12:00\"}", RC_ERANGE, "x", NULL},
    {"x:M8[D]", "{\"x\":18000}", RC_ETYPE, "x", "date"},
    {"x:m8[s]", "{\"x\":1.5}", RC_ETYPE, "x", NULL},
    {"x:m8[s]", "{\"x\":true}", RC_ETYPE, "x", NULL},
    /* structs */
    {"x:i4, y:i4", "{\"x\":1,\"y\":2,\"z\":3}", RC_EEXTRA, "", "\"z\""},
    {"x:i4, y:i4", "{\"x\":1}", RC_EMISSING, "y", NULL},
    {"x:i4, y:i4", "{\"x\":1,\"Y\":1}", RC_EEXTRA, "", "\"Y\""},
    {"x:i4, y:i4", "[1,2,3]", RC_EEXTRA, "", "more values"},
    {"x:i4, y:i4", "[1]", RC_EMISSING, "y", NULL},
    {"x:i4", "5", RC_ETYPE, "", NULL},
    {"x:i4", "null", RC_ETYPE, "", "null"},
    {"a:{b:{c:i1}}", "{\"a\":{\"b\":{\"c\":1000}}}", RC_ERANGE, "a.b.c", "int8"},
    {"a:{b:{c:i1}}", "{\"a\":{\"b\":{}}}", RC_EMISSING, "a.b.c", NULL},
    {"a:{b:{c:i1}}", "{\"a\":{\"b\":{\"c\":1,\"d\":2}}}", RC_EEXTRA, "a.b", "\"d\""},
    {"a:{b:{c:i1}}", "{\"a\":{\"b\":7}}", RC_ETYPE, "a.b", NULL},
    {"a:{b:i1?}", "{\"a\":null}", RC_ETYPE, "a", "null"},
    /* subarrays */
    {"p:3i4", "{\"p\":[1,2]}", RC_EMISSING, "p", "2 values, expected 3"},
    {"p:3i4", "{\"p\":[1,2,3,4]}", RC_EEXTRA, "p", "more values than the expected 3"},
    {"p:3i4", "{\"p\":5}", RC_ETYPE, "p", "array"},
    {"p:3i4", "{\"p\":[1,2.5,3]}", RC_ETYPE, "p[1]", "2.5"},
    {"p:3i4", "{\"p\":[1,null,3]}", RC_ETYPE, "p[1]", "null"},
    {"p:(2,3)i4", "{\"p\":[[1,2,3],[1,2]]}", RC_EMISSING, "p[1]", "2 values, expected 3"},
    {"p:(2,3)i4", "{\"p\":[[1,2,3],4]}", RC_ETYPE, "p[1]", "array"},
    {"p:(2,3)i4", "{\"p\":[1,2,3,4,5,6]}", RC_ETYPE, "p[0]", "array"},
    {"p:(2,3)i1", "{\"p\":[[1,2,3],[1,2,300]]}", RC_ERANGE, "p[1][2]", "int8"},
    {"a:{p:2{x:i1, y:2i1}}", "{\"a\":{\"p\":[{\"x\":1,\"y\":[1,2]},{\"x\":1,\"y\":[1,200]}]}}",
     RC_ERANGE, "a.p[1].y[1]", "int8"},
    {"p:0i4", "{\"p\":[1]}", RC_EEXTRA, "p", "more values than the expected 0"},
    {"(2,)i1", "[1,200]", RC_ERANGE, "[1]", "int8"},
};

START_TEST(what_does_not_fit_is_refused)
{
    size_t i;
    for (i = 0; i < 2 * sizeof refusals / sizeof *refusals; i++) {
        const refusal *c = &refusals[i / 2];
        rc_store *store = dom_store(c->dtype, 2, layouts[i % 2]);
        json_t *in = dom_json(c->in);
        rc_error err = RC_ERROR_INIT;
        rc_status status = rc_json_to_record(store, 1, in, NULL, &err);
        dom_expect_error(&err, c->status, c->field, c->words, c->in);
        ck_assert_int_eq(status, c->status);
        ck_assert_uint_eq(err.record, 1);
        ck_assert_int_eq(rc_json_to_record(store, 1, in, NULL, NULL), c->status);
        rc_error_clear(&err);
        ck_assert_ptr_null(dom_bulk_read(c->in, rc_store_dtype(store), NULL, &err));
        ck_assert_msg(err.status == c->status, "%s: in bulk %s: %s", c->in,
                      rc_status_name(err.status), err.message);
        json_decref(in);
        rc_store_unref(store);
    }
}
END_TEST

/* What no text says, but a program can make. */
START_TEST(a_string_that_is_not_utf8_is_refused)
{
    static const char *const dtypes[] = {"x:S4", "x:U4", "x:str"};
    size_t i;
    for (i = 0; i < 3; i++) {
        rc_store *store = dom_store(dtypes[i], 1, RC_ROWS);
        json_t *in = json_object();
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(json_object_set_new(in, "x", json_stringn_nocheck("a\xFF", 2)), 0);
        ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, &err), RC_ESYNTAX);
        dom_expect_error(&err, RC_ESYNTAX, "x", "UTF-8", dtypes[i]);
        json_decref(in);
        rc_store_unref(store);
    }
}
END_TEST

/* ------------------------------------------------------------------ options */

START_TEST(extra_keys_are_ignored_when_asked)
{
    static const passage cases[] = {
        {"x:i4", "{\"a\":{\"x\":5},\"x\":1,\"b\":null}", "{\"x\":1}"},
        {"x:i4, y:{z:i1}", "[1,{\"z\":2,\"w\":[]},3,4]", "{\"x\":1,\"y\":{\"z\":2}}"},
        {"x:i4", "{\"x\\u0000\":5,\"x\":1}", "{\"x\":1}"},
    };
    static const rc_read_options options = {.size = sizeof(rc_read_options),
                                            .extra = RC_EXTRA_IGNORE};
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_store *store = dom_store(cases[i].dtype, 1, RC_ROWS);
        json_t *in = dom_json(cases[i].in), *expected = dom_json(cases[i].out), *out;
        ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, NULL), RC_EEXTRA);
        ck_assert_int_eq(rc_json_to_record(store, 0, in, &options, NULL), RC_OK);
        out = rc_json_from_record(store, 0, NULL, NULL);
        dom_expect_json(out, expected, cases[i].in);
        json_decref(in);
        json_decref(out);
        json_decref(expected);
        rc_store_unref(store);
    }
}
END_TEST

START_TEST(missing_fields_become_null_when_asked)
{
    static const char dtype[] = "n:i2?, a:{b:f8?, c:i1}?, s:str?, x:i4";
    static const rc_read_options options = {.size = sizeof options, .missing = RC_MISSING_NULL};
    json_t *full = dom_json("{\"n\":1,\"a\":{\"b\":2.0,\"c\":3},\"s\":\"x\",\"x\":4}");
    json_t *some = dom_json("{\"x\":5}"), *inner = dom_json("{\"a\":{\"c\":6},\"x\":7}");
    json_t *none = dom_json("{\"n\":1}"), *expected, *out;
    for (size_t i = 0; i < 2; i++) {
        rc_store *store = dom_store(dtype, 3, layouts[i]);
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(rc_json_to_record(store, 1, full, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_json_to_record(store, 1, some, &options, NULL), RC_OK);
        expected = dom_json("{\"n\":null,\"a\":null,\"s\":null,\"x\":5}");
        out = rc_json_from_record(store, 1, NULL, NULL);
        dom_expect_json(out, expected, "null");
        json_decref(expected);
        json_decref(out);
        ck_assert_int_eq(rc_json_to_record(store, 1, inner, &options, NULL), RC_OK);
        expected = dom_json("{\"n\":null,\"a\":{\"b\":null,\"c\":6},\"s\":null,\"x\":7}");
        out = rc_json_from_record(store, 1, NULL, NULL);
        dom_expect_json(out, expected, "null inside");
        json_decref(expected);
        json_decref(out);
        ck_assert_int_eq(rc_json_to_record(store, 1, none, &options, &err), RC_EMISSING);
        ck_assert_str_eq(err.field, "x"); /* not nullable */
        rc_store_unref(store);
    }
    json_decref(full);
    json_decref(some);
    json_decref(inner);
    json_decref(none);
}
END_TEST

static const char patched[] = "x:i4, s:str, n:i2?, a:{b:f8, c:i1?}?, p:2i1";

static const struct {
    const char *before, *patch, *after;
} patches[] = {{"{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}", "{}",
                "{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}"},
               {"{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}",
                "{\"s\":\"b\",\"n\":null}",
                "{\"x\":1,\"s\":\"b\",\"n\":null,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}"},
               {"{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}",
                "{\"a\":{\"c\":null}}",
                "{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":null},\"p\":[5,6]}"},
               {"{\"x\":1,\"s\":\"a\",\"n\":null,\"a\":null,\"p\":[5,6]}", "{\"a\":{\"b\":9.0}}",
                "{\"x\":1,\"s\":\"a\",\"n\":null,\"a\":{\"b\":9.0,\"c\":0},\"p\":[5,6]}"},
               {"{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}", "[7,\"c\"]",
                "{\"x\":7,\"s\":\"c\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}"},
               {"{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":3.0,\"c\":4},\"p\":[5,6]}",
                "{\"p\":[0,1],\"a\":[8]}",
                "{\"x\":1,\"s\":\"a\",\"n\":2,\"a\":{\"b\":8.0,\"c\":4},\"p\":[0,1]}"}};

START_TEST(a_patch_leaves_the_rest)
{
    json_t *before = dom_json(patches[_i].before), *patch = dom_json(patches[_i].patch);
    json_t *expected = dom_json(patches[_i].after), *other = dom_json(patches[_i].before);
    for (size_t i = 0; i < 2; i++) {
        rc_store *store = dom_store(patched, 3, layouts[i]);
        json_t *out, *next;
        for (size_t record = 0; record < 3; record++) {
            ck_assert_int_eq(rc_json_to_record(store, record, before, NULL, NULL), RC_OK);
        }
        ck_assert_int_eq(rc_json_patch_record(store, 1, patch, NULL, NULL), RC_OK);
        out = rc_json_from_record(store, 1, NULL, NULL);
        dom_expect_json(out, expected, patches[_i].patch);
        next = rc_json_from_record(store, 2, NULL, NULL);
        dom_expect_json(next, other, "the next record");
        json_decref(out);
        json_decref(next);
        rc_store_unref(store);
    }
    json_decref(before);
    json_decref(patch);
    json_decref(expected);
    json_decref(other);
}
END_TEST

START_TEST(a_patch_may_be_refused)
{
    static const rc_read_options ignore = {.size = sizeof ignore, .extra = RC_EXTRA_IGNORE};
    rc_store *store = dom_store(patched, 1, RC_ROWS);
    json_t *extra = dom_json("{\"z\":1}"), *part = dom_json("{\"p\":[1]}"), *number = dom_json("7");
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_json_patch_record(store, 0, extra, NULL, &err), RC_EEXTRA);
    ck_assert_int_eq(rc_json_patch_record(store, 0, extra, &ignore, NULL), RC_OK);
    ck_assert_int_eq(rc_json_patch_record(store, 0, part, NULL, NULL), RC_EMISSING);
    ck_assert_int_eq(rc_json_patch_record(store, 0, number, NULL, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_json_patch_record(store, 1, extra, NULL, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_json_patch_record(NULL, 0, extra, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_json_patch_record(store, 0, NULL, NULL, NULL), RC_EARG);
    json_decref(extra);
    json_decref(part);
    json_decref(number);
    rc_store_unref(store);
}
END_TEST

static const struct {
    const char *dtype, *value;
    bool refused;
} record_arrays[] = {{"q:{m:f8}", "[{\"q\":{\"m\":1}},{\"q\":{\"m\":2}}]", true},
                     {"q:{m:f8}", "[{\"q\":{\"m\":1}}]", true},
                     {"q:{m:f8}", "[{\"m\":1}]", false},
                     {"q:{m:f8}", "[{\"m\":1},{\"m\":2}]", true},
                     {"q:{m:f8}", "[{\"m\":1},5]", false},
                     {"q:{q:f8}", "[{\"q\":1}]", false},
                     {"m:f8", "[{\"m\":1}]", true},
                     {"q:{m:f8}?", "[null,{\"m\":2}]", false}};

START_TEST(an_array_of_records_is_not_a_record)
{
    static const rc_read_options options = {
        .size = sizeof options, .extra = RC_EXTRA_IGNORE, .missing = RC_MISSING_ZERO};
    rc_store *store = dom_store(record_arrays[_i].dtype, 1, RC_ROWS);
    json_t *value = dom_json(record_arrays[_i].value);
    rc_error err = RC_ERROR_INIT;
    rc_status status = rc_json_to_record(store, 0, value, &options, &err);
    ck_assert_int_eq(status, record_arrays[_i].refused ? RC_ETYPE : RC_OK);
    ck_assert(!record_arrays[_i].refused || strstr(err.message, "an array of records"));
    json_decref(value);
    rc_store_unref(store);
}
END_TEST

START_TEST(missing_fields_become_zero_when_asked)
{
    static const char dtype[] = "x:i4, s:str, n:i2?, a:{b:f8, c:i1?}?, p:2U2";
    static const char full[] = "{\"x\":1,\"s\":\"a text of more than twelve bytes\",\"n\":null,"
                               "\"a\":null,\"p\":[\"ab\",\"c\"]}";
    static const char zero[] =
        "{\"x\":0,\"s\":\"\",\"n\":0,\"a\":{\"b\":0.0,\"c\":0},\"p\":[\"\",\"\"]}";
    static const char *const lacking[] = {"{}", "[]"};
    static const rc_read_options options = {.size = sizeof(rc_read_options),
                                            .missing = RC_MISSING_ZERO};
    json_t *before = dom_json(full), *expected = dom_json(zero);
    size_t i;
    for (i = 0; i < 4; i++) {
        rc_store *store = dom_store(dtype, 10, layouts[i % 2]);
        json_t *in = dom_json(lacking[i / 2]), *out;
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(rc_json_to_record(store, 9, before, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_json_to_record(store, 9, in, NULL, &err), RC_EMISSING);
        dom_expect_error(&err, RC_EMISSING, "x", NULL, "missing");
        ck_assert_int_eq(rc_json_to_record(store, 9, in, &options, NULL), RC_OK);
        out = rc_json_from_record(store, 9, NULL, NULL);
        dom_expect_json(out, expected, lacking[i / 2]);
        json_decref(in);
        json_decref(out);
        rc_store_unref(store);
    }
    json_decref(before);
    json_decref(expected);
}
END_TEST

/* A struct that was null holds nothing of what it held before. */
START_TEST(null_structs_are_empty_inside)
{
    size_t i;
    for (i = 0; i < 2; i++) {
        rc_store *store = dom_store("a:{b:i4, c:i4?}?", 1, layouts[i]);
        json_t *full = dom_json("{\"a\":{\"b\":7,\"c\":null}}"), *null = dom_json("{\"a\":null}");
        rc_field field;
        rc_value value;
        ck_assert_int_eq(rc_json_to_record(store, 0, full, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_json_to_record(store, 0, null, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_store_field(store, "a", &field, NULL), RC_OK);
        ck_assert(rc_field_is_null(&field, 0));
        ck_assert_int_eq(rc_field_set_valid(&field, 0, NULL), RC_OK);
        ck_assert_int_eq(rc_store_field(store, "a.b", &field, NULL), RC_OK);
        ck_assert_int_eq(rc_field_get(&field, 0, &value, NULL), RC_OK);
        ck_assert_int_eq(value.type, RC_VALUE_INT);
        ck_assert_int_eq(value.as.i, 0);
        json_decref(full);
        json_decref(null);
        rc_store_unref(store);
    }
}
END_TEST

START_TEST(values_are_written_without_names_when_asked)
{
    static const rc_write_options options = {.size = sizeof(rc_write_options), .values = 1};
    json_t *in = dom_json("{\"x\":1,\"a\":{\"b\":\"z\",\"p\":[{\"c\":1},{\"c\":2}]},\"n\":null}");
    json_t *expected = dom_json("[1,[\"z\",[[1],[2]]],null]");
    size_t i;
    for (i = 0; i < 2; i++) {
        rc_store *store = dom_store("x:i4, a:{b:S1, p:2{c:i1}}, n:{d:i1}?", 1, layouts[i]);
        json_t *out;
        ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, NULL), RC_OK);
        out = rc_json_from_record(store, 0, &options, NULL);
        dom_expect_json(out, expected, "values");
        ck_assert_int_eq(rc_json_to_record(store, 0, out, NULL, NULL), RC_OK);
        json_decref(out);
        out = rc_json_from_record(store, 0, NULL, NULL);
        dom_expect_json(out, in, "back");
        json_decref(out);
        rc_store_unref(store);
    }
    json_decref(in);
    json_decref(expected);
}
END_TEST

/* ------------------------------------------------------------------ options */

/* Options that only readers of text can follow are not passed over. */
START_TEST(options_of_readers_are_refused)
{
    static const char *const names[] = {"mapping", "fields", "added",      "counts", "duplicate",
                                        "accept",  "time",   "null_value", "nulls"};
    rc_store *store = dom_store("x:i4", 1, RC_ROWS);
    const rc_dtype *dtype = rc_store_dtype(store);
    rc_mapping *mapping = rc_mapping_new(NULL);
    rc_dtype *mapped = rc_dtype_parse_mapped("y=/x:i4", 7, RC_PACKED, mapping, NULL);
    const rc_field_options field = RC_FIELD_OPTIONS_INIT;
    const rc_added_field added = {sizeof added, "n", RC_ADDED_LINE, dtype};
    rc_read_counts *counts = rc_read_counts_new(dtype, NULL);
    json_t *value = json_pack("{s:i}", "x", 1);
    rc_read_options options[sizeof names / sizeof *names];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        options[i] = (rc_read_options)RC_READ_OPTIONS_INIT;
    }
    options[0].mapping = mapping;
    options[1].fields = &field;
    options[1].nfields = 1;
    options[2].added = &added;
    options[2].nadded = 1;
    options[3].counts = counts;
    options[4].duplicate = RC_DUPLICATE_LAST;
    options[5].accept = RC_ACCEPT_QUOTED;
    options[6].time = "epoch-s";
    options[7].null_value = "1";
    options[8].nulls = RC_NULLS_SKIP;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_msg(rc_json_to_record(store, 0, value, &options[i], &err) == RC_EARG, "%s",
                      names[i]);
        ck_assert_msg(strstr(err.message, names[i]) != NULL, "%s: %s", names[i], err.message);
    }
    ck_assert_int_eq(rc_json_to_record(store, 0, value, NULL, NULL), RC_OK);
    json_decref(value);
    rc_read_counts_free(counts);
    rc_mapping_free(mapping);
    rc_dtype_unref(mapped);
    rc_store_unref(store);
}
END_TEST

Suite *suite_json_dom_records(void)
{
    Suite *suite = suite_create("json_dom_records");
    TCase *tc = tcase_create("records");
    tcase_add_test(tc, values_go_in_and_come_out);
    tcase_add_test(tc, what_does_not_fit_is_refused);
    tcase_add_test(tc, a_string_that_is_not_utf8_is_refused);
    tcase_add_test(tc, extra_keys_are_ignored_when_asked);
    tcase_add_test(tc, missing_fields_become_zero_when_asked);
    tcase_add_test(tc, missing_fields_become_null_when_asked);
    tcase_add_loop_test(tc, a_patch_leaves_the_rest, 0, sizeof patches / sizeof *patches);
    tcase_add_test(tc, a_patch_may_be_refused);
    tcase_add_loop_test(tc, an_array_of_records_is_not_a_record, 0,
                        sizeof record_arrays / sizeof *record_arrays);
    tcase_add_test(tc, null_structs_are_empty_inside);
    tcase_add_test(tc, values_are_written_without_names_when_asked);
    tcase_add_test(tc, options_of_readers_are_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
