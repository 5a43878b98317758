/* Stores whose records are known. */
#include "fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) */
static uint64_t mixed(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static void must(rc_status status, const rc_error *err)
{
    if (status != RC_OK) {
        fprintf(stderr, "cannot make a store: %s\n", err->message);
        exit(3);
    }
}

static void fill_text(const rc_field *field, size_t i, uint64_t number)
{
    /* Inline, at its limit, on the heap; longer than the buffer that texts are sent in. */
    static const size_t lengths[] = {0, 1, 5, 12, 13, 40, 300, 7};
    size_t length = number % 1009 == 0 ? 1500001 : lengths[number % 8];
    rc_str_field strings = {field->store, field->data, field->stride, field->n};
    rc_error err = RC_ERROR_INIT;
    char *text = malloc(length + 1);
    for (size_t k = 0; text && k < length; k++) {
        text[k] = (char)('a' + (number >> 8 ^ k * 7) % 26);
    }
    must(text ? rc_str_set(strings, i, text, length, &err) : RC_ENOMEM, &err);
    free(text);
}

/* A code point that is valid, in the order of the field. */
static void fill_characters(unsigned char *cell, const rc_dtype *dtype, uint64_t number)
{
    int big = rc_dtype_order(dtype) == RC_ORDER_BIG;
    for (size_t k = 0; k < rc_dtype_length(dtype); k++) {
        memset(cell + 4 * k, 0, 4);
        cell[4 * k + (big ? 3 : 0)] = (unsigned char)(number >> k % 8);
        cell[4 * k + (big ? 2 : 1)] = (unsigned char)(number >> 20 & 0x3F);
    }
}

static void fill_leaf(const rc_field *field, size_t i, uint64_t number)
{
    unsigned char *cell = field->data + (ptrdiff_t)i * field->stride;
    switch (rc_dtype_kind(field->dtype)) {
    case RC_STR:
        fill_text(field, i, number);
        return;
    case RC_UCS4:
        fill_characters(cell, field->dtype, number);
        return;
    case RC_BOOL:
        cell[0] = number & 1;
        return;
    default:
        for (size_t k = 0; k < rc_dtype_itemsize(field->dtype); k++) {
            cell[k] = (unsigned char)(number >> 8 * (k % 7) ^ k);
        }
    }
}

/* Each field in turn, the fields inside before the one around them; `place` numbers them. */
static void fill_field(const rc_field *field, uint64_t seed, size_t first, uint64_t *place)
{
    rc_kind kind = rc_dtype_kind(field->dtype);
    const rc_dtype *element = rc_dtype_element(field->dtype);
    size_t size = rc_dtype_itemsize(element), n_parts = rc_dtype_nfields(field->dtype);
    uint64_t own = mixed(seed + ++*place);
    rc_error err = RC_ERROR_INIT;
    rc_field part;
    if (kind == RC_SUBARRAY) {
        n_parts = size > 0 ? rc_dtype_itemsize(field->dtype) / size : 0;
    }
    for (size_t k = 0; k < n_parts; k++) {
        must(kind == RC_STRUCT ? rc_field_child(field, k, &part, &err)
                               : rc_field_element(field, k, &part, &err),
             &err);
        fill_field(&part, seed, first, place);
    }
    for (size_t i = 0; i < field->n; i++) {
        uint64_t number = mixed(own + first + i);
        if (kind != RC_STRUCT && kind != RC_SUBARRAY) {
            fill_leaf(field, i, number);
        }
        if (field->valid) {
            must(number >> 40 & 3 ? rc_field_set_valid(field, i, &err)
                                  : rc_field_set_null(field, i, &err),
                 &err);
        }
    }
}

rc_store *made_store(const rc_dtype *dtype, uint64_t seed, size_t first, size_t n, rc_layout layout,
                     int padding)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rc_store_zeros(dtype, n, layout, &err);
    uint64_t place = 0;
    rc_field all;
    must(err.status, &err);
    if (layout == RC_ROWS && n > 0 && padding != 0) {
        memset(rc_store_data(store), padding, n * rc_dtype_itemsize(dtype));
    }
    must(rc_store_field(store, "", &all, &err), &err);
    fill_field(&all, seed, first, &place);
    return store;
}
