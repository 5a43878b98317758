/* format/clickhouse/bind.c - binds the types of columns to the fields of a dtype. */
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/clickhouse/type.h"
#include "value/fail.h"

#include <string.h>

typedef struct binder {
    size_t leaves, nodes; /* of the store, so far */
    bool given;           /* the types are given, for writing */
    rc_error *err;
} binder;

/* What a type is bound to. */
typedef struct target {
    const rc_dtype *dtype;
    size_t dimension; /* of a subarray: the first one that is not entered */
    bool in_cell;     /* inside of a leaf of the store */
    size_t offset;    /* then: in it, or in the element of an array */
    bool nullable;
} target;

static rc_status bind(binder *b, rci_clickhouse_type *type, const target *to);

static rc_status refuse(const binder *b, const rci_clickhouse_type *type, const target *to)
{
    rci_value_name name;
    const rc_status status = b->given ? RC_EUNSUPPORTED : RC_EARG;
    const char *dtype = rci_value_dtype_name(&name, to->dtype);
    if (b->given) {
        rci_base_fail(b->err, status,
                      "the column has ClickHouse's type %s, as which %s is not written (its values "
                      "would not all be held exactly: use the dtype of the column)",
                      type->type_name, dtype);
    } else {
        rci_base_fail(b->err, status,
                      "the column has ClickHouse's type %s, which is not read as %s",
                      type->type_name, dtype);
    }
    return rci_clickhouse_at(type, status, b->err);
}

/* ---------------------------------------------------------------------- leaves */

/* Whether the bytes of cells are in another order than those of the format. */
static bool is_swapped(const rc_dtype *dtype)
{
    return rc_dtype_order(dtype) == RC_ORDER_BIG;
}

static bool bind_time(rci_clickhouse_type *type, const rc_dtype *dtype)
{
    int32_t multiple;
    const rc_unit unit = rc_dtype_unit(dtype, &multiple);
    const bool same = unit == type->unit.unit && multiple == type->unit.multiple;
    type->form = same && type->width == 8 && !is_swapped(dtype) ? RCI_CLICKHOUSE_CHECKED
                                                                : RCI_CLICKHOUSE_COUNT;
    return rc_dtype_kind(dtype) == type->number && unit != RC_UNIT_GENERIC;
}

static bool bind_number(rci_clickhouse_type *type, const rc_dtype *dtype)
{
    const rc_kind kind = rc_dtype_kind(dtype);
    type->form = is_swapped(dtype) ? RCI_CLICKHOUSE_SWAPPED : RCI_CLICKHOUSE_SAME;
    if (type->number == RC_F4 && kind == RC_F2) {
        type->form = RCI_CLICKHOUSE_HALF;
        return true;
    }
    return kind == type->number;
}

/* Bits of an integer kind without that of its sign; 0: it is none. */
static unsigned bits_of(rc_kind kind)
{
    static const unsigned char bits[] = {[RC_I1] = 7, [RC_I2] = 15, [RC_I4] = 31, [RC_I8] = 63,
                                         [RC_U1] = 8, [RC_U2] = 16, [RC_U4] = 32, [RC_U8] = 64};
    return (size_t)kind < sizeof bits ? bits[kind] : 0;
}

static bool is_signed(rc_kind kind)
{
    return bits_of(kind) % 2 != 0;
}

/* Whether a number type holds each value of another kind. */
static bool bind_wider(rci_clickhouse_type *type, const rc_dtype *dtype)
{
    const rc_kind kind = rc_dtype_kind(dtype);
    if (type->kind != RCI_CLICKHOUSE_NUMBER) {
        return false;
    }
    if (kind == RC_BOOL && type->number == RC_U1) {
        type->form = RCI_CLICKHOUSE_CHECKED;
        return true;
    }
    type->form = RCI_CLICKHOUSE_WIDER;
    if (type->number == RC_F8) {
        return kind == RC_F2 || kind == RC_F4;
    }
    return bits_of(kind) && bits_of(type->number) >= bits_of(kind) &&
           (!is_signed(kind) || is_signed(type->number));
}

static bool bind_text(rci_clickhouse_type *type, rc_kind kind)
{
    type->form = RCI_CLICKHOUSE_TEXT;
    return kind == RC_STR || kind == RC_BYTES || kind == RC_UCS4;
}

/* Sets the form of a value without parts. False: it is not read as the dtype. */
static bool bind_value(rci_clickhouse_type *type, const rc_dtype *dtype)
{
    const rc_kind kind = rc_dtype_kind(dtype);
    const size_t length = rc_dtype_length(dtype);
    switch (type->kind) {
    case RCI_CLICKHOUSE_BOOL:
        type->form = RCI_CLICKHOUSE_CHECKED;
        return kind == RC_BOOL;
    case RCI_CLICKHOUSE_NUMBER:
        return bind_number(type, dtype);
    case RCI_CLICKHOUSE_BFLOAT:
        type->form = RCI_CLICKHOUSE_UPPER;
        return kind == RC_F4;
    case RCI_CLICKHOUSE_FIXED:
        type->form = RCI_CLICKHOUSE_SAME;
        return (kind == RC_BYTES || kind == RC_RAW) && length == type->width;
    case RCI_CLICKHOUSE_STRING:
    case RCI_CLICKHOUSE_ENUM:
        return bind_text(type, kind);
    case RCI_CLICKHOUSE_DATE:
    case RCI_CLICKHOUSE_DATETIME:
    case RCI_CLICKHOUSE_TIME:
        return bind_time(type, dtype);
    case RCI_CLICKHOUSE_UUID:
    case RCI_CLICKHOUSE_IPV6:
        type->form =
            type->kind == RCI_CLICKHOUSE_UUID ? RCI_CLICKHOUSE_HALVES : RCI_CLICKHOUSE_SAME;
        return kind == RC_RAW && length == 16;
    case RCI_CLICKHOUSE_TUPLE:
    case RCI_CLICKHOUSE_ARRAY:
        break;
    }
    return false;
}

/* ---------------------------------------------------------------------- tuples */

static bool has_name(const rci_clickhouse_type *type, const char *name)
{
    return type->name && strcmp(type->name, name) == 0;
}

static rc_status bind_struct(binder *b, rci_clickhouse_type *type, const target *to)
{
    rci_clickhouse_type *child = type->child;
    rc_status status = RC_OK;
    const size_t n = rc_dtype_nfields(to->dtype);
    for (size_t i = 0; status == RC_OK && i < n; i++, child = child->next) {
        const rci_dtype_child field = rci_dtype_child_at(to->dtype, i);
        const target member = {.dtype = field.info.dtype,
                               .in_cell = to->in_cell,
                               .offset = to->offset + field.info.offset,
                               .nullable = field.info.nullable};
        if (!child || !has_name(child, field.info.name)) {
            rci_base_quoted quoted;
            const char *name = field.info.name;
            rci_base_fail(b->err, RC_EARG, "the dtype has the field \"%s\" where the input has %s",
                          rci_base_quote(&quoted, name, strlen(name)),
                          child ? "another column" : "no more columns");
            return rci_clickhouse_at(child ? child : type, RC_EARG, b->err);
        }
        status = bind(b, child, &member);
    }
    if (status == RC_OK && child) {
        rci_base_fail(b->err, RC_EARG, "the dtype has no field for a column");
        return rci_clickhouse_at(child, RC_EARG, b->err);
    }
    return status;
}

/* The parts of a complex number are floats of half its size. */
static rc_status bind_complex(binder *b, rci_clickhouse_type *type, const target *to)
{
    const rc_kind part = rc_dtype_kind(to->dtype) == RC_C8 ? RC_F4 : RC_F8;
    size_t offset = to->offset;
    rci_clickhouse_type *re = type->child, *im = re->next;
    if (!im || im->next || !has_name(re, "re") || !has_name(im, "im") || re->number != part ||
        im->number != part || re->nullable || im->nullable) {
        return refuse(b, type, to);
    }
    for (rci_clickhouse_type *child = re; child; child = child->next) {
        child->dtype = to->dtype;
        child->offset = offset;
        child->form = is_swapped(to->dtype) ? RCI_CLICKHOUSE_SWAPPED : RCI_CLICKHOUSE_SAME;
        offset += child->width;
    }
    return RC_OK;
}

static rc_status bind_tuple(binder *b, rci_clickhouse_type *type, const target *to)
{
    const rc_kind kind = rc_dtype_kind(to->dtype);
    type->form = RCI_CLICKHOUSE_MEMBERS;
    if (kind == RC_STRUCT) {
        return bind_struct(b, type, to);
    }
    return kind == RC_C8 || kind == RC_C16 ? bind_complex(b, type, to) : refuse(b, type, to);
}

/* ---------------------------------------------------------------------- arrays */

/* Elements of a subarray over its dimensions from `first` on. */
static size_t elements_from(const rc_dtype *subarray, size_t first)
{
    size_t n = 1;
    for (size_t i = first; i < rc_dtype_ndim(subarray); i++) {
        n *= rc_dtype_shape(subarray)[i]; /* fits: the dtype is not larger than memory, or 0 */
    }
    return n;
}

static rc_status bind_array(binder *b, rci_clickhouse_type *type, const target *to)
{
    const rc_dtype *element = rc_dtype_element(to->dtype);
    const size_t next = to->dimension + 1;
    const bool last = next == rc_dtype_ndim(to->dtype);
    const target member = {
        .dtype = last ? element : to->dtype, .dimension = last ? 0 : next, .in_cell = true};
    size_t length;
    if (rc_dtype_kind(to->dtype) != RC_SUBARRAY) {
        return refuse(b, type, to);
    }
    length = rc_dtype_shape(to->dtype)[to->dimension];
    if (type->length != RCI_CLICKHOUSE_ANY && type->length != length) {
        rci_base_fail(b->err, RC_EARG, "the dtype has %zu elements, and the arrays have %zu",
                      length, type->length);
        return rci_clickhouse_at(type, RC_EARG, b->err);
    }
    type->form = RCI_CLICKHOUSE_ELEMENTS;
    type->length = length;
    type->stride = rc_dtype_itemsize(element) * elements_from(to->dtype, next);
    return bind(b, type->child, &member);
}

/* ----------------------------------------------------------------------- types */

static rc_status check_nulls(const binder *b, const rci_clickhouse_type *type, const target *to)
{
    if (b->given && type->nullable && to->in_cell) {
        rci_base_fail(b->err, RC_EUNSUPPORTED,
                      "no dtype is written as Nullable inside of an Array or Tuple of an Array");
        return rci_clickhouse_at(type, RC_EUNSUPPORTED, b->err);
    }
    if (!b->given && type->nullable && !to->nullable) {
        rci_base_fail(b->err, RC_EARG,
                      "the column is Nullable, and the field is not (give it a ? in the dtype)");
        return rci_clickhouse_at(type, RC_EARG, b->err);
    }
    return RC_OK;
}

/* Recursion: as deep as the tree. */
static rc_status bind(binder *b, rci_clickhouse_type *type, const target *to)
{
    rc_status status = check_nulls(b, type, to);
    target inside = *to;
    if (status != RC_OK) {
        return status;
    }
    if (to->nullable) {
        type->null_node = b->nodes++;
    }
    if (!to->in_cell && rc_dtype_kind(to->dtype) != RC_STRUCT) {
        type->leaf = b->leaves++;
        inside.in_cell = true;
        inside.offset = 0;
    }
    type->dtype = to->dtype;
    type->offset = inside.offset;
    if (type->kind == RCI_CLICKHOUSE_TUPLE) {
        return bind_tuple(b, type, &inside);
    }
    if (type->kind == RCI_CLICKHOUSE_ARRAY) {
        return bind_array(b, type, &inside);
    }
    if (b->given && type->kind == RCI_CLICKHOUSE_ENUM && rc_dtype_kind(to->dtype) == RC_UCS4) {
        return refuse(b, type, to);
    }
    return bind_value(type, to->dtype) || (b->given && bind_wider(type, to->dtype))
               ? RC_OK
               : refuse(b, type, to);
}

static rc_status bind_columns(binder *b, rci_clickhouse_type *root, const rc_dtype *dtype)
{
    target to = {.dtype = dtype};
    rci_clickhouse_type *column = root->child;
    root->dtype = dtype;
    root->form = RCI_CLICKHOUSE_MEMBERS;
    if (rc_dtype_kind(dtype) == RC_STRUCT) {
        return bind_struct(b, root, &to);
    }
    if (!column || column->next) {
        return refuse(b, root, &to);
    }
    return bind(b, column, &to);
}

rc_status rci_clickhouse_bind(rci_clickhouse_type *root, const rc_dtype *dtype, rc_error *err)
{
    binder b = {.err = err};
    return bind_columns(&b, root, dtype);
}

rc_status rci_clickhouse_bind_given(rci_clickhouse_type *root, const rc_dtype *dtype, rc_error *err)
{
    binder b = {.given = true, .err = err};
    return bind_columns(&b, root, dtype);
}
