/*
 * format/arrow/ipc/column.c - an array that was read: immutable, with a reference counter.
 */
#include "format/arrow/ipc/column.h"

#include "base/alloc.h"
#include "format/arrow/ipc/layout.h"

#include <string.h>

/* The buffers of an empty column: the first offset, which is 0. */
static const int64_t zero[2] = {0, 0};

rci_arrow_ipc_column *rci_arrow_ipc_column_new(size_t length, size_t n_buffers, size_t n_children,
                                               rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    /* The counts are those of a message: the sum cannot overflow. */
    const size_t block = sizeof(rci_arrow_ipc_column) +
                         n_buffers * (sizeof(rci_arrow_ipc_buffer) + sizeof(void *)) +
                         n_children * sizeof(rci_arrow_ipc_column *);
    rci_arrow_ipc_column *column = rci_base_zalloc_as(allocator, RC_MEMORY_READER, block, err);
    if (!column) {
        return NULL;
    }
    atomic_init(&column->references, 1);
    column->allocator = allocator;
    column->block = block;
    column->length = length;
    column->n_buffers = n_buffers;
    column->buffers = (rci_arrow_ipc_buffer *)(column + 1);
    column->n_children = n_children;
    column->children = (rci_arrow_ipc_column **)(column->buffers + n_buffers);
    column->pointers = (const void **)(void *)(column->children + n_children);
    return column;
}

rci_arrow_ipc_column *rci_arrow_ipc_column_ref(rci_arrow_ipc_column *column)
{
    if (column) {
        atomic_fetch_add_explicit(&column->references, 1, memory_order_relaxed);
    }
    return column;
}

void rci_arrow_ipc_column_unref(rci_arrow_ipc_column *column)
{
    if (!column || atomic_fetch_sub_explicit(&column->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < column->n_buffers; i++) {
        rci_arrow_ipc_memory_unref(column->buffers[i].memory);
    }
    for (size_t i = 0; i < column->n_children; i++) {
        rci_arrow_ipc_column_unref(column->children[i]);
    }
    rci_arrow_ipc_column_unref(column->dictionary);
    rci_base_free_as(column->allocator, RC_MEMORY_READER, column, column->block);
}

void rci_arrow_ipc_column_set(rci_arrow_ipc_column *column, size_t buffer, const void *data,
                              size_t size, rci_arrow_ipc_memory *memory)
{
    column->buffers[buffer] = (rci_arrow_ipc_buffer){.data = data, .size = size, .memory = memory};
    column->pointers[buffer] = data;
}

rci_arrow_ipc_column *rci_arrow_ipc_column_empty(const struct ArrowSchema *schema, rc_error *err)
{
    rci_arrow_ipc_layout layout = {.shape = RCI_ARROW_IPC_NULL};
    rci_arrow_ipc_column *column;
    size_t n_buffers;
    rci_arrow_ipc_layout_of(schema->format, &layout);
    /* Views have one more buffer: the sizes of their data buffers, of which there are none. */
    n_buffers = rci_arrow_ipc_layout_buffers(&layout) + (layout.shape == RCI_ARROW_IPC_VIEW);
    column = rci_arrow_ipc_column_new(0, n_buffers, (size_t)schema->n_children, err);
    for (size_t i = 0; column && i < n_buffers; i++) {
        rci_arrow_ipc_column_set(column, i, zero, sizeof zero, NULL);
    }
    for (size_t i = 0; column && i < column->n_children; i++) {
        column->children[i] = rci_arrow_ipc_column_empty(schema->children[i], err);
        if (!column->children[i]) {
            rci_arrow_ipc_column_unref(column);
            return NULL;
        }
    }
    if (column && schema->dictionary) {
        column->dictionary = rci_arrow_ipc_column_empty(schema->dictionary, err);
        if (!column->dictionary) {
            rci_arrow_ipc_column_unref(column);
            return NULL;
        }
    }
    return column;
}

/* ----------------------------------------------------------------- exporting */

/* The private data of an array: one block with its children and its dictionary. */
typedef struct exported {
    const rc_allocator *allocator;
    size_t size;
    rci_arrow_ipc_column *column; /* a reference */
    struct ArrowArray dictionary;
    struct ArrowArray *children;
    struct ArrowArray **child_list;
} exported;

static void release_if_there(struct ArrowArray *array)
{
    if (array->release) {
        array->release(array);
    }
}

static void release_array(struct ArrowArray *array)
{
    exported *own = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        release_if_there(&own->children[i]);
    }
    release_if_there(&own->dictionary);
    rci_arrow_ipc_column_unref(own->column);
    rci_base_free_as(own->allocator, RC_MEMORY_READER, own, own->size);
    array->release = NULL;
}

static rc_status export_node(rci_arrow_ipc_column *column, struct ArrowArray *array, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    const size_t size = sizeof(exported) + column->n_children * (sizeof(struct ArrowArray) +
                                                                 sizeof(struct ArrowArray *));
    exported *own = rci_base_zalloc_as(allocator, RC_MEMORY_READER, size, err);
    memset(array, 0, sizeof *array);
    if (!own) {
        return RC_ENOMEM;
    }
    own->allocator = allocator;
    own->size = size;
    own->column = rci_arrow_ipc_column_ref(column);
    own->children = (struct ArrowArray *)(own + 1);
    own->child_list = (struct ArrowArray **)(own->children + column->n_children);
    for (size_t i = 0; i < column->n_children; i++) {
        own->child_list[i] = &own->children[i];
    }
    *array = (struct ArrowArray){
        .length = (int64_t)column->length,
        .null_count = (int64_t)column->null_count,
        .n_buffers = (int64_t)column->n_buffers,
        .n_children = (int64_t)column->n_children,
        .buffers = column->pointers,
        .children = column->n_children ? own->child_list : NULL,
        .dictionary = column->dictionary ? &own->dictionary : NULL,
        .release = release_array,
        .private_data = own,
    };
    return RC_OK;
}

/* Recursion: as deep as the schema. */
static rc_status export_tree(rci_arrow_ipc_column *column, struct ArrowArray *array, rc_error *err)
{
    rc_status status = export_node(column, array, err);
    for (size_t i = 0; status == RC_OK && i < column->n_children; i++) {
        status = export_tree(column->children[i], array->children[i], err);
    }
    if (status == RC_OK && column->dictionary) {
        status = export_tree(column->dictionary, array->dictionary, err);
    }
    return status;
}

rc_status rci_arrow_ipc_column_export(rci_arrow_ipc_column *column, size_t first, size_t n,
                                      struct ArrowArray *array, rc_error *err)
{
    struct ArrowArray made;
    rc_status status = export_tree(column, &made, err);
    if (status != RC_OK) {
        release_if_there(&made);
        return status;
    }
    if (n < column->length) {
        made.offset = (int64_t)first;
        made.length = (int64_t)n;
        made.null_count = column->null_count ? -1 : 0;
    }
    *array = made;
    return RC_OK;
}
