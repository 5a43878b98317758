/* The suites of lib/number. */
#include "test_number.h"

runner_suite_fn *const runner_suites[] = {
    suite_number_scan,
    suite_number_avx2,
    suite_number_float,
    suite_number_half,
    suite_number_many,
    suite_number_middles,
    suite_number_places,
    suite_number_print,
    suite_number_words,
    suite_number_words_portable,
    NULL,
};
