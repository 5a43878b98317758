/*
 * format/arrow/ipc/batch_write.h - messages of Arrow IPC, and the footer of files, to be written.
 *
 * Messages have metadata version V5. Each message takes a multiple of 64 bytes and its body begins
 * at one, so that all buffers of a file are aligned to 64 bytes. All padding is zero.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_BATCH_WRITE_H
#define ROWCOL_FORMAT_ARROW_IPC_BATCH_WRITE_H

#include "base/bytes.h"
#include "format/arrow/ipc/compress.h"
#include "format/arrow/ipc/message.h"

#include <rowcol/arrow.h>

enum { RCI_ARROW_IPC_ALIGNMENT = 64 };

/* Appends the schema message, with padding up to a multiple of 64 bytes of `out`. RC_OK; as
 * rci_arrow_ipc_schema_write. */
rc_status rci_arrow_ipc_write_schema(const struct ArrowSchema *schema, rci_base_bytes *out,
                                     rc_error *err);

/* Appends a record batch: `array` is a struct of the columns of `schema`. `*block` gets the sizes
   of its parts, and 0 as its offset. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_arrow_ipc_write_batch(const struct ArrowSchema *schema,
                                    const struct ArrowArray *array, rci_arrow_ipc_codec codec,
                                    rci_base_bytes *out, rci_arrow_ipc_block *block, rc_error *err);

/* Appends the end of a stream. */
rc_status rci_arrow_ipc_write_end(rci_base_bytes *out, rc_error *err);

/* Appends the footer of a file, with its size and the magic. */
rc_status rci_arrow_ipc_write_footer(const struct ArrowSchema *schema,
                                     const rci_arrow_ipc_block *blocks, size_t count,
                                     rci_base_bytes *out, rc_error *err);

#endif
