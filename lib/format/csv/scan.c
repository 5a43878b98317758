/* format/csv/scan.c - finds where records end, and all separators, 64 bytes at a time. */
#include "format/csv/scan.h"

#include "format/csv/block.h"

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

#define FIND_ENDS(masks_of, parity_of)                                                             \
    rci_csv_ends ends = {0, 0, false};                                                             \
    if (chars->trims) {                                                                            \
        return step_to_ends(chars, state, text, n, from);                                          \
    }                                                                                              \
    for (size_t at = 0; at < n; at += 64) {                                                        \
        const char *p = text + at;                                                                 \
        const size_t left = n - at, least = from > at ? from - 1 - at : 0;                         \
        const rci_csv_masks m = masks_of(p, chars);                                                \
        const rci_csv_block block = rci_csv_separate(                                              \
            chars, &state, p, left, &m, parity_of(m.quotes), left > 64 ? p[64] : '\0');            \
        uint64_t newlines = block.certain ? block.newlines : step_block(chars, &state, p, left);   \
        if (newlines) {                                                                            \
            ends.last = at + 64 - (size_t)__builtin_clzll(newlines);                               \
        }                                                                                          \
        newlines = least < 64 ? newlines >> least << least : 0;                                    \
        if (from && newlines) {                                                                    \
            ends.first = at + (size_t)__builtin_ctzll(newlines) + 1;                               \
            break;                                                                                 \
        }                                                                                          \
    }                                                                                              \
    ends.in_quotes = state == RCI_CSV_QUOTED;                                                      \
    return ends;

rci_csv_ends rci_csv_find_ends_plain(const rci_csv_chars *chars, rci_csv_state state,
                                     const char *text, size_t n, size_t from)
{
    FIND_ENDS(rci_csv_masks_plain, rci_csv_parity_plain)
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
   their number, which is often random. */
static inline __attribute__((always_inline)) uint32_t *put_places(uint32_t *out, uint32_t at,
                                                                  uint64_t bits, int some)
{
    uint32_t *end = out + __builtin_popcountll(bits);
    do {
        for (int i = 0; i < some; i++) {
            out[i] = at + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
        out += some;
    } while (__builtin_expect(out < end, 0));
    return end;
}

/* The next block of an index without quotes and the like: its separators are all there are. */
static inline __attribute__((always_inline)) rci_csv_block simple_block(rci_csv_state *state,
                                                                        const rci_csv_masks *m)
{
    rci_csv_block block = {m->delimiters | m->newlines, m->newlines, true};
    *state = m->newlines >> 63     ? RCI_CSV_RECORD_START
             : m->delimiters >> 63 ? RCI_CSV_FIELD_START
                                   : RCI_CSV_UNQUOTED;
    return block;
}

#define INDEX_FILL(is_simple, masks_of, parity_of, extract)                                        \
    rci_csv_state state = RCI_CSV_RECORD_START;                                                    \
    uint32_t *separator = index->separators, *end = index->ends;                                   \
    const uint32_t *last = separator + (index->capacity - RCI_CSV_INDEX_ROOM);                     \
    uint64_t high = 0, returns = 0;                                                                \
    size_t at = 0;                                                                                 \
    n = n < UINT32_MAX / 2 ? n : UINT32_MAX / 2;                                                   \
    index->stopped = false;                                                                        \
    for (; at < n && separator < last; at += 64) {                                                 \
        const char *p = text + at;                                                                 \
        const size_t left = n - at;                                                                \
        rci_csv_masks m;                                                                           \
        rci_csv_block block;                                                                       \
        if (is_simple(p, chars, &m) && state <= RCI_CSV_UNQUOTED && left > 64 &&                   \
            !chars->comment) {                                                                     \
            block = simple_block(&state, &m);                                                      \
        } else {                                                                                   \
            m = masks_of(p, chars);                                                                \
            block = rci_csv_separate(chars, &state, p, left, &m, parity_of(m.quotes),              \
                                     left > 64 ? p[64] : '\0');                                    \
            if (!block.certain) {                                                                  \
                index->stopped = true;                                                             \
                break;                                                                             \
            }                                                                                      \
            returns |= m.returns;                                                                  \
        }                                                                                          \
        high |= m.high;                                                                            \
        end = put_places(end, (uint32_t)(separator - index->separators),                           \
                         extract(block.newlines, block.separators), 4);                            \
        separator = put_places(separator, (uint32_t)at, block.separators, 16);                     \
    }                                                                                              \
    index->nseparators = (size_t)(separator - index->separators);                                  \
    index->nends = (size_t)(end - index->ends);                                                    \
    index->covered = at < n ? at : n;                                                              \
    index->has_high = high != 0;                                                                   \
    index->has_cr = returns != 0;

void rci_csv_index_fill_plain(rci_csv_index *index, const rci_csv_chars *chars, const char *text,
                              size_t n){
    INDEX_FILL(rci_csv_is_simple_plain, rci_csv_masks_plain, rci_csv_parity_plain, extract_plain)}

/* ------------------------------------------------------------- processors */

#if defined(RCI_BASE_HAVE_AVX512)

RCI_BASE_AVX2 static rci_csv_ends
    find_ends_avx2(const rci_csv_chars *chars, rci_csv_state state, const char *text, size_t n,
                   size_t from){FIND_ENDS(rci_csv_masks_avx2, rci_csv_parity_avx2)}

RCI_BASE_AVX512 static rci_csv_ends
    find_ends_avx512(const rci_csv_chars *chars, rci_csv_state state, const char *text, size_t n,
                     size_t from){FIND_ENDS(rci_csv_masks_avx512, rci_csv_parity_avx2)}

RCI_BASE_AVX2 static void index_fill_avx2(rci_csv_index *index, const rci_csv_chars *chars,
                                          const char *text, size_t n){
    INDEX_FILL(rci_csv_is_simple_avx2, rci_csv_masks_avx2, rci_csv_parity_avx2, _pext_u64)}

RCI_BASE_AVX512 static void index_fill_avx512(rci_csv_index *index, const rci_csv_chars *chars,
                                              const char *text, size_t n){
    INDEX_FILL(rci_csv_is_simple_avx512, rci_csv_masks_avx512, rci_csv_parity_avx2, _pext_u64)}

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
        index_fill_avx512(index, chars, text, n);
    } else if (rci_base_has_avx2()) {
        index_fill_avx2(index, chars, text, n);
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
