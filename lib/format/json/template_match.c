#include "format/json/template.h"

#include "base/number_avx2.h"
#include "format/json/block.h"
#include "format/json/skip.h"

#include <string.h>

/* Copies n <= size <= 16 bytes, of which 16 can be read, and zeros behind them. */
static inline void put_small(unsigned char *cell, const char *text, size_t n, size_t size)
{
    uint64_t low = rci_load8(text), high = rci_load8(text + 8);
    low &= n >= 8 ? UINT64_MAX : (UINT64_C(1) << (8 * n)) - 1;
    high &= n <= 8 ? 0 : n == 16 ? UINT64_MAX : (UINT64_C(1) << (8 * (n - 8))) - 1;
    if (size >= 8) { /* the second half may overlap the first */
        unsigned rest = (unsigned)(size - 8);
        uint64_t tail = rest == 8   ? high
                        : rest == 0 ? low
                                    : low >> 8 * rest | high << (64 - 8 * rest);
        rci_store8((char *)cell, low);
        rci_store8((char *)cell + rest, tail);
        return;
    }
    for (; size > 0; size--) {
        *cell++ = (unsigned char)low;
        low >>= 8;
    }
}

/* A plain string of ASCII that fits S<size>; NULL for any other. */
static inline const char *read_ascii(const char *p, const char *end, unsigned char *cell,
                                     size_t size)
{
    const char *start = ++p;
    size_t n;
    if (start[-1] != '"') {
        return NULL;
    }
    for (;;) {
        rci_json_block block = rci_json_block_at(p);
        unsigned stop = block.stops ? (unsigned)__builtin_ctz(block.stops) : 16;
        if (block.high & ((1u << stop) - 1)) {
            return NULL;
        }
        p += stop;
        if (stop < 16) {
            break;
        }
    }
    n = (size_t)(p - start);
    if (p >= end || *p != '"' || n > size) {
        return NULL;
    }
    if (size <= 16) {
        put_small(cell, start, n, size);
    } else {
        memcpy(cell, start, n);
        memset(cell + n, 0, size - n);
    }
    return p + 1;
}

static const char *read_bool(const char *p, unsigned char *cell)
{
    uint64_t word = rci_load8(p);
    if ((word & 0xFFFFFFFF) == 0x65757274) { /* true */
        *cell = 1;
        return p + 4;
    }
    if ((word & UINT64_C(0xFFFFFFFFFF)) == UINT64_C(0x65736C6166)) { /* false */
        *cell = 0;
        return p + 5;
    }
    return NULL;
}

/* Refuses white space that ends the line within a value, where records are lines. Returns `after`,
   or NULL. Plain values have no white space. */
static const char *keep_to_line(const rci_json_decoder *decoder, const char *p, const char *after)
{
    bool plain = *p != '{' && *p != '[';
    if (after == NULL || plain || !decoder->one_line) {
        return after;
    }
    return memchr(p, '\n', (size_t)(after - p)) == NULL ? after : NULL;
}

static const char *read_leaf(rci_json_decoder *decoder, uint32_t node, unsigned char *cell,
                             const char *p)
{
    rc_error *err = decoder->err;
    const char *after;
    decoder->err = NULL; /* the grammar will say what is wrong */
    after = rci_json_leaf(decoder, node, cell, p);
    decoder->err = err;
    return keep_to_line(decoder, p, after);
}

/* A string into S<size>: escapes and other characters go the way of leaf.c, and the record goes on.
 */
static inline const char *read_bytes(rci_json_decoder *decoder, const rci_json_step *step,
                                     unsigned char *cell, const char *p)
{
    size_t size = decoder->plan->nodes[step->node].size;
    const char *after = read_ascii(p, decoder->end, cell, size);
    return after ? after : read_leaf(decoder, step->node, cell, p);
}

/* A nullable field of any form: the grammar, but told nothing of an error. */
static const char *read_nullable(rci_json_decoder *decoder, uint32_t node, const char *p)
{
    rc_error *err = decoder->err;
    const char *after;
    decoder->err = NULL;
    after = rci_json_decode_field(decoder, node, p);
    decoder->err = err;
    return keep_to_line(decoder, p, after);
}

/* Whether p[0 .. n) is the text; n is more than 8. Reads on while it is, so less than 16 bytes
   behind where it is not. */
static inline bool same_text(const char *p, const char *text, size_t n)
{
    size_t i;
    for (i = 0; i + 8 < n; i += 8) {
        if (rci_load8(p + i) != rci_load8(text + i)) {
            return false;
        }
    }
    return rci_load8(p + n - 8) == rci_load8(text + n - 8);
}

/* The literal of a step, which was found to begin alike. */
static inline bool literal_is_here(const rci_json_step *step, const char *p, const char *literal)
{
    return (rci_load8(p) & step->mask) == step->head &&
           (step->length <= 8 || same_text(p, literal, step->length));
}

/* A value of any form, which nobody wants. */
static const char *skip_any(rci_json_decoder *decoder, const char *p)
{
    return keep_to_line(decoder, p, rci_json_skip(p, decoder->end, &decoder->fault));
}

/* The same. `after` is its end, or NULL if it is none of the plain ones. */
static inline const char *skip_value(rci_json_decoder *decoder, const char *p, const char *after)
{
    return __builtin_expect(after != NULL, 1) ? after : skip_any(decoder, p);
}

/*
 * As skip_value, for one that most often is as long as the last one. Then the place where it ends
 * comes from the step: so the processor goes on there before it has found the end, and checks the
 * guess meanwhile.
 */
static inline const char *skip_steady(rci_json_decoder *decoder, const rci_json_step *step,
                                      const char *p, const char *after)
{
    const char *guess = p + step->usual;
    if (__builtin_expect(after == guess, 1)) {
        __asm__("" : "+r"(guess)); /* or the compiler would take `after`, which is the same */
        return guess;
    }
    return skip_value(decoder, p, after);
}

/* As skip_value, learning how the value changes. */
static const char *watch_value(rci_json_decoder *decoder, const rci_json_template *template,
                               rci_json_step *step, const char *p)
{
    const char *after = skip_value(decoder, p, rci_json_skip_plain(p));
    const unsigned char *kept = template->text.data + step->text + step->length;
    size_t length;
    if (after == NULL) {
        return NULL;
    }
    length = (size_t)(after - p);
    step->changes += length != step->usual;
    step->same = step->same && length == step->usual && memcmp(p, kept, length) == 0;
    step->usual = (uint32_t)length;
    return after;
}

static void fill_gaps(const rci_json_template *template, const rci_json_decoder *decoder)
{
    const rci_json_gap *gaps = (const rci_json_gap *)(const void *)template->gaps.data;
    size_t i;
    for (i = 0; i < template->ngaps; i++) {
        rci_json_zero(decoder, gaps[i].node, gaps[i].shift);
    }
}

#define READ_INTEGER(type, wide, read)                                                             \
    do {                                                                                           \
        wide value;                                                                                \
        type narrow;                                                                               \
        p = read(p, end, &value);                                                                  \
        narrow = (type)value;                                                                      \
        if (!p || (wide)narrow != value) {                                                         \
            return NULL;                                                                           \
        }                                                                                          \
        memcpy(cell, &narrow, sizeof narrow);                                                      \
    } while (0)

#define MATCH_TARGET
#define MATCH_READ_I64 rci_read_i64
#define MATCH_READ_U64 rci_read_u64
#define MATCH_SAME     same_text
#define MATCH_LITERAL  literal_is_here
#define MATCH_SKIP     rci_json_skip_plain
#define MATCH_NAME     match_plain
#define MATCH_SKIPS    0
#include "format/json/template_loop.h"
#define MATCH_NAME  match_skipping_plain
#define MATCH_SKIPS 1
#include "format/json/template_loop.h"

#if defined(RCI_HAVE_AVX2)

/* Bit i is set if p[i] is text[i], for i < 32. */
RCI_AVX2 __attribute__((always_inline)) static inline uint32_t same_bytes_avx2(const char *p,
                                                                               const char *text)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)text);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b));
}

RCI_AVX2 static inline bool same_text_avx2(const char *p, const char *text, size_t n)
{
    size_t i;
    if (n < 32) {
        return same_text(p, text, n);
    }
    for (i = 0; i + 32 < n; i += 32) {
        if (same_bytes_avx2(p + i, text + i) != UINT32_MAX) {
            return false;
        }
    }
    return same_bytes_avx2(p + n - 32, text + n - 32) == UINT32_MAX;
}

/* There are 32 bytes at the literal, whatever its length. */
RCI_AVX2 __attribute__((always_inline)) static inline bool
literal_is_here_avx2(const rci_json_step *step, const char *p, const char *literal)
{
    return (same_bytes_avx2(p, literal) | step->beyond) == UINT32_MAX &&
           (step->length <= 32 || same_text_avx2(p, literal, step->length));
}

#undef MATCH_TARGET
#undef MATCH_READ_I64
#undef MATCH_READ_U64
#undef MATCH_SAME
#undef MATCH_LITERAL
#undef MATCH_SKIP
#define MATCH_TARGET   RCI_AVX2
#define MATCH_READ_I64 rci_read_i64_avx2
#define MATCH_READ_U64 rci_read_u64_avx2
#define MATCH_SAME     same_text_avx2
#define MATCH_LITERAL  literal_is_here_avx2
#define MATCH_SKIP     rci_json_skip_plain_avx2
#define MATCH_NAME     match_avx2
#define MATCH_SKIPS    0
#include "format/json/template_loop.h"
#define MATCH_NAME  match_skipping_avx2
#define MATCH_SKIPS 1
#include "format/json/template_loop.h"

rci_json_match *rci_json_template_matcher(const rci_json_template *template)
{
    if (rci_machine_has_avx2()) {
        return template->skips ? match_skipping_avx2 : match_avx2;
    }
    return template->skips ? match_skipping_plain : match_plain;
}

#else

rci_json_match *rci_json_template_matcher(const rci_json_template *template)
{
    return template->skips ? match_skipping_plain : match_plain;
}

#endif
