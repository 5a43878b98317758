/* store/nulls.c - sets and copies ranges of bits. */
#include "store/nulls.h"

#include <string.h>

/* How many bits come before the next whole byte. They are set one by one. */
static size_t head(size_t first, size_t n)
{
    size_t bits = (8 - first % 8) % 8;
    return bits < n ? bits : n;
}

void rci_store_fill_bits(unsigned char *bits, size_t first, size_t n)
{
    size_t i = 0, start = head(first, n);
    for (; i < start; i++) {
        rci_store_set_bit(bits, first + i, true);
    }
    if (n - i >= 8) {
        memset(bits + (first + i) / 8, 0xFF, (n - i) / 8);
        i += (n - i) / 8 * 8;
    }
    for (; i < n; i++) {
        rci_store_set_bit(bits, first + i, true);
    }
}

void rci_store_copy_bits(unsigned char *to, size_t to_first, const unsigned char *from,
                         size_t from_first, size_t n)
{
    size_t i = 0, start = head(to_first, n), shift = (from_first + start) % 8;
    for (; i < start; i++) {
        rci_store_set_bit(to, to_first + i, rci_store_bit(from, from_first + i));
    }
    for (; n - i >= 8; i += 8) {
        const unsigned char *source = from + (from_first + i) / 8;
        unsigned low = source[0], high = shift ? source[1] : 0;
        to[(to_first + i) / 8] = (unsigned char)(low >> shift | high << (8 - shift));
    }
    for (; i < n; i++) {
        rci_store_set_bit(to, to_first + i, rci_store_bit(from, from_first + i));
    }
}

void rci_store_fill_bit_steps(unsigned char *bits, size_t first, ptrdiff_t step, size_t n)
{
    if (step == 1) {
        rci_store_fill_bits(bits, first, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rci_store_set_bit(bits, first + i * (size_t)step, true);
    }
}

void rci_store_copy_bit_steps(unsigned char *to, size_t to_first, ptrdiff_t to_step,
                              const unsigned char *from, size_t from_first, ptrdiff_t from_step,
                              size_t n)
{
    if (to_step == 1 && from_step == 1) {
        rci_store_copy_bits(to, to_first, from, from_first, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rci_store_set_bit(to, to_first + i * (size_t)to_step,
                          rci_store_bit(from, from_first + i * (size_t)from_step));
    }
}
