/* io/source_spool.c - sources that cannot be read at any position: what is left of them is copied
 * to a temporary file. */
#include "base/alloc.h"
#include "io/fd.h"
#include "io/source_impl.h"
#include "io/spool.h"

/* Copies all that can still be read. */
static rc_status copy_rest(rci_io_source *source, rci_io_spool *spool, void *buffer, size_t size,
                           rc_error *err)
{
    size_t got = size;
    rc_status status = RC_OK;
    while (status == RC_OK && got == size) {
        status = rci_io_source_read(source, buffer, size, &got, err);
        if (status == RC_OK && got > 0) {
            status = rci_io_spool_write(spool, buffer, got, err);
        }
    }
    return status;
}

static rc_status copy_to(rci_io_source *source, rci_io_spool *spool, rc_error *err)
{
    enum { BUFFER = 1 << 18 };
    void *buffer = rci_base_alloc_as(source->allocator, RC_MEMORY_READER, BUFFER, err);
    rc_status status = RC_ENOMEM;
    if (buffer) {
        status = copy_rest(source, spool, buffer, BUFFER, err);
        rci_base_free_as(source->allocator, RC_MEMORY_READER, buffer, BUFFER);
    }
    return status;
}

/* The rest of the source is this file from now on. */
static void continue_from(rci_io_source *source, int fd, uint64_t start)
{
    rci_io_source_close_stream(source);
    rci_io_fd_close(source->fd);
    source->fd = fd;
    source->is_regular = false; /* no other process can change it */
    source->seekable = true;
    source->origin = -(int64_t)start;
    source->size = source->position;
    source->position = source->fetched = start;
}

rc_status rci_io_source_make_seekable(rci_io_source *source, rc_error *err)
{
    const uint64_t start = source->position;
    rc_error local = RC_ERROR_INIT;
    rci_io_spool *spool;
    rc_status status;
    err = err ? err : &local;
    if (rci_io_source_can_seek(source)) {
        return RC_OK;
    }
    spool = rci_io_spool_open(err);
    if (!spool) {
        return err->status;
    }
    status = copy_to(source, spool, err);
    if (status == RC_OK) {
        continue_from(source, rci_io_spool_take(spool), start);
    }
    rci_io_spool_close(spool);
    return status;
}
