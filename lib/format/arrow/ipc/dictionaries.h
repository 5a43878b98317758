/*
 * format/arrow/ipc/dictionaries.h - the dictionaries of a stream or file at one point of it.
 *
 * A set of dictionaries is immutable and has a reference counter, so that batches can be decoded on
 * other threads while the stream replaces dictionaries.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_DICTIONARIES_H
#define ROWCOL_FORMAT_ARROW_IPC_DICTIONARIES_H

#include "format/arrow/ipc/column.h"

typedef struct rci_arrow_ipc_dictionaries rci_arrow_ipc_dictionaries;

/* Any thread. NULL, which is an empty set, is allowed in all functions. */
rci_arrow_ipc_dictionaries *rci_arrow_ipc_dictionaries_ref(rci_arrow_ipc_dictionaries *set);
void rci_arrow_ipc_dictionaries_unref(rci_arrow_ipc_dictionaries *set);

/* The values of a dictionary, with the schema that they were read with, or NULL. The set keeps its
   reference. */
rci_arrow_ipc_column *rci_arrow_ipc_dictionaries_find(const rci_arrow_ipc_dictionaries *set,
                                                      int64_t id,
                                                      const struct ArrowSchema **schema);

/* Replaces `*set` by one in which `id` has `values`, a reference that it takes over also on
   failure, of `schema`, which is borrowed. RC_OK; RC_ENOMEM. */
rc_status rci_arrow_ipc_dictionaries_put(rci_arrow_ipc_dictionaries **set, int64_t id,
                                         const struct ArrowSchema *schema,
                                         rci_arrow_ipc_column *values, rc_error *err);

#endif
