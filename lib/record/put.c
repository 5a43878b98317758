/* record/put.c - a scanned number or string into the cell of a field. */
#include "record/put.h"

#include "base/cell.h"
#include "base/error.h"
#include "base/utf8.h"
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

/* 1.0 or 1e2 for an integer, which the options take if the value is one. */
static rc_status put_integral(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const rci_number_scanned *number)
{
    rci_number_scanned integer;
    char text[RCI_NUMBER_INTEGRAL_SIZE];
    rci_number_status status = rci_number_integral(number, text, &integer);
    if (status == RCI_NUMBER_OK && rci_record_accepts(target, index, RC_ACCEPT_INTEGRAL)) {
        if (rci_record_put_number(target, index, cell, &integer) != RC_OK) {
            return RC_ERANGE;
        }
        target->log->converted++;
        rci_record_target_note(target, index, RCI_RECORD_CONVERTED);
        return RC_OK;
    }
    fail_number(target, index, number, RCI_NUMBER_NOT_INTEGER);
    if (status == RCI_NUMBER_OK) {
        rci_base_error_hint(target->err, RC_HINT_ACCEPT, "integral");
    }
    return RC_ETYPE;
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
    if (status == RCI_NUMBER_NOT_INTEGER) {
        return put_integral(target, index, cell, number);
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
    if (n > size && rci_record_accepts(target, index, RC_ACCEPT_CUT)) {
        rci_record_target_note(target, index, RCI_RECORD_CUT);
        n = rci_base_utf8_cut(text, n, size);
    }
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

/* The length of the first `most` characters of text. */
static size_t characters(const char *text, size_t n, size_t most)
{
    size_t i;
    for (i = 0; i < n; i++) {
        const bool begins = ((unsigned char)text[i] & 0xC0) != 0x80;
        if (begins && most-- == 0) {
            break;
        }
    }
    return i;
}

static rc_status put_ucs4(const rci_record_target *target, uint32_t index, unsigned char *cell,
                          const char *text, size_t n)
{
    const size_t fits = characters(text, n, target->plan->nodes[index].length);
    if (fits < n && rci_record_accepts(target, index, RC_ACCEPT_CUT)) {
        rci_record_target_note(target, index, RCI_RECORD_CUT);
        n = fits;
    }
    return put_by_value(target, index, cell, text, n);
}

static rc_status put_time(const rci_record_target *target, uint32_t index, unsigned char *cell,
                          const char *text, size_t n)
{
    const rci_record_node *node = &target->plan->nodes[index];
    const rci_value_time_format format =
        rci_record_time_format(target->policies, &target->policies->rules[index]);
    rci_value_time_unit unit;
    int64_t count = 0;
    rc_status status;
    unit.unit = rc_dtype_unit(node->dtype, &unit.multiple);
    status = rci_value_datetime_by_format(&format, text, n, unit, &count, NULL);
    if (status != RC_OK) {
        rci_record_failing_field(target, index);
        return rci_value_datetime_by_format(&format, text, n, unit, &count, target->err);
    }
    rci_base_cell_put(cell, sizeof count, node->big_endian, (uint64_t)count);
    return RC_OK;
}

/* A time in quotes: a number for which the options have a unit, or ISO 8601. */
static rc_status put_datetime(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const char *text, size_t n)
{
    const rci_record_rule *rule = &target->policies->rules[index];
    rci_number_scanned number;
    if (rule->has_time && rule->epoch == RC_UNIT_GENERIC) {
        return put_time(target, index, cell, text, n);
    }
    if (rule->has_time && rci_record_accepts(target, index, RC_ACCEPT_QUOTED) && n > 0 &&
        rci_number_scan_number(text, text + n, &number) == RCI_NUMBER_OK &&
        number.end == text + n) {
        return rci_record_put_epoch(target, index, cell, &number);
    }
    if (put_by_value(target, index, cell, text, n) == RC_OK) {
        return RC_OK;
    }
    if (!rule->has_time && target->err && target->err->status == RC_ESYNTAX) {
        rci_base_error_hint(target->err, RC_HINT_TIME, "");
    }
    return target->err ? target->err->status : RC_ESYNTAX;
}

rc_status rci_record_put_epoch(const rci_record_target *target, uint32_t index, unsigned char *cell,
                               const rci_number_scanned *number)
{
    const rci_record_node *node = &target->plan->nodes[index];
    const rci_record_rule *rule = &target->policies->rules[index];
    rci_value_time_unit unit;
    int64_t count = 0;
    rc_status status;
    if (!rule->has_time || rule->epoch == RC_UNIT_GENERIC) {
        return RC_END;
    }
    unit.unit = rc_dtype_unit(node->dtype, &unit.multiple);
    status = rci_value_datetime_of_epoch(number, rule->epoch, unit, &count, NULL);
    if (status != RC_OK) {
        rci_record_failing_field(target, index);
        return rci_value_datetime_of_epoch(number, rule->epoch, unit, &count, target->err);
    }
    rci_base_cell_put(cell, sizeof count, node->big_endian, (uint64_t)count);
    return RC_OK;
}

rc_status rci_record_put_text(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const char *text, size_t n)
{
    switch (target->plan->nodes[index].kind) {
    case RC_BYTES:
        return put_bytes(target, index, cell, text, n);
    case RC_STR:
        return rci_store_string_put(target->batch, cell, text, n, target->err);
    case RC_DATETIME:
        return put_datetime(target, index, cell, text, n);
    case RC_UCS4:
        return put_ucs4(target, index, cell, text, n);
    default:
        return put_by_value(target, index, cell, text, n);
    }
}
