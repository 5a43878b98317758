/*
 * base/word.h - eight bytes of text as one 64-bit word.
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

#endif
