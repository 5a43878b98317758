/* compute/order/codes.c - the codes and ranks of values, block by block. */
#include "base/cell.h"
#include "base/machine.h"
#include "compute/order/key.h"
#include "store/batch.h"

/* ---------------------------------------------------------------- numbers */

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Called with constants, so that the conversion is a few instructions without branches. */
ALWAYS_INLINE uint64_t number_code(const unsigned char *cell, rci_order_form form, size_t size,
                                   bool big_endian, bool descending)
{
    uint64_t ones = UINT64_MAX >> (64 - 8 * size);
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    uint64_t bits = rci_base_cell_get(cell, size, big_endian);
    uint64_t magnitude = bits & (ones >> 1);
    uint64_t infinity = size == 8   ? UINT64_C(0x7FF0000000000000)
                        : size == 4 ? UINT64_C(0x7F800000)
                                    : UINT64_C(0x7C00);
    switch (form) {
    case RCI_ORDER_SIGNED:
        bits ^= sign;
        break;
    case RCI_ORDER_TIME: /* NaT is the smallest number */
        bits ^= sign;
        return descending ? ~bits : bits - 1;
    case RCI_ORDER_FLOAT:
        bits = magnitude == 0 ? sign : bits & sign ? ~bits & ones : bits | sign;
        bits = descending ? bits ^ ones : bits;
        return magnitude > infinity ? RCI_ORDER_NAN_CODE : bits;
    case RCI_ORDER_UNSIGNED:
    case RCI_ORDER_BYTES:
    case RCI_ORDER_UCS4:
    case RCI_ORDER_STR:
        break;
    }
    return descending ? bits ^ ones : bits;
}

/* Contiguous cells. The inner loop has a constant length so that the compiler uses vectors. */
ALWAYS_INLINE void contiguous_codes(const unsigned char *data, size_t n, uint64_t *restrict codes,
                                    rci_order_form form, size_t size, bool big_endian,
                                    bool descending)
{
    enum { STEP = 64 };
    size_t i = 0;
    for (; i + STEP <= n; i += STEP) {
        for (size_t k = 0; k < STEP; k++) {
            codes[i + k] = number_code(data + (i + k) * size, form, size, big_endian, descending);
        }
    }
    for (; i < n; i++) {
        codes[i] = number_code(data + i * size, form, size, big_endian, descending);
    }
}

ALWAYS_INLINE void number_codes(const rci_order_key *key, const rci_order_range *range,
                                uint64_t *codes, rci_order_form form, size_t size, bool big_endian,
                                bool descending)
{
    const unsigned char *data = key->view.data;
    ptrdiff_t stride = key->view.stride;
    size_t n = range->n;
    if (range->records) {
        for (size_t i = 0; i < n; i++) {
            codes[i] = number_code(data + (ptrdiff_t)range->records[i] * stride, form, size,
                                   big_endian, descending);
        }
        return;
    }
    data += (ptrdiff_t)range->first * stride;
    if (stride == (ptrdiff_t)size) {
        contiguous_codes(data, n, codes, form, size, big_endian, descending);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        codes[i] = number_code(data + (ptrdiff_t)i * stride, form, size, big_endian, descending);
    }
}

/* Functions for a form and size, for this machine's byte order or any other. */
#define NUMBERS(name, target, form, size)                                                          \
    target static void name(const rci_order_key *key, const rci_order_range *range,                \
                            uint64_t *codes)                                                       \
    {                                                                                              \
        bool native = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;                                      \
        if (key->big_endian != native) {                                                           \
            number_codes(key, range, codes, form, size, !native, key->descending);                 \
        } else if (key->descending) {                                                              \
            number_codes(key, range, codes, form, size, native, true);                             \
        } else {                                                                                   \
            number_codes(key, range, codes, form, size, native, false);                            \
        }                                                                                          \
    }

#define ALL_NUMBERS(suffix, target)                                                                \
    NUMBERS(unsigned1##suffix, target, RCI_ORDER_UNSIGNED, 1)                                      \
    NUMBERS(unsigned2##suffix, target, RCI_ORDER_UNSIGNED, 2)                                      \
    NUMBERS(unsigned4##suffix, target, RCI_ORDER_UNSIGNED, 4)                                      \
    NUMBERS(unsigned8##suffix, target, RCI_ORDER_UNSIGNED, 8)                                      \
    NUMBERS(signed1##suffix, target, RCI_ORDER_SIGNED, 1)                                          \
    NUMBERS(signed2##suffix, target, RCI_ORDER_SIGNED, 2)                                          \
    NUMBERS(signed4##suffix, target, RCI_ORDER_SIGNED, 4)                                          \
    NUMBERS(signed8##suffix, target, RCI_ORDER_SIGNED, 8)                                          \
    NUMBERS(float2##suffix, target, RCI_ORDER_FLOAT, 2)                                            \
    NUMBERS(float4##suffix, target, RCI_ORDER_FLOAT, 4)                                            \
    NUMBERS(float8##suffix, target, RCI_ORDER_FLOAT, 8)                                            \
    NUMBERS(time8##suffix, target, RCI_ORDER_TIME, 8)

typedef void number_function(const rci_order_key *key, const rci_order_range *range,
                             uint64_t *codes);

/* By form, and by size: 1, 2, 4, 8. */
#define TABLE(suffix)                                                                              \
    {                                                                                              \
        [RCI_ORDER_UNSIGNED] = {unsigned1##suffix, unsigned2##suffix, unsigned4##suffix,           \
                                unsigned8##suffix},                                                \
        [RCI_ORDER_SIGNED] = {signed1##suffix, signed2##suffix, signed4##suffix, signed8##suffix}, \
        [RCI_ORDER_FLOAT] = {NULL, float2##suffix, float4##suffix, float8##suffix},                \
        [RCI_ORDER_TIME] = {NULL, NULL, NULL, time8##suffix},                                      \
    }

ALL_NUMBERS(, )
static number_function *const numbers[4][4] = TABLE();

#ifdef RCI_BASE_HAVE_AVX2
ALL_NUMBERS(_avx2, RCI_BASE_AVX2)
static number_function *const numbers_avx2[4][4] = TABLE(_avx2);
#endif

static number_function *function_of(const rci_order_key *key)
{
    unsigned log = key->size == 8 ? 3 : (unsigned)key->size / 2;
#ifdef RCI_BASE_HAVE_AVX2
    if (rci_base_has_avx2()) {
        return numbers_avx2[key->form][log];
    }
#endif
    return numbers[key->form][log];
}

/* ------------------------------------------------------------------- text */

/* Up to 8 bytes as a number, the first one highest. */
static uint64_t load_bytes(const unsigned char *bytes, size_t n)
{
    uint64_t word = 0;
    if (n >= 8) {
        return rci_base_cell_get(bytes, 8, true);
    }
    for (size_t i = 0; i < n; i++) {
        word |= (uint64_t)bytes[i] << (56 - 8 * i);
    }
    return word;
}

static uint64_t ucs4_code(const rci_order_key *key, const unsigned char *cell, size_t part)
{
    size_t at = part * 8;
    uint64_t first = rci_base_cell_get(cell + at, 4, key->big_endian);
    uint64_t second =
        at + 8 <= key->size ? rci_base_cell_get(cell + at + 4, 4, key->big_endian) : 0;
    return first << 32 | second;
}

static const char *text_of(const rci_order_key *key, size_t i, size_t *n)
{
    if (key->text) {
        *n = key->text_length;
        return key->text;
    }
    return rci_store_string_get(key->view.store, key->view.data + (ptrdiff_t)i * key->view.stride,
                                n);
}

static uint64_t str_code(const rci_order_key *key, size_t i, size_t part)
{
    enum { SHARE = 7 };
    size_t n, at = part * SHARE;
    const unsigned char *text = (const unsigned char *)text_of(key, i, &n);
    if (at >= n) {
        return 0;
    }
    n -= at;
    return (load_bytes(text + at, n < SHARE ? n : SHARE) & ~UINT64_C(0xFF)) |
           (n > SHARE ? SHARE + 1 : n);
}

static uint64_t text_code(const rci_order_key *key, size_t i, size_t part)
{
    const unsigned char *cell;
    if (key->form == RCI_ORDER_STR) {
        return str_code(key, i, part);
    }
    cell = key->view.data + (ptrdiff_t)i * key->view.stride;
    if (key->form == RCI_ORDER_UCS4) {
        return ucs4_code(key, cell, part);
    }
    return load_bytes(cell + part * 8, key->size - part * 8);
}

size_t rci_order_str_parts(const rci_order_key *key)
{
    size_t longest = 0;
    for (size_t i = 0; i < key->view.n; i++) {
        size_t n;
        (void)text_of(key, i, &n);
        longest = n > longest ? n : longest;
    }
    return longest / 7 + 1;
}

/* ------------------------------------------------------------------ blocks */

void rci_order_codes(const rci_order_key *key, size_t part, const rci_order_range *range,
                     uint64_t *codes)
{
    uint64_t flip = key->descending ? UINT64_MAX : 0;
    if (key->form <= RCI_ORDER_TIME) {
        function_of(key)(key, range, codes);
        return;
    }
    for (size_t i = 0; i < range->n; i++) {
        codes[i] = text_code(key, rci_order_record(range, i), part) ^ flip;
    }
}

static bool is_null(const rci_order_key *key, size_t i)
{
    if (key->is_null) {
        return true;
    }
    if (key->has_one_bitmap) {
        size_t bit = key->view.valid_bit + i * (size_t)key->view.valid_step;
        return !(key->view.valid[bit / 8] >> (bit % 8) & 1);
    }
    return rc_view_is_null(&key->view, i);
}

void rci_order_ranks(const rci_order_key *key, const rci_order_range *range, const uint64_t *codes,
                     unsigned char *ranks)
{
    unsigned char null = key->nulls_first ? RCI_ORDER_NULL_FIRST : RCI_ORDER_NULL_LAST;
    for (size_t i = 0; i < range->n; i++) {
        ranks[i] = key->has_nan && codes[i] == RCI_ORDER_NAN_CODE ? RCI_ORDER_NAN : RCI_ORDER_VALUE;
    }
    if (key->has_nulls) {
        for (size_t i = 0; i < range->n; i++) {
            ranks[i] = is_null(key, rci_order_record(range, i)) ? null : ranks[i];
        }
    }
}

/* ----------------------------------------------------------------- compare */

static int compare_text(const rci_order_key *a, size_t i, const rci_order_key *b, size_t j)
{
    size_t a_length, b_length;
    const char *a_text = text_of(a, i, &a_length), *b_text = text_of(b, j, &b_length);
    size_t least = a_length < b_length ? a_length : b_length;
    int order = least == 0 ? 0 : memcmp(a_text, b_text, least);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

static int compare_parts(const rci_order_key *a, size_t i, const rci_order_key *b, size_t j)
{
    for (size_t part = 0; part < a->parts || part < b->parts; part++) {
        uint64_t x = part < a->parts ? text_code(a, i, part) : 0;
        uint64_t y = part < b->parts ? text_code(b, j, part) : 0;
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return 0;
}

int rci_order_compare_keys(const rci_order_key *a, size_t i, const rci_order_key *b, size_t j)
{
    rci_order_range x = {NULL, i, 1}, y = {NULL, j, 1};
    uint64_t code_a = 0, code_b = 0;
    unsigned char rank_a = RCI_ORDER_VALUE, rank_b = RCI_ORDER_VALUE;
    int order;
    if (a->form <= RCI_ORDER_TIME) {
        rci_order_codes(a, 0, &x, &code_a);
        rci_order_codes(b, 0, &y, &code_b);
    }
    if (a->has_nulls || a->has_nan) {
        rci_order_ranks(a, &x, &code_a, &rank_a);
    }
    if (b->has_nulls || b->has_nan) {
        rci_order_ranks(b, &y, &code_b, &rank_b);
    }
    if (rank_a != rank_b || rank_a != RCI_ORDER_VALUE) {
        return (int)rank_a - (int)rank_b;
    }
    if (a->form <= RCI_ORDER_TIME) {
        return (code_a > code_b) - (code_a < code_b);
    }
    order = a->form == RCI_ORDER_STR ? compare_text(a, i, b, j) : compare_parts(a, i, b, j);
    return a->descending ? -order : order;
}
