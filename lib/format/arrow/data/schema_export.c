/*
 * format/arrow/data/schema_export.c - the schema of a dtype.
 *
 * Each schema is one block that its release callback frees: what the callback needs, the structures
 * of its children and the pointers to them, then its strings. A child may be moved out of its
 * parent; its block stays its own.
 */
#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/arrow/data/metadata.h"
#include "format/arrow/data/schema.h"

#include <string.h>

/* The start of the block of a schema. */
typedef struct schema_block {
    const rc_allocator *allocator;
    size_t size;
    char *metadata; /* a block of its own, or NULL */
    size_t metadata_size;
} schema_block;

static void release_schema(struct ArrowSchema *schema)
{
    schema_block *block = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release) {
            schema->children[i]->release(schema->children[i]);
        }
    }
    schema->release = NULL;
    schema->private_data = NULL;
    rci_base_free_as(block->allocator, RC_MEMORY_TEXT, block->metadata, block->metadata_size);
    rci_base_free_as(block->allocator, RC_MEMORY_TEXT, block, block->size);
}

/* What a schema is made for. */
typedef struct field {
    const char *name;
    const rc_dtype *dtype;
    size_t dimension; /* of the subarray `dtype`; those before it are lists around this one */
    bool nullable;
    rci_arrow_data_path path;
} field;

/* A schema without children that are filled in. */
static rc_status new_schema(struct ArrowSchema *schema, const rci_arrow_data_type *type,
                            const char *name, size_t n_children, bool nullable, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    struct ArrowSchema *children;
    schema_block *block;
    size_t name_size = strlen(name) + 1;
    size_t size = sizeof *block + n_children * (sizeof *children + sizeof children) +
                  RCI_ARROW_DATA_FORMAT_MAX + name_size;
    char *strings;
    block = rci_base_zalloc_as(allocator, RC_MEMORY_TEXT, size, err);
    if (!block) {
        return RC_ENOMEM;
    }
    *block = (schema_block){allocator, size, NULL, 0};
    children = (struct ArrowSchema *)(void *)(block + 1);
    *schema =
        (struct ArrowSchema){.n_children = (int64_t)n_children,
                             .flags = nullable ? ARROW_FLAG_NULLABLE : 0,
                             .children = (struct ArrowSchema **)(void *)(children + n_children),
                             .release = release_schema,
                             .private_data = block};
    for (size_t i = 0; i < n_children; i++) {
        schema->children[i] = &children[i];
    }
    strings = (char *)(schema->children + n_children);
    rci_arrow_data_type_print(type, strings);
    schema->format = strings;
    schema->name = memcpy(strings + RCI_ARROW_DATA_FORMAT_MAX, name, name_size);
    return RC_OK;
}

/* ------------------------------------------------------------------ metadata */

static rc_status add_metadata(struct ArrowSchema *schema, const char *text, rc_error *err)
{
    schema_block *block = schema->private_data;
    size_t length = strlen(text);
    size_t size = rci_arrow_data_metadata_size(RCI_ARROW_DATA_DTYPE_KEY, length);
    if (size > INT32_MAX) {
        return rci_base_fail(err, RC_ELIMIT, "a dtype of %zu characters of text", length);
    }
    block->metadata = rci_base_alloc_as(block->allocator, RC_MEMORY_TEXT, size, err);
    if (!block->metadata) {
        return RC_ENOMEM;
    }
    block->metadata_size = size;
    rci_arrow_data_metadata_write(block->metadata, RCI_ARROW_DATA_DTYPE_KEY, text, length);
    schema->metadata = block->metadata;
    return RC_OK;
}

/* Whether a schema is read as a dtype that prints as `text`, alignment of structs included.
   RC_OK; RC_ENOMEM. */
static rc_status is_read_as(const struct ArrowSchema *schema, const char *text, bool *same,
                            rc_error *err)
{
    static const rci_arrow_data_path record = {NULL, NULL, 0};
    rc_error ignored = RC_ERROR_INIT;
    rc_dtype *plain = rci_arrow_data_dtype(schema, false, &record, &ignored);
    char *printed = plain ? rc_dtype_text(plain, RC_NOTATION_COMPACT, &ignored) : NULL;
    *same = printed && strcmp(printed, text) == 0;
    rc_text_free(printed);
    rc_dtype_unref(plain);
    return ignored.status == RC_ENOMEM ? rci_base_fail(err, RC_ENOMEM, "%s", ignored.message)
                                       : RC_OK;
}

/* Adds the dtype to a schema that is not read as it without. */
static rc_status describe(struct ArrowSchema *schema, const rc_dtype *dtype, rc_error *err)
{
    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, err);
    bool same = false;
    rc_status status = text ? is_read_as(schema, text, &same, err) : RC_ENOMEM;
    if (status == RC_OK && !same) {
        status = add_metadata(schema, text, err);
    }
    rc_text_free(text);
    return status;
}

/* -------------------------------------------------------------------- fields */

static rc_status export_field(const field *made, const rc_arrow_export_options *options,
                              struct ArrowSchema *schema, rc_error *err);

/* The children of a struct. Their structures are released with the schema after a failure. */
static rc_status export_children(const field *made, const rc_arrow_export_options *options,
                                 struct ArrowSchema *schema, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < rc_dtype_nfields(made->dtype) && status == RC_OK; i++) {
        rc_field_info info = rci_dtype_child_at(made->dtype, i).info;
        field child = {info.name, info.dtype, 0, info.nullable != 0,
                       rci_arrow_data_path_to(&made->path, info.name)};
        status = export_field(&child, options, schema->children[i], err);
        if (status == RC_OK) {
            status = describe(schema->children[i], info.dtype, err);
        }
        rci_arrow_data_at(&child.path, status, err);
    }
    return status;
}

/* The element of a list: the next dimension of a subarray, its element, or a part of a complex
   number. */
static rc_status export_element(const field *list, const rc_arrow_export_options *options,
                                struct ArrowSchema *schema, rc_error *err)
{
    field element = {"item", list->dtype, list->dimension + 1, false,
                     rci_arrow_data_path_to(&list->path, NULL)};
    rci_arrow_data_type part = {RCI_ARROW_DATA_F4, RC_UNIT_GENERIC, 0, NULL};
    if (rci_arrow_data_is_complex(list->dtype)) {
        part.kind = rc_dtype_kind(list->dtype) == RC_C8 ? RCI_ARROW_DATA_F4 : RCI_ARROW_DATA_F8;
        return new_schema(schema, &part, "item", 0, false, err);
    }
    if (element.dimension == rc_dtype_ndim(list->dtype)) {
        element.dtype = rc_dtype_element(list->dtype);
        element.dimension = 0;
    }
    return export_field(&element, options, schema, err);
}

/* Without metadata of its own. Recurses as deep as the dtype. */
static rc_status export_field(const field *made, const rc_arrow_export_options *options,
                              struct ArrowSchema *schema, rc_error *err)
{
    rci_arrow_data_type type;
    size_t n_children = rc_dtype_nfields(made->dtype);
    rc_status status =
        rci_arrow_data_type_of(made->dtype, made->dimension, options->strings, &type, err);
    if (status != RC_OK) {
        return status;
    }
    n_children = type.kind == RCI_ARROW_DATA_LIST ? 1 : n_children;
    status = new_schema(schema, &type, made->name, n_children, made->nullable, err);
    if (status != RC_OK) {
        return status;
    }
    if (type.kind == RCI_ARROW_DATA_LIST) {
        status = export_element(made, options, schema->children[0], err);
    } else if (type.kind == RCI_ARROW_DATA_STRUCT) {
        status = export_children(made, options, schema, err);
    }
    if (status != RC_OK) {
        schema->release(schema);
    }
    return status;
}

/* A struct with one field. */
static rc_status export_table(const rc_dtype *dtype, const rc_arrow_export_options *options,
                              struct ArrowSchema *schema, rc_error *err)
{
    rci_arrow_data_type type = {RCI_ARROW_DATA_STRUCT, RC_UNIT_GENERIC, 0, NULL};
    field value = {RCI_ARROW_DATA_VALUE_NAME, dtype, 0, false, {NULL, NULL, 0}};
    rc_status status = new_schema(schema, &type, "", 1, false, err);
    if (status == RC_OK) {
        status = export_field(&value, options, schema->children[0], err);
        if (status == RC_OK) {
            status = describe(schema->children[0], dtype, err);
        }
        if (status != RC_OK) {
            schema->release(schema);
        }
    }
    return status;
}

rc_status rc_arrow_export_schema(const rc_dtype *dtype, const rc_arrow_export_options *given,
                                 struct ArrowSchema *schema, rc_error *err)
{
    rc_arrow_export_options options;
    struct ArrowSchema made;
    field record = {"", dtype, 0, false, {NULL, NULL, 0}};
    rc_status status = rci_arrow_data_export_options(&options, given, err);
    if (status == RC_OK && (!dtype || !schema)) {
        status = rci_base_fail(err, RC_EARG, "no %s (NULL)", dtype ? "schema" : "dtype");
    }
    if (status != RC_OK) {
        return status;
    }
    status = options.table && rc_dtype_kind(dtype) != RC_STRUCT
                 ? export_table(dtype, &options, &made, err)
                 : export_field(&record, &options, &made, err);
    if (status != RC_OK) {
        return status;
    }
    status = describe(&made, dtype, err);
    if (status != RC_OK) {
        made.release(&made);
        return status;
    }
    *schema = made;
    return RC_OK;
}
