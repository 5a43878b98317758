/* base/utf8.c - checking, decoding and encoding UTF-8. */
#include "base/utf8.h"

#include "base/utf8_avx2.h"
#include "base/word.h"

#include <string.h>

enum { LONG = 256 }; /* text for which vector code pays */

/* The top bits of the eight bytes at `p`. */
static inline uint64_t high_bits(const unsigned char *p)
{
    return rci_base_load8((const char *)p) & RCI_BASE_REPEAT8(0x80);
}

/* Whether the fewer than 8 bytes at `p` are ASCII, in at most two loads that may overlap. */
static inline bool tail_is_ascii(const unsigned char *p, size_t n)
{
    uint32_t first, last;
    if (n >= 4) {
        memcpy(&first, p, sizeof first);
        memcpy(&last, p + n - 4, sizeof last);
        return ((first | last) & UINT32_C(0x80808080)) == 0;
    }
    return n == 0 || ((p[0] | p[n / 2] | p[n - 1]) & 0x80) == 0;
}

/* The first byte that is not ASCII, or `end`. */
static const unsigned char *skip_ascii(const unsigned char *p, const unsigned char *end)
{
    while (end - p >= 32) {
        if (high_bits(p) | high_bits(p + 8) | high_bits(p + 16) | high_bits(p + 24)) {
            break;
        }
        p += 32;
    }
    while (end - p >= 8) {
        if (high_bits(p)) {
            break;
        }
        p += 8;
    }
    if (end - p < 8 && tail_is_ascii(p, (size_t)(end - p))) {
        return end;
    }
    while (*p < 0x80) {
        p++;
    }
    return p;
}

static inline bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The length of the well-formed character of two bytes or more at `p`, 0 if there is none. The
   range of the second byte depends on the first (RFC 3629, section 4): this excludes overlong
   forms, surrogates, and code points above U+10FFFF. */
static inline size_t long_character(const unsigned char *p, size_t n)
{
    unsigned char lead = p[0], low, high;
    bool good;
    if (lead < 0xE0) {
        return lead >= 0xC2 && n >= 2 && is_continuation(p[1]) ? 2 : 0;
    }
    if (lead < 0xF0) {
        low = lead == 0xE0 ? 0xA0 : 0x80;
        high = lead == 0xED ? 0x9F : 0xBF;
        return n >= 3 && p[1] >= low && p[1] <= high && is_continuation(p[2]) ? 3 : 0;
    }
    if (lead >= 0xF5 || n < 4) {
        return 0;
    }
    low = lead == 0xF0 ? 0x90 : 0x80;
    high = lead == 0xF4 ? 0x8F : 0xBF;
    good = p[1] >= low && p[1] <= high && is_continuation(p[2]) && is_continuation(p[3]);
    return good ? 4 : 0;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* Where a character begins: those before it are well-formed. */
RCI_BASE_AVX2 static size_t skip_good_avx2(const unsigned char *text, size_t n)
{
    __m256i before = _mm256_setzero_si256();
    size_t at = 0;
    for (; at + 64 <= n; at += 64) {
        const __m256i a = RCI_BASE_LOAD32(text + at), b = RCI_BASE_LOAD32(text + at + 32);
        /* a character may go on from the block before */
        if (_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(a, b), before))) {
            const __m256i faults = _mm256_or_si256(rci_base_utf8_faults_avx2(before, a),
                                                   rci_base_utf8_faults_avx2(a, b));
            if (!_mm256_testz_si256(faults, faults)) {
                break;
            }
        }
        before = b;
    }
    /* The last character may go on. */
    if (at > 0) {
        do {
            at--;
        } while (at > 0 && is_continuation(text[at]));
    }
    return at;
}

#endif

size_t rci_base_utf8_check(const char *text, size_t n)
{
    const unsigned char *start = (const unsigned char *)text, *p = start, *end;
    if (n == 0) {
        return 0; /* `text` may be NULL */
    }
    end = start + n;
#if defined(RCI_BASE_HAVE_AVX2)
    if (n >= LONG && rci_base_has_avx2()) {
        p += skip_good_avx2(start, n);
    }
#endif
    for (;;) {
        p = skip_ascii(p, end);
        /* Long characters usually follow each other: stay in this loop while they do. */
        while (p < end && *p >= 0x80) {
            size_t length = long_character(p, (size_t)(end - p));
            if (length == 0) {
                return (size_t)(p - start);
            }
            p += length;
        }
        if (p == end) {
            return n;
        }
    }
}

size_t rci_base_utf8_decode(const char *text, size_t n, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t length;
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    length = long_character(p, n);
    switch (length) {
    case 2:
        *code = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
        break;
    case 3:
        *code = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        break;
    case 4:
        *code = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
                (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
        break;
    default:
        break;
    }
    return length;
}

size_t rci_base_utf8_encode(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (!rci_base_is_scalar(code)) {
        return 0;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t rci_base_utf8_count(const char *text, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += !is_continuation((unsigned char)text[i]);
    }
    return count;
}

size_t rci_base_utf8_cut(const char *text, size_t n, size_t room)
{
    if (room >= n) {
        return n;
    }
    while (room > 0 && is_continuation((unsigned char)text[room])) {
        room--;
    }
    return room;
}
