/* format/json/read/observe_keys.c - a cache of keys for inference. */
#include "format/json/read/observe_keys.h"

#include <string.h>

void rci_json_read_observed_keys_clear(rci_json_read_observed_keys *keys)
{
    memset(keys, 0, sizeof *keys);
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 static rci_infer_node *find(rci_json_read_observed_keys *keys,
                                          const rci_infer_node *parent, const char *p,
                                          const char **close)
{
    const rci_json_read_observed_key *key = rci_json_read_observed_keys_get(keys, parent, p);
    *close = key ? p + key->length - 1 : NULL;
    return key ? key->child : NULL;
}

RCI_BASE_AVX2 static void add(rci_json_read_observed_keys *keys, const rci_infer_node *parent,
                              rci_infer_node *child, const char *open, size_t n)
{
    const __m256i head = rci_json_read_observed_head(open, n);
    rci_json_read_observed_key *key = &keys->entries[rci_json_read_observed_slot(parent, head)];
    _mm256_storeu_si256((__m256i *)(void *)key->head, head);
    key->parent = parent;
    key->child = child;
    key->length = n;
    key->next = key->first = 0;
}

rci_infer_node *rci_json_read_observed_keys_find(rci_json_read_observed_keys *keys,
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

rci_infer_node *rci_json_read_observed_keys_find(rci_json_read_observed_keys *keys,
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
