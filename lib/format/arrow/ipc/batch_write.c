/*
 * format/arrow/ipc/batch_write.c - record batches of Arrow IPC, to be written.
 */
#include "format/arrow/ipc/batch_write.h"

#include "base/cell.h"
#include "format/arrow/ipc/check.h"
#include "format/arrow/ipc/flatbuffer_build.h"
#include "format/arrow/ipc/frame.h"
#include "format/arrow/ipc/layout.h"

#include <string.h>

enum { NODE_SIZE = 16, BUFFER_SIZE = 16 };

typedef struct encoder {
    rci_base_bytes *out;
    size_t body;  /* where the body begins in it */
    size_t nodes; /* where the next node, buffer and count of data buffers are to be written */
    size_t buffers;
    size_t variadic;
    rci_arrow_ipc_codec codec;
    rci_base_bytes scratch;
    rc_error *err;
} encoder;

/* How many nodes, buffers and columns of views an array has. */
typedef struct counts {
    size_t nodes, buffers, views;
} counts;

/* A part of an array: `n` values from `first` on, which counts from the beginning of its buffers.
 */
typedef struct part {
    const struct ArrowSchema *schema;
    const struct ArrowArray *array;
    size_t first, n;
} part;

static part part_of(const struct ArrowSchema *schema, const struct ArrowArray *array, size_t first,
                    size_t n)
{
    return (part){schema, array, (size_t)array->offset + first, n};
}

static rci_arrow_ipc_layout layout_of(const struct ArrowSchema *schema)
{
    rci_arrow_ipc_layout layout = {.shape = RCI_ARROW_IPC_NULL};
    rci_arrow_ipc_layout_of(schema->format, &layout); /* the schema message was written: known */
    return layout;
}

static size_t data_buffers(const struct ArrowArray *array)
{
    return (size_t)array->n_buffers - 3;
}

static void count(const struct ArrowSchema *schema, const struct ArrowArray *array, counts *total)
{
    const rci_arrow_ipc_layout layout = layout_of(schema);
    total->nodes++;
    total->buffers += rci_arrow_ipc_layout_buffers(&layout);
    if (layout.shape == RCI_ARROW_IPC_VIEW) {
        total->views++;
        total->buffers += data_buffers(array);
    }
    for (int64_t i = 0; i < schema->n_children; i++) {
        count(schema->children[i], array->children[i], total);
    }
}

/* -------------------------------------------------------------------- buffers */

static void put_number(encoder *e, size_t at, uint64_t number)
{
    rci_base_cell_put(e->out->data + at, 8, false, number);
}

/* Appends a buffer, and zeros up to a multiple of the alignment. */
static rc_status emit(encoder *e, const void *data, size_t n)
{
    const size_t start = e->out->length;
    rc_status status = RC_OK;
    if (n && e->codec != RCI_ARROW_IPC_STORED) {
        status = rci_arrow_ipc_compress(e->codec, data, n, e->out, e->err);
    } else if (n) {
        status = rci_base_bytes_append(e->out, data, n, e->err);
    }
    if (status == RC_OK) {
        put_number(e, e->buffers, start - e->body);
        put_number(e, e->buffers + 8, e->out->length - start);
        e->buffers += BUFFER_SIZE;
        status = rci_arrow_ipc_frame_pad(e->out, RCI_ARROW_IPC_ALIGNMENT, e->err);
    }
    return status;
}

/* Space for a buffer that is made. NULL: RC_ENOMEM, RC_ELIMIT. */
static unsigned char *make(encoder *e, size_t n)
{
    e->scratch.length = 0;
    return rci_base_bytes_reserve(&e->scratch, n + 1, e->err) == RC_OK ? e->scratch.data : NULL;
}

/* Bits, moved to the beginning; those after the last one are zero. */
static rc_status emit_bits(encoder *e, const unsigned char *bits, size_t first, size_t n)
{
    const size_t size = (n + 7) / 8;
    unsigned char *to = make(e, size);
    if (!to) {
        return RC_ENOMEM;
    }
    if (first % 8 == 0 && size) {
        memcpy(to, bits + first / 8, size);
    } else {
        memset(to, 0, size);
        rci_store_copy_bits(to, 0, bits, first, n);
    }
    if (n % 8) {
        to[size - 1] &= (unsigned char)((1u << (n % 8)) - 1);
    }
    return emit(e, to, size);
}

static size_t count_nulls(const unsigned char *bits, size_t first, size_t n)
{
    size_t nulls = 0;
    if (first % 8 == 0) {
        return rci_arrow_ipc_check_nulls(bits + first / 8, n);
    }
    for (size_t i = first; i < first + n; i++) {
        nulls += !rci_arrow_ipc_is_valid(bits, i);
    }
    return nulls;
}

/* The node, and the validity bitmap if there are nulls. */
static rc_status emit_node(encoder *e, const part *p, const rci_arrow_ipc_layout *layout)
{
    const bool has_validity = rci_arrow_ipc_layout_has_validity(layout);
    const unsigned char *bits = has_validity ? p->array->buffers[0] : NULL;
    const size_t nulls = bits && p->array->null_count != 0 ? count_nulls(bits, p->first, p->n) : 0;
    put_number(e, e->nodes, p->n);
    put_number(e, e->nodes + 8, layout->shape == RCI_ARROW_IPC_NULL ? p->n : nulls);
    e->nodes += NODE_SIZE;
    if (!has_validity) {
        return RC_OK;
    }
    return nulls ? emit_bits(e, bits, p->first, p->n) : emit(e, NULL, 0);
}

/* The address of value `first` in a buffer that may be NULL if there are no values. */
static const void *from(const void *buffer, size_t first, size_t bytes)
{
    return buffer ? (const unsigned char *)buffer + first * bytes : NULL;
}

/* Offsets that begin at 0. `*start` and `*end` are what they were. */
static rc_status emit_offsets(encoder *e, const part *p, size_t width, int64_t *start, int64_t *end)
{
    const unsigned char *offsets = p->array->buffers[1];
    unsigned char *to;
    *start = *end = 0;
    if (!offsets) { /* allowed where there are no values */
        static const int64_t zero = 0;
        return emit(e, &zero, width);
    }
    *start = rci_arrow_ipc_offset_at(offsets, width, p->first);
    *end = rci_arrow_ipc_offset_at(offsets, width, p->first + p->n);
    if (*start == 0) {
        return emit(e, offsets + p->first * width, (p->n + 1) * width);
    }
    to = make(e, (p->n + 1) * width);
    if (!to) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i <= p->n; i++) {
        const int64_t offset = rci_arrow_ipc_offset_at(offsets, width, p->first + i) - *start;
        rci_base_cell_put(to + i * width, width, RCI_ARROW_IPC_HOST_BIG, (uint64_t)offset);
    }
    return emit(e, to, (p->n + 1) * width);
}

static rc_status emit_views(encoder *e, const part *p)
{
    const size_t n_data = data_buffers(p->array);
    const int64_t *sizes = p->array->buffers[2 + n_data];
    rc_status status = emit(e, from(p->array->buffers[1], p->first, 16), p->n * 16);
    put_number(e, e->variadic, n_data);
    e->variadic += 8;
    for (size_t i = 0; status == RC_OK && i < n_data; i++) {
        status = emit(e, p->array->buffers[2 + i], (size_t)sizes[i]);
    }
    return status;
}

/* --------------------------------------------------------------------- arrays */

static rc_status emit_array(encoder *e, const part *p);

static rc_status emit_children(encoder *e, const part *p, size_t first, size_t n)
{
    rc_status status = RC_OK;
    for (int64_t i = 0; status == RC_OK && i < p->schema->n_children; i++) {
        const part child = part_of(p->schema->children[i], p->array->children[i], first, n);
        status = emit_array(e, &child);
    }
    return status;
}

static rc_status emit_binary(encoder *e, const part *p, size_t width)
{
    int64_t start, end;
    rc_status status = emit_offsets(e, p, width, &start, &end);
    return status == RC_OK
               ? emit(e, from(p->array->buffers[2], (size_t)start, 1), (size_t)(end - start))
               : status;
}

static rc_status emit_lists(encoder *e, const part *p, size_t width)
{
    int64_t start, end;
    rc_status status = emit_offsets(e, p, width, &start, &end);
    return status == RC_OK ? emit_children(e, p, (size_t)start, (size_t)(end - start)) : status;
}

static rc_status emit_fixed(encoder *e, const part *p, size_t bits)
{
    const size_t width = bits / 8;
    if (bits == 1) {
        return emit_bits(e, p->array->buffers[1], p->first, p->n);
    }
    return emit(e, from(p->array->buffers[1], p->first, width), p->n * width);
}

static rc_status emit_values(encoder *e, const part *p, const rci_arrow_ipc_layout *layout)
{
    switch (layout->shape) {
    case RCI_ARROW_IPC_FIXED:
        return emit_fixed(e, p, layout->bits);
    case RCI_ARROW_IPC_BINARY:
        return emit_binary(e, p, layout->offset_bytes);
    case RCI_ARROW_IPC_VIEW:
        return emit_views(e, p);
    case RCI_ARROW_IPC_LIST:
        return emit_lists(e, p, layout->offset_bytes);
    case RCI_ARROW_IPC_FIXED_LIST:
        return emit_children(e, p, p->first * layout->elements, p->n * layout->elements);
    case RCI_ARROW_IPC_STRUCT:
        return emit_children(e, p, p->first, p->n);
    case RCI_ARROW_IPC_LIST_VIEW:
    case RCI_ARROW_IPC_SPARSE:
    case RCI_ARROW_IPC_DENSE:
    case RCI_ARROW_IPC_RUN_END:
    case RCI_ARROW_IPC_NULL:
        break;
    }
    return RC_OK;
}

/* Recursion: as deep as the schema. */
static rc_status emit_array(encoder *e, const part *p)
{
    const rci_arrow_ipc_layout layout = layout_of(p->schema);
    rc_status status = emit_node(e, p, &layout);
    return status == RC_OK ? emit_values(e, p, &layout) : status;
}

/* -------------------------------------------------------------------- message */

/* The positions, in the metadata, of what is written when the body is known. */
typedef struct places {
    size_t body_size, nodes, buffers, variadic;
} places;

static void build_metadata(rci_arrow_ipc_builder *builder, const counts *total, size_t length,
                           rci_arrow_ipc_codec codec, places *to)
{
    const rci_arrow_ipc_slot slots[] = {
        {8, length},
        RCI_ARROW_IPC_OFFSET,
        RCI_ARROW_IPC_OFFSET,
        {codec == RCI_ARROW_IPC_STORED ? 0 : 4, 0},
        {total->views ? 4 : 0, 0},
    };
    size_t header, at;
    rci_arrow_ipc_built batch;
    to->body_size = rci_arrow_ipc_frame_message(builder, RCI_ARROW_IPC_BATCH, &header);
    batch = rci_arrow_ipc_build_table(builder, slots, 5);
    rci_arrow_ipc_build_link(builder, header, batch.at);
    at = rci_arrow_ipc_build_vector(builder, total->nodes, NODE_SIZE, 8);
    rci_arrow_ipc_build_link(builder, batch.slots[1], at);
    to->nodes = at + 4;
    at = rci_arrow_ipc_build_vector(builder, total->buffers, BUFFER_SIZE, 8);
    rci_arrow_ipc_build_link(builder, batch.slots[2], at);
    to->buffers = at + 4;
    if (codec != RCI_ARROW_IPC_STORED) {
        const rci_arrow_ipc_slot compression[] = {{1, (uint64_t)codec}, {1, 0}};
        rci_arrow_ipc_build_link(builder, batch.slots[3],
                                 rci_arrow_ipc_build_table(builder, compression, 2).at);
    }
    if (total->views) {
        at = rci_arrow_ipc_build_vector(builder, total->views, 8, 8);
        rci_arrow_ipc_build_link(builder, batch.slots[4], at);
        to->variadic = at + 4;
    }
}

static rc_status emit_body(encoder *e, const struct ArrowSchema *schema,
                           const struct ArrowArray *array)
{
    const part root = part_of(schema, array, 0, (size_t)array->length);
    rc_status status;
    rci_base_bytes_init(&e->scratch);
    status = emit_children(e, &root, root.first, root.n);
    rci_base_bytes_release(&e->scratch);
    return status;
}

rc_status rci_arrow_ipc_write_batch(const struct ArrowSchema *schema,
                                    const struct ArrowArray *array, rci_arrow_ipc_codec codec,
                                    rci_base_bytes *out, rci_arrow_ipc_block *block, rc_error *err)
{
    encoder e = {.out = out, .codec = codec, .err = err};
    counts total = {0, 0, 0};
    places to = {0, 0, 0, 0};
    rci_arrow_ipc_builder builder;
    size_t start = out->length, metadata;
    rc_status status;
    for (int64_t i = 0; i < schema->n_children; i++) {
        count(schema->children[i], array->children[i], &total);
    }
    rci_arrow_ipc_builder_init(&builder, err);
    build_metadata(&builder, &total, (size_t)array->length, codec, &to);
    status = rci_arrow_ipc_frame_append(&builder, out, &metadata, err);
    rci_arrow_ipc_builder_release(&builder);
    if (status != RC_OK) {
        return status;
    }
    e.nodes = metadata + to.nodes;
    e.buffers = metadata + to.buffers;
    e.variadic = metadata + to.variadic;
    e.body = out->length;
    status = emit_body(&e, schema, array);
    if (status == RC_OK) {
        put_number(&e, metadata + to.body_size, out->length - e.body);
        *block = (rci_arrow_ipc_block){.offset = 0,
                                       .metadata_size = (uint32_t)(e.body - start),
                                       .body_size = out->length - e.body};
    }
    return status;
}
