/*
 * clickhouse/http_text.h - the words of a ClickHouse server for messages.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_HTTP_TEXT_H
#define ROWCOL_TOOLS_CLICKHOUSE_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLICKHOUSE_WORDS_SIZE = 400 };

/* Whether `n` bytes have the text of an exception. */
bool clickhouse_has_exception(const char *text, size_t n);

/* The text of an exception in `n` bytes, or all of them if there is none: on one line, without the
   stack trace, printable, and cut to the size of `words`. Returns `words`. */
const char *clickhouse_words(const char *text, size_t n, char words[CLICKHOUSE_WORDS_SIZE]);

/* Whether the exception of that number may be gone another time: too many parts or queries, a
   time-out, memory, the network, a replica that is read-only. */
bool clickhouse_is_passing(int code);

#endif
