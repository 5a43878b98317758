/* NumPy's dictionaries, PEP 3118 and the JSON document: what they read, write and refuse. */
#include "dtype_helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* What is read, and how it is written: compact, and in the notation it came in. */
static const struct {
    rc_notation notation;
    const char *text, *compact, *printed;
} read_cases[] = {
    {RC_NOTATION_DICT, "{'names': ['a', 'b'], 'formats': ['i1', 'f8']}", "a:i1, b:f8",
     "{'names': ['a', 'b'], 'formats': ['|i1', '<f8'], 'offsets': [0, 1], 'itemsize': 9}"},
    {RC_NOTATION_DICT, "{'names':('a','b'),'formats':('i1','f8'),'aligned':True}",
     "a:i1, b:f8; aligned",
     "{'names': ['a', 'b'], 'formats': ['|i1', '<f8'], 'offsets': [0, 8], 'itemsize': 16, "
     "'aligned': True}"},
    {RC_NOTATION_DICT, "{'names': ['a', 'b'], 'formats': ['i1', 'f8'], 'offsets': [8, 0]}",
     "a:i1@8, b:f8@0",
     "{'names': ['a', 'b'], 'formats': ['|i1', '<f8'], 'offsets': [8, 0], 'itemsize': 9}"},
    {RC_NOTATION_DICT,
     "{'names':['a'],'formats':[[('x','i1'),('y','i4')]],'itemsize':20,'aligned':True}",
     "a:{x:i1, y:i4; aligned}; aligned, size=20",
     "{'names': ['a'], 'formats': [{'names': ['x', 'y'], 'formats': ['|i1', '<i4'], 'offsets': [0, "
     "4], 'itemsize': 8, 'aligned': True}], 'offsets': [0], 'itemsize': 20, 'aligned': True}"},
    {RC_NOTATION_DICT, "{'names':['it\\'s'],'formats':[('i4',(2,3))]}", "\"it's\":(2,3)i4",
     "{'names': [\"it's\"], 'formats': [('<i4', (2, 3))], 'offsets': [0], 'itemsize': 24}"},
    {RC_NOTATION_DICT, "{'b': ('i4', 4), 'a': ('i2', 0)}", "a:i2@0, b:i4@4",
     "{'names': ['a', 'b'], 'formats': ['<i2', '<i4'], 'offsets': [0, 4], 'itemsize': 8}"},
    {RC_NOTATION_DICT, "{'b': ('S0', 0), 'a': ('i4', 0)}", "b:S0, a:i4",
     "{'names': ['b', 'a'], 'formats': ['|S0', '<i4'], 'offsets': [0, 0], 'itemsize': 4}"},
    {RC_NOTATION_DICT, "{\"names\": (\"i4\", 0)}", "names:i4",
     "{'names': ['names'], 'formats': ['<i4'], 'offsets': [0], 'itemsize': 4}"},
    {RC_NOTATION_DICT, "{'names':[],'formats':[],'itemsize':8}", "{; size=8}",
     "{'names': [], 'formats': [], 'offsets': [], 'itemsize': 8}"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'titles':[None]}", "a:i4",
     "{'names': ['a'], 'formats': ['<i4'], 'offsets': [0], 'itemsize': 4}"},
    {RC_NOTATION_DICT, "'>i4'", ">i4", "'>i4'"},

    {RC_NOTATION_JSON, "\"<i4\"", "i4", "\"<i4\""},
    {RC_NOTATION_JSON, "\"str\"", "str", "\"str\""},
    {RC_NOTATION_JSON, "{\"fields\": []}", "{}", "{\"fields\":[],\"itemsize\":0}"},
    {RC_NOTATION_JSON, "{\"element\": \"int32\", \"shape\": [2, 3]}", "(2,3)i4",
     "{\"element\":\"<i4\",\"shape\":[2,3]}"},
    {RC_NOTATION_JSON,
     "{\"fields\": [{\"name\": \"x\", \"type\": \"bool\"}, {\"type\": \"3>f8\", \"name\": \"p\", "
     "\"nullable\": true}], \"aligned\": true}",
     "x:bool, p:3>f8?; aligned",
     "{\"fields\":[{\"name\":\"x\",\"type\":\"|b1\",\"offset\":0},{\"name\":\"p\",\"type\":{"
     "\"element\":\">f8\",\"shape\":[3]},\"offset\":8,\"nullable\":true}],\"itemsize\":32,"
     "\"aligned\":true}"},
    {RC_NOTATION_JSON,
     "{\"itemsize\":16,\"fields\":[{\"name\":\"\\u00e9\\ud83d\\ude00\\n\",\"offset\":4,\"type\":{"
     "\"fields\":[{\"name\":\"a\",\"type\":\"U2\"}]}}]}",
     "\"\xc3\xa9\xf0\x9f\x98\x80\\u000a\":{a:U2}@4; size=16",
     "{\"fields\":[{\"name\":\"\xc3\xa9\xf0\x9f\x98\x80\\u000a\",\"type\":{\"fields\":[{\"name\":"
     "\"a\",\"type\":\"<U2\",\"offset\":0}],\"itemsize\":8},\"offset\":4}],\"itemsize\":16}"},
    {RC_NOTATION_JSON, "{\"fields\":[{\"name\":\"a\",\"type\":\"x:i4, y:i4?\"}]}",
     "a:{x:i4, y:i4?}",
     "{\"fields\":[{\"name\":\"a\",\"type\":{\"fields\":[{\"name\":\"x\",\"type\":\"<i4\","
     "\"offset\":0},{\"name\":\"y\",\"type\":\"<i4\",\"offset\":4,\"nullable\":true}],"
     "\"itemsize\":8},\"offset\":0}],\"itemsize\":8}"},

    {RC_NOTATION_PEP3118, "T{<i:x:<i:y:}", "x:i4, y:i4", "T{<i:x:<i:y:}"},
    {RC_NOTATION_PEP3118, "T{b:x:d:y:h:z:}", "x:i1@0, y:f8@8, z:i2@16; size=24",
     "T{b:x:7x<d:y:<h:z:6x}"},
    {RC_NOTATION_PEP3118, "T{^b:x:d:y:}", "x:i1, y:f8", "T{b:x:<d:y:}"},
    {RC_NOTATION_PEP3118, "T{>i:x:h:y:(2,3)<e:z:}", "x:>i4, y:>i2, z:(2,3)f2",
     "T{>i:x:>h:y:(2,3)<e:z:}"},
    {RC_NOTATION_PEP3118, "T{l:a:=l:b:}", "a:i8, b:i4", "T{<q:a:<i:b:}"},
    {RC_NOTATION_PEP3118, "T{?:a:c:b:3s:c:<2w:d:4x:e:4x}",
     "a:bool, b:S1, c:S3, d:U2, e:V4; size=21", "T{?:a:1s:b:3s:c:<2w:d:4x:e:4x}"},
    {RC_NOTATION_PEP3118, "T{T{Zf:re:}:z:2T{b:q:}:w:}", "z:{re:c8}, w:2{q:i1}; size=12",
     "T{T{<Zf:re:}:z:(2)T{b:q:}:w:2x}"},
    {RC_NOTATION_PEP3118, "T{<i<i:f0:<i}", "f1:i4, f0:i4, f2:i4", "T{<i:f1:<i:f0:<i:f2:}"},
    {RC_NOTATION_PEP3118, "T{!i:x:}", "x:>i4", "T{>i:x:}"},
    {RC_NOTATION_PEP3118, "T{<i<i:f01:<i}", "f0:i4, f01:i4, f1:i4", "T{<i:f0:<i:f01:<i:f1:}"},
    {RC_NOTATION_PEP3118, ">2d", "2>f8", "(2)>d"},
    {RC_NOTATION_PEP3118, "8s", "S8", "8s"},
    {RC_NOTATION_PEP3118, "(2)3i", "(2,3)i4", "(2,3)<i"},
    {RC_NOTATION_PEP3118, "T{}", "{}", "T{}"},
};

START_TEST(notations_are_read_and_written)
{
    rc_error err = RC_ERROR_INIT;
    const char *text = read_cases[_i].text;
    rc_dtype *dtype =
        rc_dtype_parse_as(text, strlen(text), read_cases[_i].notation, RC_PACKED, &err);
    ck_assert_msg(dtype != NULL, "%s: byte %llu: %s", text, (unsigned long long)err.byte,
                  err.message);
    test_prints(dtype, read_cases[_i].notation, read_cases[_i].printed);
    test_prints(dtype, RC_NOTATION_COMPACT, read_cases[_i].compact);
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    rc_notation notation;
    const char *text;
    rc_status status;
    uint64_t byte;
    const char *says;
} bad_cases[] = {
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4','i4']}", RC_ESYNTAX, 25, "2 formats for 1"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'offsets':[]}", RC_ESYNTAX, 42,
     "0 offsets"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'offsets':[-1]}", RC_ESYNTAX, 43,
     "an offset of 0"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'offsets':[4294967296]}", RC_ELIMIT, 43,
     "an offset of 0"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'offsets':[2147483648]}", RC_ELIMIT, 43,
     "an offset of 0"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'offsets':['0']}", RC_ESYNTAX, 43,
     "an integer as an offset"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'itemsize':2}", RC_EARG, 0, "need 4"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'offsets':[2],'aligned':True}", RC_EARG, 10,
     "alignment 4"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'aligned':1}", RC_ESYNTAX, 42,
     "True or False"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'colour':1}", RC_ESYNTAX, 32,
     "one of the keys"},
    {RC_NOTATION_DICT, "{'names':['a'],'names':['b'],'formats':['i4']}", RC_ESYNTAX, 15, "twice"},
    {RC_NOTATION_DICT, "{'names':['a']}", RC_ESYNTAX, 0, "only one of them"},
    {RC_NOTATION_DICT, "{'names':'a','formats':['i4']}", RC_ESYNTAX, 9, "a list"},
    {RC_NOTATION_DICT, "{'names':[1],'formats':['i4']}", RC_ESYNTAX, 10, "a field name"},
    {RC_NOTATION_DICT, "{'names':['a'],'formats':['i4'],'titles':['t']}", RC_EUNSUPPORTED, 42,
     "title"},
    {RC_NOTATION_DICT, "{'names':['a','a'],'formats':['i4','i4']}", RC_ENAME, 14, "two fields"},
    {RC_NOTATION_DICT, "{'names':['a','b'],'formats':['i4','i4'],'offsets':[0,2]}", RC_EARG, 14,
     "overlap"},
    {RC_NOTATION_DICT, "{'a':'i4'}", RC_ESYNTAX, 5, "a pair of type and offset"},
    {RC_NOTATION_DICT, "{'a':('i4',0,'t')}", RC_EUNSUPPORTED, 5, "title"},
    {RC_NOTATION_DICT, "{'a':('i4',-4)}", RC_ESYNTAX, 11, "an offset"},
    {RC_NOTATION_DICT, "{'a':('i9',0)}", RC_ESYNTAX, 7, "i9"},
    {RC_NOTATION_DICT, "{'a' ('i4',0)}", RC_ESYNTAX, 5, "':'"},
    {RC_NOTATION_DICT, "{a:('i4',0)}", RC_ESYNTAX, 1, "a key in quotes"},

    {RC_NOTATION_JSON, "{\"fields\":{}}", RC_ESYNTAX, 10, "a list of fields"},
    {RC_NOTATION_JSON, "{\"fields\":[{\"name\":\"a\"}]}", RC_ESYNTAX, 11, "\"type\" is missing"},
    {RC_NOTATION_JSON, "{\"fields\":[{\"type\":\"i4\"}]}", RC_ESYNTAX, 11, "\"name\" is missing"},
    {RC_NOTATION_JSON, "{\"fields\":[{\"name\":1,\"type\":\"i4\"}]}", RC_ESYNTAX, 19,
     "a field name"},
    {RC_NOTATION_JSON, "{\"fields\":[{\"name\":\"a\",\"type\":\"i5\"}]}", RC_ESYNTAX, 31, "i5"},
    {RC_NOTATION_JSON, "{\"fields\":[{\"name\":\"a\",\"type\":\"i4\",\"size\":4}]}", RC_ESYNTAX, 35,
     "name, type, offset and nullable"},
    {RC_NOTATION_JSON, "{\"fields\":[],\"size\":4}", RC_ESYNTAX, 13,
     "fields, itemsize and aligned"},
    {RC_NOTATION_JSON, "{\"fields\":[],\"fields\":[]}", RC_ESYNTAX, 13, "once each"},
    {RC_NOTATION_JSON, "{\"fields\":[],\"aligned\":1}", RC_ESYNTAX, 23, "true or false"},
    {RC_NOTATION_JSON, "{\"element\":\"i4\"}", RC_ESYNTAX, 0, "\"shape\" is missing"},
    {RC_NOTATION_JSON, "{\"element\":\"i4\",\"shape\":3}", RC_ESYNTAX, 24, "a list of dimensions"},
    {RC_NOTATION_JSON,
     "{\"element\":{\"fields\":[{\"name\":\"a\",\"type\":\"i4\",\"nullable\":true}]}"
     ",\"shape\":[2]}",
     RC_EUNSUPPORTED, 73, "nullable"},
    {RC_NOTATION_JSON, "\"a\\ud83d\"", RC_ESYNTAX, 2, "an escape"},
    {RC_NOTATION_JSON, "\"a\\ud83d\\ue000\"", RC_ESYNTAX, 2, "an escape"},
    {RC_NOTATION_JSON, "\"a\nb\"", RC_ESYNTAX, 2, "closing quote"},
    {RC_NOTATION_JSON, "{\"fields\":[],}x", RC_ESYNTAX, 14, "the end"},
    {RC_NOTATION_JSON, "12", RC_ESYNTAX, 0, "a type"},
    {RC_NOTATION_JSON, "1.5", RC_ESYNTAX, 1, "a whole decimal number"},
    {RC_NOTATION_JSON, "nil", RC_ESYNTAX, 0, "a string in quotes"},

    {RC_NOTATION_PEP3118, "", RC_ESYNTAX, 0, "a PEP 3118 format"},
    {RC_NOTATION_PEP3118, "T{<i:x:", RC_ESYNTAX, 7, "'}'"},
    {RC_NOTATION_PEP3118, "T{<i:x}", RC_ESYNTAX, 7, "':' after the field name"},
    {RC_NOTATION_PEP3118, "T{<i::}", RC_ENAME, 5, "empty"},
    {RC_NOTATION_PEP3118, "T{<i:x:<i:x:}", RC_ENAME, 7, "two fields"},
    {RC_NOTATION_PEP3118, "T{<i:x:}}", RC_ESYNTAX, 8, "a PEP 3118 code"},
    {RC_NOTATION_PEP3118, "T{k:x:}", RC_ESYNTAX, 2, "a PEP 3118 code"},
    {RC_NOTATION_PEP3118, "T{O:x:}", RC_EUNSUPPORTED, 2, "object"},
    {RC_NOTATION_PEP3118, "T{g:x:}", RC_EUNSUPPORTED, 2, "long double"},
    {RC_NOTATION_PEP3118, "T{&i:x:}", RC_EUNSUPPORTED, 2, "pointers"},
    {RC_NOTATION_PEP3118, "T{(2,i:x:}", RC_ESYNTAX, 5, "a number"},
    {RC_NOTATION_PEP3118, "T{(2i:x:}", RC_ESYNTAX, 4, "',' or ')'"},
    {RC_NOTATION_PEP3118, "T{99999999999i:x:}", RC_ELIMIT, 2, "limit"},
    {RC_NOTATION_PEP3118, "T{2147483647x i:x:}", RC_ESYNTAX, 13, "a PEP 3118 code"},
    {RC_NOTATION_PEP3118, "T{2147483647xb:x:}", RC_ELIMIT, 13, "limit"},
    {RC_NOTATION_PEP3118, "T{2147483647i:x:}", RC_ELIMIT, 2, "limit"},

    {RC_NOTATION_COMMA, "x:i4", RC_ESYNTAX, 0, "unknown type \"x\""},
    {RC_NOTATION_COMMA, "{x:i4}", RC_ESYNTAX, 0, "a type"},
    {RC_NOTATION_C, "struct x;", RC_EARG, RC_NOWHERE, "cstruct.h"},
    {(rc_notation)99, "i4", RC_EARG, RC_NOWHERE, "rc_notation"},
};

START_TEST(bad_texts_say_where_and_why)
{
    rc_error err = RC_ERROR_INIT;
    const char *text = bad_cases[_i].text;
    ck_assert_ptr_null(
        rc_dtype_parse_as(text, strlen(text), bad_cases[_i].notation, RC_PACKED, &err));
    ck_assert_msg(err.status == bad_cases[_i].status && err.byte == bad_cases[_i].byte,
                  "%s: status %s, byte %lld: %s", text, rc_status_name(err.status),
                  (long long)err.byte, err.message);
    ck_assert_msg(strstr(err.message, bad_cases[_i].says) != NULL, "%s: %s", text, err.message);
}
END_TEST

/* What a notation cannot say: the field, and a way out. */
static const struct {
    const char *text;
    rc_notation notation;
    rc_status status;
    const char *field, *says;
} unprintable[] = {
    {"a:i4?", RC_NOTATION_DESCR, RC_EUNSUPPORTED, "a", "bool field"},
    {"a:str", RC_NOTATION_DESCR, RC_EUNSUPPORTED, "a", "S<n> or U<n>"},
    {"a:i4@4, b:i4@0", RC_NOTATION_DESCR, RC_EUNSUPPORTED, "b", "dictionary"},
    {"a:i4?", RC_NOTATION_DICT, RC_EUNSUPPORTED, "a", "bool field"},
    {"w:{a:str}", RC_NOTATION_DICT, RC_EUNSUPPORTED, "a", "S<n> or U<n>"},
    {"a:i4?", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, "a", "bool field"},
    {"a:M8[s]", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, "a", "i8"},
    {"\"a\\u009b\":i4", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, NULL, "control"},
    {"\"a\\n\":i4", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, NULL, "control"},
    {"\"a:b\":i4", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, "a:b", "colon"},
    {"a:i4@4, b:i4@0", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, "b", "reorder"},
    {"V4", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, "", "padding"},
    {"2V4", RC_NOTATION_PEP3118, RC_EUNSUPPORTED, "", "padding"},
    {"x:i4, y:i4", RC_NOTATION_COMMA, RC_EUNSUPPORTED, "x", "field names"},
    {"f0:i4", RC_NOTATION_COMMA, RC_EUNSUPPORTED, "", "one field"},
    {"f0:i1, f1:i4; aligned", RC_NOTATION_COMMA, RC_EUNSUPPORTED, "", "the offsets of fields"},
    {"f0:i1, f1:{a:i4}", RC_NOTATION_COMMA, RC_EUNSUPPORTED, "f1", "nested"},
    {"i4", RC_NOTATION_C, RC_EARG, "", "only a struct"},
    {"{}", RC_NOTATION_C, RC_EUNSUPPORTED, "", "without members"},
    {"a:i4, b:S0", RC_NOTATION_C, RC_EUNSUPPORTED, "b", "drop the field"},
    {"a:i4", (rc_notation)99, RC_EARG, "", "rc_notation"},
};

START_TEST(what_cannot_be_said_is_refused)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_parse(unprintable[_i].text);
    ck_assert_ptr_null(rc_dtype_text(dtype, unprintable[_i].notation, &err));
    ck_assert_int_eq(err.status, unprintable[_i].status);
    if (unprintable[_i].field) { /* NULL: escaped in one way or another */
        ck_assert_str_eq(err.field, unprintable[_i].field);
    }
    ck_assert_msg(strstr(err.message, unprintable[_i].says) != NULL, "%s", err.message);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(c_tags_are_identifiers)
{
    static const char *const bad[] = {"", "7up", "a b", "int", "_Reserved", "a-b", "__x"};
    rc_dtype *dtype = test_parse("a:i4");
    char *text = rc_dtype_c_text(dtype, "point", NULL);
    size_t i;
    ck_assert_ptr_nonnull(strstr(text, "struct point {"));
    rc_text_free(text);
    for (i = 0; i < N(bad); i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_dtype_c_text(dtype, bad[i], &err));
        ck_assert_int_eq(err.status, RC_EARG);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* Ten thousand fields take no longer than fifty milliseconds; the limit here leaves room for
   sanitizers and busy machines, and would still catch what grows with the square. */
START_TEST(many_fields_are_read_in_no_time)
{
    enum { FIELDS = 100000 };
    static char text[FIELDS * 16];
    static const rc_notation notations[] = {RC_NOTATION_DESCR, RC_NOTATION_DICT,
                                            RC_NOTATION_PEP3118, RC_NOTATION_JSON};
    size_t length = 0, i;
    rc_dtype *dtype;
    for (i = 0; i < FIELDS; i++) {
        length += (size_t)sprintf(text + length, "%sn%zu:i4", i ? "," : "", i);
    }
    dtype = test_parse(text);
    ck_assert_uint_eq(rc_dtype_nfields(dtype), FIELDS);
    for (i = 0; i < N(notations); i++) {
        char *printed = rc_dtype_text(dtype, notations[i], NULL);
        rc_dtype *back = rc_dtype_parse(printed, NULL);
        ck_assert(rc_dtype_equal(dtype, back));
        rc_dtype_unref(back);
        rc_text_free(printed);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* One field more than the limit, in each way to say it. */
START_TEST(too_many_fields_are_refused)
{
    static const char *const parts[][3] = {
        {"", "i1,", "i1"},
        {"{'names':['a'],'formats':[[", "('a','i1'),", "]]}"},
        {"T{", "b", "}"},
    };
    static char text[13000000];
    rc_error err = RC_ERROR_INIT;
    size_t length = 0, i, step = strlen(parts[_i][1]);
    length += (size_t)sprintf(text, "%s", parts[_i][0]);
    for (i = 0; i <= RC_MAX_FIELDS; i++) {
        memcpy(text + length, parts[_i][1], step);
        length += step;
    }
    strcpy(text + length, parts[_i][2]);
    ck_assert_ptr_null(rc_dtype_parse(text, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
}
END_TEST

Suite *suite_notation_forms(void);

Suite *suite_notation_forms(void)
{
    Suite *suite = suite_create("notation forms");
    TCase *tc = tcase_create("notations");
    tcase_add_loop_test(tc, notations_are_read_and_written, 0, (int)N(read_cases));
    tcase_add_loop_test(tc, bad_texts_say_where_and_why, 0, (int)N(bad_cases));
    tcase_add_loop_test(tc, what_cannot_be_said_is_refused, 0, (int)N(unprintable));
    tcase_add_test(tc, c_tags_are_identifiers);
    tcase_add_test(tc, many_fields_are_read_in_no_time);
    tcase_add_loop_test(tc, too_many_fields_are_refused, 0, 3);
    suite_add_tcase(suite, tc);
    return suite;
}
