/* stream/load.c - reads a whole file into one store: the pump with a writer that appends to a
 * store. */
#include "base/error.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

typedef struct store_writer {
    rc_writer base;
    rc_store *store;           /* borrowed */
    const rci_io_source *from; /* borrowed */
} store_writer;

/* Estimates the number of records from the part of the input that has been read, plus a few more; 0
   if the size of the input is unknown. */
static size_t estimate(const store_writer *writer, size_t records)
{
    uint64_t size = rci_io_source_size(writer->from), read = writer->base.input_bytes;
    double all;
    if (size == RC_UNKNOWN || read == 0 || read >= size) {
        return 0;
    }
    all = (double)records / (double)read * (double)size;
    all += all / 32;
    return all < (double)(SIZE_MAX / 2) ? (size_t)all : 0;
}

/* Reserves the estimated number of records at once, so that the store does not move many times.
   Memory that is never written is not used. If the reservation fails, or is no more than the half
   by which a store grows anyway, rc_store_append_store grows the store. */
static void reserve_estimate(store_writer *writer, size_t n)
{
    size_t records = rc_store_length(writer->store) + n, all = estimate(writer, records);
    size_t capacity = rc_store_capacity(writer->store);
    if (records > capacity && all - all / 3 >= capacity) {
        (void)rc_store_reserve(writer->store, all, NULL);
    }
}

/* The pump commits whole batches. */
static rc_status append_batch(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                              const rci_base_bytes *out, rc_error *err)
{
    store_writer *self = (store_writer *)writer;
    (void)first;
    (void)out;
    reserve_estimate(self, n);
    return rc_store_append_store(self->store, batch, err);
}

static const rci_stream_writer_ops store_writer_ops = {.commit = append_batch};

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

/* How many records to reserve at once. A file may claim more records than it has: the number is
   limited by the size of the source, and for a pipe by a constant. */
static size_t reservation(const rc_reader *reader)
{
    enum { UNKNOWN_SIZE = 1 << 20 };
    uint64_t size = rci_io_source_size(reader->source), itemsize = rc_dtype_itemsize(reader->dtype);
    uint64_t most = size == RC_UNKNOWN || itemsize == 0 ? UNKNOWN_SIZE : size / itemsize;
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
    if (store && reader->expected != RC_UNKNOWN) {
        status = rc_store_reserve(store, reservation(reader), err);
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
