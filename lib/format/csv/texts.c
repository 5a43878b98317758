/* format/csv/texts.c - strings of a column as fields, for processors with AVX2. */
#include "format/csv/texts.h"

#include "record/short_text_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include "base/utf8_avx2.h"

#include <string.h>

/* ------------------------------------------------------------------- texts */

#define ANY (char)0xFF /* where a lower half has no byte that stops */

/* Which of the bytes need quotes around the text, or are an error: NUL. The constant ones are NUL,
   newline, carriage return and the quote: each has another lower half, by which it is found in a
   table. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t stops_of(__m256i bytes,
                                                                             __m256i delimiter)
{
    const __m256i constant = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        '\0', ANY, '"', ANY, ANY, ANY, ANY, ANY, ANY, ANY, '\n', ANY, ANY, '\r', ANY, ANY));
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_shuffle_epi8(constant, bytes)),
                        _mm256_cmpeq_epi8(bytes, delimiter)));
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline rci_record_short_text
text_of(const unsigned char *cell, size_t size, bool is_str)
{
    return is_str ? rci_record_text_of_str(cell) : rci_record_text_of_bytes(cell, size);
}

/* Puts quotes around the text of record i, which has `n` bytes, unless it has a NUL byte or does
   not fit. */
static void put_quoted(const rci_record_column *column, size_t i, const char *text, size_t n)
{
    char *const out = rci_record_column_text(column, i), *p = out + 1;
    size_t quotes = 0;
    for (size_t k = 0; k < n; k++) {
        quotes += text[k] == '"';
    }
    if (n + quotes + 2 > column->room || memchr(text, '\0', n)) {
        return;
    }
    for (size_t k = 0; k < n; k++) {
        p[0] = text[k];
        p[1] = '"'; /* also after the last one */
        p += 1 + (text[k] == '"');
    }
    out[0] = p[0] = '"';
    rci_record_column_set(column, i, n + quotes + 2);
}

typedef struct text_marks {
    uint64_t high;   /* records whose text is not only ASCII */
    uint64_t quoted; /* and those whose text is empty or needs quotes */
} text_marks;

/* `size` and `is_str` are constants for the compiler. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline text_marks
put_plain(const rci_record_column *column, char delimiter_byte, size_t size, bool is_str)
{
    const rci_record_column c = *column; /* a copy, which stores to the texts cannot alias */
    const __m256i delimiter = _mm256_set1_epi8(delimiter_byte);
    const unsigned char *cell = c.cells;
    char *out = c.texts;
    size_t *length = c.lengths;
    text_marks marks = {0, 0};
    for (size_t i = 0; i < c.n; i++) {
        const rci_record_short_text text = text_of(cell, size, is_str);
        const bool good = text.n > 0 && _bzhi_u32(stops_of(text.bytes, delimiter), text.n) == 0;
        if (size <= 16) {
            _mm_storeu_si128((__m128i *)(void *)out, _mm256_castsi256_si128(text.bytes));
        } else {
            _mm256_storeu_si256((__m256i *)(void *)out, text.bytes);
        }
        *length = (c.before + text.n) & (0 - (size_t)good);
        marks.high |= (uint64_t)(_mm256_movemask_epi8(text.bytes) != 0) << i;
        marks.quoted |= (uint64_t)(text.fits & !good) << i;
        cell += c.stride;
        out += c.step;
        length += c.lengths_step;
    }
    return marks;
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
put_texts(const rci_record_column *column, char delimiter, size_t size, bool is_str)
{
    text_marks marks = put_plain(column, delimiter, size, is_str);
    for (; marks.quoted; marks.quoted &= marks.quoted - 1) {
        const size_t i = (size_t)__builtin_ctzll(marks.quoted);
        const unsigned char *cell = column->cells + i * column->stride;
        put_quoted(column, i,
                   (const char *)cell + (is_str ? RCI_STORE_STR_CELL - RCI_STORE_STR_INLINE : 0),
                   text_of(cell, size, is_str).n);
    }
    for (; marks.high; marks.high &= marks.high - 1) {
        const size_t i = (size_t)__builtin_ctzll(marks.high);
        const unsigned char *cell = column->cells + i * column->stride;
        if (!rci_base_utf8_is_good_avx2(text_of(cell, size, is_str).bytes)) {
            rci_record_column_leave(column, i);
        }
    }
}

/* The sizes that fields most often have are constants for the compiler. */
#define FORMAT(name, size, is_str)                                                                 \
    RCI_BASE_AVX2 static void name(const rci_record_column *column, char delimiter)                \
    {                                                                                              \
        put_texts(column, delimiter, size, is_str);                                                \
    }

FORMAT(put_str, RCI_STORE_STR_CELL, true)
FORMAT(put_4_bytes, 4, false)
FORMAT(put_8_bytes, 8, false)
FORMAT(put_12_bytes, 12, false)
FORMAT(put_16_bytes, 16, false)
FORMAT(put_bytes, column->size, false)

/* ------------------------------------------------------------------ choice */

static rci_csv_texts *texts_of_bytes(size_t size)
{
    enum { LONGEST = 32 };
    switch (size) {
    case 4:
        return put_4_bytes;
    case 8:
        return put_8_bytes;
    case 12:
        return put_12_bytes;
    case 16:
        return put_16_bytes;
    default:
        return size > 0 && size <= LONGEST ? put_bytes : NULL;
    }
}

rci_csv_texts *rci_csv_texts_for(const rci_record_node *node, size_t *room)
{
    *room = node->size <= 16 ? 16 : 32;
    return !rci_base_has_avx2()     ? NULL
           : node->kind == RC_STR   ? put_str
           : node->kind == RC_BYTES ? texts_of_bytes(node->size)
                                    : NULL;
}

#else

rci_csv_texts *rci_csv_texts_for(const rci_record_node *node, size_t *room)
{
    (void)node, (void)room;
    return NULL;
}

#endif
