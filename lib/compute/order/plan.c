/* compute/order/plan.c - measures the codes of keys, and packs them into words. */
#include "compute/order/plan.h"

#include "base/machine.h"

#include <string.h>

enum { BLOCK = RCI_ORDER_BLOCK };

/*
 * The loops over a block, for the processor in use. Their inner loops have a constant length, so
 * that the compiler uses vectors; blocks are padded to it.
 */
#define ALWAYS_INLINE static inline __attribute__((always_inline))
enum { STEP = 32 };

static size_t steps_of(size_t n)
{
    return (n + STEP - 1) / STEP * STEP;
}

ALWAYS_INLINE void find_extremes_in(rci_order_measure *measure, const uint64_t *codes, size_t n)
{
    uint64_t least = measure->least, most = measure->most, some = measure->some, varying = 0;
    for (size_t i = 0; i < n; i++) {
        least = codes[i] < least ? codes[i] : least;
        most = codes[i] > most ? codes[i] : most;
        varying |= codes[i] ^ some;
    }
    measure->least = least;
    measure->most = most;
    measure->varying |= varying;
}

/* words = words << kept | (codes - least) >> shift */
ALWAYS_INLINE void add_codes_in(uint64_t *restrict words, const uint64_t *restrict codes, size_t n,
                                unsigned kept, uint64_t least, unsigned shift)
{
    for (size_t i = 0; i < n; i += STEP) {
        for (size_t k = i; k < i + STEP; k++) {
            words[k] = words[k] << kept | (codes[k] - least) >> shift;
        }
    }
}

/* words = (words - least) >> shift << index_bits | index */
ALWAYS_INLINE void only_codes_in(uint64_t *words, size_t n, uint64_t least, unsigned shift,
                                 unsigned index_bits, uint64_t index)
{
    for (size_t i = 0; i < n; i += STEP) {
        for (size_t k = i; k < i + STEP; k++) {
            words[k] = (words[k] - least) >> shift << index_bits | (index + k);
        }
    }
}

/* words = words << index_bits | index */
ALWAYS_INLINE void add_index_in(uint64_t *words, size_t n, unsigned index_bits, uint64_t index)
{
    for (size_t i = 0; i < n; i += STEP) {
        for (size_t k = i; k < i + STEP; k++) {
            words[k] = words[k] << index_bits | (index + k);
        }
    }
}

#ifdef RCI_BASE_HAVE_AVX2
#define LOOP(name, parameters, arguments)                                                          \
    static void name##_plain parameters                                                            \
    {                                                                                              \
        name##_in arguments;                                                                       \
    }                                                                                              \
    RCI_BASE_AVX2 static void name##_avx2 parameters                                               \
    {                                                                                              \
        name##_in arguments;                                                                       \
    }                                                                                              \
    static void name parameters                                                                    \
    {                                                                                              \
        if (rci_base_has_avx2()) {                                                                 \
            name##_avx2 arguments;                                                                 \
        } else {                                                                                   \
            name##_plain arguments;                                                                \
        }                                                                                          \
    }
#else
#define LOOP(name, parameters, arguments)                                                          \
    static void name parameters                                                                    \
    {                                                                                              \
        name##_in arguments;                                                                       \
    }
#endif

LOOP(find_extremes, (rci_order_measure * measure, const uint64_t *codes, size_t n),
     (measure, codes, n))
LOOP(add_codes,
     (uint64_t *restrict words, const uint64_t *restrict codes, size_t n, unsigned kept,
      uint64_t least, unsigned shift),
     (words, codes, n, kept, least, shift))
LOOP(only_codes,
     (uint64_t * words, size_t n, uint64_t least, unsigned shift, unsigned index_bits,
      uint64_t index),
     (words, n, least, shift, index_bits, index))
LOOP(add_index, (uint64_t * words, size_t n, unsigned index_bits, uint64_t index),
     (words, n, index_bits, index))

static unsigned bit_length(uint64_t x)
{
    return x ? 64 - (unsigned)__builtin_clzll(x) : 0;
}

/* --------------------------------------------------------------- measuring */

void rci_order_measure_init(rci_order_measure *measure)
{
    memset(measure, 0, sizeof *measure);
    measure->least = UINT64_MAX;
}

/* Whether the codes fall and rise; not asked any more when both are known. */
static void measure_order(rci_order_measure *measure, const uint64_t *codes, size_t n)
{
    size_t falls = 0, rises = 0;
    if (measure->falls && measure->rises) {
        return;
    }
    for (size_t i = 1; i < n; i++) {
        falls += codes[i] < codes[i - 1];
        rises += codes[i] > codes[i - 1];
    }
    measure->falls |= falls != 0;
    measure->rises |= rises != 0;
    measure->repeats |= falls + rises < n - 1;
}

/* Codes without ranks: the usual case. */
static void measure_codes(rci_order_measure *measure, const uint64_t *codes, size_t n)
{
    if (!measure->has_rank[RCI_ORDER_VALUE]) {
        measure->some = codes[0];
        measure->has_rank[RCI_ORDER_VALUE] = true;
    }
    find_extremes(measure, codes, n);
    measure_order(measure, codes, n);
}

static void measure_step(rci_order_measure *measure, const rci_order_prior *prior, uint64_t code,
                         unsigned char rank)
{
    if (prior->is_set) {
        bool same = rank == prior->rank;
        bool value = rank == RCI_ORDER_VALUE;
        measure->falls |= rank < prior->rank || (same && value && code < prior->code);
        measure->rises |= rank > prior->rank || (same && value && code > prior->code);
        measure->repeats |= same && (!value || code == prior->code);
    }
}

static void measure_ranked(rci_order_measure *measure, const uint64_t *codes,
                           const unsigned char *ranks, size_t n, rci_order_prior *prior)
{
    for (size_t i = 0; i < n; i++) {
        measure_step(measure, prior, codes[i], ranks[i]);
        *prior = (rci_order_prior){codes[i], ranks[i], true};
        if (ranks[i] == RCI_ORDER_VALUE) {
            if (!measure->has_rank[RCI_ORDER_VALUE]) {
                measure->some = codes[i];
            }
            measure->least = codes[i] < measure->least ? codes[i] : measure->least;
            measure->most = codes[i] > measure->most ? codes[i] : measure->most;
            measure->varying |= codes[i] ^ measure->some;
        }
        measure->has_rank[ranks[i]] = true;
    }
}

/* Whether some record may have a rank of its own. */
static bool has_ranks(const rci_order_key *key, const uint64_t *codes, size_t n)
{
    uint64_t nan = 0;
    if (key->has_nulls || !key->has_nan) {
        return key->has_nulls;
    }
    for (size_t i = 0; i < n; i++) {
        nan |= codes[i] == RCI_ORDER_NAN_CODE;
    }
    return nan != 0;
}

void rci_order_measure_add(rci_order_measure *measure, const rci_order_key *key, size_t part,
                           const rci_order_range *range, rci_order_prior *prior)
{
    uint64_t codes[BLOCK];
    unsigned char ranks[BLOCK];
    size_t n = range->n;
    if (n == 0) {
        return;
    }
    rci_order_codes(key, part, range, codes);
    if (has_ranks(key, codes, n)) {
        rci_order_ranks(key, range, codes, ranks);
        measure_ranked(measure, codes, ranks, n, prior);
        return;
    }
    measure_step(measure, prior, codes[0], RCI_ORDER_VALUE);
    measure_codes(measure, codes, n);
    *prior = (rci_order_prior){codes[n - 1], RCI_ORDER_VALUE, true};
}

void rci_order_measure_merge(rci_order_measure *measure, const rci_order_measure *other)
{
    if (other->has_rank[RCI_ORDER_VALUE]) {
        if (!measure->has_rank[RCI_ORDER_VALUE]) {
            measure->some = other->some;
        }
        measure->varying |= other->varying | (measure->some ^ other->some);
        measure->least = other->least < measure->least ? other->least : measure->least;
        measure->most = other->most > measure->most ? other->most : measure->most;
    }
    for (size_t i = 0; i < RCI_ORDER_RANKS; i++) {
        measure->has_rank[i] |= other->has_rank[i];
    }
    measure->falls |= other->falls;
    measure->rises |= other->rises;
    measure->repeats |= other->repeats;
}

/* ---------------------------------------------------------------- planning */

void rci_order_plan_init(rci_order_plan *plan, size_t n, rci_order_place next)
{
    plan->n_levels = 0;
    plan->bits = 0;
    plan->index_bits = bit_length(n - 1);
    plan->next = next;
    plan->is_full = false;
}

static void plan_ranks(rci_order_level *level, const rci_order_measure *measure)
{
    unsigned n = 0;
    for (size_t i = 0; i < RCI_ORDER_RANKS; i++) {
        level->rank_code[i] = (unsigned char)n;
        n += measure->has_rank[i];
    }
    level->rank_bits = n > 1 ? bit_length(n - 1) : 0;
    level->has_ranks = n > 1 || !measure->has_rank[RCI_ORDER_VALUE];
}

static void plan_codes(rci_order_level *level, const rci_order_measure *measure)
{
    unsigned varying = (unsigned)__builtin_popcountll(measure->varying);
    if (measure->varying == 0) {
        level->bits = 0;
        return;
    }
    level->least = measure->least;
    level->varying = measure->varying;
    level->shift = (unsigned)__builtin_ctzll(measure->varying);
    level->bits = bit_length((measure->most - measure->least) >> level->shift);
    level->squeezed = varying < level->bits;
    level->bits = level->squeezed ? varying : level->bits;
}

/* How many of `bits` bits the plan has space for. */
static unsigned take_bits(rci_order_plan *plan, unsigned bits)
{
    unsigned space = 64 - plan->index_bits - plan->bits;
    unsigned kept = bits < space ? bits : space;
    plan->bits += kept;
    return kept;
}

void rci_order_plan_add(rci_order_plan *plan, const rci_order_key *key,
                        const rci_order_measure *measure)
{
    rci_order_level *level = &plan->levels[plan->n_levels];
    memset(level, 0, sizeof *level);
    level->key = key;
    level->part = plan->next.part;
    plan_ranks(level, measure);
    plan_codes(level, measure);
    if (level->rank_bits + level->bits > 0) {
        level->rank_kept = take_bits(plan, level->rank_bits);
        level->kept = take_bits(plan, level->bits);
        plan->n_levels++;
        if (level->rank_kept + level->kept < level->rank_bits + level->bits) {
            plan->is_full = true;
            return;
        }
        plan->is_full =
            plan->n_levels == RCI_ORDER_MAX_LEVELS || plan->bits + plan->index_bits == 64;
    }
    plan->next.part++;
    if (plan->next.part >= key->parts) {
        plan->next = (rci_order_place){plan->next.key + 1, 0};
    }
}

/* ----------------------------------------------------------------- packing */

static void squeeze_portable(uint64_t varying, uint64_t *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t left = varying, code = 0;
        unsigned at = 0;
        while (left) { /* one run of bits after the other */
            unsigned start = (unsigned)__builtin_ctzll(left);
            uint64_t run = left >> start;
            unsigned length = ~run ? (unsigned)__builtin_ctzll(~run) : 64;
            uint64_t mask = UINT64_MAX >> (64 - length);
            code |= (codes[i] >> start & mask) << at;
            at += length;
            left &= ~(mask << start);
        }
        codes[i] = code;
    }
}

#ifdef RCI_BASE_HAVE_AVX2
RCI_BASE_AVX2 static void squeeze_pext(uint64_t varying, uint64_t *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        codes[i] = _pext_u64(codes[i], varying);
    }
}
#endif

static void squeeze(uint64_t varying, uint64_t *codes, size_t n)
{
#ifdef RCI_BASE_HAVE_AVX2
    if (rci_base_has_avx2()) {
        squeeze_pext(varying, codes, n);
        return;
    }
#endif
    squeeze_portable(varying, codes, n);
}

static void add_ranks(const rci_order_level *level, const rci_order_range *range, uint64_t *codes,
                      uint64_t *words)
{
    unsigned char ranks[BLOCK];
    unsigned lost = level->rank_bits - level->rank_kept;
    rci_order_ranks(level->key, range, codes, ranks);
    for (size_t i = 0; i < range->n; i++) {
        words[i] = words[i] << level->rank_kept | (unsigned)(level->rank_code[ranks[i]] >> lost);
        codes[i] = ranks[i] == RCI_ORDER_VALUE ? codes[i] : level->least;
    }
}

/* Moves the bits of a level into the words from below. The codes are padded. */
static void add_level(const rci_order_level *level, const rci_order_range *range, uint64_t *words)
{
    uint64_t codes[BLOCK];
    unsigned lost = level->bits - level->kept;
    size_t n = steps_of(range->n);
    rci_order_codes(level->key, level->part, range, codes);
    memset(codes + range->n, 0, (n - range->n) * sizeof *codes);
    if (level->has_ranks) {
        add_ranks(level, range, codes, words);
    }
    if (level->kept == 0) {
        return;
    }
    if (level->squeezed) {
        squeeze(level->varying, codes, n);
        add_codes(words, codes, n, level->kept & 63, 0, lost);
    } else {
        add_codes(words, codes, n, level->kept & 63, level->least, level->shift + lost);
    }
}

/* Whether the word is one plain part and the index. */
static bool is_simple(const rci_order_plan *plan)
{
    const rci_order_level *level = &plan->levels[0];
    return plan->n_levels == 1 && !level->has_ranks && !level->squeezed && level->kept > 0;
}

void rci_order_plan_words(const rci_order_plan *plan, const rci_order_range *range, size_t index,
                          uint64_t *words)
{
    size_t n = steps_of(range->n);
    if (is_simple(plan)) {
        const rci_order_level *level = &plan->levels[0];
        rci_order_codes(level->key, level->part, range, words);
        memset(words + range->n, 0, (n - range->n) * sizeof *words);
        only_codes(words, n, level->least, level->shift + level->bits - level->kept,
                   plan->index_bits, index);
        return;
    }
    memset(words, 0, n * sizeof *words);
    for (size_t i = 0; i < plan->n_levels; i++) {
        add_level(&plan->levels[i], range, words);
    }
    add_index(words, n, plan->index_bits, index);
}
