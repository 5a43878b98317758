/* report/caret.c - shows where text of the command line is wrong. */
#include "report/caret.h"

#include "base/terminal.h"
#include "report/event.h"

#include <rowcol/base.h>
#include <stdio.h>

/* Whether the byte is the first one of a UTF-8 character. */
static int begins_character(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* The part of a line that is shown, and the position of the caret. */
typedef struct excerpt {
    size_t from;
    size_t to;
    size_t at;
} excerpt;

/* The line that contains `at`. A long line is cut on both sides, between characters. */
static excerpt choose_excerpt(const char *text, size_t length, size_t at)
{
    enum { SHOWN = 76, BEFORE = 50, AFTER = 24 };
    excerpt part = {at, at, at};
    while (part.from > 0 && text[part.from - 1] != '\n') {
        part.from--;
    }
    while (part.to < length && text[part.to] != '\n') {
        part.to++;
    }
    if (part.to - part.from > SHOWN) {
        part.from = at - part.from > BEFORE ? at - BEFORE : part.from;
        part.to = part.to - at > AFTER ? at + AFTER : part.to;
        while (part.from < at && !begins_character(text[part.from])) {
            part.from++;
        }
        while (part.to > at && part.to < length && !begins_character(text[part.to])) {
            part.to--;
        }
    }
    return part;
}

/* Prints the character at `at` in one column: a blank for what a terminal would obey, a question
   mark for a byte that is not UTF-8. Returns its bytes. */
static size_t put_column(const char *at)
{
    size_t n = character_length(at);
    if (n == 0) {
        fputc('?', stderr);
        return 1;
    }
    if (rc_text_printable(at, n, NULL, 0) != n) {
        fputc(' ', stderr);
    } else {
        fwrite(at, 1, n, stderr);
    }
    return n;
}

void show_caret(const char *text, size_t length, size_t at)
{
    excerpt part = choose_excerpt(text, length, at < length ? at : length);
    int column = 0;
    if (events_are_json) {
        return;
    }
    fputs("  ", stderr);
    for (size_t i = part.from; i < part.to;) {
        size_t n = put_column(text + i);
        column += i < part.at;
        i += n;
    }
    fprintf(stderr, "\n  %*s^\n", column, "");
}
