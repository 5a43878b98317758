/*
 * format/arrow/ipc/schema_read.c - a Schema table as struct ArrowSchema.
 */
#include "base/error.h"
#include "base/text_builder.h"
#include "format/arrow/ipc/schema.h"
#include "format/arrow/ipc/schema_node.h"
#include "format/arrow/ipc/type.h"

#include <string.h>

/* Fields of the tables, by their numbers in Schema.fbs. */
enum {
    SCHEMA_ENDIANNESS = 0,
    SCHEMA_FIELDS = 1,
    SCHEMA_METADATA = 2,
    FIELD_NAME = 0,
    FIELD_NULLABLE = 1,
    FIELD_TYPE_NUMBER = 2,
    FIELD_TYPE = 3,
    FIELD_DICTIONARY = 4,
    FIELD_CHILDREN = 5,
    FIELD_METADATA = 6,
    DICTIONARY_ID = 0,
    DICTIONARY_INDEX = 1,
    DICTIONARY_ORDERED = 2,
    KEY = 0,
    VALUE = 1
};

bool rci_arrow_ipc_schema_is_big_endian(const rci_arrow_ipc_table *table)
{
    return rci_arrow_ipc_table_i16(table, SCHEMA_ENDIANNESS, 0) == 1;
}

static rc_status damaged(const rci_arrow_ipc_table *table, const char *wrong, rc_error *err)
{
    rci_arrow_ipc_flatbuffer_fail(table->buffer, wrong);
    return rci_arrow_ipc_flatbuffer_status(table->buffer, err);
}

/* Makes a node for the children in a vector of tables. */
static rc_status make_node(struct ArrowSchema *schema, const rci_arrow_ipc_vector *children,
                           bool has_dictionary, rc_error *err)
{
    const size_t count = has_dictionary ? 0 : children->count;
    memset(schema, 0, sizeof *schema);
    if (!rci_arrow_ipc_flatbuffer_claim(children->buffer, count * children->element_size)) {
        return rci_arrow_ipc_flatbuffer_status(children->buffer, err);
    }
    return rci_arrow_ipc_schema_node_make(schema, count, has_dictionary, err);
}

/* ------------------------------------------------------------------ metadata */

static rc_status put_number(rci_base_bytes *bytes, size_t n, rc_error *err)
{
    const int32_t number = (int32_t)n; /* a count or length in a message: below 2^31 */
    return rci_base_bytes_append(bytes, &number, sizeof number, err);
}

static rc_status put_part(rci_base_bytes *bytes, const rci_arrow_ipc_table *pair, unsigned field,
                          rc_error *err)
{
    size_t n;
    const char *text = rci_arrow_ipc_table_string(pair, field, &n);
    rc_status status = put_number(bytes, n, err);
    return status == RC_OK && n ? rci_base_bytes_append(bytes, text, n, err) : status;
}

static rc_status put_pairs(rci_base_bytes *bytes, const rci_arrow_ipc_vector *pairs, rc_error *err)
{
    rc_status status = put_number(bytes, pairs->count, err);
    for (size_t i = 0; status == RC_OK && i < pairs->count; i++) {
        const rci_arrow_ipc_table pair = rci_arrow_ipc_vector_table(pairs, i);
        status = rci_arrow_ipc_flatbuffer_status(pairs->buffer, err);
        if (status == RC_OK) {
            status = put_part(bytes, &pair, KEY, err);
        }
        if (status == RC_OK) {
            status = put_part(bytes, &pair, VALUE, err);
        }
    }
    return status;
}

static rc_status read_metadata(const rci_arrow_ipc_table *table, unsigned field,
                               struct ArrowSchema *schema, rc_error *err)
{
    const rci_arrow_ipc_vector pairs = rci_arrow_ipc_table_vector(table, field, 4);
    rci_base_bytes bytes;
    rc_status status;
    if (pairs.count == 0) {
        return RC_OK;
    }
    rci_base_bytes_init(&bytes);
    status = put_pairs(&bytes, &pairs, err);
    if (status == RC_OK) {
        status = rci_arrow_ipc_schema_node_set_metadata(schema, bytes.data, bytes.length, err);
    }
    rci_base_bytes_release(&bytes);
    return status;
}

/* -------------------------------------------------------------------- fields */

static rc_status read_name(const rci_arrow_ipc_table *table, struct ArrowSchema *schema,
                           rc_error *err)
{
    size_t n;
    const char *name = rci_arrow_ipc_table_string(table, FIELD_NAME, &n);
    if (name && memchr(name, '\0', n)) {
        return damaged(table, "the name of a field has a zero byte", err);
    }
    return rci_arrow_ipc_schema_node_set_name(schema, name ? name : "", n, err);
}

/* How many children a type has; -1: any number. */
static int children_of(uint8_t type)
{
    switch (type) {
    case RCI_ARROW_IPC_TYPE_STRUCT:
    case RCI_ARROW_IPC_TYPE_UNION:
        return -1;
    case RCI_ARROW_IPC_TYPE_LIST:
    case RCI_ARROW_IPC_TYPE_LARGE_LIST:
    case RCI_ARROW_IPC_TYPE_LIST_VIEW:
    case RCI_ARROW_IPC_TYPE_LARGE_LIST_VIEW:
    case RCI_ARROW_IPC_TYPE_FIXED_LIST:
    case RCI_ARROW_IPC_TYPE_MAP:
        return 1;
    case RCI_ARROW_IPC_TYPE_RUN_END:
        return 2;
    default:
        return 0;
    }
}

static rc_status set_type(const rci_arrow_ipc_table *field, const rci_arrow_ipc_vector *children,
                          struct ArrowSchema *schema, rc_error *err)
{
    const uint8_t type = rci_arrow_ipc_table_u8(field, FIELD_TYPE_NUMBER, 0);
    const rci_arrow_ipc_table parameters = rci_arrow_ipc_table_table(field, FIELD_TYPE);
    const int expected = children_of(type);
    rci_base_text_builder format;
    char *text;
    rc_status status;
    rci_base_text_builder_init(&format, err);
    if (!rci_arrow_ipc_type_read(type, &parameters, children->count, &format, &schema->flags)) {
        rci_base_bytes_release(&format.bytes);
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "type %u of Arrow is not known, or has parameters that are not", type);
    }
    text = rci_base_text_builder_finish(&format);
    if (!text) {
        return RC_ENOMEM;
    }
    status = rci_arrow_ipc_schema_node_set_format(schema, text, err);
    rc_text_free(text);
    if (status == RC_OK && expected >= 0 && children->count != (size_t)expected) {
        return damaged(field, "a field has the wrong number of children for its type", err);
    }
    return status;
}

static rc_status read_field(const rci_arrow_ipc_table *field, struct ArrowSchema *schema,
                            unsigned depth, rc_error *err);

static rc_status read_children(const rci_arrow_ipc_vector *children, struct ArrowSchema *schema,
                               unsigned depth, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; status == RC_OK && i < children->count; i++) {
        const rci_arrow_ipc_table child = rci_arrow_ipc_vector_table(children, i);
        status = rci_arrow_ipc_flatbuffer_status(children->buffer, err);
        if (status == RC_OK) {
            status = read_field(&child, schema->children[i], depth + 1, err);
        }
    }
    return status;
}

/* The type of a field, and its children, in `schema`. */
static rc_status read_type(const rci_arrow_ipc_table *field, struct ArrowSchema *schema,
                           unsigned depth, rc_error *err)
{
    const rci_arrow_ipc_vector children = rci_arrow_ipc_table_vector(field, FIELD_CHILDREN, 4);
    rc_status status = set_type(field, &children, schema, err);
    return status == RC_OK ? read_children(&children, schema, depth, err) : status;
}

/* The values of a dictionary-encoded field become a schema without a name. */
static rc_status read_values(const rci_arrow_ipc_table *field, struct ArrowSchema *values,
                             unsigned depth, rc_error *err)
{
    const rci_arrow_ipc_vector children = rci_arrow_ipc_table_vector(field, FIELD_CHILDREN, 4);
    rc_status status = make_node(values, &children, false, err);
    if (status == RC_OK) {
        values->flags = ARROW_FLAG_NULLABLE;
        status = rci_arrow_ipc_schema_node_set_name(values, "", 0, err);
    }
    return status == RC_OK ? read_type(field, values, depth, err) : status;
}

static rc_status read_encoding(const rci_arrow_ipc_table *field,
                               const rci_arrow_ipc_table *encoding, struct ArrowSchema *schema,
                               unsigned depth, rc_error *err)
{
    const rci_arrow_ipc_table index = rci_arrow_ipc_table_table(encoding, DICTIONARY_INDEX);
    /* Without a type the indices are int32. */
    const char *format = rci_arrow_ipc_table_present(&index) ? rci_arrow_ipc_type_int(&index) : "i";
    rc_status status;
    if (!format) {
        return damaged(field, "the indices of a dictionary have an impossible width", err);
    }
    if (rci_arrow_ipc_table_bool(encoding, DICTIONARY_ORDERED)) {
        schema->flags |= ARROW_FLAG_DICTIONARY_ORDERED;
    }
    rci_arrow_ipc_schema_node_set_dictionary_id(
        schema, rci_arrow_ipc_table_i64(encoding, DICTIONARY_ID, 0));
    status = rci_arrow_ipc_schema_node_set_format(schema, format, err);
    return status == RC_OK ? read_values(field, schema->dictionary, depth, err) : status;
}

static rc_status read_parts(const rci_arrow_ipc_table *field, const rci_arrow_ipc_table *encoding,
                            struct ArrowSchema *schema, unsigned depth, rc_error *err)
{
    rc_status status = read_name(field, schema, err);
    if (status == RC_OK) {
        status = read_metadata(field, FIELD_METADATA, schema, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (rci_arrow_ipc_table_bool(field, FIELD_NULLABLE)) {
        schema->flags |= ARROW_FLAG_NULLABLE;
    }
    return rci_arrow_ipc_table_present(encoding)
               ? read_encoding(field, encoding, schema, depth, err)
               : read_type(field, schema, depth, err);
}

static rc_status read_field(const rci_arrow_ipc_table *field, struct ArrowSchema *schema,
                            unsigned depth, rc_error *err)
{
    const rci_arrow_ipc_table encoding = rci_arrow_ipc_table_table(field, FIELD_DICTIONARY);
    const bool has_dictionary = rci_arrow_ipc_table_present(&encoding);
    const rci_arrow_ipc_vector children = rci_arrow_ipc_table_vector(field, FIELD_CHILDREN, 4);
    rc_status status;
    if (depth > RCI_ARROW_IPC_DEPTH) {
        return rci_base_fail(err, RC_ELIMIT, "fields are nested more than %d levels deep",
                             RCI_ARROW_IPC_DEPTH);
    }
    status = make_node(schema, &children, has_dictionary, err);
    if (status == RC_OK) {
        status = read_parts(field, &encoding, schema, depth, err);
    }
    if (status == RC_EUNSUPPORTED && schema->name) {
        rci_base_error_field(err, schema->name);
    }
    return status;
}

static rc_status read_root(const rci_arrow_ipc_table *table, const rci_arrow_ipc_vector *fields,
                           struct ArrowSchema *schema, rc_error *err)
{
    rc_status status = rci_arrow_ipc_schema_node_set_format(schema, "+s", err);
    if (status == RC_OK) {
        status = rci_arrow_ipc_schema_node_set_name(schema, "", 0, err);
    }
    if (status == RC_OK) {
        status = read_metadata(table, SCHEMA_METADATA, schema, err);
    }
    if (status == RC_OK) {
        status = read_children(fields, schema, 0, err);
    }
    return status == RC_OK ? rci_arrow_ipc_flatbuffer_status(table->buffer, err) : status;
}

rc_status rci_arrow_ipc_schema_read(const rci_arrow_ipc_table *table, struct ArrowSchema *schema,
                                    rc_error *err)
{
    const rci_arrow_ipc_vector fields = rci_arrow_ipc_table_vector(table, SCHEMA_FIELDS, 4);
    rc_status status;
    if (!rci_arrow_ipc_table_present(table)) {
        return damaged(table, "the schema is missing", err);
    }
    status = make_node(schema, &fields, false, err);
    if (status == RC_OK) {
        status = read_root(table, &fields, schema, err);
    }
    if (status != RC_OK && schema->release) {
        schema->release(schema);
    }
    return status;
}
