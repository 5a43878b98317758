/* base/join.c - text put together from parts. */
#include "base/join.h"

#include "base/utf8.h"
#include "base/word.h"

rci_base_part rci_base_part_of_count(char digits[RCI_BASE_COUNT_MAX], uint64_t count)
{
    char *const end = digits + RCI_BASE_COUNT_MAX - 1, *at = end;
    *at = '\0';
    do {
        *--at = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    return (rci_base_part){at, (size_t)(end - at)};
}

size_t rci_base_join(char *text, size_t size, const rci_base_part *parts, size_t n)
{
    char *at = text, *const last = text + size - 1;
    for (size_t i = 0; i < n; i++) {
        const size_t room = (size_t)(last - at);
        const size_t length = parts[i].length < room ? parts[i].length : room;
        rci_base_copy_short(at, parts[i].text, length);
        at += length;
    }
    *at = '\0';
    return (size_t)(at - text);
}

rc_status rci_base_fail_parts(rc_error *err, rc_status status, const rci_base_part *parts, size_t n)
{
    size_t length;
    if (!err || err->status != RC_OK) {
        return status;
    }
    err->status = status;
    length = rci_base_join(err->message, sizeof err->message, parts, n);
    if (length == sizeof err->message - 1) { /* what was cut may have been a part of a character */
        err->message[rci_base_utf8_check(err->message, length)] = '\0';
    }
    return status;
}
