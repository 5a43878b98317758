/*
 * format/arrow/data/metadata.h - the metadata of a schema: pairs of keys and values, as
 * https://arrow.apache.org/docs/format/CDataInterface.html#c.ArrowSchema.metadata has them: an
 * int32 number of pairs, then for each an int32 length and the bytes of the key, and the same of
 * the value, in the byte order of the host.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_METADATA_H
#define ROWCOL_FORMAT_ARROW_DATA_METADATA_H

#include <stddef.h>

/* The key of the compact notation of a dtype. */
#define RCI_ARROW_DATA_DTYPE_KEY "rowcol:dtype"

/* The value of the key, not NUL-terminated, or NULL. `metadata` may be NULL. */
const char *rci_arrow_data_metadata_find(const char *metadata, const char *key, size_t *length);

/* The bytes of metadata with one pair, whose value has `length` bytes. */
size_t rci_arrow_data_metadata_size(const char *key, size_t length);
void rci_arrow_data_metadata_write(char *metadata, const char *key, const char *value,
                                   size_t length);

#endif
