/*
 * base/utf8.h - UTF-8 as in RFC 3629: shortest forms only, no surrogates, nothing above U+10FFFF;
 * and UCS-4, the 4-byte code points of U<n>, in either byte order at any alignment.
 */
#ifndef ROWCOL_BASE_UTF8_H
#define ROWCOL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes that one code point takes. */
#define RCI_BASE_UTF8_MAX 4

/* The offset of the first byte that is not part of a well-formed character, or `n`. */
size_t rci_base_utf8_check(const char *text, size_t n);

/* Reads the character at `text`, where `n` bytes (1 or more) are readable. Returns its length in
   bytes, or 0 if it is malformed or incomplete; then *code is not set. */
size_t rci_base_utf8_decode(const char *text, size_t n, uint32_t *code);

/* Whether `code` is a Unicode scalar value, that is, a character that UTF-8 can encode. */
static inline bool rci_base_is_scalar(uint32_t code)
{
    return code < 0xD800 || (code - 0xE000) < 0x110000 - 0xE000;
}

/* Writes a scalar value and returns its length, 1 to RCI_BASE_UTF8_MAX; 0 if `code` is not one. */
size_t rci_base_utf8_encode(char *out, uint32_t code);

/* The number of code points in well-formed text. */
size_t rci_base_utf8_count(const char *text, size_t n);

/* The length to which well-formed text of `n` bytes is cut to fit `room` bytes in whole
   characters. */
size_t rci_base_utf8_cut(const char *text, size_t n, size_t room);

/* Code point `i` of a UCS-4 cell, unchecked. */
uint32_t rci_base_ucs4_get(const void *cell, size_t i, bool big_endian);

/* The number of bytes, of `n`, without trailing zeros: the text of a cell of S<n>. */
static inline size_t rci_base_text_trim(const void *cell, size_t n)
{
    const unsigned char *bytes = (const unsigned char *)cell;
    while (n > 0 && bytes[n - 1] == 0) {
        n--;
    }
    return n;
}

/* The number of code points, of `n`, without trailing zeros. */
size_t rci_base_ucs4_trim(const void *cell, size_t n);

/* The index of the first code point that is not a scalar value, or `n`. */
size_t rci_base_ucs4_check(const void *cell, size_t n, bool big_endian);

/* The length of `n` scalar values in UTF-8. */
size_t rci_base_ucs4_utf8_length(const void *cell, size_t n, bool big_endian);

/* Writes `n` scalar values as UTF-8 and returns the length; `out` has rci_base_ucs4_utf8_length
   bytes. */
size_t rci_base_ucs4_to_utf8(char *out, const void *cell, size_t n, bool big_endian);

/* Changes the byte order of `n` code points in place. */
void rci_base_ucs4_swap(void *cell, size_t n);

/* Writes well-formed text as code points and returns their number; `cell` has space for
   rci_base_utf8_count of them. */
size_t rci_base_utf8_to_ucs4(void *cell, const char *text, size_t n, bool big_endian);

#endif
