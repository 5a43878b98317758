/*
 * format/json/read/keys.h - the field of a key in quotes, found by one comparison: a hash table for
 * each struct, over the length of the key and two of its bytes, chosen so that the names differ.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_KEYS_H
#define ROWCOL_FORMAT_JSON_READ_KEYS_H

#include "base/machine.h"
#include "record/plan.h"

#include <string.h>

/* A key in quotes, or its first 32 bytes, to be compared with text. */
typedef struct rci_json_read_literal {
    char head[32]; /* then zeros */
    char mask[32]; /* all ones for each of its bytes */
} rci_json_read_literal;

typedef struct rci_json_read_key {
    rci_json_read_literal literal;
    const char *rest; /* of the name, after the literal; NULL: the literal has the closing quote */
    uint32_t length;  /* of the name */
    uint32_t child;   /* the field's place in the plan's children; RCI_RECORD_NONE: no key */
} rci_json_read_key;

typedef struct rci_json_read_keys {
    rci_json_read_key *slots;
    uint32_t mask;          /* the number of slots, a power of two, less one */
    uint32_t first, second; /* the bytes of the key that the hash uses, in this order */
    uint32_t factor;
} rci_json_read_keys;

/* The literal of a name; false if that is longer than the literal. */
bool rci_json_read_literal_init(rci_json_read_literal *literal, const char *name, size_t length);

/* A struct with more fields has no table: too many of its keys would collide. */
enum { RCI_JSON_READ_MOST_KEYS = 256 };

/* The table for a struct; none, with `slots` NULL, if too many keys would collide: a search would
   take long. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_keys_init(rci_json_read_keys *keys, const rci_record_plan *plan,
                                  const rci_record_node *node, rc_error *err);
void rci_json_read_keys_release(rci_json_read_keys *keys, const rci_record_plan *plan);

/* Where a key is, if no other key is there. The byte after a key is always its closing quote. */
static inline uint32_t rci_json_read_key_slot(const rci_json_read_keys *keys, const char *key,
                                              uint32_t length)
{
    uint32_t first = keys->first < length ? keys->first : length;
    uint32_t second = keys->second < length ? keys->second : length;
    uint32_t bytes = (unsigned char)key[first] | (uint32_t)(unsigned char)key[second] << 8;
    return ((bytes + (length << 16)) * keys->factor >> 16) & keys->mask;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* Whether the text begins with the literal. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_json_read_literal_is_at(const rci_json_read_literal *literal, const char *p)
{
    const __m256i differ = _mm256_xor_si256(RCI_BASE_LOAD32(p), RCI_BASE_LOAD32(literal->head));
    return _mm256_testz_si256(differ, RCI_BASE_LOAD32(literal->mask));
}

/* The field of the key whose opening quote is at p; RCI_RECORD_NONE if there is none, or there are
   backslashes in the key. `length` is that of the key. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t
rci_json_read_keys_find(const rci_json_read_keys *keys, const char *p, uint32_t length)
{
    uint32_t at = rci_json_read_key_slot(keys, p + 1, length);
    for (;; at = (at + 1) & keys->mask) {
        const rci_json_read_key *key = &keys->slots[at];
        if (rci_json_read_literal_is_at(&key->literal, p) &&
            (!key->rest ||
             (length == key->length && memcmp(p + 32, key->rest, key->length - 31) == 0))) {
            return key->child;
        }
        if (key->child == RCI_RECORD_NONE) {
            return RCI_RECORD_NONE;
        }
    }
}

#endif
#endif
