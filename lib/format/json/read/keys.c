/* format/json/read/keys.c - making the hash table for the keys of a struct. */
#include "format/json/read/keys.h"

#include "base/alloc.h"
#include "format/json/read/indexed.h"

#include <string.h>

enum { ALIGN = sizeof(rci_json_read_key) };

/* The key in quotes. False if it is too long, or is written with escapes. */
static bool init_key(rci_json_read_key *key, const rci_record_node *field)
{
    memset(key, 0, sizeof *key);
    if (field->key_length + 2 > RCI_JSON_READ_KEY_HEAD ||
        memchr(field->key, '"', field->key_length) || memchr(field->key, '\\', field->key_length)) {
        return false;
    }
    key->name.head[0] = '"';
    memcpy(key->name.head + 1, field->key, field->key_length);
    key->name.head[field->key_length + 1] = '"';
    return true;
}

/* Fills the table. Returns the number of names that are not in it. */
static uint32_t enter_all(rci_json_read_keys *keys, const rci_record_plan *plan,
                          const rci_record_node *node, rci_json_read_field *fields)
{
    size_t nslots = (size_t)2 << (63 - keys->shift), i;
    uint32_t left_out = 0, child;
    for (i = 0; i < nslots; i++) {
        memset(&keys->slots[i], 0xFF, sizeof keys->slots[i]);
        keys->slots[i].field = NULL;
    }
    for (child = 0; child < node->nchildren; child++) {
        rci_json_read_key key;
        bool fits = init_key(&key, &plan->nodes[plan->children[node->first_child + child]]);
        const uint64_t *words = key.name.words;
        size_t slot = rci_json_read_key_slot(keys, words[0] ^ words[2], words[1] ^ words[3]);
        if (!fits || keys->slots[slot].field) {
            left_out++;
            continue;
        }
        key.field = &fields[child];
        keys->slots[slot] = key;
    }
    return left_out;
}

/* Tries factors, and keeps the one with which the fewest names are left out. */
static void choose_hash(rci_json_read_keys *keys, const rci_record_plan *plan,
                        const rci_record_node *node, rci_json_read_field *fields)
{
    enum { TRIES = 64 };
    uint64_t best = 0, factor = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 by the golden ratio */
    uint32_t least = UINT32_MAX, i;
    for (i = 0; i < TRIES && least > 0; i++) {
        uint32_t left_out;
        keys->factor = factor;
        left_out = enter_all(keys, plan, node, fields);
        if (left_out < least) {
            least = left_out;
            best = factor;
        }
        factor = factor * UINT64_C(6364136223846793005) + 2;
    }
    keys->factor = best;
    keys->complete = enter_all(keys, plan, node, fields) == 0;
}

rc_status rci_json_read_keys_init(rci_json_read_keys *keys, const rci_record_plan *plan,
                                  const rci_record_node *node, rci_json_read_field *fields,
                                  rc_error *err)
{
    size_t nslots = 2;
    bool empty = node->nchildren > RCI_JSON_READ_MOST_KEYS;
    keys->shift = 63;
    while (!empty && nslots < 4 * (size_t)node->nchildren) {
        nslots *= 2;
        keys->shift--;
    }
    keys->size = (nslots + 1) * ALIGN;
    keys->block = rci_base_alloc_as(plan->allocator, RC_MEMORY_READER, keys->size, err);
    if (!keys->block) {
        return RC_ENOMEM;
    }
    keys->slots =
        (rci_json_read_key *)(void *)((char *)keys->block + ALIGN - (uintptr_t)keys->block % ALIGN);
    if (empty) {
        memset(keys->slots, 0xFF, nslots * sizeof *keys->slots);
        keys->factor = 1;
        keys->complete = false;
    } else {
        choose_hash(keys, plan, node, fields);
    }
    return RC_OK;
}

void rci_json_read_keys_release(rci_json_read_keys *keys, const rci_record_plan *plan)
{
    rci_base_free_as(plan->allocator, RC_MEMORY_READER, keys->block, keys->size);
    keys->block = NULL;
}
