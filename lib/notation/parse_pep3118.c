/*
 * notation/parse_pep3118.c - parses PEP 3118 buffer formats (https://peps.python.org/pep-3118/):
 * the codes of Python's struct module with T{...} for records, :name: for fields, (2,3) for shapes
 * and x for padding, as NumPy reads them:
 *
 *   T{<i:x:<i:y:}      T{b:flag:7x(3)<d:p:}
 *
 * A byte order holds until the next. "@", in force at the start, means C's own sizes and alignment
 * (here the x86-64 ABI's), "^" its sizes only; "=", "<", ">" and "!" mean standard sizes.
 */
#include "notation/fail_at.h"

#include "base/ascii.h"
#include "notation/numpy.h"
#include "notation/parse.h"

#include <string.h>

typedef struct parser {
    const char *text;
    size_t length;
    size_t at;
    char order; /* the mark in force */
    unsigned depth;
    rc_error *err;
} parser;

/* An item without its name. */
typedef struct item {
    rc_dtype *dtype;
    size_t alignment;
    size_t byte;
    bool padding;
    bool counted;
    size_t count;
    size_t ndim;
    size_t shape[RC_MAX_NDIM];
} item;

static rc_dtype *read_struct(parser *in, bool nested, size_t *alignment);

static rc_status expected(parser *in, const char *what)
{
    return rci_notation_expected(in->err, in->text, in->length, in->at, in->at, what);
}

static char peek(const parser *in)
{
    return in->at < in->length ? in->text[in->at] : '\0';
}

static bool next_is(const parser *in, const char *text)
{
    size_t n = strlen(text);
    return in->length - in->at >= n && memcmp(in->text + in->at, text, n) == 0;
}

static bool take(parser *in, const char *text)
{
    bool found = next_is(in, text);
    in->at += found ? strlen(text) : 0;
    return found;
}

static rc_status read_count(parser *in, size_t *n)
{
    size_t start = in->at;
    bool over = false;
    for (*n = 0; rci_base_is_digit(peek(in)); in->at++) {
        over = over || rci_base_mul_overflows(*n, 10, n) ||
               rci_base_add_overflows(*n, (size_t)(peek(in) - '0'), n);
        over = over || *n > (size_t)RC_MAX_ITEMSIZE;
    }
    if (in->at == start) {
        return expected(in, "a number");
    }
    return over ? rci_notation_fail_at(in->err, start, RC_ELIMIT, "a number over the limit of %zu",
                                       (size_t)RC_MAX_ITEMSIZE)
                : RC_OK;
}

static rc_status read_shape(parser *in, item *made)
{
    rc_status status = RC_OK;
    do {
        if (made->ndim == RC_MAX_NDIM) {
            return rci_notation_fail_at(in->err, in->at, RC_ELIMIT, "more than %d dimensions",
                                        RC_MAX_NDIM);
        }
        while (take(in, " ")) {
        }
        status = read_count(in, &made->shape[made->ndim++]);
        while (status == RC_OK && take(in, " ")) {
        }
    } while (status == RC_OK && take(in, ","));
    if (status == RC_OK && !take(in, ")")) {
        status = expected(in, "',' or ')'");
    }
    return status;
}

/* -------------------------------------------------------------------- codes */

static bool is_native(const parser *in)
{
    return in->order == '@' || in->order == '^';
}

static rc_dtype *refuse(parser *in, const char *why)
{
    rci_notation_fail_at(in->err, in->at, RC_EUNSUPPORTED, "%s", why);
    return NULL;
}

/* The kind of the code of a number, or RC_STRUCT. */
static rc_kind kind_of(const parser *in, char c)
{
    static const char codes[] = "?bBhHiIqQefd";
    static const rc_kind kinds[] = {RC_BOOL, RC_I1, RC_U1, RC_I2, RC_U2, RC_I4,
                                    RC_U4,   RC_I8, RC_U8, RC_F2, RC_F4, RC_F8};
    const char *found = c ? strchr(codes, c) : NULL;
    if (c == 'l' || c == 'L') {
        return is_native(in) ? (c == 'l' ? RC_I8 : RC_U8) : (c == 'l' ? RC_I4 : RC_U4);
    }
    return found ? kinds[found - codes] : RC_STRUCT;
}

static rc_kind sized_kind_of(char c)
{
    return c == 's' ? RC_BYTES : c == 'w' ? RC_UCS4 : c == 'x' ? RC_RAW : RC_STRUCT;
}

static rc_dtype *leaf(parser *in, rc_kind kind, size_t length, size_t bytes)
{
    rc_order order = in->order == '>' || in->order == '!' ? RC_ORDER_BIG : RC_ORDER_LITTLE;
    rc_dtype *dtype = rci_dtype_leaf_new(kind, order, length, RC_UNIT_GENERIC, 1, in->err);
    if (!dtype) {
        rci_base_error_byte(in->err, in->at);
    }
    in->at += bytes;
    return dtype;
}

static rc_dtype *read_code(parser *in, item *made)
{
    char c = peek(in);
    rc_kind kind = kind_of(in, c);
    if (kind != RC_STRUCT) {
        return leaf(in, kind, 0, 1);
    }
    kind = sized_kind_of(c);
    if (kind != RC_STRUCT) {
        size_t length = made->count;
        made->padding = kind == RC_RAW;
        made->count = 1;
        return leaf(in, kind, length, 1);
    }
    if (c == 'c') {
        return leaf(in, RC_BYTES, 1, 1);
    }
    if (next_is(in, "Zf") || next_is(in, "Zd")) {
        return leaf(in, next_is(in, "Zf") ? RC_C8 : RC_C16, 0, 2);
    }
    if (c == 'O') {
        return refuse(in,
                      "object pointers are not supported: use a kind that holds the value itself");
    }
    if (c == 'g' || next_is(in, "Zg")) {
        return refuse(in, "long double has no portable form: use d or Zd");
    }
    if (c && strchr("u&tXP", c)) {
        return refuse(in, "pointers, functions, bit fields and UCS-2 text are not supported");
    }
    expected(in, "a PEP 3118 code such as i, d, 8s, 4x or T{");
    return NULL;
}

/* ------------------------------------------------------------------- items */

static rc_status shape_item(parser *in, item *made)
{
    rc_dtype *whole = NULL;
    if (made->count != 1) {
        whole = rc_dtype_subarray(made->dtype, 1, &made->count, in->err);
        rc_dtype_unref(made->dtype);
        made->dtype = whole;
    }
    if (made->dtype && made->ndim) {
        whole = rc_dtype_subarray(made->dtype, made->ndim, made->shape, in->err);
        rc_dtype_unref(made->dtype);
        made->dtype = whole;
    }
    if (!made->dtype) {
        rci_base_error_byte(in->err, made->byte);
    }
    return made->dtype ? RC_OK : RC_ELIMIT;
}

/* On success `made->dtype` is a reference. */
static rc_status read_item(parser *in, item *made)
{
    rc_status status = RC_OK;
    memset(made, 0, sizeof *made);
    made->byte = in->at;
    made->count = 1;
    if (take(in, "(")) {
        status = read_shape(in, made);
    }
    if (status == RC_OK && peek(in) && strchr("@=<>^!", peek(in))) {
        in->order = in->text[in->at++];
    }
    if (status == RC_OK && rci_base_is_digit(peek(in))) {
        status = read_count(in, &made->count);
    }
    if (status != RC_OK) {
        return status;
    }
    if (take(in, "T{")) {
        made->dtype = read_struct(in, true, &made->alignment);
    } else {
        made->dtype = read_code(in, made);
        made->alignment = made->dtype ? made->dtype->alignment : 1;
    }
    return made->dtype ? shape_item(in, made) : RC_ESYNTAX;
}

/* The name between colons; `*length` is 0 without a name. */
static rc_status read_name(parser *in, const char **name, size_t *length)
{
    const char *end;
    *length = 0;
    if (!take(in, ":")) {
        return RC_OK;
    }
    end = memchr(in->text + in->at, ':', in->length - in->at);
    if (!end) {
        in->at = in->length;
        return expected(in, "':' after the field name");
    }
    *name = in->text + in->at;
    *length = (size_t)(end - *name);
    if (*length == 0) {
        return rci_notation_fail_at(
            in->err, in->at, RC_ENAME,
            "a field name is empty: write a name between the colons, or no colons");
    }
    in->at += *length + 1;
    return RC_OK;
}

/* ----------------------------------------------------------------- structs */

typedef struct building {
    rci_dtype_fields fields;
    size_t offset;
    size_t alignment;
    size_t unnamed; /* fields without a name so far */
} building;

/* Alignments are powers of two, so that the larger is the common one. */
static rc_status place(parser *in, building *made, const item *next)
{
    size_t end;
    if (in->order == '@') {
        size_t misfit = made->offset % next->alignment;
        made->offset += misfit ? next->alignment - misfit : 0;
        made->alignment = next->alignment > made->alignment ? next->alignment : made->alignment;
    }
    end = made->offset + next->dtype->itemsize;
    return end <= (size_t)RC_MAX_ITEMSIZE
               ? RC_OK
               : rci_notation_fail_at(in->err, next->byte, RC_ELIMIT,
                                      "the record is over the limit of %zu bytes",
                                      (size_t)RC_MAX_ITEMSIZE);
}

/* Reads one item into the struct; padding without a name is not a field. */
static rc_status add_item(parser *in, building *made)
{
    const char *name = "";
    size_t length, start;
    item next;
    rc_status status = read_item(in, &next);
    if (status != RC_OK) {
        return status;
    }
    status = read_name(in, &name, &length);
    if (status == RC_OK) {
        status = place(in, made, &next);
    }
    start = made->offset;
    made->offset += next.dtype->itemsize;
    if (status != RC_OK || (next.padding && length == 0)) {
        rc_dtype_unref(next.dtype);
        return status;
    }
    made->unnamed += length == 0 ? 1 : 0;
    return rci_dtype_fields_add(&made->fields, name, length, next.dtype, start, false, next.byte,
                                in->err);
}

/* n of a name "f<n>", or SIZE_MAX. */
static size_t default_index(const char *name, size_t length)
{
    size_t i, n = 0;
    if (length < 2 || length > 8 || name[0] != 'f' || (name[1] == '0' && length > 2)) {
        return SIZE_MAX;
    }
    for (i = 1; i < length; i++) {
        if (!rci_base_is_digit(name[i])) {
            return SIZE_MAX;
        }
        n = n * 10 + (size_t)(name[i] - '0');
    }
    return n;
}

/* As in NumPy, fields without a name become f0, f1, ..., without the names that are taken. */
static rc_status name_the_unnamed(parser *in, building *made)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t n = made->fields.n, i, next = 0;
    rc_status status = RC_OK;
    bool *taken = rci_base_zalloc_array(allocator, n + 1, sizeof *taken, in->err);
    if (!taken) {
        return RC_ENOMEM;
    }
    for (i = 0; i < n; i++) {
        size_t length, index;
        const char *name = rci_dtype_fields_name(&made->fields, i, &length);
        index = default_index(name, length);
        taken[index < n ? index : n] = true;
    }
    for (i = 0; i < n && status == RC_OK; i++) {
        rci_notation_default_name name;
        size_t length;
        rci_dtype_fields_name(&made->fields, i, &length);
        if (length == 0) {
            while (taken[next]) {
                next++;
            }
            rci_notation_default_name_of(&name, next++);
            status = rci_dtype_fields_rename(&made->fields, i, name.text, name.length, in->err);
        }
    }
    rci_base_free(allocator, taken, (n + 1) * sizeof *taken);
    return status;
}

static rc_dtype *build(parser *in, building *made)
{
    size_t byte, misfit = made->offset % made->alignment;
    size_t itemsize = made->offset;
    rc_dtype *dtype;
    if (made->unnamed && name_the_unnamed(in, made) != RC_OK) {
        return NULL;
    }
    if (in->order == '@' && misfit) {
        itemsize += made->alignment - misfit;
    }
    dtype = rci_dtype_fields_struct(&made->fields, RC_PACKED, itemsize, &byte, in->err);
    if (!dtype) {
        rci_base_error_byte(in->err, byte == SIZE_MAX ? in->at : byte);
    }
    return dtype;
}

/* A format of one item without a name is the dtype of that item. */
static rc_dtype *finish(parser *in, building *made, bool nested)
{
    if (!nested && made->fields.n == 1 && made->unnamed == 1) {
        const rci_dtype_field_in *only = (const rci_dtype_field_in *)(void *)made->fields.in.data;
        if (only->offset == 0 && only->dtype->itemsize == made->offset) {
            return rc_dtype_ref(only->dtype);
        }
    }
    return build(in, made);
}

/* Items up to the closing brace or, at the outermost level, the end. */
static rc_dtype *read_struct(parser *in, bool nested, size_t *alignment)
{
    building made = {.offset = 0, .alignment = 1, .unnamed = 0};
    rc_status status = RC_OK;
    rc_dtype *dtype = NULL;
    if (++in->depth > RC_MAX_DEPTH + 1) {
        rci_notation_fail_at(in->err, in->at, RC_ELIMIT,
                             "more than %d structs and subarrays inside one another", RC_MAX_DEPTH);
        return NULL;
    }
    rci_dtype_fields_init(&made.fields);
    while (status == RC_OK && in->at < in->length && !(nested && peek(in) == '}')) {
        status = add_item(in, &made);
    }
    if (status == RC_OK && nested && !take(in, "}")) {
        status = expected(in, "'}'");
    }
    if (status == RC_OK) {
        dtype = finish(in, &made, nested);
        *alignment = made.alignment;
    }
    rci_dtype_fields_release(&made.fields);
    in->depth--;
    return dtype;
}

rc_dtype *rci_notation_parse_pep3118(const char *text, size_t length, rc_error *err)
{
    parser in = {text, length, 0, '@', 0, err};
    size_t alignment;
    if (length == 0) {
        expected(&in, "a PEP 3118 format such as T{<i:x:<i:y:}");
        return NULL;
    }
    return read_struct(&in, false, &alignment);
}
