/* The suites of lib/format/arrow/ipc. */
#include "runner.h"

extern runner_suite_fn suite_arrow_flatbuffer, suite_arrow_ipc_memory, suite_arrow_ipc_writer;

runner_suite_fn *const runner_suites[] = {suite_arrow_flatbuffer, suite_arrow_ipc_memory,
                                          suite_arrow_ipc_writer, NULL};
