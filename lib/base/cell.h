/*
 * base/cell.h - numbers in cells of either byte order, at any alignment.
 */
#ifndef ROWCOL_BASE_CELL_H
#define ROWCOL_BASE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Whether a cell has the byte order that the processor has not. */
static inline bool rci_base_cell_is_swapped(bool big_endian)
{
    return big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

/* The unsigned number of `size` bytes, 1, 2, 4 or 8. A loop that passes constants compiles to one
   load for each cell. */
static inline uint64_t rci_base_cell_get(const void *cell, size_t size, bool big_endian)
{
    const bool swapped = rci_base_cell_is_swapped(big_endian);
    uint16_t bits2;
    uint32_t bits4;
    uint64_t bits8;
    switch (size) {
    case 1:
        return *(const unsigned char *)cell;
    case 2:
        memcpy(&bits2, cell, sizeof bits2);
        return swapped ? __builtin_bswap16(bits2) : bits2;
    case 4:
        memcpy(&bits4, cell, sizeof bits4);
        return swapped ? __builtin_bswap32(bits4) : bits4;
    default:
        memcpy(&bits8, cell, sizeof bits8);
        return swapped ? __builtin_bswap64(bits8) : bits8;
    }
}

/* The same number with a sign. */
static inline int64_t rci_base_cell_get_signed(const void *cell, size_t size, bool big_endian)
{
    const unsigned spare = 64 - 8 * (unsigned)size;
    return (int64_t)(rci_base_cell_get(cell, size, big_endian) << spare) >> spare;
}

/* Writes the low `size` bytes of `bits`; 1, 2, 4 or 8. */
static inline void rci_base_cell_put(void *cell, size_t size, bool big_endian, uint64_t bits)
{
    const bool swapped = rci_base_cell_is_swapped(big_endian);
    uint16_t bits2 = (uint16_t)bits;
    uint32_t bits4 = (uint32_t)bits;
    switch (size) {
    case 1:
        *(unsigned char *)cell = (unsigned char)bits;
        break;
    case 2:
        bits2 = swapped ? __builtin_bswap16(bits2) : bits2;
        memcpy(cell, &bits2, sizeof bits2);
        break;
    case 4:
        bits4 = swapped ? __builtin_bswap32(bits4) : bits4;
        memcpy(cell, &bits4, sizeof bits4);
        break;
    default:
        bits = swapped ? __builtin_bswap64(bits) : bits;
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
