#include "format/json/boundary.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/* What 64 bytes are, bit i for byte i. */
typedef struct masks {
    uint64_t quotes;
    uint64_t backslashes;
    uint64_t opens;      /* { and [ */
    uint64_t closes;     /* } and ] */
    uint64_t brackets;   /* ] alone */
    uint64_t separators; /* comma, or newline */
} masks;

/* Where the scan stands at the start of a block. */
typedef struct standing {
    int32_t depth;
    bool in_string;
    bool escaped; /* the first byte is, by a backslash before it */
} standing;

/* ------------------------------------------------------------------- masks */

#if defined(__SSE2__)

__attribute__((target("avx2"))) static inline uint64_t equal_avx2(__m256i a, __m256i b, char c)
{
    const __m256i wanted = _mm256_set1_epi8(c);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, wanted));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, wanted));
    return low | (uint64_t)high << 32;
}

/* { and [, } and ] differ in the bit 0x20 alone. */
__attribute__((target("avx2"))) static inline masks masks_avx2(const char *p, char separator)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    const __m256i bit = _mm256_set1_epi8(0x20);
    const __m256i folded_a = _mm256_or_si256(a, bit), folded_b = _mm256_or_si256(b, bit);
    masks m;
    m.quotes = equal_avx2(a, b, '"');
    m.backslashes = equal_avx2(a, b, '\\');
    m.opens = equal_avx2(folded_a, folded_b, '{');
    m.closes = equal_avx2(folded_a, folded_b, '}');
    m.brackets = equal_avx2(a, b, ']');
    m.separators = equal_avx2(a, b, separator);
    return m;
}

__attribute__((target("avx512f,avx512bw"))) static inline uint64_t equal_avx512(__m512i text,
                                                                                char c)
{
    return _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(c));
}

__attribute__((target("avx512f,avx512bw"))) static inline masks masks_avx512(const char *p,
                                                                             char separator)
{
    const __m512i text = _mm512_loadu_si512(p);
    const __m512i folded = _mm512_or_si512(text, _mm512_set1_epi8(0x20));
    masks m;
    m.quotes = equal_avx512(text, '"');
    m.backslashes = equal_avx512(text, '\\');
    m.opens = equal_avx512(folded, '{');
    m.closes = equal_avx512(folded, '}');
    m.brackets = equal_avx512(text, ']');
    m.separators = equal_avx512(text, separator);
    return m;
}

#endif

static inline masks masks_plain(const char *p, char separator)
{
    masks m = {0};
    int i;
    for (i = 0; i < 64; i++) {
        uint64_t bit = UINT64_C(1) << i;
        m.quotes |= p[i] == '"' ? bit : 0;
        m.backslashes |= p[i] == '\\' ? bit : 0;
        m.opens |= p[i] == '{' || p[i] == '[' ? bit : 0;
        m.closes |= p[i] == '}' || p[i] == ']' ? bit : 0;
        m.brackets |= p[i] == ']' ? bit : 0;
        m.separators |= p[i] == separator ? bit : 0;
    }
    return m;
}

/* Bit i of the result is the parity of bits 0 to i. */
static inline uint64_t parity_plain(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
}

#if defined(__SSE2__)

/* A carry-less product with all ones is that parity. */
__attribute__((target("pclmul"))) static inline uint64_t parity_clmul(uint64_t bits)
{
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), ones, 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#endif

/* The bytes that a backslash before them takes the meaning from. Backslashes are rare. */
static inline uint64_t escaped_bytes(uint64_t backslashes, bool *carry)
{
    uint64_t escaped = *carry ? 1 : 0;
    *carry = false;
    backslashes &= ~escaped;
    while (backslashes) {
        unsigned at = (unsigned)__builtin_ctzll(backslashes);
        if (at == 63) {
            *carry = true;
            break;
        }
        escaped |= UINT64_C(2) << at;
        backslashes &= ~(UINT64_C(3) << at);
    }
    return escaped;
}

/* The quotes that begin or end a string. */
static inline uint64_t real_quotes(const masks *m, standing *now)
{
    uint64_t escaped = 0;
    if (m->backslashes || now->escaped) {
        escaped = escaped_bytes(m->backslashes, &now->escaped);
    }
    return m->quotes & ~escaped;
}

/* Leaves in `m` only what is outside strings, given the parity of the quotes. `*inside` is all ones
   when the block begins in a string, else 0, and tells the same of the next block afterwards. */
static inline void outside_strings(masks *m, uint64_t *inside, uint64_t parity)
{
    uint64_t strings = parity ^ *inside;
    *inside = 0 - (strings >> 63);
    m->opens &= ~strings;
    m->closes &= ~strings;
    m->brackets &= ~strings;
    m->separators &= ~strings;
}

/* -------------------------------------------------------------- one block */

/* Goes through one block bit by bit: the last cut in it and the end of the array, relative to its
   start; SIZE_MAX for none. */
static void look_closely(const masks *m, int32_t depth, rci_json_framing framing, size_t *after,
                         size_t *close)
{
    uint64_t bits = m->opens | m->closes | m->separators;
    *after = *close = SIZE_MAX;
    for (; bits; bits &= bits - 1) {
        unsigned at = (unsigned)__builtin_ctzll(bits);
        uint64_t bit = UINT64_C(1) << at;
        if (m->opens & bit) {
            depth++;
        } else if (m->closes & bit) {
            depth--;
            if (depth < 0 && framing == RCI_JSON_ELEMENTS) {
                *close = at;
                return;
            }
            if (depth == 0 && framing == RCI_JSON_SEQUENCE) {
                *after = at + 1;
            }
        } else if (depth == 0) {
            *after = at + 1;
        }
    }
}

/* ---------------------------------------------------------------- all text */

/* The first pass notes where the scan stands at each block and stops behind the end of the array;
   the second goes back from the end to the last block with a cut. */
typedef struct search {
    rci_json_framing framing;
    const char *text;
    size_t n;
    standing *standings;
    size_t nblocks; /* looked at */
    rci_json_boundary *result;
} search;

#define FORWARD(masks_of, parity, p)                                                               \
    for (block = 0; block * 64 < s->n; block++) {                                                  \
        masks m = masks_of((p) + block * 64, separator);                                           \
        int32_t closes;                                                                            \
        now.in_string = inside & 1;                                                                \
        s->standings[block] = now;                                                                 \
        outside_strings(&m, &inside, parity(real_quotes(&m, &now)));                               \
        closes = (int32_t)__builtin_popcountll(m.closes);                                          \
        if (m.brackets && now.depth < closes && s->framing == RCI_JSON_ELEMENTS) {                 \
            masks end = {.opens = m.opens, .closes = m.closes}; /* m stays in registers */         \
            size_t after, close;                                                                   \
            look_closely(&end, now.depth, s->framing, &after, &close);                             \
            if (close != SIZE_MAX && block * 64 + close < s->n) {                                  \
                s->result->close = block * 64 + close;                                             \
                block++;                                                                           \
                break;                                                                             \
            }                                                                                      \
        }                                                                                          \
        now.depth += (int32_t)__builtin_popcountll(m.opens) - closes;                              \
    }                                                                                              \
    s->nblocks = block

static void forward_plain(search *s, char separator)
{
    standing now = {0, false, false};
    uint64_t inside = 0;
    size_t block;
    FORWARD(masks_plain, parity_plain, s->text);
}

#if defined(__SSE2__)

__attribute__((target("avx2,popcnt,bmi,pclmul"))) static void forward_avx2(search *s,
                                                                           char separator)
{
    standing now = {0, false, false};
    uint64_t inside = 0;
    size_t block;
    FORWARD(masks_avx2, parity_clmul, s->text);
}

__attribute__((target("avx512f,avx512bw,popcnt,bmi,pclmul"))) static void
forward_avx512(search *s, char separator)
{
    standing now = {0, false, false};
    uint64_t inside = 0;
    size_t block;
    FORWARD(masks_avx512, parity_clmul, s->text);
}

static void forward(search *s, char separator)
{
    bool counts = __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    if (counts && __builtin_cpu_supports("avx512bw")) {
        forward_avx512(s, separator);
    } else if (counts && __builtin_cpu_supports("avx2")) {
        forward_avx2(s, separator);
    } else {
        forward_plain(s, separator);
    }
}

#else

static void forward(search *s, char separator)
{
    forward_plain(s, separator);
}

#endif

static void backward(search *s, char separator)
{
    size_t block = s->nblocks;
    while (block-- > 0) {
        standing now = s->standings[block];
        masks m = masks_plain(s->text + block * 64, separator);
        uint64_t inside = now.in_string ? UINT64_MAX : 0;
        size_t after, close, left = s->n - block * 64;
        outside_strings(&m, &inside, parity_plain(real_quotes(&m, &now)));
        if (left < 64) { /* what is behind the end is no text */
            uint64_t text = (UINT64_C(1) << left) - 1;
            m.opens &= text;
            m.closes &= text;
            m.separators &= text;
        }
        look_closely(&m, s->standings[block].depth, s->framing, &after, &close);
        if (after != SIZE_MAX) {
            s->result->after = block * 64 + after;
            return;
        }
    }
}

rc_status rci_json_find_boundary(rci_json_framing framing, const char *text, size_t n,
                                 rci_bytes *scratch, rci_json_boundary *boundary, rc_error *err)
{
    search s = {framing, text, n, NULL, 0, boundary};
    char separator = framing == RCI_JSON_ELEMENTS ? ',' : '\n';
    boundary->after = 0;
    boundary->close = SIZE_MAX;
    if (framing == RCI_JSON_LINES) {
        const char *newline = n ? memrchr(text, '\n', n) : NULL;
        boundary->after = newline ? (size_t)(newline - text) + 1 : 0;
        return RC_OK;
    }
    scratch->length = 0;
    if (rci_bytes_reserve(scratch, (n / 64 + 1) * sizeof(standing), err) != RC_OK) {
        return RC_ENOMEM;
    }
    s.standings = (standing *)(void *)scratch->data;
    forward(&s, separator);
    if (boundary->close == SIZE_MAX) {
        backward(&s, separator);
    }
    return RC_OK;
}

#if defined(__SSE2__)

size_t rci_json_count_lines(const char *text, size_t n)
{
    enum { VECTOR = 16, MOST = 255 }; /* vectors whose counts fit a byte */
    const __m128i newline = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();
    size_t vectors = n / VECTOR, i = 0, count;
    __m128i sums = zero;
    while (i < vectors) {
        size_t stop = vectors - i < MOST ? vectors : i + MOST;
        __m128i lanes = zero;
        for (; i < stop; i++) {
            const void *at = text + VECTOR * i;
            lanes = _mm_sub_epi8(lanes, _mm_cmpeq_epi8(_mm_loadu_si128(at), newline));
        }
        sums = _mm_add_epi64(sums, _mm_sad_epu8(lanes, zero));
    }
    sums = _mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums));
    count = (size_t)_mm_cvtsi128_si64(sums);
    for (i = VECTOR * vectors; i < n; i++) {
        count += text[i] == '\n';
    }
    return count;
}

#else

size_t rci_json_count_lines(const char *text, size_t n)
{
    size_t count = 0, i;
    while (n > 0) { /* in runs whose count fits a byte, so that the compiler uses byte lanes */
        size_t run = n < 255 * 32 ? n : 255 * 32;
        unsigned char lanes[32] = {0};
        size_t lane;
        for (i = 0; i + 32 <= run; i += 32) {
            for (lane = 0; lane < 32; lane++) {
                lanes[lane] = (unsigned char)(lanes[lane] + (text[i + lane] == '\n'));
            }
        }
        for (; i < run; i++) {
            count += text[i] == '\n';
        }
        for (lane = 0; lane < 32; lane++) {
            count += lanes[lane];
        }
        text += run;
        n -= run;
    }
    return count;
}

#endif
