/*
 * format/json/read/keys.h - the field of a key, found by one comparison: a hash table for each
 * struct, over names in quotes of up to 32 bytes. Names that are longer, or whose place is taken by
 * another, are not in it; record/plan.h finds them.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_KEYS_H
#define ROWCOL_FORMAT_JSON_READ_KEYS_H

#include "base/machine.h"
#include "record/plan.h"

#include <stdint.h>

struct rci_json_read_field;

enum {
    RCI_JSON_READ_KEY_HEAD = 32,
    RCI_JSON_READ_KEY_WORDS = RCI_JSON_READ_KEY_HEAD / sizeof(uint64_t),
    RCI_JSON_READ_MOST_KEYS = 256 /* a struct with more fields has an empty table */
};

/* A cache line. */
typedef struct rci_json_read_key {
    union {
        char head[RCI_JSON_READ_KEY_HEAD]; /* the name in quotes, then zeros; in an empty slot what
                                              is not in any text */
        uint64_t words[RCI_JSON_READ_KEY_WORDS];
    } name;
    struct rci_json_read_field *field;
    uint64_t unused[3];
} rci_json_read_key;

typedef struct rci_json_read_keys {
    rci_json_read_key *slots; /* 2 << (63 - shift) of them */
    uint64_t factor;          /* of the hash */
    unsigned shift;           /* the hash without so many low bits is the slot */
    bool complete;            /* all names are in the table */
    struct rci_json_read_field
        *other;  /* for keys that are not in it; NULL: they have to be looked at */
    void *block; /* what is allocated for the slots */
    size_t size; /* of the block */
} rci_json_read_keys;

/* The table for a struct whose fields are at `fields`, in their order. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_keys_init(rci_json_read_keys *keys, const rci_record_plan *plan,
                                  const rci_record_node *node, struct rci_json_read_field *fields,
                                  rc_error *err);
void rci_json_read_keys_release(rci_json_read_keys *keys, const rci_record_plan *plan);

/* The slot of a key. `low` and `high`: its words 0 and 2, and 1 and 3, exclusive or. */
static inline size_t rci_json_read_key_slot(const rci_json_read_keys *keys, uint64_t low,
                                            uint64_t high)
{
    return ((low ^ (high >> 29 | high << 35)) * keys->factor) >> keys->shift;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* The field of the key whose opening quote is at p, or keys->other if it is not in the table. There
   is no branch on that, which is hard to predict. There are no backslashes in the key. 64 bytes can
   be read from p. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline struct rci_json_read_field *
rci_json_read_keys_find(const rci_json_read_keys *keys, const char *p)
{
    /* One more than there are bytes is possible: a key without an end among them. */
    static const unsigned char ones_zeros[1 + 2 * RCI_JSON_READ_KEY_HEAD] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    const __m256i text = RCI_BASE_LOAD32(p);
    uint32_t quotes =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')));
    const __m256i name = _mm256_and_si256(
        text, RCI_BASE_LOAD32(ones_zeros + RCI_JSON_READ_KEY_HEAD - _tzcnt_u32(_blsr_u32(quotes))));
    const __m128i words =
        _mm_xor_si128(_mm256_castsi256_si128(name), _mm256_extracti128_si256(name, 1));
    const rci_json_read_key *key = &keys->slots[rci_json_read_key_slot(
        keys, (uint64_t)_mm_cvtsi128_si64(words), (uint64_t)_mm_extract_epi64(words, 1))];
    const __m256i differ = _mm256_xor_si256(name, RCI_BASE_LOAD32(key->name.head));
    uintptr_t found = 0 - (uintptr_t)_mm256_testz_si256(differ, differ);
    return (struct rci_json_read_field *)(((uintptr_t)key->field & found) |
                                          ((uintptr_t)keys->other & ~found));
}

#endif
#endif
