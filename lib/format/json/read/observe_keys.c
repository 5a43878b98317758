/* format/json/read/observe_keys.c - a cache of keys for inference. */
#include "format/json/read/observe_keys.h"

#include "base/machine.h"

#include <string.h>

void rci_json_read_observed_keys_clear(rci_json_read_observed_keys *keys)
{
    memset(keys, 0, sizeof *keys);
}

#if defined(RCI_BASE_HAVE_AVX2)

/* The first n bytes at p, then zeros. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i head_of(const char *p, size_t n)
{
    static const unsigned char ones_zeros[2 * RCI_JSON_READ_OBSERVED_HEAD] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    return _mm256_and_si256(RCI_BASE_LOAD32(p),
                            RCI_BASE_LOAD32(ones_zeros + RCI_JSON_READ_OBSERVED_HEAD - n));
}

/* Where a key is put. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline size_t
slot_of(const rci_infer_node *parent, __m256i head)
{
    const __m128i words =
        _mm_xor_si128(_mm256_castsi256_si128(head), _mm256_extracti128_si256(head, 1));
    const uint64_t low = (uint64_t)_mm_cvtsi128_si64(words) ^ (uint64_t)(uintptr_t)parent;
    const uint64_t high = (uint64_t)_mm_extract_epi64(words, 1);
    return ((low ^ (high >> 29 | high << 35)) * UINT64_C(0x9E3779B97F4A7C15)) >> 56;
}

RCI_BASE_AVX2 static rci_infer_node *find(const rci_json_read_observed_keys *keys,
                                          const rci_infer_node *parent, const char *p,
                                          const char **close)
{
    const uint32_t quotes = (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(RCI_BASE_LOAD32(p), _mm256_set1_epi8('"')));
    const uint32_t last = _blsr_u32(quotes); /* without the opening one */
    const size_t n = last ? _tzcnt_u32(last) + 1 : 0;
    const __m256i head = head_of(p, n);
    const rci_json_read_observed_key *key = &keys->entries[slot_of(parent, head)];
    const __m256i differ = _mm256_xor_si256(head, RCI_BASE_LOAD32(key->head));
    if (n == 0 || key->parent != parent || !_mm256_testz_si256(differ, differ)) {
        return NULL;
    }
    *close = p + n - 1;
    return key->child;
}

RCI_BASE_AVX2 static void add(rci_json_read_observed_keys *keys, const rci_infer_node *parent,
                              rci_infer_node *child, const char *open, size_t n)
{
    const __m256i head = head_of(open, n);
    rci_json_read_observed_key *key = &keys->entries[slot_of(parent, head)];
    _mm256_storeu_si256((__m256i *)(void *)key->head, head);
    key->parent = parent;
    key->child = child;
}

rci_infer_node *rci_json_read_observed_keys_find(const rci_json_read_observed_keys *keys,
                                                 const rci_infer_node *parent, const char *p,
                                                 const char **close)
{
    return rci_base_has_avx2() ? find(keys, parent, p, close) : NULL;
}

void rci_json_read_observed_keys_add(rci_json_read_observed_keys *keys,
                                     const rci_infer_node *parent, rci_infer_node *child,
                                     const char *open, const char *close)
{
    const size_t n = (size_t)(close - open) + 1;
    if (rci_base_has_avx2() && n <= RCI_JSON_READ_OBSERVED_HEAD) {
        add(keys, parent, child, open, n);
    }
}

#else

rci_infer_node *rci_json_read_observed_keys_find(const rci_json_read_observed_keys *keys,
                                                 const rci_infer_node *parent, const char *p,
                                                 const char **close)
{
    (void)keys, (void)parent, (void)p, (void)close;
    return NULL;
}

void rci_json_read_observed_keys_add(rci_json_read_observed_keys *keys,
                                     const rci_infer_node *parent, rci_infer_node *child,
                                     const char *open, const char *close)
{
    (void)keys, (void)parent, (void)child, (void)open, (void)close;
}

#endif
