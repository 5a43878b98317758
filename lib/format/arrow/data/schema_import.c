/*
 * format/arrow/data/schema_import.c - the dtype of a schema.
 *
 * Schemas come from other libraries: pointers that are missing, types that no dtype has, and depths
 * and counts without bound are refused.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/arrow/data/metadata.h"
#include "format/arrow/data/schema.h"

#include <string.h>

static const rci_arrow_data_path record_path = {NULL, NULL, 0};

rc_status rci_arrow_data_check_schema(const struct ArrowSchema *schema, rc_error *err)
{
    if (!schema || !schema->release) {
        return rci_base_fail(err, RC_EARG,
                             schema ? "the schema has been released" : "no schema (NULL)");
    }
    return RC_OK;
}

/* ----------------------------------------------------------- agreement */

static bool agrees_struct(const struct ArrowSchema *schema, const rc_dtype *dtype, bool exact)
{
    size_t n = rc_dtype_nfields(dtype);
    if ((size_t)schema->n_children != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        rc_field_info info = rci_dtype_child_at(dtype, i).info;
        const struct ArrowSchema *child = schema->children[i];
        bool nullable = (child->flags & ARROW_FLAG_NULLABLE) != 0;
        if (!child->name || strcmp(child->name, info.name) != 0 ||
            (exact && nullable != (info.nullable != 0)) ||
            !rci_arrow_data_agrees(child, info.dtype, exact)) {
            return false;
        }
    }
    return true;
}

/* What a column has as its values: those of a dictionary, which may have one itself. */
static const struct ArrowSchema *values_of(const struct ArrowSchema *schema)
{
    while (schema->dictionary) {
        schema = schema->dictionary;
    }
    return schema;
}

static bool agrees_complex(const struct ArrowSchema *schema, const rc_dtype *dtype)
{
    const char *part = rc_dtype_kind(dtype) == RC_C8 ? "f" : "g";
    return !schema->dictionary && strcmp(schema->format, "+w:2") == 0 &&
           !schema->children[0]->dictionary && strcmp(schema->children[0]->format, part) == 0;
}

/* Lists of all dimensions, then the element. */
static bool agrees_subarray(const struct ArrowSchema *schema, const rc_dtype *dtype, bool exact)
{
    rci_arrow_data_type type;
    for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
        schema = values_of(schema);
        if (rci_arrow_data_type_parse(schema->format, &type, NULL) != RC_OK ||
            type.kind != RCI_ARROW_DATA_LIST || (size_t)type.width != rc_dtype_shape(dtype)[i]) {
            return false;
        }
        schema = schema->children[0];
    }
    return rci_arrow_data_agrees(schema, rc_dtype_element(dtype), exact);
}

/* Whether a timestamp has the time zone of the dtype, or neither has one. */
static bool has_zone(const rci_arrow_data_type *type, const rc_dtype *dtype)
{
    const char *zone = rc_dtype_zone(dtype);
    return type->kind != RCI_ARROW_DATA_TIMESTAMP ||
           strcmp(type->zone ? type->zone : "", zone ? zone : "") == 0;
}

/* The schema has been walked before: its pointers are right. */
bool rci_arrow_data_agrees(const struct ArrowSchema *schema, const rc_dtype *dtype, bool exact)
{
    rci_arrow_data_type type;
    schema = values_of(schema);
    if (rci_arrow_data_type_parse(schema->format, &type, NULL) != RC_OK) {
        return false;
    }
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        return type.kind == RCI_ARROW_DATA_STRUCT && agrees_struct(schema, dtype, exact);
    case RC_SUBARRAY:
        return agrees_subarray(schema, dtype, exact);
    case RC_C8:
    case RC_C16:
        return agrees_complex(schema, dtype);
    default:
        return rci_arrow_data_type_is_readable_as(&type, dtype) &&
               (!exact || has_zone(&type, dtype));
    }
}

bool rci_arrow_data_is_table_of(const struct ArrowSchema *schema, const rc_dtype *dtype)
{
    return rc_dtype_kind(dtype) != RC_STRUCT && !schema->dictionary &&
           strcmp(schema->format, "+s") == 0 && schema->n_children == 1 &&
           rci_arrow_data_agrees(schema->children[0], dtype, true);
}

/* ------------------------------------------------------------- structure */

/* The children that a type must have. */
static rc_status check_children(const struct ArrowSchema *schema, const rci_arrow_data_type *type,
                                rc_error *err)
{
    int64_t expected = type->kind == RCI_ARROW_DATA_LIST ? 1 : 0;
    if (type->kind == RCI_ARROW_DATA_STRUCT) {
        expected = schema->n_children;
    }
    if (schema->n_children < 0 || schema->n_children != expected) {
        return rci_base_fail(err, RC_EFORMAT, "a schema of type %s has %lld children",
                             rci_arrow_data_type_name(type), (long long)schema->n_children);
    }
    if (expected > RC_MAX_FIELDS) {
        return rci_base_fail(err, RC_ELIMIT, "a struct of %lld fields; a dtype has up to %d",
                             (long long)expected, RC_MAX_FIELDS);
    }
    for (int64_t i = 0; i < expected; i++) {
        if (!schema->children || !schema->children[i] || !schema->children[i]->release) {
            return rci_base_fail(err, RC_EFORMAT, "child %lld of a schema is missing",
                                 (long long)i);
        }
    }
    return RC_OK;
}

/* The type of a schema whose format, children and dictionary are checked. */
static rc_status read_type(const struct ArrowSchema *schema, const rci_arrow_data_path *path,
                           rci_arrow_data_type *type, rc_error *err)
{
    rc_status status;
    if (path->depth > RCI_ARROW_DATA_MAX_DEPTH) {
        return rci_base_fail(err, RC_ELIMIT, "a schema of more than %d levels",
                             RCI_ARROW_DATA_MAX_DEPTH);
    }
    if (!schema->format) {
        return rci_base_fail(err, RC_EFORMAT, "a schema without a format string");
    }
    status = rci_arrow_data_type_parse(schema->format, type, err);
    return status == RC_OK ? check_children(schema, type, err) : status;
}

/* ------------------------------------------------------------------ dtype */

static rc_dtype *struct_dtype(const struct ArrowSchema *schema, const rci_arrow_data_path *path,
                              rc_error *err)
{
    size_t n = (size_t)schema->n_children, done = 0;
    const rc_allocator *allocator = rc_get_allocator();
    rc_field_spec *fields = rci_base_zalloc_array(allocator, n, sizeof *fields, err);
    rc_dtype *made = NULL;
    if (!fields) {
        return NULL;
    }
    for (; done < n; done++) {
        const struct ArrowSchema *child = schema->children[done];
        const char *name = child->name ? child->name : "";
        rci_arrow_data_path to = rci_arrow_data_path_to(path, name);
        fields[done] = (rc_field_spec){name, rci_arrow_data_dtype(child, true, &to, err), RC_AUTO,
                                       (child->flags & ARROW_FLAG_NULLABLE) != 0};
        if (!fields[done].dtype) {
            break;
        }
    }
    if (done == n) {
        made = rc_dtype_struct(fields, n, RC_PACKED, RC_AUTO, err);
    }
    for (size_t i = 0; i < done; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    rci_base_free(allocator, fields, n * sizeof *fields);
    return made;
}

/* The same dtype whose fields are not nullable: elements of subarrays are not. */
static rc_dtype *without_nulls(const rc_dtype *dtype, rc_error *err)
{
    size_t n = rc_dtype_nfields(dtype), done = 0;
    const rc_allocator *allocator = rc_get_allocator();
    rc_align align = rc_dtype_is_aligned(dtype) ? RC_ALIGNED : RC_PACKED;
    rc_field_spec *fields;
    rc_dtype *made = NULL;
    if (rci_dtype_null_count(dtype) == 0) {
        return rc_dtype_ref(dtype);
    }
    fields = rci_base_zalloc_array(allocator, n, sizeof *fields, err);
    for (; fields && done < n; done++) {
        rc_field_info info = rci_dtype_child_at(dtype, done).info;
        fields[done] = (rc_field_spec){info.name, without_nulls(info.dtype, err), info.offset, 0};
        if (!fields[done].dtype) {
            break;
        }
    }
    if (fields && done == n) {
        made = rc_dtype_struct(fields, n, align, rc_dtype_itemsize(dtype), err);
    }
    for (size_t i = 0; i < done; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    rci_base_free(allocator, fields, n * sizeof *fields);
    return made;
}

static rc_dtype *list_dtype(const struct ArrowSchema *schema, const rci_arrow_data_type *type,
                            const rci_arrow_data_path *path, rc_error *err)
{
    rci_arrow_data_path to = rci_arrow_data_path_to(path, NULL);
    rc_dtype *element = rci_arrow_data_dtype(schema->children[0], true, &to, err);
    rc_dtype *plain = element ? without_nulls(element, err) : NULL;
    size_t width = (size_t)type->width;
    rc_dtype *made = plain ? rc_dtype_subarray(plain, 1, &width, err) : NULL;
    rc_dtype_unref(plain);
    rc_dtype_unref(element);
    return made;
}

/* The dtype of the metadata if arrays of the schema can be read as it, else NULL; `*status` is
   RC_OK or RC_ENOMEM. */
static rc_dtype *described_dtype(const struct ArrowSchema *schema, bool is_record,
                                 rc_status *status, rc_error *err)
{
    size_t length = 0;
    rc_error ignored = RC_ERROR_INIT;
    const char *text =
        rci_arrow_data_metadata_find(schema->metadata, RCI_ARROW_DATA_DTYPE_KEY, &length);
    rc_dtype *dtype;
    *status = RC_OK;
    if (!text) {
        return NULL;
    }
    dtype = rc_dtype_parse_as(text, length, RC_NOTATION_COMPACT, RC_PACKED, &ignored);
    if (!dtype && ignored.status == RC_ENOMEM) {
        *status = rci_base_fail(err, RC_ENOMEM, "%s", ignored.message);
    }
    if (dtype && !rci_arrow_data_agrees(schema, dtype, true) &&
        !(is_record && rci_arrow_data_is_table_of(schema, dtype))) {
        rc_dtype_unref(dtype);
        return NULL;
    }
    return dtype;
}

static rc_dtype *type_dtype(const struct ArrowSchema *schema, const rci_arrow_data_type *type,
                            const rci_arrow_data_path *path, rc_error *err)
{
    rci_arrow_data_path to = rci_arrow_data_path_to(path, NULL);
    if (schema->dictionary) {
        if (!rci_arrow_data_is_integer(type->kind) || !schema->dictionary->release) {
            rci_base_fail(err, RC_EFORMAT, "a dictionary whose indices are %s",
                          rci_arrow_data_type_name(type));
            return NULL;
        }
        return rci_arrow_data_dtype(schema->dictionary, true, &to, err);
    }
    switch (type->kind) {
    case RCI_ARROW_DATA_STRUCT:
        return struct_dtype(schema, path, err);
    case RCI_ARROW_DATA_LIST:
        return list_dtype(schema, type, path, err);
    default:
        return rci_arrow_data_type_dtype(type, err);
    }
}

/* Recurses at most RCI_ARROW_DATA_MAX_DEPTH times. */
rc_dtype *rci_arrow_data_dtype(const struct ArrowSchema *schema, bool own_metadata,
                               const rci_arrow_data_path *path, rc_error *err)
{
    rci_arrow_data_type type;
    rc_dtype *made = NULL, *described = NULL;
    rc_status status = read_type(schema, path, &type, err);
    if (status == RC_OK) {
        made = type_dtype(schema, &type, path, err);
    }
    if (made && own_metadata) {
        described = described_dtype(schema, path->depth == 0, &status, err);
        if (described || status != RC_OK) {
            rc_dtype_unref(made);
            made = described;
        }
    }
    if (!made) {
        rci_arrow_data_at(path, RC_EFORMAT, err);
    }
    return made;
}

/* Compares a dtype of the caller with the schema. */
static rc_dtype *expected_dtype(const struct ArrowSchema *schema, const rc_dtype *expected,
                                rc_dtype *own, rc_error *err)
{
    char *text;
    if (rci_arrow_data_agrees(schema, expected, false) ||
        rci_arrow_data_is_table_of(schema, expected)) {
        rc_dtype_unref(own);
        return rc_dtype_ref(expected);
    }
    text = rc_dtype_text(own, RC_NOTATION_COMPACT, NULL);
    rci_base_fail(err, RC_ETYPE, "the Arrow data has the types of %s, not those of the dtype",
                  text ? text : "another dtype");
    rc_text_free(text);
    rc_dtype_unref(own);
    return NULL;
}

rc_dtype *rc_arrow_import_schema(const struct ArrowSchema *schema,
                                 const rc_arrow_import_options *given, rc_error *err)
{
    rc_arrow_import_options options;
    rc_dtype *own;
    if (rci_arrow_data_import_options(&options, given, err) != RC_OK ||
        rci_arrow_data_check_schema(schema, err) != RC_OK) {
        return NULL;
    }
    own = rci_arrow_data_dtype(schema, true, &record_path, err);
    return own && options.dtype ? expected_dtype(schema, options.dtype, own, err) : own;
}
