/* format/json/read/keys.c - making the hash table for the keys of a struct. */
#include "format/json/read/keys.h"

#include "base/alloc.h"

#include <string.h>

enum { LITERAL = sizeof((rci_json_read_literal *)0)->head };

bool rci_json_read_literal_init(rci_json_read_literal *literal, const char *name, size_t length)
{
    size_t quoted = length + 2, some = quoted < LITERAL ? quoted : LITERAL;
    memset(literal, 0, sizeof *literal);
    literal->head[0] = '"';
    memcpy(literal->head + 1, name, some < quoted ? LITERAL - 1 : length);
    if (some == quoted) {
        literal->head[length + 1] = '"';
    }
    memset(literal->mask, 0xFF, some);
    return some == quoted;
}

static void init_key(rci_json_read_key *key, const rci_record_node *node, uint32_t child)
{
    if (!rci_json_read_literal_init(&key->literal, node->name, node->name_length)) {
        key->rest = node->name + LITERAL - 1;
    }
    key->length = (uint32_t)node->name_length;
    key->child = child;
}

/* Fills the table. Returns how many keys were not put at their hash. */
static uint32_t enter_all(rci_json_read_keys *keys, const rci_record_plan *plan,
                          const rci_record_node *node)
{
    uint32_t i, collisions = 0;
    for (i = 0; i <= keys->mask; i++) {
        memset(&keys->slots[i], 0, sizeof keys->slots[i]);
        memset(keys->slots[i].literal.mask, 0xFF, LITERAL); /* no key is all zeros */
        keys->slots[i].child = RCI_RECORD_NONE;
    }
    for (i = 0; i < node->nchildren; i++) {
        uint32_t child = node->first_child + i, at;
        const rci_record_node *field = &plan->nodes[plan->children[child]];
        char quoted[2 * LITERAL] = "";
        size_t some = field->name_length < LITERAL ? field->name_length : LITERAL;
        memcpy(quoted, field->name, some);
        quoted[some] = '"';
        at = rci_json_read_key_slot(keys, quoted, (uint32_t)field->name_length);
        collisions += keys->slots[at].child != RCI_RECORD_NONE;
        while (keys->slots[at].child != RCI_RECORD_NONE) {
            at = (at + 1) & keys->mask;
        }
        memset(&keys->slots[at], 0, sizeof keys->slots[at]);
        init_key(&keys->slots[at], field, child);
    }
    return collisions;
}

/* Tries pairs of bytes, the first ones first, and factors, and keeps what collides least. Returns
   the number of collisions. */
static uint32_t choose_hash(rci_json_read_keys *keys, const rci_record_plan *plan,
                            const rci_record_node *node)
{
    enum { BYTES = LITERAL - 1, MANY = 32, FACTORS = 4 };
    rci_json_read_keys best = *keys;
    uint32_t least = UINT32_MAX, found, pair = 0;
    uint32_t pairs = node->nchildren <= MANY ? BYTES * 4 : BYTES / 4;
    for (; pair < pairs && least > 0; pair++) {
        uint32_t k;
        keys->first = pair % BYTES;
        keys->second = (keys->first + 1 + pair / BYTES * 3) % BYTES;
        keys->factor = 0x9E3779B1u; /* 2^32 by the golden ratio, made odd */
        for (k = 0; k < FACTORS && least > 0; k++, keys->factor = keys->factor * 1664525u + 2) {
            found = enter_all(keys, plan, node);
            if (found < least) {
                least = found;
                best = *keys;
            }
        }
    }
    *keys = best;
    return enter_all(keys, plan, node);
}

rc_status rci_json_read_keys_init(rci_json_read_keys *keys, const rci_record_plan *plan,
                                  const rci_record_node *node, rc_error *err)
{
    uint32_t nslots = 2; /* there is always one without a key */
    while (nslots <= 2 * node->nchildren) {
        nslots *= 2;
    }
    keys->mask = nslots - 1;
    keys->slots =
        rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, nslots, sizeof *keys->slots, err);
    if (!keys->slots) {
        return RC_ENOMEM;
    }
    if (choose_hash(keys, plan, node) > node->nchildren / 2) {
        rci_json_read_keys_release(keys, plan);
        keys->slots = NULL;
    }
    return RC_OK;
}

void rci_json_read_keys_release(rci_json_read_keys *keys, const rci_record_plan *plan)
{
    if (keys->slots) {
        rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, keys->slots,
                         (keys->mask + 1) * sizeof *keys->slots);
    }
}
