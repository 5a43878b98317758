/*
 * base/cell.h - numbers in cells of either byte order, at any alignment.
 */
#ifndef ROWCOL_BASE_CELL_H
#define ROWCOL_BASE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The unsigned number of `size` bytes, 1, 2, 4 or 8. */
static inline uint64_t rci_base_cell_get(const void *cell, size_t size, bool big_endian)
{
    const unsigned char *p = cell;
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        bits |= (uint64_t)p[big_endian ? size - 1 - i : i] << 8 * i;
    }
    return bits;
}

/* The signed number of `size` bytes. */
static inline int64_t rci_base_cell_get_signed(const void *cell, size_t size, bool big_endian)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    /* Sign extension. */
    return (int64_t)((rci_base_cell_get(cell, size, big_endian) ^ sign) - sign);
}

/* Writes the low `size` bytes. */
static inline void rci_base_cell_put(void *cell, size_t size, bool big_endian, uint64_t bits)
{
    unsigned char *p = cell;
    for (size_t i = 0; i < size; i++) {
        p[big_endian ? size - 1 - i : i] = (unsigned char)(bits >> 8 * i);
    }
}

/* Floats and their bits. */
static inline float rci_base_f4_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double rci_base_f8_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t rci_base_f4_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline uint64_t rci_base_f8_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

#endif
