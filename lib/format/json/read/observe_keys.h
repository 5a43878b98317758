/*
 * format/json/read/observe_keys.h - the nodes of keys that an observer has seen: a cache by the
 * bytes of the key, so that most keys are found by one comparison, in any order. On machines with
 * AVX2.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_OBSERVE_KEYS_H
#define ROWCOL_FORMAT_JSON_READ_OBSERVE_KEYS_H

#include "infer/state.h"

enum { RCI_JSON_READ_OBSERVED_HEAD = 32, RCI_JSON_READ_OBSERVED_KEYS = 256 };

typedef struct rci_json_read_observed_key {
    char head[RCI_JSON_READ_OBSERVED_HEAD]; /* the key in quotes, then zeros */
    const rci_infer_node *parent;           /* of the object; NULL: the entry is free */
    rci_infer_node *child;
} rci_json_read_observed_key;

/* All bytes zero: empty. What is put where another key is replaces it. */
typedef struct rci_json_read_observed_keys {
    rci_json_read_observed_key entries[RCI_JSON_READ_OBSERVED_KEYS];
} rci_json_read_observed_keys;

/* Forgets all: the nodes are going to be released. */
void rci_json_read_observed_keys_clear(rci_json_read_observed_keys *keys);

/* The node of the key whose opening quote is at p, in an object of node `parent`; its closing quote
   in `*close`. NULL: it is not in the cache, or may have escapes. 32 bytes can be read from p. */
rci_infer_node *rci_json_read_observed_keys_find(const rci_json_read_observed_keys *keys,
                                                 const rci_infer_node *parent, const char *p,
                                                 const char **close);

/* Adds the key between the quotes `open` and `close`, which has no escapes, if it is not too long.
   32 bytes can be read from `open`. */
void rci_json_read_observed_keys_add(rci_json_read_observed_keys *keys,
                                     const rci_infer_node *parent, rci_infer_node *child,
                                     const char *open, const char *close);

#endif
