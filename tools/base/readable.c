/* base/readable.c - numbers of bytes and records for people. */
#include "base/readable.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *readable_count(uint64_t n, char text[READABLE_SIZE])
{
    char digits[READABLE_SIZE];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, n);
    char *out = text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            *out++ = ',';
        }
        *out++ = digits[i];
    }
    *out = '\0';
    return text;
}

const char *readable_bytes(uint64_t bytes, char text[READABLE_SIZE])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t unit = 0;
    uint64_t tenths, divisor = 1024;
    if (bytes < 1024) {
        snprintf(text, READABLE_SIZE, "%" PRIu64 " B", bytes);
        return text;
    }
    while (bytes / divisor >= 1024 && unit + 1 < sizeof units / sizeof *units) {
        divisor *= 1024;
        unit++;
    }
    /* The nearest tenth. */
    tenths = bytes / divisor * 10 + (bytes % divisor * 10 + divisor / 2) / divisor;
    if (tenths >= 10240 && unit + 1 < sizeof units / sizeof *units) {
        tenths = 10;
        unit++;
    }
    snprintf(text, READABLE_SIZE, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
             units[unit]);
    return text;
}
