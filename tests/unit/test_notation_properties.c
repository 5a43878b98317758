/* Every notation reads back what it writes, tried on random dtypes. */
#include "dtype_helpers.h"
#include "dtype_random.h"

#include <stdbool.h>
#include <string.h>

enum { CASES = 400, ROUNDS = 10 };

/* Each loop of a test takes a run of dtypes of its own. */
static uint64_t seed_of(int loop)
{
    return 0x9E3779B97F4A7C15u * (uint64_t)(loop + 1);
}

static char *printed(const rc_dtype *dtype, rc_notation notation)
{
    rc_error err = RC_ERROR_INIT;
    char *text = rc_dtype_text(dtype, notation, &err);
    ck_assert_msg(text || err.status == RC_EUNSUPPORTED || err.status == RC_EARG, "%s",
                  err.message);
    return text;
}

/* A terminal obeys none of what is printed. */
static void check_no_controls(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        ck_assert_msg(*p >= 0x20 && *p != 0x7F, "%s", text);
        ck_assert_msg(p[0] != 0xC2 || p[1] >= 0xA0, "a C1 control: %s", text);
        ck_assert_msg(p[0] != 0xE2 || p[1] != 0x80 || p[2] < 0xAA || p[2] > 0xAE,
                      "a bidirectional control: %s", text);
    }
}

START_TEST(parse_undoes_print)
{
    uint64_t state = seed_of(_i);
    int i, notation, always = 0, sometimes = 0;
    for (i = 0; i < CASES; i++) {
        rc_dtype *dtype = random_dtype(&state, 4, RANDOM_ALL, NULL);
        for (notation = RC_NOTATION_COMPACT; notation <= RC_NOTATION_JSON; notation++) {
            rc_error err = RC_ERROR_INIT;
            char *text = printed(dtype, (rc_notation)notation);
            rc_dtype *back;
            bool lossless = notation == RC_NOTATION_COMPACT || notation == RC_NOTATION_JSON;
            ck_assert(text || !lossless);
            if (!text) {
                continue;
            }
            check_no_controls(text);
            back = rc_dtype_parse_as(text, strlen(text), (rc_notation)notation, RC_PACKED, &err);
            ck_assert_msg(back != NULL, "%s: %s", text, err.message);
            ck_assert_msg(rc_dtype_equal(dtype, back), "%s", text);
            if (lossless) {
                test_same(dtype, back);
                rc_dtype_unref(back);
                back = rc_dtype_parse(text, &err); /* and without being told the notation */
                ck_assert_msg(back != NULL, "%s: %s", text, err.message);
                test_same(dtype, back);
            }
            always += lossless;
            sometimes += !lossless;
            rc_dtype_unref(back);
            rc_text_free(text);
        }
        rc_dtype_unref(dtype);
    }
    ck_assert_int_eq(always, 2 * CASES);
    ck_assert_int_gt(sometimes, CASES / 2);
}
END_TEST

START_TEST(other_notations_are_recognised)
{
    uint64_t state = seed_of(_i);
    int i;
    for (i = 0; i < CASES; i++) {
        rc_dtype *dtype = random_struct(&state, 3, RANDOM_EMPTY, NULL);
        static const rc_notation notations[] = {RC_NOTATION_DESCR, RC_NOTATION_DICT,
                                                RC_NOTATION_PEP3118};
        size_t k;
        for (k = 0; k < 3; k++) {
            rc_error err = RC_ERROR_INIT;
            char *text = printed(dtype, notations[k]);
            rc_dtype *back = text ? rc_dtype_parse(text, &err) : NULL;
            ck_assert_msg(!text || back, "%s: %s", text, err.message);
            ck_assert_msg(!text || rc_dtype_equal(dtype, back), "%s", text);
            rc_dtype_unref(back);
            rc_text_free(text);
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

Suite *suite_notation_properties(void);

Suite *suite_notation_properties(void)
{
    Suite *suite = suite_create("notation properties");
    TCase *tc = tcase_create("properties");
    tcase_add_loop_test(tc, parse_undoes_print, 0, ROUNDS);
    tcase_add_loop_test(tc, other_notations_are_recognised, 0, ROUNDS);
    suite_add_tcase(suite, tc);
    return suite;
}
