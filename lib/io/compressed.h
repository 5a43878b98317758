/*
 * io/compressed.h - a source whose input may be compressed.
 */
#ifndef ROWCOL_IO_COMPRESSED_H
#define ROWCOL_IO_COMPRESSED_H

#include "io/source.h"

/* From now on, input that is compressed (io/codec.h shows how that is recognised) is read as what
   it decompresses to, on a thread of its own (io/ahead.h). Other input is not changed. Call it
   before the first read. A pipe is not waited for: it is recognised when it is read or peeked at.
   An input without any bytes, or with the first ones only, is compressed if its name says so, and
   then cut off. The position, and the place of an error, is that in the decompressed data.
   RC_OK; RC_EIO, RC_ENOMEM: then it can only be closed. */
rc_status rci_io_compressed(rci_io_source *source, rc_error *err);

#endif
