/* stream/memory.c - the deep size of readers, writers and sets of objects. */
#include "dtype/memory.h"
#include "base/alloc.h"
#include "base/error.h"
#include "store/memory.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

#include <rowcol/memory.h>

/* Adds what a meter has counted. */
static void add_meter(rci_account_tally *tally, const rci_base_meter *meter, size_t object)
{
    if (meter) {
        rci_account_tally_blocks(tally, object, rci_base_meter_bytes(meter),
                                 rci_base_meter_blocks(meter), &tally->sum.working);
    }
}

static void add_reader(rci_account_tally *tally, const rc_reader *reader)
{
    const rc_store *batch[1] = {reader->batch};
    size_t object = rci_account_tally_open(tally, reader, 1, RCI_ACCOUNT_NONE);
    if (object != RCI_ACCOUNT_NONE) {
        add_meter(tally, reader->meter, object);
        rci_dtype_tally(tally, reader->dtype, object);
        rci_store_tally(tally, batch, 1, object);
    }
}

static void add_writer(rci_account_tally *tally, const rc_writer *writer)
{
    size_t object = rci_account_tally_open(tally, writer, 1, RCI_ACCOUNT_NONE);
    if (object != RCI_ACCOUNT_NONE) {
        add_meter(tally, writer->meter, object);
        rci_dtype_tally(tally, writer->dtype, object);
    }
}

rc_status rc_reader_memory(const rc_reader *reader, rc_memory_size *size, rc_error *err)
{
    rci_account_tally tally;
    if (!reader) {
        return rci_base_fail(err, RC_EARG, "no reader (NULL)");
    }
    rci_account_tally_init(&tally, 0, err);
    add_reader(&tally, reader);
    return rci_account_tally_finish(&tally, size);
}

rc_status rc_writer_memory(const rc_writer *writer, rc_memory_size *size, rc_error *err)
{
    rci_account_tally tally;
    if (!writer) {
        return rci_base_fail(err, RC_EARG, "no writer (NULL)");
    }
    rci_account_tally_init(&tally, 0, err);
    add_writer(&tally, writer);
    return rci_account_tally_finish(&tally, size);
}

/* ------------------------------------------------------------------ sets */

static void add_objects(rci_account_tally *tally, const rc_memory_object *objects, size_t n,
                        const rc_store **stores)
{
    for (size_t i = 0; i < n; i++) {
        stores[i] = objects[i].store;
    }
    rci_store_tally(tally, stores, n, RCI_ACCOUNT_NONE);
    for (size_t i = 0; i < n; i++) {
        rci_dtype_tally(tally, objects[i].dtype, RCI_ACCOUNT_NONE);
        if (objects[i].reader) {
            add_reader(tally, objects[i].reader);
        }
        if (objects[i].writer) {
            add_writer(tally, objects[i].writer);
        }
    }
}

rc_status rc_memory_of(const rc_memory_object *objects, size_t n, unsigned flags,
                       rc_memory_size *size, rc_error *err)
{
    enum { FEW = 16 };
    const rc_allocator *allocator = rc_get_allocator();
    const rc_store *few[FEW], **stores = few;
    rci_account_tally tally;
    rc_status status;
    if (!objects && n > 0) {
        return rci_base_fail(err, RC_EARG, "no objects (NULL)");
    }
    status = rci_account_tally_init(&tally, flags, err);
    if (status == RC_OK && n > FEW) {
        stores = rci_base_zalloc_array(allocator, n, sizeof(rc_store *), err);
        status = stores ? RC_OK : RC_ENOMEM;
    }
    if (status != RC_OK) {
        return status;
    }
    add_objects(&tally, objects, n, stores);
    if (stores != few) {
        rci_base_free(allocator, stores, n * sizeof(rc_store *));
    }
    return rci_account_tally_finish(&tally, size);
}
