/* base/text_width.c - the columns that text takes on a terminal. */
#include "base/text_width.h"

#include "base/terminal.h"
#include "base/width_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

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
    uint32_t code;
    size_t n = decode_character(*text, &code);
    size_t width = n ? character_width(code) : 1;
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

size_t text_before_end(const char *text, size_t columns, size_t *used)
{
    const char *p = text;
    size_t width = text_width(text);
    while (width > columns) {
        width -= take_character(&p);
    }
    for (const char *next = p; *next && take_character(&next) == 0;) {
        p = next; /* marks of a character that is left out */
    }
    *used = width;
    return (size_t)(p - text);
}

size_t terminal_width(int fd)
{
    const char *columns = getenv("COLUMNS");
    long n = columns ? strtol(columns, NULL, 10) : 0;
    struct winsize size;
    if (n > 0 && n <= MOST_COLUMNS) {
        return (size_t)n;
    }
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return 80;
}
