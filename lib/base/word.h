/*
 * base/word.h - eight bytes of text as one 64-bit word, and copies of a few bytes.
 *
 * The first byte of the text is always the lowest byte of the word, on hosts of either byte order,
 * so that the first byte with some property is the lowest marked byte.
 */
#ifndef ROWCOL_BASE_WORD_H
#define ROWCOL_BASE_WORD_H

#include <stdint.h>
#include <string.h>

/* A word of eight bytes b. */
#define RCI_BASE_REPEAT8(b) (UINT64_C(0x0101010101010101) * (b))

/* Reads 8 bytes at any alignment. */
static inline uint64_t rci_base_load8(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Writes 8 bytes at any alignment. */
static inline void rci_base_store8(char *p, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(p, &word, sizeof word);
}

/* Copies fewer than 32 bytes without a call, as two parts that overlap. */
__attribute__((always_inline)) static inline void rci_base_copy_few(char *to, const char *from,
                                                                    size_t n)
{
    if (n >= 16) {
        char first[16], last[16];
        memcpy(first, from, sizeof first);
        memcpy(last, from + n - sizeof last, sizeof last);
        memcpy(to, first, sizeof first);
        memcpy(to + n - sizeof last, last, sizeof last);
    } else if (n >= 8) {
        const uint64_t last = rci_base_load8(from + n - 8);
        rci_base_store8(to, rci_base_load8(from));
        rci_base_store8(to + n - 8, last);
    } else if (n >= 4) {
        char first[4], last[4];
        memcpy(first, from, sizeof first);
        memcpy(last, from + n - sizeof last, sizeof last);
        memcpy(to, first, sizeof first);
        memcpy(to + n - sizeof last, last, sizeof last);
    } else if (n > 0) {
        const char middle = from[n / 2], last = from[n - 1];
        to[0] = from[0];
        to[n / 2] = middle;
        to[n - 1] = last;
    }
}

/* Copies bytes of which there are most often few. */
__attribute__((always_inline)) static inline void rci_base_copy_short(char *to, const char *from,
                                                                      size_t n)
{
    if (n < 32) {
        rci_base_copy_few(to, from, n);
    } else {
        memcpy(to, from, n);
    }
}

#endif
