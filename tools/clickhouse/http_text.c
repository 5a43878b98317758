/* clickhouse/http_text.c - the words of a ClickHouse server for messages. */
#include "clickhouse/http_text.h"

#include <ctype.h>
#include <rowcol.h>
#include <string.h>

/* "Code: 60. DB::Exception: ..." or, before version 20, "Code: 60, e.displayText() = DB::...". */
static const char *find_exception(const char *text, size_t n)
{
    static const char start[] = "Code: ";
    const char *end = text + n;
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), start, 6)) != NULL; at++) {
        const char *digits = at + 6, *p = digits;
        while (p < end && isdigit((unsigned char)*p)) {
            p++;
        }
        if (p > digits && p < end && (*p == '.' || *p == ',') &&
            memmem(p, (size_t)(end - p), "DB::", 4)) {
            return at;
        }
    }
    return NULL;
}

bool clickhouse_has_exception(const char *text, size_t n)
{
    return find_exception(text, n) != NULL;
}

/* Copies one line: white space becomes single blanks. Returns the length. */
static size_t copy_line(const char *from, size_t n, char *to, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < n && used + 1 < size; i++) {
        const bool space = isspace((unsigned char)from[i]);
        if (!space || (used > 0 && to[used - 1] != ' ')) {
            to[used++] = space ? ' ' : from[i];
        }
    }
    while (used > 0 && to[used - 1] == ' ') {
        used--;
    }
    return used;
}

const char *clickhouse_words(const char *text, size_t n, char words[CLICKHOUSE_WORDS_SIZE])
{
    static const char *const after[] = {"Stack trace:", "__exception__", "\r\n"};
    char line[CLICKHOUSE_WORDS_SIZE];
    const char *found = find_exception(text, n);
    size_t length, printed;
    if (found) {
        n -= (size_t)(found - text);
        text = found;
    }
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        const char *end = memmem(text, n, after[i], strlen(after[i]));
        n = end ? (size_t)(end - text) : n;
    }
    length = copy_line(text, n, line, sizeof line);
    printed = rc_text_printable(line, length, words, CLICKHOUSE_WORDS_SIZE - 3);
    if (printed >= CLICKHOUSE_WORDS_SIZE - 3) {
        strcat(words, "...");
    }
    return words;
}

bool clickhouse_is_passing(int code)
{
    static const int codes[] = {
        159, /* TIMEOUT_EXCEEDED */
        201, /* QUOTA_EXCEEDED */
        202, /* TOO_MANY_SIMULTANEOUS_QUERIES */
        203, /* NO_FREE_CONNECTION */
        209, /* SOCKET_TIMEOUT */
        210, /* NETWORK_ERROR */
        225, /* NO_ZOOKEEPER */
        236, /* ABORTED */
        241, /* MEMORY_LIMIT_EXCEEDED */
        242, /* TABLE_IS_READ_ONLY */
        252, /* TOO_MANY_PARTS */
        279, /* ALL_CONNECTION_TRIES_FAILED */
        285, /* TOO_FEW_LIVE_REPLICAS */
        319, /* UNKNOWN_STATUS_OF_INSERT */
        999, /* KEEPER_EXCEPTION */
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (codes[i] == code) {
            return true;
        }
    }
    return false;
}
