/* record/target.c - the batch that a reader fills: memory, and missing fields. */
#include "record/target.h"

#include "base/alloc.h"
#include "record/fail.h"

#include <string.h>

rc_status rci_record_target_init(rci_record_target *target, const rci_record_plan *plan,
                                 rci_record_missing missing, rc_error *err)
{
    memset(target, 0, sizeof *target);
    target->plan = plan;
    target->missing = missing;
    if (rci_record_places_init(&target->places, plan, err) != RC_OK) {
        return RC_ENOMEM;
    }
    target->marks =
        rci_base_zalloc_array(plan->allocator, plan->nnodes, sizeof *target->marks, err);
    if (!target->marks) {
        rci_record_target_release(target);
        return RC_ENOMEM;
    }
    return RC_OK;
}

void rci_record_target_release(rci_record_target *target)
{
    const rci_record_plan *plan = target->plan;
    rci_base_free(plan->allocator, target->marks, plan->nnodes * sizeof *target->marks);
    target->marks = NULL;
    rci_record_places_release(&target->places);
}

void rci_record_target_bind(rci_record_target *target, rc_store *batch, rc_error *err)
{
    target->batch = batch;
    target->record = 0;
    target->err = err;
    rci_record_places_bind(&target->places, batch);
}

rc_status rci_record_fill_missing(const rci_record_target *target, uint32_t index, size_t shift)
{
    bool nullable = target->plan->nodes[index].nullable;
    if (target->missing == RCI_RECORD_MISSING_NULL && nullable) {
        rci_record_target_set_null(target, index, shift);
        return RC_OK;
    }
    if (target->missing != RCI_RECORD_MISSING_ZERO) {
        rci_record_fail_missing(target->err);
        rci_record_plan_error_field(target->plan, index, target->err);
        return RC_EMISSING;
    }
    rci_record_target_zero(target, index, shift);
    return RC_OK;
}
