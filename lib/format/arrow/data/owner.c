/* format/arrow/data/owner.c - keeps an imported array until no column uses its memory. */
#include "format/arrow/data/owner.h"

#include "base/alloc.h"

#include <stdatomic.h>

struct rci_arrow_data_owner {
    atomic_size_t refs;
    const rc_allocator *allocator;
    struct ArrowArray array;
};

rci_arrow_data_owner *rci_arrow_data_owner_new(size_t refs, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_arrow_data_owner *owner =
        rci_base_zalloc_as(allocator, RC_MEMORY_STORE, sizeof *owner, err);
    if (owner) {
        atomic_init(&owner->refs, refs);
        owner->allocator = allocator;
    }
    return owner;
}

void rci_arrow_data_owner_ref(rci_arrow_data_owner *owner)
{
    atomic_fetch_add_explicit(&owner->refs, 1, memory_order_relaxed);
}

void rci_arrow_data_owner_take(rci_arrow_data_owner *owner, struct ArrowArray *array)
{
    owner->array = *array;
    array->release = NULL;
}

void rci_arrow_data_owner_unref(void *context, void *data)
{
    rci_arrow_data_owner *owner = context;
    (void)data;
    if (atomic_fetch_sub_explicit(&owner->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (owner->array.release) {
        owner->array.release(&owner->array);
    }
    rci_base_free_as(owner->allocator, RC_MEMORY_STORE, owner, sizeof *owner);
}
