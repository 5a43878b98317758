/*
 * format/arrow/ipc/batch_read.c - the RecordBatch table of Arrow messages as columns.
 */
#include "format/arrow/ipc/batch_read.h"

#include "base/check.h"
#include "base/error.h"
#include "format/arrow/ipc/check.h"
#include "format/arrow/ipc/layout.h"
#include "format/arrow/ipc/schema.h"
#include "format/arrow/ipc/swap.h"
#include "store/nulls.h"

#include <stdio.h>
#include <string.h>

/* Fields of the tables, by their numbers in Message.fbs, and sizes of its structs. */
enum {
    BATCH_LENGTH = 0,
    BATCH_NODES = 1,
    BATCH_BUFFERS = 2,
    BATCH_COMPRESSION = 3,
    BATCH_VARIADIC = 4,
    COMPRESSION_CODEC = 0,
    COMPRESSION_METHOD = 1,
    STRUCT_SIZE = 16, /* of FieldNode and Buffer */
    PREFIX = 8        /* of a compressed buffer */
};

/* The buffers of an absent column of 0 values: the first offset, which is 0. */
static const int64_t zero[2] = {0, 0};

typedef struct decoder {
    const rci_arrow_ipc_batch *batch;
    rci_arrow_ipc_vector nodes, buffers, variadic;
    size_t next_node, next_buffer, next_variadic;
    rci_arrow_ipc_codec codec;
    size_t copies;  /* bytes of the body that may be decompressed or copied yet: each once */
    char path[192]; /* of the field that is decoded, for errors */
    rc_error *err;
} decoder;

static rc_status fail(decoder *d, const char *wrong)
{
    rci_base_fail(d->err, RC_EFORMAT, "damaged record batch: %s", wrong);
    rci_base_error_field(d->err, d->path);
    return RC_EFORMAT;
}

/* -------------------------------------------------------------------- buffers */

/* To be called before memory is taken for `n` bytes of the body: several buffers that are the same
   part of it must not take more memory than the body allows. */
static rc_status claim(decoder *d, size_t n)
{
    if (n > d->copies) {
        return fail(d, "its buffers overlap");
    }
    d->copies -= n;
    return RC_OK;
}

/* The next buffer, as it is in the body. */
static rc_status find_buffer(decoder *d, const unsigned char **data, size_t *size)
{
    const unsigned char *entry;
    uint64_t offset, length;
    if (d->next_buffer >= d->buffers.count) {
        return fail(d, "it has fewer buffers than its schema requires");
    }
    entry = rci_arrow_ipc_vector_bytes(&d->buffers, d->next_buffer++);
    offset = rci_arrow_ipc_le64(entry);
    length = rci_arrow_ipc_le64(entry + 8);
    if (offset > d->batch->size || length > d->batch->size - offset) {
        return fail(d, "a buffer is outside of its body");
    }
    *data = d->batch->body + offset;
    *size = (size_t)length;
    return RC_OK;
}

static rc_status decompress(decoder *d, const unsigned char *data, size_t n, uint64_t size,
                            rci_arrow_ipc_buffer *out)
{
    rc_status status;
    if (size == 0 && n == 0) { /* as some writers store an empty buffer */
        *out = (rci_arrow_ipc_buffer){
            .data = data, .size = 0, .memory = rci_arrow_ipc_memory_ref(d->batch->memory)};
        return RC_OK;
    }
    if (size > rci_arrow_ipc_decompressed_bound(d->codec, n)) {
        return fail(d, "a compressed buffer is too short for its length");
    }
    status = claim(d, n);
    if (status != RC_OK) {
        return status;
    }
    out->memory = rci_arrow_ipc_memory_new((size_t)size, d->err);
    if (!out->memory) {
        return d->err->status;
    }
    status = rci_arrow_ipc_decompress(d->codec, data, n, out->memory->data, (size_t)size, d->err);
    if (status != RC_OK) {
        rci_base_error_field(d->err, d->path);
        rci_arrow_ipc_memory_unref(out->memory);
        return status;
    }
    out->data = out->memory->data;
    out->size = (size_t)size;
    return RC_OK;
}

/* The next buffer without compression. */
static rc_status load_buffer(decoder *d, rci_arrow_ipc_buffer *out)
{
    const unsigned char *data;
    size_t n;
    rc_status status = find_buffer(d, &data, &n);
    if (status != RC_OK) {
        return status;
    }
    if (d->codec != RCI_ARROW_IPC_STORED && n > 0) {
        uint64_t size;
        if (n < PREFIX) {
            return fail(d, "a compressed buffer has no length");
        }
        size = rci_arrow_ipc_le64(data);
        data += PREFIX;
        n -= PREFIX;
        if (size != UINT64_MAX) {
            return decompress(d, data, n, size, out);
        }
        status = claim(d, n);
        if (status != RC_OK) {
            return status;
        }
    }
    *out = (rci_arrow_ipc_buffer){
        .data = data, .size = n, .memory = rci_arrow_ipc_memory_ref(d->batch->memory)};
    return RC_OK;
}

/* Copies a buffer whose numbers are not aligned or have the other byte order. */
static rc_status make_usable(decoder *d, rci_arrow_ipc_buffer *buffer, size_t unit)
{
    const bool swap = d->batch->swap && unit > 1;
    rci_arrow_ipc_memory *copy;
    rc_status status;
    if (!swap && (unit <= 1 || (uintptr_t)buffer->data % 8 == 0)) {
        return RC_OK;
    }
    status = d->codec == RCI_ARROW_IPC_STORED ? claim(d, buffer->size) : RC_OK;
    if (status != RC_OK) {
        return status;
    }
    copy = rci_arrow_ipc_memory_new(buffer->size, d->err);
    if (!copy) {
        return d->err->status;
    }
    if (buffer->size) {
        memcpy(copy->data, buffer->data, buffer->size);
    }
    if (swap) {
        rci_arrow_ipc_swap(copy->data, buffer->size, unit);
    }
    rci_arrow_ipc_memory_unref(buffer->memory);
    buffer->memory = copy;
    buffer->data = copy->data;
    return RC_OK;
}

/* Takes the next buffer for `column`, of at least `needed` bytes. Numbers have `unit` bytes. */
static rc_status take_buffer(decoder *d, rci_arrow_ipc_column *column, size_t index, size_t needed,
                             size_t unit)
{
    rci_arrow_ipc_buffer buffer = {NULL, 0, NULL};
    rc_status status = load_buffer(d, &buffer);
    if (status != RC_OK) {
        return status;
    }
    if (buffer.size < needed && column->length == 0) {
        /* The one offset of an empty column is often left out. */
        rci_arrow_ipc_memory_unref(buffer.memory);
        buffer = (rci_arrow_ipc_buffer){(const unsigned char *)zero, sizeof zero, NULL};
    }
    status = buffer.size < needed ? fail(d, "a buffer is shorter than the length requires")
                                  : make_usable(d, &buffer, unit);
    if (status != RC_OK) {
        rci_arrow_ipc_memory_unref(buffer.memory);
        return status;
    }
    rci_arrow_ipc_column_set(column, index, buffer.data, buffer.size, buffer.memory);
    return RC_OK;
}

/* The bitmap may be left out where all values are valid. The nulls of one that is there are
   counted: the number in the message is not relied on. */
static rc_status take_validity(decoder *d, rci_arrow_ipc_column *column, uint64_t nulls)
{
    rci_arrow_ipc_buffer buffer = {NULL, 0, NULL};
    rc_status status = load_buffer(d, &buffer);
    if (status != RC_OK) {
        return status;
    }
    if ((nulls == 0 && buffer.size == 0) || column->length == 0) {
        rci_arrow_ipc_memory_unref(buffer.memory);
        return RC_OK;
    }
    if (buffer.size < rci_store_bitmap_size(column->length)) {
        rci_arrow_ipc_memory_unref(buffer.memory);
        return fail(d, "a validity bitmap is shorter than the length requires");
    }
    rci_arrow_ipc_column_set(column, 0, buffer.data, buffer.size, buffer.memory);
    column->null_count = rci_arrow_ipc_check_nulls(buffer.data, column->length);
    return RC_OK;
}

/* `count` numbers of `bytes` bytes. */
static rc_status take_numbers(decoder *d, rci_arrow_ipc_column *column, size_t index, size_t count,
                              size_t bytes)
{
    size_t needed;
    if (rci_base_mul_overflows(count, bytes, &needed)) {
        return fail(d, "its length is too large");
    }
    return take_buffer(d, column, index, needed, bytes);
}

static rc_status take_fixed(decoder *d, rci_arrow_ipc_column *column,
                            const rci_arrow_ipc_layout *layout)
{
    size_t needed;
    if (layout->bits == 1) {
        return take_buffer(d, column, 1, rci_store_bitmap_size(column->length), 1);
    }
    if (rci_base_mul_overflows(column->length, layout->bits / 8, &needed)) {
        return fail(d, "its length is too large");
    }
    return take_buffer(d, column, 1, needed, layout->number_bytes);
}

/* The data buffers of views, whose number is that in the column, and their sizes as one more. */
static rc_status take_view_data(decoder *d, rci_arrow_ipc_column *column)
{
    const size_t n_data = column->n_buffers - 3;
    rci_arrow_ipc_memory *sizes = rci_arrow_ipc_memory_new((n_data + 1) * sizeof(int64_t), d->err);
    rc_status status = RC_OK;
    if (!sizes) {
        return d->err->status;
    }
    rci_arrow_ipc_column_set(column, 2 + n_data, sizes->data, n_data * sizeof(int64_t), sizes);
    for (size_t i = 0; status == RC_OK && i < n_data; i++) {
        status = take_buffer(d, column, 2 + i, 0, 1);
        if (status == RC_OK) {
            const int64_t size = (int64_t)column->buffers[2 + i].size;
            memcpy(sizes->data + i * sizeof size, &size, sizeof size);
        }
    }
    return status;
}

static rc_status take_views(decoder *d, rci_arrow_ipc_column *column)
{
    size_t needed;
    rc_status status;
    if (rci_base_mul_overflows(column->length, 16, &needed)) {
        return fail(d, "its length is too large");
    }
    status = take_buffer(d, column, 1, needed, RCI_ARROW_IPC_SWAP_VIEWS);
    return status == RC_OK ? take_view_data(d, column) : status;
}

/* The buffers after the validity bitmap. */
static rc_status take_values(decoder *d, rci_arrow_ipc_column *column,
                             const rci_arrow_ipc_layout *layout)
{
    const size_t n = column->length;
    rc_status status;
    switch (layout->shape) {
    case RCI_ARROW_IPC_FIXED:
        return take_fixed(d, column, layout);
    case RCI_ARROW_IPC_BINARY:
        status = take_numbers(d, column, 1, n + 1, layout->offset_bytes);
        return status == RC_OK ? take_buffer(d, column, 2, 0, 1) : status;
    case RCI_ARROW_IPC_VIEW:
        return take_views(d, column);
    case RCI_ARROW_IPC_LIST:
        return take_numbers(d, column, 1, n + 1, layout->offset_bytes);
    case RCI_ARROW_IPC_LIST_VIEW:
        status = take_numbers(d, column, 1, n, layout->offset_bytes);
        return status == RC_OK ? take_numbers(d, column, 2, n, layout->offset_bytes) : status;
    case RCI_ARROW_IPC_SPARSE:
        return take_buffer(d, column, 0, n, 1);
    case RCI_ARROW_IPC_DENSE:
        status = take_buffer(d, column, 0, n, 1);
        return status == RC_OK ? take_numbers(d, column, 1, n, 4) : status;
    case RCI_ARROW_IPC_NULL:
    case RCI_ARROW_IPC_FIXED_LIST:
    case RCI_ARROW_IPC_STRUCT:
    case RCI_ARROW_IPC_RUN_END:
        break;
    }
    return RC_OK;
}

/* -------------------------------------------------------------------- columns */

static rc_status take_node(decoder *d, size_t *length, uint64_t *nulls)
{
    const unsigned char *node;
    uint64_t n;
    if (d->next_node >= d->nodes.count) {
        return fail(d, "it has fewer columns than its schema requires");
    }
    node = rci_arrow_ipc_vector_bytes(&d->nodes, d->next_node++);
    n = rci_arrow_ipc_le64(node);
    *nulls = rci_arrow_ipc_le64(node + 8);
    if (n > (uint64_t)INT64_MAX - 1) {
        return fail(d, "the length of a column is negative");
    }
    if (*nulls > n) {
        return fail(d, "a column has more nulls than values");
    }
    *length = (size_t)n;
    return RC_OK;
}

/* How many data buffers the next column of views has. */
static rc_status take_variadic(decoder *d, size_t *count)
{
    uint64_t n;
    if (d->next_variadic >= d->variadic.count) {
        return fail(d, "the number of data buffers of a column of views is missing");
    }
    n = rci_arrow_ipc_le64(rci_arrow_ipc_vector_bytes(&d->variadic, d->next_variadic++));
    if (n > d->buffers.count - d->next_buffer) {
        return fail(d, "it has fewer buffers than its schema requires");
    }
    *count = (size_t)n;
    return RC_OK;
}

static rci_arrow_ipc_column *read_column(decoder *d, const struct ArrowSchema *schema);

static rc_status read_children(decoder *d, const struct ArrowSchema *schema,
                               rci_arrow_ipc_column *column)
{
    const size_t length = strlen(d->path);
    for (size_t i = 0; i < column->n_children; i++) {
        snprintf(d->path + length, sizeof d->path - length, "%s%s", length ? "." : "",
                 schema->children[i]->name);
        column->children[i] = read_column(d, schema->children[i]);
        d->path[length] = '\0';
        if (!column->children[i]) {
            return d->err->status;
        }
    }
    return RC_OK;
}

/* Whether a column of the one schema is one of the other. Recursion: as deep as the schema. */
static bool same_type(const struct ArrowSchema *a, const struct ArrowSchema *b)
{
    bool same = strcmp(a->format, b->format) == 0 && a->n_children == b->n_children &&
                (a->dictionary != NULL) == (b->dictionary != NULL);
    if (a == b) {
        return true;
    }
    for (int64_t i = 0; same && i < a->n_children; i++) {
        same = same_type(a->children[i], b->children[i]);
    }
    if (same && a->dictionary) {
        same = rci_arrow_ipc_schema_dictionary_id(a) == rci_arrow_ipc_schema_dictionary_id(b) &&
               same_type(a->dictionary, b->dictionary);
    }
    return same;
}

/* A dictionary may be missing if no value refers to it. Fields may share one. */
static rc_status find_dictionary(decoder *d, const struct ArrowSchema *schema,
                                 rci_arrow_ipc_column *column)
{
    const struct ArrowSchema *type;
    rci_arrow_ipc_column *values = rci_arrow_ipc_dictionaries_find(
        d->batch->dictionaries, rci_arrow_ipc_schema_dictionary_id(schema), &type);
    if (values && !same_type(type, schema->dictionary)) {
        return fail(d, "its dictionary is that of a field with values of another type");
    }
    column->dictionary = values ? rci_arrow_ipc_column_ref(values)
                                : rci_arrow_ipc_column_empty(schema->dictionary, d->err);
    return column->dictionary ? RC_OK : d->err->status;
}

/* Unions had a validity bitmap before version V5. One with nulls cannot be represented. */
static rc_status skip_union_validity(decoder *d, const rci_arrow_ipc_layout *layout, uint64_t nulls)
{
    const unsigned char *data;
    size_t size;
    if (!d->batch->has_union_validity ||
        (layout->shape != RCI_ARROW_IPC_SPARSE && layout->shape != RCI_ARROW_IPC_DENSE)) {
        return RC_OK;
    }
    return nulls ? fail(d, "a union has a validity bitmap with nulls")
                 : find_buffer(d, &data, &size);
}

static rc_status fill_column(decoder *d, const struct ArrowSchema *schema,
                             const rci_arrow_ipc_layout *layout, uint64_t nulls,
                             rci_arrow_ipc_column *column)
{
    rc_status status = skip_union_validity(d, layout, nulls);
    if (status == RC_OK && rci_arrow_ipc_layout_has_validity(layout)) {
        status = take_validity(d, column, nulls);
    }
    if (status == RC_OK) {
        status = take_values(d, column, layout);
    }
    if (status == RC_OK) {
        status = read_children(d, schema, column);
    }
    if (status == RC_OK && schema->dictionary) {
        status = find_dictionary(d, schema, column);
    }
    if (status == RC_OK) {
        const char *wrong = rci_arrow_ipc_check(column, layout, schema->format);
        status = wrong ? fail(d, wrong) : RC_OK;
    }
    if (layout->shape == RCI_ARROW_IPC_NULL) {
        column->null_count = column->length;
    }
    return status;
}

/* Recursion: as deep as the schema. NULL: d->err is set. */
static rci_arrow_ipc_column *read_column(decoder *d, const struct ArrowSchema *schema)
{
    rci_arrow_ipc_layout layout = {.shape = RCI_ARROW_IPC_NULL};
    rci_arrow_ipc_column *column;
    size_t length = 0, n_buffers, n_data = 0;
    uint64_t nulls = 0;
    rci_arrow_ipc_layout_of(schema->format, &layout); /* a format of rci_arrow_ipc_type_read */
    if (take_node(d, &length, &nulls) != RC_OK) {
        return NULL;
    }
    n_buffers = rci_arrow_ipc_layout_buffers(&layout);
    if (layout.shape == RCI_ARROW_IPC_VIEW) {
        if (take_variadic(d, &n_data) != RC_OK) {
            return NULL;
        }
        n_buffers += n_data + 1;
    }
    column = rci_arrow_ipc_column_new(length, n_buffers, (size_t)schema->n_children, d->err);
    if (column && fill_column(d, schema, &layout, nulls, column) != RC_OK) {
        rci_arrow_ipc_column_unref(column);
        column = NULL;
    }
    return column;
}

/* -------------------------------------------------------------------- batches */

static rc_status find_codec(const rci_arrow_ipc_table *batch, rci_arrow_ipc_codec *found,
                            rc_error *err)
{
    const rci_arrow_ipc_table compression = rci_arrow_ipc_table_table(batch, BATCH_COMPRESSION);
    const uint8_t codec = rci_arrow_ipc_table_u8(&compression, COMPRESSION_CODEC, 0);
    const uint8_t method = rci_arrow_ipc_table_u8(&compression, COMPRESSION_METHOD, 0);
    *found = RCI_ARROW_IPC_STORED;
    if (!rci_arrow_ipc_table_present(&compression)) {
        return RC_OK;
    }
    if (codec > RCI_ARROW_IPC_ZSTD || method != 0) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "record batches have compression %u, method %u: only lz4 (0) and zstd "
                             "(1) by buffer (0) are known",
                             codec, method);
    }
    *found = (rci_arrow_ipc_codec)codec;
    return RC_OK;
}

static rc_status start(decoder *d, const rci_arrow_ipc_batch *batch, rc_error *err)
{
    rc_status status;
    memset(d, 0, sizeof *d);
    d->batch = batch;
    d->err = err;
    d->copies = batch->size;
    d->nodes = rci_arrow_ipc_table_vector(&batch->table, BATCH_NODES, STRUCT_SIZE);
    d->buffers = rci_arrow_ipc_table_vector(&batch->table, BATCH_BUFFERS, STRUCT_SIZE);
    d->variadic = rci_arrow_ipc_table_vector(&batch->table, BATCH_VARIADIC, 8);
    status = find_codec(&batch->table, &d->codec, err);
    return status == RC_OK ? rci_arrow_ipc_flatbuffer_status(batch->table.buffer, err) : status;
}

static rc_status find_length(const rci_arrow_ipc_table *batch, size_t *length, rc_error *err)
{
    const int64_t n = rci_arrow_ipc_table_i64(batch, BATCH_LENGTH, 0);
    if (n < 0 || n == INT64_MAX) {
        return rci_base_fail(err, RC_EFORMAT, "damaged record batch: its length is negative");
    }
    *length = (size_t)n;
    return RC_OK;
}

rc_status rci_arrow_ipc_batch_describe(const rci_arrow_ipc_table *table, uint64_t *records,
                                       rci_arrow_ipc_codec *codec, rc_error *err)
{
    size_t length = 0;
    rc_status status = find_length(table, &length, err);
    *records = length;
    if (status == RC_OK) {
        status = find_codec(table, codec, err);
    }
    return status == RC_OK ? rci_arrow_ipc_flatbuffer_status(table->buffer, err) : status;
}

/* The bytes of a buffer when it is decompressed. */
static uint64_t plain_size(rci_arrow_ipc_codec codec, const unsigned char *data, size_t n)
{
    uint64_t size;
    if (codec == RCI_ARROW_IPC_STORED || n < PREFIX) {
        return n;
    }
    size = rci_arrow_ipc_le64(data);
    return size == UINT64_MAX ? n - PREFIX : size;
}

rc_status rci_arrow_ipc_batch_measure(const rci_arrow_ipc_table *table, rci_arrow_ipc_codec codec,
                                      const unsigned char *body, size_t size, uint64_t *stored,
                                      uint64_t *plain, rc_error *err)
{
    const rci_arrow_ipc_batch batch = {.table = *table, .body = body, .size = size};
    decoder d = {.batch = &batch, .err = err};
    rc_status status = RC_OK;
    d.buffers = rci_arrow_ipc_table_vector(table, BATCH_BUFFERS, STRUCT_SIZE);
    *stored = *plain = 0;
    while (status == RC_OK && d.next_buffer < d.buffers.count) {
        const unsigned char *data;
        size_t n;
        status = find_buffer(&d, &data, &n);
        if (status == RC_OK) {
            const uint64_t more = plain_size(codec, data, n);
            *stored += n;
            *plain += more < UINT64_MAX - *plain ? more : UINT64_MAX - *plain;
        }
    }
    return status == RC_OK ? rci_arrow_ipc_flatbuffer_status(table->buffer, err) : status;
}

static rci_arrow_ipc_column *read_root(decoder *d, const struct ArrowSchema *schema)
{
    rci_arrow_ipc_column *root;
    size_t length = 0;
    if (find_length(&d->batch->table, &length, d->err) != RC_OK) {
        return NULL;
    }
    root = rci_arrow_ipc_column_new(length, 1, (size_t)schema->n_children, d->err);
    if (!root) {
        return NULL;
    }
    if (read_children(d, schema, root) == RC_OK) {
        bool same = true;
        for (size_t i = 0; i < root->n_children; i++) {
            same &= root->children[i]->length == root->length;
        }
        if (same) {
            return root;
        }
        fail(d, "a column has another length than the batch");
    }
    rci_arrow_ipc_column_unref(root);
    return NULL;
}

rci_arrow_ipc_column *rci_arrow_ipc_batch_read(const rci_arrow_ipc_batch *batch,
                                               const struct ArrowSchema *schema, rc_error *err)
{
    decoder d;
    return start(&d, batch, err) == RC_OK ? read_root(&d, schema) : NULL;
}

rci_arrow_ipc_column *rci_arrow_ipc_batch_read_values(const rci_arrow_ipc_batch *batch,
                                                      const struct ArrowSchema *schema,
                                                      rc_error *err)
{
    decoder d;
    return start(&d, batch, err) == RC_OK ? read_column(&d, schema) : NULL;
}
