/* store/memory_parts.c - counts the bytes of records, bitmaps and text of stores. */
#include "store/memory.h"
#include "store/segments.h"
#include "store/store_impl.h"

/* ------------------------------------------------------------------ text */

/* The text of the str cells of some records. */
typedef struct text_sum {
    const rci_store_strings *strings;
    const unsigned char *value;
    uint64_t bytes;
} text_sum;

static rc_status add_cell(void *context, rci_store_segment segment)
{
    text_sum *sum = context;
    size_t n;
    if (segment.is_str) {
        rci_store_strings_get(sum->strings, sum->value + segment.offset, &n);
        sum->bytes += n > RCI_STORE_STR_INLINE ? n : 0;
    }
    return RC_OK;
}

/* The text of records of the buffer that is not in the cells. */
static uint64_t text_of(const rc_store *store, const rci_store_selection *selection, size_t first,
                        size_t end)
{
    text_sum sum = {store->strings, NULL, 0};
    for (size_t leaf = selection->leaf; leaf < selection->leaf + selection->n_leaves; leaf++) {
        const rci_store_place *place = &store->storage.places[leaf];
        const rc_dtype *dtype = store->schema->leaves.leaf[leaf].dtype;
        if (!rci_dtype_has_str(dtype)) {
            continue;
        }
        for (size_t i = first; i < end; i++) {
            sum.value = store->storage.buffer->data + place->offset + i * place->stride;
            rci_store_each_segment(dtype, 0, add_cell, &sum);
        }
    }
    return sum.bytes;
}

/* --------------------------------------------------------- cells, bitmaps */

/* Bytes of a value without padding. */
static size_t value_bytes(const rc_dtype *dtype)
{
    size_t sum = 0;
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        return rci_store_dtype_count(dtype) * value_bytes(rc_dtype_element(dtype));
    }
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        return rc_dtype_itemsize(dtype);
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        sum += value_bytes(rci_dtype_child_at(dtype, i).info.dtype);
    }
    return sum;
}

/* Bytes of a record: those of the values of the selection, and those of its padding. */
static void record_bytes(const rc_store *store, const rci_store_selection *selection,
                         size_t *values, size_t *padding)
{
    const rci_store_schema *schema = store->schema;
    size_t cells = 0;
    *values = 0;
    for (size_t leaf = selection->leaf; leaf < selection->leaf + selection->n_leaves; leaf++) {
        *values += value_bytes(schema->leaves.leaf[leaf].dtype);
        cells += schema->cells[leaf].size;
    }
    if (store->layout == RC_ROWS && selection->whole) {
        cells = schema->itemsize;
    }
    *padding = cells - *values;
}

/* Moves `last` on to the records first .. end - 1. Returns how many were not in it before, and adds
   the bytes of a bitmap that are new to `*bitmap`. */
static size_t extend(rci_store_extent *last, size_t *first, size_t end, uint64_t *bitmap)
{
    size_t byte = *first / 8, byte_end = end / 8 + (end % 8 != 0);
    size_t known = last->end / 8 + (last->end % 8 != 0);
    *first = *first < last->end ? last->end : *first;
    if (end <= *first) {
        return 0;
    }
    byte = byte < known ? known : byte;
    *bitmap += byte_end > byte ? byte_end - byte : 0;
    last->first = *first;
    last->end = end;
    return end - *first;
}

void rci_store_parts_add(rci_store_parts *parts, const rc_store *store,
                         const rci_store_selection *selection)
{
    size_t first = store->storage.first, end = first + store->length, start = first;
    uint64_t bitmap = 0, space_bitmap = 0;
    size_t values, padding, used, space;
    record_bytes(store, selection, &values, &padding);
    used = extend(&parts->used, &start, end, &bitmap);
    space = extend(&parts->space, &first, store->storage.first + store->storage.capacity,
                   &space_bitmap);
    parts->logical += (uint64_t)used * values;
    parts->nulls += bitmap * selection->n_nodes;
    parts->padding += (uint64_t)space * padding;
    /* May become less while records of one store are the slack of another: the sums are right at
       the end. */
    parts->slack += (uint64_t)space * values + space_bitmap * selection->n_nodes;
    parts->slack -= (uint64_t)used * values + bitmap * selection->n_nodes;
    if (used > 0 && store->strings) {
        parts->text += text_of(store, selection, start, end);
    }
}
