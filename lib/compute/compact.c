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

/* ----------------------------------------------------------------- vectors
 *
 * A kernel moves the cells of a word. It writes whole vectors, of which the last one may reach past
 * the cells. Cells of 12 and 16 bytes are faster one by one: most of a vector would be what is left
 * out.
 */

#ifdef RCI_BASE_HAVE_AVX2

typedef struct kernel {
    unsigned char *(*move)(unsigned char *to, const unsigned char *from, uint64_t word);
    size_t least; /* with fewer set bits of 64, cell by cell is faster */
} kernel;

/* The indices of the set bits of 8 bits, a byte each: the bits are spread to bytes of 1, and each
   byte of 0 to 7 is kept where its bit is set. */
RCI_BASE_AVX2 static inline __m256i indices_of(uint64_t bits)
{
    uint64_t mask = _pdep_u64(bits, UINT64_C(0x0101010101010101)) * 0xFF;
    uint64_t kept = _pext_u64(UINT64_C(0x0706050403020100), mask);
    return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)kept));
}

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

RCI_BASE_AVX512 static unsigned char *avx512_1(unsigned char *to, const unsigned char *from,
                                               uint64_t word)
{
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(word, _mm512_loadu_si512(from)));
    return to + _mm_popcnt_u64(word);
}

RCI_BASE_AVX512 static unsigned char *avx512_2(unsigned char *to, const unsigned char *from,
                                               uint64_t word)
{
    for (unsigned k = 0; k < 2; k++, word >>= 32, from += 64) {
        __m512i cells = _mm512_loadu_si512(from);
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi16((__mmask32)word, cells));
        to += 2 * _mm_popcnt_u64(word & 0xFFFFFFFF);
    }
    return to;
}

RCI_BASE_AVX512 static unsigned char *avx512_4(unsigned char *to, const unsigned char *from,
                                               uint64_t word)
{
    for (unsigned k = 0; k < 4; k++, word >>= 16, from += 64) {
        __m512i cells = _mm512_loadu_si512(from);
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi32((__mmask16)word, cells));
        to += 4 * _mm_popcnt_u64(word & 0xFFFF);
    }
    return to;
}

RCI_BASE_AVX512 static unsigned char *avx512_8(unsigned char *to, const unsigned char *from,
                                               uint64_t word)
{
    for (unsigned k = 0; k < 8; k++, word >>= 8, from += 64) {
        __m512i cells = _mm512_loadu_si512(from);
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi64((__mmask8)word, cells));
        to += 8 * _mm_popcnt_u64(word & 0xFF);
    }
    return to;
}

enum { MOST_BYTES = 8 };

static const kernel avx2_kernels[MOST_BYTES + 1] = {[4] = {avx2_4, 14}, [8] = {avx2_8, 30}};
static const kernel avx512_kernels[MOST_BYTES + 1] = {
    [1] = {avx512_1, 6}, [2] = {avx512_2, 6}, [4] = {avx512_4, 10}, [8] = {avx512_8, 16}};

static const kernel *kernel_of(size_t size, rci_compute_vectors most)
{
    const kernel *found = NULL;
    if (size <= MOST_BYTES && most >= RCI_COMPUTE_AVX512 && rci_base_has_avx512()) {
        found = &avx512_kernels[size];
    } else if (size <= MOST_BYTES && most >= RCI_COMPUTE_AVX2 && rci_base_has_avx2()) {
        found = &avx2_kernels[size];
    }
    return found && found->move ? found : NULL;
}
#endif

/* --------------------------------------------------------------------- all */

enum { VECTOR = 64 }; /* bytes, at most */

static size_t count_bits(const uint64_t *words, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < rci_compute_words(n); i++) {
        count += rci_compute_popcount(words[i]);
    }
    return count;
}

size_t rci_compute_compact_with(rci_compute_vectors most, rci_compute_cells to,
                                rci_compute_cells from, size_t size, const uint64_t *words,
                                size_t n)
{
    size_t total = count_bits(words, n);
    unsigned char *end = to.data + (ptrdiff_t)total * to.stride;
    bool contiguous = to.stride == (ptrdiff_t)size && from.stride == (ptrdiff_t)size;
    move_word *move = mover(size);
#ifdef RCI_BASE_HAVE_AVX2
    const kernel *vector = contiguous ? kernel_of(size, most) : NULL;
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
        if (vector && n - i >= 64 && rci_compute_popcount(word) >= vector->least &&
            (size_t)(end - to.data) >= rci_compute_popcount(word) * size + VECTOR) {
            to.data = vector->move(to.data, from.data, word);
            continue;
        }
#endif
        to.data = move ? move(to.data, to.stride, from.data, from.stride, word)
                       : move_any(to, from, size, word);
    }
    (void)end;
    (void)most;
    return total;
}

size_t rci_compute_compact(rci_compute_cells to, rci_compute_cells from, size_t size,
                           const uint64_t *words, size_t n)
{
    return rci_compute_compact_with(RCI_COMPUTE_AVX512, to, from, size, words, n);
}
