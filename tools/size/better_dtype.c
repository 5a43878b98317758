/* size/better_dtype.c - the smallest dtype that holds the values of a store file. */
#include "size/better_dtype.h"

#include "base/sum.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ leaves */

/* The shortest integer for the range, of the sign that it has if that is as short. */
static rc_kind best_integer(rc_kind kind, const field_facts *facts)
{
    static const rc_kind with_sign[] = {RC_I1, RC_I2, RC_I4, RC_I8};
    static const rc_kind without[] = {RC_U1, RC_U2, RC_U4, RC_U8};
    bool is_signed = kind >= RC_I1 && kind <= RC_I8;
    for (unsigned i = 0; i < 4; i++) {
        unsigned bits = 8U << i;
        uint64_t most = UINT64_MAX >> (64 - bits);
        bool fits_signed = facts->highest <= most / 2 && facts->lowest >= -(int64_t)(most / 2) - 1;
        bool fits_unsigned = facts->highest <= most && facts->lowest == 0;
        if (fits_signed && (is_signed || !fits_unsigned)) {
            return with_sign[i];
        }
        if (fits_unsigned) {
            return without[i];
        }
    }
    return kind;
}

/* A str cell has 16 bytes, and longer text is in memory of its own. */
static rc_dtype *best_string(const field_node *node, uint64_t records, rc_error *err)
{
    uint64_t cells = sum_multiply(records, node->times);
    uint64_t length = node->facts.longest ? node->facts.longest : 1;
    uint64_t as_str = sum_add(sum_multiply(cells, 16), node->facts.text);
    if (node->facts.not_text || length > INT32_MAX || sum_multiply(cells, length) > as_str) {
        return rc_dtype_ref(node->dtype);
    }
    return rc_dtype_sized(RC_BYTES, (size_t)length, err);
}

static rc_dtype *best_leaf(const field_node *node, uint64_t records, rc_error *err)
{
    const field_facts *facts = &node->facts;
    rc_kind kind = rc_dtype_kind(node->dtype), best = kind;
    size_t length = rc_dtype_length(node->dtype);
    switch (kind) {
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        best = best_integer(kind, facts);
        break;
    case RC_F8:
        best = facts->wide ? kind : RC_F4;
        break;
    case RC_C16:
        best = facts->wide ? kind : RC_C8;
        break;
    case RC_BYTES:
    case RC_UCS4:
        if (facts->longest < length && length > 1) {
            return rc_dtype_sized(kind, facts->longest ? (size_t)facts->longest : 1, err);
        }
        break;
    case RC_STR:
        return best_string(node, records, err);
    default:
        break;
    }
    return best == kind ? rc_dtype_ref(node->dtype) : rc_dtype_leaf(best, err);
}

/* ----------------------------------------------------------------- structs */

static rc_dtype *best_struct(const field_node *node, uint64_t records, rc_error *err)
{
    size_t n = node->n_children, made = 0;
    rc_field_spec *fields = calloc(n + 1, sizeof *fields);
    rc_dtype *best = NULL;
    for (; fields && made < n; made++) {
        const field_node *child = &node->children[made];
        rc_field_info field;
        rc_dtype_field(node->dtype, made, &field, NULL);
        fields[made].name = field.name;
        fields[made].dtype = better_dtype(child, records, err);
        fields[made].offset = RC_AUTO;
        fields[made].nullable = child->nullable && child->nulls > 0;
        if (!fields[made].dtype) {
            break;
        }
    }
    if (fields && made == n) {
        best = rc_dtype_struct(fields, n, RC_PACKED, RC_AUTO, err);
    }
    for (size_t i = 0; i < made; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    free(fields);
    return best;
}

rc_dtype *better_dtype(const field_node *node, uint64_t records, rc_error *err)
{
    rc_dtype *element, *best;
    switch (rc_dtype_kind(node->dtype)) {
    case RC_STRUCT:
        return best_struct(node, records, err);
    case RC_SUBARRAY:
        element = better_dtype(&node->children[0], records, err);
        best = element ? rc_dtype_subarray(element, rc_dtype_ndim(node->dtype),
                                           rc_dtype_shape(node->dtype), err)
                       : NULL;
        rc_dtype_unref(element);
        return best;
    default:
        return best_leaf(node, records, err);
    }
}
