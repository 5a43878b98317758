/*
 * dtype/cast.c - what a conversion from one dtype to another does to the values.
 */
#include "dtype/promote.h"

#include <string.h>

static rc_cast worse(rc_cast a, rc_cast b)
{
    return a > b ? a : b;
}

static bool is_real(rci_dtype_family family)
{
    return family <= RCI_DTYPE_FAMILY_SIGNED;
}

/* Only floats are rounded: a conversion from or to integers refuses what does not fit. */
static rc_cast cast_numbers(rc_kind from, rc_kind to)
{
    rci_dtype_number_facts a, b;
    rci_dtype_number_facts_of(from, &a);
    rci_dtype_number_facts_of(to, &b);
    if (from == to) {
        return RC_CAST_EXACT;
    }
    if (rci_dtype_number_holds(to, from)) {
        return RC_CAST_WIDENING;
    }
    return is_real(a.family) || is_real(b.family) || b.bits >= a.bits ? RC_CAST_CHECKED
                                                                      : RC_CAST_LOSSY;
}

static bool is_text(rc_kind kind)
{
    return kind == RC_BYTES || kind == RC_UCS4 || kind == RC_STR;
}

/* n bytes hold at most n characters; a character takes up to 4 bytes. */
static rc_cast cast_texts(const rc_dtype *from, const rc_dtype *to)
{
    if (from->kind == to->kind && from->length == to->length) {
        return RC_CAST_EXACT;
    }
    if (from->kind == RC_BYTES && to->kind != RC_BYTES) {
        return RC_CAST_CHECKED; /* bytes need not be UTF-8 */
    }
    if (to->kind == RC_STR) {
        return RC_CAST_WIDENING;
    }
    if (from->kind == RC_STR) {
        return RC_CAST_CHECKED;
    }
    if (from->kind == RC_UCS4 && to->kind == RC_BYTES) {
        return to->length / 4 >= from->length ? RC_CAST_WIDENING : RC_CAST_CHECKED;
    }
    return to->length >= from->length ? RC_CAST_WIDENING : RC_CAST_CHECKED;
}

static rc_cast cast_times(const rc_dtype *from, const rc_dtype *to)
{
    if (from->kind != to->kind) {
        return RC_CAST_NONE;
    }
    return from->unit == to->unit && from->multiple == to->multiple ? RC_CAST_EXACT
                                                                    : RC_CAST_CHECKED;
}

/* Leaves of two different families (numbers, text, times). Every value can be written as text, and
   the counts of timedeltas are integers, which become any number that holds them. */
static rc_cast cast_unlike(const rc_dtype *from, const rc_dtype *to)
{
    rci_dtype_number_facts facts;
    bool from_number = rci_dtype_number_facts_of(from->kind, &facts);
    bool to_number = rci_dtype_number_facts_of(to->kind, &facts);
    if (from->kind == RC_STRUCT || from->kind == RC_SUBARRAY || to->kind == RC_STRUCT ||
        to->kind == RC_SUBARRAY) {
        return RC_CAST_NONE;
    }
    if (is_text(to->kind)) {
        return to->kind == RC_STR ? RC_CAST_WIDENING : RC_CAST_CHECKED;
    }
    if (is_text(from->kind)) {
        return RC_CAST_CHECKED;
    }
    if (to->kind == RC_TIMEDELTA && from_number && from->kind < RC_F2) {
        /* The least int64 is not a count: it means not a time. */
        return from->kind != RC_I8 && rci_dtype_number_holds(RC_I8, from->kind) ? RC_CAST_WIDENING
                                                                                : RC_CAST_CHECKED;
    }
    if (from->kind == RC_TIMEDELTA && to_number) {
        return RC_CAST_CHECKED;
    }
    return RC_CAST_NONE;
}

static rc_cast cast_structs(const rc_dtype *from, const rc_dtype *to)
{
    rc_cast level = RC_CAST_EXACT;
    size_t i, k;
    if (from->nfields != to->nfields) {
        return RC_CAST_NONE;
    }
    for (i = 0; i < to->nfields; i++) {
        const rci_dtype_member *target = &to->members[i];
        k = rci_dtype_member_find(from, target->name, target->name_length);
        if (k == SIZE_MAX) {
            return RC_CAST_NONE;
        }
        level = worse(level, rc_dtype_can_cast(from->members[k].dtype, target->dtype));
        if (from->members[k].nullable && !target->nullable) {
            level = worse(level, RC_CAST_CHECKED);
        } else if (target->nullable && !from->members[k].nullable) {
            level = worse(level, RC_CAST_WIDENING);
        }
    }
    return level;
}

static rc_cast cast_same_kind(const rc_dtype *from, const rc_dtype *to)
{
    switch (from->kind) {
    case RC_STRUCT:
        return cast_structs(from, to);
    case RC_SUBARRAY:
        if (from->ndim != to->ndim ||
            memcmp(from->shape, to->shape, from->ndim * sizeof *from->shape) != 0) {
            return RC_CAST_NONE;
        }
        return rc_dtype_can_cast(from->element, to->element);
    default: /* V: raw bytes are not made longer or shorter */
        return from->length == to->length ? RC_CAST_EXACT : RC_CAST_NONE;
    }
}

/* Recurses at most RC_MAX_DEPTH times. */
rc_cast rc_dtype_can_cast(const rc_dtype *from, const rc_dtype *to)
{
    rci_dtype_number_facts facts;
    if (!from || !to) {
        return RC_CAST_NONE;
    }
    if (rci_dtype_number_facts_of(from->kind, &facts) &&
        rci_dtype_number_facts_of(to->kind, &facts)) {
        return cast_numbers(from->kind, to->kind);
    }
    if (is_text(from->kind) && is_text(to->kind)) {
        return cast_texts(from, to);
    }
    if (rci_dtype_kind_is_time(from->kind) && rci_dtype_kind_is_time(to->kind)) {
        return cast_times(from, to);
    }
    return from->kind == to->kind ? cast_same_kind(from, to) : cast_unlike(from, to);
}
