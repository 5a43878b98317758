/*
 * value/wide.c - prints integers of 128 bits.
 */
#include "value/wide.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide_unsigned;

char *rci_value_wide_print(char *out, rci_value_wide value, size_t width)
{
    char digits[RCI_VALUE_WIDE_TEXT_MAX], *p = digits + sizeof digits;
    wide_unsigned rest = value < 0 ? -(wide_unsigned)value : (wide_unsigned)value;
    size_t n, negative = value < 0;
    while (rest > UINT64_MAX) {
        *--p = (char)('0' + (unsigned)(rest % 10));
        rest /= 10;
    }
    for (uint64_t low = (uint64_t)rest; p == digits + sizeof digits || low > 0; low /= 10) {
        *--p = (char)('0' + (unsigned)(low % 10));
    }
    n = (size_t)(digits + sizeof digits - p);
    if (negative) {
        *out++ = '-';
    }
    for (; n + negative < width; width--) {
        *out++ = '0';
    }
    memcpy(out, p, n);
    return out + n;
}
