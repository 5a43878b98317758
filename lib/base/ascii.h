/*
 * base/ascii.h - classes of ASCII characters. Unlike <ctype.h>, these functions do not depend on
 * the locale and take any char.
 */
#ifndef ROWCOL_BASE_ASCII_H
#define ROWCOL_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline bool rci_base_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* A letter in either case. */
static inline bool rci_base_is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Whether `n` bytes are the same, but for the case of letters. */
static inline bool rci_base_same_letters(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i] && !(rci_base_is_letter(a[i]) && (a[i] ^ b[i]) == 0x20)) {
            return false;
        }
    }
    return true;
}

/* White space of JSON (RFC 8259, section 2) and of the notations: space, tab, LF, CR. */
static inline bool rci_base_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The value of a hexadecimal digit in either case, or -1. */
static inline int rci_base_hex_digit(char c)
{
    if (rci_base_is_digit(c)) {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
