/*
 * base/utf8.h - UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing above
 * U+10FFFF; and UCS-4, the 4-byte code points of U<n>, in either byte order at any alignment.
 */
#ifndef ROWCOL_BASE_UTF8_H
#define ROWCOL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes that one code point takes. */
#define RCI_BASE_UTF8_MAX 4

/* The offset of the first byte that is part of no well-formed character; `n` if there is none. */
size_t rci_base_utf8_check(const char *text, size_t n);

/* The offset of the first byte that is not ASCII, or `n` if there is none. */
size_t rci_base_ascii_check(const char *text, size_t n);

/* Reads the character at `text`, of which `n` bytes (1 or more) can be read. Returns its bytes, or
   0 if it is malformed or cut short; then *code is not set. */
size_t rci_base_utf8_decode(const char *text, size_t n, uint32_t *code);

/* Whether `code` is a character that UTF-8 can write. */
static inline bool rci_base_is_scalar(uint32_t code)
{
    return code < 0xD800 || (code - 0xE000) < 0x110000 - 0xE000;
}

/* Writes a scalar and returns its bytes, 1 to RCI_BASE_UTF8_MAX; 0 if `code` is none. */
size_t rci_base_utf8_encode(char *out, uint32_t code);

/* The code points in well-formed text. */
size_t rci_base_utf8_count(const char *text, size_t n);

/* Where well-formed text of `n` bytes is cut to leave at most `room` bytes, no character broken. */
size_t rci_base_utf8_cut(const char *text, size_t n, size_t room);

/* One code point of a UCS-4 cell, whatever it is. */
uint32_t rci_base_ucs4_get(const void *cell, size_t i, bool big_endian);

/* `n` code points without the zeros at their end. */
size_t rci_base_ucs4_trim(const void *cell, size_t n);

/* The number of the first code point that is no scalar, or `n` if there is none. */
size_t rci_base_ucs4_check(const void *cell, size_t n, bool big_endian);

/* The bytes that `n` scalars take in UTF-8. */
size_t rci_base_ucs4_utf8_length(const void *cell, size_t n, bool big_endian);

/* Writes `n` scalars as UTF-8 and returns the bytes; `out` has room for rci_base_ucs4_utf8_length.
 */
size_t rci_base_ucs4_to_utf8(char *out, const void *cell, size_t n, bool big_endian);

/* Turns `n` code points from one byte order into the other, in place. */
void rci_base_ucs4_swap(void *cell, size_t n);

/* Writes well-formed text as code points and returns their number; `cell` has room for
   rci_base_utf8_count of them. */
size_t rci_base_utf8_to_ucs4(void *cell, const char *text, size_t n, bool big_endian);

#endif
