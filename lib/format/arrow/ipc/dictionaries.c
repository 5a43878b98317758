/*
 * format/arrow/ipc/dictionaries.c - the dictionaries of a stream or file at one point of it.
 */
#include "format/arrow/ipc/dictionaries.h"

#include "base/alloc.h"

typedef struct entry {
    int64_t id;
    const struct ArrowSchema *schema; /* of the values */
    rci_arrow_ipc_column *values;
} entry;

struct rci_arrow_ipc_dictionaries {
    atomic_size_t references;
    const rc_allocator *allocator;
    size_t count;
    entry entries[];
};

static size_t block_size(size_t count)
{
    return sizeof(rci_arrow_ipc_dictionaries) + count * sizeof(entry);
}

rci_arrow_ipc_dictionaries *rci_arrow_ipc_dictionaries_ref(rci_arrow_ipc_dictionaries *set)
{
    if (set) {
        atomic_fetch_add_explicit(&set->references, 1, memory_order_relaxed);
    }
    return set;
}

void rci_arrow_ipc_dictionaries_unref(rci_arrow_ipc_dictionaries *set)
{
    if (!set || atomic_fetch_sub_explicit(&set->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        rci_arrow_ipc_column_unref(set->entries[i].values);
    }
    rci_base_free_as(set->allocator, RC_MEMORY_READER, set, block_size(set->count));
}

/* The place of an id, or the number of entries. */
static size_t find(const rci_arrow_ipc_dictionaries *set, int64_t id)
{
    size_t i = 0;
    while (set && i < set->count && set->entries[i].id != id) {
        i++;
    }
    return i;
}

rci_arrow_ipc_column *rci_arrow_ipc_dictionaries_find(const rci_arrow_ipc_dictionaries *set,
                                                      int64_t id, const struct ArrowSchema **schema)
{
    const size_t at = find(set, id);
    if (!set || at == set->count) {
        return NULL;
    }
    *schema = set->entries[at].schema;
    return set->entries[at].values;
}

rc_status rci_arrow_ipc_dictionaries_put(rci_arrow_ipc_dictionaries **set, int64_t id,
                                         const struct ArrowSchema *schema,
                                         rci_arrow_ipc_column *values, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    const size_t at = find(*set, id), old_count = *set ? (*set)->count : 0;
    const size_t count = old_count + (at == old_count);
    rci_arrow_ipc_dictionaries *made =
        rci_base_zalloc_as(allocator, RC_MEMORY_READER, block_size(count), err);
    if (!made) {
        rci_arrow_ipc_column_unref(values);
        return RC_ENOMEM;
    }
    atomic_init(&made->references, 1);
    made->allocator = allocator;
    made->count = count;
    for (size_t i = 0; i < old_count; i++) {
        made->entries[i] = (*set)->entries[i];
        if (i != at) {
            rci_arrow_ipc_column_ref(made->entries[i].values);
        }
    }
    made->entries[at] = (entry){.id = id, .schema = schema, .values = values};
    rci_arrow_ipc_dictionaries_unref(*set);
    *set = made;
    return RC_OK;
}
