/* format/json/text/quote.c - a string in quotes, with escapes where JSON asks for them. */
#include "format/json/text/quote.h"

#include "format/json/text/block.h"

#include <string.h>

/* What is seldom escaped. */
static char *escaped_control(char *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[] = "btn-fr"; /* 8 to 13 */
    if (c >= 8 && c <= 13 && c != 11) {
        *out++ = letters[c - 8];
    } else {
        memcpy(out, "u00", 3);
        out[3] = digits[c >> 4];
        out[4] = digits[c & 15];
        out += 5;
    }
    return out;
}

static inline char *escaped_byte(char *out, unsigned char c)
{
    *out++ = '\\';
    if (c < 0x20) {
        return escaped_control(out, c);
    }
    *out++ = (char)c;
    return out;
}

enum { BLOCK = 16 };

/* A block of text after which another can be read. `stops` are the bytes that are to be escaped. */
static char *put_block(char *out, const char *text, uint32_t stops)
{
    const char *end = text + BLOCK, *from = text;
    for (; stops; stops &= stops - 1) {
        const char *stop = text + __builtin_ctz(stops);
        memcpy(out, from, BLOCK);
        out = escaped_byte(out + (stop - from), (unsigned char)*stop);
        from = stop + 1;
    }
    memcpy(out, from, BLOCK);
    return out + (end - from);
}

char *rci_json_text_quote(char *out, const char *text, size_t n)
{
    const char *end = text + n;
    *out++ = '"';
    for (; end - text >= 2 * BLOCK; text += BLOCK) {
        out = put_block(out, text, rci_json_text_block_at(text).stops);
    }
    if (end - text >= BLOCK && rci_json_text_block_at(text).stops == 0) {
        memcpy(out, text, BLOCK);
        out += BLOCK;
        text += BLOCK;
    }
    for (; text < end; text++) {
        const unsigned char c = (unsigned char)*text;
        if (__builtin_expect(c < 0x20 || c == '"' || c == '\\', 0)) {
            out = escaped_byte(out, c);
        } else {
            *out++ = (char)c;
        }
    }
    *out++ = '"';
    return out;
}
