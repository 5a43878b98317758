/*
 * format/arrow/ipc/schema.h - the Schema table of Arrow messages to and from struct ArrowSchema.
 *
 * Source: https://github.com/apache/arrow/blob/main/format/Schema.fbs. A dictionary-encoded field
 * has the type of its values there; its ArrowSchema has the type of the indices, and the values as
 * `dictionary`.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_SCHEMA_H
#define ROWCOL_FORMAT_ARROW_IPC_SCHEMA_H

#include "format/arrow/ipc/flatbuffer_build.h"
#include "format/arrow/ipc/flatbuffer_read.h"

#include <rowcol/arrow.h>

enum {
    RCI_ARROW_IPC_DEPTH = 256 /* the most levels of fields in fields */
};

/* Reads a Schema table as the schema of a struct whose children are the columns. On success the
   caller releases `*schema`. RC_OK; RC_EFORMAT, RC_EUNSUPPORTED (an unknown type; err->field),
   RC_ELIMIT (depth), RC_ENOMEM. */
rc_status rci_arrow_ipc_schema_read(const rci_arrow_ipc_table *table, struct ArrowSchema *schema,
                                    rc_error *err);

/* Whether the numbers of the buffers are big-endian. */
bool rci_arrow_ipc_schema_is_big_endian(const rci_arrow_ipc_table *table);

/* The id of the dictionary of a schema that rci_arrow_ipc_schema_read made and that has one. */
int64_t rci_arrow_ipc_schema_dictionary_id(const struct ArrowSchema *schema);

/* Appends a Schema table for the children of `schema` and links `slot` to it. RC_OK;
   RC_EUNSUPPORTED (a type that is not written: dictionaries, unions, run ends; err->field),
   RC_ELIMIT, RC_ENOMEM. */
rc_status rci_arrow_ipc_schema_write(rci_arrow_ipc_builder *builder, size_t slot,
                                     const struct ArrowSchema *schema);

#endif
