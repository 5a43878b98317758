/* notation/parse_source.c - a JSON pointer, or keys with dots between them (parse_compact.c has the
 * grammar). */
#include "notation/parse_source.h"

#include "base/ascii.h"
#include "base/pointer.h"
#include "notation/fail_at.h"
#include "notation/literal.h"

#include <string.h>

static bool is_name_byte(char c)
{
    return !rci_base_is_space(c) && (unsigned char)c > 0x20 && c != 0x7F &&
           !strchr(",:;{}()[]<>=|?@\"'\\", c);
}

size_t rci_notation_bare_name(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && text[i] && is_name_byte(text[i])) {
        i++;
    }
    return i;
}

/* Reads the next key, up to a dot, or with `first` a pointer. */
static rc_status read_key(const char *text, size_t length, size_t *at, bool first,
                          rci_base_bytes *key, rc_error *err)
{
    size_t n;
    const char *start = text + *at, *dot;
    if (*at < length && *start == '"') {
        ++*at;
        return rci_notation_unescape(text, length, at, key, err);
    }
    n = rci_notation_bare_name(start, length - *at);
    dot = n && !(first && *start == '/') ? memchr(start, '.', n) : NULL;
    n = dot ? (size_t)(dot - start) : n;
    if (n == 0) {
        return rci_notation_expected(err, text, length, *at, *at,
                                     "a JSON pointer, such as /pos/0, or a key");
    }
    *at += n;
    return rci_base_bytes_append(key, start, n, err);
}

rc_status rci_notation_read_source(const char *text, size_t length, size_t *at,
                                   rci_base_text_builder *pointer, rc_error *err)
{
    const size_t byte = *at;
    rc_status status = RC_OK;
    bool first = true, more = true, is_pointer;
    while (status == RC_OK && more) {
        rci_base_bytes key;
        rci_base_bytes_init(&key);
        status = read_key(text, length, at, first, &key, err);
        if (status == RC_OK && key.length > 0 && memchr(key.data, '\0', key.length)) {
            status = rci_notation_fail_at(err, byte, RC_ESYNTAX, "a key with a NUL in it");
        }
        is_pointer = first && key.length > 0 && key.data[0] == '/';
        if (status == RC_OK && is_pointer) {
            rci_base_put_n(pointer, (const char *)key.data, key.length);
        } else if (status == RC_OK) {
            rci_base_pointer_put(pointer, (const char *)key.data, key.length);
        }
        first = false;
        rci_base_bytes_release(&key);
        more = !is_pointer && *at < length && text[*at] == '.';
        *at += more;
    }
    rci_base_put_char(pointer, '\0');
    return status == RC_OK ? pointer->status : status;
}
