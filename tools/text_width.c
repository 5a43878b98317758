/* text_width.c - the columns that text takes on a terminal. */
#include "text_width.h"

#include "terminal.h"
#include "width_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The code point of a UTF-8 character of `n` bytes. */
static uint32_t code_point(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    uint32_t code = n == 1 ? p[0] : p[0] & (0xFFU >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        code = code << 6 | (p[i] & 0x3F);
    }
    return code;
}

static size_t character_width(uint32_t code)
{
    size_t low = 0, high = sizeof width_ranges / sizeof *width_ranges;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > width_ranges[middle].last) {
            low = middle + 1;
        } else if (code < width_ranges[middle].first) {
            high = middle;
        } else {
            return width_ranges[middle].width;
        }
    }
    return 1;
}

/* Moves over one character and returns its columns. */
static size_t take_character(const char **text)
{
    size_t n = character_length(*text);
    size_t width = n ? character_width(code_point(*text, n)) : 1;
    *text += n ? n : 1;
    return width;
}

size_t text_width(const char *text)
{
    size_t width = 0;
    while (*text) {
        width += take_character(&text);
    }
    return width;
}

size_t text_fitting(const char *text, size_t columns, size_t *used)
{
    const char *p = text, *end = text;
    size_t width = 0;
    *used = 0;
    while (*p) {
        width += take_character(&p);
        if (width > columns) {
            break;
        }
        end = p;
        *used = width;
    }
    return (size_t)(end - text);
}

size_t terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    long n = columns ? strtol(columns, NULL, 10) : 0;
    struct winsize size;
    if (n > 0 && n <= MOST_COLUMNS) {
        return (size_t)n;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return 80;
}
