/* The text of predicates: which records of a small table match, and the errors with their places.
 */
#include "test_compute.h"

#include "faulty_alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char table_dtype[] =
    "age:i4?, name:str, ok:bool, f:f4, d:f8?, day:M8[D]?, t:m8[s], tag:S4, u:U4, raw:V2, z:c16, "
    "pos:{x:f8, y:i2}, \"a b\":i8, a.b:u1, \"in\":i1, big:u8, k:2i4, when:M8[ns]";

/* Four records as JSON. */
static const char records[] =
    "[{\"age\":17,\"name\":\"\",\"ok\":true,\"f\":0.1,\"d\":0.1,\"day\":\"2024-02-28\",\"t\":\"5 "
    "s\","
    "\"tag\":\"a\",\"u\":\"\xC3\xA9\",\"raw\":\"00ff\",\"z\":[1,0],\"pos\":{\"x\":-1.5,"
    "\"y\":7},"
    "\"a b\":1,\"a.b\":1,\"in\":1,\"big\":0,\"k\":[1,2],\"when\":\"1970-01-01T00:00:01\"},"
    "{\"age\":18,\"name\":\"bob\",\"ok\":false,\"f\":2.5,\"d\":null,\"day\":null,\"t\":\"90 s\","
    "\"tag\":\"ab\",\"u\":\"z\",\"raw\":\"0001\",\"z\":[1,2],\"pos\":{\"x\":0,\"y\":-7},"
    "\"a b\":2,\"a.b\":2,\"in\":2,\"big\":18446744073709551615,\"k\":[1,2],"
    "\"when\":\"2024-02-29T12:00:00\"},"
    "{\"age\":null,\"name\":\"it's\",\"ok\":true,\"f\":-1,\"d\":1e300,\"day\":\"2024-02-29\","
    "\"t\":\"60 "
    "s\",\"tag\":\"abcd\",\"u\":\"ab\",\"raw\":\"ffff\",\"z\":[0,2],\"pos\":{\"x\":1,\"y\":0},"
    "\"a b\":3,\"a.b\":3,\"in\":3,\"big\":5,\"k\":[1,2],\"when\":\"1969-12-31T23:59:59.5\"},"
    "{\"age\":65,\"name\":\"a "
    "\\\"q\\\"\",\"ok\":false,\"f\":1e10,\"d\":-0.0,\"day\":\"NaT\",\"t\":\"NaT\","
    "\"tag\":\"\",\"u\":\"\",\"raw\":\"0000\",\"z\":[0,0],\"pos\":{\"x\":1e3,\"y\":1},"
    "\"a b\":4,\"a.b\":4,\"in\":4,\"big\":9,\"k\":[1,2],\"when\":\"NaT\"}]";

/* The records that match, the first one is the lowest bit. */
static const struct {
    const char *text;
    unsigned matches;
} cases[] = {
    {"age >= 18", 0xA},
    {"age >= 18 and name != \"\"", 0xA},
    {"not age >= 18", 0x1},
    {"age is null", 0x4},
    {"age is not null", 0xB},
    {"not age is null", 0xB},
    {"AGE_IS IS NULL or age IS NULL", 0xFF}, /* an error: see below */
    {"age < 17.5", 0x1},
    {"age<=17.5", 0x1},
    {"age==17.5", 0},
    {"age != 17.5", 0xB},
    {"age <> 17", 0xA},
    {"age = 17", 0x1},
    {"17 < age", 0xA},
    {"17.5 >= age", 0x1},
    {"'bob' == name", 0x2},
    {"false == ok", 0xA},
    {"inf > age", 0xB},
    {"NaN != age", 0xB},
    {"not (nat == day)", 0xD},
    {"age < 1e300", 0xB},
    {"age > -inf and age < inf", 0xB},
    {"age < nan", 0},
    {"age != nan", 0xB},
    {"age > -9223372036854775809", 0xB},
    {"age < 99999999999999999999", 0xB},
    {"age in (17, 65.0, 3)", 0x9},
    {"age not in (17,65)", 0x2},
    {"age in (17.5)", 0},
    {"age between 17 and 18", 0x3},
    {"age not between 17 and 18", 0x8},
    {"age between 18 and 17", 0},
    {"ok", 0x5},
    {"not ok", 0xA},
    {"not not ok", 0x5},
    {"ok and age < 18", 0x1},
    {"ok == true", 0x5},
    {"ok == FALSE", 0xA},
    {"ok < 1", 0xA},
    {"ok in (0)", 0xA},
    {"ok in (true, 5)", 0x5},
    {"f == 0.1", 0x1}, /* the nearest f4 */
    {"d == 0.1", 0x1},
    {"f >= 0.1", 0xB},
    {"f > 0.1", 0xA},
    {"f in (0.1, 1e10)", 0x9},
    {"d == 0", 0x8},
    {"d < 1e400", 0xD},
    {"d == 1e300", 0x4},
    {"day == 2024-02-29", 0x4},
    {"day == \"2024-02-29\"", 0x4},
    {"day < 2024-02-28T12:00:00", 0x1},
    {"day <= 2024-02-28T00:00:00Z", 0x1},
    {"day > '2024-02-28T23:59:59.999999999'", 0x4},
    {"day >= 2024-02", 0x5},
    {"day != 2024-02-29", 0x9},
    {"day == NaT", 0},
    {"day > 0001-01-01", 0x5},
    {"when > 1970-01-01T00:00:00.5", 0x3},
    {"when < 9999-12-31", 0x7}, /* out of the range of ns */
    {"when > 0001-01-01", 0x7},
    {"when >= 1969-12-31T23:59:59.500000000001", 0x3},
    {"t > \"1 m\"", 0x2},
    {"t >= '60 s'", 0x6},
    {"t < 60", 0x1},
    {"t == '60000 ms'", 0x4},
    {"t > '59999 ms'", 0x6},
    {"name == 'bob'", 0x2},
    {"name < \"c\"", 0xB},
    {"name == \"it's\"", 0x4},
    {"name == 'it\\'s'", 0x4},
    {"name == \"a \\\"q\\\"\"", 0x8},
    {"name starts with 'a'", 0x8},
    {"name STARTS WITH ''", 0xF},
    {"name not starts with 'b'", 0xD},
    {"name in ('', \"bob\")", 0x3},
    {"tag == 'ab'", 0x2},
    {"tag <= 'ab'", 0xB},
    {"tag < 'abcde'", 0xF},
    {"tag == 'abcde'", 0},
    {"tag starts with 'ab'", 0x6},
    {"u == '\\u00e9'", 0x1},
    {"u > 'zz'", 0x1},
    {"u starts with 'a'", 0x4},
    {"u != ''", 0x7},
    {"raw == '00ff'", 0x1},
    {"raw >= '0001'", 0x7},
    {"z == '(1.0+2.0j)'", 0x2},
    {"z == 1", 0x1},
    {"z != 0", 0x7},
    {"z in (1, '2j')", 0x5},
    {"pos.x between -1.5 and 1e3", 0xF},
    {"pos.x > 0 and pos.y == 0", 0x4},
    {"\"a b\" == 1", 0x1},
    {"a.b == 2", 0x2},
    {"\"a.b\" >= 3", 0xC},
    {"\"in\" in (1)", 0x1},
    {"pos is null", 0},
    {"k is not null", 0xF},
    {"big > 9223372036854775807", 0x2},
    {"big == 18446744073709551615", 0x2},
    {"big == 18446744073709551616", 0},
    {"big >= -1", 0xF},
    {"big in (18446744073709551615, 5, -1)", 0x6},
    {"(ok)", 0x5},
    {"((ok) or (age == 18))", 0x7},
    {"ok or age == 18 and name == 'bob'", 0x7},
    {"(ok or age == 18) and name == 'bob'", 0x2},
    {"not (ok or age == 18)", 0x8},
    {"not (age >= 18 and ok)", 0xB}, /* ok is true and age unknown in record 2 */
    {"not (age >= 18 or ok)", 0},
    {"age>=18or ok", 0xFF},
    {"  ok\n\t", 0x5},
    {"age == +17", 0x1},
    {"age in (1,2,3,4,5,6,7,8,9,10,17)", 0x1},
};

static rc_store *table(rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype(table_dtype);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_reader *reader;
    rc_store *batch = NULL;
    rc_store *store;
    options.dtype = dtype;
    options.format = "json";
    reader = rc_reader_open_memory(records, sizeof records - 1, NULL, &options, &err);
    ck_assert_msg(reader && rc_reader_next(reader, &batch, &err) == RC_OK, "%s: %s", err.field,
                  err.message);
    store = rc_store_convert(batch, layout, &err);
    rc_store_unref(batch);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    ck_assert_uint_eq(rc_store_length(store), 4);
    return store;
}

START_TEST(matches)
{
    rc_store *store = table(_i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_error err = RC_ERROR_INIT;
    unsigned char bits = 0xFF;
    rc_predicate *p = rc_predicate_parse(rc_store_dtype(store), cases[_i / 2].text, &err);
    if (cases[_i / 2].matches == 0xFF) {
        ck_assert_ptr_null(p);
    } else {
        ck_assert_msg(p != NULL, "%s: %s at %d", cases[_i / 2].text, err.message, (int)err.byte);
        ck_assert_int_eq(rc_store_match(store, p, &bits, NULL, FILTER(0, 1), &err), RC_OK);
        ck_assert_msg(bits == cases[_i / 2].matches, "%s: 0x%X, expected 0x%X", cases[_i / 2].text,
                      bits, cases[_i / 2].matches);
    }
    rc_predicate_unref(p);
    rc_store_unref(store);
}
END_TEST

static const struct {
    const char *text;
    unsigned byte;
    rc_status status;
    const char *message;
} errors[] = {
    {"", 0, RC_ESYNTAX, "expected a field, found the end"},
    {"   ", 3, RC_ESYNTAX, "expected a field, found the end"},
    {"age", 3, RC_ESYNTAX,
     "expected a comparison such as ==, in, between, starts with, or is null"},
    {"y > 3", 0, RC_ENAME, "no field \"y\": did you mean \"pos.y\"?"},
    {"agr > 3", 0, RC_ENAME, "no field \"agr\": did you mean \"age\"?"},
    {"age > 3 and nam == ''", 12, RC_ENAME, "did you mean \"name\"?"},
    {"pos.z > 3", 0, RC_ENAME, "no field \"z\""},
    {"age >", 5, RC_ESYNTAX, "expected a constant for int32, found the end"},
    {"age > name", 6, RC_ESYNTAX, "found name: a field is compared with a constant only"},
    {"age > '18'", 6, RC_ESYNTAX,
     "expected a constant for int32, found '18' (write it without quotes)"},
    {"age == null", 7, RC_ESYNTAX, "found null (write: is null, or: is not null)"},
    {"name == bob", 8, RC_ESYNTAX,
     "expected a constant for str, found bob (text has quotes: \"bob\")"},
    {"tag == 12", 7, RC_ESYNTAX, "expected a constant for S4, found 12 (text has quotes: \"12\")"},
    {"age > 18 && ok", 9, RC_ESYNTAX, "expected and, or, or the end, found & (write and)"},
    {"ok || ok", 3, RC_ESYNTAX, "(write or)"},
    {"!ok", 0, RC_ESYNTAX, "expected a field, found ! (write not)"},
    {"name like 'a%'", 5, RC_ESYNTAX, "(write: starts with \"...\")"},
    {"age isnull", 4, RC_ESYNTAX, "(write: is null)"},
    {"`age` > 3", 0, RC_ESYNTAX, "double quotes"},
    {"age > 12x", 6, RC_ESYNTAX, "expected a constant for int32, found 12x"},
    {"age > 1.", 6, RC_ESYNTAX, "found 1."},
    {"age > 007", 6, RC_ESYNTAX, "found 007"},
    {"age in 5", 7, RC_ESYNTAX, "expected ( and a list of constants, found 5"},
    {"age in ()", 8, RC_ESYNTAX, "expected a constant for int32, found )"},
    {"age in (1 2)", 10, RC_ESYNTAX, "expected a comma or ), found 2"},
    {"age in (1", 9, RC_ESYNTAX, "expected a comma or ), found the end"},
    {"age in (1,null)", 10, RC_ESYNTAX, "found null"},
    {"age between 1 or 2", 14, RC_ESYNTAX, "expected and, then the upper end, found or"},
    {"age is 5", 7, RC_ESYNTAX, "expected null or not null, found 5"},
    {"age is not 5", 11, RC_ESYNTAX, "expected null, found 5"},
    {"age not 5", 8, RC_ESYNTAX, "expected in, between or starts with, found 5"},
    {"age starts with '1'", 4, RC_ETYPE, "int32 has no prefix: it is not text"},
    {"name starts 'a'", 12, RC_ESYNTAX, "expected with, found 'a'"},
    {"(ok", 3, RC_ESYNTAX, "expected and, or, or ), found the end"},
    {"ok)", 2, RC_ESYNTAX, "expected and, or, or the end, found )"},
    {"ok ok", 3, RC_ESYNTAX, "expected and, or, or the end, found ok"},
    {"and ok", 0, RC_ESYNTAX, "expected a field, found and"},
    {"ok and", 6, RC_ESYNTAX, "expected a field, found the end"},
    {"not", 3, RC_ESYNTAX, "expected a field, found the end"},
    {"5 5", 2, RC_ESYNTAX, "expected a comparison such as ==, found 5"},
    {"5 < 6", 4, RC_ESYNTAX, "expected a field, found 6"},
    {"'a' == age", 0, RC_ESYNTAX, "expected a constant for int32, found 'a'"},
    {"name == 'abc", 8, RC_ESYNTAX, "this quote is not closed"},
    {"\"age > 3", 0, RC_ESYNTAX, "this quote is not closed"},
    {"day > 2024-13-01", 6, RC_ESYNTAX, "months are 01 to 12"},
    {"day > 3.5", 6, RC_ESYNTAX, "cannot read \"3.5\""},
    {"t > '1 M'", 4, RC_ETYPE, ""},
    {"z < 1", 4, RC_ETYPE, "complex numbers have no order"},
    {"raw == 'xy'", 7, RC_ESYNTAX, ""},
    {"pos == 1", 7, RC_ETYPE, "compare its fields"},
    {"k == 1", 5, RC_ETYPE, "not compared with a constant"},
    {"age ~ 3", 4, RC_ESYNTAX, "found ~"},
    {"age > 3 # more", 8, RC_ESYNTAX, "found #"},
    {"name == 'a\\q'", 10, RC_ESYNTAX, ""},
};

START_TEST(refused)
{
    rc_dtype *dtype = test_dtype(table_dtype);
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_predicate_parse(dtype, errors[_i].text, &err));
    ck_assert_msg(err.status == errors[_i].status, "%s: status %s: %s", errors[_i].text,
                  rc_status_name(err.status), err.message);
    ck_assert_msg(strstr(err.message, errors[_i].message) != NULL, "%s: %s", errors[_i].text,
                  err.message);
    ck_assert_msg(err.byte == errors[_i].byte, "%s: byte %d: %s", errors[_i].text, (int)err.byte,
                  err.message);
    /* Without a place for the error the result is the same. */
    ck_assert_ptr_null(rc_predicate_parse(dtype, errors[_i].text, NULL));
    rc_dtype_unref(dtype);
}
END_TEST

/* Every beginning of a long text is read or refused. */
START_TEST(beginnings)
{
    static const char text[] = "not (age in (17, 65.0) or name == 'bob' and (day >= 2024-02-29 or "
                               "pos.x not between -1 and 1e3)) or tag not starts with \"ab\" and "
                               "age is not null and 5 <= \"a b\"";
    rc_dtype *dtype = test_dtype(table_dtype);
    char *part = malloc(sizeof text);
    for (size_t n = 0; n < sizeof text; n++) {
        rc_error err = RC_ERROR_INIT;
        rc_predicate *p;
        memcpy(part, text, n);
        part[n] = '\0';
        p = rc_predicate_parse(dtype, part, &err);
        ck_assert((p != NULL) == (err.status == RC_OK));
        ck_assert(p || (err.byte <= n && err.message[0]));
        rc_predicate_unref(p);
    }
    free(part);
    rc_dtype_unref(dtype);
}
END_TEST

static char *repeated(const char *part, size_t n, const char *end)
{
    char *text = malloc(strlen(part) * n + strlen(end) + 1);
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * strlen(part), part, strlen(part) + 1);
    }
    memcpy(text + n * strlen(part), end, strlen(end) + 1);
    return text;
}

START_TEST(limits)
{
    static const struct {
        const char *part;
        size_t n;
        const char *end;
        rc_status status;
    } long_texts[] = {{"(", 64, "ok", RC_ESYNTAX},         {"(", 65, "ok", RC_ELIMIT},
                      {"(", 100000, "ok", RC_ELIMIT},      {"not ", 100001, "ok", RC_OK},
                      {"ok or ", 900, "ok", RC_OK},        {"ok or ", 1100, "ok", RC_ELIMIT},
                      {"ok and ", 100000, "ok", RC_ELIMIT}};
    rc_dtype *dtype = test_dtype(table_dtype);
    for (size_t i = 0; i < N(long_texts); i++) {
        rc_error err = RC_ERROR_INIT;
        char *text = repeated(long_texts[i].part, long_texts[i].n, long_texts[i].end);
        rc_predicate *p = rc_predicate_parse(dtype, text, &err);
        ck_assert_msg(err.status == long_texts[i].status, "%zu: %s", i, err.message);
        ck_assert((p != NULL) == (err.status == RC_OK));
        rc_predicate_unref(p);
        free(text);
    }
    rc_dtype_unref(dtype);
}
END_TEST

static rc_status parse_all(void *context)
{
    for (size_t i = 0; i < N(cases); i++) {
        rc_error err = RC_ERROR_INIT;
        rc_predicate *p = rc_predicate_parse(context, cases[i].text, &err);
        rc_predicate_unref(p);
        if (err.status == RC_ENOMEM) {
            return RC_ENOMEM;
        }
    }
    return RC_OK;
}

START_TEST(refused_memory)
{
    rc_dtype *dtype = test_dtype(table_dtype);
    faulty_alloc_each(parse_all, dtype);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_compute_parse(void)
{
    Suite *suite = suite_create("compute/parse");
    TCase *tcase = tcase_create("parse");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, matches, 0, 2 * (int)N(cases));
    tcase_add_loop_test(tcase, refused, 0, (int)N(errors));
    tcase_add_test(tcase, beginnings);
    tcase_add_test(tcase, limits);
    tcase_add_test(tcase, refused_memory);
    suite_add_tcase(suite, tcase);
    return suite;
}
