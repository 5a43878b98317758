#include "format/json/column.h"

#include "base/number_print_avx2.h"

#if defined(RCI_HAVE_AVX2)

#include "format/json/column_utf8.h"

#include <string.h>

static inline size_t *length_at(const rci_json_column *column, size_t i)
{
    return &column->lengths[i * column->lengths_step];
}

/* ---------------------------------------------------------------- integers */

static rci_print_places places_of(const rci_json_column *column)
{
    return (rci_print_places){column->texts, column->step, column->lengths, column->lengths_step,
                              column->before};
}

static void format_short(const rci_json_column *column)
{
    int64_t values[RCI_JSON_BLOCK_RECORDS];
    const rci_print_places places = places_of(column);
    rci_json_load_integers(column, values);
    rci_print_short_avx2(values, column->n, &places);
}

static void format_long(const rci_json_column *column)
{
    int64_t values[RCI_JSON_BLOCK_RECORDS];
    const rci_print_places places = places_of(column);
    rci_json_load_integers(column, values);
    rci_print_long_avx2(values, column->n, column->kind == RC_I8, &places);
}

static void format_float(const rci_json_column *column)
{
    int64_t values[RCI_JSON_BLOCK_RECORDS];
    const rci_print_places places = places_of(column);
    rci_json_load_integers(column, values);
    rci_print_float_avx2(values, column->n, column->kind == RC_F8, column->room, &places);
}

/* ------------------------------------------------------------------- texts */

static inline uint32_t load4(const unsigned char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* `n` bytes, 1 to 8, the first one lowest: two loads that overlap. */
static inline uint64_t load_some(const unsigned char *p, size_t n)
{
    if (n == 8) {
        return rci_load8((const char *)p);
    }
    if (n >= 4) {
        return load4(p) | (uint64_t)load4(p + n - 4) << 8 * (n - 4);
    }
    return p[0] | (uint64_t)p[n / 2] << 8 * (n / 2) | (uint64_t)p[n - 1] << 8 * (n - 1);
}

/* The shuffle that moves byte n to the front, and zeros in at the end. */
RCI_AVX2 __attribute__((always_inline)) static inline __m128i from_byte(size_t n)
{
    const __m128i indices = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    /* Those over 15 get their top bit set, which means zero. */
    return _mm_adds_epu8(_mm_add_epi8(indices, _mm_set1_epi8((char)n)), _mm_set1_epi8(0x70));
}

/* The `n` bytes of a cell, 1 to 32, and zeros; reads no others. */
RCI_AVX2 __attribute__((always_inline)) static inline __m256i load_text(const unsigned char *cell,
                                                                        size_t n)
{
    if (n >= 16) {
        const __m128i first = _mm_loadu_si128((const __m128i *)(const void *)cell);
        const __m128i last = _mm_loadu_si128((const __m128i *)(const void *)(cell + n - 16));
        return n == 16 ? _mm256_zextsi128_si256(first)
                       : _mm256_inserti128_si256(_mm256_castsi128_si256(first),
                                                 _mm_shuffle_epi8(last, from_byte(32 - n)), 1);
    }
    if (n > 8) {
        return _mm256_zextsi128_si256(
            _mm_set_epi64x((int64_t)load_some(cell + 8, n - 8), (int64_t)load_some(cell, 8)));
    }
    return _mm256_zextsi128_si256(_mm_cvtsi64_si128((int64_t)load_some(cell, n)));
}

typedef struct text_marks {
    uint64_t high;    /* records whose text is not only ASCII */
    uint64_t escaped; /* and which have something to escape */
} text_marks;

/* Puts quotes around every text of `size` bytes, as if there were nothing special about any. */
RCI_AVX2 __attribute__((always_inline)) static inline text_marks
put_quotes(const rci_json_column *column, size_t size)
{
    /* What is stored might be the column itself, for all that the compiler knows. */
    const rci_json_column c = *column;
    const __m256i control = _mm256_set1_epi8(0x1F);
    const unsigned char *cell = c.cells;
    char *out = c.texts;
    size_t *length = c.lengths;
    text_marks marks = {0, 0};
    for (size_t i = 0; i < c.n; i++) {
        const __m256i text = load_text(cell, size);
        const __m256i zeros = _mm256_cmpeq_epi8(text, _mm256_setzero_si256());
        const __m256i stops =
            _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')),
                                            _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\\'))),
                            _mm256_cmpeq_epi8(_mm256_max_epu8(text, control), control));
        const uint32_t others = ~(uint32_t)_mm256_movemask_epi8(zeros);
        const unsigned n = (unsigned)__builtin_clzll((uint64_t)others << 1 | 1) ^ 63;
        const uint32_t below = (uint32_t)((UINT64_C(1) << n) - 1);
        out[0] = '"';
        if (size <= 16) {
            _mm_storeu_si128((__m128i *)(void *)(out + 1), _mm256_castsi256_si128(text));
        } else {
            _mm256_storeu_si256((__m256i *)(void *)(out + 1), text);
        }
        out[n + 1] = '"';
        *length = c.before + n + 2;
        marks.high |= (uint64_t)(_mm256_movemask_epi8(text) != 0) << i;
        marks.escaped |= (uint64_t)(((uint32_t)_mm256_movemask_epi8(stops) & below) != 0) << i;
        cell += c.stride;
        out += c.step;
        length += c.lengths_step;
    }
    return marks;
}

/* Takes back what is not to be left so. Going over the marked records alone costs no branch that
   depends on the text of each. */
RCI_AVX2 static void mend(const rci_json_column *column, text_marks marks)
{
    for (; marks.high; marks.high &= marks.high - 1) {
        size_t i = (size_t)__builtin_ctzll(marks.high);
        const __m256i text = load_text(column->cells + i * column->stride, column->size);
        *length_at(column, i) &= 0 - (size_t)rci_utf8_is_good_avx2(text);
    }
    for (; marks.escaped; marks.escaped &= marks.escaped - 1) {
        size_t i = (size_t)__builtin_ctzll(marks.escaped);
        const char *cell = (const char *)column->cells + i * column->stride;
        if (*length_at(column, i)) {
            rci_json_format_escaped(column, i, cell, *length_at(column, i) - column->before - 2);
        }
    }
}

#define FORMAT_BYTES(name, size)                                                                   \
    RCI_AVX2 static void name(const rci_json_column *column)                                       \
    {                                                                                              \
        mend(column, put_quotes(column, size));                                                    \
    }
/* The sizes that fields most often have are constants for the compiler. */
FORMAT_BYTES(format_bytes, column->size)
FORMAT_BYTES(format_4_bytes, 4)
FORMAT_BYTES(format_8_bytes, 8)
FORMAT_BYTES(format_12_bytes, 12)
FORMAT_BYTES(format_16_bytes, 16)

/* ------------------------------------------------------------------ choice */

static rci_json_formatter *formatter_for_bytes(size_t size)
{
    switch (size) {
    case 4:
        return format_4_bytes;
    case 8:
        return format_8_bytes;
    case 12:
        return format_12_bytes;
    case 16:
        return format_16_bytes;
    default:
        return size > 0 && size <= RCI_JSON_SHORT_BYTES ? format_bytes : NULL;
    }
}

rci_json_formatter *rci_json_formatter_avx2(const rci_json_node *node, size_t *room)
{
    switch (node->kind) {
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_U1:
    case RC_U2:
    case RC_U4:
        *room = RCI_SHORT_TEXT_SIZE;
        return format_short;
    case RC_I8:
    case RC_U8:
        *room = RCI_LONG_TEXT_SIZE;
        return format_long;
    case RC_F4:
    case RC_F8:
        *room = RCI_FLOAT_TEXT_SIZE_AVX2;
        return format_float;
    case RC_BYTES:
        *room = (node->size <= 16 ? 16 : 32) + 2;
        return formatter_for_bytes(node->size);
    default:
        return NULL;
    }
}

#endif
