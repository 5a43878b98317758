/*
 * format/arrow/ipc/flatbuffer_read.h - tables, vectors and strings of a Flatbuffers buffer that is
 * not trusted.
 *
 * Source of the format: the FlatBuffers internals page (https://flatbuffers.dev/internals/). All
 * numbers are little-endian. A table begins with the signed distance to its vtable, a list of
 * 16-bit distances to the fields (0: the field is absent and has its default). Vectors, strings and
 * tables are referred to by unsigned 32-bit distances.
 *
 * Each position is checked before it is used. After the first fault all functions return defaults,
 * so that a reader needs to look at `wrong` only once. Nothing depends on alignment or on the byte
 * order of the host.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_FLATBUFFER_READ_H
#define ROWCOL_FORMAT_ARROW_IPC_FLATBUFFER_READ_H

#include "base/cell.h"

#include <rowcol/base.h>
#include <stdbool.h>

typedef struct rci_arrow_ipc_flatbuffer {
    const unsigned char *data;
    size_t size;
    size_t visits;     /* tables that may be entered yet: not more than fit into the buffer */
    size_t claims;     /* bytes that may be copied yet */
    const char *wrong; /* NULL, or the first fault */
} rci_arrow_ipc_flatbuffer;

/* A table. One that is absent has all fields absent. */
typedef struct rci_arrow_ipc_table {
    rci_arrow_ipc_flatbuffer *buffer;
    size_t at;
    size_t vtable;
    size_t vtable_size; /* 0: the table is absent */
    size_t size;
} rci_arrow_ipc_table;

/* A vector of elements of one size. One that is absent is empty. */
typedef struct rci_arrow_ipc_vector {
    rci_arrow_ipc_flatbuffer *buffer;
    size_t at; /* of the first element */
    size_t count;
    size_t element_size;
    bool present;
} rci_arrow_ipc_vector;

/* Numbers at any alignment. */
static inline uint16_t rci_arrow_ipc_le16(const unsigned char *bytes)
{
    return (uint16_t)rci_base_cell_get(bytes, 2, false);
}

static inline uint32_t rci_arrow_ipc_le32(const unsigned char *bytes)
{
    return (uint32_t)rci_base_cell_get(bytes, 4, false);
}

static inline uint64_t rci_arrow_ipc_le64(const unsigned char *bytes)
{
    return rci_base_cell_get(bytes, 8, false);
}

/* Prepares `buffer` for `size` bytes at `data` and returns the table that is its root. */
rci_arrow_ipc_table rci_arrow_ipc_flatbuffer_root(rci_arrow_ipc_flatbuffer *buffer,
                                                  const unsigned char *data, size_t size);
/* Records a fault of the contents, unless there is one. */
void rci_arrow_ipc_flatbuffer_fail(rci_arrow_ipc_flatbuffer *buffer, const char *wrong);
/* To be called before memory is taken for `n` bytes of the buffer. False, and a fault, when several
   times the size of the buffer has been taken: then parts refer to the same strings or vectors
   again and again. rci_arrow_ipc_table_string calls it. */
bool rci_arrow_ipc_flatbuffer_claim(rci_arrow_ipc_flatbuffer *buffer, size_t n);
/* RC_OK, or RC_EFORMAT with the first fault: "damaged Arrow metadata: ...". */
rc_status rci_arrow_ipc_flatbuffer_status(const rci_arrow_ipc_flatbuffer *buffer, rc_error *err);

static inline bool rci_arrow_ipc_table_present(const rci_arrow_ipc_table *table)
{
    return table->vtable_size != 0;
}

/* The field number `field` of a table; `otherwise` where it is absent. */
bool rci_arrow_ipc_table_bool(const rci_arrow_ipc_table *table, unsigned field);
uint8_t rci_arrow_ipc_table_u8(const rci_arrow_ipc_table *table, unsigned field, uint8_t otherwise);
int16_t rci_arrow_ipc_table_i16(const rci_arrow_ipc_table *table, unsigned field,
                                int16_t otherwise);
int32_t rci_arrow_ipc_table_i32(const rci_arrow_ipc_table *table, unsigned field,
                                int32_t otherwise);
int64_t rci_arrow_ipc_table_i64(const rci_arrow_ipc_table *table, unsigned field,
                                int64_t otherwise);
rci_arrow_ipc_table rci_arrow_ipc_table_table(const rci_arrow_ipc_table *table, unsigned field);
rci_arrow_ipc_vector rci_arrow_ipc_table_vector(const rci_arrow_ipc_table *table, unsigned field,
                                                size_t element_size);
/* The `*length` bytes of a string, not NUL-terminated; NULL where it is absent. */
const char *rci_arrow_ipc_table_string(const rci_arrow_ipc_table *table, unsigned field,
                                       size_t *length);

/* Element `index`, which is below the count: of a vector of tables, and of any other vector. */
rci_arrow_ipc_table rci_arrow_ipc_vector_table(const rci_arrow_ipc_vector *vector, size_t index);
const unsigned char *rci_arrow_ipc_vector_bytes(const rci_arrow_ipc_vector *vector, size_t index);

#endif
