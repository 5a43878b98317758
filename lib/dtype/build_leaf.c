/*
 * dtype/build_leaf.c - makes leaves: dtypes that hold one value each.
 */
#include "base/quote.h"
#include "dtype/dtype_impl.h"

#include <string.h>

#define CONSTANT(K, ORDER, SIZE, ALIGN)                                                            \
    {                                                                                              \
        .kind = (K), .order = (ORDER), .multiple = 1, .itemsize = (SIZE), .alignment = (ALIGN),    \
        .has_str = (K) == RC_STR, .n_leaves = 1                                                    \
    }
#define BOTH_ORDERS(K, SIZE, ALIGN)                                                                \
    [K] = {CONSTANT(K, RC_ORDER_LITTLE, SIZE, ALIGN), CONSTANT(K, RC_ORDER_BIG, SIZE, ALIGN)}
#define NO_ORDER(K, SIZE, ALIGN)                                                                   \
    [K] = {CONSTANT(K, RC_ORDER_NONE, SIZE, ALIGN), CONSTANT(K, RC_ORDER_NONE, SIZE, ALIGN)}

/* [kind][big-endian]. Never written to: see rc_dtype_ref. */
static struct rc_dtype constants[][2] = {
    NO_ORDER(RC_BOOL, 1, 1),  NO_ORDER(RC_I1, 1, 1),      BOTH_ORDERS(RC_I2, 2, 2),
    BOTH_ORDERS(RC_I4, 4, 4), BOTH_ORDERS(RC_I8, 8, 8),   NO_ORDER(RC_U1, 1, 1),
    BOTH_ORDERS(RC_U2, 2, 2), BOTH_ORDERS(RC_U4, 4, 4),   BOTH_ORDERS(RC_U8, 8, 8),
    BOTH_ORDERS(RC_F2, 2, 2), BOTH_ORDERS(RC_F4, 4, 4),   BOTH_ORDERS(RC_F8, 8, 8),
    BOTH_ORDERS(RC_C8, 8, 4), BOTH_ORDERS(RC_C16, 16, 8), NO_ORDER(RC_STR, 16, 8),
};

static bool is_constant_kind(rc_kind kind)
{
    return (kind >= RC_BOOL && kind <= RC_C16) || kind == RC_STR;
}

rc_dtype *rci_dtype_leaf_new(rc_kind kind, rc_order order, size_t length, rc_unit unit,
                             int32_t multiple, rc_error *err)
{
    const rci_dtype_kind_facts *facts = rci_dtype_kind_facts_of(kind);
    const rc_allocator *allocator = rc_get_allocator();
    rc_dtype *dtype;
    size_t itemsize = facts->itemsize;
    if (is_constant_kind(kind)) {
        return &constants[kind][order == RC_ORDER_BIG];
    }
    if (facts->sized && (rci_base_mul_overflows(facts->itemsize, length, &itemsize) ||
                         itemsize > (size_t)RC_MAX_ITEMSIZE)) {
        rci_base_fail(err, RC_ELIMIT, "%s%zu is over the limit of %zu bytes", facts->code, length,
                      (size_t)RC_MAX_ITEMSIZE);
        return NULL;
    }
    dtype = rci_base_zalloc_as(allocator, RC_MEMORY_DTYPE, sizeof *dtype, err);
    if (!dtype) {
        return NULL;
    }
    atomic_init(&dtype->refs, 1);
    dtype->allocator = allocator;
    dtype->block_size = sizeof *dtype;
    dtype->kind = kind;
    dtype->order = facts->ordered ? order : RC_ORDER_NONE;
    dtype->unit = unit;
    dtype->multiple = multiple;
    dtype->itemsize = itemsize;
    dtype->alignment = facts->alignment;
    dtype->length = length;
    dtype->n_leaves = 1;
    return dtype;
}

/* Letters, digits, spaces and marks of printable ASCII, apart from those that end a unit or a
 * string.
 */
static bool is_zone_byte(char c)
{
    return c >= ' ' && c <= '~' && !strchr("[]\"\\", c);
}

static rc_status check_zone(const char *zone, size_t length, rc_status wrong, rc_error *err)
{
    rci_base_quoted quoted;
    bool good = length <= RCI_DTYPE_ZONE_MAX && zone[0] != ' ' && zone[length - 1] != ' ';
    for (size_t i = 0; good && i < length; i++) {
        good = is_zone_byte(zone[i]);
    }
    return good ? RC_OK
                : rci_base_fail(err, wrong,
                                "%s is not the name of a time zone: up to %d printable ASCII "
                                "characters, such as Europe/Berlin or +01:00",
                                rci_base_quote(&quoted, zone, length), RCI_DTYPE_ZONE_MAX);
}

rc_dtype *rci_dtype_leaf_in_zone(const rc_dtype *leaf, const char *zone, size_t length,
                                 rc_status wrong, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_dtype *dtype;
    char *name;
    if (length == 0) {
        return rci_dtype_leaf_new(leaf->kind, leaf->order, 0, leaf->unit, leaf->multiple, err);
    }
    if (check_zone(zone, length, wrong, err) != RC_OK) {
        return NULL;
    }
    dtype = rci_base_zalloc_as(allocator, RC_MEMORY_DTYPE, sizeof *dtype + length + 1, err);
    if (!dtype) {
        return NULL;
    }
    memcpy(dtype, leaf, sizeof *dtype);
    name = memcpy((char *)(dtype + 1), zone, length);
    dtype->zone = name;
    dtype->allocator = allocator;
    dtype->block_size = sizeof *dtype + length + 1;
    atomic_init(&dtype->refs, 1);
    return dtype;
}

rc_dtype *rc_dtype_in_zone(const rc_dtype *dtype, const char *zone, rc_error *err)
{
    if (!dtype || !zone) {
        rci_dtype_fail_null(err, dtype ? "zone" : "dtype");
        return NULL;
    }
    if (dtype->kind != RC_DATETIME) {
        rci_base_fail(err, RC_EARG, "only M8 has a time zone, not %s", rc_kind_name(dtype->kind));
        return NULL;
    }
    return rci_dtype_leaf_in_zone(dtype, zone, strlen(zone), RC_EARG, err);
}

rc_dtype *rc_dtype_leaf(rc_kind kind, rc_error *err)
{
    if (!is_constant_kind(kind)) {
        rci_base_fail(err, RC_EARG,
                      "rc_dtype_leaf makes bool to complex128 and str, not %s: use rc_dtype_sized, "
                      "rc_dtype_time, rc_dtype_struct or rc_dtype_subarray",
                      rc_kind_name(kind));
        return NULL;
    }
    return rci_dtype_leaf_new(kind, RC_ORDER_LITTLE, 0, RC_UNIT_GENERIC, 1, err);
}

rc_dtype *rc_dtype_sized(rc_kind kind, size_t n, rc_error *err)
{
    if (!rci_dtype_kind_is_valid(kind) || !rci_dtype_kind_facts_of(kind)->sized) {
        rci_base_fail(err, RC_EARG, "rc_dtype_sized makes S<n>, U<n> and V<n>, not %s",
                      rc_kind_name(kind));
        return NULL;
    }
    return rci_dtype_leaf_new(kind, RC_ORDER_LITTLE, n, RC_UNIT_GENERIC, 1, err);
}

rc_dtype *rc_dtype_time(rc_kind kind, rc_unit unit, int32_t multiple, rc_error *err)
{
    if (!rci_dtype_kind_is_valid(kind) || !rci_dtype_kind_is_time(kind)) {
        rci_base_fail(err, RC_EARG, "rc_dtype_time makes M8 and m8, not %s", rc_kind_name(kind));
        return NULL;
    }
    if (unit < RC_UNIT_GENERIC || unit > RC_UNIT_as) {
        rci_base_fail(err, RC_EARG, "%d is not an rc_unit", (int)unit);
        return NULL;
    }
    if (multiple < 1 || (unit == RC_UNIT_GENERIC && multiple != 1)) {
        rci_base_fail(err, RC_EARG,
                      "the multiple of a unit is 1 or more (and 1 without a unit), not %ld",
                      (long)multiple);
        return NULL;
    }
    return rci_dtype_leaf_new(kind, RC_ORDER_LITTLE, 0, unit, multiple, err);
}
