/*
 * format/arrow/ipc/flatbuffer_read.c - tables, vectors and strings of a Flatbuffers buffer that is
 * not trusted.
 */
#include "format/arrow/ipc/flatbuffer_read.h"

#include "base/error.h"

enum { OFFSET = 4, VTABLE_HEAD = 4, VTABLE_ENTRY = 2, MOST_COPIES = 4 };

void rci_arrow_ipc_flatbuffer_fail(rci_arrow_ipc_flatbuffer *buffer, const char *wrong)
{
    if (!buffer->wrong) {
        buffer->wrong = wrong;
    }
}

bool rci_arrow_ipc_flatbuffer_claim(rci_arrow_ipc_flatbuffer *buffer, size_t n)
{
    if (n > buffer->claims) {
        rci_arrow_ipc_flatbuffer_fail(buffer, "parts of it are used again and again");
        return false;
    }
    buffer->claims -= n;
    return true;
}

rc_status rci_arrow_ipc_flatbuffer_status(const rci_arrow_ipc_flatbuffer *buffer, rc_error *err)
{
    return buffer->wrong
               ? rci_base_fail(err, RC_EFORMAT, "damaged Arrow metadata: %s", buffer->wrong)
               : RC_OK;
}

/* Whether `n` bytes at `at` are inside of the buffer; else that is its fault. */
static bool inside(rci_arrow_ipc_flatbuffer *buffer, size_t at, size_t n, const char *wrong)
{
    const bool is_inside = at <= buffer->size && buffer->size - at >= n;
    if (!is_inside) {
        rci_arrow_ipc_flatbuffer_fail(buffer, wrong);
    }
    return is_inside && !buffer->wrong;
}

/* Follows the offset that is stored at `at`. */
static bool follow(rci_arrow_ipc_flatbuffer *buffer, size_t at, size_t *target)
{
    if (!inside(buffer, at, OFFSET, "an offset is outside of the message")) {
        return false;
    }
    *target = at + rci_arrow_ipc_le32(buffer->data + at); /* size_t has 64 bits */
    return true;
}

/* -------------------------------------------------------------------- tables */

/* A table takes at least the bytes of its own offset, so that a buffer with more visits than that
   enters the same table again and again. */
static bool may_enter(rci_arrow_ipc_flatbuffer *buffer)
{
    if (buffer->visits == 0) {
        rci_arrow_ipc_flatbuffer_fail(buffer, "tables refer to each other without end");
        return false;
    }
    buffer->visits--;
    return true;
}

static bool find_vtable(rci_arrow_ipc_table *table)
{
    rci_arrow_ipc_flatbuffer *buffer = table->buffer;
    int64_t vtable;
    if (!inside(buffer, table->at, OFFSET, "a table is outside of the message")) {
        return false;
    }
    vtable = (int64_t)table->at - (int32_t)rci_arrow_ipc_le32(buffer->data + table->at);
    if (vtable < 0 ||
        !inside(buffer, (size_t)vtable, VTABLE_HEAD, "a vtable is outside of the message")) {
        rci_arrow_ipc_flatbuffer_fail(buffer, "a vtable is outside of the message");
        return false;
    }
    table->vtable = (size_t)vtable;
    return true;
}

static rci_arrow_ipc_table enter(rci_arrow_ipc_flatbuffer *buffer, size_t at)
{
    rci_arrow_ipc_table table = {.buffer = buffer, .at = at};
    size_t vtable_size, size;
    if (!may_enter(buffer) || !find_vtable(&table)) {
        return table;
    }
    vtable_size = rci_arrow_ipc_le16(buffer->data + table.vtable);
    size = rci_arrow_ipc_le16(buffer->data + table.vtable + 2);
    if (vtable_size < VTABLE_HEAD || vtable_size % VTABLE_ENTRY != 0 || size < OFFSET) {
        rci_arrow_ipc_flatbuffer_fail(buffer, "a vtable has an impossible size");
    } else if (inside(buffer, table.vtable, vtable_size, "a vtable is outside of the message") &&
               inside(buffer, at, size, "a table is outside of the message")) {
        table.vtable_size = vtable_size;
        table.size = size;
    }
    return table;
}

rci_arrow_ipc_table rci_arrow_ipc_flatbuffer_root(rci_arrow_ipc_flatbuffer *buffer,
                                                  const unsigned char *data, size_t size)
{
    size_t at;
    *buffer = (rci_arrow_ipc_flatbuffer){
        .data = data, .size = size, .visits = size / OFFSET, .claims = MOST_COPIES * size};
    return follow(buffer, 0, &at) ? enter(buffer, at) : (rci_arrow_ipc_table){.buffer = buffer};
}

/* The position of a field of `n` bytes. False: it is absent, or that is a fault. */
static bool find_field(const rci_arrow_ipc_table *table, unsigned field, size_t n, size_t *at)
{
    const size_t entry = VTABLE_HEAD + (size_t)VTABLE_ENTRY * field;
    size_t offset;
    if (entry + VTABLE_ENTRY > table->vtable_size) {
        return false;
    }
    offset = rci_arrow_ipc_le16(table->buffer->data + table->vtable + entry);
    if (offset == 0) {
        return false;
    }
    if (offset < OFFSET || offset + n > table->size) {
        rci_arrow_ipc_flatbuffer_fail(table->buffer, "a field is outside of its table");
        return false;
    }
    *at = table->at + offset;
    return !table->buffer->wrong;
}

bool rci_arrow_ipc_table_bool(const rci_arrow_ipc_table *table, unsigned field)
{
    return rci_arrow_ipc_table_u8(table, field, 0) != 0;
}

uint8_t rci_arrow_ipc_table_u8(const rci_arrow_ipc_table *table, unsigned field, uint8_t otherwise)
{
    size_t at;
    return find_field(table, field, 1, &at) ? table->buffer->data[at] : otherwise;
}

int16_t rci_arrow_ipc_table_i16(const rci_arrow_ipc_table *table, unsigned field, int16_t otherwise)
{
    size_t at;
    return find_field(table, field, 2, &at) ? (int16_t)rci_arrow_ipc_le16(table->buffer->data + at)
                                            : otherwise;
}

int32_t rci_arrow_ipc_table_i32(const rci_arrow_ipc_table *table, unsigned field, int32_t otherwise)
{
    size_t at;
    return find_field(table, field, 4, &at) ? (int32_t)rci_arrow_ipc_le32(table->buffer->data + at)
                                            : otherwise;
}

int64_t rci_arrow_ipc_table_i64(const rci_arrow_ipc_table *table, unsigned field, int64_t otherwise)
{
    size_t at;
    return find_field(table, field, 8, &at) ? (int64_t)rci_arrow_ipc_le64(table->buffer->data + at)
                                            : otherwise;
}

rci_arrow_ipc_table rci_arrow_ipc_table_table(const rci_arrow_ipc_table *table, unsigned field)
{
    size_t at, target;
    return find_field(table, field, OFFSET, &at) && follow(table->buffer, at, &target)
               ? enter(table->buffer, target)
               : (rci_arrow_ipc_table){.buffer = table->buffer};
}

/* ------------------------------------------------------------------- vectors */

rci_arrow_ipc_vector rci_arrow_ipc_table_vector(const rci_arrow_ipc_table *table, unsigned field,
                                                size_t element_size)
{
    rci_arrow_ipc_flatbuffer *buffer = table->buffer;
    rci_arrow_ipc_vector vector = {.buffer = buffer, .element_size = element_size};
    size_t at, target, count;
    if (!find_field(table, field, OFFSET, &at) || !follow(buffer, at, &target) ||
        !inside(buffer, target, OFFSET, "a vector is outside of the message")) {
        return vector;
    }
    count = rci_arrow_ipc_le32(buffer->data + target);
    if (inside(buffer, target + OFFSET, count * element_size,
               "a vector ends outside of the message")) {
        vector.at = target + OFFSET;
        vector.count = count;
        vector.present = true;
    }
    return vector;
}

const char *rci_arrow_ipc_table_string(const rci_arrow_ipc_table *table, unsigned field,
                                       size_t *length)
{
    const rci_arrow_ipc_vector bytes = rci_arrow_ipc_table_vector(table, field, 1);
    if (!bytes.present || !rci_arrow_ipc_flatbuffer_claim(table->buffer, bytes.count)) {
        *length = 0;
        return NULL;
    }
    *length = bytes.count;
    return (const char *)bytes.buffer->data + bytes.at;
}

rci_arrow_ipc_table rci_arrow_ipc_vector_table(const rci_arrow_ipc_vector *vector, size_t index)
{
    size_t target;
    return follow(vector->buffer, vector->at + index * vector->element_size, &target)
               ? enter(vector->buffer, target)
               : (rci_arrow_ipc_table){.buffer = vector->buffer};
}

const unsigned char *rci_arrow_ipc_vector_bytes(const rci_arrow_ipc_vector *vector, size_t index)
{
    return vector->buffer->data + vector->at + index * vector->element_size;
}
