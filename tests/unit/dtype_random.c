#include "dtype_random.h"

#include <stdio.h>

enum { MAX_FIELDS = 6 };

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003) */
uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t below(uint64_t *state, size_t n)
{
    return (size_t)(random_next(state) >> 20) % n;
}

static rc_dtype *random_leaf(uint64_t *state, int features, rc_error *err)
{
    static const rc_kind sized[] = {RC_BYTES, RC_UCS4, RC_RAW};
    size_t pick = below(state, 20), least = features & RANDOM_EMPTY ? 0 : 1;
    rc_dtype *leaf, *turned;
    if (pick < 14) {
        leaf = rc_dtype_leaf((rc_kind)(RC_BOOL + below(state, 14)), err);
    } else if (pick < 17) {
        leaf = rc_dtype_sized(sized[below(state, 3)], least + below(state, 9), err);
    } else if (pick == 17 && features & RANDOM_STR) {
        return rc_dtype_leaf(RC_STR, err);
    } else {
        rc_unit unit = (rc_unit)below(state, 14);
        int32_t multiple = unit && below(state, 2) ? 1 + (int32_t)below(state, 1000) : 1;
        leaf = rc_dtype_time(below(state, 2) ? RC_DATETIME : RC_TIMEDELTA, unit, multiple, err);
    }
    if (!leaf || below(state, 4)) {
        return leaf;
    }
    turned = rc_dtype_with_order(leaf, RC_ORDER_BIG, err);
    rc_dtype_unref(leaf);
    return turned;
}

static rc_dtype *random_subarray(uint64_t *state, int depth, int features, rc_error *err)
{
    size_t shape[3], ndim = 1 + below(state, 3), i;
    rc_dtype *element, *result;
    for (i = 0; i < ndim; i++) {
        shape[i] = below(state, 4) + (features & RANDOM_EMPTY ? 0 : 1);
    }
    /* Nothing inside a subarray is nullable. */
    element = random_dtype(state, depth, features & ~RANDOM_NULLABLE, err);
    result = element ? rc_dtype_subarray(element, ndim, shape, err) : NULL;
    rc_dtype_unref(element);
    return result;
}

/* Names that need quoting, escaping or renaming in one notation or another, and a number. */
static void random_name(uint64_t *state, size_t i, char *name, size_t size)
{
    static const char *const names[] = {
        "x",
        "value",
        "a b",
        "it's",
        "say \"hi\"",
        "back\\slash",
        "dot.ted",
        "int",
        "_Reserved",
        "7th",
        "\xc3\xa9t\xc3\xa9",
        "\xe6\x97\xa5",
        "f0",
        "T",
        "tab\t",
        "new\nline",
        "a,b:c;d",
        "{}[]()<>=|?@",
        "*/",
        "\?\?=",
        "\xf0\x9f\x98\x80",
        "\xc2\x9b",      /* U+009B, a C1 control */
        ("a\xe2\x80\xae" /* U+202E, right-to-left override */
         "b"),
    };
    size_t pick = below(state, sizeof names / sizeof names[0]);
    if (i == 0) {
        snprintf(name, size, "%s", names[pick]);
    } else {
        snprintf(name, size, "%s%zu", below(state, 3) ? "field_" : names[pick], i);
    }
}

/* Moves fields apart, and sometimes the first behind the last: an explicit layout. */
static size_t random_offsets(uint64_t *state, rc_field_spec *fields, size_t n, rc_align align)
{
    size_t i, end = 0, first = n > 1 && below(state, 3) == 0;
    for (i = first; i < n + first; i++) {
        rc_field_spec *field = &fields[i % n];
        size_t unit = align == RC_ALIGNED ? rc_dtype_alignment(field->dtype) : 1;
        end += below(state, 3) ? 0 : below(state, 9);
        field->offset = (end + unit - 1) / unit * unit;
        end = field->offset + rc_dtype_itemsize(field->dtype);
    }
    return end;
}

rc_dtype *random_struct(uint64_t *state, int depth, int features, rc_error *err)
{
    rc_field_spec fields[MAX_FIELDS];
    char names[MAX_FIELDS][32];
    size_t least = features & RANDOM_EMPTY ? 0 : 1, i, itemsize = RC_AUTO;
    size_t n = least + below(state, MAX_FIELDS - least + 1);
    rc_align align = below(state, 2) ? RC_ALIGNED : RC_PACKED;
    rc_dtype *result = NULL;
    for (i = 0; i < n; i++) {
        random_name(state, i, names[i], sizeof names[i]);
        fields[i].name = names[i];
        fields[i].offset = RC_AUTO;
        fields[i].nullable = features & RANDOM_NULLABLE && below(state, 4) == 0;
        fields[i].dtype = random_dtype(state, depth - 1, features, err);
        if (!fields[i].dtype) {
            break;
        }
    }
    if (i == n) {
        if (n && below(state, 3) == 0) {
            size_t end = random_offsets(state, fields, n, align);
            itemsize = below(state, 2) ? RC_AUTO : (end + 31) / 16 * 16;
        }
        result = rc_dtype_struct(fields, n, align, itemsize, err);
    }
    while (i-- > 0) {
        rc_dtype_unref(fields[i].dtype);
    }
    return result;
}

rc_dtype *random_dtype(uint64_t *state, int depth, int features, rc_error *err)
{
    size_t pick = below(state, 10);
    if (depth <= 0 || pick < 5) {
        return random_leaf(state, features, err);
    }
    return pick < 7 ? random_subarray(state, depth - 1, features, err)
                    : random_struct(state, depth, features, err);
}
