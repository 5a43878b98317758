/* Shared code of the tests of lib/stream. */
#ifndef TESTS_UNIT_TEST_STREAM_H
#define TESTS_UNIT_TEST_STREAM_H

#include "runner.h"
#include <rowcol.h>

Suite *suite_stream_added(void);
Suite *suite_stream_checkpoint(void);
Suite *suite_stream_format(void);
Suite *suite_stream_inputs(void);
Suite *suite_stream_shards(void);
Suite *suite_stream_memory(void);
Suite *suite_stream_options(void);
Suite *suite_stream_progress(void);
Suite *suite_stream_pump(void);
Suite *suite_stream_queue(void);
Suite *suite_stream_rejects(void);
Suite *suite_stream_save(void);
Suite *suite_stream_sinks(void);
Suite *suite_stream_transform(void);

#endif
