/*
 * format/npy/header_read.c - the header of a .npy file that is read.
 */
#include "format/npy/header.h"

#include "base/check.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/npy/text.h"
#include "notation/parse_literal.h"

#include <string.h>

/* A header being read: its text, that text as nested values, and what was found in it. */
typedef struct parse {
    rci_npy_text text;
    rci_notation_literal literal;
    size_t descr, order, shape; /* nodes; 0, which is the dictionary itself, while not found */
    rc_error *err;
} parse;

static rc_status fail(const parse *in, size_t at, rc_status status, const char *format, ...)
    RC_PRINTF(4, 5);

static rc_status fail(const parse *in, size_t at, rc_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    rci_base_vfail(in->err, status, format, args);
    va_end(args);
    rci_base_error_byte(in->err, rci_npy_text_place(&in->text, at));
    return status;
}

/* Reports the error of a parser of the text. In a file it means damage (RC_EFORMAT), unless it is
   about a limit, memory, or something that is not supported. */
static rc_status report(const parse *in, const rc_error *inner)
{
    bool as_is = inner->status == RC_ENOMEM || inner->status == RC_ELIMIT ||
                 inner->status == RC_EUNSUPPORTED;
    size_t at = inner->byte == RC_NOWHERE ? 0 : (size_t)inner->byte;
    rc_status status =
        fail(in, at, as_is ? inner->status : RC_EFORMAT, "header: %s", inner->message);
    if (rci_base_utf8_check(inner->field, strlen(inner->field)) == strlen(inner->field)) {
        rci_base_error_field(in->err, inner->field);
    }
    return status;
}

static const char *text_of(const parse *in)
{
    return (const char *)in->text.utf8.data;
}

static const rci_notation_literal_node *node_at(const parse *in, size_t i)
{
    return &((const rci_notation_literal_node *)(const void *)in->literal.nodes.data)[i];
}

/* ------------------------------------------------------------ the dictionary */

/* `key` is a string: the parser accepts no other keys in a dictionary. */
static rc_status find_key(parse *in, const rci_notation_literal_node *key, size_t value)
{
    static const char *const names[] = {"descr", "fortran_order", "shape"};
    size_t *const found[] = {&in->descr, &in->order, &in->shape};
    rci_base_quoted quoted;
    for (size_t i = 0; i < 3; i++) {
        if (key->length == strlen(names[i]) && memcmp(key->text, names[i], key->length) == 0) {
            if (*found[i]) {
                return fail(in, key->byte, RC_EFORMAT, "header: '%s' is given twice", names[i]);
            }
            *found[i] = value;
            return RC_OK;
        }
    }
    return fail(in, key->byte, RC_EFORMAT,
                "header: unknown key '%s'; 'descr', 'fortran_order' and 'shape' are expected",
                rci_base_quote(&quoted, key->text, key->length));
}

static rc_status find_keys(parse *in)
{
    const rci_notation_literal_node *root = node_at(in, 0);
    if (root->type != RCI_NOTATION_LITERAL_DICT) {
        return fail(in, root->byte, RC_EFORMAT, "header: %s, where a dictionary is expected",
                    rci_notation_literal_type_name(root->type));
    }
    for (size_t i = 1; i < root->after;) {
        size_t value = node_at(in, i)->after;
        rc_status status = find_key(in, node_at(in, i), value);
        if (status != RC_OK) {
            return status;
        }
        i = node_at(in, value)->after;
    }
    if (!in->descr || !in->order || !in->shape) {
        return fail(in, root->byte, RC_EFORMAT, "header: '%s' is missing",
                    !in->descr   ? "descr"
                    : !in->order ? "fortran_order"
                                 : "shape");
    }
    return RC_OK;
}

/* ---------------------------------------------------------------- the values */

/* The extents are numbers that are not negative. */
static rc_status check_shape(const parse *in)
{
    const rci_notation_literal_node *shape = node_at(in, in->shape);
    if (shape->type != RCI_NOTATION_LITERAL_TUPLE) {
        return fail(in, shape->byte, RC_EFORMAT,
                    "header: 'shape' is %s, where a tuple such as (3,) is expected",
                    rci_notation_literal_type_name(shape->type));
    }
    for (size_t i = 0; i < shape->n; i++) {
        const rci_notation_literal_node *extent = node_at(in, in->shape + 1 + i);
        if (extent->type != RCI_NOTATION_LITERAL_INT || extent->number < 0) {
            return fail(in, extent->byte, RC_EFORMAT,
                        "header: 'shape' must be made of whole numbers from 0 up");
        }
    }
    return RC_OK;
}

static uint64_t extent(const parse *in, size_t i)
{
    return (uint64_t)node_at(in, in->shape + 1 + i)->number;
}

/* The order of the elements matters only where two or more dimensions are longer than 1. */
static rc_status read_order(const parse *in, rci_npy_header *header)
{
    const rci_notation_literal_node *order = node_at(in, in->order);
    size_t n = node_at(in, in->shape)->n, long_dimensions = 0;
    char first = text_of(in)[order->byte];
    if (order->type != RCI_NOTATION_LITERAL_BOOL || (first != 'T' && first != 'F')) {
        return fail(in, order->byte, RC_EFORMAT, "header: 'fortran_order' must be True or False");
    }
    for (size_t i = 0; i < n; i++) {
        if (extent(in, i) == 0) {
            return RC_OK;
        }
        long_dimensions += extent(in, i) > 1;
    }
    header->turned = order->number && long_dimensions > 1 ? n - 1 : 0;
    return RC_OK;
}

/* All dimensions but the first become part of the record. */
static rc_dtype *with_dimensions(const parse *in, rc_dtype *element, rc_error *err)
{
    size_t shape[RC_MAX_NDIM], n = node_at(in, in->shape)->n;
    rc_dtype *dtype = NULL;
    if (n <= 1) {
        return element;
    }
    if (n - 1 > RC_MAX_NDIM) {
        rci_base_fail(err, RC_ELIMIT, "an array of %zu dimensions: at most %d are read", n,
                      RC_MAX_NDIM + 1);
    } else {
        for (size_t i = 0; i + 1 < n; i++) {
            uint64_t n_places = extent(in, i + 1);
            shape[i] = n_places < SIZE_MAX ? (size_t)n_places : SIZE_MAX;
        }
        dtype = rc_dtype_subarray(element, n - 1, shape, err);
    }
    rc_dtype_unref(element);
    return dtype;
}

/* The type string of NumPy's dtype object: "|O", or with the size of a pointer. */
static bool is_object_type(const rci_notation_literal_node *node)
{
    size_t n = node->length, from = n > 0 && strchr("|<>=", node->text[0]) != NULL;
    return node->type == RCI_NOTATION_LITERAL_TEXT && n > from && node->text[from] == 'O' &&
           (n == from + 1 || (n == from + 2 && strchr("48", node->text[from + 1])));
}

/* Where the descr has such a type string; 0 if it has none. */
static size_t find_object_type(const parse *in)
{
    for (size_t i = in->descr; i < node_at(in, in->descr)->after; i++) {
        if (is_object_type(node_at(in, i))) {
            return i;
        }
    }
    return 0;
}

static rc_status refuse_dtype(const parse *in, const rc_error *inner)
{
    size_t object = inner->status == RC_EUNSUPPORTED ? find_object_type(in) : 0;
    if (object) {
        return fail(in, node_at(in, object)->byte, RC_EUNSUPPORTED,
                    "the array holds Python objects, stored as pickle data that only Python can "
                    "read: save it from Python with a dtype of fixed size, such as "
                    "a.astype('U32') for text or a structured dtype for records");
    }
    return report(in, inner);
}

static rc_status read_dtype(const parse *in, rc_dtype **dtype)
{
    rc_error inner = RC_ERROR_INIT;
    const rci_notation_literal_reader literal = {&in->literal, RC_PACKED, 0, &inner};
    rc_dtype *element = rci_notation_dtype_from_node(&literal, in->descr);
    if (!element) {
        return refuse_dtype(in, &inner);
    }
    if (rci_npy_can_hold(element, &inner) != RC_OK) {
        rc_dtype_unref(element);
        rci_base_error_byte(&inner, node_at(in, in->descr)->byte);
        return report(in, &inner);
    }
    *dtype = with_dimensions(in, element, &inner);
    if (!*dtype) {
        rci_base_error_byte(&inner, node_at(in, in->shape)->byte);
        return report(in, &inner);
    }
    return RC_OK;
}

static rc_status count_records(const parse *in, rci_npy_header *header)
{
    const rci_notation_literal_node *shape = node_at(in, in->shape);
    size_t itemsize = rc_dtype_itemsize(header->dtype);
    header->records = shape->n ? extent(in, 0) : 1;
    header->turned = itemsize ? header->turned : 0; /* nothing to put in order */
    if (__builtin_mul_overflow(header->records, (uint64_t)itemsize, &header->bytes) ||
        header->bytes > INT64_MAX - RCI_NPY_MAX_HEADER) {
        return fail(in, shape->byte, RC_EFORMAT,
                    "header: %llu records of %zu bytes are more than a file can hold",
                    (unsigned long long)header->records, itemsize);
    }
    if (itemsize == 0 && header->records > RCI_NPY_MAX_EMPTY_RECORDS) {
        return fail(
            in, shape->byte, RC_ELIMIT, "header: %llu records of 0 bytes: at most %llu are read",
            (unsigned long long)header->records, (unsigned long long)RCI_NPY_MAX_EMPTY_RECORDS);
    }
    return RC_OK;
}

static rc_status read_values(parse *in, rci_npy_header *header)
{
    rc_error inner = RC_ERROR_INIT;
    rc_status status =
        rci_notation_literal_parse(&in->literal, text_of(in), in->text.utf8.length, &inner);
    if (status != RC_OK) {
        return report(in, &inner);
    }
    status = find_keys(in);
    if (status == RC_OK) {
        status = check_shape(in);
    }
    if (status == RC_OK) {
        status = read_order(in, header);
    }
    if (status == RC_OK) {
        status = read_dtype(in, &header->dtype);
    }
    return status == RC_OK ? count_records(in, header) : status;
}

/* ------------------------------------------------------------ header and file */

rc_status rci_npy_trailing(uint64_t end, const unsigned char *bytes, size_t n, rc_error *err)
{
    if (n >= RCI_NPY_MAGIC_SIZE && memcmp(bytes, RCI_NPY_MAGIC, RCI_NPY_MAGIC_SIZE) == 0) {
        rci_base_fail(err, RC_EFORMAT,
                      "another array starts after the last record: only a file of one array is "
                      "read (give each array a file, or put them into an .npz archive with "
                      "numpy.savez)");
    } else {
        rci_base_fail(err, RC_EFORMAT,
                      "more bytes after the last record: the file is damaged, or something was "
                      "appended to it");
    }
    rci_base_error_byte(err, end);
    return RC_EFORMAT;
}

rc_status rci_npy_truncated(const rci_npy_header *header, uint64_t start, uint64_t end,
                            rc_error *err)
{
    size_t itemsize = rc_dtype_itemsize(header->dtype);
    uint64_t whole = itemsize ? (end - start) / itemsize : 0;
    rci_base_fail(err, RC_EFORMAT, "the file ends in record %llu of %llu: it is truncated",
                  (unsigned long long)whole, (unsigned long long)header->records);
    rci_base_error_byte(err, end);
    return RC_EFORMAT;
}

/* Reports what follows the last record, if that can be looked at now. */
static rc_status find_trailing(const rci_io_source *source, uint64_t end, rc_error *err)
{
    unsigned char bytes[RCI_NPY_MAGIC_SIZE];
    size_t got = 0;
    if (rci_io_source_can_seek(source)) {
        rc_status status = rci_io_source_read_at(source, end, bytes, sizeof bytes, &got, err);
        if (status != RC_OK) {
            return status;
        }
    }
    return rci_npy_trailing(end, bytes, got, err);
}

rc_status rci_npy_check_size(const rci_io_source *source, const rci_npy_header *header,
                             uint64_t start, rc_error *err)
{
    uint64_t size = rci_io_source_size(source);
    if (size == RC_UNKNOWN || size - start == header->bytes) {
        return RC_OK;
    }
    return size - start > header->bytes ? find_trailing(source, start + header->bytes, err)
                                        : rci_npy_truncated(header, start, size, err);
}

rc_status rci_npy_header_read(rci_io_source *source, rci_npy_header *header, rc_error *err)
{
    parse in = {.err = err};
    rc_status status;
    memset(header, 0, sizeof *header);
    status = rci_npy_text_read(&in.text, source, err);
    if (status == RC_OK) {
        status = read_values(&in, header);
        rci_notation_literal_release(&in.literal);
    }
    rci_npy_text_release(&in.text);
    if (status == RC_OK) {
        status = rci_npy_check_size(source, header, rci_io_source_position(source), err);
    }
    if (status != RC_OK) {
        rc_dtype_unref(header->dtype);
        header->dtype = NULL;
    }
    return status;
}
