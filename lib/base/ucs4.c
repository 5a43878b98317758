/* base/ucs4.c - UCS-4 cells (base/utf8.h) in either byte order. */
#include "base/utf8.h"

#include "base/cell.h"

static inline uint32_t get(const unsigned char *p, bool big_endian)
{
    return (uint32_t)rci_base_cell_get(p, 4, big_endian);
}

static inline void put(unsigned char *p, uint32_t code, bool big_endian)
{
    rci_base_cell_put(p, 4, big_endian, code);
}

uint32_t rci_base_ucs4_get(const void *cell, size_t i, bool big_endian)
{
    return get((const unsigned char *)cell + 4 * i, big_endian);
}

size_t rci_base_ucs4_trim(const void *cell, size_t n)
{
    const unsigned char *p = cell;
    while (n > 0 && get(p + 4 * (n - 1), false) == 0) {
        n--;
    }
    return n;
}

size_t rci_base_ucs4_check(const void *cell, size_t n, bool big_endian)
{
    const unsigned char *p = cell;
    size_t i = 0;
    while (i < n && rci_base_is_scalar(get(p + 4 * i, big_endian))) {
        i++;
    }
    return i;
}

size_t rci_base_ucs4_utf8_length(const void *cell, size_t n, bool big_endian)
{
    const unsigned char *p = cell;
    size_t length = n;
    for (size_t i = 0; i < n; i++) {
        uint32_t code = get(p + 4 * i, big_endian);
        length += (size_t)(code >= 0x80) + (size_t)(code >= 0x800) + (size_t)(code >= 0x10000);
    }
    return length;
}

size_t rci_base_ucs4_to_utf8(char *out, const void *cell, size_t n, bool big_endian)
{
    const unsigned char *p = cell;
    char *start = out;
    for (size_t i = 0; i < n; i++) {
        out += rci_base_utf8_encode(out, get(p + 4 * i, big_endian));
    }
    return (size_t)(out - start);
}

void rci_base_ucs4_swap(void *cell, size_t n)
{
    unsigned char *p = cell;
    for (size_t i = 0; i < n; i++) {
        put(p + 4 * i, get(p + 4 * i, false), true);
    }
}

size_t rci_base_utf8_to_ucs4(void *cell, const char *text, size_t n, bool big_endian)
{
    unsigned char *p = cell;
    size_t count = 0;
    while (n > 0) {
        uint32_t code = 0;
        size_t length = rci_base_utf8_decode(text, n, &code);
        if (length == 0) {
            break; /* not well-formed, against the contract: stop */
        }
        put(p + 4 * count, code, big_endian);
        count++;
        text += length;
        n -= length;
    }
    return count;
}
