/*
 * format/clickhouse/wire.h - lengths and counts in the formats: LEB128, seven bits a byte, least
 * significant first, at most 64 bits.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_WIRE_H
#define ROWCOL_FORMAT_CLICKHOUSE_WIRE_H

#include <stddef.h>
#include <stdint.h>

enum { RCI_CLICKHOUSE_SIZE_MAX = 10 };

/* Reads a number from `n` bytes. Returns the bytes that it has; 0: it does not end there, in fewer
   than RCI_CLICKHOUSE_SIZE_MAX; or RCI_CLICKHOUSE_SIZE_MAX + 1: it has more than 64 bits. */
static inline size_t rci_clickhouse_get_size(const unsigned char *bytes, size_t n, uint64_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < RCI_CLICKHOUSE_SIZE_MAX; i++) {
        if (i == n) {
            return 0;
        }
        if (i == 9 && bytes[i] > 1) {
            break;
        }
        value |= (uint64_t)(bytes[i] & 0x7F) << (7 * i);
        if (bytes[i] < 0x80) {
            *number = value;
            return i + 1;
        }
    }
    return RCI_CLICKHOUSE_SIZE_MAX + 1;
}

/* Writes a number, RCI_CLICKHOUSE_SIZE_MAX bytes at most. Returns how many. */
static inline size_t rci_clickhouse_put_size(unsigned char *to, uint64_t number)
{
    size_t n = 0;
    for (; number >= 0x80; number >>= 7) {
        to[n++] = (unsigned char)(number | 0x80);
    }
    to[n++] = (unsigned char)number;
    return n;
}

#endif
