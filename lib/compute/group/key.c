/*
 * compute/group/key.c - numbers of records, measured and packed into words.
 */
#include "compute/group/key.h"

#include "base/machine.h"
#include "base/pool.h"
#include "compute/bits.h"
#include "compute/stats/block.h"
#include "compute/stats/part.h"

#include <stdatomic.h>
#include <string.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

bool rci_group_is_key(rc_kind kind)
{
    switch (kind) {
    case RC_C8:
    case RC_C16:
    case RC_STRUCT:
    case RC_SUBARRAY:
        return false;
    default:
        return true;
    }
}

bool rci_group_is_text(const rci_compute_column *column)
{
    return column->kind == RC_STR ||
           ((column->kind == RC_BYTES || column->kind == RC_UCS4 || column->kind == RC_RAW) &&
            column->size > 8);
}

bool rci_group_is_plain(const rci_compute_column *column)
{
    bool whole =
        (column->kind >= RC_I1 && column->kind <= RC_U8) || rci_stats_is_time(column->kind);
    return whole && column->n_bitmaps == 0 && !column->swapped &&
           column->stride == (ptrdiff_t)column->size;
}

/* ------------------------------------------------------------------- codes */

/* The code of the bits of a cell: equal for values that are equal, and for integers and times in
   their order, so that the codes of neighbours are neighbours. */
ALWAYS_INLINE uint64_t code_of(uint64_t bits, size_t size, rc_kind kind)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1), ones = sign | (sign - 1);
    uint64_t infinity = size == 8   ? UINT64_C(0x7FF0000000000000)
                        : size == 4 ? UINT64_C(0x7F800000)
                                    : UINT64_C(0x7C00);
    switch (kind) {
    case RC_BOOL:
        return bits != 0;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        bits = (bits & ~sign) == 0 ? 0 : bits;
        return (bits & ~sign) > infinity ? ones : bits;
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return bits ^ sign;
    default:
        return bits;
    }
}

#define CODES(name, type, kind)                                                                    \
    ALWAYS_INLINE void name##_in(const unsigned char *cells, size_t n, uint64_t *to)               \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            type bits;                                                                             \
            memcpy(&bits, cells + i * sizeof bits, sizeof bits);                                   \
            to[i] = code_of(bits, sizeof bits, kind);                                              \
        }                                                                                          \
    }                                                                                              \
    static void name(const unsigned char *cells, size_t n, uint64_t *to)                           \
    {                                                                                              \
        name##_in(cells, n, to);                                                                   \
    }                                                                                              \
    AVX2_CODES(name)

#ifdef RCI_BASE_HAVE_AVX2
#define AVX2_CODES(name)                                                                           \
    RCI_BASE_AVX2 static void name##_avx2(const unsigned char *cells, size_t n, uint64_t *to)      \
    {                                                                                              \
        name##_in(cells, n, to);                                                                   \
    }
#define CHOOSE(name) (rci_base_has_avx2() ? name##_avx2 : name)
#else
#define AVX2_CODES(name)
#define CHOOSE(name) name
#endif

CODES(bools, uint8_t, RC_BOOL)
CODES(signed1, uint8_t, RC_I1)
CODES(signed2, uint16_t, RC_I2)
CODES(signed4, uint32_t, RC_I4)
CODES(signed8, uint64_t, RC_I8)
CODES(plain1, uint8_t, RC_U1)
CODES(plain2, uint16_t, RC_U2)
CODES(plain4, uint32_t, RC_U4)
CODES(plain8, uint64_t, RC_U8)
CODES(real2, uint16_t, RC_F2)
CODES(real4, uint32_t, RC_F4)
CODES(real8, uint64_t, RC_F8)

typedef void codes_function(const unsigned char *cells, size_t n, uint64_t *to);

static codes_function *function_of(rc_kind kind, size_t size)
{
    bool is_signed = kind == RC_I1 || kind == RC_I2 || kind == RC_I4 || kind == RC_I8 ||
                     kind == RC_DATETIME || kind == RC_TIMEDELTA;
    if (kind == RC_BOOL) {
        return CHOOSE(bools);
    }
    if (rci_stats_is_real(kind)) {
        return size == 2 ? CHOOSE(real2) : size == 4 ? CHOOSE(real4) : CHOOSE(real8);
    }
    switch (size) {
    case 1:
        return is_signed ? CHOOSE(signed1) : CHOOSE(plain1);
    case 2:
        return is_signed ? CHOOSE(signed2) : CHOOSE(plain2);
    case 4:
        return is_signed ? CHOOSE(signed4) : CHOOSE(plain4);
    default:
        return is_signed ? CHOOSE(signed8) : CHOOSE(plain8);
    }
}

/* Short text and bytes: up to 8 bytes as a number. */
static void cell_codes(const rci_compute_column *column, size_t first, size_t n, uint64_t *to)
{
    for (size_t i = 0; i < n; i++) {
        char bytes[8] = {0};
        memcpy(bytes, rci_compute_cell(column, first + i), column->size);
        to[i] = rci_base_load8(bytes);
    }
}

static void codes(const rci_group_term *term, size_t first, size_t n, uint64_t *to)
{
    const rci_compute_column *column = &term->column;
    rci_compute_block block;
    if (term->numbers) {
        for (size_t i = 0; i < n; i++) {
            to[i] = term->numbers[first + i];
        }
    } else if (column->kind == RC_BYTES || column->kind == RC_UCS4 || column->kind == RC_RAW) {
        cell_codes(column, first, n, to);
    } else {
        const unsigned char *cells = rci_compute_column_load(column, first, n, &block);
        function_of(column->kind, column->size)(cells, n, to);
    }
}

/* ----------------------------------------------------------------- measure */

typedef struct measuring {
    const rci_group_term *term;
    _Atomic uint64_t least, most;
    atomic_bool has_nulls;
} measuring;

static void lower(_Atomic uint64_t *to, uint64_t x)
{
    uint64_t old = atomic_load(to);
    while (x < old && !atomic_compare_exchange_weak(to, &old, x)) {
    }
}

ALWAYS_INLINE void extremes_in(const uint64_t *from, size_t n, uint64_t *least, uint64_t *most)
{
    uint64_t low = *least, high = *most;
    for (size_t i = 0; i < n; i++) {
        low = from[i] < low ? from[i] : low;
        high = from[i] > high ? from[i] : high;
    }
    *least = low;
    *most = high;
}

static void extremes_any(const uint64_t *from, size_t n, uint64_t *least, uint64_t *most)
{
    extremes_in(from, n, least, most);
}

#ifdef RCI_BASE_HAVE_AVX2
RCI_BASE_AVX2 static void extremes_any_avx2(const uint64_t *from, size_t n, uint64_t *least,
                                            uint64_t *most)
{
    extremes_in(from, n, least, most);
}
#endif

static void extremes_valid(const uint64_t *from, const uint64_t *valid, size_t n, uint64_t *least,
                           uint64_t *most)
{
    for (size_t i = 0; i < n; i++) {
        if (valid[i / 64] >> (i % 64) & 1) {
            *least = from[i] < *least ? from[i] : *least;
            *most = from[i] > *most ? from[i] : *most;
        }
    }
}

/* The extremes of the codes of integers and times, without the codes. */
static void plain_extremes(const rci_compute_column *column, size_t first, size_t n,
                           uint64_t *least, uint64_t *most)
{
    uint64_t sign = UINT64_C(1) << (8 * column->size - 1);
    rci_stats_whole_block block;
    uint64_t low, high;
    rci_stats_whole(rci_compute_cell(column, first), column->size,
                    rci_stats_is_unsigned(column->kind), n, &block);
    /* Numbers with and without a sign have the same order as the codes, from -2^(bits - 1) on. */
    low = (uint64_t)block.min + sign;
    high = (uint64_t)block.max + sign;
    *least = low < *least ? low : *least;
    *most = high > *most ? high : *most;
}

static void measure_chunk(void *arg, size_t task)
{
    measuring *all = arg;
    const rci_group_term *term = all->term;
    size_t end = rci_compute_chunk_end(task, term->column.n);
    uint64_t least = UINT64_MAX, most = 0;
    bool has_nulls = false, is_plain = rci_group_is_plain(&term->column);
    for (size_t first = task * RCI_COMPUTE_CHUNK; first < end; first += RCI_COMPUTE_BLOCK) {
        uint64_t block[RCI_COMPUTE_BLOCK], valid[RCI_COMPUTE_BLOCK_WORDS];
        size_t n = end - first < RCI_COMPUTE_BLOCK ? end - first : RCI_COMPUTE_BLOCK;
        if (is_plain) {
            plain_extremes(&term->column, first, n, &least, &most);
            continue;
        }
        codes(term, first, n, block);
        if (term->column.n_bitmaps == 0 ||
            rci_compute_column_valid(&term->column, first, n, valid)) {
            CHOOSE(extremes_any)(block, n, &least, &most);
        } else {
            has_nulls = true;
            extremes_valid(block, valid, n, &least, &most);
        }
    }
    lower(&all->least, least);
    lower(&all->most, ~most); /* complemented, to be lowered too */
    if (has_nulls) {
        atomic_store(&all->has_nulls, true);
    }
}

static unsigned bit_length(uint64_t x)
{
    return x ? 64 - (unsigned)__builtin_clzll(x) : 0;
}

void rci_group_term_size(rci_group_term *term, uint64_t most)
{
    term->bits = term->has_nulls && most == UINT64_MAX ? 65 : bit_length(most + term->has_nulls);
    term->most = most + term->has_nulls;
}

void rci_group_measure(rci_group_term *term, unsigned threads)
{
    measuring all = {.term = term, .least = UINT64_MAX, .most = UINT64_MAX};
    uint64_t least, most;
    rci_base_pool_run(threads, rci_compute_chunks(term->column.n), measure_chunk, &all);
    least = atomic_load(&all.least);
    most = ~atomic_load(&all.most);
    term->has_nulls = atomic_load(&all.has_nulls);
    term->least = least <= most ? least : 0;
    rci_group_term_size(term, least <= most ? most - least : 0);
}

/* ------------------------------------------------------------------- words */

void rci_group_words_init(rci_group_words *words, const rci_group_term *terms, size_t n_terms)
{
    *words = (rci_group_words){terms, n_terms, 0, 0};
    for (size_t i = 0; i < n_terms; i++) {
        words->bits += terms[i].bits;
    }
    words->most = n_terms == 1 ? terms[0].most : rci_compute_low_bits(words->bits);
}

void rci_group_term_get(const rci_group_term *term, size_t first, size_t n, uint64_t *to)
{
    uint64_t valid[RCI_COMPUTE_BLOCK_WORDS];
    uint64_t subtract = term->least - term->has_nulls;
    codes(term, first, n, to);
    if (subtract != 0) {
        for (size_t i = 0; i < n; i++) {
            to[i] -= subtract;
        }
    }
    if (term->has_nulls && !rci_compute_column_valid(&term->column, first, n, valid)) {
        for (size_t i = 0; i < n; i++) {
            to[i] = valid[i / 64] >> (i % 64) & 1 ? to[i] : 0;
        }
    }
}

void rci_group_words_get(const rci_group_words *words, size_t first, size_t n, uint64_t *to)
{
    uint64_t more[RCI_COMPUTE_BLOCK];
    if (words->n_terms == 0) {
        memset(to, 0, n * sizeof *to);
        return;
    }
    rci_group_term_get(&words->terms[0], first, n, to);
    for (size_t k = 1; k < words->n_terms; k++) {
        unsigned bits = words->terms[k].bits;
        rci_group_term_get(&words->terms[k], first, n, more);
        for (size_t i = 0; i < n; i++) {
            to[i] = (bits < 64 ? to[i] << bits : 0) | more[i];
        }
    }
}
