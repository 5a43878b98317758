/*
 * format/arrow/ipc/schema_node.h - making struct ArrowSchema, node by node.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_SCHEMA_NODE_H
#define ROWCOL_FORMAT_ARROW_IPC_SCHEMA_NODE_H

#include <rowcol/arrow.h>
#include <stdbool.h>

/* Makes `*schema` a schema without strings, with children and a dictionary that are released (to be
   made next, in place). It can be released at any time. RC_OK; RC_ENOMEM, RC_ELIMIT: `*schema` is
   released. */
rc_status rci_arrow_ipc_schema_node_make(struct ArrowSchema *schema, size_t n_children,
                                         bool has_dictionary, rc_error *err);

/* Sets a string of the node; each once. RC_OK; RC_ENOMEM. */
rc_status rci_arrow_ipc_schema_node_set_format(struct ArrowSchema *schema, const char *text,
                                               rc_error *err);
rc_status rci_arrow_ipc_schema_node_set_name(struct ArrowSchema *schema, const char *name,
                                             size_t length, rc_error *err);
/* `n` bytes in the form of ArrowSchema.metadata. */
rc_status rci_arrow_ipc_schema_node_set_metadata(struct ArrowSchema *schema, const void *metadata,
                                                 size_t n, rc_error *err);

void rci_arrow_ipc_schema_node_set_dictionary_id(struct ArrowSchema *schema, int64_t id);

#endif
