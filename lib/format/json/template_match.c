#include "format/json/template.h"

#include "base/number_avx2.h"
#include "format/json/block.h"

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

/* A plain string that fits S<size>. NULL: the grammar shall look at it. */
static inline const char *read_bytes(const char *p, const char *end, unsigned char *cell,
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

static const char *read_leaf(rci_json_decoder *decoder, uint32_t node, unsigned char *cell,
                             const char *p)
{
    rc_error *err = decoder->err;
    decoder->err = NULL; /* the grammar will say what is wrong */
    p = rci_json_leaf(decoder, node, cell, p);
    decoder->err = err;
    return p;
}

/* A nullable field of any form: the grammar, but told nothing of an error. */
static const char *read_nullable(rci_json_decoder *decoder, uint32_t node, const char *p)
{
    rc_error *err = decoder->err;
    decoder->err = NULL;
    p = rci_json_decode_field(decoder, node, p);
    decoder->err = err;
    return p;
}

static bool literal_is_here(const rci_json_template *template, const rci_json_step *step,
                            const char *p)
{
    if ((rci_load8(p) & step->mask) != step->head) {
        return false;
    }
    return step->length <= 8 ||
           memcmp(p + 8, template->literals.data + step->rest, step->length - 8) == 0;
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

#define MATCH_NAME match_plain
#define MATCH_TARGET
#define MATCH_READ_I64 rci_read_i64
#define MATCH_READ_U64 rci_read_u64
#include "format/json/template_loop.h"

#if defined(RCI_HAVE_AVX2)

#define MATCH_NAME     match_avx2
#define MATCH_TARGET   RCI_AVX2
#define MATCH_READ_I64 rci_read_i64_avx2
#define MATCH_READ_U64 rci_read_u64_avx2
#include "format/json/template_loop.h"

rci_json_match *rci_json_template_matcher(void)
{
    return rci_machine_has_avx2() ? match_avx2 : match_plain;
}

#else

rci_json_match *rci_json_template_matcher(void)
{
    return match_plain;
}

#endif
