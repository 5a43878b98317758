/* format/json/read/index.c - making a structural index, 64 bytes at a time. */
#include "format/json/read/index.h"

#include "base/utf8_avx2.h"
#include "format/json/text/scan.h"

#include <string.h>

enum {
    BLOCK = 64,
    FIRST_CHUNK = 512,   /* after records that were decoded otherwise, if they are short */
    MOST_CHUNK = 16384,  /* text and tokens stay in the processor's cache */
    MOST_KEPT = 1 << 18, /* tokens of one record that does not end */
    UNROLLED = 8         /* tokens written at once: so many more are written than there are */
};

void rci_json_read_index_init(rci_json_read_index *index)
{
    memset(index, 0, sizeof *index);
    rci_base_bytes_init_as(&index->buffer, RC_MEMORY_READER);
    index->first_chunk = FIRST_CHUNK;
#if defined(RCI_BASE_HAVE_AVX512)
    index->wide = rci_base_has_avx512();
#endif
}

void rci_json_read_index_release(rci_json_read_index *index)
{
    rci_base_bytes_release(&index->buffer);
}

void rci_json_read_index_reset(rci_json_read_index *index, const char *end, bool newlines)
{
    index->origin = NULL;
    index->end = end;
    index->newlines = newlines;
}

void rci_json_read_index_expect(rci_json_read_index *index, size_t length)
{
    size_t chunk = (2 * length + BLOCK - 1) / BLOCK * BLOCK;
    index->first_chunk = chunk < FIRST_CHUNK  ? (size_t)FIRST_CHUNK
                         : chunk > MOST_CHUNK ? (size_t)MOST_CHUNK
                                              : chunk;
}

void rci_json_read_index_forget(rci_json_read_index *index)
{
    index->origin = NULL;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* What the bytes of a block are. */
typedef struct block_masks {
    uint64_t quotes;
    uint64_t backslashes;
    uint64_t operators; /* { } [ ] : , in strings, too; and some control bytes */
    uint64_t spaces;    /* space, tab, newline, carriage return */
    uint64_t controls;  /* less than a space */
    uint64_t newlines;
    uint64_t high; /* not ASCII */
} block_masks;

/* The state before a block, which has to stay in registers. */
typedef struct scan {
    rci_json_text_strings strings;
    uint64_t in_scalar; /* 1: the byte before belongs to a number or a word */
    uint64_t backslashes;
    uint64_t newlines; /* all ones: they are tokens */
    uint64_t high;     /* of the last block */
} scan;

/* For pshufb: at the lower half of a byte, the byte that it has to be. */
#define SPACE_TABLE ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0
/* The same for operators with the bit 0x20 set. */
#define OPERATOR_TABLE 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0

/* ------------------------------------------------------------------- tokens */

/* The tokens of a block; the state moves on to the next. Sets `*faults` to the control bytes in
   strings. */
static inline __attribute__((always_inline)) uint64_t
tokens_of(scan *now, const block_masks *m, uint64_t quotes, uint64_t parity, uint64_t *faults)
{
    uint64_t strings = rci_json_text_in_strings(&now->strings, parity);
    uint64_t operators = m->operators & ~m->controls;
    uint64_t scalars = ~(strings | quotes | operators | m->spaces);
    uint64_t starts = scalars & ~(scalars << 1 | now->in_scalar);
    now->in_scalar = scalars >> 63;
    now->backslashes |= m->backslashes;
    *faults = strings & m->controls;
    return (operators & ~strings) | (quotes & strings) | starts |
           (m->newlines & now->newlines & ~strings);
}

/* -------------------------------------------------------------------- AVX2 */

RCI_BASE_AVX2 static inline uint64_t join(uint32_t low, uint32_t high)
{
    return low | (uint64_t)high << 32;
}

#define BITS(a, b) join((uint32_t)_mm256_movemask_epi8(a), (uint32_t)_mm256_movemask_epi8(b))

RCI_BASE_AVX2 static inline block_masks masks_avx2(const char *p)
{
    const __m256i space_table = _mm256_setr_epi8(SPACE_TABLE, SPACE_TABLE);
    const __m256i operator_table = _mm256_setr_epi8(OPERATOR_TABLE, OPERATOR_TABLE);
    const __m256i bit = _mm256_set1_epi8(0x20), last = _mm256_set1_epi8(0x1F);
    const __m256i a = RCI_BASE_LOAD32(p), b = RCI_BASE_LOAD32(p + 32);
    block_masks m;
    m.quotes = rci_json_text_equal_avx2(a, b, '"');
    m.backslashes = rci_json_text_equal_avx2(a, b, '\\');
    m.newlines = rci_json_text_equal_avx2(a, b, '\n');
    m.spaces = BITS(_mm256_cmpeq_epi8(a, _mm256_shuffle_epi8(space_table, a)),
                    _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(space_table, b)));
    m.operators =
        BITS(_mm256_cmpeq_epi8(_mm256_or_si256(a, bit), _mm256_shuffle_epi8(operator_table, a)),
             _mm256_cmpeq_epi8(_mm256_or_si256(b, bit), _mm256_shuffle_epi8(operator_table, b)));
    m.controls = BITS(_mm256_cmpeq_epi8(_mm256_max_epu8(a, last), last),
                      _mm256_cmpeq_epi8(_mm256_max_epu8(b, last), last));
    m.high = BITS(a, b);
    return m;
}

RCI_BASE_AVX2 static inline uint32_t *write_avx2(uint32_t *out, uint64_t tokens, uint32_t offset)
{
    uint32_t *after = out + __builtin_popcountll(tokens);
    while (out < after) {
#pragma GCC unroll 8 /* UNROLLED */
        for (int i = 0; i < UNROLLED; i++) {
            out[i] = offset + (uint32_t)_tzcnt_u64(tokens);
            tokens = _blsr_u64(tokens);
        }
        out += UNROLLED;
    }
    return after;
}

/* Whether the 64 bytes at p are well-formed UTF-8 with the 32 bytes before them, if p is not
   `start`. */
RCI_BASE_AVX2 __attribute__((noinline)) static bool utf8_is_good(const char *p, const char *start)
{
    const __m256i before = p == start ? _mm256_setzero_si256() : RCI_BASE_LOAD32(p - 32);
    const __m256i a = RCI_BASE_LOAD32(p), b = RCI_BASE_LOAD32(p + 32);
    const __m256i faults =
        _mm256_or_si256(rci_base_utf8_faults_avx2(before, a), rci_base_utf8_faults_avx2(a, b));
    return _mm256_testz_si256(faults, faults);
}

/* ------------------------------------------------------------------ AVX-512 */

RCI_BASE_AVX512 static inline block_masks masks_avx512(const char *p)
{
    const __m512i space_table = _mm512_broadcast_i32x4(_mm_setr_epi8(SPACE_TABLE));
    const __m512i operator_table = _mm512_broadcast_i32x4(_mm_setr_epi8(OPERATOR_TABLE));
    const __m512i text = _mm512_loadu_si512(p), bit = _mm512_set1_epi8(0x20);
    block_masks m;
    m.quotes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"'));
    m.backslashes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\\'));
    m.newlines = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n'));
    m.spaces = _mm512_cmpeq_epi8_mask(text, _mm512_shuffle_epi8(space_table, text));
    m.operators = _mm512_cmpeq_epi8_mask(_mm512_or_si512(text, bit),
                                         _mm512_shuffle_epi8(operator_table, text));
    m.controls = _mm512_cmplt_epu8_mask(text, bit);
    m.high = _mm512_movepi8_mask(text);
    return m;
}

/* The places of the tokens in the block are moved together as bytes, then sixteen at a time become
   offsets. There are seldom more than 32. */
RCI_BASE_AVX512 static inline uint32_t *write_avx512(uint32_t *out, uint64_t tokens,
                                                     uint32_t offset)
{
    static const uint8_t places[BLOCK] __attribute__((aligned(BLOCK))) = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i found = _mm512_maskz_compress_epi8(tokens, _mm512_loadu_si512(places));
    const __m512i base = _mm512_set1_epi32((int)offset);
    int n = __builtin_popcountll(tokens);
#define SIXTEEN(i)                                                                                 \
    _mm512_storeu_si512(                                                                           \
        out + 16 * (i),                                                                            \
        _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, i))))
    SIXTEEN(0);
    SIXTEEN(1);
    if (__builtin_expect(n > 32, 0)) {
        SIXTEEN(2);
        SIXTEEN(3);
    }
#undef SIXTEEN
    return out + n;
}

/* -------------------------------------------------------------------- chunks */

/* Indexes the blocks from the limit to `to`, or to the first with a fault. `out` has room for a
   token of each byte and a block more. Returns the byte after the last token. */
#define MAKE_INDEX(masks_of, write)                                                                \
    const char *p = index->limit, *start = index->origin, *end = index->end;                       \
    scan now = {.strings = index->strings,                                                         \
                .in_scalar = index->in_scalar,                                                     \
                .newlines = 0 - (uint64_t)index->newlines};                                        \
    now.high = p == start ? 0 : (uint64_t)(((p[-1] | p[-2] | p[-3]) & 0x80) != 0) << 63;           \
    for (; p < to; p += BLOCK) {                                                                   \
        block_masks m = masks_of(p);                                                               \
        size_t left = (size_t)(end - p);                                                           \
        uint64_t quotes, tokens, faults;                                                           \
        quotes = rci_json_text_real_quotes(&now.strings, m.quotes, m.backslashes);                 \
        tokens = tokens_of(&now, &m, quotes, rci_json_text_parity_avx2(quotes), &faults);          \
        if (__builtin_expect(left < BLOCK, 0)) {                                                   \
            uint64_t inside = (UINT64_C(1) << left) - 1;                                           \
            tokens &= inside;                                                                      \
            faults &= inside;                                                                      \
        }                                                                                          \
        /* The last three bytes of a block may begin a character. */                               \
        if (__builtin_expect(faults != 0, 0) ||                                                    \
            (__builtin_expect((m.high | now.high >> 61) != 0, 0) && !utf8_is_good(p, start))) {    \
            index->faulty = true;                                                                  \
            break;                                                                                 \
        }                                                                                          \
        now.high = m.high;                                                                         \
        out = write(out, tokens, (uint32_t)(p - start));                                           \
    }                                                                                              \
    index->strings = now.strings;                                                                  \
    index->in_scalar = now.in_scalar != 0;                                                         \
    index->has_escapes |= now.backslashes != 0;                                                    \
    index->limit = p;                                                                              \
    return out;

RCI_BASE_AVX2 static uint32_t *make_avx2(rci_json_read_index *index, const char *to,
                                         uint32_t *out){MAKE_INDEX(masks_avx2, write_avx2)}

RCI_BASE_AVX512
    static uint32_t *make_avx512(rci_json_read_index *index, const char *to, uint32_t *out)
{
    MAKE_INDEX(masks_avx512, write_avx512)
}

bool rci_json_read_index_is_possible(void)
{
    return rci_base_has_avx2();
}

bool rci_json_read_index_more(rci_json_read_index *index)
{
    size_t kept = (size_t)(index->stop - index->at), left, chunk, i;
    uint32_t *tokens;
    if (index->limit >= index->end || index->faulty || kept > MOST_KEPT) {
        return false;
    }
    left = ((size_t)(index->end - index->limit) + BLOCK - 1) / BLOCK * BLOCK;
    chunk = left < index->chunk ? left : index->chunk;
    tokens = (uint32_t *)(void *)index->buffer.data;
    if (kept > 0) {
        memmove(tokens, index->at, kept * sizeof *tokens);
    }
    index->has_escapes = index->has_escapes && kept > 0;
    index->buffer.length = kept * sizeof *tokens;
    index->at = index->stop = tokens;
    if (rci_base_bytes_reserve(&index->buffer, (chunk + 2 * BLOCK) * sizeof *tokens, NULL) !=
        RC_OK) {
        index->origin = NULL;
        return false;
    }
    tokens = (uint32_t *)(void *)index->buffer.data;
    index->at = tokens;
    tokens += kept;
    tokens = index->wide ? make_avx512(index, index->limit + chunk, tokens)
                         : make_avx2(index, index->limit + chunk, tokens);
    index->stop = tokens;
    for (i = 0; i < RCI_JSON_READ_SENTINELS; i++) {
        tokens[i] = (uint32_t)(index->end - index->origin);
    }
    index->chunk = index->chunk < MOST_CHUNK ? index->chunk * 2 : index->chunk;
    return true;
}

#else

bool rci_json_read_index_is_possible(void)
{
    return false;
}

bool rci_json_read_index_more(rci_json_read_index *index)
{
    (void)index;
    return false;
}

#endif

/* The index begins at p. False if it has no token, or offsets, also that of the end, do not fit:
   then the text is one record of gigabytes. */
static bool start(rci_json_read_index *index, const char *p)
{
    if ((size_t)(index->end - p) >= RCI_JSON_READ_OFFSETS) {
        index->origin = NULL;
        return false;
    }
    index->origin = index->limit = p;
    index->at = index->stop = (const uint32_t *)(const void *)index->buffer.data;
    index->chunk = index->first_chunk;
    index->faulty = index->in_scalar = index->has_escapes = false;
    index->strings = (rci_json_text_strings){false, 0};
    return rci_json_read_index_more(index) && index->at < index->stop;
}

bool rci_json_read_index_seek(rci_json_read_index *index, const char *p)
{
    if (!index->origin || p >= index->limit) {
        return start(index, p);
    }
    while (index->at < index->stop && index->origin + *index->at < p) {
        index->at++;
    }
    /* else only white space was left */
    return index->at < index->stop || start(index, p);
}

const char *rci_json_read_index_next(const rci_json_read_index *index,
                                     rci_json_read_framing framing, bool last, const uint32_t *at)
{
    const char *p = index->origin + *at;
    const bool separated = framing == RCI_JSON_READ_LINES      ? *p == '\n'
                           : framing == RCI_JSON_READ_ELEMENTS ? *p == ','
                                                               : p < index->end;
    if (at >= index->stop &&
        (index->limit < index->end || rci_json_read_index_is_unclosed(index))) {
        return NULL; /* the token is not known yet, or a closing quote is missing */
    }
    if (p == index->end) {
        return last ? p : NULL;
    }
    return separated ? rci_json_text_space(p + (framing == RCI_JSON_READ_ELEMENTS), index->end)
                     : NULL;
}

bool rci_json_read_index_retry(rci_json_read_index *index, const uint32_t *failed)
{
    enum { LOOKAHEAD = 4 }; /* tokens after the one that failed that may have been looked at */
    rci_json_read_index_expect(index, (size_t)(index->limit - index->origin) - *index->at);
    return failed + LOOKAHEAD >= index->stop && rci_json_read_index_more(index);
}
