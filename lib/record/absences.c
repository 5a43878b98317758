/* record/absences.c - counting the fields that the structs of records do not give. */
#include "record/absences.h"

#include <string.h>

enum { WORD = 64 };

/* Structs of one node, of records in a row, that do not give the same fields; after it a bitmap of
   these. */
typedef struct entry {
    uint32_t record; /* the first, of the batch */
    uint32_t n;
    uint32_t node;
    uint32_t before; /* bytes to the entry before it; 0: it is the first */
} entry;

static size_t words_of(const rci_record_plan *plan, uint32_t node)
{
    return ((size_t)plan->nodes[node].nchildren + WORD - 1) / WORD;
}

static size_t size_of(const rci_record_plan *plan, uint32_t node)
{
    return sizeof(entry) + words_of(plan, node) * sizeof(uint64_t);
}

void rci_record_absences_init(rci_record_absences *absences)
{
    memset(absences, 0, sizeof *absences);
    rci_base_bytes_init_as(&absences->entries, RC_MEMORY_PLAN);
}

void rci_record_absences_release(rci_record_absences *absences)
{
    rci_base_bytes_release(&absences->entries);
}

uint64_t *rci_record_absences_begin(rci_record_absences *absences, const rci_record_plan *plan,
                                    uint32_t node)
{
    rci_base_bytes *entries = &absences->entries;
    if (rci_base_bytes_reserve(entries, size_of(plan, node), NULL) != RC_OK) {
        return NULL;
    }
    return (uint64_t *)(void *)(entries->data + entries->length + sizeof(entry));
}

void rci_record_absences_end(rci_record_absences *absences, const rci_record_plan *plan,
                             uint32_t node, size_t record)
{
    rci_base_bytes *entries = &absences->entries;
    const size_t size = size_of(plan, node);
    const entry one = {(uint32_t)record, 1, node,
                       (uint32_t)(entries->length > 0 ? entries->length - absences->last : 0)};
    unsigned char *at = entries->data + entries->length;
    entry *last = (entry *)(void *)(entries->data + absences->last);
    if (entries->length > 0 && last->node == node && last->record + last->n == record &&
        memcmp(last + 1, at + sizeof one, size - sizeof one) == 0) {
        last->n++;
        return;
    }
    memcpy(at, &one, sizeof one);
    absences->last = entries->length;
    entries->length += size;
}

void rci_record_absences_forget(rci_record_absences *absences, size_t record)
{
    rci_base_bytes *entries = &absences->entries;
    while (entries->length > 0) {
        entry *last = (entry *)(void *)(entries->data + absences->last);
        if (last->record + last->n <= record) {
            return;
        }
        if (last->record < record) {
            last->n = (uint32_t)(record - last->record);
            return;
        }
        entries->length = absences->last;
        absences->last -= last->before;
    }
}

/* Adds `n` to the counts of the children whose bits are set. */
static void add(const rci_record_plan *plan, rci_record_count *counts, uint32_t node,
                const uint64_t *bits, uint64_t flip, uint64_t n)
{
    const uint32_t *children = plan->children + plan->nodes[node].first_child;
    const uint32_t nchildren = plan->nodes[node].nchildren;
    for (uint32_t first = 0; first < nchildren; first += WORD) {
        uint64_t left = *bits++ ^ flip;
        left &= nchildren - first < WORD ? (UINT64_C(1) << (nchildren - first)) - 1 : UINT64_MAX;
        for (; left; left &= left - 1) {
            counts[children[first + (unsigned)__builtin_ctzll(left)]]
                .n[RCI_RECORD_MISSING_FILLED] += n;
        }
    }
}

static size_t count_bits(const uint64_t *bits, size_t words)
{
    size_t n = 0;
    for (size_t i = 0; i < words; i++) {
        n += (size_t)__builtin_popcountll(bits[i]);
    }
    return n;
}

void rci_record_absences_settle(rci_record_absences *absences, const rci_record_plan *plan,
                                rci_record_count *counts, size_t record)
{
    const unsigned char *at = absences->entries.data;
    const unsigned char *stop = at ? at + absences->entries.length : at;
    while (at < stop) {
        const entry *one = (const entry *)(const void *)at;
        const uint64_t *bits = (const uint64_t *)(const void *)(one + 1);
        const size_t words = words_of(plan, one->node);
        const uint64_t before = one->record < record ? record - one->record : 0;
        const uint64_t n = before < one->n ? before : one->n;
        if (2 * count_bits(bits, words) <= plan->nodes[one->node].nchildren) {
            add(plan, counts, one->node, bits, 0, n);
        } else { /* all of them, but not those that are given */
            counts[one->node].without += n;
            add(plan, counts, one->node, bits, UINT64_MAX, 0 - n);
        }
        at += size_of(plan, one->node);
    }
    absences->entries.length = absences->last = 0;
}

void rci_record_count_missing(const rci_record_plan *plan, rci_record_count *counts, uint32_t index,
                              uint64_t n)
{
    for (; index != RCI_RECORD_NONE; index = plan->nodes[index].also) {
        const rci_record_node *node = &plan->nodes[index];
        if (node->shape != RCI_RECORD_GROUP) {
            counts[index].n[RCI_RECORD_MISSING_FILLED] += n;
            continue;
        }
        for (uint32_t i = 0; i < node->nchildren; i++) {
            rci_record_count_missing(plan, counts, plan->children[node->first_child + i], n);
        }
    }
}

void rci_record_absences_complete(const rci_record_plan *plan, rci_record_count *counts)
{
    for (uint32_t i = 0; i < plan->nnodes; i++) {
        const uint32_t *children = plan->children + plan->nodes[i].first_child;
        for (uint32_t c = 0; c < plan->nodes[i].nchildren && counts[i].without > 0; c++) {
            counts[children[c]].n[RCI_RECORD_MISSING_FILLED] += counts[i].without;
        }
        counts[i].without = 0;
    }
}
