/* stream/store_reader.c - divides a store in memory into pieces for the pump. */
#include "stream/store_reader.h"

#include "base/alloc.h"
#include "stream/reader_impl.h"

typedef struct store_reader {
    rc_reader base;
    const rc_store *store;
    size_t piece_records;
    size_t next;
} store_reader;

typedef struct store_piece {
    rci_stream_piece base;
    size_t first, n;
} store_piece;

static rci_stream_piece *piece_new(rc_reader *reader, rc_error *err)
{
    store_piece *piece =
        rci_base_zalloc_as(reader->allocator, RC_MEMORY_READER, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *reader, rci_stream_piece *piece)
{
    rci_base_free_as(reader->allocator, RC_MEMORY_READER, piece, sizeof(store_piece));
}

static rc_status cut(rc_reader *reader, rci_stream_piece *base, rc_error *err)
{
    store_reader *self = (store_reader *)reader;
    store_piece *piece = (store_piece *)base;
    size_t left = rc_store_length(self->store) - self->next;
    (void)err;
    if (left == 0) {
        return RC_END;
    }
    piece->first = self->next;
    piece->n = left < self->piece_records ? left : self->piece_records;
    piece->base.done = !self->base.ops->decode;
    self->next += piece->n;
    reader->all_cut = piece->n == left;
    return RC_OK;
}

static const rc_store *view(const rc_reader *reader, const rci_stream_piece *base, size_t *first,
                            size_t *n)
{
    const store_piece *piece = (const store_piece *)base;
    *first = piece->first;
    *n = piece->n;
    return ((const store_reader *)reader)->store;
}

/* The records of a view whose layout is neither rows nor columns are copied to a batch that is. */
static rc_status decode(const rc_reader *reader, rci_stream_piece *base, rc_store *batch,
                        rc_error *err)
{
    store_piece *piece = (store_piece *)base;
    size_t n = rc_store_capacity(batch);
    rc_status status;
    n = piece->n < n ? piece->n : n;
    status =
        rc_store_append_range(batch, ((const store_reader *)reader)->store, piece->first, n, err);
    piece->first += n;
    piece->n -= n;
    piece->base.done = piece->n == 0;
    return status;
}

static const rci_stream_reader_ops strided_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .decode = decode,
};
static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .view = view,
};

rc_reader *rci_stream_store_reader_new(const rc_store *store, rc_error *err)
{
    enum { PIECE_BYTES = 1 << 17 }; /* whose text still fits the second-level cache */
    const rc_dtype *dtype = rc_store_dtype(store);
    size_t itemsize = rc_dtype_itemsize(dtype);
    bool strided = rc_store_layout(store) == RC_STRIDED;
    store_reader *self = (store_reader *)rci_stream_reader_new(
        sizeof *self, strided ? &strided_ops : &reader_ops, NULL, dtype,
        strided ? RC_ROWS : rc_store_layout(store), err);
    if (!self) {
        return NULL;
    }
    self->store = store;
    self->base.quick_cut = true;
    self->piece_records = 1 + PIECE_BYTES / (itemsize ? itemsize : 1);
    return &self->base;
}

size_t rci_stream_store_reader_pieces(const rc_reader *reader)
{
    const store_reader *self = (const store_reader *)reader;
    size_t length = rc_store_length(self->store);
    return length / self->piece_records + (length % self->piece_records != 0);
}
