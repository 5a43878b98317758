/*
 * format/arrow/ipc/batch_read.h - the RecordBatch table of Arrow messages as columns.
 *
 * Source: https://github.com/apache/arrow/blob/main/format/Message.fbs and
 * https://arrow.apache.org/docs/format/Columnar.html, "RecordBatch message".
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_BATCH_READ_H
#define ROWCOL_FORMAT_ARROW_IPC_BATCH_READ_H

#include "format/arrow/ipc/column.h"
#include "format/arrow/ipc/compress.h"
#include "format/arrow/ipc/dictionaries.h"
#include "format/arrow/ipc/flatbuffer_read.h"

/* A record batch and its body. */
typedef struct rci_arrow_ipc_batch {
    rci_arrow_ipc_table table;
    rci_arrow_ipc_memory *memory; /* what the body is in, or NULL: borrowed */
    const unsigned char *body;
    size_t size;
    bool has_union_validity; /* metadata before version V5 */
    bool swap;               /* the numbers have the other byte order */
    rci_arrow_ipc_dictionaries *dictionaries;
} rci_arrow_ipc_batch;

/* The records of a record batch, and how it is compressed, from its table alone. RC_OK; RC_EFORMAT,
   RC_EUNSUPPORTED. */
rc_status rci_arrow_ipc_batch_describe(const rci_arrow_ipc_table *table, uint64_t *records,
                                       rci_arrow_ipc_codec *codec, rc_error *err);

/* The bytes of the buffers of a record batch, in its body of `size` bytes and as they say that they
   are when they are decompressed. RC_OK; RC_EFORMAT. */
rc_status rci_arrow_ipc_batch_measure(const rci_arrow_ipc_table *table, rci_arrow_ipc_codec codec,
                                      const unsigned char *body, size_t size, uint64_t *stored,
                                      uint64_t *plain, rc_error *err);

/* The columns of `schema`, which is that of a struct, as one column. The buffers point into the
   body where they can. NULL, and `*err`, which is required, is set: RC_EFORMAT (err->field),
   RC_EUNSUPPORTED (a compression that is not known), RC_ENOMEM, RC_ELIMIT. */
rci_arrow_ipc_column *rci_arrow_ipc_batch_read(const rci_arrow_ipc_batch *batch,
                                               const struct ArrowSchema *schema, rc_error *err);

/* The same for the values of a dictionary: one column of `schema`. */
rci_arrow_ipc_column *rci_arrow_ipc_batch_read_values(const rci_arrow_ipc_batch *batch,
                                                      const struct ArrowSchema *schema,
                                                      rc_error *err);

#endif
