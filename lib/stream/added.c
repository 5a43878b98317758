/* stream/added.c - fields that a reader adds to the records. */
#include "stream/added.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "base/error.h"
#include "base/options.h"
#include "base/utf8.h"
#include "dtype/leaves.h"
#include "store/batch.h"
#include "value/value.h"

#include <string.h>

/* One field. */
typedef struct rci_stream_added {
    rc_added what;
    rc_dtype *dtype;
    size_t leaf;         /* of the reader's dtype */
    unsigned char *cell; /* of RC_ADDED_FILE: the value, but for str */
    size_t cell_size;
    char *name;
} rci_stream_added;

/* ---------------------------------------------------------------------- open */

static rc_status fail_field(const rci_stream_added *field, rc_error *err)
{
    rci_base_error_field(err, field->name);
    return err ? err->status : RC_EARG;
}

/* The name of the input as a value of the field. */
static rc_status make_cell(rc_reader *reader, rci_stream_added *field, rc_error *err)
{
    const char *name = rci_io_source_name(reader->source);
    const bool is_text = rci_base_utf8_check(name, strlen(name)) == strlen(name);
    const rc_kind kind = rc_dtype_kind(field->dtype);
    const rc_value value =
        is_text || kind != RC_BYTES ? rc_value_string(name) : rc_value_bytes(name, strlen(name));
    rc_error own = RC_ERROR_INIT;
    if (kind == RC_STR) {
        return is_text ? RC_OK
                       : rci_base_fail(err, RC_ETYPE,
                                       "the name of the input is not valid UTF-8: only "
                                       "S<n> holds it");
    }
    if (kind != RC_BYTES && kind != RC_UCS4) {
        return rci_base_fail(err, RC_ETYPE, "the name of the input needs str, S<n> or U<n>");
    }
    field->cell_size = rc_dtype_itemsize(field->dtype);
    field->cell = rci_base_zalloc_as(reader->allocator, RC_MEMORY_READER,
                                     field->cell_size ? field->cell_size : 1, err);
    if (!field->cell) {
        return RC_ENOMEM;
    }
    if (rci_value_store(field->dtype, field->cell, &value, &own) == RC_OK) {
        return RC_OK;
    }
    return rci_base_fail(err, own.status, "the name of the input: %s", own.message);
}

static bool is_integer(const rc_dtype *dtype)
{
    const rc_kind kind = rc_dtype_kind(dtype);
    return kind >= RC_I1 && kind <= RC_U8;
}

/* The options of field `i`. */
static rc_status get_field(const rc_read_options *options, size_t i, rc_added_field *field,
                           rc_error *err)
{
    static const rc_added_field defaults = RC_ADDED_FIELD_INIT;
    *field = defaults;
    return rci_base_options_item(field, sizeof *field, options->added, i, "rc_added_field", err);
}

bool rci_stream_adds_lines(const rc_read_options *options)
{
    rc_added_field field;
    for (size_t i = 0; i < options->nadded && get_field(options, i, &field, NULL) == RC_OK; i++) {
        if (field.what == RC_ADDED_LINE) {
            return true;
        }
    }
    return false;
}

static rc_status prepare(rc_reader *reader, rci_stream_added *field, rc_error *err)
{
    switch (field->what) {
    case RC_ADDED_FILE:
        return make_cell(reader, field, err);
    case RC_ADDED_LINE:
        return is_integer(field->dtype)
                   ? RC_OK
                   : rci_base_fail(err, RC_ETYPE, "the number of a line needs an integer type");
    }
    return rci_base_fail(err, RC_EARG, "option \"added\" has the unknown value %d",
                         (int)field->what);
}

static rc_status add_field(rc_reader *reader, const rc_added_field *given, rc_error *err)
{
    rci_stream_added *field = &reader->added[reader->nadded];
    rc_field_spec spec = {.name = given->name, .dtype = given->dtype, .offset = RC_AUTO};
    rc_dtype *wider;
    rc_status status;
    if (!given->name || !given->dtype) {
        return rci_base_fail(err, RC_EARG, "a field to be added has no %s (NULL)",
                             given->name ? "dtype" : "name");
    }
    field->name = rci_base_text_copy(given->name, strlen(given->name), err);
    if (!field->name) {
        return RC_ENOMEM;
    }
    reader->nadded++;
    field->what = given->what;
    field->dtype = rc_dtype_ref(given->dtype);
    field->leaf = rci_dtype_leaf_count(reader->dtype);
    status = prepare(reader, field, err);
    if (status != RC_OK) {
        fail_field(field, err);
        return status;
    }
    wider = rc_dtype_add_field(reader->dtype, &spec, RC_AUTO, err);
    if (!wider) {
        return fail_field(field, err);
    }
    rc_dtype_unref(reader->dtype);
    reader->dtype = wider;
    return RC_OK;
}

rc_status rci_stream_add_fields(rc_reader *reader, const rc_read_options *options, rc_error *err)
{
    const size_t n = options->nadded;
    rc_status status = RC_OK;
    if (n == 0) {
        return RC_OK;
    }
    if (rc_dtype_kind(reader->dtype) != RC_STRUCT) {
        return rci_base_fail(err, RC_EARG, "fields can be added only to records of fields");
    }
    reader->added = rci_base_zalloc_array_as(reader->allocator, RC_MEMORY_READER, n,
                                             sizeof *reader->added, err);
    if (!reader->added) {
        return RC_ENOMEM;
    }
    reader->added_capacity = n;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        rc_added_field field;
        status = get_field(options, i, &field, err);
        status = status == RC_OK ? add_field(reader, &field, err) : status;
    }
    return status;
}

void rci_stream_added_free(rc_reader *reader)
{
    for (size_t i = 0; i < reader->nadded; i++) {
        rci_stream_added *field = &reader->added[i];
        rc_text_free(field->name);
        rci_base_free_as(reader->allocator, RC_MEMORY_READER, field->cell,
                         field->cell_size ? field->cell_size : 1);
        rc_dtype_unref(field->dtype);
    }
    rci_base_free_as(reader->allocator, RC_MEMORY_READER, reader->added,
                     reader->added_capacity * sizeof *reader->added);
}

/* ------------------------------------------------------------------- filling */

static rc_status fill_name(const rc_reader *reader, const rci_stream_added *field, rc_store *batch,
                           rc_error *err)
{
    const char *name = rci_io_source_name(reader->source);
    const size_t length = strlen(name), n = rc_store_length(batch);
    unsigned char *base;
    size_t stride;
    rc_status status = RC_OK;
    rci_store_leaf(batch, field->leaf, &base, &stride);
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        if (field->cell) {
            memcpy(base + i * stride, field->cell, field->cell_size);
        } else {
            status = rci_store_string_put(batch, base + i * stride, name, length, err);
        }
        if (status != RC_OK) {
            rci_store_set_length(batch, i);
        }
    }
    return status;
}

/* The largest integer of the dtype. */
static uint64_t greatest(const rc_dtype *dtype)
{
    const unsigned bits = 8 * (unsigned)rc_dtype_itemsize(dtype);
    return UINT64_MAX >> (64 - bits) >> (rc_dtype_kind(dtype) < RC_U1);
}

static rc_status fill_lines(const rci_stream_added *field, const rci_stream_piece *piece,
                            rc_store *batch, rc_error *err)
{
    const uint64_t *lines = (const uint64_t *)(const void *)piece->record_lines.data;
    const uint64_t most = greatest(field->dtype);
    const size_t n = rc_store_length(batch), size = rc_dtype_itemsize(field->dtype);
    const bool big_endian = rc_dtype_order(field->dtype) == RC_ORDER_BIG;
    unsigned char *base;
    size_t stride;
    rci_store_leaf(batch, field->leaf, &base, &stride);
    for (size_t i = 0; i < n; i++) {
        if (lines[i] > most) {
            rci_store_set_length(batch, i);
            rci_base_fail(err, RC_ERANGE, "the number of the line does not fit %s (try u8)",
                          rc_kind_name(rc_dtype_kind(field->dtype)));
            err->line = lines[i];
            return fail_field(field, err);
        }
        rci_base_cell_put(base + i * stride, size, big_endian, lines[i]);
    }
    return RC_OK;
}

rc_status rci_stream_reader_decode(const rc_reader *reader, rci_stream_piece *piece,
                                   rc_store *batch, rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    rc_status status, filled = RC_OK;
    piece->record_lines.length = 0;
    status = reader->ops->decode(reader, piece, batch, err);
    for (size_t i = 0; i < reader->nadded && filled == RC_OK; i++) {
        const rci_stream_added *field = &reader->added[i];
        filled = field->what == RC_ADDED_FILE ? fill_name(reader, field, batch, &own)
                                              : fill_lines(field, piece, batch, &own);
    }
    if (filled != RC_OK) { /* of a record before the one that decoding has failed at */
        rc_error_clear(err);
        *err = own;
        return filled;
    }
    return status;
}
