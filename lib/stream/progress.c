/* stream/progress.c - how far a reader has come, and how it is stopped by other threads. */
#include "base/error.h"
#include "stream/reader_impl.h"

static rc_progress progress_of(const rc_reader *reader)
{
    uint64_t size;
    const uint64_t stored = rci_io_source_stored(reader->source, reader->read_bytes, &size);
    return (rc_progress){.size = sizeof(rc_progress),
                         .source = rci_io_source_name(reader->source),
                         .records = reader->read_records,
                         .rejected = reader->rejected,
                         .bytes = reader->read_bytes,
                         .total = rci_io_source_size(reader->source),
                         .stored = stored,
                         .stored_total = size};
}

rc_status rci_stream_reader_progress(rc_reader *reader, const rci_stream_piece *piece,
                                     uint64_t records, rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    rc_progress progress;
    rc_status status;
    reader->read_records += records;
    reader->read_bytes += piece->bytes;
    progress = progress_of(reader);
    status = reader->progress(reader->progress_context, &progress, &own);
    if (status == RC_OK) {
        return RC_OK;
    }
    if (own.status == RC_OK || own.status == RC_END) { /* RC_END would end the input in silence */
        return rci_stream_stopped(err);
    }
    *err = own;
    return err->status;
}

rc_status rci_stream_stopped(rc_error *err)
{
    return rci_base_fail(err, RC_ECANCELED, "stopped on request");
}

bool rci_stream_reader_is_canceled(const rc_reader *reader)
{
    return __atomic_load_n(&reader->canceled, __ATOMIC_RELAXED);
}

void rc_reader_cancel(rc_reader *reader)
{
    if (reader) {
        __atomic_store_n(&reader->canceled, true, __ATOMIC_RELAXED);
        rci_io_source_stop(reader->source);
    }
}
