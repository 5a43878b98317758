#include "stream/lender.h"

#include "base/alloc.h"
#include "stream/reader_impl.h"

typedef struct lender {
    rc_reader base;
    const rc_store *store;
    size_t part; /* records in a piece */
    size_t next;
} lender;

typedef struct lent_piece {
    rci_stream_piece base;
    size_t first, n;
} lent_piece;

static rci_stream_piece *piece_new(rc_reader *reader, rc_error *err)
{
    lent_piece *piece = rci_base_zalloc(reader->allocator, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *reader, rci_stream_piece *piece)
{
    rci_base_free(reader->allocator, piece, sizeof(lent_piece));
}

static rc_status cut(rc_reader *reader, rci_stream_piece *base, rc_error *err)
{
    lender *self = (lender *)reader;
    lent_piece *piece = (lent_piece *)base;
    size_t left = rc_store_length(self->store) - self->next;
    (void)err;
    if (left == 0) {
        return RC_END;
    }
    piece->first = self->next;
    piece->n = left < self->part ? left : self->part;
    piece->base.done = true;
    self->next += piece->n;
    return RC_OK;
}

static const rc_store *lend(const rc_reader *reader, const rci_stream_piece *base, size_t *first,
                            size_t *n)
{
    const lent_piece *piece = (const lent_piece *)base;
    *first = piece->first;
    *n = piece->n;
    return ((const lender *)reader)->store;
}

static void nothing_to_settle(rc_reader *reader, rci_stream_piece *piece, rc_error *err)
{
    (void)reader;
    (void)piece;
    (void)err;
}

static void nothing_to_close(rc_reader *reader)
{
    (void)reader;
}

static const rci_stream_reader_ops lender_ops = {piece_new,         piece_free,       cut, NULL,
                                                 nothing_to_settle, nothing_to_close, lend};

rc_reader *rci_stream_lender_new(const rc_store *store, rc_error *err)
{
    enum { PART_BYTES = 1 << 17 }; /* whose text still fits the second-level cache */
    const rc_dtype *dtype = rc_store_dtype(store);
    size_t itemsize = rc_dtype_itemsize(dtype);
    lender *self = (lender *)rci_stream_reader_new(sizeof *self, &lender_ops, NULL, dtype,
                                                   rc_store_layout(store), err);
    if (!self) {
        return NULL;
    }
    self->store = store;
    self->part = 1 + PART_BYTES / (itemsize ? itemsize : 1);
    return &self->base;
}

size_t rci_stream_lender_pieces(const rc_reader *reader)
{
    const lender *self = (const lender *)reader;
    size_t length = rc_store_length(self->store);
    return length / self->part + (length % self->part != 0);
}
