/* stream/load.c - reads a whole file into one store: the pump with a writer that appends to a
 * store. */
#include "base/error.h"
#include "store/batch.h"
#include "stream/options.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

#include <pthread.h>
#include <rowcol/io.h>

/* Records whose bytes are all there is are copied into the store by several threads at once: their
   place is the store's length, which grows as they are placed. `moving` is held for writing while
   the store moves to a larger memory, and for reading while records are copied. */
typedef struct store_writer {
    rc_writer base;
    rc_store *store;           /* borrowed */
    const rci_io_source *from; /* borrowed */
    pthread_rwlock_t moving;
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

static rc_status make_space(store_writer *self, size_t n, rc_error *err)
{
    rc_status status;
    pthread_rwlock_wrlock(&self->moving);
    reserve_estimate(self, n);
    status = rci_store_grow(self->store, n, err);
    pthread_rwlock_unlock(&self->moving);
    return status;
}

static rc_status place(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    store_writer *self = (store_writer *)writer;
    const size_t length = rc_store_length(self->store);
    rc_status status = RC_OK;
    (void)batch;
    (void)first;
    (void)out;
    if (rc_store_capacity(self->store) - length < n) {
        status = make_space(self, n, err);
    }
    if (status == RC_OK) {
        *at = length;
        rci_store_add_unwritten(self->store, n);
    }
    return status;
}

static rc_status put(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    store_writer *self = (store_writer *)writer;
    (void)out;
    (void)err;
    pthread_rwlock_rdlock(&self->moving);
    rci_store_put_records(self->store, (size_t)at, batch, first, n);
    pthread_rwlock_unlock(&self->moving);
    return RC_OK;
}

/* For strings and nulls: in order. The pump commits whole batches. */
static rc_status append_batch(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                              const rci_base_bytes *out, rc_error *err)
{
    store_writer *self = (store_writer *)writer;
    (void)first;
    (void)out;
    reserve_estimate(self, n);
    return rc_store_append_store(self->store, batch, err);
}

static void close_store_writer(rc_writer *writer)
{
    pthread_rwlock_destroy(&((store_writer *)writer)->moving);
}

static const rci_stream_writer_ops ordered_ops = {
    .commit = append_batch,
    .close = close_store_writer,
};
static const rci_stream_writer_ops placed_ops = {
    .place = place,
    .put = put,
    .close = close_store_writer,
};

static rc_status fill(rc_reader *reader, rc_store *store, unsigned threads, rc_error *err)
{
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    const bool has_places = rci_store_is_bytes(store);
    rc_writer *writer = rci_stream_writer_new(
        sizeof(store_writer), has_places ? &placed_ops : &ordered_ops, NULL, reader->dtype, err);
    rc_status status;
    if (!writer) {
        return RC_ENOMEM;
    }
    writer->has_places = has_places;
    ((store_writer *)writer)->store = store;
    ((store_writer *)writer)->from = reader->source;
    pthread_rwlock_init(&((store_writer *)writer)->moving, NULL);
    options.threads = threads;
    status = rc_pump(reader, writer, &options, NULL, err);
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

rc_store *rc_reader_load(rc_reader *reader, unsigned threads, rc_error *err)
{
    rc_store *store;
    rc_status status = RC_ENOMEM;
    if (!reader) {
        rci_base_fail(err, RC_EARG, "no reader (NULL)");
        return NULL;
    }
    store = rc_store_zeros(reader->dtype, 0, reader->layout, err);
    if (store && reader->expected != RC_UNKNOWN) {
        status = rc_store_reserve(store, reservation(reader), err);
    } else if (store) {
        status = RC_OK;
    }
    if (status == RC_OK) {
        status = fill(reader, store, threads, err);
    }
    if (status != RC_OK) {
        rc_store_unref(store);
        store = NULL;
    }
    return store;
}

/* All records of the reader, which is closed. `reader` may be NULL. */
static rc_store *load(rc_reader *reader, const rc_read_options *options, rc_error *err)
{
    rc_read_options known;
    rc_store *store = NULL;
    if (reader) {
        (void)rci_stream_read_options(&known, options, NULL); /* they are good */
        store = rc_reader_load(reader, known.threads, err);
    }
    rc_reader_close(reader);
    return store;
}

rc_store *rc_load(const char *path, const rc_read_options *options, rc_error *err)
{
    return load(rc_reader_open(path, options, err), options, err);
}

rc_store *rc_load_memory(const void *data, size_t size, const char *name,
                         const rc_read_options *options, rc_error *err)
{
    return load(rc_reader_open_memory(data, size, name, options, err), options, err);
}
