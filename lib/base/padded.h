/*
 * base/padded.h - short text into a cell of fixed size, with zeros after it, without a branch on
 * the length of the text, which is often random.
 */
#ifndef ROWCOL_BASE_PADDED_H
#define ROWCOL_BASE_PADDED_H

#include "base/machine.h"
#include "base/word.h"

#include <string.h>

/* Masks of the first n of up to 64 bytes: RCI_BASE_FIRST(n) + i for byte i. */
extern const unsigned char rci_base_ones_zeros[128];
#define RCI_BASE_FIRST(n) ((const char *)rci_base_ones_zeros + 64 - (n))

static inline uint64_t rci_base_masked8(const char *text, const char *mask)
{
    return rci_base_load8(text) & rci_base_load8(mask);
}

/* Copies n <= size <= 16 bytes, of which 16 can be read, then zeros. */
static inline void rci_base_put_small(unsigned char *cell, const char *text, size_t n, size_t size)
{
    const char *mask = RCI_BASE_FIRST(n);
    uint64_t low = rci_base_masked8(text, mask);
    if (size >= 8) { /* the second half may overlap the first */
        size_t rest = size - 8;
        rci_base_store8((char *)cell, low);
        rci_base_store8((char *)cell + rest, rci_base_masked8(text + rest, mask + rest));
        return;
    }
    for (; size > 0; size--) {
        *cell++ = (unsigned char)low;
        low >>= 8;
    }
}

/* The same for any n <= size. */
static inline void rci_base_put_padded(unsigned char *cell, const char *text, size_t n, size_t size)
{
    if (size <= 16) {
        rci_base_put_small(cell, text, n, size);
    } else {
        memcpy(cell, text, n);
        memset(cell + n, 0, size - n);
    }
}

#if defined(RCI_BASE_HAVE_AVX2)

/* The same where 64 bytes can be read. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
rci_base_put_padded_avx2(unsigned char *cell, const char *text, size_t n, size_t size)
{
    const char *mask = RCI_BASE_FIRST(n);
    size_t rest;
    if (size <= 16) {
        rci_base_put_small(cell, text, n, size);
    } else if (size <= 32) {
        rest = size - 16; /* the second half may overlap the first */
        _mm_storeu_si128((__m128i *)(void *)cell,
                         _mm_and_si128(RCI_BASE_LOAD16(text), RCI_BASE_LOAD16(mask)));
        _mm_storeu_si128((__m128i *)(void *)(cell + rest),
                         _mm_and_si128(RCI_BASE_LOAD16(text + rest), RCI_BASE_LOAD16(mask + rest)));
    } else if (size <= 64) {
        rest = size - 32;
        _mm256_storeu_si256((__m256i *)(void *)cell,
                            _mm256_and_si256(RCI_BASE_LOAD32(text), RCI_BASE_LOAD32(mask)));
        _mm256_storeu_si256(
            (__m256i *)(void *)(cell + rest),
            _mm256_and_si256(RCI_BASE_LOAD32(text + rest), RCI_BASE_LOAD32(mask + rest)));
    } else {
        rci_base_put_padded(cell, text, n, size);
    }
}

#endif
#endif
