/* The suites of lib/io. */
#include "runner.h"

extern runner_suite_fn suite_io_changes, suite_io_compressed, suite_io_damaged, suite_io_output,
    suite_io_output_faults, suite_io_source, suite_io_waiting, suite_io_window;

runner_suite_fn *const runner_suites[] = {
    suite_io_source,  suite_io_changes, suite_io_compressed,
    suite_io_damaged, suite_io_output,  suite_io_output_faults,
    suite_io_waiting, suite_io_window,  NULL,
};
