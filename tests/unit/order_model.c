/* Stores filled with patterns, and the model of their order. */
#include "base/cell.h"
#include "dtype_random.h"
#include "test_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const order_pattern_names[PATTERNS] = {"random",   "few",     "ascending", "descending",
                                                   "constant", "special", "alike",     "mixed"};

/* ----------------------------------------------------------------- filling */

static uint64_t pattern_number(order_pattern pattern, size_t i, size_t n, uint64_t *state)
{
    uint64_t random = random_next(state);
    switch (pattern) {
    case PATTERN_FEW:
        return random % 5 * 1000;
    case PATTERN_ASCENDING:
        return i / 2;
    case PATTERN_DESCENDING:
        return (n - i) / 3;
    case PATTERN_CONSTANT:
        return 42;
    case PATTERN_ALIKE:
        return UINT64_C(0x4010203040000000) + (random % 3 << 20) + random % 100 / 98 * random;
    case PATTERN_MIXED:
        return random % 50 == 0 ? random % (n + 1) : i;
    case PATTERN_RANDOM:
    case PATTERN_SPECIAL:
    case PATTERNS:
        break;
    }
    return random;
}

/* Bits of a float of `size` bytes that are easily sorted wrong. */
static uint64_t special_float(uint64_t random, size_t size)
{
    static const uint64_t of8[] = {0,
                                   UINT64_C(0x8000000000000000),
                                   UINT64_C(0x7FF0000000000000),
                                   UINT64_C(0xFFF0000000000000),
                                   UINT64_C(0x7FF8000000000000),
                                   UINT64_C(0xFFF8000000000001),
                                   UINT64_C(0x7FF0000000000001),
                                   UINT64_C(0xFFFFFFFFFFFFFFFF),
                                   1,
                                   UINT64_C(0x8000000000000001),
                                   UINT64_C(0x3FF0000000000000),
                                   UINT64_C(0xBFF0000000000000)};
    static const uint64_t of4[] = {0,          0x80000000, 0x7F800000, 0xFF800000,
                                   0x7FC00000, 0xFFC00001, 0x7F800001, 0xFFFFFFFF,
                                   1,          0x80000001, 0x3F800000, 0xBF800000};
    static const uint64_t of2[] = {0,      0x8000, 0x7C00, 0xFC00, 0x7E00, 0xFE01,
                                   0x7C01, 0xFFFF, 1,      0x8001, 0x3C00, 0xBC00};
    size_t pick = random % 12;
    return size == 8 ? of8[pick] : size == 4 ? of4[pick] : of2[pick];
}

static uint64_t number_bits(rc_kind kind, size_t size, order_pattern pattern, uint64_t number,
                            uint64_t random)
{
    static const uint64_t limits[] = {0, UINT64_MAX, UINT64_C(0x8000000000000000), INT64_MAX, 1};
    bool is_float = kind == RC_F2 || kind == RC_F4 || kind == RC_F8;
    if (kind == RC_BOOL) {
        return number & 1;
    }
    if (pattern == PATTERN_SPECIAL) {
        return is_float ? special_float(random, size) : limits[random % 5] >> (64 - 8 * size);
    }
    if (is_float && pattern != PATTERN_RANDOM && pattern != PATTERN_ALIKE && size > 2) {
        return size == 8 ? rci_base_f8_bits((double)number) : rci_base_f4_bits((float)number);
    }
    return number;
}

/* Text of up to 40 bytes; the same number gives the same text, ascending in most patterns. */
static size_t pattern_text(order_pattern pattern, uint64_t number, uint64_t random, char *text)
{
    static const char *const special[] = {"",
                                          "a",
                                          "ab",
                                          "abcdefg",
                                          "abcdefgh",
                                          "abcdefghi",
                                          "b",
                                          "\xC3\xA9",
                                          "\xE6\x97\xA5\xE6\x9C\xAC",
                                          "~",
                                          "abcdefghijklmnop",
                                          "\xF0\x9F\x98\x80"};
    switch (pattern) {
    case PATTERN_SPECIAL:
        if (random % 13 == 12) {
            memcpy(text, "a\0b", 3);
            return 3;
        }
        return (size_t)sprintf(text, "%s", special[random % 13]);
    case PATTERN_ALIKE:
        return (size_t)sprintf(text, "a common beginning %llu", (unsigned long long)(number >> 20));
    case PATTERN_RANDOM:
        return (size_t)sprintf(text, "%.*s", (int)(random % 18), "zyxwvutsrqponmlkjih") == 0
                   ? 0
                   : (size_t)sprintf(text, "%llx", (unsigned long long)number);
    default:
        return (size_t)sprintf(text, "%012llu", (unsigned long long)number);
    }
}

static void fill_text(const rc_field *field, size_t i, const char *text, size_t n)
{
    rc_error err = RC_ERROR_INIT;
    rc_kind kind = rc_dtype_kind(field->dtype);
    size_t space = kind == RC_STR ? SIZE_MAX : rc_dtype_length(field->dtype);
    rc_value value =
        kind == RC_STR || kind == RC_UCS4 ? rc_value_string_n(text, n) : rc_value_bytes(text, n);
    if (n > space && kind != RC_UCS4) {
        value.as.text.length = space;
    }
    if (rc_field_set(field, i, &value, &err) != RC_OK) {
        value = kind == RC_RAW ? rc_value_bytes("\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20", space)
                               : rc_value_string("x");
        REQUIRE(rc_field_set(field, i, &value, NULL) == RC_OK);
    }
}

void order_fill(rc_store *store, const char *path, order_pattern pattern, uint64_t *state)
{
    rc_field field;
    rc_kind kind;
    size_t size;
    bool keep_order = pattern == PATTERN_ASCENDING || pattern == PATTERN_DESCENDING ||
                      pattern == PATTERN_CONSTANT;
    REQUIRE(rc_store_field(store, path, &field, NULL) == RC_OK);
    kind = rc_dtype_kind(field.dtype);
    size = rc_dtype_itemsize(field.dtype);
    for (size_t i = 0; i < field.n; i++) {
        uint64_t number = pattern_number(pattern, i, field.n, state), random = random_next(state);
        char text[64];
        if (kind == RC_BYTES || kind == RC_UCS4 || kind == RC_STR || kind == RC_RAW) {
            size_t n = pattern_text(pattern, number, random, text);
            fill_text(&field, i, text, n);
        } else {
            rci_base_cell_put(field.data + (ptrdiff_t)i * field.stride, size,
                              rc_dtype_order(field.dtype) == RC_ORDER_BIG,
                              number_bits(kind, size, pattern, number, random));
        }
        if (field.valid && !keep_order && random_next(state) % 5 == 0) {
            REQUIRE(rc_field_set_null(&field, i, NULL) == RC_OK);
        }
    }
}

static void fill_struct(rc_store *store, const rc_dtype *dtype, const char *prefix,
                        order_pattern pattern, uint64_t *state)
{
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info info;
        rc_field field;
        char path[200];
        REQUIRE(rc_dtype_field(dtype, i, &info, NULL) == RC_OK);
        snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "." : "", info.name);
        if (rc_dtype_kind(info.dtype) != RC_STRUCT) {
            order_fill(store, path, pattern, state);
            continue;
        }
        fill_struct(store, info.dtype, path, pattern, state);
        REQUIRE(rc_store_field(store, path, &field, NULL) == RC_OK);
        for (size_t k = 0; k < field.n && field.valid; k++) {
            if (random_next(state) % 7 == 0) {
                REQUIRE(rc_field_set_null(&field, k, NULL) == RC_OK);
            }
        }
    }
}

rc_store *order_store(const char *text, size_t n, rc_layout layout, order_pattern pattern,
                      uint64_t seed)
{
    rc_error err = RC_ERROR_INIT;
    uint64_t state = seed * 2 + 1;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    rc_store *store;
    ck_assert_msg(dtype != NULL, "%s: %s", text, err.message);
    store = rc_store_zeros(dtype, n, layout, &err);
    ck_assert_ptr_nonnull(store);
    fill_struct(store, dtype, "", pattern, &state);
    rc_dtype_unref(dtype);
    return store;
}

/* ------------------------------------------------------------------- model */

static int sign_of(int less, int greater)
{
    return greater - less;
}

static uint32_t code_point(const rc_value *value, size_t i)
{
    return (uint32_t)rci_base_cell_get((const char *)value->as.ucs4.data + 4 * i, 4,
                                       value->as.ucs4.big_endian != 0);
}

static int compare_ucs4(const rc_value *a, const rc_value *b)
{
    for (size_t i = 0; i < a->as.ucs4.length && i < b->as.ucs4.length; i++) {
        uint32_t x = code_point(a, i), y = code_point(b, i);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return sign_of(a->as.ucs4.length<b->as.ucs4.length, a->as.ucs4.length> b->as.ucs4.length);
}

static int compare_bytes(const rc_value *a, const rc_value *b)
{
    for (size_t i = 0; i < a->as.text.length && i < b->as.text.length; i++) {
        unsigned char x = (unsigned char)a->as.text.data[i], y = (unsigned char)b->as.text.data[i];
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return sign_of(a->as.text.length<b->as.text.length, a->as.text.length> b->as.text.length);
}

static int is_not_a_number(const rc_value *value)
{
    return (value->type == RC_VALUE_FLOAT && value->as.f != value->as.f) ||
           ((value->type == RC_VALUE_DATETIME || value->type == RC_VALUE_TIMEDELTA) &&
            value->as.i == RC_NAT);
}

static int compare_present(const rc_value *a, const rc_value *b)
{
    switch (a->type) {
    case RC_VALUE_BOOL:
        return a->as.boolean - b->as.boolean;
    case RC_VALUE_FLOAT:
        return sign_of(a->as.f<b->as.f, a->as.f> b->as.f);
    case RC_VALUE_TEXT:
    case RC_VALUE_BYTES:
        return compare_bytes(a, b);
    case RC_VALUE_UCS4:
        return compare_ucs4(a, b);
    default:
        break;
    }
    if (a->type == RC_VALUE_UINT || b->type == RC_VALUE_UINT) { /* UINT: over INT64_MAX */
        if (a->type != b->type) {
            return a->type == RC_VALUE_UINT ? 1 : -1;
        }
        return sign_of(a->as.u<b->as.u, a->as.u> b->as.u);
    }
    return sign_of(a->as.i<b->as.i, a->as.i> b->as.i);
}

int model_compare_values(const rc_value *a, const rc_value *b, unsigned flags)
{
    int a_null = a->type == RC_VALUE_NULL, b_null = b->type == RC_VALUE_NULL, order;
    if (a_null || b_null) {
        return flags & RC_SORT_NULLS_FIRST ? b_null - a_null : a_null - b_null;
    }
    if (is_not_a_number(a) || is_not_a_number(b)) {
        return is_not_a_number(a) - is_not_a_number(b);
    }
    order = compare_present(a, b);
    return flags & RC_SORT_DESCENDING ? -order : order;
}

int model_compare(const rc_store *a, size_t i, const rc_store *b, size_t j, const rc_sort_key *keys,
                  size_t n_keys)
{
    int order = 0;
    for (size_t k = 0; k < n_keys && order == 0; k++) {
        rc_value x, y;
        REQUIRE(rc_store_get(a, i, keys[k].path, &x, NULL) == RC_OK);
        REQUIRE(rc_store_get(b, j, keys[k].path, &y, NULL) == RC_OK);
        order = model_compare_values(&x, &y, keys[k].flags);
    }
    return order;
}

typedef struct model {
    const rc_value *values; /* n_keys for each record */
    const rc_sort_key *keys;
    size_t n_keys;
} model;

static int compare_records(const model *m, uint64_t i, uint64_t j)
{
    int order = 0;
    for (size_t k = 0; k < m->n_keys && order == 0; k++) {
        order = model_compare_values(&m->values[i * m->n_keys + k], &m->values[j * m->n_keys + k],
                                     m->keys[k].flags);
    }
    return order;
}

static void merge_sort(const model *m, uint64_t *order, uint64_t *space, size_t n)
{
    size_t half = n / 2, a = 0, b = half;
    if (n < 2) {
        return;
    }
    merge_sort(m, order, space, half);
    merge_sort(m, order + half, space, n - half);
    for (size_t i = 0; i < n; i++) {
        int from_a = b == n || (a < half && compare_records(m, order[a], order[b]) <= 0);
        space[i] = from_a ? order[a++] : order[b++];
    }
    memcpy(order, space, n * sizeof *order);
}

uint64_t *model_argsort(const rc_store *store, const rc_sort_key *keys, size_t n_keys)
{
    size_t n = rc_store_length(store);
    uint64_t *order = calloc(2 * n + 1, sizeof *order);
    rc_value *values = calloc(n * n_keys + 1, sizeof *values);
    model m = {values, keys, n_keys};
    REQUIRE(order != NULL && values != NULL);
    for (size_t k = 0; k < n_keys; k++) {
        rc_view view;
        REQUIRE(rc_store_view(store, keys[k].path, &view, NULL) == RC_OK);
        for (size_t i = 0; i < n; i++) {
            REQUIRE(rc_view_get(&view, i, &values[i * n_keys + k], NULL) == RC_OK);
        }
    }
    for (size_t i = 0; i < n; i++) {
        order[i] = i;
    }
    merge_sort(&m, order, order + n, n);
    free(values);
    return order;
}
