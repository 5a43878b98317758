/* store/memory_parts.c - counts the bytes of records, bitmaps and text of stores. */
#include "store/memory.h"
#include "store/nulls.h"
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

/* The text of records first .. end - 1 of the store that is not in the cells. */
static uint64_t text_of(const rc_store *store, const rci_store_selection *selection, size_t first,
                        size_t end)
{
    text_sum sum = {store->strings, NULL, 0};
    for (size_t leaf = selection->leaf; leaf < selection->leaf + selection->n_leaves; leaf++) {
        const rc_dtype *dtype = store->schema->leaves.leaf[leaf].dtype;
        if (!rci_dtype_has_str(dtype)) {
            continue;
        }
        for (size_t i = first; i < end; i++) {
            sum.value = rci_store_storage_cell(&store->storage, leaf, i);
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
    size_t byte = *first / 8, byte_end = rci_store_bitmap_size(end);
    size_t known = rci_store_bitmap_size(last->end);
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

/* Bytes of a bitmap that has the bits of the records of a view. */
static uint64_t bitmap_bytes(const rci_store_storage *storage, size_t n)
{
    size_t a = rci_store_storage_index(storage, 0);
    size_t b = n > 0 ? rci_store_storage_index(storage, n - 1) : 0;
    size_t bytes = a > b ? a / 8 - b / 8 + 1 : b / 8 - a / 8 + 1;
    return bytes < n ? bytes : n;
}

/* A view of some fields, or with a step. The sum stays below the size of the buffer: bytes that
   several views have are counted for each of them as long as they fit. */
static void add_view(rci_store_parts *parts, const rc_store *store,
                     const rci_store_selection *selection, size_t values, size_t padding)
{
    uint64_t left = parts->limit - (parts->logical + parts->padding + parts->nulls + parts->slack);
    uint64_t cells = (uint64_t)store->length * values, gaps = (uint64_t)store->length * padding;
    uint64_t nulls = bitmap_bytes(&store->storage, store->length) * selection->n_nodes;
    size_t a = rci_store_storage_index(&store->storage, 0), b = a;
    if (store->length == 0) {
        return;
    }
    b = rci_store_storage_index(&store->storage, store->length - 1);
    if ((a < b ? a : b) >= parts->from && (a < b ? b : a) < parts->used.end) {
        return; /* other stores have these records */
    }
    cells = cells < left ? cells : left;
    gaps = gaps < left - cells ? gaps : left - cells;
    nulls = nulls < left - cells - gaps ? nulls : left - cells - gaps;
    parts->logical += cells;
    parts->padding += gaps;
    parts->nulls += nulls;
    if (store->strings) {
        parts->text += text_of(store, selection, 0, store->length);
    }
}

void rci_store_parts_add(rci_store_parts *parts, const rc_store *store,
                         const rci_store_selection *selection)
{
    size_t first = store->storage.first, end = first + store->length, start = first;
    uint64_t bitmap = 0, space_bitmap = 0;
    size_t values, padding, used, space;
    record_bytes(store, selection, &values, &padding);
    if (!rci_store_is_plain(store)) {
        add_view(parts, store, selection, values, padding);
        return;
    }
    parts->from = parts->used.end == 0 ? first : parts->from;
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
        parts->text +=
            text_of(store, selection, start - store->storage.first, end - store->storage.first);
    }
}
