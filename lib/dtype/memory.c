/* dtype/memory.c - what dtypes keep in memory, and how many references they have. */
#include "dtype/memory.h"

#include "dtype/dtype_impl.h"

static size_t references(const rc_dtype *dtype)
{
    return atomic_load_explicit(&((rc_dtype *)(uintptr_t)dtype)->refs, memory_order_acquire);
}

void rci_dtype_tally(rci_account_tally *tally, const rc_dtype *dtype, size_t from)
{
    size_t object;
    if (!dtype || !dtype->allocator) { /* a constant */
        return;
    }
    object = rci_account_tally_open(tally, dtype, references(dtype), from);
    if (object == RCI_ACCOUNT_NONE) {
        return;
    }
    rci_account_tally_part(tally, object, dtype->block_size, &tally->sum.dtype);
    for (size_t i = 0; i < dtype->nfields; i++) {
        rci_dtype_tally(tally, dtype->members[i].dtype, object);
    }
    rci_dtype_tally(tally, dtype->element, object);
}

rc_status rc_dtype_memory(const rc_dtype *dtype, rc_memory_size *size, rc_error *err)
{
    rci_account_tally tally;
    if (!dtype) {
        return rci_dtype_fail_null(err, "dtype");
    }
    rci_account_tally_init(&tally, 0, err);
    rci_dtype_tally(&tally, dtype, RCI_ACCOUNT_NONE);
    return rci_account_tally_finish(&tally, size);
}

size_t rc_dtype_references(const rc_dtype *dtype)
{
    return dtype && dtype->allocator ? references(dtype) : 0;
}
