/*
 * mpi/records.c - the records of a store, moved through a channel.
 */
#include "mpi/records.h"

#include "mpi/bits.h"
#include "mpi/fail.h"
#include "mpi/stream.h"
#include "mpi/type.h"

/* What is done with each field, in the order of the dtype. `inside`: an element of a subarray. */
typedef rc_status visit(void *context, const rc_view *view, bool inside, rc_error *err);

/* Visits a field and those in it; elements of subarrays only where they have text. */
static rc_status walk(const rc_view *view, bool inside, visit *each, void *context, rc_error *err)
{
    rc_status status = each(context, view, inside, err);
    rc_kind kind = rc_dtype_kind(view->dtype);
    const rc_dtype *element = rc_dtype_element(view->dtype);
    size_t n = rc_dtype_nfields(view->dtype);
    rc_view part;
    if (kind == RC_SUBARRAY && rci_mpi_type_has_text(element) && rc_dtype_itemsize(element) > 0) {
        n = rc_dtype_itemsize(view->dtype) / rc_dtype_itemsize(element);
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = kind == RC_STRUCT ? rc_view_child(view, i, &part, err)
                                   : rc_view_element(view, i, &part, err);
        if (status == RC_OK) {
            status = walk(&part, inside || kind == RC_SUBARRAY, each, context, err);
        }
    }
    return status;
}

static rc_status walk_store(const rc_store *store, visit *each, void *context, rc_error *err)
{
    rc_view all;
    rc_status status = rc_store_view(store, "", &all, err);
    return status == RC_OK ? walk(&all, false, each, context, err) : status;
}

/* --- cells -------------------------------------------------------------------------------------
 */

/* In columns a leaf is what is not a struct: a subarray is one. */
static bool is_leaf(const rc_view *view, bool inside)
{
    return !inside && rc_dtype_kind(view->dtype) != RC_STRUCT;
}

static rc_status count_leaf(void *context, const rc_view *view, bool inside, rc_error *err)
{
    size_t *n = context;
    (void)err;
    *n += is_leaf(view, inside);
    return RC_OK;
}

static rc_status add_part(rci_mpi_records *records, const void *cells, const rc_dtype *dtype,
                          rc_error *err)
{
    rci_mpi_part *part = &records->parts[records->n_parts];
    rc_status status = rci_mpi_type_make(dtype, &part->type, err);
    if (status == RC_OK) {
        part->cells = (unsigned char *)(uintptr_t)cells;
        part->size = rc_dtype_itemsize(dtype);
        records->n_parts++;
    }
    return status;
}

static rc_status add_leaf(void *context, const rc_view *view, bool inside, rc_error *err)
{
    return is_leaf(view, inside) ? add_part(context, view->data, view->dtype, err) : RC_OK;
}

/* --- nulls and texts ---------------------------------------------------------------------------
 */

/* The records of a range on their way. */
typedef struct transit {
    rci_mpi_stream stream;
    size_t first;
    size_t n;
    uint64_t size;   /* counted */
    rc_error *taken; /* what the taker cannot keep */
} transit;

static rc_status has_stream(void *context, const rc_view *view, bool inside, rc_error *err)
{
    bool *found = context;
    (void)err;
    *found = *found || (view->valid && !inside) || rc_dtype_kind(view->dtype) == RC_STR;
    return RC_OK;
}

static const char *text_at(const rc_view *view, size_t i, size_t *length)
{
    rc_str_view strings = {view->store, view->data, view->stride, view->n};
    return rc_str_view_get(strings, i, length);
}

static rc_status count_field(void *context, const rc_view *view, bool inside, rc_error *err)
{
    transit *t = context;
    (void)err;
    t->size += view->valid && !inside ? (t->n + 7) / 8 : 0;
    for (size_t i = 0; i < t->n && rc_dtype_kind(view->dtype) == RC_STR; i++) {
        size_t length;
        text_at(view, t->first + i, &length);
        t->size += sizeof(uint32_t) + length;
    }
    return RC_OK;
}

/* Bits that are moved in one step. */
#define MOST_BITS ((size_t)8192)

static rc_status move_bits(transit *t, const rc_view *view, rc_error *err)
{
    unsigned char bits[MOST_BITS / 8];
    unsigned char *bitmap = (unsigned char *)(uintptr_t)view->valid;
    size_t first = view->valid_bit + t->first;
    rc_status status = RC_OK;
    for (size_t done = 0; done < t->n && status == RC_OK; done += MOST_BITS) {
        size_t n = t->n - done < MOST_BITS ? t->n - done : MOST_BITS;
        if (t->stream.channel->gives) {
            rci_mpi_bits_take(bitmap, first + done, n, bits);
            status = rci_mpi_stream_give(&t->stream, bits, (n + 7) / 8, err);
        } else {
            status = rci_mpi_stream_take(&t->stream, bits, (n + 7) / 8, err);
            if (status == RC_OK) {
                rci_mpi_bits_put(bitmap, first + done, n, bits);
            }
        }
    }
    return status;
}

static rc_status give_texts(transit *t, const rc_view *view, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < t->n && status == RC_OK; i++) {
        size_t length;
        const char *text = text_at(view, t->first + i, &length);
        uint32_t prefix = (uint32_t)length;
        status = rci_mpi_stream_give(&t->stream, &prefix, sizeof prefix, err);
        if (status == RC_OK) {
            status = rci_mpi_stream_give(&t->stream, text, length, err);
        }
    }
    return status;
}

/* A string that is not whole in the buffer is put together first. */
static rc_status take_long_text(transit *t, const rc_str_field *field, size_t i, size_t length,
                                rc_error *err)
{
    char *text = rci_mpi_alloc(length, 1, t->taken);
    rc_status status = rci_mpi_stream_take(&t->stream, text, length, err);
    if (status == RC_OK && text) {
        rc_str_set(*field, i, text, length, t->taken);
    }
    rci_mpi_release(text, length, 1);
    return status;
}

static rc_status take_texts(transit *t, const rc_view *view, rc_error *err)
{
    rc_str_field field = {(rc_store *)(uintptr_t)view->store,
                          (unsigned char *)(uintptr_t)view->data, view->stride, view->n};
    rc_status status = RC_OK;
    for (size_t i = 0; i < t->n && status == RC_OK; i++) {
        uint32_t length;
        status = rci_mpi_stream_take(&t->stream, &length, sizeof length, err);
        if (status != RC_OK || length == 0) {
            continue;
        }
        if (t->stream.end - t->stream.at < length) {
            status = take_long_text(t, &field, t->first + i, length, err);
            continue;
        }
        rc_str_set(field, t->first + i, (const char *)t->stream.buffer + t->stream.at, length,
                   t->taken);
        status = rci_mpi_stream_take(&t->stream, NULL, length, err);
    }
    return status;
}

static rc_status move_field(void *context, const rc_view *view, bool inside, rc_error *err)
{
    transit *t = context;
    rc_status status = view->valid && !inside ? move_bits(t, view, err) : RC_OK;
    if (status == RC_OK && rc_dtype_kind(view->dtype) == RC_STR) {
        status = t->stream.channel->gives ? give_texts(t, view, err) : take_texts(t, view, err);
    }
    return status;
}

/* --- all of it ---------------------------------------------------------------------------------
 */

rc_status rci_mpi_records_init(rci_mpi_records *records, const rc_store *store, rc_error *err)
{
    rci_mpi_records empty = {.store = store, .parts_capacity = 1};
    bool rows = rc_store_layout(store) == RC_ROWS, streams = false;
    rc_status status = RC_OK;
    *records = empty;
    if (!rows) {
        records->parts_capacity = 0;
        status = walk_store(store, count_leaf, &records->parts_capacity, err);
    }
    if (status == RC_OK) {
        records->parts = rci_mpi_alloc(records->parts_capacity, sizeof *records->parts, err);
        status = records->parts ? walk_store(store, has_stream, &streams, err) : RC_ENOMEM;
    }
    if (status == RC_OK && streams) {
        records->buffer = rci_mpi_alloc(RCI_MPI_STREAM_BUFFER, 1, err);
        status = records->buffer ? RC_OK : RC_ENOMEM;
    }
    if (status == RC_OK) {
        status = rows ? add_part(records, rc_store_data_const(store), rc_store_dtype(store), err)
                      : walk_store(store, add_leaf, records, err);
    }
    return status;
}

void rci_mpi_records_release(rci_mpi_records *records)
{
    for (size_t i = 0; i < records->n_parts; i++) {
        MPI_Type_free(&records->parts[i].type);
    }
    rci_mpi_release(records->parts, records->parts_capacity, sizeof *records->parts);
    rci_mpi_release(records->buffer, RCI_MPI_STREAM_BUFFER, 1);
}

uint64_t rci_mpi_records_stream_size(const rc_store *store, size_t first, size_t n)
{
    transit t = {.first = first, .n = n};
    walk_store(store, count_field, &t, NULL);
    return t.size;
}

rc_status rci_mpi_records_move(const rci_mpi_records *records, const rci_mpi_channel *channel,
                               size_t first, size_t n, uint64_t stream_size, rc_error *err)
{
    rc_error taken = RC_ERROR_INIT;
    transit t = {.first = first, .n = n, .taken = &taken};
    rc_status status = RC_OK;
    for (size_t i = 0; i < records->n_parts && status == RC_OK; i++) {
        const rci_mpi_part *part = &records->parts[i];
        status = rci_mpi_move(channel, part->cells ? part->cells + first * part->size : NULL, n,
                              part->size, part->type, err);
    }
    if (status == RC_OK && records->buffer && n > 0) {
        rci_mpi_stream_begin(&t.stream, channel, records->buffer, stream_size);
        status = walk_store(records->store, move_field, &t, err);
    }
    return status == RC_OK ? rci_mpi_report(&taken, err) : status;
}
