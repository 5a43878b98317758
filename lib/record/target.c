/* record/target.c - the batch that a reader fills: memory, missing fields and null. */
#include "record/target.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "record/fail.h"

#include <math.h>
#include <rowcol/value.h>
#include <string.h>

rc_status rci_record_target_init(rci_record_target *target, const rci_record_plan *plan,
                                 rci_record_missing missing, rci_record_nulls nulls, rc_error *err)
{
    memset(target, 0, sizeof *target);
    target->plan = plan;
    target->missing = missing;
    target->nulls = nulls;
    if (rci_record_places_init(&target->places, plan, err) != RC_OK) {
        return RC_ENOMEM;
    }
    target->marks = rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, plan->nnodes,
                                             sizeof *target->marks, err);
    if (!target->marks) {
        rci_record_target_release(target);
        return RC_ENOMEM;
    }
    return RC_OK;
}

void rci_record_target_release(rci_record_target *target)
{
    const rci_record_plan *plan = target->plan;
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, target->marks,
                     plan->nnodes * sizeof *target->marks);
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

static rc_status fill_missing_field(const rci_record_target *target, uint32_t index, size_t shift)
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

/* The fields in a group. Recurses as deep as groups are nested. */
static rc_status fill_missing_group(const rci_record_target *target, const rci_record_node *group)
{
    const uint32_t *children = target->plan->children + group->first_child;
    rc_status status = RC_OK;
    for (uint32_t i = 0; i < group->nchildren && status == RC_OK; i++) {
        status = rci_record_fill_missing(target, children[i], 0);
    }
    return status;
}

rc_status rci_record_fill_missing(const rci_record_target *target, uint32_t index, size_t shift)
{
    const rci_record_node *nodes = target->plan->nodes;
    rc_status status = RC_OK;
    for (; index != RCI_RECORD_NONE && status == RC_OK; index = nodes[index].also) {
        status = nodes[index].shape == RCI_RECORD_GROUP ? fill_missing_group(target, &nodes[index])
                                                        : fill_missing_field(target, index, shift);
    }
    return status;
}

/* ------------------------------------------------------------------------- null */

/* The bits of NaN in a float of `size` bytes. */
static uint64_t nan_bits(size_t size)
{
    switch (size) {
    case 2:
        return 0x7E00;
    case 4:
        return rci_base_f4_bits((float)NAN);
    default:
        return rci_base_f8_bits((double)NAN);
    }
}

static bool has_nan(rc_kind kind)
{
    return kind >= RC_F2 && kind <= RC_C16;
}

static bool has_nat(rc_kind kind)
{
    return kind == RC_DATETIME || kind == RC_TIMEDELTA;
}

bool rci_record_take_null_part(const rci_record_target *target, uint32_t index, unsigned part,
                               unsigned parts, unsigned char *cell)
{
    const rci_record_node *node = &target->plan->nodes[index];
    size_t size = node->size / parts;
    uint64_t bits = 0;
    if (target->nulls == RCI_RECORD_NULLS_ERROR) {
        return false;
    }
    if (target->nulls == RCI_RECORD_NULLS_NAN) {
        if (!has_nan(node->kind) && !has_nat(node->kind)) {
            return false;
        }
        bits = has_nat(node->kind) ? (uint64_t)RC_NAT : nan_bits(size);
    }
    rci_base_cell_put(cell + part * size, size, node->big_endian, bits);
    return true;
}

/* Recurses as deep as groups are nested. */
uint32_t rci_record_take_null_in(const rci_record_target *target, uint32_t group)
{
    const rci_record_plan *plan = target->plan;
    const rci_record_node *node = &plan->nodes[group];
    for (uint32_t i = 0; i < node->nchildren; i++) {
        uint32_t index = plan->children[node->first_child + i];
        for (; index != RCI_RECORD_NONE; index = plan->nodes[index].also) {
            uint32_t refused = plan->nodes[index].shape == RCI_RECORD_GROUP
                                   ? rci_record_take_null_in(target, index)
                               : rci_record_take_null(target, index, 0) ? RCI_RECORD_NONE
                                                                        : index;
            if (refused != RCI_RECORD_NONE) {
                return refused;
            }
        }
    }
    return RCI_RECORD_NONE;
}

bool rci_record_take_null(const rci_record_target *target, uint32_t index, size_t shift)
{
    const rci_record_node *node = &target->plan->nodes[index];
    bool is_complex = node->kind == RC_C8 || node->kind == RC_C16;
    if (node->nullable) {
        rci_record_target_set_null(target, index, shift);
        return true;
    }
    if (target->nulls == RCI_RECORD_NULLS_ERROR ||
        (target->nulls == RCI_RECORD_NULLS_NAN && node->shape != RCI_RECORD_LEAF)) {
        return false;
    }
    if (target->nulls == RCI_RECORD_NULLS_ZERO || is_complex) {
        rci_record_target_zero(target, index,
                               shift); /* a complex number is NaN + 0j, as in NumPy */
    }
    return target->nulls == RCI_RECORD_NULLS_ZERO ||
           rci_record_take_null_part(target, index, 0, is_complex ? 2 : 1,
                                     rci_record_target_cell(target, node, shift));
}
