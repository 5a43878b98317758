/*
 * format/arrow/ipc/schema_node.c - making struct ArrowSchema, node by node.
 */
#include "format/arrow/ipc/schema_node.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "format/arrow/ipc/schema.h"

#include <string.h>

/* The private data of a node: one block with its children and its dictionary. A child that was
   moved out is only marked as released here. */
typedef struct schema_node {
    const rc_allocator *allocator;
    size_t size; /* of the block */
    int64_t dictionary_id;
    struct ArrowSchema dictionary;
    struct ArrowSchema *children;    /* n_children of them */
    struct ArrowSchema **child_list; /* their addresses */
} schema_node;

static void release_if_there(struct ArrowSchema *schema)
{
    if (schema->release) {
        schema->release(schema);
    }
}

/* The text functions of base take char *; the members of ArrowSchema are const. */
static void free_text(const char *text)
{
    rc_text_free((char *)(uintptr_t)text);
}

static void release_schema(struct ArrowSchema *schema)
{
    schema_node *node = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++) {
        release_if_there(&node->children[i]);
    }
    release_if_there(&node->dictionary);
    free_text(schema->format);
    free_text(schema->name);
    free_text(schema->metadata);
    rci_base_free(node->allocator, node, node->size);
    schema->release = NULL;
}

rc_status rci_arrow_ipc_schema_node_make(struct ArrowSchema *schema, size_t n_children,
                                         bool has_dictionary, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    const size_t each = sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema *);
    schema_node *node;
    size_t size;
    memset(schema, 0, sizeof *schema);
    if (rci_base_mul_overflows(n_children, each, &size) ||
        rci_base_add_overflows(size, sizeof *node, &size)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu fields are too many", n_children);
    }
    node = rci_base_zalloc(allocator, size, err);
    if (!node) {
        return RC_ENOMEM;
    }
    node->allocator = allocator;
    node->size = size;
    node->children = (struct ArrowSchema *)(node + 1);
    node->child_list = (struct ArrowSchema **)(node->children + n_children);
    for (size_t i = 0; i < n_children; i++) {
        node->child_list[i] = &node->children[i];
    }
    schema->n_children = (int64_t)n_children;
    schema->children = node->child_list;
    schema->dictionary = has_dictionary ? &node->dictionary : NULL;
    schema->private_data = node;
    schema->release = release_schema;
    return RC_OK;
}

static rc_status set_text(const char **member, const void *text, size_t n, rc_error *err)
{
    *member = rci_base_text_copy(text, n, err);
    return *member ? RC_OK : RC_ENOMEM;
}

rc_status rci_arrow_ipc_schema_node_set_format(struct ArrowSchema *schema, const char *text,
                                               rc_error *err)
{
    return set_text(&schema->format, text, strlen(text), err);
}

rc_status rci_arrow_ipc_schema_node_set_name(struct ArrowSchema *schema, const char *name,
                                             size_t length, rc_error *err)
{
    return set_text(&schema->name, name, length, err);
}

rc_status rci_arrow_ipc_schema_node_set_metadata(struct ArrowSchema *schema, const void *metadata,
                                                 size_t n, rc_error *err)
{
    return set_text(&schema->metadata, metadata, n, err);
}

void rci_arrow_ipc_schema_node_set_dictionary_id(struct ArrowSchema *schema, int64_t id)
{
    ((schema_node *)schema->private_data)->dictionary_id = id;
}

int64_t rci_arrow_ipc_schema_dictionary_id(const struct ArrowSchema *schema)
{
    return ((const schema_node *)schema->private_data)->dictionary_id;
}
