/*
 * Any value of a record, field by field down its tree: the way for what has no slot (slots.h), and
 * for values whose text does not fit theirs or that are refused.
 */
#include "format/json/write/encode_impl.h"

#include "base/utf8.h"
#include "format/json/text/quote.h"
#include "format/json/text/refuse.h"
#include "number/number.h"
#include "store/batch.h"
#include "value/value.h"

#include <math.h>
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

/* -------------------------------------------------------------------- errors */

/* Adds the field to the error that has just been set. Returns false. */
static bool fail_at(rci_json_write_encoding *run, uint32_t node)
{
    rci_record_plan_error_field(run->plan, node, run->err);
    return false;
}

static bool text(rci_json_write_encoding *run, uint32_t node, const char *bytes, size_t n)
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

/* ------------------------------------------------------------------- numbers */

static uint64_t load_bytes(const unsigned char *cell, size_t size, bool big_endian)
{
    uint64_t bits = 0;
    size_t i;
    for (i = 0; i < size; i++) {
        bits |= (uint64_t)cell[big_endian ? size - 1 - i : i] << (8 * i);
    }
    return bits;
}

/* An integer of 1, 2, 4 or 8 bytes: one load where machine and cell agree on the byte order. */
static inline uint64_t load(const unsigned char *cell, size_t size, bool big_endian)
{
    if (big_endian || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        return load_bytes(cell, size, big_endian);
    }
    if (size == 4) {
        uint32_t bits;
        memcpy(&bits, cell, sizeof bits);
        return bits;
    }
    if (size == 8) {
        uint64_t bits;
        memcpy(&bits, cell, sizeof bits);
        return bits;
    }
    return size == 1 ? cell[0] : (uint64_t)(cell[0] | cell[1] << 8);
}

static inline int64_t load_signed(const unsigned char *cell, size_t size, bool big_endian)
{
    unsigned spare = 64 - 8 * (unsigned)size;
    return (int64_t)(load(cell, size, big_endian) << spare) >> spare;
}

static bool not_finite(rci_json_write_encoding *run, uint32_t node, double value)
{
    if (run->encoder->nonfinite == RC_NONFINITE_NULL) {
        memcpy(run->p, "null", 4);
        run->p += 4;
        return true;
    }
    rci_json_text_refuse_nonfinite(run->err, value);
    return fail_at(run, node);
}

/* A float of `size` bytes at `cell`. */
static bool real(rci_json_write_encoding *run, uint32_t number, const unsigned char *cell,
                 size_t size)
{
    uint64_t bits = load(cell, size, run->plan->nodes[number].big_endian);
    if (size == 8) {
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            return not_finite(run, number, value);
        }
        run->p = rci_number_print_f8(run->p, value);
    } else if (size == 4) {
        uint32_t bits4 = (uint32_t)bits;
        float value;
        memcpy(&value, &bits4, sizeof value);
        if (!isfinite(value)) {
            return not_finite(run, number, (double)value);
        }
        run->p = rci_number_print_f4(run->p, value);
    } else {
        double value = rci_number_f2_to_f8((uint16_t)bits);
        if (!isfinite(value)) {
            return not_finite(run, number, value);
        }
        run->p = rci_number_print_f2(run->p, (uint16_t)bits);
    }
    return true;
}

static bool complex_number(rci_json_write_encoding *run, uint32_t number, const unsigned char *cell,
                           size_t size)
{
    *run->p++ = '[';
    if (!real(run, number, cell, size / 2)) {
        return false;
    }
    *run->p++ = ',';
    if (!real(run, number, cell + size / 2, size / 2)) {
        return false;
    }
    *run->p++ = ']';
    return true;
}

/* --------------------------------------------------------------------- leaves */

static bool fixed_bytes(rci_json_write_encoding *run, uint32_t number, const unsigned char *cell,
                        size_t size)
{
    while (size > 0 && cell[size - 1] == '\0') {
        size--;
    }
    return text(run, number, (const char *)cell, size);
}

/* Kinds whose text form is a string: U<n>, V<n>, dates. */
static bool by_text(rci_json_write_encoding *run, uint32_t number, const unsigned char *cell)
{
    char fixed[256], *form = fixed;
    rc_value value;
    size_t n;
    bool good;
    if (rci_value_load(run->plan->nodes[number].dtype, cell, &value, run->err) != RC_OK) {
        return fail_at(run, number);
    }
    n = rc_value_text(&value, fixed, sizeof fixed);
    if (n >= sizeof fixed) {
        form = rci_base_alloc(run->plan->allocator, n + 1, run->err);
        if (!form) {
            return false;
        }
        rc_value_text(&value, form, n + 1);
    }
    good = text(run, number, form, n);
    if (form != fixed) {
        rci_base_free(run->plan->allocator, form, n + 1);
    }
    return good;
}

static bool timedelta(rci_json_write_encoding *run, uint32_t number, const unsigned char *cell)
{
    int64_t count = load_signed(cell, 8, run->plan->nodes[number].big_endian);
    if (count == INT64_MIN) {
        memcpy(run->p, "\"NaT\"", 5);
        run->p += 5;
    } else {
        run->p = rci_number_print_i64(run->p, count);
    }
    return true;
}

static bool leaf(rci_json_write_encoding *run, uint32_t number, const rci_record_node *node,
                 const unsigned char *cell)
{
    const char *bytes;
    size_t n;
    switch (node->kind) {
    case RC_BOOL:
        n = *cell ? 4 : 5;
        memcpy(run->p, *cell ? "true" : "false", n);
        run->p += n;
        return true;
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
        run->p = rci_number_print_i64(run->p, load_signed(cell, node->size, node->big_endian));
        return true;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        run->p = rci_number_print_u64(run->p, load(cell, node->size, node->big_endian));
        return true;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        return real(run, number, cell, node->size);
    case RC_C8:
    case RC_C16:
        return complex_number(run, number, cell, node->size);
    case RC_BYTES:
        return fixed_bytes(run, number, cell, node->size);
    case RC_STR:
        bytes = rci_store_string_get(run->batch, cell, &n);
        return text(run, number, bytes, n);
    case RC_TIMEDELTA:
        return timedelta(run, number, cell);
    default:
        return by_text(run, number, cell);
    }
}

/* --------------------------------------------------------------------- values */

static bool is_null(const rci_json_write_encoding *run, const rci_record_node *node)
{
    return !rci_record_is_valid(&run->places.nulls[node->null_node], run->record);
}

/* Keys are short: 16 bytes are copied at once, whatever lies behind the key and is overwritten. */
static inline void put_key(rci_json_write_encoding *run, const unsigned char *key, size_t length)
{
    if (length <= RCI_JSON_WRITE_KEY_BLOCK) {
        memcpy(run->p, key, RCI_JSON_WRITE_KEY_BLOCK);
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

bool rci_json_write_encode_value(rci_json_write_encoding *run, uint32_t number, size_t shift)
{
    const rci_record_node *node = &run->plan->nodes[number];
    if (node->null_node != RCI_RECORD_NONE && is_null(run, node)) {
        memcpy(run->p, "null", 4);
        run->p += 4;
        return true;
    }
    if (node->shape == RCI_RECORD_LEAF) {
        return leaf(run, number, node, rci_record_cell(&run->places, run->record, node, shift));
    }
    return node->shape == RCI_RECORD_STRUCT ? record_struct(run, node, shift)
                                            : elements(run, node, 0, shift);
}
