/* format/json/text/quote.c - a string in quotes, with escapes where JSON asks for them. */
#include "format/json/text/quote.h"

#include "base/word.h"
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

/* `n` bytes of a block of text, after which another can be read. `stops` are the bytes that are to
   be escaped. */
static inline char *put_block(char *out, const char *text, size_t n, uint32_t stops)
{
    const char *end = text + n, *from = text;
    for (; stops; stops &= stops - 1) {
        const char *stop = text + __builtin_ctz(stops);
        memcpy(out, from, BLOCK);
        out = escaped_byte(out + (stop - from), (unsigned char)*stop);
        from = stop + 1;
    }
    memcpy(out, from, BLOCK);
    return out + (end - from);
}

/* The last bytes of a string, fewer than two blocks. */
static char *put_rest(char *out, const char *text, size_t n)
{
    char rest[3 * BLOCK] = {0};
    rci_base_copy_few(rest, text, n);
    for (text = rest; n > BLOCK; text += BLOCK, n -= BLOCK) {
        out = put_block(out, text, BLOCK, rci_json_text_block_at(text).stops);
    }
    return put_block(out, text, n, rci_json_text_block_at(text).stops & ((1U << n) - 1));
}

char *rci_json_text_quote(char *out, const char *text, size_t n)
{
    const char *end = text + n;
    *out++ = '"';
    for (; end - text >= 2 * BLOCK; text += BLOCK) {
        out = put_block(out, text, BLOCK, rci_json_text_block_at(text).stops);
    }
    out = put_rest(out, text, (size_t)(end - text));
    *out++ = '"';
    return out;
}
