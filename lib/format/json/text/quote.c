/* format/json/text/quote.c - a string in quotes, with escapes where JSON asks for them. */
#include "format/json/text/quote.h"

#include "format/json/text/block.h"

#include <string.h>

static char *escaped_byte(char *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[] = "btn-fr"; /* 8 to 13 */
    *out++ = '\\';
    if (c == '"' || c == '\\') {
        *out++ = (char)c;
    } else if (c >= 8 && c <= 13 && c != 11) {
        *out++ = letters[c - 8];
    } else {
        memcpy(out, "u00", 3);
        out[3] = digits[c >> 4];
        out[4] = digits[c & 15];
        out += 5;
    }
    return out;
}

char *rci_json_text_quote(char *out, const char *text, size_t n)
{
    size_t i = 0;
    *out++ = '"';
    while (i < n) {
        size_t run_length = 0;
        while (n - i >= 16 && run_length < 16) { /* whole blocks with nothing to escape */
            rci_json_text_block block = rci_json_text_block_at(text + i);
            run_length = block.stops ? (size_t)__builtin_ctz(block.stops) : 16;
            memcpy(out, text + i, 16);
            out += run_length;
            i += run_length;
            run_length = run_length == 16 ? 0 : 16;
        }
        for (; i < n; i++) {
            unsigned char c = (unsigned char)text[i];
            if (c < 0x20 || c == '"' || c == '\\') {
                out = escaped_byte(out, c);
                i++;
                break;
            }
            *out++ = (char)c;
        }
    }
    *out++ = '"';
    return out;
}
