/* Text files written through rci_io_output. */
#ifndef TESTS_UNIT_OUTPUT_TEXT_H
#define TESTS_UNIT_OUTPUT_TEXT_H

#include "io/output.h"

rc_status write_text(rci_io_output *output, const char *text, rc_error *err);
/* Opens, writes, commits, closes. */
rc_status write_file(const char *path, const char *text, rc_error *err);
/* Fails the test unless the file holds this text. */
void expect_text(const char *path, const char *text);

#endif
