/* base/meter.c - passes allocations on and counts them. */
#include "base/meter.h"

#include "base/alloc.h"

#include <stdatomic.h>

struct rci_base_meter {
    rc_allocator allocator; /* its context is the meter */
    const rc_allocator *under;
    rc_memory_kind kind;
    _Atomic uint64_t bytes;
    _Atomic uint64_t blocks; /* with the meter itself, until its owner has released it */
};

static void add(_Atomic uint64_t *to, uint64_t n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static void *meter_alloc(void *context, size_t size, int zero)
{
    rci_base_meter *meter = context;
    void *memory = meter->under->alloc(meter->under->context, size, zero);
    if (memory) {
        add(&meter->bytes, size);
        add(&meter->blocks, 1);
    }
    return memory;
}

static void *meter_realloc(void *context, void *memory, size_t old_size, size_t new_size)
{
    rci_base_meter *meter = context;
    void *moved = meter->under->realloc(meter->under->context, memory, old_size, new_size);
    if (moved) {
        add(&meter->bytes, (uint64_t)new_size - old_size);
    }
    return moved;
}

static void remove_block(rci_base_meter *meter, size_t size)
{
    atomic_fetch_sub_explicit(&meter->bytes, size, memory_order_relaxed);
    if (atomic_fetch_sub_explicit(&meter->blocks, 1, memory_order_acq_rel) == 1) {
        rci_base_free_as(meter->under, meter->kind, meter, sizeof *meter);
    }
}

static void meter_release(void *context, void *memory, size_t size)
{
    rci_base_meter *meter = context;
    meter->under->release(meter->under->context, memory, size);
    remove_block(meter, size);
}

rci_base_meter *rci_base_meter_new(rc_memory_kind kind, rc_error *err)
{
    const rc_allocator *under = rc_get_allocator();
    rci_base_meter *meter = rci_base_zalloc_as(under, kind, sizeof *meter, err);
    if (meter) {
        meter->allocator = (rc_allocator){meter, meter_alloc, meter_realloc, meter_release};
        meter->under = under;
        meter->kind = kind;
        atomic_init(&meter->bytes, sizeof *meter);
        atomic_init(&meter->blocks, 1);
    }
    return meter;
}

void rci_base_meter_release(rci_base_meter *meter)
{
    if (meter) {
        remove_block(meter, sizeof *meter);
    }
}

uint64_t rci_base_meter_bytes(const rci_base_meter *meter)
{
    return atomic_load_explicit(&((rci_base_meter *)(uintptr_t)meter)->bytes, memory_order_relaxed);
}

uint64_t rci_base_meter_blocks(const rci_base_meter *meter)
{
    return atomic_load_explicit(&((rci_base_meter *)(uintptr_t)meter)->blocks,
                                memory_order_relaxed);
}

const rc_allocator *rci_base_meter_enter(rci_base_meter *meter)
{
    return rci_base_enter_allocator(meter ? &meter->allocator : NULL);
}
