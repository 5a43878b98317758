/*
 * format/arrow/ipc/concat.c - two columns as one, for dictionaries that grow.
 */
#include "format/arrow/ipc/concat.h"

#include "base/check.h"
#include "base/error.h"
#include "format/arrow/ipc/check.h"
#include "store/strings.h"

#include <string.h>

/* The two parts: the first `n` values of each. A child may be longer than its parent needs. */
typedef struct part {
    const rci_arrow_ipc_column *column;
    size_t n;
} part;

static rc_status too_large(rc_error *err)
{
    return rci_base_fail(err, RC_ELIMIT,
                         "an extended dictionary is larger than memory can address");
}

/* Allocates a buffer of the result: `n` values of `width` bytes. NULL: RC_ELIMIT, RC_ENOMEM. */
static unsigned char *make_buffer(rci_arrow_ipc_column *to, size_t index, size_t n, size_t width,
                                  rc_error *err)
{
    rci_arrow_ipc_memory *memory;
    size_t size;
    if (rci_base_mul_overflows(n, width, &size)) {
        too_large(err);
        return NULL;
    }
    memory = rci_arrow_ipc_memory_new(size, err);
    if (!memory) {
        return NULL;
    }
    rci_arrow_ipc_column_set(to, index, memory->data, size, memory);
    return memory->data;
}

static void copy(unsigned char *to, const unsigned char *from, size_t n)
{
    if (n) {
        memcpy(to, from, n);
    }
}

/* Appends `n` bits of `from` (NULL: ones) after `at` bits of `to`. */
static void append_bits(unsigned char *to, size_t at, const unsigned char *from, size_t n)
{
    if (from) {
        rci_store_copy_bits(to, at, from, 0, n);
    } else {
        rci_store_fill_bits(to, at, n);
    }
}

static rc_status join_bits(rci_arrow_ipc_column *to, size_t index, part a, part b, rc_error *err)
{
    const size_t size = to->length / 8 + 1;
    unsigned char *bits = make_buffer(to, index, size, 1, err);
    if (!bits) {
        return err->status;
    }
    memset(bits, 0, size);
    append_bits(bits, 0, a.column->buffers[index].data, a.n);
    append_bits(bits, a.n, b.column->buffers[index].data, b.n);
    return RC_OK;
}

/* Whether each value takes memory in its message, so that the length is bounded by its size. */
static bool takes_bytes(const struct ArrowSchema *schema)
{
    rci_arrow_ipc_layout layout = {.shape = RCI_ARROW_IPC_NULL};
    bool takes = false;
    rci_arrow_ipc_layout_of(schema->format, &layout);
    switch (layout.shape) {
    case RCI_ARROW_IPC_NULL:
        return false;
    case RCI_ARROW_IPC_FIXED:
        return layout.bits > 0;
    case RCI_ARROW_IPC_FIXED_LIST:
        return layout.elements > 0 && takes_bytes(schema->children[0]);
    case RCI_ARROW_IPC_STRUCT:
        for (int64_t i = 0; i < schema->n_children && !takes; i++) {
            takes = takes_bytes(schema->children[i]);
        }
        return takes;
    default:
        return true;
    }
}

/* A bitmap of values without bytes could be larger than the messages by any factor. */
static rc_status join_validity(const struct ArrowSchema *schema, rci_arrow_ipc_column *to, part a,
                               part b, rc_error *err)
{
    rc_status status = RC_OK;
    if (a.column->buffers[0].data || b.column->buffers[0].data) {
        status = takes_bytes(schema)
                     ? join_bits(to, 0, a, b, err)
                     : rci_base_fail(err, RC_EUNSUPPORTED,
                                     "a dictionary with nulls whose values have no bytes (Arrow "
                                     "type \"%s\") is extended",
                                     schema->format);
        if (status == RC_OK) {
            to->null_count = rci_arrow_ipc_check_nulls(to->buffers[0].data, to->length);
        }
    }
    return status;
}

/* `size_a` bytes of one, which exist, then `size_b` of the other. */
static rc_status join_bytes(rci_arrow_ipc_column *to, size_t index, part a, size_t size_a, part b,
                            size_t size_b, rc_error *err)
{
    unsigned char *bytes;
    size_t size;
    if (rci_base_add_overflows(size_a, size_b, &size)) {
        return too_large(err);
    }
    bytes = make_buffer(to, index, size, 1, err);
    if (!bytes) {
        return err->status;
    }
    copy(bytes, a.column->buffers[index].data, size_a);
    copy(bytes + size_a, b.column->buffers[index].data, size_b);
    return RC_OK;
}

/* The offsets of `a`, then those of `b` plus `shift`. The first one of `b` is left out: it is the
   last one of `a`. */
static rc_status join_offsets(rci_arrow_ipc_column *to, size_t width, part a, part b, int64_t shift,
                              rc_error *err)
{
    const unsigned char *from_b = b.column->buffers[1].data;
    unsigned char *offsets;
    int64_t last;
    if (__builtin_add_overflow(rci_arrow_ipc_offset_at(from_b, width, b.n), shift, &last) ||
        (width == 4 && last > INT32_MAX)) {
        return rci_base_fail(err, RC_ELIMIT, "an extended dictionary needs larger offsets");
    }
    offsets = make_buffer(to, 1, to->length + 1, width, err);
    if (!offsets) {
        return err->status;
    }
    copy(offsets, a.column->buffers[1].data, (a.n + 1) * width);
    for (size_t i = 1; i <= b.n; i++) {
        const int64_t offset = rci_arrow_ipc_offset_at(from_b, width, i) + shift;
        rci_base_cell_put(offsets + (a.n + i) * width, width, RCI_ARROW_IPC_HOST_BIG,
                          (uint64_t)offset);
    }
    return RC_OK;
}

static rc_status join_binary(rci_arrow_ipc_column *to, size_t width, part a, part b, rc_error *err)
{
    /* The bytes of `a` end where its last offset is, so that the offsets can go on there; those of
       `b` begin at its first. */
    const size_t size_a = (size_t)rci_arrow_ipc_offset_at(a.column->buffers[1].data, width, a.n);
    const size_t start_b = (size_t)rci_arrow_ipc_offset_at(b.column->buffers[1].data, width, 0);
    const size_t size_b =
        (size_t)rci_arrow_ipc_offset_at(b.column->buffers[1].data, width, b.n) - start_b;
    unsigned char *bytes;
    size_t size;
    if (rci_base_add_overflows(size_a, size_b, &size)) {
        return too_large(err);
    }
    bytes = make_buffer(to, 2, size, 1, err);
    if (!bytes) {
        return err->status;
    }
    copy(bytes, a.column->buffers[2].data, size_a);
    copy(bytes + size_a, b.column->buffers[2].data + start_b, size_b);
    return join_offsets(to, width, a, b, (int64_t)size_a - (int64_t)start_b, err);
}

/* The data buffers of both, and their sizes. */
static rc_status join_view_data(rci_arrow_ipc_column *to, part a, part b, rc_error *err)
{
    const size_t data_a = a.column->n_buffers - 3, data_b = b.column->n_buffers - 3;
    const size_t n = data_a + data_b;
    unsigned char *sizes = make_buffer(to, 2 + n, n, sizeof(int64_t), err);
    if (!sizes) {
        return err->status;
    }
    for (size_t i = 0; i < n; i++) {
        const rci_arrow_ipc_buffer *from =
            i < data_a ? &a.column->buffers[2 + i] : &b.column->buffers[2 + i - data_a];
        const int64_t size = (int64_t)from->size;
        rci_arrow_ipc_column_set(to, 2 + i, from->data, from->size,
                                 rci_arrow_ipc_memory_ref(from->memory));
        memcpy(sizes + i * sizeof size, &size, sizeof size);
    }
    return RC_OK;
}

/* The views of `b` refer to data buffers after those of `a`. */
static rc_status join_views(rci_arrow_ipc_column *to, part a, part b, rc_error *err)
{
    unsigned char *views;
    if (a.column->n_buffers - 3 + b.column->n_buffers - 3 > INT32_MAX) {
        return too_large(err);
    }
    views = make_buffer(to, 1, to->length, RCI_STORE_STR_CELL, err);
    if (!views) {
        return err->status;
    }
    copy(views, a.column->buffers[1].data, a.n * RCI_STORE_STR_CELL);
    copy(views + a.n * RCI_STORE_STR_CELL, b.column->buffers[1].data, b.n * RCI_STORE_STR_CELL);
    for (size_t i = a.n; i < to->length; i++) {
        int32_t parts[4]; /* length, prefix, buffer, offset */
        memcpy(parts, views + i * RCI_STORE_STR_CELL, sizeof parts);
        if (parts[0] > RCI_STORE_STR_INLINE) {
            parts[2] = (int32_t)((int64_t)parts[2] + (int64_t)(a.column->n_buffers - 3));
            memcpy(views + i * RCI_STORE_STR_CELL, parts, sizeof parts);
        }
    }
    return join_view_data(to, a, b, err);
}

static rci_arrow_ipc_column *join(const struct ArrowSchema *schema, part a, part b, rc_error *err);

static rc_status join_children(const struct ArrowSchema *schema, rci_arrow_ipc_column *to, part a,
                               part b, rc_error *err)
{
    for (size_t i = 0; i < to->n_children; i++) {
        to->children[i] = join(schema->children[i], (part){a.column->children[i], a.n},
                               (part){b.column->children[i], b.n}, err);
        if (!to->children[i]) {
            return err->status;
        }
    }
    return RC_OK;
}

static rc_status join_lists(const struct ArrowSchema *schema, rci_arrow_ipc_column *to,
                            size_t width, part a, part b, rc_error *err)
{
    const size_t in_a = (size_t)rci_arrow_ipc_offset_at(a.column->buffers[1].data, width, a.n);
    const size_t in_b = (size_t)rci_arrow_ipc_offset_at(b.column->buffers[1].data, width, b.n);
    rc_status status = join_offsets(to, width, a, b, (int64_t)in_a, err);
    if (status != RC_OK) {
        return status;
    }
    /* Elements before the first list of `b` would belong to it. */
    if (rci_arrow_ipc_offset_at(b.column->buffers[1].data, width, 0) != 0) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "lists that do not begin with the first element, in a dictionary that "
                             "is extended");
    }
    return join_children(schema, to, (part){a.column, in_a}, (part){b.column, in_b}, err);
}

static rc_status join_values(const struct ArrowSchema *schema, const rci_arrow_ipc_layout *layout,
                             rci_arrow_ipc_column *to, part a, part b, rc_error *err)
{
    const size_t width = layout->bits / 8, each = layout->elements;
    size_t in_a, in_b;
    switch (layout->shape) {
    case RCI_ARROW_IPC_NULL:
        to->null_count = to->length;
        return RC_OK;
    case RCI_ARROW_IPC_FIXED:
        if (layout->bits == 1) {
            return join_bits(to, 1, a, b, err);
        }
        if (rci_base_mul_overflows(a.n, width, &in_a) ||
            rci_base_mul_overflows(b.n, width, &in_b)) {
            return too_large(err);
        }
        return join_bytes(to, 1, a, in_a, b, in_b, err);
    case RCI_ARROW_IPC_BINARY:
        return join_binary(to, layout->offset_bytes, a, b, err);
    case RCI_ARROW_IPC_VIEW:
        return join_views(to, a, b, err);
    case RCI_ARROW_IPC_LIST:
        return join_lists(schema, to, layout->offset_bytes, a, b, err);
    case RCI_ARROW_IPC_FIXED_LIST:
        if (rci_base_mul_overflows(a.n, each, &in_a) || rci_base_mul_overflows(b.n, each, &in_b)) {
            return too_large(err);
        }
        return join_children(schema, to, (part){a.column, in_a}, (part){b.column, in_b}, err);
    case RCI_ARROW_IPC_STRUCT:
        return join_children(schema, to, a, b, err);
    case RCI_ARROW_IPC_LIST_VIEW:
    case RCI_ARROW_IPC_SPARSE:
    case RCI_ARROW_IPC_DENSE:
    case RCI_ARROW_IPC_RUN_END:
        break;
    }
    return rci_base_fail(err, RC_EUNSUPPORTED, "a dictionary of Arrow type \"%s\" is extended",
                         schema->format);
}

/* Lengths are those of columns, so that what they say of `a` or `b` alone was checked; the sums are
   checked here. Recursion: as deep as the schema. */
static rci_arrow_ipc_column *join(const struct ArrowSchema *schema, part a, part b, rc_error *err)
{
    rci_arrow_ipc_layout layout = {.shape = RCI_ARROW_IPC_NULL};
    rci_arrow_ipc_column *to;
    size_t n_buffers = a.column->n_buffers, n;
    rc_status status = RC_OK;
    rci_arrow_ipc_layout_of(schema->format, &layout);
    if (schema->dictionary) {
        rci_base_fail(err, RC_EUNSUPPORTED, "a dictionary with dictionaries is extended");
        return NULL;
    }
    if (rci_base_add_overflows(a.n, b.n, &n) || n >= INT64_MAX) {
        too_large(err);
        return NULL;
    }
    if (layout.shape == RCI_ARROW_IPC_VIEW) {
        n_buffers += b.column->n_buffers - 3;
    }
    to = rci_arrow_ipc_column_new(n, n_buffers, a.column->n_children, err);
    if (!to) {
        return NULL;
    }
    if (rci_arrow_ipc_layout_has_validity(&layout)) {
        status = join_validity(schema, to, a, b, err);
    }
    if (status == RC_OK) {
        status = join_values(schema, &layout, to, a, b, err);
    }
    if (status != RC_OK) {
        rci_arrow_ipc_column_unref(to);
        to = NULL;
    }
    return to;
}

rci_arrow_ipc_column *rci_arrow_ipc_concat(const struct ArrowSchema *schema,
                                           const rci_arrow_ipc_column *a,
                                           const rci_arrow_ipc_column *b, rc_error *err)
{
    return join(schema, (part){a, a->length}, (part){b, b->length}, err);
}
