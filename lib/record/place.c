/* record/place.c - finding the fields of a batch, and clearing them. */
#include "record/place.h"

#include "base/alloc.h"
#include "store/batch.h"

#include <string.h>

rc_status rci_record_places_init(rci_record_places *places, const rci_record_plan *plan,
                                 rc_error *err)
{
    places->plan = plan;
    places->leaves = rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, plan->nleaves,
                                              sizeof *places->leaves, err);
    places->nulls = rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, plan->nnulls,
                                             sizeof *places->nulls, err);
    if (!places->leaves || !places->nulls) {
        rci_record_places_release(places);
        return RC_ENOMEM;
    }
    return RC_OK;
}

void rci_record_places_release(rci_record_places *places)
{
    const rci_record_plan *plan = places->plan;
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, places->leaves,
                     plan->nleaves * sizeof *places->leaves);
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, places->nulls,
                     plan->nnulls * sizeof *places->nulls);
    places->leaves = NULL;
    places->nulls = NULL;
}

void rci_record_places_bind(rci_record_places *places, const rc_store *store)
{
    uint32_t i;
    for (i = 0; i < places->plan->nleaves; i++) {
        rci_store_leaf(store, i, &places->leaves[i].base, &places->leaves[i].stride);
    }
    for (i = 0; i < places->plan->nnulls; i++) {
        rci_store_null_bits(store, i, &places->nulls[i].bits, &places->nulls[i].bit0);
    }
}

/* Numbers, without a call. */
static inline void zero_cell(unsigned char *cell, size_t size)
{
    switch (size) {
    case 1:
        memset(cell, 0, 1);
        break;
    case 2:
        memset(cell, 0, 2);
        break;
    case 4:
        memset(cell, 0, 4);
        break;
    case 8:
        memset(cell, 0, 8);
        break;
    default:
        memset(cell, 0, size);
    }
}

void rci_record_zero(const rci_record_places *places, size_t record, uint32_t index, size_t shift)
{
    const rci_record_node *node = &places->plan->nodes[index];
    uint32_t i;
    if (node->null_node != RCI_RECORD_NONE) {
        rci_record_set_valid(&places->nulls[node->null_node], record, true);
    }
    if (node->leaf != RCI_RECORD_NONE) {
        zero_cell(rci_record_cell(places, record, node, shift), node->size);
        return;
    }
    for (i = 0; i < node->nchildren; i++) {
        rci_record_zero(places, record, places->plan->children[node->first_child + i], shift);
    }
}

void rci_record_set_null(const rci_record_places *places, size_t record, uint32_t index,
                         size_t shift)
{
    rci_record_zero(places, record, index, shift);
    rci_record_set_valid(&places->nulls[places->plan->nodes[index].null_node], record, false);
}
