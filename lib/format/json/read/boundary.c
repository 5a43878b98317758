/* format/json/read/boundary.c - finding where to cut by counting brackets, 64 bytes at a time. */
#include "format/json/read/boundary.h"

#include "format/json/text/masks.h"

#include <string.h>

/* What 64 bytes are, bit i for byte i. */
typedef struct masks {
    uint64_t quotes;
    uint64_t backslashes;
    uint64_t opens;  /* { and [ */
    uint64_t closes; /* } and ] */
} masks;

/* The state of the scan at the start of a block. */
typedef struct scan_state {
    int32_t depth;
    rci_json_text_strings strings;
} scan_state;

/* ------------------------------------------------------------------- masks */

#if defined(RCI_BASE_HAVE_AVX512)

RCI_BASE_AVX2 static inline uint64_t bytes_avx2(const char *p, char c)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    return rci_json_text_equal_avx2(a, b, c);
}

/* { and [, } and ] differ in the bit 0x20 alone. */
RCI_BASE_AVX2 static inline masks masks_avx2(const char *p)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    const __m256i bit = _mm256_set1_epi8(0x20);
    const __m256i folded_a = _mm256_or_si256(a, bit), folded_b = _mm256_or_si256(b, bit);
    masks m;
    m.quotes = rci_json_text_equal_avx2(a, b, '"');
    m.backslashes = rci_json_text_equal_avx2(a, b, '\\');
    m.opens = rci_json_text_equal_avx2(folded_a, folded_b, '{');
    m.closes = rci_json_text_equal_avx2(folded_a, folded_b, '}');
    return m;
}

RCI_BASE_AVX512 static inline uint64_t bytes_avx512(const char *p, char c)
{
    return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(c));
}

RCI_BASE_AVX512 static inline masks masks_avx512(const char *p)
{
    const __m512i text = _mm512_loadu_si512(p);
    const __m512i folded = _mm512_or_si512(text, _mm512_set1_epi8(0x20));
    masks m;
    m.quotes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"'));
    m.backslashes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\\'));
    m.opens = _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('{'));
    m.closes = _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('}'));
    return m;
}

#endif

static inline uint64_t bytes_plain(const char *p, char c)
{
    uint64_t bits = 0;
    int i;
#if defined(RCI_BASE_HAVE_AVX512)
    for (i = 0; i < 64; i += 16) {
        const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        const __m128i same = _mm_cmpeq_epi8(text, _mm_set1_epi8(c));
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(same) << i;
    }
#else
    for (i = 0; i < 64; i++) {
        bits |= (uint64_t)(p[i] == c) << i;
    }
#endif
    return bits;
}

static inline masks masks_plain(const char *p)
{
    masks m;
    m.quotes = bytes_plain(p, '"');
    m.backslashes = bytes_plain(p, '\\');
    m.opens = bytes_plain(p, '{') | bytes_plain(p, '[');
    m.closes = bytes_plain(p, '}') | bytes_plain(p, ']');
    return m;
}

/* The bytes outside strings. */
#define OUTSIDE(state, m, parity_of)                                                               \
    ~rci_json_text_in_strings(                                                                     \
        &(state)->strings,                                                                         \
        parity_of(rci_json_text_real_quotes(&(state)->strings, (m)->quotes, (m)->backslashes)))

/* -------------------------------------------------------------- one block */

/* The first of the `brackets` (each a ] of `closes`) that ends the array; 64 if none does. */
static inline unsigned array_end(uint64_t opens, uint64_t closes, uint64_t brackets, int32_t depth)
{
    for (; brackets; brackets &= brackets - 1) {
        uint64_t before = brackets ^ (brackets - 1); /* and the bracket itself */
        int32_t opened = (int32_t)__builtin_popcountll(opens & before);
        if (depth + opened < (int32_t)__builtin_popcountll(closes & before)) {
            return (unsigned)__builtin_ctzll(brackets);
        }
    }
    return 64;
}

/* Goes through one block bit by bit: the place after the last cut in it, or after the first one
   that is at `least` or later, relative to its start; 0 when there is none. `separators` are
   outside strings, as `m->opens` and `m->closes`. */
static unsigned find_cut(const masks *m, uint64_t separators, int32_t depth,
                         rci_json_read_framing framing, size_t least)
{
    uint64_t bits = m->opens | m->closes | separators;
    unsigned after = 0;
    for (; bits; bits &= bits - 1) {
        unsigned at = (unsigned)__builtin_ctzll(bits);
        uint64_t bit = UINT64_C(1) << at;
        if (m->opens & bit) {
            depth++;
        } else if (m->closes & bit) {
            depth--;
            if (depth == 0 && framing == RCI_JSON_READ_SEQUENCE) {
                after = at + 1;
            }
        } else if (depth == 0) {
            after = at + 1;
        }
        if (least > 0 && after >= least) {
            break;
        }
    }
    return after >= least ? after : 0;
}

/* ---------------------------------------------------------------- all text */

/* The first pass notes the state of the scan at each block and stops after the end of the array;
   the second looks from the end backwards for the last block with a cut. */
typedef struct search {
    rci_json_read_framing framing;
    const char *text;
    size_t n;
    scan_state *states;
    rci_stream_text_boundary *result;
} search;

#define FORWARD(masks_of, bytes_of, parity_of)                                                     \
    scan_state now = {0, {false, 0}};                                                              \
    const char *text = s->text;                                                                    \
    const size_t nblocks = (s->n + 63) / 64;                                                       \
    const bool array = s->framing == RCI_JSON_READ_ELEMENTS;                                       \
    size_t block, lines = 0;                                                                       \
    for (block = 0; block < nblocks; block++, text += 64) {                                        \
        masks m = masks_of(text);                                                                  \
        uint64_t outside;                                                                          \
        int32_t closed;                                                                            \
        s->states[block] = now;                                                                    \
        lines += (size_t)__builtin_popcountll(bytes_of(text, '\n'));                               \
        outside = OUTSIDE(&now, &m, parity_of);                                                    \
        m.opens &= outside;                                                                        \
        m.closes &= outside;                                                                       \
        closed = (int32_t)__builtin_popcountll(m.closes);                                          \
        if (now.depth < closed && array) {                                                         \
            uint64_t brackets = bytes_of(text, ']') & outside;                                     \
            size_t close = block * 64 + array_end(m.opens, m.closes, brackets, now.depth);         \
            if (close < block * 64 + 64 && close < s->n) {                                         \
                s->result->close = close;                                                          \
                block++;                                                                           \
                break;                                                                             \
            }                                                                                      \
        }                                                                                          \
        now.depth += (int32_t)__builtin_popcountll(m.opens) - closed;                              \
    }                                                                                              \
    s->result->looked = block * 64;                                                                \
    s->result->lines = lines;

static void forward_plain(search *s){FORWARD(masks_plain, bytes_plain, rci_json_text_parity_plain)}

#if defined(RCI_BASE_HAVE_AVX512)

RCI_BASE_AVX2
    static void forward_avx2(search *s){FORWARD(masks_avx2, bytes_avx2, rci_json_text_parity_avx2)}

RCI_BASE_AVX512 static void forward_avx512(search *s)
{
    FORWARD(masks_avx512, bytes_avx512, rci_json_text_parity_avx2)
}

static void forward(search *s)
{
    if (rci_base_has_avx512()) {
        forward_avx512(s);
    } else if (rci_base_has_avx2()) {
        forward_avx2(s);
    } else {
        forward_plain(s);
    }
}

#else

static void forward(search *s)
{
    forward_plain(s);
}

#endif

/* The cut in one block that find_cut returns, relative to the start of the text; 0: none. */
static size_t cut_in_block(const search *s, size_t block, size_t least)
{
    const char separator = s->framing == RCI_JSON_READ_ELEMENTS ? ',' : '\n';
    const char *text = s->text + block * 64;
    scan_state now = s->states[block];
    masks m = masks_plain(text);
    size_t left = s->n - block * 64;
    /* bytes after the end do not count */
    uint64_t outside = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
    unsigned after;
    outside &= OUTSIDE(&now, &m, rci_json_text_parity_plain);
    m.opens &= outside;
    m.closes &= outside;
    after = find_cut(&m, bytes_plain(text, separator) & outside, now.depth, s->framing, least);
    return after ? block * 64 + after : 0;
}

static void backward(search *s)
{
    size_t block = (s->n + 63) / 64;
    while (s->result->after == 0 && block-- > 0) {
        s->result->after = cut_in_block(s, block, 0);
    }
}

/* Looks for the first cut at text[from] or later, before the array ends. */
static void onward(search *s, size_t from)
{
    const size_t end = s->result->close < s->n ? s->result->close : s->n;
    for (size_t block = (from - 1) / 64; block * 64 < end; block++) {
        size_t start = block * 64, after = cut_in_block(s, block, from > start ? from - start : 1);
        if (after) {
            s->result->after = after <= end ? after : 0;
            return;
        }
    }
}

/* Notes the state of the scan at each block, and finds where the array ends. */
static rc_status scan(search *s, rci_base_bytes *scratch, rc_error *err)
{
    scratch->length = 0;
    if (rci_base_bytes_reserve(scratch, (s->n / 64 + 1) * sizeof(scan_state), err) != RC_OK) {
        return RC_ENOMEM;
    }
    s->states = (scan_state *)(void *)scratch->data;
    forward(s);
    return RC_OK;
}

rc_status rci_json_read_find_boundary(rci_json_read_framing framing, const char *text, size_t n,
                                      rci_base_bytes *scratch, rci_stream_text_boundary *boundary,
                                      rc_error *err)
{
    search s = {framing, text, n, NULL, boundary};
    boundary->after = 0;
    boundary->close = SIZE_MAX;
    boundary->looked = boundary->lines = 0;
    if (framing == RCI_JSON_READ_LINES) {
        const char *newline = n ? memrchr(text, '\n', n) : NULL;
        boundary->after = newline ? (size_t)(newline - text) + 1 : 0;
        return RC_OK;
    }
    if (scan(&s, scratch, err) != RC_OK) {
        return RC_ENOMEM;
    }
    if (boundary->close == SIZE_MAX) {
        backward(&s);
    }
    return RC_OK;
}

rc_status rci_json_read_find_boundary_from(rci_json_read_framing framing, const char *text,
                                           size_t n, size_t from, rci_base_bytes *scratch,
                                           rci_stream_text_boundary *boundary, rc_error *err)
{
    search s = {framing, text, n, NULL, boundary};
    *boundary = (rci_stream_text_boundary){0, SIZE_MAX, 0, 0};
    if (framing == RCI_JSON_READ_LINES) {
        const char *newline = from - 1 < n ? memchr(text + from - 1, '\n', n - (from - 1)) : NULL;
        boundary->after = newline ? (size_t)(newline - text) + 1 : 0;
        return RC_OK;
    }
    if (scan(&s, scratch, err) != RC_OK) {
        return RC_ENOMEM;
    }
    onward(&s, from);
    return RC_OK;
}
