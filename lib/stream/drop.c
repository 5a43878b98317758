/* stream/drop.c - a writer that counts records and drops them, for reading a whole input. */
#include "base/error.h"
#include "stream/writer_impl.h"

#include <rowcol/io.h>

static rc_status drop(rc_writer *writer, const rc_store *batch, size_t first, size_t n,
                      const rci_base_bytes *out, rc_error *err)
{
    (void)writer, (void)batch, (void)first, (void)n, (void)out, (void)err;
    return RC_OK;
}

static const rci_stream_writer_ops drop_ops = {.commit = drop};

rc_writer *rc_writer_open_null(const rc_dtype *dtype, rc_error *err)
{
    if (!dtype) {
        rci_base_fail(err, RC_EARG, "a writer needs a dtype (NULL)");
        return NULL;
    }
    return rci_stream_writer_new(sizeof(rc_writer), &drop_ops, NULL, dtype, err);
}
