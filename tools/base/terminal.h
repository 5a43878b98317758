/*
 * base/terminal.h - text from outside (names, paths, values) on a terminal: nothing in it is
 * obeyed.
 *
 * Control characters (C0, DEL and C1), the characters that change the direction of text (Unicode's
 * bidirectional controls: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), line and
 * paragraph separators (U+2028, U+2029) and bytes that are not UTF-8 are shown escaped: \xNN for a
 * byte, \uNNNN for a character.
 */
#ifndef ROWCOL_TOOLS_BASE_TERMINAL_H
#define ROWCOL_TOOLS_BASE_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The bytes of the UTF-8 character at `text`, and its code point in `*code`; 0 if they are not
   UTF-8. The character is whole, or followed by NUL or another byte that does not continue it. */
size_t decode_character(const char *text, uint32_t *code);

/* The same without the code point. */
size_t character_length(const char *text);

/* Whether all of a string is UTF-8. */
bool is_utf8(const char *text);

/* A copy of a string with the characters above escaped (rc_text_printable), to be released with
   free. NULL: out of memory. */
char *safe_copy(const char *text);

/* Writes a string with the characters above escaped. Needs no memory. */
void put_safe(const char *text, FILE *out);

#endif
