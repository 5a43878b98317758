/* base/terminal.c - decodes UTF-8 and escapes what a terminal would obey. */
#include "base/terminal.h"

#include <rowcol/base.h>
#include <stdlib.h>
#include <string.h>

size_t decode_character(const char *text, uint32_t *code)
{
    /* The least code point of each length: a longer form of a smaller one is not valid. */
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)text;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n == 0 || p[0] > 0xF4) {
        return 0;
    }
    *code = n == 1 ? p[0] : p[0] & (0xFFU >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (p[i] & 0x3F);
    }
    if (*code < least[n] || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) {
        return 0;
    }
    return n;
}

size_t character_length(const char *text)
{
    uint32_t code;
    return decode_character(text, &code);
}

bool is_utf8(const char *text)
{
    while (*text) {
        size_t n = character_length(text);
        if (n == 0) {
            return false;
        }
        text += n;
    }
    return true;
}

char *safe_copy(const char *text)
{
    size_t length = strlen(text), size = rc_text_printable(text, length, NULL, 0) + 1;
    char *copy = malloc(size);
    if (copy) {
        rc_text_printable(text, length, copy, size);
    }
    return copy;
}

enum { LONGEST = 6 }; /* \uNNNN */

void put_safe(const char *text, FILE *out)
{
    char shown[LONGEST + 1];
    while (*text) {
        size_t n = character_length(text);
        n = n ? n : 1;
        rc_text_printable(text, n, shown, sizeof shown);
        fputs(shown, out);
        text += n;
    }
}
