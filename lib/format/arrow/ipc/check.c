/*
 * format/arrow/ipc/check.c - whether what a column refers to exists: offsets, views, indices.
 */
#include "format/arrow/ipc/check.h"

#include "base/check.h"
#include "store/strings.h"

#include <string.h>

size_t rci_arrow_ipc_check_nulls(const unsigned char *bits, size_t n)
{
    const size_t words = n / 64;
    size_t valid = 0;
    for (size_t i = 0; i < words; i++) {
        uint64_t word;
        memcpy(&word, bits + 8 * i, sizeof word);
        valid += (size_t)__builtin_popcountll(word);
    }
    for (size_t i = words * 64; i < n; i++) {
        valid += rci_arrow_ipc_is_valid(bits, i);
    }
    return n - valid;
}

/* n + 1 offsets that never decrease and end at `limit` at most. */
static const char *check_offsets(const unsigned char *offsets, size_t offset_bytes, size_t n,
                                 size_t limit)
{
    int64_t previous = rci_arrow_ipc_offset_at(offsets, offset_bytes, 0);
    bool wrong = previous < 0;
    for (size_t i = 1; i <= n; i++) {
        const int64_t offset = rci_arrow_ipc_offset_at(offsets, offset_bytes, i);
        wrong |= offset < previous;
        previous = offset;
    }
    if (wrong) {
        return "an offset is less than the one before it";
    }
    return (uint64_t)previous > limit ? "an offset is past the end of the values" : NULL;
}

/* Offsets and sizes of valid list views; those of null ones need not make sense. */
static const char *check_list_views(const rci_arrow_ipc_column *column, size_t offset_bytes,
                                    size_t limit)
{
    const unsigned char *offsets = column->buffers[1].data, *sizes = column->buffers[2].data;
    for (size_t i = 0; i < column->length; i++) {
        const int64_t offset = rci_arrow_ipc_offset_at(offsets, offset_bytes, i);
        const int64_t size = rci_arrow_ipc_offset_at(sizes, offset_bytes, i);
        if (rci_arrow_ipc_is_valid(column->buffers[0].data, i) &&
            (offset < 0 || size < 0 || (uint64_t)offset > limit ||
             (uint64_t)size > limit - (uint64_t)offset)) {
            return "a list is past the end of the values";
        }
    }
    return NULL;
}

static bool view_is_inside(const rci_arrow_ipc_column *column, const unsigned char *view)
{
    int32_t parts[4]; /* length, prefix, buffer, offset */
    size_t n_data = column->n_buffers - 3, size;
    memcpy(parts, view, sizeof parts);
    if (parts[0] <= RCI_STORE_STR_INLINE) {
        return parts[0] >= 0;
    }
    if (parts[2] < 0 || (size_t)parts[2] >= n_data || parts[3] < 0) {
        return false;
    }
    size = column->buffers[2 + parts[2]].size;
    return (size_t)parts[3] <= size && (size_t)parts[0] <= size - (size_t)parts[3];
}

static const char *check_views(const rci_arrow_ipc_column *column)
{
    const unsigned char *validity = column->buffers[0].data, *views = column->buffers[1].data;
    for (size_t i = 0; i < column->length; i++) {
        if (!view_is_inside(column, views + i * RCI_STORE_STR_CELL) &&
            rci_arrow_ipc_is_valid(validity, i)) {
            return "a string is outside of the data";
        }
    }
    return NULL;
}

/* An index of 1, 2, 4 or 8 bytes; a negative one becomes very large. */
static uint64_t index_at(const unsigned char *indices, size_t bytes, bool is_signed, size_t index)
{
    const unsigned char *at = indices + index * bytes;
    return is_signed ? (uint64_t)rci_base_cell_get_signed(at, bytes, RCI_ARROW_IPC_HOST_BIG)
                     : rci_base_cell_get(at, bytes, RCI_ARROW_IPC_HOST_BIG);
}

static const char *check_indices(const rci_arrow_ipc_column *column, size_t bytes, bool is_signed)
{
    const unsigned char *validity = column->buffers[0].data, *indices = column->buffers[1].data;
    const uint64_t limit = column->dictionary->length;
    for (size_t i = 0; i < column->length; i++) {
        if (index_at(indices, bytes, is_signed, i) >= limit &&
            rci_arrow_ipc_is_valid(validity, i)) {
            return "an index is past the end of its dictionary";
        }
    }
    return NULL;
}

/* The child that a type id of a union means, by the list in the format string; -1: none. */
static int child_of_id(const char *format, int id)
{
    const char *at = format + 4;
    int32_t number;
    for (int child = 0; rci_arrow_ipc_layout_number(&at, &number); child++) {
        if (number == id) {
            return child;
        }
        at += *at == ',';
    }
    return -1;
}

static const char *check_union(const rci_arrow_ipc_column *column, const char *format,
                               bool is_dense)
{
    const unsigned char *ids = column->buffers[0].data;
    int children[256];
    for (int id = 0; id < 256; id++) {
        children[id] = id < 128 ? child_of_id(format, id) : -1;
    }
    for (size_t i = 0; i < column->length; i++) {
        const int child = children[ids[i]];
        int64_t offset;
        if (child < 0) {
            return "a type id is not one of the union";
        }
        offset = is_dense ? rci_arrow_ipc_offset_at(column->buffers[1].data, 4, i) : (int64_t)i;
        if (offset < 0 || (uint64_t)offset >= column->children[child]->length) {
            return "an offset is past the end of a child of the union";
        }
    }
    return NULL;
}

static const char *check_children(const rci_arrow_ipc_column *column, size_t each)
{
    size_t needed;
    if (rci_base_mul_overflows(column->length, each, &needed)) {
        return "its length is too large";
    }
    for (size_t i = 0; i < column->n_children; i++) {
        if (column->children[i]->length < needed) {
            return "a child has fewer values than it needs";
        }
    }
    return NULL;
}

const char *rci_arrow_ipc_check(const rci_arrow_ipc_column *column,
                                const rci_arrow_ipc_layout *layout, const char *format)
{
    const size_t n = column->length;
    if (column->dictionary) {
        return check_indices(column, layout->bits / 8, format[0] >= 'a');
    }
    switch (layout->shape) {
    case RCI_ARROW_IPC_BINARY:
        return check_offsets(column->buffers[1].data, layout->offset_bytes, n,
                             column->buffers[2].size);
    case RCI_ARROW_IPC_VIEW:
        return check_views(column);
    case RCI_ARROW_IPC_LIST:
        return check_offsets(column->buffers[1].data, layout->offset_bytes, n,
                             column->children[0]->length);
    case RCI_ARROW_IPC_LIST_VIEW:
        return check_list_views(column, layout->offset_bytes, column->children[0]->length);
    case RCI_ARROW_IPC_FIXED_LIST:
        return check_children(column, layout->elements);
    case RCI_ARROW_IPC_STRUCT:
        return check_children(column, 1);
    case RCI_ARROW_IPC_SPARSE:
    case RCI_ARROW_IPC_DENSE:
        return check_union(column, format, layout->shape == RCI_ARROW_IPC_DENSE);
    case RCI_ARROW_IPC_NULL:
    case RCI_ARROW_IPC_FIXED:
    case RCI_ARROW_IPC_RUN_END:
        break;
    }
    return NULL;
}
