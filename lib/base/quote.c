/* base/quote.c - text from outside, made printable for messages. */
#include "base/quote.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *rci_base_quote(rci_base_quoted *buffer, const char *bytes, size_t n)
{
    enum { SHOWN = 40 };
    size_t used = 0, i = 0;
    while (i < n && used + 4 <= SHOWN) {
        unsigned char first = (unsigned char)bytes[i];
        uint32_t code;
        size_t length = rci_base_utf8_decode(bytes + i, n - i, &code);
        if (length == 0 || first < 0x20 || first == 0x7F) {
            used +=
                (size_t)snprintf(buffer->text + used, sizeof buffer->text - used, "\\x%02X", first);
            i++;
        } else {
            memcpy(buffer->text + used, bytes + i, length);
            used += length;
            i += length;
        }
    }
    snprintf(buffer->text + used, sizeof buffer->text - used, "%s", i < n ? "..." : "");
    return buffer->text;
}
