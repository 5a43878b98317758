/*
 * compute/compact.c - compaction by a bitmap: vectors of contiguous cells where there is a kernel,
 * else cell by cell.
 */
#include "compute/compact.h"

#include "base/machine.h"
#include "compute/bits.h"

#include <string.h>

/* ------------------------------------------------------------ cell by cell */

#define ONE_SIZE(name, size)                                                                       \
    static unsigned char *name(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,  \
                               ptrdiff_t stride, uint64_t word)                                    \
    {                                                                                              \
        for (; word; word &= word - 1) {                                                           \
            memcpy(to, from + (ptrdiff_t)__builtin_ctzll(word) * stride, size);                    \
            to += to_stride;                                                                       \
        }                                                                                          \
        return to;                                                                                 \
    }

ONE_SIZE(move1, 1)
ONE_SIZE(move2, 2)
ONE_SIZE(move4, 4)
ONE_SIZE(move8, 8)
ONE_SIZE(move12, 12)
ONE_SIZE(move16, 16)

typedef unsigned char *move_word(unsigned char *to, ptrdiff_t to_stride, const unsigned char *from,
                                 ptrdiff_t stride, uint64_t word);

static unsigned char *move_any(rci_compute_cells to, rci_compute_cells from, size_t size,
                               uint64_t word)
{
    for (; word; word &= word - 1) {
        memcpy(to.data, from.data + (ptrdiff_t)__builtin_ctzll(word) * from.stride, size);
        to.data += to.stride;
    }
    return to.data;
}

static move_word *mover(size_t size)
{
    static move_word *const movers[] = {
        [1] = move1, [2] = move2, [4] = move4, [8] = move8, [12] = move12, [16] = move16};
    return size < sizeof movers / sizeof movers[0] ? movers[size] : NULL;
}

/* -------------------------------------------------------------------- AVX2 */

#ifdef RCI_BASE_HAVE_AVX2

/* The indices of the set bits of 8 bits, a byte each: the bits are spread to bytes of 1, and each
   byte of 0 to 7 is kept where its bit is set. */
RCI_BASE_AVX2 static inline __m256i indices_of(uint64_t bits)
{
    uint64_t mask = _pdep_u64(bits, UINT64_C(0x0101010101010101)) * 0xFF;
    uint64_t kept = _pext_u64(UINT64_C(0x0706050403020100), mask);
    return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)kept));
}

/* Writes whole vectors: `to` has 32 bytes from each place that is written on. */
RCI_BASE_AVX2 static unsigned char *avx2_4(unsigned char *to, const unsigned char *from,
                                           uint64_t word)
{
    for (unsigned k = 0; k < 8; k++, word >>= 8, from += 32) {
        uint64_t bits = word & 0xFF;
        __m256i cells = RCI_BASE_LOAD32(from);
        cells = _mm256_permutevar8x32_epi32(cells, indices_of(bits));
        _mm256_storeu_si256((__m256i *)(void *)to, cells);
        to += 4 * _mm_popcnt_u64(bits);
    }
    return to;
}

RCI_BASE_AVX2 static unsigned char *avx2_8(unsigned char *to, const unsigned char *from,
                                           uint64_t word)
{
    for (unsigned k = 0; k < 16; k++, word >>= 4, from += 32) {
        uint64_t bits = word & 0xF;
        /* Each cell is two of 4 bytes. */
        uint64_t pairs = _pdep_u64(bits, 0x55) * 3;
        __m256i cells = RCI_BASE_LOAD32(from);
        cells = _mm256_permutevar8x32_epi32(cells, indices_of(pairs));
        _mm256_storeu_si256((__m256i *)(void *)to, cells);
        to += 8 * _mm_popcnt_u64(bits);
    }
    return to;
}

typedef unsigned char *compact_word(unsigned char *to, const unsigned char *from, uint64_t word);

static compact_word *vector_of(size_t size)
{
    if (!rci_base_has_avx2()) {
        return NULL;
    }
    return size == 4 ? avx2_4 : size == 8 ? avx2_8 : NULL;
}
#endif

/* --------------------------------------------------------------------- all */

/* From this many set bits of 64 on a vector kernel is faster than cell by cell. */
enum { MANY = 6 };

static size_t count_bits(const uint64_t *words, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < rci_compute_words(n); i++) {
        count += rci_compute_popcount(words[i]);
    }
    return count;
}

size_t rci_compute_compact(rci_compute_cells to, rci_compute_cells from, size_t size,
                           const uint64_t *words, size_t n)
{
    size_t total = count_bits(words, n);
    unsigned char *end = to.data + (ptrdiff_t)total * to.stride;
    bool contiguous = to.stride == (ptrdiff_t)size && from.stride == (ptrdiff_t)size;
    move_word *move = mover(size);
#ifdef RCI_BASE_HAVE_AVX2
    compact_word *vector = contiguous ? vector_of(size) : NULL;
#endif
    for (size_t i = 0; i < n; i += 64, from.data += 64 * from.stride) {
        uint64_t word = words[i / 64];
        if (contiguous && word == ~UINT64_C(0)) {
            memcpy(to.data, from.data, 64 * size);
            to.data += 64 * size;
            continue;
        }
#ifdef RCI_BASE_HAVE_AVX2
        /* The last vector of this word must end before the end of all. */
        if (vector && n - i >= 64 && rci_compute_popcount(word) >= MANY &&
            (size_t)(end - to.data) >= rci_compute_popcount(word) * size + 32) {
            to.data = vector(to.data, from.data, word);
            continue;
        }
#endif
        to.data = move ? move(to.data, to.stride, from.data, from.stride, word)
                       : move_any(to, from, size, word);
    }
    (void)end;
    return total;
}
