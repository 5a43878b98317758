#include "config.h"
#include "runner.h"
#include "test_base_number.h"

#include <rowcol/base.h>

START_TEST(version_is_the_package_version)
{
    ck_assert_str_eq(rc_version(), PACKAGE_VERSION);
}
END_TEST

static Suite *suite_version(void)
{
    Suite *suite = suite_create("version");
    TCase *tc = tcase_create("version");
    tcase_add_test(tc, version_is_the_package_version);
    suite_add_tcase(suite, tc);
    return suite;
}

extern runner_suite_fn suite_utf8, suite_io, suite_output, suite_output_faults;

runner_suite_fn *const runner_suites[] = {
    suite_version,
    suite_number,
    suite_number_avx2,
    suite_number_float,
    suite_number_half,
    suite_number_middles,
    suite_number_print,
    suite_number_words,
    suite_number_words_portable,
    suite_utf8,
    suite_io,
    suite_output,
    suite_output_faults,
    NULL,
};
