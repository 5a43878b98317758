/*
 * io/decompress.h - the members of a compressed source, one after the other, as one sequence of
 * bytes.
 */
#ifndef ROWCOL_IO_DECOMPRESS_H
#define ROWCOL_IO_DECOMPRESS_H

#include "io/codec.h"
#include "io/source.h"

typedef struct rci_io_decompress rci_io_decompress;

/* Decompresses `source`, which is at its start. On success it owns the source. NULL: RC_ENOMEM. */
rci_io_decompress *rci_io_decompress_open(rci_io_source *source, const rci_io_codec *codec,
                                          rc_error *err);

/* Calls `will_wait(context)` each time before it waits for a source that has nothing to read yet.
 */
void rci_io_decompress_on_wait(rci_io_decompress *from, void (*will_wait)(void *), void *context);

/* Decompresses until the buffer is full, the input ends (`*ended`), or there is at least one byte
   and the source would have to be waited for. `*got` bytes are good in any case.
   RC_OK; RC_EFORMAT (damaged, cut off, or something else after it), RC_ELIMIT, RC_EUNSUPPORTED,
   RC_EIO, RC_ENOMEM. The messages tell the byte of the compressed file. */
rc_status rci_io_decompress_run(rci_io_decompress *from, void *buffer, size_t size, size_t *got,
                                bool *ended, rc_error *err);

/* Bytes of the compressed source that were used, and how many it has, or RC_UNKNOWN. Not while
   rci_io_decompress_run runs. */
uint64_t rci_io_decompress_used(const rci_io_decompress *from, uint64_t *size);

/* Whether rci_io_decompress_run begins without waiting. Not while it runs. */
bool rci_io_decompress_is_waiting(const rci_io_decompress *from);

/* Ends waiting, as rci_io_source_stop. Any thread. */
void rci_io_decompress_stop(rci_io_decompress *from);

/* Closes it and its source. NULL is allowed. */
void rci_io_decompress_close(rci_io_decompress *from);

#endif
