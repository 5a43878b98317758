/*
 * record/plan_mapped.c - the plan of a dtype whose fields have places of their own in the text.
 *
 * The values, which are the fields that are read as a whole, are sorted by their pointers. Then
 * those of one group follow each other, and so do those of each child of the group.
 */
#include "record/plan_impl.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/pointer.h"
#include "dtype/leaves.h"
#include "notation/mapping.h"

#include <stdlib.h>
#include <string.h>

typedef struct mapped_value {
    size_t pointer_at, name_at; /* in the builder's texts */
    const char *pointer;        /* set when all texts are there */
    const char *name;           /* the path of the field; likewise */
    rc_field_info field;
    size_t order; /* among the values, in the order of the dtype */
    uint32_t leaf, null_node;
} mapped_value;

/* A child of a group: some values that follow each other. */
typedef struct mapped_child {
    size_t first, stop;
    uint64_t item; /* UINT64_MAX: its key is not an index */
    size_t order;  /* the least of its values */
} mapped_child;

typedef struct builder {
    rci_record_plan *plan;
    rci_notation_sources sources;
    rci_base_bytes values;         /* mapped_value each */
    rci_base_bytes children;       /* mapped_child each: of the groups that are being added */
    rci_base_text_builder texts;   /* pointers and names, each ending with NUL */
    rci_base_text_builder pointer; /* of the struct that is looked at */
    rci_base_text_builder name;
    rc_error *err;
} builder;

static mapped_value *values_of(const builder *b)
{
    return (mapped_value *)(void *)b->values.data;
}

/* ------------------------------------------------------------------ values */

/* Returns where the text is. */
static size_t add_text(builder *b, const rci_base_text_builder *text)
{
    const size_t at = b->texts.bytes.length;
    rci_base_put_n(&b->texts, (const char *)text->bytes.data, text->bytes.length);
    rci_base_put_char(&b->texts, '\0');
    return at;
}

static rc_status add_value(builder *b, const rci_dtype_child *child, const mapped_value *before)
{
    mapped_value value = {.field = child->info};
    value.pointer_at = add_text(b, &b->pointer);
    value.name_at = add_text(b, &b->name);
    value.order = b->values.length / sizeof value;
    value.leaf = before->leaf + (uint32_t)child->first_leaf;
    value.null_node = before->null_node + (uint32_t)child->null_node;
    return b->texts.status == RC_OK
               ? rci_base_bytes_append(&b->values, &value, sizeof value, b->err)
               : b->texts.status;
}

static rc_status add_field(builder *b, const rci_dtype_child *child, size_t number,
                           const mapped_value *before);

/* The fields of a struct that has no place itself. `first` is the number of its first field; leaves
   and null nodes before it are in `before`. */
static rc_status add_fields(builder *b, const rc_dtype *dtype, size_t first,
                            const mapped_value *before)
{
    const size_t name = b->name.bytes.length;
    rc_status status = RC_OK;
    for (size_t i = 0; i < rc_dtype_nfields(dtype) && status == RC_OK; i++) {
        const rci_dtype_child child = rci_dtype_child_at(dtype, i);
        const size_t number = first + child.number;
        const char *own = rci_notation_sources_take(&b->sources, number);
        const rci_base_bytes outer = b->pointer.bytes;
        rci_base_bytes_init_as(&b->pointer.bytes, RC_MEMORY_PLAN);
        if (own) {
            rci_base_put(&b->pointer, own);
        } else {
            rci_base_put_n(&b->pointer, (const char *)outer.data, outer.length);
            rci_base_pointer_put(&b->pointer, child.info.name, strlen(child.info.name));
        }
        rci_base_put(&b->name, name > 0 ? "." : "");
        rci_base_put(&b->name, child.info.name);
        status = b->pointer.status != RC_OK ? b->pointer.status : b->name.status;
        if (status == RC_OK) {
            status = add_field(b, &child, number, before);
        }
        rci_base_bytes_release(&b->pointer.bytes);
        b->pointer.bytes = outer;
        b->name.bytes.length = name;
    }
    return status;
}

static rc_status add_field(builder *b, const rci_dtype_child *child, size_t number,
                           const mapped_value *before)
{
    if (rci_notation_sources_are_inside(&b->sources, number,
                                        rci_dtype_field_count(child->info.dtype))) {
        const mapped_value inside = {.leaf = before->leaf + (uint32_t)child->first_leaf,
                                     .null_node = before->null_node + (uint32_t)child->null_node};
        return add_fields(b, child->info.dtype, number + 1, &inside);
    }
    return add_value(b, child, before);
}

/* A pointer comes before all that go on from it, and a slash before any other byte: so pointers
   with the same first tokens follow each other. */
static int compare_values(const void *left, const void *right)
{
    const mapped_value *a = left, *b = right;
    const unsigned char *p = (const unsigned char *)a->pointer,
                        *q = (const unsigned char *)b->pointer;
    while (*p && *p == *q) {
        p++;
        q++;
    }
    if (*p != *q) {
        const int x = *p == '/' ? 1 : *p ? *p + 1 : 0, y = *q == '/' ? 1 : *q ? *q + 1 : 0;
        return x - y;
    }
    return (a->order > b->order) - (a->order < b->order);
}

static void sort_values(builder *b)
{
    const size_t n = b->values.length / sizeof(mapped_value);
    const char *texts = (const char *)b->texts.bytes.data;
    for (size_t i = 0; i < n; i++) {
        values_of(b)[i].pointer = texts + values_of(b)[i].pointer_at;
    }
    if (n > 0) {
        qsort(values_of(b), n, sizeof(mapped_value), compare_values);
    }
}

/* --------------------------------------------------------------- children */

/* The text of a token, without escapes, for the plan. Its memory was reserved. */
static const char *add_key(rci_record_plan *plan, const char *slash, size_t *length)
{
    char *key = (char *)plan->texts.data + plan->texts.length;
    *length = rci_base_pointer_unescape(slash + 1, rci_base_pointer_token_length(slash) - 1, key);
    key[*length] = '\0';
    plan->texts.length += *length + 1;
    return key;
}

/* Items first, in ascending order, then the others in the order of the dtype. */
static int compare_children(const void *left, const void *right)
{
    const mapped_child *a = left, *b = right;
    return a->item != b->item ? (a->item > b->item) - (a->item < b->item)
                              : (a->order > b->order) - (a->order < b->order);
}

/* Whether both pointers have the same token at the slash `at` bytes on. */
static bool same_token(const char *a, const char *b, size_t at)
{
    const size_t n = rci_base_pointer_token_length(a + at);
    return n == rci_base_pointer_token_length(b + at) && memcmp(a + at, b + at, n) == 0;
}

/* Adds the children of the group of the values from `first` to `stop`, whose next slash is `at`
   bytes on. */
static rc_status find_children(builder *b, size_t first, size_t stop, size_t at)
{
    const mapped_value *values = values_of(b);
    rc_status status = RC_OK;
    while (first < stop && status == RC_OK) {
        const char *slash = values[first].pointer + at;
        mapped_child child = {.first = first, .stop = first, .order = values[first].order};
        for (;
             child.stop < stop && same_token(values[child.stop].pointer, values[first].pointer, at);
             child.stop++) {
            child.order =
                values[child.stop].order < child.order ? values[child.stop].order : child.order;
        }
        if (!rci_base_pointer_index(slash + 1, rci_base_pointer_token_length(slash) - 1,
                                    &child.item) ||
            child.item >= RCI_RECORD_NONE) {
            child.item = UINT64_MAX;
        }
        status = rci_base_bytes_append(&b->children, &child, sizeof child, b->err);
        first = child.stop;
    }
    return status;
}

/* ------------------------------------------------------------------- nodes */

static rc_status fill_group(builder *b, uint32_t index, size_t first, size_t stop, size_t at);

/* The node of a field that reads a value. */
static uint32_t add_reader(rci_record_plan *plan, const mapped_value *value, uint32_t parent)
{
    rc_field_info field = value->field;
    uint32_t index;
    field.name = value->name;
    plan->nleaves = value->leaf;
    plan->nnulls = value->null_node;
    index = rci_record_plan_add(plan, field.dtype, parent, &field);
    rci_record_plan_fill(plan, index, RCI_RECORD_NONE, 0);
    return index;
}

static uint32_t add_group(rci_record_plan *plan, uint32_t parent, bool lenient)
{
    uint32_t index = rci_record_plan_add(plan, NULL, parent, NULL);
    rci_record_node *node = &plan->nodes[index];
    node->shape = RCI_RECORD_GROUP;
    node->kind = RC_STRUCT;
    node->form = RCI_RECORD_PARTS;
    node->lenient = lenient;
    return index;
}

/* The chain of nodes for the values of a child, whose token ends `at` bytes on. */
static rc_status add_chain(builder *b, uint32_t parent, const mapped_child *child, size_t at,
                           uint32_t *head)
{
    rci_record_plan *plan = b->plan;
    uint32_t *link = head;
    size_t first = child->first;
    *head = RCI_RECORD_NONE;
    for (; first < child->stop && !values_of(b)[first].pointer[at]; first++) {
        *link = add_reader(plan, &values_of(b)[first], parent);
        link = &plan->nodes[*link].also;
    }
    if (first == child->stop) {
        return RC_OK;
    }
    *link = add_group(plan, parent, plan->nodes[parent].lenient || link != head);
    return fill_group(b, *link, first, child->stop, at);
}

static void add_child(rci_record_plan *plan, uint32_t index, uint32_t child, uint32_t position,
                      uint64_t item)
{
    rci_record_node *node = &plan->nodes[child];
    node->position = position;
    node->item = item == UINT64_MAX ? RCI_RECORD_NONE : (uint32_t)item;
    plan->nodes[index].nitems += item != UINT64_MAX;
    plan->children[plan->nodes[index].first_child + position] = child;
}

/* What is in the group of the values from `first` to `stop`, whose next slash is `at` bytes on. */
static rc_status fill_group(builder *b, uint32_t index, size_t first, size_t stop, size_t at)
{
    rci_record_plan *plan = b->plan;
    const size_t from = b->children.length / sizeof(mapped_child);
    rc_status status = find_children(b, first, stop, at);
    const size_t n = b->children.length / sizeof(mapped_child) - from;
    if (status == RC_OK && n > 0) {
        qsort((mapped_child *)(void *)b->children.data + from, n, sizeof(mapped_child),
              compare_children);
        rci_record_plan_take_children(plan, &plan->nodes[index], (uint32_t)n);
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        const mapped_child child = ((const mapped_child *)(const void *)b->children.data)[from + i];
        const char *slash = values_of(b)[child.first].pointer + at;
        size_t length;
        const char *key = add_key(plan, slash, &length);
        uint32_t head;
        status = add_chain(b, index, &child, at + rci_base_pointer_token_length(slash), &head);
        add_child(plan, index, head, (uint32_t)i, child.item);
        for (uint32_t node = head; node != RCI_RECORD_NONE; node = plan->nodes[node].also) {
            plan->nodes[node].key = key;
            plan->nodes[node].key_length = length;
        }
        rci_record_plan_enter(plan, &plan->nodes[index], head);
    }
    b->children.length = from * sizeof(mapped_child);
    return status;
}

/* At most: each token of each pointer is a child of its own, and a group. */
static struct rci_record_plan_size size_of_plan(const builder *b)
{
    struct rci_record_plan_size size = {1, 0, 0};
    for (size_t i = 0; i < b->values.length / sizeof(mapped_value); i++) {
        const mapped_value *value = &values_of(b)[i];
        size_t tokens = 0;
        for (const char *p = value->pointer; *p; p++) {
            tokens += *p == '/';
        }
        rci_record_plan_count(value->field.dtype, &size);
        size.nodes += tokens;
        size.children += tokens;
        size.slots += 4 * tokens;
    }
    return size;
}

/* The names move from the builder to the plan, and keys are added. */
static rc_status make_plan(builder *b, const rc_dtype *dtype)
{
    const struct rci_record_plan_size size = size_of_plan(b);
    const size_t n = b->values.length / sizeof(mapped_value);
    uint32_t root;
    rc_status status;
    b->plan = rci_record_plan_alloc(dtype, &size, b->err);
    if (!b->plan) {
        return RC_ENOMEM;
    }
    status =
        rci_base_bytes_append(&b->plan->texts, b->texts.bytes.data, b->texts.bytes.length, b->err);
    if (status == RC_OK) {
        status = rci_base_bytes_reserve(&b->plan->texts, b->texts.bytes.length, b->err);
    }
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        values_of(b)[i].name = (const char *)b->plan->texts.data + values_of(b)[i].name_at;
    }
    root = add_group(b->plan, RCI_RECORD_NONE, false);
    b->plan->nodes[root].dtype = dtype;
    status = fill_group(b, root, 0, n, 0);
    b->plan->nleaves = (uint32_t)rci_dtype_leaf_count(dtype);
    b->plan->nnulls = (uint32_t)rci_dtype_null_count(dtype);
    return status;
}

rci_record_plan *rci_record_plan_mapped(const rc_dtype *dtype, const rc_mapping *mapping,
                                        rc_error *err)
{
    builder b = {.err = err};
    const mapped_value start = {.leaf = 0};
    rc_status status;
    if (rc_mapping_count(mapping) == 0) {
        return rci_record_plan_new(dtype, err);
    }
    rci_base_bytes_init_as(&b.values, RC_MEMORY_PLAN);
    rci_base_bytes_init_as(&b.children, RC_MEMORY_PLAN);
    rci_base_text_builder_init(&b.texts, err);
    rci_base_text_builder_init(&b.pointer, err);
    rci_base_text_builder_init(&b.name, err);
    status = rci_notation_sources_init(&b.sources, mapping, dtype, err);
    if (status == RC_OK) {
        status = add_fields(&b, dtype, 0, &start);
    }
    if (status == RC_OK) {
        sort_values(&b);
        status = make_plan(&b, dtype);
    }
    if (status != RC_OK) {
        rci_record_plan_free(b.plan);
        b.plan = NULL;
    }
    rci_notation_sources_release(&b.sources);
    rci_base_bytes_release(&b.values);
    rci_base_bytes_release(&b.children);
    rci_base_bytes_release(&b.texts.bytes);
    rci_base_bytes_release(&b.pointer.bytes);
    rci_base_bytes_release(&b.name.bytes);
    return b.plan;
}
