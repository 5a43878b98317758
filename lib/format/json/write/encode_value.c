/*
 * format/json/write/encode_value.c - any value of a record, field by field down its tree: for what
 * has no formatter, for text that does not fit its slot, and for values that are refused.
 */
#include "format/json/write/encode_impl.h"

#include "base/cell.h"
#include "base/utf8.h"
#include "format/json/text/quote.h"
#include "format/json/text/refuse.h"
#include "number/number.h"
#include "record/column.h"
#include "store/batch.h"
#include "value/value.h"

#include <string.h>

bool rci_json_write_make_room(rci_json_write_encoding *run, size_t n)
{
    rci_base_bytes *out = run->out;
    out->length = (size_t)(run->p - (char *)out->data);
    if (rci_base_bytes_reserve(out, n + run->encoder->most, run->err) != RC_OK) {
        return false;
    }
    run->p = (char *)out->data + out->length;
    return true;
}

/* ------------------------------------------------------------------- refusing */

/* Adds the field to the error that has just been set. Returns false. */
static bool fail_at(rci_json_write_encoding *run, uint32_t node)
{
    rci_record_plan_error_field(run->plan, node, run->err);
    return false;
}

static bool string(rci_json_write_encoding *run, uint32_t node, const char *bytes, size_t n)
{
    size_t bad = rci_base_utf8_check(bytes, n);
    if (bad < n) {
        rci_json_text_refuse_bytes(
            run->err, bytes, n, bad,
            run->plan->nodes[node].kind == RC_BYTES ? run->plan->nodes[node].size : 0);
        return fail_at(run, node);
    }
    if (n > (SIZE_MAX - 32) / 6 || !rci_json_write_make_room(run, 6 * n + 32)) {
        return false;
    }
    run->p = rci_json_text_quote(run->p, bytes, n);
    return true;
}

/* -------------------------------------------------------------------- numbers */

/* The value of a float that is not finite: which of them is all that matters. */
static double nonfinite_value(rc_kind kind, bool big_endian, const unsigned char *cell)
{
    switch (kind) {
    case RC_F2:
        return rci_number_f2_to_f8((uint16_t)rci_base_cell_get(cell, 2, big_endian));
    case RC_F4:
        return (double)rci_base_f4_of((uint32_t)rci_base_cell_get(cell, 4, big_endian));
    default:
        return rci_base_f8_of(rci_base_cell_get(cell, 8, big_endian));
    }
}

/* A bool, integer or float. */
static bool number(rci_json_write_encoding *run, uint32_t index, rc_kind kind,
                   const unsigned char *cell)
{
    const bool big_endian = run->plan->nodes[index].big_endian;
    char *end = rci_record_print_number(run->p, kind, big_endian, cell);
    if (end) {
        run->p = end;
        return true;
    }
    if (run->encoder->nonfinite == RC_NONFINITE_NULL) {
        memcpy(run->p, "null", 4);
        run->p += 4;
        return true;
    }
    rci_json_text_refuse_nonfinite(run->err, nonfinite_value(kind, big_endian, cell));
    return fail_at(run, index);
}

static bool complex_number(rci_json_write_encoding *run, uint32_t index, const unsigned char *cell)
{
    const rci_record_node *node = &run->plan->nodes[index];
    const rc_kind half = node->kind == RC_C8 ? RC_F4 : RC_F8;
    *run->p++ = '[';
    if (!number(run, index, half, cell)) {
        return false;
    }
    *run->p++ = ',';
    if (!number(run, index, half, cell + node->size / 2)) {
        return false;
    }
    *run->p++ = ']';
    return true;
}

/* --------------------------------------------------------------------- leaves */

static bool fixed_bytes(rci_json_write_encoding *run, uint32_t index, const unsigned char *cell,
                        size_t size)
{
    return string(run, index, (const char *)cell, rci_base_text_trim(cell, size));
}

/* Kinds that JSON holds as strings of their text: U<n>, V<n>, M8. */
static bool by_text(rci_json_write_encoding *run, uint32_t index, const unsigned char *cell)
{
    char fixed[256], *form = fixed;
    rc_value value;
    size_t n;
    bool good;
    if (rci_value_load(run->plan->nodes[index].dtype, cell, &value, run->err) != RC_OK) {
        return fail_at(run, index);
    }
    n = rc_value_print(&value, fixed, sizeof fixed);
    if (n >= sizeof fixed) {
        form = rci_base_alloc(run->plan->allocator, n + 1, run->err);
        if (!form) {
            return false;
        }
        rc_value_print(&value, form, n + 1);
    }
    good = string(run, index, form, n);
    if (form != fixed) {
        rci_base_free(run->plan->allocator, form, n + 1);
    }
    return good;
}

static bool timedelta(rci_json_write_encoding *run, uint32_t index, const unsigned char *cell)
{
    if (rci_base_cell_get_signed(cell, 8, run->plan->nodes[index].big_endian) == INT64_MIN) {
        memcpy(run->p, "\"NaT\"", 5);
        run->p += 5;
        return true;
    }
    return number(run, index, RC_I8, cell);
}

static bool leaf(rci_json_write_encoding *run, uint32_t index, const rci_record_node *node,
                 const unsigned char *cell)
{
    const char *bytes;
    size_t n;
    switch (node->kind) {
    case RC_C8:
    case RC_C16:
        return complex_number(run, index, cell);
    case RC_BYTES:
        return fixed_bytes(run, index, cell, node->size);
    case RC_STR:
        bytes = rci_store_string_get(run->batch, cell, &n);
        return string(run, index, bytes, n);
    case RC_TIMEDELTA:
        return timedelta(run, index, cell);
    case RC_UCS4:
    case RC_RAW:
    case RC_DATETIME:
        return by_text(run, index, cell);
    default:
        return number(run, index, node->kind, cell);
    }
}

/* --------------------------------------------------------------------- values */

static bool is_null(const rci_json_write_encoding *run, const rci_record_node *node)
{
    return !rci_record_is_valid(&run->places.nulls[node->null_node], run->record);
}

/* Most keys are short: they are copied with the bytes after them, which are overwritten. */
static inline void put_key(rci_json_write_encoding *run, const unsigned char *key, size_t length)
{
    if (length <= RCI_JSON_WRITE_KEY_COPY) {
        memcpy(run->p, key, RCI_JSON_WRITE_KEY_COPY);
    } else {
        memcpy(run->p, key, length);
    }
    run->p += length;
}

static bool record_struct(rci_json_write_encoding *run, const rci_record_node *node, size_t shift)
{
    const rci_json_write_encoder *encoder = run->encoder;
    const uint32_t *children = run->plan->children + node->first_child;
    uint32_t i;
    *run->p++ = encoder->values ? '[' : '{';
    for (i = 0; i < node->nchildren; i++) {
        size_t start = encoder->key_start[children[i]] + (i == 0); /* no comma before the first */
        size_t length = encoder->key_start[children[i] + 1] - start;
        put_key(run, encoder->keys.data + start, length);
        if (!rci_json_write_encode_value(run, children[i], shift)) {
            return false;
        }
    }
    *run->p++ = encoder->values ? ']' : '}';
    return true;
}

static bool elements(rci_json_write_encoding *run, const rci_record_node *node, size_t dimension,
                     size_t shift)
{
    size_t step = rci_record_step(node, dimension), i;
    if (!rci_json_write_make_room(run, 2 * node->ndim)) {
        return false;
    }
    *run->p++ = '[';
    for (i = 0; i < node->extent[dimension]; i++) {
        if (!rci_json_write_make_room(run, 2)) {
            return false;
        }
        if (i > 0) {
            *run->p++ = ',';
        }
        if (!(dimension + 1 < node->ndim
                  ? elements(run, node, dimension + 1, shift + i * step)
                  : rci_json_write_encode_value(run, node->element, shift + i * step))) {
            return false;
        }
    }
    if (!rci_json_write_make_room(run, 2)) {
        return false;
    }
    *run->p++ = ']';
    return true;
}

bool rci_json_write_encode_value(rci_json_write_encoding *run, uint32_t index, size_t shift)
{
    const rci_record_node *node = &run->plan->nodes[index];
    if (node->null_node != RCI_RECORD_NONE && is_null(run, node)) {
        memcpy(run->p, "null", 4);
        run->p += 4;
        return true;
    }
    if (node->shape == RCI_RECORD_LEAF) {
        return leaf(run, index, node, rci_record_cell(&run->places, run->record, node, shift));
    }
    return node->shape == RCI_RECORD_STRUCT ? record_struct(run, node, shift)
                                            : elements(run, node, 0, shift);
}
