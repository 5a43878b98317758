/*
 * format/json/read/observe_keys.h - the nodes of keys that an observer has seen: a cache by the
 * bytes of the key, so that most keys are found by one comparison, in any order. On machines with
 * AVX2.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_OBSERVE_KEYS_H
#define ROWCOL_FORMAT_JSON_READ_OBSERVE_KEYS_H

#include "base/machine.h"
#include "infer/state.h"

enum { RCI_JSON_READ_OBSERVED_HEAD = 32, RCI_JSON_READ_OBSERVED_KEYS = 256 };

typedef struct rci_json_read_observed_key {
    char head[RCI_JSON_READ_OBSERVED_HEAD]; /* the key in quotes, then zeros */
    const rci_infer_node *parent;           /* of the object; NULL: the entry is free */
    rci_infer_node *child;
    size_t length;  /* of the key in quotes */
    uint16_t next;  /* the entry of the key that came after it last */
    uint16_t first; /* and of the first key of the object that is its value */
} rci_json_read_observed_key;

/* All bytes zero: empty. What is put where another key is replaces it. */
typedef struct rci_json_read_observed_keys {
    rci_json_read_observed_key entries[RCI_JSON_READ_OBSERVED_KEYS];
    uint16_t first; /* of the record */
} rci_json_read_observed_keys;

/* Forgets all: the nodes are going to be released. */
void rci_json_read_observed_keys_clear(rci_json_read_observed_keys *keys);

/* The node of the key whose opening quote is at p, in an object of node `parent`; its closing quote
   in `*close`. NULL: it is not in the cache, or may have escapes. 32 bytes can be read from p. */
rci_infer_node *rci_json_read_observed_keys_find(rci_json_read_observed_keys *keys,
                                                 const rci_infer_node *parent, const char *p,
                                                 const char **close);

/* Adds the key between the quotes `open` and `close`, which has no escapes, if it is not too long.
   32 bytes can be read from `open`. */
void rci_json_read_observed_keys_add(rci_json_read_observed_keys *keys,
                                     const rci_infer_node *parent, rci_infer_node *child,
                                     const char *open, const char *close);

#if defined(RCI_BASE_HAVE_AVX2)

/* The first n bytes at p, then zeros. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i
rci_json_read_observed_head(const char *p, size_t n)
{
    static const unsigned char ones_zeros[2 * RCI_JSON_READ_OBSERVED_HEAD] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    return _mm256_and_si256(RCI_BASE_LOAD32(p),
                            RCI_BASE_LOAD32(ones_zeros + RCI_JSON_READ_OBSERVED_HEAD - n));
}

/* Where a key is put. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline size_t
rci_json_read_observed_slot(const rci_infer_node *parent, __m256i head)
{
    const __m128i words =
        _mm_xor_si128(_mm256_castsi256_si128(head), _mm256_extracti128_si256(head, 1));
    const uint64_t low = (uint64_t)_mm_cvtsi128_si64(words) ^ (uint64_t)(uintptr_t)parent;
    const uint64_t high = (uint64_t)_mm_extract_epi64(words, 1);
    return ((low ^ (high >> 29 | high << 35)) * UINT64_C(0x9E3779B97F4A7C15)) >> 56;
}

/* The entry of the key whose opening quote is at p, in an object of node `parent`; NULL: it is not
   in the cache. 32 bytes can be read from p. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline rci_json_read_observed_key *
rci_json_read_observed_keys_get(rci_json_read_observed_keys *keys, const rci_infer_node *parent,
                                const char *p)
{
    const uint32_t quotes = (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(RCI_BASE_LOAD32(p), _mm256_set1_epi8('"')));
    const uint32_t last = _blsr_u32(quotes); /* without the opening one */
    const size_t n = last ? _tzcnt_u32(last) + 1 : 0;
    const __m256i head = rci_json_read_observed_head(p, n);
    rci_json_read_observed_key *key = &keys->entries[rci_json_read_observed_slot(parent, head)];
    const __m256i differ = _mm256_xor_si256(head, RCI_BASE_LOAD32(key->head));
    return (n > 0) & (key->parent == parent) & _mm256_testz_si256(differ, differ) ? key : NULL;
}

/* Whether the key at p is that of an entry. 32 bytes can be read from p. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_json_read_observed_key_is_at(const rci_json_read_observed_key *key,
                                 const rci_infer_node *parent, const char *p)
{
    const __m256i differ =
        _mm256_xor_si256(rci_json_read_observed_head(p, key->length), RCI_BASE_LOAD32(key->head));
    return (key->parent == parent) & _mm256_testz_si256(differ, differ);
}

#endif
#endif
