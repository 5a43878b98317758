/* Reading and writing dtypes as text. */
#include "dtype_helpers.h"

#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Text that is read, and how the dtype is written in three notations (NULL: it cannot be). */
static const struct {
    const char *text, *compact, *descr, *comma;
} round_cases[] = {
    {"i4", "i4", "'<i4'", "i4"},
    {" >f8 ", ">f8", "'>f8'", ">f8"},
    {"?", "bool", "'|b1'", "?"},
    {"b", "i1", "'|i1'", "i1"},
    {"b1", "bool", "'|b1'", "?"},
    {"S16", "S16", "'|S16'", "S16"},
    {">U3", ">U3", "'>U3'", ">U3"},
    {"V4", "V4", "'|V4'", "V4"},
    {"datetime64[ns]", "M8[ns]", "'<M8[ns]'", "M8[ns]"},
    {">M8[25s]", ">M8[25s]", "'>M8[25s]'", ">M8[25s]"},
    {"m8", "m8", "'<m8'", "m8"},
    {"M8[s/2]", "M8[500ms]", "'<M8[500ms]'", "M8[500ms]"},
    {"M8[us,Europe/Berlin]", "M8[us,Europe/Berlin]", "'<M8[us]'", "M8[us]"},
    {">M8[25s,  +01:00]", ">M8[25s,+01:00]", "'>M8[25s]'", ">M8[25s]"},
    {"str", "str", NULL, NULL},
    {"3f8", "3f8", "('<f8', (3,))", "3f8"},
    {"(2,3)>f8", "(2,3)>f8", "('>f8', (2, 3))", "(2,3)>f8"},
    {"(1,)f8", "(1,)f8", "('<f8', (1,))", "(1,)f8"},
    {"1f8", "f8", "'<f8'", "f8"},
    {"()f8", "f8", "'<f8'", "f8"},
    {"3S", "S3", "'|S3'", "S3"},
    {"(3,)S0", "(3,)S0", "('|S0', (3,))", "(3,)S0"},
    {"2(3,)f8", NULL, NULL, NULL},
    {"(2,)3f8", "(2,3)f8", "('<f8', (2, 3))", "(2,3)f8"},
    {"(3)f8", "3f8", "('<f8', (3,))", "3f8"},
    {"x:i4; size=5", "x:i4; size=5", "[('x', '<i4'), ('', '|V1')]", NULL},
    {"M8[W/7]", "M8[D]", "'<M8[D]'", "M8[D]"},
    {"l", "i8", "'<i8'", "i8"},
    {"()3f8", "3f8", "('<f8', (3,))", "3f8"},
    {"(1)f8", "f8", "'<f8'", "f8"},
    {"x:i4,y:i4", "x:i4, y:i4", "[('x', '<i4'), ('y', '<i4')]", NULL},
    {"{x:i4}", "x:i4", "[('x', '<i4')]", NULL},
    {"x : int32 , y:float64,", "x:i4, y:f8", "[('x', '<i4'), ('y', '<f8')]", NULL},
    {"{}", "{}", "[]", NULL},
    {"{; size=8}", "{; size=8}", "[('', '|V8')]", NULL},
    {"i4,2f8", "f0:i4, f1:2f8", "[('f0', '<i4'), ('f1', '<f8', (2,))]", "i4,2f8"},
    {"# a comment\n\n i4 # another", "i4", "'<i4'", "i4"},
    {"# a:i1\nx:i4,# first\n# y:f8,\n z : # last\n i1 #\n,#end", "x:i4, z:i1",
     "[('x', '<i4'), ('z', '|i1')]", NULL},
    {"{ # the record\n x:i4 # {\n}", "x:i4", "[('x', '<i4')]", NULL},
    {"a#b:i4", "\"a#b\":i4", "[('a#b', '<i4')]", NULL},
    {"i4,f8,", "f0:i4, f1:f8", "[('f0', '<i4'), ('f1', '<f8')]", "i4,f8"},
    {"x:i4, p:3f8, who:{name:S8, age:i1?}", "x:i4, p:3f8, who:{name:S8, age:i1?}", NULL, NULL},
    {"ok:??", "ok:bool?", NULL, NULL},
    {"x:i1, y:i4; aligned", "x:i1, y:i4; aligned", "[('x', '|i1'), ('', '|V3'), ('y', '<i4')]",
     NULL},
    {"x:i4, y:i1; aligned", "x:i4, y:i1; aligned", "[('x', '<i4'), ('y', '|i1'), ('', '|V3')]",
     NULL},
    {"x:i1@0, y:i4@4", "x:i1@0, y:i4@4", "[('x', '|i1'), ('', '|V3'), ('y', '<i4')]", NULL},
    {"x:i1@4, y:i4@0", "x:i1@4, y:i4@0", NULL, NULL},
    {"x:i1, y:i4; size=9", "x:i1, y:i4; size=9", "[('x', '|i1'), ('y', '<i4'), ('', '|V4')]", NULL},
    {"i1,i4; aligned", "f0:i1, f1:i4; aligned", "[('f0', '|i1'), ('', '|V3'), ('f1', '<i4')]",
     NULL},
    {"\"a b\":i4, \"\\u00e9\\n\":i4", "\"a b\":i4, \"\xc3\xa9\\u000a\":i4",
     "[('a b', '<i4'), ('\xc3\xa9\\n', '<i4')]", NULL},
    {"{\"a b\":{\"c d\":3f8}}", "\"a b\":{\"c d\":3f8}", "[('a b', [('c d', '<f8', (3,))])]", NULL},
    {"\"it's\":i4, \"\\\"\":i4, \"'\\\"\":i4", "\"it's\":i4, \"\\\"\":i4, \"'\\\"\":i4",
     "[(\"it's\", '<i4'), ('\"', '<i4'), ('\\'\"', '<i4')]", NULL},
    {"[('x', '<i4'), ('p', '>f8', (3,))]", "x:i4, p:3>f8", "[('x', '<i4'), ('p', '>f8', (3,))]",
     NULL},
    {"[('x','i4',3),('y','S',5),('z','f8',1),('w','f8',())]", "x:3i4, y:S5, z:f8, w:f8",
     "[('x', '<i4', (3,)), ('y', '|S5'), ('z', '<f8'), ('w', '<f8')]", NULL},
    {"[('x', '|i1'), ('', '|V3'), ('y', '<i4'), ('', '|V8')]", "x:i1@0, y:i4@4; size=16",
     "[('x', '|i1'), ('', '|V3'), ('y', '<i4'), ('', '|V8')]", NULL},
    {"\"\\u009b\\u202e\":i4", "\"\\u009b\\u202e\":i4", "[('\\x9b\\u202e', '<i4')]", NULL},
    {"[('', '<f8')]", "f0:f8", "[('f0', '<f8')]", NULL},
    {"[('x', 'i4'), ('', '|V4'), ('', [('', 'i1')], (2,))]", "x:i4@0, f2:2{f0:i1}@8",
     "[('x', '<i4'), ('', '|V4'), ('f2', [('f0', '|i1')], (2,))]", NULL},
    {"[('a', [('b', 'i4,f8'), ('c', ('f4', (2,)), (3,))])]", "a:{b:{f0:i4, f1:f8}, c:(3,2)f4}",
     "[('a', [('b', [('f0', '<i4'), ('f1', '<f8')]), ('c', '<f4', (3, 2))])]", NULL},
    {"[(u'x', '<i4'), (\"y\", \"<i4\"),]", "x:i4, y:i4", "[('x', '<i4'), ('y', '<i4')]", NULL},
    {"[[\"x\",\"<i4\"],[\"p\",[\"<f8\",[3]]]]", "x:i4, p:3f8", "[('x', '<i4'), ('p', '<f8', (3,))]",
     NULL},
    {"('<i4', (2, 3))", "(2,3)i4", "('<i4', (2, 3))", "(2,3)i4"},
    {"'<i4'", "i4", "'<i4'", "i4"},
    {"\"<i4\"", "i4", "'<i4'", "i4"},
    {"[]", "{}", "[]", NULL},
};

static void prints_or_refuses(const rc_dtype *dtype, rc_notation notation, const char *expected)
{
    rc_error err = RC_ERROR_INIT;
    if (expected) {
        rc_dtype *back = test_parse(expected);
        test_prints(dtype, notation, expected);
        ck_assert(rc_dtype_equal(dtype, back));
        rc_dtype_unref(back);
    } else {
        ck_assert_ptr_null(rc_dtype_text(dtype, notation, &err));
        ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
    }
}

START_TEST(texts_go_round)
{
    rc_dtype *dtype;
    if (!round_cases[_i].compact) {
        ck_assert_ptr_null(rc_dtype_parse(round_cases[_i].text, NULL));
        return;
    }
    dtype = test_parse(round_cases[_i].text);
    prints_or_refuses(dtype, RC_NOTATION_COMPACT, round_cases[_i].compact);
    prints_or_refuses(dtype, RC_NOTATION_DESCR, round_cases[_i].descr);
    prints_or_refuses(dtype, RC_NOTATION_COMMA, round_cases[_i].comma);
    rc_dtype_unref(dtype);
}
END_TEST

static const struct {
    const char *text;
    rc_status status;
    uint64_t byte;
    const char *says;
} bad_cases[] = {
    {"", RC_ESYNTAX, 0, "a type such as i4"},
    {"   ", RC_ESYNTAX, 3, "found the end"},
    {"# i4", RC_ESYNTAX, 4, "a type such as i4"},
    {"i4, # c", RC_ESYNTAX, 7, "one type and a comma"},
    {"i3", RC_ESYNTAX, 0, "unknown type \"i3\""},
    {"x:", RC_ESYNTAX, 2, "a type such as i4"},
    {"x:i4,y", RC_ESYNTAX, 6, "':' after the field name"},
    {"x:i4,,y:i4", RC_ESYNTAX, 5, "a field name"},
    {"x:i4 y:i4", RC_ESYNTAX, 5, "',' or the end"},
    {"x:i4, y:{a:i4", RC_ESYNTAX, 13, "'}'"},
    {"x:i4}", RC_ESYNTAX, 4, "',' or the end"},
    {"x:i4, x:f8", RC_ENAME, 6, "two fields are named \"x\""},
    {"x:i4, \"\":f8", RC_ENAME, 6, "empty"},
    {"x:i4, \"\xff\":f8", RC_ENAME, 6, "UTF-8"},
    {"x:i4, \"a:f8", RC_ESYNTAX, 11, "closing quote"},
    {"x:i4@0, y:i4@2", RC_EARG, 8, "overlap"},
    {"x:i4@0, y:i4", RC_EARG, 8, "no offset"},
    {"x:i4@", RC_ESYNTAX, 5, "a number"},
    {"x:i4; size=2", RC_EARG, 6, "need 4 bytes"},
    {"x:i4; size", RC_ESYNTAX, 10, "'='"},
    {"x:i4; aligned, packed", RC_ESYNTAX, 15, "one of the options"},
    {"x:i4; wide", RC_ESYNTAX, 6, "one of the options"},
    {"i4; size=8", RC_ESYNTAX, 4, "only a struct"},
    {"x:i4@2; aligned", RC_EARG, 0, "alignment 4"},
    {"x:i4@4294967296", RC_ELIMIT, 5, "limit"},
    {"x:i4@2147483648", RC_ELIMIT, 5, "limit"},
    {"x:(2147483648,)S0", RC_ELIMIT, 3, "limit"},
    {"x:i4, y:99999999999999999999i4", RC_ELIMIT, 8, "limit"},
    {"x:i4, y:2147483647i4", RC_ELIMIT, 8, "limit"},
    {"S2147483648", RC_ELIMIT, 0, "limit"},
    {"V99999999999999999999999999", RC_ELIMIT, 0, "limit"},
    {"x:2147483647S2, y:i1", RC_ELIMIT, 2, "limit"},
    {"x:V2147483647, y:i1", RC_ELIMIT, 15, "limit"},
    {"<(2,3)>f8", RC_ESYNTAX, 6, "contradict"},
    {"(2,3", RC_ESYNTAX, 4, "',' or ')'"},
    {"(2 3)f8", RC_ESYNTAX, 3, "',' or ')'"},
    {"(-1,)f8", RC_ESYNTAX, 1, "a number"},
    {"(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)i1", RC_ELIMIT, 65,
     "dimensions"},
    {"i4,", RC_ESYNTAX, 3, "one type and a comma"},
    {"i4,,f8", RC_ESYNTAX, 3, "a type"},
    {",i4", RC_ESYNTAX, 0, "a type"},
    {"i4;f8", RC_ESYNTAX, 3, "one of the options"},
    {"3", RC_ESYNTAX, 1, "a type"},
    {"<", RC_ESYNTAX, 1, "a type"},
    {"O", RC_EUNSUPPORTED, 0, "object dtypes"},
    {"x:i4, y:O", RC_EUNSUPPORTED, 8, "str for text"},
    {"x:float128", RC_EUNSUPPORTED, 2, "use f8"},
    {"M8[]", RC_ESYNTAX, 3, "not a time unit"},
    {"M8[us,]", RC_ESYNTAX, 6, "name of a time zone"},
    {"M8[us, ]", RC_ESYNTAX, 7, "name of a time zone"},
    {"M8[us,UTC ]", RC_ESYNTAX, 6, "name of a time zone"},
    {"M8[us,a\"b]", RC_ESYNTAX, 6, "name of a time zone"},
    {"m8[us,UTC]", RC_ESYNTAX, 6, "only M8"},
    {"M8[,UTC]", RC_ESYNTAX, 3, "not a time unit"},
    {"M8[us,UTC", RC_ESYNTAX, 9, "']'"},
    {"M8[0s]", RC_ESYNTAX, 3, "1 to 2147483647"},
    {"M8[-1s]", RC_ESYNTAX, 3, "not a time unit"},
    {"M8[2147483648s]", RC_ESYNTAX, 3, "1 to 2147483647"},
    {"M8[s/0]", RC_ESYNTAX, 3, "1 to 2147483647"},
    {"M8[W/11]", RC_ESYNTAX, 3, "not a whole number"},
    {"M8[2000000s/1000]", RC_OK, 0, NULL},
    {"M8[2147483647s/2]", RC_ERANGE, 3, "limit"},
    {"M8[ns", RC_ESYNTAX, 5, "']'"},
    {"p:3{a:i4?}", RC_EUNSUPPORTED, 2, "nullable"},
    {"[('x', '<i4'), ('x', '<i4')]", RC_ENAME, 16, "two fields"},
    {"[('f1', '<i4'), ('', '<i4')]", RC_ENAME, 17, "two fields"},
    {"{'names': [''], 'formats': ['i4']}", RC_ENAME, 11, "empty"},
    {"[(('title', 'x'), '<i4')]", RC_EUNSUPPORTED, 2, "title"},
    {"[('x', 'O')]", RC_EUNSUPPORTED, 8, "object dtypes"},
    {"[('x', '<i4'), ('y', 'i5')]", RC_ESYNTAX, 22, "i5"},
    {"[('x', '\\x69\\x35')]", RC_ESYNTAX, 7, "i5"},
    {"[('x',)]", RC_ESYNTAX, 1, "a field such as"},
    {"['i4']", RC_ESYNTAX, 1, "a field such as"},
    {"[('x', '<i4', (-3,))]", RC_ESYNTAX, 15, "a dimension"},
    {"[('x', '<i4', 'a')]", RC_ESYNTAX, 14, "a shape"},
    {"[('x', '<i4', 2.5)]", RC_ESYNTAX, 15, "whole"},
    {"[('x', 4)]", RC_ESYNTAX, 7, "a type such as"},
    {"[(1, 'i4')]", RC_ESYNTAX, 2, "a field name"},
    {"[('x', '<i4')", RC_ESYNTAX, 13, "',' or ']'"},
    {"[('x', '<i4'", RC_ESYNTAX, 12, "',' or ')'"},
    {"[('x, '<i4')]", RC_ESYNTAX, 7, "',' or ')'"},
    {"[('x', '<i4')] x", RC_ESYNTAX, 15, "the end"},
    {"[('x', 'a:i4')]", RC_ESYNTAX, 9, "found \":i4\""},
    {"[('x', '<i4', 99999999999999999999)]", RC_ERANGE, 14, "64 bits"},
    {"[('x', '<i4', 9223372036854775808)]", RC_ERANGE, 14, "64 bits"},
    {"'i4", RC_ESYNTAX, 3, "closing quote"},
    {"('i4', 'i2')", RC_ESYNTAX, 7, "a shape"},
    {"('i4',)", RC_ESYNTAX, 0, "a pair"},
};

START_TEST(bad_texts_say_where_and_why)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(bad_cases[_i].text, &err);
    ck_assert_int_eq(err.status, bad_cases[_i].status);
    if (bad_cases[_i].status == RC_OK) {
        rc_dtype_unref(dtype);
        return;
    }
    ck_assert_ptr_null(dtype);
    ck_assert_msg(err.byte == bad_cases[_i].byte, "%s: byte %llu: %s", bad_cases[_i].text,
                  (unsigned long long)err.byte, err.message);
    ck_assert_msg(!bad_cases[_i].says || strstr(err.message, bad_cases[_i].says), "%s: %s",
                  bad_cases[_i].text, err.message);
    ck_assert_ptr_null(rc_dtype_parse(bad_cases[_i].text, NULL));
}
END_TEST

/* Parses `n` bytes that nothing lies behind, so that a sanitizer sees a step too far. */
static void parse_exactly(const char *text, size_t n)
{
    rc_error err = RC_ERROR_INIT;
    char *copy = malloc(n ? n : 1);
    rc_dtype *dtype;
    memcpy(copy, text, n);
    dtype = rc_dtype_parse_n(copy, n, RC_PACKED, &err);
    ck_assert((dtype != NULL) == (err.status == RC_OK));
    ck_assert(dtype || err.byte <= n);
    rc_dtype_unref(dtype);
    free(copy);
}

/* Every prefix of a valid text, and the text with each byte replaced, ends in a dtype or an error
 * that points into the text; so does every prefix with a byte behind it. */
START_TEST(damaged_texts_never_crash)
{
    static const char bytes[] = "\0 \xff\x80x0,:;{}()[]<>=?@\"'\\";
    const char *text = round_cases[_i].text;
    size_t length = strlen(text), i, k;
    char copy[256];
    ck_assert_uint_lt(length, sizeof copy);
    for (i = 0; i < length; i++) {
        parse_exactly(text, i);
        for (k = 0; k < sizeof bytes - 1; k++) {
            memcpy(copy, text, length);
            copy[i] = bytes[k];
            parse_exactly(copy, length);
            parse_exactly(copy, i + 1);
        }
    }
}
END_TEST

START_TEST(nesting_is_bounded)
{
    static const char *const open[] = {"{a:", "[('a',", "((", "(", "{'a':", "[", "{\"a\":"};
    static char text[700000];
    size_t step = strlen(open[_i]), i;
    rc_error err = RC_ERROR_INIT;
    for (i = 0; i + step < sizeof text; i += step) {
        memcpy(text + i, open[_i], step);
    }
    ck_assert_ptr_null(rc_dtype_parse_n(text, i, RC_PACKED, &err));
    ck_assert(err.status == RC_ELIMIT || err.status == RC_ESYNTAX);
}
END_TEST

START_TEST(length_counts_not_the_nul)
{
    rc_dtype *dtype = rc_dtype_parse_n("x:i4, y:f8", 4, RC_PACKED, NULL);
    rc_error err = RC_ERROR_INIT;
    test_prints(dtype, RC_NOTATION_COMPACT, "x:i4");
    rc_dtype_unref(dtype);
    ck_assert_ptr_null(rc_dtype_parse_n("x:i4\0, y:f8", 11, RC_PACKED, &err));
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_uint_eq(err.byte, 4);
}
END_TEST

START_TEST(first_error_wins)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_dtype_parse("x:nope", &err));
    ck_assert_ptr_null(rc_dtype_parse("O", &err));
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_uint_eq(err.byte, 2);
}
END_TEST

Suite *suite_notation_text(void);

Suite *suite_notation_text(void)
{
    Suite *suite = suite_create("notation text");
    TCase *tc = tcase_create("text");
    tcase_add_loop_test(tc, texts_go_round, 0, (int)N(round_cases));
    tcase_add_loop_test(tc, bad_texts_say_where_and_why, 0, (int)N(bad_cases));
    tcase_add_loop_test(tc, damaged_texts_never_crash, 0, (int)N(round_cases));
    tcase_add_loop_test(tc, nesting_is_bounded, 0, 7);
    tcase_add_test(tc, length_counts_not_the_nul);
    tcase_add_test(tc, first_error_wins);
    suite_add_tcase(suite, tc);
    return suite;
}
