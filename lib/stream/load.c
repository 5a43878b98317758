/*
 * A whole file into one store: the pump with a writer that appends to a store.
 */
#include "base/error.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

typedef struct store_writer {
    rc_writer base;
    rc_store *store;           /* borrowed */
    const rci_io_source *from; /* borrowed */
} store_writer;

static rc_status keep_encoded(const rc_writer *writer, const rc_store *batch, size_t first,
                              size_t n, rci_base_bytes *out, rc_error *err)
{
    (void)writer;
    (void)batch;
    (void)first;
    (void)n;
    (void)out;
    (void)err;
    return RC_OK;
}

/* How many records there will be if the rest of the input is like what has been read, and a few
   more; 0 when nothing can be said. */
static size_t foreseen(const store_writer *writer, size_t records)
{
    uint64_t size = rci_io_source_size(writer->from), read = writer->base.input_bytes;
    double all;
    if (size == RC_NOWHERE || read == 0 || read >= size) {
        return 0;
    }
    all = (double)records / (double)read * (double)size;
    all += all / 32;
    return all < (double)(SIZE_MAX / 2) ? (size_t)all : 0;
}

/* Makes room for all at once, so that what is there need not move again and again. What is never
   written to takes no memory. Where that much is refused, or is no more than the half that the
   store grows by itself, it is left to that. */
static void make_room(store_writer *writer, size_t n)
{
    size_t records = rc_store_length(writer->store) + n, all = foreseen(writer, records);
    size_t capacity = rc_store_capacity(writer->store);
    if (records > capacity && all - all / 3 >= capacity) {
        (void)rc_store_reserve(writer->store, all, NULL);
    }
}

/* The pump commits whole batches only. */
static rc_status append_batch(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                              const rci_base_bytes *out, rc_error *err)
{
    store_writer *self = (store_writer *)writer;
    (void)first;
    (void)out;
    make_room(self, n);
    return rc_store_append_store(self->store, batch, err);
}

static rc_status nothing_to_finish(rc_writer *writer, rc_error *err)
{
    (void)writer;
    (void)err;
    return RC_OK;
}

static void nothing_to_close(rc_writer *writer)
{
    (void)writer;
}

static const rci_stream_writer_ops store_writer_ops = {keep_encoded, append_batch,
                                                       nothing_to_finish, nothing_to_close};

static rc_status fill(rc_reader *reader, rc_store *store, rc_error *err)
{
    rc_writer *writer =
        rci_stream_writer_new(sizeof(store_writer), &store_writer_ops, NULL, reader->dtype, err);
    rc_status status;
    if (!writer) {
        return RC_ENOMEM;
    }
    ((store_writer *)writer)->store = store;
    ((store_writer *)writer)->from = reader->source;
    status = rc_pump(reader, writer, NULL, NULL, err);
    rc_writer_close(writer);
    return status;
}

/* How many records to make room for at once. A file may claim more than it has: only what the size
   of the source bears out is believed, and little of what comes through a pipe. */
static size_t believable(const rc_reader *reader)
{
    enum { UNSEEN = 1 << 20 };
    uint64_t size = rci_io_source_size(reader->source), itemsize = rc_dtype_itemsize(reader->dtype);
    uint64_t most = size == RC_NOWHERE || itemsize == 0 ? UNSEEN : size / itemsize;
    return (size_t)(reader->expected < most ? reader->expected : most);
}

rc_store *rc_load(const char *path, const rc_read_options *options, rc_error *err)
{
    rc_reader *reader = rc_reader_open(path, options, err);
    rc_store *store;
    rc_status status = RC_ENOMEM;
    if (!reader) {
        return NULL;
    }
    store = rc_store_zeros(reader->dtype, 0, reader->layout, err);
    if (store && reader->expected != RC_NOWHERE) {
        status = rc_store_reserve(store, believable(reader), err);
    } else if (store) {
        status = RC_OK;
    }
    if (status == RC_OK) {
        status = fill(reader, store, err);
    }
    if (status != RC_OK) {
        rc_store_unref(store);
        store = NULL;
    }
    rc_reader_close(reader);
    return store;
}
