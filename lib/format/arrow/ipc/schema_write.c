/*
 * format/arrow/ipc/schema_write.c - struct ArrowSchema as a Schema table.
 */
#include "base/error.h"
#include "format/arrow/ipc/schema.h"
#include "format/arrow/ipc/schema_node.h"
#include "format/arrow/ipc/type.h"

#include <string.h>

/* Slots of the tables, in the order of Schema.fbs. */
enum {
    SCHEMA_FIELDS = 1,
    SCHEMA_METADATA = 2,
    FIELD_NAME = 0,
    FIELD_TYPE = 3,
    FIELD_CHILDREN = 5,
    FIELD_METADATA = 6
};

static size_t number_at(const char *at)
{
    int32_t number;
    memcpy(&number, at, sizeof number);
    return (size_t)number;
}

/* Appends a string at `at`, a length and its bytes, and links `slot` to it. Returns its end. */
static const char *write_part(rci_arrow_ipc_builder *builder, size_t slot, const char *at)
{
    const size_t n = number_at(at);
    rci_arrow_ipc_build_link(builder, slot, rci_arrow_ipc_build_string(builder, at + 4, n));
    return at + 4 + n;
}

static void write_metadata(rci_arrow_ipc_builder *builder, size_t slot, const char *metadata)
{
    static const rci_arrow_ipc_slot pair_slots[] = {RCI_ARROW_IPC_OFFSET, RCI_ARROW_IPC_OFFSET};
    const size_t count = number_at(metadata);
    const size_t pairs = rci_arrow_ipc_build_vector(builder, count, 4, 4);
    const char *at = metadata + 4;
    rci_arrow_ipc_build_link(builder, slot, pairs);
    for (size_t i = 0; i < count && builder->status == RC_OK; i++) {
        const rci_arrow_ipc_built pair = rci_arrow_ipc_build_table(builder, pair_slots, 2);
        rci_arrow_ipc_build_link(builder, pairs + 4 + 4 * i, pair.at);
        at = write_part(builder, pair.slots[0], at);
        at = write_part(builder, pair.slots[1], at);
    }
}

static void refuse(rci_arrow_ipc_builder *builder, const struct ArrowSchema *schema)
{
    if (builder->status == RC_OK) {
        builder->status =
            rci_base_fail(builder->err, RC_EUNSUPPORTED, "Arrow type \"%s\"%s is not written",
                          schema->format, schema->dictionary ? " with a dictionary" : "");
        rci_base_error_field(builder->err, schema->name ? schema->name : "");
    }
}

static void write_fields(rci_arrow_ipc_builder *builder, size_t slot,
                         const struct ArrowSchema *parent);

static void write_field(rci_arrow_ipc_builder *builder, size_t slot,
                        const struct ArrowSchema *schema)
{
    const char *name = schema->name ? schema->name : "";
    const uint8_t type = rci_arrow_ipc_type_number(schema->format);
    const rci_arrow_ipc_slot slots[] = {
        RCI_ARROW_IPC_OFFSET, /* name */
        {1, (schema->flags & ARROW_FLAG_NULLABLE) != 0},
        {1, type},
        RCI_ARROW_IPC_OFFSET, /* type */
        RCI_ARROW_IPC_ABSENT, /* dictionary */
        RCI_ARROW_IPC_OFFSET, /* children: some readers require the vector */
        {schema->metadata ? 4 : 0, 0},
    };
    const rci_arrow_ipc_built field = rci_arrow_ipc_build_table(builder, slots, 7);
    if (type == 0 || schema->dictionary) {
        refuse(builder, schema);
        return;
    }
    rci_arrow_ipc_build_link(builder, slot, field.at);
    rci_arrow_ipc_build_link(builder, field.slots[FIELD_NAME],
                             rci_arrow_ipc_build_string(builder, name, strlen(name)));
    rci_arrow_ipc_build_link(builder, field.slots[FIELD_TYPE],
                             rci_arrow_ipc_type_write(builder, schema->format, schema->flags));
    write_fields(builder, field.slots[FIELD_CHILDREN], schema);
    if (schema->metadata) {
        write_metadata(builder, field.slots[FIELD_METADATA], schema->metadata);
    }
}

/* Recursion: as deep as the schema, which is that of a dtype. */
static void write_fields(rci_arrow_ipc_builder *builder, size_t slot,
                         const struct ArrowSchema *parent)
{
    const size_t n = (size_t)parent->n_children;
    const size_t fields = rci_arrow_ipc_build_vector(builder, n, 4, 4);
    rci_arrow_ipc_build_link(builder, slot, fields);
    for (size_t i = 0; i < n && builder->status == RC_OK; i++) {
        write_field(builder, fields + 4 + 4 * i, parent->children[i]);
    }
}

rc_status rci_arrow_ipc_schema_write(rci_arrow_ipc_builder *builder, size_t slot,
                                     const struct ArrowSchema *schema)
{
    const rci_arrow_ipc_slot slots[] = {
        {2, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__},
        RCI_ARROW_IPC_OFFSET,
        {schema->metadata ? 4 : 0, 0},
    };
    const rci_arrow_ipc_built table = rci_arrow_ipc_build_table(builder, slots, 3);
    rci_arrow_ipc_build_link(builder, slot, table.at);
    write_fields(builder, table.slots[SCHEMA_FIELDS], schema);
    if (schema->metadata) {
        write_metadata(builder, table.slots[SCHEMA_METADATA], schema->metadata);
    }
    return builder->status;
}
