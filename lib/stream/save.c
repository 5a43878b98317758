/* stream/save.c - writes a whole store to a file: the pump with a reader over the store. */
#include "base/error.h"
#include "stream/options.h"
#include "stream/store_reader.h"

#include <rowcol/io.h>

rc_status rc_writer_save(rc_writer *writer, const rc_store *store, unsigned threads, rc_error *err)
{
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_reader *reader;
    rc_status status;
    if (!writer || !store) {
        return rci_base_fail(err, RC_EARG, "no %s (NULL)", writer ? "store" : "writer");
    }
    reader = rci_stream_store_reader_new(store, err);
    if (!reader) {
        return RC_ENOMEM;
    }
    options.threads = rci_stream_store_reader_pieces(reader) > 1 ? threads : 1;
    status = rc_pump(reader, writer, &options, NULL, err);
    rc_reader_close(reader);
    return status;
}

rc_status rc_save(const rc_store *store, const char *path, const rc_write_options *options,
                  rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rc_write_options known;
    rc_status status;
    rc_writer *writer;
    err = err ? err : &local;
    if (!store) {
        return rci_base_fail(err, RC_EARG, "no store to save (NULL)");
    }
    writer = rc_writer_open(path, rc_store_dtype(store), options, err);
    if (!writer) {
        return err->status;
    }
    (void)rci_stream_write_options(&known, options, NULL); /* they are good */
    status = rc_writer_save(writer, store, known.threads, err);
    if (status == RC_OK) {
        status = rc_writer_finish(writer, err);
    }
    rc_writer_close(writer);
    return status;
}
