/*
 * format/arrow/data/schema.h - schemas for the other files of this folder.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_SCHEMA_H
#define ROWCOL_FORMAT_ARROW_DATA_SCHEMA_H

#include "format/arrow/data/path.h"
#include "format/arrow/data/type.h"

/* The name of the only field of a table for a dtype that is not a struct. */
#define RCI_ARROW_DATA_VALUE_NAME "value"

/* Checks options and copies them; `given` may be NULL. RC_OK; RC_EARG. */
rc_status rci_arrow_data_export_options(rc_arrow_export_options *options,
                                        const rc_arrow_export_options *given, rc_error *err);
rc_status rci_arrow_data_import_options(rc_arrow_import_options *options,
                                        const rc_arrow_import_options *given, rc_error *err);

/* RC_OK, or RC_EARG for NULL and for a schema that has been released. */
rc_status rci_arrow_data_check_schema(const struct ArrowSchema *schema, rc_error *err);

/* The dtype of a schema, apart from its own metadata if not `own_metadata`. NULL: as
   rc_arrow_import_schema. */
rc_dtype *rci_arrow_data_dtype(const struct ArrowSchema *schema, bool own_metadata,
                               const rci_arrow_data_path *path, rc_error *err);

/* rc_arrow_import of an array that is not released, with the dtype that rc_arrow_import_schema gave
   for its schema. `err` is not NULL. */
rc_store *rci_arrow_data_import(struct ArrowArray *array, const struct ArrowSchema *schema,
                                const rc_dtype *dtype, const rc_arrow_import_options *options,
                                rc_error *err);

/* Whether arrays of the schema can be read as `dtype`. With `exact`, fields are nullable in both or
   in neither, and timestamps have the same zone. */
bool rci_arrow_data_agrees(const struct ArrowSchema *schema, const rc_dtype *dtype, bool exact);

/* Whether the schema is a struct with one field for records of a dtype that is not a struct
   (rc_arrow_export_options.table). */
bool rci_arrow_data_is_table_of(const struct ArrowSchema *schema, const rc_dtype *dtype);

#endif
