/* stream/text/lines.c - counting lines. */
#include "stream/text/lines.h"

#include "base/ascii.h"
#include "base/machine.h"

bool rci_stream_text_counted_lines(const rci_stream_text_boundary *boundary, const char *text,
                                   size_t n, size_t *lines)
{
    if (boundary->looked < n || boundary->looked == 0) {
        return false;
    }
    *lines = boundary->lines - rci_stream_text_count_lines(text + n, boundary->looked - n);
    return true;
}

#if defined(RCI_BASE_HAVE_AVX512)

static size_t count_lines_sse2(const char *text, size_t n)
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

/* Adds the newlines of 32 bytes to the lanes. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i
add_lines(__m256i lanes, const char *at, __m256i newline)
{
    return _mm256_sub_epi8(lanes, _mm256_cmpeq_epi8(RCI_BASE_LOAD32(at), newline));
}

RCI_BASE_AVX2 static size_t count_lines_avx2(const char *text, size_t n)
{
    enum { VECTOR = 32, ROW = 4, MOST = 255 / ROW }; /* rows of vectors whose counts fit a byte */
    const __m256i newline = _mm256_set1_epi8('\n'), zero = _mm256_setzero_si256();
    size_t rows = n / (VECTOR * ROW), i = 0, count;
    __m256i sums = zero;
    __m128i sum;
    while (i < rows) {
        size_t stop = rows - i < MOST ? rows : i + MOST;
        __m256i lanes = zero;
        for (; i < stop; i++) {
            const char *at = text + (size_t)VECTOR * ROW * i;
            lanes = add_lines(lanes, at, newline); /* compilers do not unroll a loop */
            lanes = add_lines(lanes, at + VECTOR, newline);
            lanes = add_lines(lanes, at + (ptrdiff_t)2 * VECTOR, newline);
            lanes = add_lines(lanes, at + (ptrdiff_t)3 * VECTOR, newline);
        }
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(lanes, zero));
    }
    sum = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    count = (size_t)_mm_cvtsi128_si64(sum) + (size_t)_mm_extract_epi64(sum, 1);
    i = (size_t)VECTOR * ROW * rows;
    return count + count_lines_sse2(text + i, n - i);
}

size_t rci_stream_text_count_lines(const char *text, size_t n)
{
    return rci_base_has_avx2() ? count_lines_avx2(text, n) : count_lines_sse2(text, n);
}

#else

size_t rci_stream_text_count_lines(const char *text, size_t n)
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

size_t rci_stream_text_mark_lines(rci_stream_text_marks *marks, const char *text, size_t n)
{
    enum { LEAST_STEP = 1 << 12, MARKS = sizeof marks->before / sizeof *marks->before };
    size_t lines = 0;
    marks->step = n / MARKS < LEAST_STEP ? LEAST_STEP : n / MARKS + 1;
    for (size_t i = 0, at = 0; at < n; i++, at += marks->step) {
        marks->before[i] = lines;
        lines +=
            rci_stream_text_count_lines(text + at, n - at < marks->step ? n - at : marks->step);
    }
    return lines;
}

size_t rci_stream_text_lines_before(const rci_stream_text_marks *marks, const char *text, size_t at,
                                    size_t counted, size_t lines)
{
    /* The byte before `at` has a mark before it also where the text ends at the next one. */
    const size_t mark = marks->step && at > 0 ? (at - 1) / marks->step : 0;
    if (mark * marks->step > counted) {
        counted = mark * marks->step;
        lines = marks->before[mark];
    }
    return lines + rci_stream_text_count_lines(text + counted, at - counted);
}

char rci_stream_text_next_byte(const char *p, const char *end)
{
    while (p < end && rci_base_is_space(*p)) {
        p++;
    }
    return p < end ? *p : '\0';
}
