/* base/format.c - text by a format with plain conversions. */
#include "base/format.h"

#include "base/join.h"
#include "base/word.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* All that changes it is inlined, so that it stays in registers. */
typedef struct output {
    char *at;
    char *last;  /* where the NUL is at the latest */
    size_t more; /* bytes that did not fit */
} output;

#define INLINE __attribute__((always_inline)) static inline

INLINE void put(output *out, const char *text, size_t n)
{
    const size_t room = (size_t)(out->last - out->at);
    const size_t fits = n < room ? n : room;
    rci_base_copy_short(out->at, text, fits);
    out->at += fits;
    out->more += n - fits;
}

/* At most `n` bytes of a string. */
INLINE void put_string(output *out, const char *text, size_t n)
{
    text = text ? text : "(null)"; /* as glibc has it */
    put(out, text, n == SIZE_MAX ? strlen(text) : strnlen(text, n));
}

enum { MOST_DIGITS = 9 }; /* of an unsigned, with a NUL */

/* A number in hexadecimal, two digits at least, in `digits`, which has MOST_DIGITS bytes. */
static const char *print_hex(char *digits, unsigned value)
{
    char *at = digits + MOST_DIGITS - 1;
    *at = '\0';
    while (value > 0 || at > digits + MOST_DIGITS - 3) {
        *--at = "0123456789ABCDEF"[value % 16];
        value /= 16;
    }
    return at;
}

INLINE void put_unsigned(output *out, unsigned long long value)
{
    char digits[RCI_BASE_COUNT_MAX];
    const rci_base_part part = rci_base_part_of_count(digits, value);
    put(out, part.text, part.length);
}

INLINE void put_signed(output *out, long long value)
{
    put(out, "-", value < 0);
    put_unsigned(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* A number of type long or long long, whose letter is at `at`. */
INLINE const char *put_long(output *out, const char *at, va_list *args, bool is_long_long)
{
    if (*at == 'd') {
        put_signed(out, is_long_long ? va_arg(*args, long long) : va_arg(*args, long));
    } else if (*at == 'u') {
        put_unsigned(out, is_long_long ? va_arg(*args, unsigned long long)
                                       : va_arg(*args, unsigned long));
    } else {
        return NULL;
    }
    return at + 1;
}

/* The conversion whose letters begin at `at`. Returns what follows it; NULL: it is another one. */
INLINE const char *convert(output *out, const char *at, va_list *args)
{
    char digits[MOST_DIGITS];
    int n;
    switch (*at) {
    case 's':
        put_string(out, va_arg(*args, const char *), SIZE_MAX);
        return at + 1;
    case 'd':
        put_signed(out, va_arg(*args, int));
        return at + 1;
    case 'u':
        put_unsigned(out, va_arg(*args, unsigned));
        return at + 1;
    case 'c':
        *digits = (char)va_arg(*args, int);
        put(out, digits, 1);
        return at + 1;
    case '%':
        put(out, at, 1);
        return at + 1;
    case 'z':
        if (at[1] != 'u') {
            return NULL;
        }
        put_unsigned(out, va_arg(*args, size_t));
        return at + 2;
    case '0':
        if (at[1] != '2' || at[2] != 'X') {
            return NULL;
        }
        put_string(out, print_hex(digits, va_arg(*args, unsigned)), SIZE_MAX);
        return at + 3;
    case '.':
        if (at[1] != '*' || at[2] != 's') {
            return NULL;
        }
        n = va_arg(*args, int);
        put_string(out, va_arg(*args, const char *), n < 0 ? SIZE_MAX : (size_t)n);
        return at + 3;
    case 'l':
        return at[1] == 'l' ? put_long(out, at + 2, args, true)
                            : put_long(out, at + 1, args, false);
    default:
        return NULL;
    }
}

int rci_base_vformat(char *text, size_t size, const char *format, va_list args)
{
    char none;
    char *const start = size > 0 ? text : &none; /* which stays as it is */
    output out = {start, size > 0 ? start + size - 1 : start, 0};
    const char *at = format;
    size_t length;
    va_list plain;
    va_copy(plain, args);
    while (at && *at) {
        const char *mark = *at == '%' ? at : strchrnul(at, '%');
        put(&out, at, (size_t)(mark - at));
        if (mark[0] == '%' && mark[1] == 's') { /* of most */
            put_string(&out, va_arg(plain, const char *), SIZE_MAX);
            at = mark + 2;
        } else {
            at = *mark ? convert(&out, mark + 1, &plain) : mark;
        }
    }
    va_end(plain);
    if (!at) {
        return vsnprintf(text, size, format, args);
    }
    if (size > 0) {
        *out.at = '\0';
    }
    length = (size_t)(out.at - start) + out.more;
    return length <= INT_MAX ? (int)length : -1;
}

int rci_base_format(char *text, size_t size, const char *format, ...)
{
    va_list args;
    int n;
    va_start(args, format);
    n = rci_base_vformat(text, size, format, args);
    va_end(args);
    return n;
}
