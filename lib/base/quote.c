/* base/quote.c - text from outside, made printable for messages and terminals. */
#include "base/quote.h"

#include "base/utf8.h"
#include "base/word.h"

#include <rowcol/base.h>
#include <string.h>

bool rci_base_is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x61C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static size_t put_hex(char *out, char letter, uint32_t code, size_t digits)
{
    out[0] = '\\';
    out[1] = letter;
    for (size_t i = 0; i < digits; i++) {
        out[2 + i] = "0123456789ABCDEF"[code >> 4 * (digits - 1 - i) & 15];
    }
    return 2 + digits;
}

/* Whether a byte is a printable ASCII character. */
static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7F;
}

/* Whether all of 8 bytes are: neither less than 0x20, nor 0x7F or more. */
static bool are_plain(const char *text)
{
    const uint64_t high = RCI_BASE_REPEAT8(0x80), word = rci_base_load8(text);
    return !((word | (word + RCI_BASE_REPEAT8(1)) | ~((word & ~high) + RCI_BASE_REPEAT8(0x60))) &
             high);
}

/* How many of them the text begins with. */
static size_t count_plain(const char *text, size_t n)
{
    size_t i = 0;
    while (i + 8 <= n && are_plain(text + i)) {
        i += 8;
    }
    if (i + 8 > n && n >= 8 && are_plain(text + n - 8)) {
        return n;
    }
    while (i < n && is_plain(text[i])) {
        i++;
    }
    return i;
}

bool rci_base_is_plain(const char *text, size_t n)
{
    return count_plain(text, n) == n;
}

size_t rci_base_escape(char *out, const char *text, size_t n, size_t *used)
{
    uint32_t code = 0;
    size_t length;
    if (is_plain(*text)) {
        *used = 1;
        *out = *text;
        return 1;
    }
    length = rci_base_utf8_decode(text, n, &code);
    *used = length ? length : 1;
    if (length == 0 || code < 0x20) {
        return put_hex(out, 'x', (unsigned char)*text, 2);
    }
    if (rci_base_is_control(code)) {
        return put_hex(out, 'u', code, 4);
    }
    memcpy(out, text, length);
    return length;
}

bool rci_base_has_control(const char *text, size_t n)
{
    size_t used;
    for (size_t i = 0; i < n; i += used) {
        char unit[RCI_BASE_ESCAPE_MAX];
        rci_base_escape(unit, text + i, n - i, &used);
        if (unit[0] != text[i]) {
            return true;
        }
    }
    return false;
}

size_t rc_text_printable(const char *text, size_t length, char *out, size_t size)
{
    size_t whole = 0, used;
    char *end = out;
    char *const last =
        out && size ? out + size - 1 : NULL; /* where the NUL must be at the latest */
    for (size_t i = 0; text && i < length; i += used) {
        char unit[RCI_BASE_ESCAPE_MAX];
        const bool fits = last && (size_t)(end - out) == whole; /* all before it did */
        size_t n = count_plain(text + i, length - i);
        if (n > 0) {
            size_t room = fits ? (size_t)(last - end) : 0;
            room = room < n ? room : n;
            if (room > 0) {
                memcpy(end, text + i, room);
                end += room;
            }
            used = n;
            whole += n;
            continue;
        }
        n = rci_base_escape(unit, text + i, length - i, &used);
        if (fits && n <= (size_t)(last - end)) {
            memcpy(end, unit, n);
            end += n;
        }
        whole += n;
    }
    if (last) {
        *end = '\0';
    }
    return whole;
}

const char *rci_base_quote(rci_base_quoted *buffer, const char *bytes, size_t n)
{
    enum { SHOWN = 40, PLAIN = SHOWN - 3 };
    size_t i = count_plain(bytes, n < PLAIN ? n : PLAIN), length = i, used;
    if (i > 0) {
        memcpy(buffer->text, bytes, i);
    }
    while (i < n && length + 4 <= SHOWN) {
        length += rci_base_escape(buffer->text + length, bytes + i, n - i, &used);
        i += used;
    }
    strcpy(buffer->text + length, i < n ? "..." : "");
    buffer->length = length + (i < n ? 3 : 0);
    return buffer->text;
}
