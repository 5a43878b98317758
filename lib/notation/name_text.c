/*
 * notation/name_text.c - field names in notations, without characters that a terminal obeys.
 */
#include "notation/name_text.h"

#include "base/utf8.h"

#include <stdio.h>

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x61C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* The character at text[i], and its length; a byte that is not UTF-8 counts as one. */
static size_t character_at(const char *text, size_t length, size_t i, uint32_t *code)
{
    size_t bytes = rci_base_utf8_decode(text + i, length - i, code);
    if (bytes == 0) {
        *code = (unsigned char)text[i];
        return 1;
    }
    return bytes;
}

bool rci_notation_has_control(const char *text, size_t length)
{
    uint32_t code;
    for (size_t i = 0; i < length; i += character_at(text, length, i, &code)) {
        character_at(text, length, i, &code);
        if (is_control(code)) {
            return true;
        }
    }
    return false;
}

void rci_notation_put_json_name(rci_base_text_builder *out, const char *name, size_t length)
{
    uint32_t code;
    size_t bytes;
    rci_base_put_char(out, '"');
    for (size_t i = 0; i < length; i += bytes) {
        bytes = character_at(name, length, i, &code);
        if (is_control(code)) {
            char escape[8];
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned)code);
            rci_base_put(out, escape);
        } else {
            rci_base_put(out, code == '"' || code == '\\' ? "\\" : "");
            rci_base_put_n(out, name + i, bytes);
        }
    }
    rci_base_put_char(out, '"');
}
