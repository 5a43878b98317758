/* record/target.c - the batch that a reader fills: memory, missing fields and null. */
#include "record/target.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "record/fail.h"
#include "store/batch.h"

#include <math.h>
#include <rowcol/value.h>
#include <string.h>

rc_status rci_record_target_init(rci_record_target *target, const rci_record_policies *policies,
                                 rc_error *err)
{
    const rci_record_plan *plan = policies->plan;
    memset(target, 0, sizeof *target);
    target->plan = plan;
    target->policies = policies;
    if (rci_record_places_init(&target->places, plan, err) != RC_OK) {
        return RC_ENOMEM;
    }
    target->marks = rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, plan->nnodes,
                                             sizeof *target->marks, err);
    target->log = rci_base_zalloc_as(plan->allocator, RC_MEMORY_PLAN, sizeof *target->log, err);
    if (target->log) {
        rci_record_log_init(target->log, plan);
    }
    if (!target->marks || !target->log) {
        rci_record_target_release(target);
        return RC_ENOMEM;
    }
    return RC_OK;
}

void rci_record_target_release(rci_record_target *target)
{
    const rci_record_plan *plan = target->plan;
    if (target->log) {
        rci_record_log_release(target->log);
    }
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, target->log, sizeof *target->log);
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, target->marks,
                     plan->nnodes * sizeof *target->marks);
    target->marks = NULL;
    target->log = NULL;
    rci_record_places_release(&target->places);
}

void rci_record_target_bind(rci_record_target *target, rc_store *batch, rc_error *err)
{
    target->batch = batch;
    target->record = 0;
    target->err = err;
    rci_record_places_bind(&target->places, batch);
}

rc_status rci_record_target_begin_counts(rci_record_target *target, rc_error *err)
{
    memset(target->marks, 0, target->plan->nnodes * sizeof *target->marks);
    return rci_record_log_begin(target->log, err);
}

void rci_record_target_see(rci_record_target *target)
{
    for (uint32_t i = 0; i < target->plan->nnodes; i++) {
        rci_record_count *count = &target->log->counts[i];
        count->seen = count->seen || target->marks[i] != 0;
    }
}

/* --------------------------------------------------------------------- missing */

void rci_record_put_missing(const rci_record_target *target, uint32_t index, size_t shift)
{
    if (target->policies->missing == RC_MISSING_NULL) {
        rci_record_target_set_null(target, index, shift);
    } else {
        rci_record_target_zero(target, index, shift);
    }
}

void rci_record_put_all_missing(const rci_record_target *target, uint32_t index, size_t shift)
{
    const rci_record_plan *plan = target->plan;
    for (; index != RCI_RECORD_NONE; index = plan->nodes[index].also) {
        const rci_record_node *node = &plan->nodes[index];
        if (node->shape != RCI_RECORD_GROUP) {
            rci_record_put_missing(target, index, shift);
            continue;
        }
        for (uint32_t i = 0; i < node->nchildren; i++) {
            rci_record_put_all_missing(target, plan->children[node->first_child + i], 0);
        }
    }
}

bool rci_record_takes_missing(const rci_record_target *target, uint32_t index)
{
    const rc_missing policy = target->policies->missing;
    return policy == RC_MISSING_ZERO ||
           (policy == RC_MISSING_NULL && target->plan->nodes[index].nullable);
}

static rc_status fill_missing_field(const rci_record_target *target, uint32_t index, size_t shift)
{
    if (!rci_record_takes_missing(target, index)) {
        rci_record_fail_missing(target->err);
        rci_record_plan_error_field(target->plan, index, target->err);
        return RC_EMISSING;
    }
    rci_record_put_missing(target, index, shift);
    rci_record_target_note(target, index, RCI_RECORD_MISSING_FILLED);
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

static void put_nan(const rci_record_node *node, unsigned char *cell)
{
    const bool is_time = node->kind == RC_DATETIME || node->kind == RC_TIMEDELTA;
    const bool is_complex = node->kind == RC_C8 || node->kind == RC_C16;
    const size_t size = is_complex ? node->size / 2 : node->size;
    memset(cell, 0, node->size); /* a complex number is NaN + 0j, as in NumPy */
    rci_base_cell_put(cell, size, node->big_endian, is_time ? (uint64_t)RC_NAT : nan_bits(size));
}

/* The record is left out if that is the policy. */
static bool refuse_null(const rci_record_target *target, uint32_t index)
{
    if (target->policies->rules[index].nulls == RC_NULLS_SKIP) {
        target->log->skipped = index;
    }
    return false;
}

static bool null_replaced(const rci_record_target *target, uint32_t index)
{
    target->log->converted++;
    rci_record_target_note(target, index, RCI_RECORD_NULL_REPLACED);
    return true;
}

static bool put_null_value(const rci_record_target *target, uint32_t index, unsigned char *cell)
{
    const rci_record_rule *rule = &target->policies->rules[index];
    const unsigned char *value = rci_record_null_value(target->policies, rule);
    if (target->plan->nodes[index].kind == RC_STR) {
        return rci_store_string_put(target->batch, cell, (const char *)value, rule->null_length,
                                    target->err) == RC_OK;
    }
    memcpy(cell, value, rule->null_length);
    return true;
}

bool rci_record_take_null_leaf(const rci_record_target *target, uint32_t index, unsigned char *cell)
{
    const rci_record_node *node = &target->plan->nodes[index];
    switch (target->policies->rules[index].nulls) {
    case RC_NULLS_NAN:
        put_nan(node, cell);
        break;
    case RC_NULLS_ZERO:
        memset(cell, 0, node->size);
        break;
    case RC_NULLS_VALUE:
        if (!put_null_value(target, index, cell)) {
            return false;
        }
        break;
    case RC_NULLS_ERROR:
    case RC_NULLS_SKIP:
        return refuse_null(target, index);
    }
    return null_replaced(target, index);
}

bool rci_record_take_null_part(const rci_record_target *target, uint32_t index, unsigned part,
                               unsigned char *cell)
{
    const rci_record_node *node = &target->plan->nodes[index];
    const size_t size = node->size / 2;
    switch (target->policies->rules[index].nulls) {
    case RC_NULLS_NAN:
        rci_base_cell_put(cell + part * size, size, node->big_endian, nan_bits(size));
        break;
    case RC_NULLS_ZERO:
        memset(cell + part * size, 0, size);
        break;
    case RC_NULLS_ERROR:
    case RC_NULLS_SKIP:
    case RC_NULLS_VALUE:
        return refuse_null(target, index);
    }
    return null_replaced(target, index);
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
    if (node->nullable) {
        rci_record_target_set_null(target, index, shift);
        return true;
    }
    if (node->shape == RCI_RECORD_LEAF) {
        return rci_record_take_null_leaf(target, index,
                                         rci_record_target_cell(target, node, shift));
    }
    if (target->policies->rules[index].nulls != RC_NULLS_ZERO) {
        return refuse_null(target, index);
    }
    rci_record_target_zero(target, index, shift);
    return null_replaced(target, index);
}
