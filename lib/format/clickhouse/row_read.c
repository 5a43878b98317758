/* format/clickhouse/row_read.c - reads records of RowBinary. */
#include "base/check.h"
#include "base/error.h"
#include "format/clickhouse/lengths.h"
#include "format/clickhouse/row.h"
#include "format/clickhouse/value.h"
#include "format/clickhouse/wire.h"
#include "store/batch.h"
#include "store/nulls.h"

#include <string.h>

static size_t left(const rci_clickhouse_bytes *bytes)
{
    return (size_t)(bytes->end - bytes->at);
}

static rc_status fail(const rci_clickhouse_type *type, const rci_clickhouse_bytes *bytes,
                      rc_error *err)
{
    rci_clickhouse_at(type, err ? err->status : RC_EFORMAT, err);
    rci_base_error_byte(err, bytes->place + (uint64_t)(bytes->at - bytes->start));
    return RC_EFORMAT;
}

/* --------------------------------------------------------------------- passing */

static rc_status take_size(const rci_clickhouse_type *type, rci_clickhouse_bytes *bytes,
                           uint64_t *n, rc_error *err)
{
    const size_t used = rci_clickhouse_get_size(bytes->at, left(bytes), n);
    if (used == 0) {
        return RC_END;
    }
    if (used > RCI_CLICKHOUSE_SIZE_MAX) {
        rci_base_fail(err, RC_EFORMAT, "a length of more than 64 bits");
        return fail(type, bytes, err);
    }
    bytes->at += used;
    return RC_OK;
}

static rc_status pass(rci_clickhouse_bytes *bytes, uint64_t n)
{
    if (n > left(bytes)) {
        return RC_END;
    }
    bytes->at += n;
    return RC_OK;
}

/* The length of an array, which is that of the dtype. */
static rc_status take_length(rci_clickhouse_type *type, rci_clickhouse_bytes *bytes, rc_error *err)
{
    const uint64_t at = bytes->place + (uint64_t)(bytes->at - bytes->start);
    uint64_t n;
    rc_status status = take_size(type, bytes, &n, err);
    return status == RC_OK ? rci_clickhouse_check_length(type, n, at, err) : status;
}

static rc_status skip_elements(rci_clickhouse_type *type, rci_clickhouse_bytes *bytes,
                               rc_error *err)
{
    const size_t each = rci_clickhouse_fixed_size(type->child);
    size_t size;
    rc_status status = take_length(type, bytes, err);
    if (status == RC_OK && each) {
        return rci_base_mul_overflows(type->length, each, &size) ? RC_END : pass(bytes, size);
    }
    for (size_t i = 0; status == RC_OK && i < type->length; i++) {
        status = rci_clickhouse_skip_value(type->child, bytes, err);
    }
    return status;
}

static rc_status skip_text(const rci_clickhouse_type *type, rci_clickhouse_bytes *bytes,
                           rc_error *err)
{
    const unsigned char *start = bytes->at;
    uint64_t n;
    rc_status status = take_size(type, bytes, &n, err);
    if (status == RC_OK && n > INT32_MAX) {
        bytes->at = start;
        rci_base_fail(err, RC_ELIMIT, "a string of %llu bytes; a str has at most 2147483647",
                      (unsigned long long)n);
        fail(type, bytes, err);
        return RC_ELIMIT;
    }
    return status == RC_OK ? pass(bytes, n) : status;
}

/* Recursion: as deep as the tree. */
rc_status rci_clickhouse_skip_value(rci_clickhouse_type *type, rci_clickhouse_bytes *bytes,
                                    rc_error *err)
{
    rc_status status = RC_OK;
    if (type->nullable) {
        if (left(bytes) == 0) {
            return RC_END;
        }
        if (*bytes->at > 1) {
            rci_base_fail(err, RC_EFORMAT, "the byte %u, where 0 or 1 says whether it is null",
                          *bytes->at);
            return fail(type, bytes, err);
        }
        if (*bytes->at++) {
            return RC_OK;
        }
    }
    switch (type->kind) {
    case RCI_CLICKHOUSE_TUPLE:
        for (rci_clickhouse_type *child = type->child; status == RC_OK && child;
             child = child->next) {
            status = rci_clickhouse_skip_value(child, bytes, err);
        }
        return status;
    case RCI_CLICKHOUSE_ARRAY:
        return skip_elements(type, bytes, err);
    case RCI_CLICKHOUSE_STRING:
        return skip_text(type, bytes, err);
    default:
        return pass(bytes, type->width);
    }
}

rc_status rci_clickhouse_skip_row(const rci_clickhouse_columns *columns,
                                  rci_clickhouse_bytes *bytes, rc_error *err)
{
    const unsigned char *start = bytes->at;
    rc_status status = rci_clickhouse_skip_value(columns->root, bytes, err);
    if (status != RC_OK) {
        bytes->at = start;
    }
    return status;
}

/* --------------------------------------------------------------------- reading */

typedef struct row_reader {
    rci_clickhouse_bytes *bytes;
    rc_store *store;
    rc_error *err;
} row_reader;

static rc_status take_value(row_reader *r, rci_clickhouse_type *type, unsigned char *base);

static rc_status fail_short(const row_reader *r, const rci_clickhouse_type *type)
{
    rci_base_fail(r->err, RC_EFORMAT, "the input ends inside of a record");
    return fail(type, r->bytes, r->err);
}

static rc_status take_elements(row_reader *r, rci_clickhouse_type *type, unsigned char *cell)
{
    rc_status status = take_length(type, r->bytes, r->err);
    for (size_t i = 0; status == RC_OK && i < type->length; i++, cell += type->stride) {
        status = take_value(r, type->child, cell);
    }
    return status == RC_END ? fail_short(r, type) : status;
}

static rc_status take_members(row_reader *r, rci_clickhouse_type *type, unsigned char *base)
{
    rc_status status = RC_OK;
    for (rci_clickhouse_type *child = type->child; status == RC_OK && child; child = child->next) {
        status = take_value(r, child, base);
    }
    return status;
}

/* The text of a String or Enum; the bytes are passed. */
static rc_status find_text(row_reader *r, const rci_clickhouse_type *type, const char **text,
                           size_t *n)
{
    uint64_t size;
    rc_status status;
    if (type->kind == RCI_CLICKHOUSE_ENUM) {
        const unsigned char *from = r->bytes->at;
        status = pass(r->bytes, type->width);
        return status == RC_OK ? rci_clickhouse_enum_name(type, from, text, n, r->err) : status;
    }
    status = take_size(type, r->bytes, &size, r->err);
    *text = (const char *)r->bytes->at;
    *n = (size_t)size;
    return status == RC_OK ? pass(r->bytes, size) : status;
}

static rc_status take_text(row_reader *r, const rci_clickhouse_type *type, unsigned char *cell)
{
    const unsigned char *start = r->bytes->at;
    const char *text;
    size_t n;
    rc_status status = find_text(r, type, &text, &n);
    if (status == RC_END) {
        return fail_short(r, type);
    }
    if (status == RC_OK) {
        status = rci_clickhouse_take_text(type, r->store, cell, text, n, r->err);
    }
    if (status != RC_OK) {
        r->bytes->at = start;
        fail(type, r->bytes, r->err);
    }
    return status;
}

static rc_status take_fixed(row_reader *r, const rci_clickhouse_type *type, unsigned char *cell)
{
    rci_clickhouse_bytes *bytes = r->bytes;
    rc_status status;
    if (left(bytes) < type->width) {
        return fail_short(r, type);
    }
    if (!rci_clickhouse_decode(type, cell, bytes->at)) {
        status = rci_clickhouse_fail_decode(type, bytes->at, r->err);
        fail(type, bytes, r->err);
        return status;
    }
    bytes->at += type->width;
    return RC_OK;
}

/* Recursion: as deep as the tree. */
static rc_status take_value(row_reader *r, rci_clickhouse_type *type, unsigned char *base)
{
    switch (type->form) {
    case RCI_CLICKHOUSE_TEXT:
        return take_text(r, type, base + type->offset);
    case RCI_CLICKHOUSE_MEMBERS:
        return take_members(r, type, base);
    case RCI_CLICKHOUSE_ELEMENTS:
        return take_elements(r, type, base + type->offset);
    default:
        return take_fixed(r, type, base + type->offset);
    }
}

/* The value of a leaf in record `i`. */
static rc_status take_leaf(row_reader *r, const rci_clickhouse_spot *spot,
                           rci_clickhouse_type *type, size_t i)
{
    unsigned char *cell = spot->base + (ptrdiff_t)i * spot->stride;
    if (type->nullable) {
        if (left(r->bytes) == 0) {
            return fail_short(r, type);
        }
        if (*r->bytes->at++) {
            memset(cell, 0, rc_dtype_itemsize(type->dtype));
            rci_store_set_bit(spot->bits, spot->bit0 + i, false);
            return RC_OK;
        }
    }
    return take_value(r, type, cell);
}

static rc_status take_records(row_reader *r, const rci_clickhouse_columns *columns,
                              const rci_clickhouse_spot *spots, size_t n, size_t *taken)
{
    rc_status status = RC_OK;
    size_t i;
    for (i = 0; i < n && r->bytes->at < r->bytes->end; i++) {
        for (size_t k = 0; status == RC_OK && k < columns->n_leaves; k++) {
            status = take_leaf(r, &spots[k], columns->leaves[k], i);
        }
        if (status != RC_OK) {
            if (r->err) {
                r->err->record = i;
            }
            break;
        }
    }
    *taken = i;
    return status;
}

/* Records that are copied as they lie. Then what is checked is checked, so that a record with a
   wrong value is found by reading the records one by one. */
static bool copy_rows(const rci_clickhouse_columns *columns, rci_clickhouse_bytes *bytes,
                      rc_store *store, size_t n)
{
    const size_t have = left(bytes) / columns->row;
    n = n < have ? n : have;
    rci_store_write_rows(store, 0, n, bytes->at);
    if (!rci_clickhouse_check_rows(columns, store, 0, n, true)) {
        return false;
    }
    rci_store_set_length(store, n);
    bytes->at += n * columns->row;
    return true;
}

rc_status rci_clickhouse_take_rows(const rci_clickhouse_columns *columns,
                                   rci_clickhouse_bytes *bytes, rc_store *store, size_t n,
                                   rc_error *err)
{
    row_reader r = {bytes, store, err};
    rci_clickhouse_spot *spots;
    rc_status status;
    size_t taken;
    if (columns->as_they_lie && copy_rows(columns, bytes, store, n)) {
        return RC_OK;
    }
    spots = rci_clickhouse_spots(columns, store, 0, err);
    if (!spots) {
        return RC_ENOMEM;
    }
    status = take_records(&r, columns, spots, n, &taken);
    rci_store_set_length(store, taken);
    rci_clickhouse_free_spots(columns, spots);
    return status;
}
