/* record/put.c - a scanned number or string into the cell of a field. */
#include "record/put.h"

#include "base/cell.h"
#include "store/batch.h"
#include "value/fail.h"
#include "value/value.h"

#include <string.h>

const rc_dtype *rci_record_failing_field(const rci_record_target *target, uint32_t index)
{
    if (target->err && target->err->status == RC_OK) {
        rci_record_plan_error_field(target->plan, index, target->err);
    }
    return target->plan->nodes[index].dtype;
}

/* -------------------------------------------------------------------- numbers */

static rc_status fail_number(const rci_record_target *target, uint32_t index,
                             const rci_number_scanned *number, rci_number_status why)
{
    return rci_value_fail_number(target->err, rci_record_failing_field(target, index), why,
                                 number->start, (size_t)(number->end - number->start));
}

/* Integers, by their size. */
static rci_number_status signed_bits(const rci_number_scanned *number, size_t size, uint64_t *bits)
{
    int64_t value = 0;
    rci_number_status status = rci_number_to_i64(number, &value);
    if (status == RCI_NUMBER_OK && !rci_number_int_fits(value, (unsigned)size)) {
        status = RCI_NUMBER_OVERFLOW;
    }
    *bits = (uint64_t)value;
    return status;
}

static rci_number_status unsigned_bits(const rci_number_scanned *number, size_t size,
                                       uint64_t *bits)
{
    rci_number_status status = rci_number_to_u64(number, bits);
    if (status == RCI_NUMBER_OK && !rci_number_uint_fits(*bits, (unsigned)size)) {
        status = RCI_NUMBER_OVERFLOW;
    }
    return status;
}

static rci_number_status float_bits(const rci_number_scanned *number, size_t size, uint64_t *bits)
{
    rci_number_status status;
    if (size == 8) {
        double value;
        status = rci_number_to_f8(number, &value);
        *bits = rci_base_f8_bits(value);
    } else if (size == 4) {
        float value;
        status = rci_number_to_f4(number, &value);
        *bits = rci_base_f4_bits(value);
    } else {
        uint16_t value;
        status = rci_number_to_f2(number, &value);
        *bits = value;
    }
    return status;
}

rc_status rci_record_put_number(const rci_record_target *target, uint32_t index,
                                unsigned char *cell, const rci_number_scanned *number)
{
    const rci_record_node *node = &target->plan->nodes[index];
    uint64_t bits = 0;
    rci_number_status status;
    switch (node->kind) {
    case RC_F2:
    case RC_F4:
    case RC_F8:
        status = float_bits(number, node->size, &bits);
        break;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        status = unsigned_bits(number, node->size, &bits);
        break;
    default:
        status = signed_bits(number, node->size, &bits);
        if (node->kind == RC_TIMEDELTA && bits == (uint64_t)RC_NAT) {
            status = RCI_NUMBER_OVERFLOW; /* the bits of NaT are not a count */
        }
        break;
    }
    if (status != RCI_NUMBER_OK) {
        return fail_number(target, index, number, status);
    }
    rci_base_cell_put(cell, node->size, node->big_endian, bits);
    return RC_OK;
}

rc_status rci_record_put_part(const rci_record_target *target, uint32_t index, unsigned part,
                              unsigned char *cell, const rci_number_scanned *number)
{
    const rci_record_node *node = &target->plan->nodes[index];
    size_t half = node->size / 2;
    uint64_t bits = 0;
    rci_number_status status = float_bits(number, half, &bits);
    if (status != RCI_NUMBER_OK) {
        return fail_number(target, index, number, status);
    }
    rci_base_cell_put(cell + part * half, half, node->big_endian, bits);
    return RC_OK;
}

/* ----------------------------------------------------------------------- text */

static rc_status put_bytes(const rci_record_target *target, uint32_t index, unsigned char *cell,
                           const char *text, size_t n)
{
    size_t size = target->plan->nodes[index].size;
    if (n > size) {
        return rci_value_fail_length(target->err, rci_record_failing_field(target, index), n, text,
                                     n);
    }
    if (n && text[n - 1] == '\0') {
        return rci_value_fail_nul(target->err, rci_record_failing_field(target, index), text, n);
    }
    memcpy(cell, text, n);
    memset(cell + n, 0, size - n);
    return RC_OK;
}

/* U<n>, V<n>, M8, m8. */
static rc_status put_by_value(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const char *text, size_t n)
{
    rc_value value = {0};
    value.type = RC_VALUE_TEXT;
    value.as.text.data = text;
    value.as.text.length = n;
    if (rci_value_store(target->plan->nodes[index].dtype, cell, &value, NULL) == RC_OK) {
        return RC_OK;
    }
    /* Once more for the message: only a failure may put its field into the error. */
    return rci_value_store(rci_record_failing_field(target, index), cell, &value, target->err);
}

rc_status rci_record_put_text(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const char *text, size_t n)
{
    switch (target->plan->nodes[index].kind) {
    case RC_BYTES:
        return put_bytes(target, index, cell, text, n);
    case RC_STR:
        return rci_store_string_put(target->batch, cell, text, n, target->err);
    default:
        return put_by_value(target, index, cell, text, n);
    }
}
