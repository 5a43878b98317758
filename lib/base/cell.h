/*
 * base/cell.h - numbers in cells of either byte order, at any alignment.
 */
#ifndef ROWCOL_BASE_CELL_H
#define ROWCOL_BASE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The number in a cell of another byte order than the host's, or the bits for such a cell. */
static inline uint64_t rci_base_cell_swap(uint64_t bits, size_t size)
{
    return __builtin_bswap64(bits) >> (64 - 8 * size);
}

static inline bool rci_base_cell_is_native(bool big_endian)
{
    return big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

/* The unsigned number of `size` bytes, 1, 2, 4 or 8. */
static inline uint64_t rci_base_cell_get(const void *cell, size_t size, bool big_endian)
{
    uint64_t bits8;
    uint32_t bits4;
    uint16_t bits2;
    uint64_t bits;
    switch (size) {
    case 1:
        return *(const unsigned char *)cell;
    case 2:
        memcpy(&bits2, cell, sizeof bits2);
        bits = bits2;
        break;
    case 4:
        memcpy(&bits4, cell, sizeof bits4);
        bits = bits4;
        break;
    default:
        memcpy(&bits8, cell, sizeof bits8);
        bits = bits8;
        break;
    }
    return rci_base_cell_is_native(big_endian) ? bits : rci_base_cell_swap(bits, size);
}

/* The signed number of `size` bytes. */
static inline int64_t rci_base_cell_get_signed(const void *cell, size_t size, bool big_endian)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    /* Sign extension. */
    return (int64_t)((rci_base_cell_get(cell, size, big_endian) ^ sign) - sign);
}

/* Writes the low `size` bytes of `bits`, 1, 2, 4 or 8. */
static inline void rci_base_cell_put(void *cell, size_t size, bool big_endian, uint64_t bits)
{
    uint32_t bits4;
    uint16_t bits2;
    if (!rci_base_cell_is_native(big_endian)) {
        bits = rci_base_cell_swap(bits, size);
    }
    switch (size) {
    case 1:
        *(unsigned char *)cell = (unsigned char)bits;
        break;
    case 2:
        bits2 = (uint16_t)bits;
        memcpy(cell, &bits2, sizeof bits2);
        break;
    case 4:
        bits4 = (uint32_t)bits;
        memcpy(cell, &bits4, sizeof bits4);
        break;
    default:
        memcpy(cell, &bits, sizeof bits);
        break;
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
