/* format/csv/scan.c - finds where records end, and all separators, 64 bytes at a time. */
#include "format/csv/scan.h"

#include "format/csv/block.h"

/* ------------------------------------------------------------- simple text */

/* Whether each delimiter and newline of text that follows is a separator, if it has no quotes,
   carriage returns and NUL bytes. */
static inline bool is_outside(const rci_csv_chars *chars, rci_csv_state state)
{
    return !chars->comment && state <= RCI_CSV_UNQUOTED;
}

/* The state after that text, whose last byte is c. */
static inline rci_csv_state state_behind(const rci_csv_chars *chars, char c)
{
    return c == '\n'               ? RCI_CSV_RECORD_START
           : c == chars->delimiter ? RCI_CSV_FIELD_START
                                   : RCI_CSV_UNQUOTED;
}

/* ------------------------------------------------------------- boundaries */

/* The machine over the first `n` bytes, 64 at most: the newlines that end records. */
static uint64_t step_block(const rci_csv_chars *chars, rci_csv_state *state, const char *p,
                           size_t n)
{
    uint64_t newlines = 0;
    for (size_t i = 0; i < n && i < 64; i++) {
        *state = rci_csv_step(chars, *state, p[i]);
        newlines |= (uint64_t)(*state == RCI_CSV_RECORD_START) << i;
    }
    return newlines;
}

/* All by the machine: where blanks may be around quotes, the state after a block is not known. */
static rci_csv_ends step_to_ends(const rci_csv_chars *chars, rci_csv_state state, const char *text,
                                 size_t n, size_t from)
{
    rci_csv_ends ends = {0, 0, false};
    for (size_t i = 0; i < n && ends.first == 0; i++) {
        state = rci_csv_step(chars, state, text[i]);
        if (state == RCI_CSV_RECORD_START) {
            ends.last = i + 1;
            ends.first = from && i + 1 >= from ? i + 1 : 0;
        }
    }
    ends.in_quotes = state == RCI_CSV_QUOTED;
    return ends;
}

/* Of simple text before the place where a record may end, only the last byte matters. */
#define FIND_ENDS(is_simple, masks_of, parity_of)                                                  \
    rci_csv_ends ends = {0, 0, false};                                                             \
    const size_t skipped = from > 64 && from <= n ? from - 64 : 0;                                 \
    size_t at = 0;                                                                                 \
    if (chars->trims) {                                                                            \
        return step_to_ends(chars, state, text, n, from);                                          \
    }                                                                                              \
    while (at < n && ends.first == 0) {                                                            \
        const size_t simple = is_outside(chars, state) ? skipped : 0, start = at;                  \
        rci_csv_masks m;                                                                           \
        rci_csv_block block;                                                                       \
        uint64_t newlines;                                                                         \
        size_t left, least;                                                                        \
        while (at < simple && is_simple(text + at, chars, &m)) {                                   \
            at += 64;                                                                              \
        }                                                                                          \
        state = at > start ? state_behind(chars, text[at - 1]) : state;                            \
        left = n - at;                                                                             \
        least = from > at ? from - 1 - at : 0;                                                     \
        m = masks_of(text + at, chars);                                                            \
        block = rci_csv_separate(chars, &state, text + at, left, &m, parity_of(m.quotes),          \
                                 left > 64 ? text[at + 64] : '\0');                                \
        newlines = block.certain ? block.newlines : step_block(chars, &state, text + at, left);    \
        if (newlines) {                                                                            \
            ends.last = at + 64 - (size_t)__builtin_clzll(newlines);                               \
        }                                                                                          \
        newlines = least < 64 ? newlines >> least << least : 0;                                    \
        if (from && newlines) {                                                                    \
            ends.first = at + (size_t)__builtin_ctzll(newlines) + 1;                               \
        }                                                                                          \
        at += 64;                                                                                  \
    }                                                                                              \
    ends.in_quotes = state == RCI_CSV_QUOTED;                                                      \
    return ends

rci_csv_ends rci_csv_find_ends_plain(const rci_csv_chars *chars, rci_csv_state state,
                                     const char *text, size_t n, size_t from)
{
    FIND_ENDS(rci_csv_is_simple_plain, rci_csv_masks_plain, rci_csv_parity_plain);
}

/* ------------------------------------------------------------------- index */

/* The bits of `from` at the places of the set bits of `set`, moved together. */
static inline uint64_t extract_plain(uint64_t from, uint64_t set)
{
    uint64_t bits = 0;
    for (int i = 0; set; i++, set &= set - 1) {
        bits |= (uint64_t)((from & set & (0 - set)) != 0) << i;
    }
    return bits;
}

/* Appends the places of the bits: `some` of them, a constant for the compiler, without a branch on
   their number, which is often random. lowest(0) has no meaning. */
#define PUT_PLACES(name, target, lowest)                                                           \
    target static inline __attribute__((always_inline)) uint32_t *name(uint32_t *out, uint32_t at, \
                                                                       uint64_t bits, int some)    \
    {                                                                                              \
        uint32_t *end = out + __builtin_popcountll(bits);                                          \
        do {                                                                                       \
            _Pragma("GCC unroll 16") for (int i = 0; i < some; i++)                                \
            {                                                                                      \
                out[i] = at + (uint32_t)lowest(bits);                                              \
                bits &= bits - 1;                                                                  \
            }                                                                                      \
            out += some;                                                                           \
        } while (__builtin_expect(out < end, 0));                                                  \
        return end;                                                                                \
    }

static inline int lowest_plain(uint64_t bits)
{
    return __builtin_ctzll(bits | UINT64_C(1) << 63);
}

PUT_PLACES(put_places_plain, , lowest_plain)

/* Appends the separators of the block at `at`. */
#define PUT_BLOCK(found, lines, is_dense)                                                          \
    {                                                                                              \
        end = PUT(end, (uint32_t)(separator - index->separators), EXTRACT(lines, found),           \
                  (is_dense) ? 4 : 2);                                                             \
        separator = PUT(separator, (uint32_t)at, found, (is_dense) ? 12 : 8);                      \
    }

/* Text without quotes, carriage returns, NUL bytes and comments is looked at in a loop of its own:
   each delimiter is a separator there. `is_dense`, a constant for the compiler, says that the text
   is expected to have more than 8 separators in a block. */
#define INDEX_FILL(is_simple, masks_of, parity_of, is_dense)                                       \
    rci_csv_state state = RCI_CSV_RECORD_START;                                                    \
    uint32_t *separator = index->separators, *end = index->ends;                                   \
    const uint32_t *last = separator + (index->capacity - RCI_CSV_INDEX_ROOM);                     \
    uint64_t high = 0, returns = 0;                                                                \
    size_t at = 0;                                                                                 \
    n = n < UINT32_MAX / 2 ? n : UINT32_MAX / 2;                                                   \
    index->stopped = false;                                                                        \
    while (at < n && separator < last) {                                                           \
        const size_t simple = !is_outside(chars, state) || n < 64 ? 0 : n - 64;                    \
        const size_t start = at;                                                                   \
        rci_csv_masks m;                                                                           \
        rci_csv_block block;                                                                       \
        size_t left;                                                                               \
        for (; at < simple && separator < last && is_simple(text + at, chars, &m); at += 64) {     \
            high |= m.high;                                                                        \
            PUT_BLOCK(m.delimiters | m.newlines, m.newlines, is_dense)                             \
        }                                                                                          \
        state = at > start ? state_behind(chars, text[at - 1]) : state;                            \
        if (at >= n || separator >= last) {                                                        \
            break;                                                                                 \
        }                                                                                          \
        left = n - at;                                                                             \
        m = masks_of(text + at, chars);                                                            \
        block = rci_csv_separate(chars, &state, text + at, left, &m, parity_of(m.quotes),          \
                                 left > 64 ? text[at + 64] : '\0');                                \
        if (!block.certain) {                                                                      \
            index->stopped = true;                                                                 \
            break;                                                                                 \
        }                                                                                          \
        returns |= m.returns;                                                                      \
        high |= m.high;                                                                            \
        PUT_BLOCK(block.separators, block.newlines, is_dense)                                      \
        at += 64;                                                                                  \
    }                                                                                              \
    index->nseparators = (size_t)(separator - index->separators);                                  \
    index->nends = (size_t)(end - index->ends);                                                    \
    index->covered = at < n ? at : n;                                                              \
    index->has_high = high != 0;                                                                   \
    index->has_cr = returns != 0;                                                                  \
    index->is_sparse = index->nseparators < index->covered / 64 * 8

#define PUT     put_places_plain
#define EXTRACT extract_plain

void rci_csv_index_fill_plain(rci_csv_index *index, const rci_csv_chars *chars, const char *text,
                              size_t n)
{
    INDEX_FILL(rci_csv_is_simple_plain, rci_csv_masks_plain, rci_csv_parity_plain, true);
}

#undef PUT
#undef EXTRACT

/* ------------------------------------------------------------- processors */

#if defined(RCI_BASE_HAVE_AVX512)

RCI_BASE_AVX2 static rci_csv_ends find_ends_avx2(const rci_csv_chars *chars, rci_csv_state state,
                                                 const char *text, size_t n, size_t from)
{
    FIND_ENDS(rci_csv_is_simple_avx2, rci_csv_masks_avx2, rci_csv_parity_avx2);
}

RCI_BASE_AVX512 static rci_csv_ends find_ends_avx512(const rci_csv_chars *chars,
                                                     rci_csv_state state, const char *text,
                                                     size_t n, size_t from)
{
    FIND_ENDS(rci_csv_is_simple_avx512, rci_csv_masks_avx512, rci_csv_parity_avx2);
}

PUT_PLACES(put_places_avx2, RCI_BASE_AVX2, _tzcnt_u64)

#define PUT     put_places_avx2
#define EXTRACT _pext_u64

RCI_BASE_AVX2 static void fill_dense_avx2(rci_csv_index *index, const rci_csv_chars *chars,
                                          const char *text, size_t n)
{
    INDEX_FILL(rci_csv_is_simple_avx2, rci_csv_masks_avx2, rci_csv_parity_avx2, true);
}

RCI_BASE_AVX2 static void fill_sparse_avx2(rci_csv_index *index, const rci_csv_chars *chars,
                                           const char *text, size_t n)
{
    INDEX_FILL(rci_csv_is_simple_avx2, rci_csv_masks_avx2, rci_csv_parity_avx2, false);
}

RCI_BASE_AVX512 static void fill_dense_avx512(rci_csv_index *index, const rci_csv_chars *chars,
                                              const char *text, size_t n)
{
    INDEX_FILL(rci_csv_is_simple_avx512, rci_csv_masks_avx512, rci_csv_parity_avx2, true);
}

RCI_BASE_AVX512 static void fill_sparse_avx512(rci_csv_index *index, const rci_csv_chars *chars,
                                               const char *text, size_t n)
{
    INDEX_FILL(rci_csv_is_simple_avx512, rci_csv_masks_avx512, rci_csv_parity_avx2, false);
}

#undef PUT
#undef EXTRACT

rci_csv_ends rci_csv_find_ends(const rci_csv_chars *chars, rci_csv_state state, const char *text,
                               size_t n, size_t from)
{
    return rci_base_has_avx512() ? find_ends_avx512(chars, state, text, n, from)
           : rci_base_has_avx2() ? find_ends_avx2(chars, state, text, n, from)
                                 : rci_csv_find_ends_plain(chars, state, text, n, from);
}

void rci_csv_index_fill(rci_csv_index *index, const rci_csv_chars *chars, const char *text,
                        size_t n)
{
    if (rci_base_has_avx512()) {
        (index->is_sparse ? fill_sparse_avx512 : fill_dense_avx512)(index, chars, text, n);
    } else if (rci_base_has_avx2()) {
        (index->is_sparse ? fill_sparse_avx2 : fill_dense_avx2)(index, chars, text, n);
    } else {
        rci_csv_index_fill_plain(index, chars, text, n);
    }
}

#else

rci_csv_ends rci_csv_find_ends(const rci_csv_chars *chars, rci_csv_state state, const char *text,
                               size_t n, size_t from)
{
    return rci_csv_find_ends_plain(chars, state, text, n, from);
}

void rci_csv_index_fill(rci_csv_index *index, const rci_csv_chars *chars, const char *text,
                        size_t n)
{
    rci_csv_index_fill_plain(index, chars, text, n);
}

#endif
