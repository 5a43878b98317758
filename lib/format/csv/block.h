/*
 * format/csv/block.h - the separators in 64 bytes of CSV text, bit i for byte i. For scan.c.
 */
#ifndef ROWCOL_FORMAT_CSV_BLOCK_H
#define ROWCOL_FORMAT_CSV_BLOCK_H

#include "base/machine.h"
#include "format/csv/scan.h"

/* Which bytes of 64 are what. */
typedef struct rci_csv_masks {
    uint64_t quotes;
    uint64_t delimiters;
    uint64_t newlines;
    uint64_t returns;
    uint64_t nuls;
    uint64_t high; /* outside ASCII */
} rci_csv_masks;

typedef struct rci_csv_block {
    uint64_t separators;
    uint64_t newlines; /* of the separators */
    bool certain;      /* else the machine has to look at it, and the state is what it was */
} rci_csv_block;

/* ------------------------------------------------------------------- masks */

static inline uint64_t rci_csv_equal_plain(const char *p, char c)
{
    uint64_t bits = 0;
    for (int i = 0; i < 64; i++) {
        bits |= (uint64_t)(p[i] == c) << i;
    }
    return bits;
}

static inline rci_csv_masks rci_csv_masks_plain(const char *p, const rci_csv_chars *chars)
{
    rci_csv_masks m = {
        .quotes = rci_csv_equal_plain(p, '"'),
        .delimiters = rci_csv_equal_plain(p, chars->delimiter),
        .newlines = rci_csv_equal_plain(p, '\n'),
        .returns = rci_csv_equal_plain(p, '\r'),
        .nuls = rci_csv_equal_plain(p, '\0'),
    };
    for (int i = 0; i < 64; i++) {
        m.high |= (uint64_t)((unsigned char)p[i] >> 7) << i;
    }
    return m;
}

/* Whether the 64 bytes have no quote, carriage return or NUL. Then it sets the masks of the others.
 */
static inline bool rci_csv_is_simple_plain(const char *p, const rci_csv_chars *chars,
                                           rci_csv_masks *m)
{
    *m = rci_csv_masks_plain(p, chars);
    return (m->quotes | m->returns | m->nuls) == 0;
}

/* Bit i of the result is the parity of bits 0 to i. */
static inline uint64_t rci_csv_parity_plain(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

#if defined(RCI_BASE_HAVE_AVX512)

RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint64_t
rci_csv_equal_avx2(__m256i a, __m256i b, char c)
{
    const __m256i wanted = _mm256_set1_epi8(c);
    const uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, wanted));
    const uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, wanted));
    return low | (uint64_t)high << 32;
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline rci_csv_masks
rci_csv_masks_avx2(const char *p, const rci_csv_chars *chars)
{
    const __m256i a = RCI_BASE_LOAD32(p), b = RCI_BASE_LOAD32(p + 32);
    return (rci_csv_masks){
        .quotes = rci_csv_equal_avx2(a, b, '"'),
        .delimiters = rci_csv_equal_avx2(a, b, chars->delimiter),
        .newlines = rci_csv_equal_avx2(a, b, '\n'),
        .returns = rci_csv_equal_avx2(a, b, '\r'),
        .nuls = rci_csv_equal_avx2(a, b, '\0'),
        .high = (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b)
                                                        << 32,
    };
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_csv_is_simple_avx2(const char *p, const rci_csv_chars *chars, rci_csv_masks *m)
{
    const __m256i a = RCI_BASE_LOAD32(p), b = RCI_BASE_LOAD32(p + 32);
    const __m256i quote = _mm256_set1_epi8('"'), cr = _mm256_set1_epi8('\r');
    /* zero in a byte that is one of the three */
    const __m256i all_a =
        _mm256_min_epu8(a, _mm256_min_epu8(_mm256_xor_si256(a, quote), _mm256_xor_si256(a, cr)));
    const __m256i all_b =
        _mm256_min_epu8(b, _mm256_min_epu8(_mm256_xor_si256(b, quote), _mm256_xor_si256(b, cr)));
    const __m256i zeros = _mm256_cmpeq_epi8(_mm256_min_epu8(all_a, all_b), _mm256_setzero_si256());
    m->delimiters = rci_csv_equal_avx2(a, b, chars->delimiter);
    m->newlines = rci_csv_equal_avx2(a, b, '\n');
    m->high = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b));
    return _mm256_testz_si256(zeros, zeros);
}

RCI_BASE_AVX512 __attribute__((always_inline)) static inline bool
rci_csv_is_simple_avx512(const char *p, const rci_csv_chars *chars, rci_csv_masks *m)
{
    const __m512i text = _mm512_loadu_si512(p);
    const __m512i quote = _mm512_set1_epi8('"'), cr = _mm512_set1_epi8('\r');
    const __m512i all = _mm512_min_epu8(
        text, _mm512_min_epu8(_mm512_xor_si512(text, quote), _mm512_xor_si512(text, cr)));
    m->delimiters = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(chars->delimiter));
    m->newlines = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n'));
    m->high = _mm512_movepi8_mask(text);
    return _mm512_testn_epi8_mask(all, all) == 0;
}

RCI_BASE_AVX512 __attribute__((always_inline)) static inline rci_csv_masks
rci_csv_masks_avx512(const char *p, const rci_csv_chars *chars)
{
    const __m512i text = _mm512_loadu_si512(p);
    return (rci_csv_masks){
        .quotes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"')),
        .delimiters = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(chars->delimiter)),
        .newlines = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n')),
        .returns = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\r')),
        .nuls = _mm512_testn_epi8_mask(text, text),
        .high = _mm512_movepi8_mask(text),
    };
}

/* A carry-less product with all ones is the parity. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint64_t
rci_csv_parity_avx2(uint64_t bits)
{
    const __m128i product =
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#endif

/* ------------------------------------------------------------------- block */

/* The state after the last of the bytes, which is at bit `last`. */
static inline rci_csv_state rci_csv_state_at(uint64_t inside, uint64_t closes,
                                             const rci_csv_block *block, unsigned last)
{
    const uint64_t bit = UINT64_C(1) << last;
    return inside & bit              ? RCI_CSV_QUOTED
           : block->newlines & bit   ? RCI_CSV_RECORD_START
           : block->separators & bit ? RCI_CSV_FIELD_START
           : closes & bit            ? RCI_CSV_AFTER_QUOTE
                                     : RCI_CSV_UNQUOTED;
}

/* The separators among the first `n` bytes, 64 at most, given the parity of the quotes among them.
   `next` is the byte after them, NUL at the end of the text. */
static inline __attribute__((always_inline)) rci_csv_block
rci_csv_separate(const rci_csv_chars *chars, rci_csv_state *state, const char *p, size_t n,
                 const rci_csv_masks *m, uint64_t parity, char next)
{
    const uint64_t valid = n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
    const unsigned last = (unsigned)(n < 64 ? n : 64) - 1;
    const uint64_t inside = parity ^ (0 - (uint64_t)(*state == RCI_CSV_QUOTED));
    const uint64_t opens = m->quotes & inside & valid, closes = m->quotes & ~inside & valid;
    const uint64_t starts = *state <= RCI_CSV_FIELD_START, after = *state == RCI_CSV_AFTER_QUOTE;
    rci_csv_block block = {.newlines = m->newlines & ~inside & valid};
    uint64_t wrong, around;
    block.separators = (m->delimiters & ~inside & valid) | block.newlines;
    /* a quote opens after a separator, or doubles one; what closes is followed by one of these */
    wrong = opens & ~(((block.separators | closes) << 1) | starts | after);
    around = block.separators | opens | m->returns;
    wrong |= ((closes << 1) | after) & ~around & valid;
    wrong |= closes >> last & (next != chars->delimiter && next != '\n' && next != '\r' &&
                               next != '"' && next != '\0');
    wrong |=
        m->returns & ~inside & ~(m->newlines >> 1) & valid & ~((uint64_t)(next == '\n') << last);
    wrong |= m->nuls & valid;
    if (chars->comment) {
        wrong |= rci_csv_equal_plain(p, chars->comment) & valid &
                 ((block.newlines << 1) | (*state == RCI_CSV_RECORD_START));
    }
    block.certain = wrong == 0 && *state != RCI_CSV_COMMENT;
    if (block.certain) {
        *state = rci_csv_state_at(inside, closes, &block, last);
    }
    return block;
}

#endif
