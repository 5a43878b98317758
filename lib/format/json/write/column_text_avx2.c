/*
 * format/json/write/column_text_avx2.c - strings of a column (S<n> and str) in quotes, for
 * processors with AVX2.
 */
#include "format/json/write/column.h"

#include "record/short_text_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include "base/utf8_avx2.h"

/* Which of the bytes cannot be in a JSON string as they are. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t stops_of(__m256i bytes)
{
    const __m256i control = _mm256_set1_epi8(0x1F);
    const __m256i quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
    const __m256i backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
    const __m256i controls = _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, control), control);
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls));
}

/* ------------------------------------------------------------------- texts */

typedef struct text_marks {
    uint64_t high;    /* records whose text is not only ASCII */
    uint64_t escaped; /* and which have something to escape */
} text_marks;

/* Puts quotes around every text, and marks those that this is not enough for. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline text_marks
put_quotes(const rci_record_column *column, size_t size, bool is_str)
{
    /* What is stored might be the column itself, for all that the compiler knows. */
    const rci_record_column c = *column;
    const unsigned char *cell = c.cells;
    char *out = c.texts;
    size_t *length = c.lengths;
    text_marks marks = {0, 0};
    for (size_t i = 0; i < c.n; i++) {
        const rci_record_short_text text =
            is_str ? rci_record_text_of_str(cell) : rci_record_text_of_bytes(cell, size);
        const uint32_t below = (uint32_t)((UINT64_C(1) << text.n) - 1);
        const bool high = _mm256_movemask_epi8(text.bytes) != 0;
        const bool escaped = (stops_of(text.bytes) & below) != 0;
        out[0] = '"';
        if (size <= 16) {
            _mm_storeu_si128((__m128i *)(void *)(out + 1), _mm256_castsi256_si128(text.bytes));
        } else {
            _mm256_storeu_si256((__m256i *)(void *)(out + 1), text.bytes);
        }
        out[text.n + 1] = '"';
        *length = (c.before + text.n + 2) & (0 - (size_t)text.fits);
        marks.high |= (uint64_t)(high & text.fits) << i;
        marks.escaped |= (uint64_t)(escaped & text.fits) << i;
        cell += c.stride;
        out += c.step;
        length += c.lengths_step;
    }
    return marks;
}

/* Corrects the marked records: text that is not valid UTF-8 gets the length 0, and text with
   something to escape is written again. A loop over the marked records alone has no branch that
   depends on the text of each. */
RCI_BASE_AVX2 static void correct(const rci_record_column *column, text_marks marks)
{
    const bool is_str = column->kind == RC_STR;
    for (; marks.high; marks.high &= marks.high - 1) {
        const size_t i = (size_t)__builtin_ctzll(marks.high);
        const unsigned char *cell = column->cells + i * column->stride;
        const rci_record_short_text text =
            is_str ? rci_record_text_of_str(cell) : rci_record_text_of_bytes(cell, column->size);
        column->lengths[i * column->lengths_step] &=
            0 - (size_t)rci_base_utf8_is_good_avx2(text.bytes);
    }
    for (; marks.escaped; marks.escaped &= marks.escaped - 1) {
        const size_t i = (size_t)__builtin_ctzll(marks.escaped);
        const char *cell = (const char *)column->cells + i * column->stride;
        const size_t length = column->lengths[i * column->lengths_step];
        if (length) {
            rci_json_write_format_escaped(column, i, is_str ? cell + 4 : cell,
                                          length - column->before - 2);
        }
    }
}

/* The sizes that fields most often have are constants for the compiler. */
RCI_BASE_AVX2 static void format_str(const rci_record_column *column)
{
    correct(column, put_quotes(column, RCI_STORE_STR_CELL, true));
}

RCI_BASE_AVX2 static void format_bytes(const rci_record_column *column)
{
    correct(column, put_quotes(column, column->size, false));
}

RCI_BASE_AVX2 static void format_4_bytes(const rci_record_column *column)
{
    correct(column, put_quotes(column, 4, false));
}

RCI_BASE_AVX2 static void format_8_bytes(const rci_record_column *column)
{
    correct(column, put_quotes(column, 8, false));
}

RCI_BASE_AVX2 static void format_12_bytes(const rci_record_column *column)
{
    correct(column, put_quotes(column, 12, false));
}

RCI_BASE_AVX2 static void format_16_bytes(const rci_record_column *column)
{
    correct(column, put_quotes(column, 16, false));
}

/* ------------------------------------------------------------------ choice */

static rci_record_formatter *formatter_of_bytes(size_t size)
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
        return size > 0 && size <= RCI_JSON_WRITE_SHORT_BYTES ? format_bytes : NULL;
    }
}

rci_record_formatter *rci_json_write_formatter_avx2(const rci_record_node *node, size_t *room)
{
    if (node->kind != RC_BYTES && node->kind != RC_STR) {
        return rci_record_formatter_avx2(node, room);
    }
    *room = (node->size <= 16 ? 16 : 32) + 2;
    return node->kind == RC_STR ? format_str : formatter_of_bytes(node->size);
}

#endif
