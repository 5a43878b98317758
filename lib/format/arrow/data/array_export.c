/*
 * format/arrow/data/array_export.c - the records of a store as an array.
 */
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/arrow/data/array.h"
#include "format/arrow/data/schema.h"
#include "format/arrow/data/values.h"
#include "store/batch.h"
#include "store/nulls.h"
#include "store/view.h"

#include <string.h>

/* The store that is exported: rows or columns. */
typedef struct exporter {
    const rc_store *store;
    const rc_arrow_export_options *options;
    size_t n;
    rc_error *err;
} exporter;

/* A field of the dtype. */
typedef struct field {
    const rc_dtype *dtype;
    size_t dimension;                  /* of the subarray `dtype` that is next */
    const rci_arrow_data_nulls *own;   /* of the field itself, or NULL */
    const rci_arrow_data_nulls *nulls; /* of the field and the structs around it, or NULL */
    size_t leaf, node;                 /* its first; outside of subarrays */
    const rci_store_cells *cells;      /* NULL: a struct that is not inside a subarray */
    size_t length;                     /* of the array */
    rci_arrow_data_path path;
} field;

static rc_status export_field(const exporter *self, const field *made, struct ArrowArray *array);

/* ---------------------------------------------------------------------- nulls */

/* Shares or copies the bitmap of a field. */
static rc_status export_nulls(const exporter *self, const field *made, struct ArrowArray *array)
{
    size_t size = rci_store_bitmap_size(made->length);
    unsigned char *bits;
    if (!made->own || made->length == 0) {
        return RC_OK;
    }
    array->null_count = -1;
    if (made->own->bit0 % 8 == 0) {
        array->buffers[0] = made->own->bits + made->own->bit0 / 8;
        return RC_OK;
    }
    bits = rci_arrow_data_array_own(array, 0, size, self->err);
    if (!bits) {
        return RC_ENOMEM;
    }
    rci_store_copy_bits(bits, 0, made->own->bits, made->own->bit0, made->length);
    return RC_OK;
}

/* --------------------------------------------------------------------- leaves */

static rci_arrow_data_source source_of(const exporter *self, const field *made,
                                       const rci_arrow_data_type *type)
{
    return (rci_arrow_data_source){self->store, made->dtype, made->cells, made->nulls, *type};
}

static rc_status export_values(const exporter *self, const rci_arrow_data_source *source,
                               struct ArrowArray *array)
{
    size_t size;
    unsigned char *values;
    rc_status status;
    if (rci_arrow_data_can_share(source)) {
        array->buffers[1] = source->cells->base;
        return RC_OK;
    }
    status = rci_arrow_data_values_size(source, &size, self->err);
    if (status != RC_OK) {
        return status;
    }
    values = rci_arrow_data_array_own(array, 1, size, self->err);
    return values ? rci_arrow_data_write_values(source, values, self->err) : RC_ENOMEM;
}

/* Numbers, times, bools, fixed-size binary. */
static rc_status export_plain(const exporter *self, const field *made,
                              const rci_arrow_data_type *type, struct ArrowArray *array)
{
    rci_arrow_data_counts counts = {.length = made->length, .n_buffers = 2};
    rci_arrow_data_source source = source_of(self, made, type);
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    return status == RC_OK ? export_values(self, &source, array) : status;
}

/* Views of str, whose text is in the blocks of the store. Another thread may add blocks after they
   were counted, for strings of other records: these are left out. */
static rc_status export_str_views(const exporter *self, const field *made,
                                  const rci_arrow_data_type *type, struct ArrowArray *array)
{
    static const char empty[1] = "";
    size_t n = rci_store_string_blocks(self->store, NULL, NULL, 0);
    rci_arrow_data_counts counts = {made->length, n + 3, 0, n};
    rci_arrow_data_source source = source_of(self, made, type);
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    int64_t *sizes;
    if (status != RC_OK) {
        return status;
    }
    sizes = rci_arrow_data_array_sizes(array);
    (void)rci_store_string_blocks(self->store, array->buffers + 2, sizes, n);
    for (size_t i = 0; i < n; i++) {
        array->buffers[2 + i] = array->buffers[2 + i] ? array->buffers[2 + i] : empty;
    }
    return export_values(self, &source, array);
}

/* Views of U<n>: text in one block. */
static rc_status export_ucs4_views(const exporter *self, const field *made,
                                   const rci_arrow_data_type *type, struct ArrowArray *array)
{
    rci_arrow_data_counts counts = {made->length, 4, 0, 1};
    rci_arrow_data_source source = source_of(self, made, type);
    size_t size = 0, bytes = 0;
    void *views, *text;
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    if (status != RC_OK) {
        return status;
    }
    status = rci_arrow_data_write_offsets(&source, NULL, &bytes, self->err);
    if (status == RC_OK) {
        status = rci_arrow_data_values_size(&source, &size, self->err);
    }
    if (status != RC_OK) {
        return status;
    }
    views = rci_arrow_data_array_own(array, 1, size, self->err);
    text = views ? rci_arrow_data_array_own(array, 2, bytes, self->err) : NULL;
    if (!text) {
        return RC_ENOMEM;
    }
    rci_arrow_data_write_text(&source, views, text);
    rci_arrow_data_array_sizes(array)[0] = (int64_t)bytes;
    return RC_OK;
}

/* Utf8 and LargeUtf8. */
static rc_status export_text(const exporter *self, const field *made,
                             const rci_arrow_data_type *type, struct ArrowArray *array)
{
    rci_arrow_data_counts counts = {.length = made->length, .n_buffers = 3};
    rci_arrow_data_source source = source_of(self, made, type);
    size_t each = type->kind == RCI_ARROW_DATA_LARGE_UTF8 ? 8 : 4, bytes = 0;
    void *offsets, *text;
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    if (status != RC_OK) {
        return status;
    }
    if (made->length > SIZE_MAX / 2 / each) {
        return rci_base_fail(self->err, RC_ELIMIT, "%zu values are more than memory can address",
                             made->length);
    }
    offsets = rci_arrow_data_array_own(array, 1, (made->length + 1) * each, self->err);
    if (!offsets) {
        return RC_ENOMEM;
    }
    status = rci_arrow_data_write_offsets(&source, offsets, &bytes, self->err);
    if (status != RC_OK) {
        return status;
    }
    text = rci_arrow_data_array_own(array, 2, bytes, self->err);
    if (!text) {
        return RC_ENOMEM;
    }
    rci_arrow_data_write_text(&source, NULL, text);
    return RC_OK;
}

static rc_status export_leaf(const exporter *self, const field *made,
                             const rci_arrow_data_type *type, struct ArrowArray *array)
{
    if (!rci_arrow_data_is_string(type->kind)) {
        return export_plain(self, made, type, array);
    }
    if (type->kind != RCI_ARROW_DATA_UTF8_VIEW) {
        return export_text(self, made, type, array);
    }
    return rc_dtype_kind(made->dtype) == RC_STR ? export_str_views(self, made, type, array)
                                                : export_ucs4_views(self, made, type, array);
}

/* ---------------------------------------------------------------------- lists */

/* The two parts of complex numbers: an array of its own over the same cells. */
static rc_status export_parts(const exporter *self, const field *made, struct ArrowArray *array)
{
    bool single = rc_dtype_kind(made->dtype) == RC_C8;
    rci_arrow_data_counts counts = {.length = 2 * made->length, .n_buffers = 2};
    rci_arrow_data_type part = {single ? RCI_ARROW_DATA_F4 : RCI_ARROW_DATA_F8, RC_UNIT_GENERIC, 0,
                                NULL};
    rci_arrow_data_source source = source_of(self, made, &part);
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    return status == RC_OK ? export_values(self, &source, array) : status;
}

/* The elements of a list: the next dimension of the subarray, or its element. */
static rc_status export_elements(const exporter *self, const field *list, size_t width,
                                 struct ArrowArray *array)
{
    field element = *list;
    rci_store_cells cells;
    rc_status status = RC_OK;
    if (rci_arrow_data_is_complex(list->dtype)) {
        return export_parts(self, list, array);
    }
    element.own = NULL;
    element.length = list->length * width;
    element.dimension++;
    if (element.dimension == rc_dtype_ndim(list->dtype)) {
        cells = *list->cells;
        status = rci_store_cells_enter(&cells, list->dtype, self->err);
        element.dtype = rc_dtype_element(list->dtype);
        element.dimension = 0;
        element.cells = &cells;
    }
    return status == RC_OK ? export_field(self, &element, array) : status;
}

static rc_status export_list(const exporter *self, const field *made,
                             const rci_arrow_data_type *type, struct ArrowArray *array)
{
    rci_arrow_data_counts counts = {.length = made->length, .n_buffers = 1, .n_children = 1};
    size_t width = (size_t)type->width;
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    if (status == RC_OK && width > 0 && made->length > INT64_MAX / width) {
        status = rci_base_fail(self->err, RC_ELIMIT, "more elements than 64 bits can count");
    }
    return status == RC_OK ? export_elements(self, made, width, array->children[0]) : status;
}

/* -------------------------------------------------------------------- structs */

/* A field of a struct that is not inside a subarray. */
static rc_status export_member(const exporter *self, const field *parent, size_t i,
                               struct ArrowArray *array)
{
    rci_dtype_child child = rci_dtype_child_at(parent->dtype, i);
    rci_arrow_data_nulls nulls = {parent->nulls, NULL, 0};
    rci_store_cells cells;
    unsigned char *bits, *base;
    size_t stride;
    field made = {child.info.dtype,
                  0,
                  NULL,
                  parent->nulls,
                  parent->leaf + child.first_leaf,
                  parent->node + child.null_node,
                  NULL,
                  parent->length,
                  rci_arrow_data_path_to(&parent->path, child.info.name)};
    if (child.info.nullable) {
        rci_store_null_bits(self->store, made.node, &bits, &nulls.bit0);
        nulls.bits = bits;
        made.own = &nulls;
        made.nulls = &nulls;
        made.node++;
    }
    if (rc_dtype_kind(child.info.dtype) != RC_STRUCT) {
        rci_store_leaf(self->store, made.leaf, &base, &stride);
        cells = rci_store_cells_of(base, self->n, stride);
        made.cells = &cells;
    }
    return export_field(self, &made, array);
}

/* A field of a struct inside a subarray. */
static rc_status export_part(const exporter *self, const field *parent, size_t i,
                             struct ArrowArray *array)
{
    rc_field_info info = rci_dtype_child_at(parent->dtype, i).info;
    rci_store_cells cells = *parent->cells;
    field made = *parent;
    cells.base += info.offset;
    made.dtype = info.dtype;
    made.cells = &cells;
    made.own = NULL;
    made.path = rci_arrow_data_path_to(&parent->path, info.name);
    return export_field(self, &made, array);
}

static rc_status export_struct(const exporter *self, const field *made, struct ArrowArray *array)
{
    size_t n = rc_dtype_nfields(made->dtype);
    rci_arrow_data_counts counts = {.length = made->length, .n_buffers = 1, .n_children = n};
    rc_status status = rci_arrow_data_array_new(array, self->store, &counts, self->err);
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = made->cells ? export_part(self, made, i, array->children[i])
                             : export_member(self, made, i, array->children[i]);
    }
    return status;
}

/* Recurses as deep as the dtype. After a failure the array is released. */
static rc_status export_field(const exporter *self, const field *made, struct ArrowArray *array)
{
    rci_arrow_data_type type;
    rc_status status = rci_arrow_data_type_of(made->dtype, made->dimension, self->options->strings,
                                              &type, self->err);
    array->release = NULL;
    if (status == RC_OK && type.kind == RCI_ARROW_DATA_STRUCT) {
        status = export_struct(self, made, array);
    } else if (status == RC_OK && type.kind == RCI_ARROW_DATA_LIST) {
        status = export_list(self, made, &type, array);
    } else if (status == RC_OK) {
        status = export_leaf(self, made, &type, array);
    }
    if (status == RC_OK) {
        status = export_nulls(self, made, array);
    }
    if (status != RC_OK && array->release) {
        array->release(array);
    }
    return rci_arrow_data_at(&made->path, status, self->err);
}

/* The records themselves. */
static rc_status export_records(const exporter *self, struct ArrowArray *array)
{
    const rc_dtype *dtype = rc_store_dtype(self->store);
    rci_arrow_data_counts table = {.length = self->n, .n_buffers = 1, .n_children = 1};
    field made = {dtype, 0, NULL, NULL, 0, 0, NULL, self->n, {NULL, NULL, 0}};
    rci_store_cells cells;
    unsigned char *base;
    size_t stride;
    rc_status status;
    if (rc_dtype_kind(dtype) == RC_STRUCT) {
        return export_field(self, &made, array);
    }
    rci_store_leaf(self->store, 0, &base, &stride);
    cells = rci_store_cells_of(base, self->n, stride);
    made.cells = &cells;
    if (!self->options->table) {
        return export_field(self, &made, array);
    }
    status = rci_arrow_data_array_new(array, self->store, &table, self->err);
    if (status == RC_OK) {
        status = export_field(self, &made, array->children[0]);
        if (status != RC_OK) {
            array->release(array);
        }
    }
    return status;
}

/* The array, of a store whose records are rows or columns. */
static rc_status export_array(const rc_store *store, const rc_arrow_export_options *options,
                              struct ArrowArray *array, rc_error *err)
{
    size_t n = rc_store_length(store);
    const rc_store *plain = rci_store_plain(store, 0, n, err);
    exporter self = {plain, options, n, err};
    rc_status status = plain ? export_records(&self, array) : err->status;
    rc_store_unref(plain);
    return status;
}

rc_status rc_arrow_export(const rc_store *store, const rc_arrow_export_options *given,
                          struct ArrowSchema *schema, struct ArrowArray *array, rc_error *err)
{
    rc_arrow_export_options options;
    rc_error unset = RC_ERROR_INIT;
    struct ArrowArray made;
    rc_status status = rci_arrow_data_export_options(&options, given, err);
    if (status == RC_OK && (!store || !array)) {
        status = rci_base_fail(err, RC_EARG, "no %s (NULL)", store ? "array" : "store");
    }
    if (status == RC_OK) {
        status = export_array(store, &options, &made, err ? err : &unset);
    }
    if (status == RC_OK && schema) {
        status = rc_arrow_export_schema(rc_store_dtype(store), &options, schema, err);
        if (status != RC_OK) {
            made.release(&made);
        }
    }
    if (status == RC_OK) {
        *array = made;
    }
    return status;
}
