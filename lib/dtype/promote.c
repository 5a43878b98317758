/*
 * dtype/promote.c - the least dtype that holds every value of two others. NumPy's table
 * (https://numpy.org/doc/stable/reference/generated/numpy.promote_types.html) without the entries
 * that lose values: each numeric kind is described by the numbers that it holds exactly.
 */
#include "dtype/promote.h"
#include "dtype/fields.h"

#include <string.h>

bool rci_dtype_number_facts_of(rc_kind kind, rci_dtype_number_facts *facts)
{
    static const rci_dtype_number_facts table[] = {
        [RC_BOOL] = {RCI_DTYPE_FAMILY_BOOL, 1, 1},    [RC_I1] = {RCI_DTYPE_FAMILY_SIGNED, 7, 1},
        [RC_I2] = {RCI_DTYPE_FAMILY_SIGNED, 15, 2},   [RC_I4] = {RCI_DTYPE_FAMILY_SIGNED, 31, 4},
        [RC_I8] = {RCI_DTYPE_FAMILY_SIGNED, 63, 8},   [RC_U1] = {RCI_DTYPE_FAMILY_UNSIGNED, 8, 1},
        [RC_U2] = {RCI_DTYPE_FAMILY_UNSIGNED, 16, 2}, [RC_U4] = {RCI_DTYPE_FAMILY_UNSIGNED, 32, 4},
        [RC_U8] = {RCI_DTYPE_FAMILY_UNSIGNED, 64, 8}, [RC_F2] = {RCI_DTYPE_FAMILY_FLOAT, 11, 2},
        [RC_F4] = {RCI_DTYPE_FAMILY_FLOAT, 24, 4},    [RC_F8] = {RCI_DTYPE_FAMILY_FLOAT, 53, 8},
        [RC_C8] = {RCI_DTYPE_FAMILY_COMPLEX, 24, 8},  [RC_C16] = {RCI_DTYPE_FAMILY_COMPLEX, 53, 16},
    };
    if (kind < RC_BOOL || kind > RC_C16) {
        return false;
    }
    *facts = table[kind];
    return true;
}

bool rci_dtype_number_holds(rc_kind to, rc_kind from)
{
    rci_dtype_number_facts big, small;
    if (!rci_dtype_number_facts_of(to, &big) || !rci_dtype_number_facts_of(from, &small)) {
        return false;
    }
    switch (big.family) {
    case RCI_DTYPE_FAMILY_BOOL:
        return small.family == RCI_DTYPE_FAMILY_BOOL;
    case RCI_DTYPE_FAMILY_UNSIGNED:
        return (small.family == RCI_DTYPE_FAMILY_UNSIGNED ||
                small.family == RCI_DTYPE_FAMILY_BOOL) &&
               small.bits <= big.bits;
    case RCI_DTYPE_FAMILY_SIGNED:
    case RCI_DTYPE_FAMILY_FLOAT:
    case RCI_DTYPE_FAMILY_COMPLEX:
        return small.family <= big.family && small.bits <= big.bits;
    }
    return false;
}

/* The first kind in NumPy's order of preference that holds both, or RC_STRUCT. */
static rc_kind common_number(rc_kind a, rc_kind b)
{
    static const rc_kind order[] = {RC_BOOL, RC_U1, RC_U2, RC_U4, RC_U8, RC_I1, RC_I2,
                                    RC_I4,   RC_I8, RC_F2, RC_F4, RC_F8, RC_C8, RC_C16};
    size_t i;
    for (i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (rci_dtype_number_holds(order[i], a) && rci_dtype_number_holds(order[i], b)) {
            return order[i];
        }
    }
    return RC_STRUCT;
}

static rc_dtype *refuse(const rc_dtype *a, const rc_dtype *b, const char *why, rc_error *err)
{
    rci_base_fail(err, RC_ETYPE, "%s and %s have no common kind%s", rc_kind_name(a->kind),
                  rc_kind_name(b->kind), why);
    return NULL;
}

static rc_dtype *promote_numbers(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    rc_kind kind = common_number(a->kind, b->kind);
    if (kind == RC_STRUCT) {
        return refuse(a, b,
                      " that holds every value: NumPy's float64 or complex128 would round large "
                      "integers. Convert one of them first, checked",
                      err);
    }
    return rc_dtype_leaf(kind, err);
}

static bool is_text(rc_kind kind)
{
    return kind == RC_BYTES || kind == RC_UCS4 || kind == RC_STR;
}

static rc_dtype *promote_texts(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    size_t length = a->length > b->length ? a->length : b->length;
    if (a->kind == RC_STR || b->kind == RC_STR) {
        return rc_dtype_leaf(RC_STR, err);
    }
    return rc_dtype_sized(a->kind == RC_UCS4 || b->kind == RC_UCS4 ? RC_UCS4 : RC_BYTES, length,
                          err);
}

/* -------------------------------------------------------------------- times */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* How many of the next unit make one of `unit`. Not for months: they have no fixed number of weeks.
 */
static uint64_t next_smaller(rc_unit unit)
{
    switch (unit) {
    case RC_UNIT_Y:
        return 12;
    case RC_UNIT_W:
        return 7;
    case RC_UNIT_D:
        return 24;
    case RC_UNIT_h:
    case RC_UNIT_m:
        return 60;
    default:
        return 1000;
    }
}

/* How many `to` make one `from`, both months or more, or both weeks or less; 0 if that is 2^56 or
   more, as in NumPy. */
static uint64_t units_in(rc_unit from, rc_unit to)
{
    uint64_t n = 1;
    for (; from < to; from = (rc_unit)(from + 1)) {
        n *= next_smaller(from);
        if (n >> 56) {
            return 0;
        }
    }
    return n;
}

static bool counts_months(rc_unit unit)
{
    return unit == RC_UNIT_Y || unit == RC_UNIT_M;
}

/* The unit that both `coarse_multiple` of `coarse` and `fine_multiple` of `fine` are multiples of.
   Both multiples are less than 2^32. */
static rc_dtype *common_time(rc_kind kind, rc_unit coarse, uint64_t coarse_multiple, rc_unit fine,
                             uint64_t fine_multiple, rc_error *err)
{
    uint64_t factor = units_in(coarse, fine);
    if (factor == 0) {
        rci_base_fail(
            err, RC_ETYPE,

            "%s in %s and in %s have no common unit with a useful range: convert one first",
            rc_kind_name(kind), rci_dtype_unit_name(coarse), rci_dtype_unit_name(fine));
        return NULL;
    }
    /* Modulo the finer multiple, so that the product stays within 64 bits. */
    coarse_multiple = (coarse_multiple % fine_multiple) * (factor % fine_multiple);
    return rc_dtype_time(kind, fine, (int32_t)common_divisor(fine_multiple, coarse_multiple), err);
}

/* The common unit of a date in months or years and a date in `days`, weeks or less: a month starts
   with a day, not with a week. */
static rc_dtype *months_and_days(const rc_dtype *days, rc_error *err)
{
    if (days->unit == RC_UNIT_W) {
        return rc_dtype_time(RC_DATETIME, RC_UNIT_D, 1, err);
    }
    return common_time(RC_DATETIME, RC_UNIT_D, 1, days->unit, (uint64_t)days->multiple, err);
}

static rc_dtype *promote_times(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    const rc_dtype *coarse = a->unit <= b->unit ? a : b, *fine = coarse == a ? b : a;
    if (coarse->unit == RC_UNIT_GENERIC) {
        return rc_dtype_time(a->kind, fine->unit, fine->multiple, err);
    }
    if (counts_months(coarse->unit) && !counts_months(fine->unit)) {
        return a->kind == RC_DATETIME
                   ? months_and_days(fine, err)
                   : refuse(a, b, ": months and years have no fixed number of days", err);
    }
    return common_time(a->kind, coarse->unit, (uint64_t)coarse->multiple, fine->unit,
                       (uint64_t)fine->multiple, err);
}

/* ---------------------------------------------------------- structs, subarrays */

static rc_dtype *promote_subarrays(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    rc_dtype *element, *result;
    if (a->ndim != b->ndim || memcmp(a->shape, b->shape, a->ndim * sizeof *a->shape) != 0) {
        return refuse(a, b, ": their shapes differ", err);
    }
    element = rc_dtype_promote(a->element, b->element, err);
    if (!element) {
        return NULL;
    }
    result = rc_dtype_subarray(element, a->ndim, a->shape, err);
    rc_dtype_unref(element);
    return result;
}

static rc_status promote_member(rci_dtype_fields *fields, const rci_dtype_member *x,
                                const rci_dtype_member *y, rc_error *err)
{
    bool fresh = err && err->status == RC_OK;
    rc_dtype *type;
    if (x->name_length != y->name_length || memcmp(x->name, y->name, x->name_length) != 0) {
        rci_base_quoted a, b;
        return rci_base_fail(err, RC_ETYPE,

                             "the fields differ: one struct has \"%s\" where the other has \"%s\"",
                             rci_base_quote(&a, x->name, x->name_length),
                             rci_base_quote(&b, y->name, y->name_length));
    }
    type = rc_dtype_promote(x->dtype, y->dtype, err);
    if (!type) {
        if (fresh) {
            rci_base_error_field(err, x->name);
        }
        return RC_ETYPE;
    }
    return rci_dtype_fields_add(fields, x->name, x->name_length, type, RC_AUTO,
                                x->nullable || y->nullable, 0, err);
}

static rc_dtype *promote_structs(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    rci_dtype_fields fields;
    rc_dtype *result = NULL;
    rc_status status = RC_OK;
    size_t i, byte;
    if (a->nfields != b->nfields) {
        rci_base_fail(err, RC_ETYPE, "structs of %zu and %zu fields have no common dtype",
                      a->nfields, b->nfields);
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    for (i = 0; i < a->nfields && status == RC_OK; i++) {
        status = promote_member(&fields, &a->members[i], &b->members[i], err);
    }
    if (status == RC_OK) {
        result = rci_dtype_fields_struct(&fields, a->aligned && b->aligned ? RC_ALIGNED : RC_PACKED,
                                         RC_AUTO, &byte, err);
    }
    rci_dtype_fields_release(&fields);
    return result;
}

/* Integers count units of a timedelta. u8 goes beyond int64, and the least i8 means not a time. */
static bool is_count(rc_kind kind)
{
    return kind >= RC_BOOL && kind <= RC_U4 && kind != RC_I8;
}

static rc_dtype *promote_unlike(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    rci_dtype_number_facts facts;
    bool numbers =
        rci_dtype_number_facts_of(a->kind, &facts) || rci_dtype_number_facts_of(b->kind, &facts);
    if (a->kind == RC_TIMEDELTA && is_count(b->kind)) {
        return rc_dtype_time(RC_TIMEDELTA, a->unit, a->multiple, err);
    }
    if (b->kind == RC_TIMEDELTA && is_count(a->kind)) {
        return rc_dtype_time(RC_TIMEDELTA, b->unit, b->multiple, err);
    }
    if ((a->kind == RC_TIMEDELTA && b->kind == RC_I8) ||
        (b->kind == RC_TIMEDELTA && a->kind == RC_I8)) {
        return refuse(a, b, ": the least int64 would become NaT. Convert one first, checked", err);
    }
    if (numbers && (is_text(a->kind) || is_text(b->kind))) {
        return refuse(a, b, ": numbers are not converted to text implicitly. Convert one first",
                      err);
    }
    return refuse(a, b, "", err);
}

/* Recurses at most RC_MAX_DEPTH times. */
rc_dtype *rc_dtype_promote(const rc_dtype *a, const rc_dtype *b, rc_error *err)
{
    rci_dtype_number_facts facts;
    if (!a || !b) {
        rci_dtype_fail_null(err, a ? "b" : "a");
        return NULL;
    }
    if (rci_dtype_number_facts_of(a->kind, &facts) && rci_dtype_number_facts_of(b->kind, &facts)) {
        return promote_numbers(a, b, err);
    }
    if (is_text(a->kind) && is_text(b->kind)) {
        return promote_texts(a, b, err);
    }
    if (a->kind != b->kind) {
        return promote_unlike(a, b, err);
    }
    switch (a->kind) {
    case RC_RAW:
        return a->length == b->length ? rc_dtype_ref(a)
                                      : refuse(a, b, ": raw bytes of different lengths", err);
    case RC_STRUCT:
        return promote_structs(a, b, err);
    case RC_SUBARRAY:
        return promote_subarrays(a, b, err);
    default:
        return promote_times(a, b, err);
    }
}
