#include "irregular.h"

#include "dtype_random.h"

#include <stdio.h>
#include <string.h>

size_t irregular_below(uint64_t *state, size_t n)
{
    return (size_t)(random_next(state) >> 24) % n;
}

bool irregular_chance(uint64_t *state, unsigned percent)
{
    return irregular_below(state, 100) < percent;
}

/* The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
uint64_t irregular_seed(uint64_t number)
{
    uint64_t x = number + UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    return x ? x : 1;
}

/* ------------------------------------------------------------------------ names */

enum { NAME = 80, MOST_FIELDS = 200 };

/* Names that need escapes in JSON, hold its signs, or are prefixes of each other. */
static const char *const odd_names[] = {"a",
                                        "b",
                                        "ab",
                                        "aa",
                                        "say \"hi\"",
                                        "back\\slash",
                                        "ends\\",
                                        "\\",
                                        "\"",
                                        "{}",
                                        "[1,2]:",
                                        ":",
                                        ",",
                                        "tab\t",
                                        "new\nline",
                                        "\x01",
                                        "\xC3\xA9t\xC3\xA9",
                                        "\xE6\x97\xA5",
                                        "\xF0\x9F\x98\x80",
                                        "\x7F",
                                        "/",
                                        "\\u0061",
                                        "id",
                                        "ie",
                                        "\xE2\x80\xA8"};

/* Where names differ: nowhere, at the end, at the start, in the middle. */
static void print_name(uint64_t *state, size_t i, size_t manner, char *name)
{
    static const char filler[] = "_of_a_name_that_is_rather_long_and_like_the_others_here_";
    switch (manner) {
    case 0:
        snprintf(name, NAME, "%s",
                 odd_names[irregular_below(state, sizeof odd_names / sizeof *odd_names)]);
        break;
    case 1:
        snprintf(name, NAME, "field%.*s%03zu", (int)irregular_below(state, 50), filler, i);
        break;
    case 2:
        snprintf(name, NAME, "measurement_%03zu", i);
        break;
    case 3:
        snprintf(name, NAME, "%03zu_measurement", i);
        break;
    case 4:
        snprintf(name, NAME, "k%zu_%.*s", i, (int)(i % 56), filler);
        break;
    default:
        snprintf(name, NAME, "%c", (int)('a' + i % 26));
        break;
    }
}

/* A name that none of the `i` before it has. */
static void unique_name(uint64_t *state, size_t i, size_t manner, char (*names)[NAME])
{
    print_name(state, i, manner, names[i]);
    for (size_t k = 0; k < i; k++) {
        if (strcmp(names[k], names[i]) == 0) {
            size_t length = strlen(names[i]);
            snprintf(names[i] + length, NAME - length, "%zu", i);
            k = (size_t)-1;
        }
    }
}

/* ------------------------------------------------------------------------ kinds */

static rc_dtype *turned(uint64_t *state, rc_dtype *dtype)
{
    rc_dtype *big;
    if (irregular_below(state, 4)) {
        return dtype;
    }
    big = rc_dtype_with_order(dtype, RC_ORDER_BIG, NULL);
    rc_dtype_unref(dtype);
    return big;
}

static rc_dtype *leaf(uint64_t *state)
{
    static const rc_unit units[] = {RC_UNIT_Y, RC_UNIT_M,  RC_UNIT_D,
                                    RC_UNIT_s, RC_UNIT_ms, RC_UNIT_ns};
    size_t pick = irregular_below(state, 24);
    if (pick < 14) {
        return rc_dtype_leaf((rc_kind)(RC_BOOL + pick), NULL);
    }
    if (pick < 18) {
        return rc_dtype_sized(RC_BYTES, irregular_below(state, 71), NULL);
    }
    if (pick == 18) {
        return rc_dtype_sized(RC_UCS4, irregular_below(state, 40), NULL);
    }
    if (pick == 19) {
        return rc_dtype_sized(RC_RAW, irregular_below(state, 20), NULL);
    }
    if (pick < 22) {
        return rc_dtype_leaf(RC_STR, NULL);
    }
    return rc_dtype_time(pick == 22 ? RC_DATETIME : RC_TIMEDELTA, units[irregular_below(state, 6)],
                         1 + (int32_t)irregular_below(state, 3), NULL);
}

static rc_dtype *structure(uint64_t *state, int depth, size_t n, bool in_subarray);

static rc_dtype *any(uint64_t *state, int depth, bool in_subarray)
{
    size_t pick = irregular_below(state, 12), shape[3], ndim, i;
    rc_dtype *element, *made;
    if (depth <= 0 || pick < 8) {
        return turned(state, leaf(state));
    }
    if (pick < 10) {
        return structure(state, depth - 1, irregular_below(state, 6), in_subarray);
    }
    ndim = 1 + irregular_below(state, 5) / 2;
    for (i = 0; i < ndim; i++) {
        shape[i] = irregular_below(state, 12) ? 1 + irregular_below(state, 3) : 0;
    }
    element = any(state, depth - 1, true);
    made = rc_dtype_subarray(element, ndim, shape, NULL);
    rc_dtype_unref(element);
    return made;
}

static rc_dtype *structure(uint64_t *state, int depth, size_t n, bool in_subarray)
{
    static rc_field_spec stack[4][MOST_FIELDS];
    static char names[4][MOST_FIELDS][NAME];
    rc_field_spec *fields = stack[depth];
    size_t i, manner = irregular_below(state, 6);
    rc_error err = RC_ERROR_INIT;
    rc_dtype *made;
    for (i = 0; i < n; i++) {
        /* Nothing in a subarray is nullable. */
        fields[i].nullable = !in_subarray && irregular_below(state, 4) == 0;
        fields[i].offset = RC_AUTO;
        fields[i].dtype = any(state, depth, in_subarray);
        unique_name(state, i, manner, names[depth]);
        fields[i].name = names[depth][i];
    }
    made = rc_dtype_struct(fields, n, irregular_below(state, 2) ? RC_PACKED : RC_ALIGNED, RC_AUTO,
                           &err);
    IRREGULAR_CHECK(made != NULL, "%s", err.message);
    for (i = 0; i < n; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    return made;
}

rc_dtype *irregular_dtype(uint64_t *state)
{
    size_t pick = irregular_below(state, 40);
    size_t n = pick == 0 ? MOST_FIELDS : pick < 4 ? 1 : 1 + irregular_below(state, 12);
    if (pick == 39) {
        return any(state, 3, false); /* a record need not be a struct */
    }
    return structure(state, pick == 0 ? 1 : 3, n, false);
}
