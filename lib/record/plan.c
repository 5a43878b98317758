/* record/plan.c - making a plan: the nodes of a dtype, and a hash table of the names in each
 * struct. */
#include "record/plan_impl.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* ------------------------------------------------------------------ count */

size_t rci_record_plan_slots_for(size_t nchildren)
{
    size_t slots = 1;
    while (slots < 2 * nchildren) {
        slots *= 2;
    }
    return nchildren ? slots : 0;
}

void rci_record_plan_count(const rc_dtype *dtype, struct rci_record_plan_size *size)
{
    size_t i, nfields = rc_dtype_nfields(dtype);
    size->nodes++;
    size->children += nfields;
    size->slots += rci_record_plan_slots_for(nfields);
    if (rc_dtype_element(dtype)) {
        rci_record_plan_count(rc_dtype_element(dtype), size);
    }
    for (i = 0; i < nfields; i++) {
        rc_field_info field;
        if (rc_dtype_field(dtype, i, &field, NULL) == RC_OK) {
            rci_record_plan_count(field.dtype, size);
        }
    }
}

rci_record_plan *rci_record_plan_alloc(const rc_dtype *dtype,
                                       const struct rci_record_plan_size *size, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_record_plan *plan = rci_base_zalloc_as(allocator, RC_MEMORY_PLAN, sizeof *plan, err);
    if (!plan) {
        return NULL;
    }
    plan->allocator = allocator;
    plan->dtype = rc_dtype_ref(dtype);
    plan->size = *size;
    rci_base_bytes_init_as(&plan->texts, RC_MEMORY_PLAN);
    plan->nodes =
        rci_base_zalloc_array_as(allocator, RC_MEMORY_PLAN, size->nodes, sizeof *plan->nodes, err);
    plan->children = rci_base_zalloc_array_as(allocator, RC_MEMORY_PLAN, size->children,
                                              sizeof *plan->children, err);
    plan->slots =
        rci_base_zalloc_array_as(allocator, RC_MEMORY_PLAN, size->slots, sizeof *plan->slots, err);
    if (!plan->nodes || !plan->children || !plan->slots) {
        rci_record_plan_free(plan);
        return NULL;
    }
    memset(plan->slots, 0xFF, size->slots * sizeof *plan->slots);
    return plan;
}

/* -------------------------------------------------------------- name tables */

static uint32_t hash(const char *name, size_t length)
{
    uint32_t h = 2166136261u; /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
    size_t i;
    for (i = 0; i < length; i++) {
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    }
    return h ^ h >> 15;
}

void rci_record_plan_enter(rci_record_plan *plan, const rci_record_node *parent, uint32_t child)
{
    const rci_record_node *node = &plan->nodes[child];
    uint32_t mask = parent->nslots - 1;
    uint32_t at = hash(node->key, node->key_length) & mask;
    while (plan->slots[parent->first_slot + at] != RCI_RECORD_NONE) {
        at = (at + 1) & mask;
    }
    plan->slots[parent->first_slot + at] = child;
}

uint32_t rci_record_plan_child(const rci_record_plan *plan, const rci_record_node *node,
                               const char *name, size_t length)
{
    uint32_t mask = node->nslots - 1, at;
    if (node->nslots == 0) {
        return RCI_RECORD_NONE;
    }
    for (at = hash(name, length) & mask;; at = (at + 1) & mask) {
        uint32_t child = plan->slots[node->first_slot + at];
        if (child == RCI_RECORD_NONE || (plan->nodes[child].key_length == length &&
                                         memcmp(plan->nodes[child].key, name, length) == 0)) {
            return child;
        }
    }
}

/* ------------------------------------------------------------------- nodes */

static rci_record_form form_of(rc_kind kind)
{
    switch (kind) {
    case RC_BOOL:
        return RCI_RECORD_BOOL;
    case RC_C8:
    case RC_C16:
        return RCI_RECORD_NUMBER_PAIR;
    case RC_TIMEDELTA:
        return RCI_RECORD_NUMBER_OR_TEXT;
    case RC_BYTES:
    case RC_UCS4:
    case RC_RAW:
    case RC_STR:
    case RC_DATETIME:
        return RCI_RECORD_TEXT;
    case RC_STRUCT:
    case RC_SUBARRAY:
        return RCI_RECORD_PARTS;
    default:
        return RCI_RECORD_NUMBER;
    }
}

uint32_t rci_record_plan_add(rci_record_plan *plan, const rc_dtype *dtype, uint32_t parent,
                             const rc_field_info *field)
{
    uint32_t index = plan->nnodes++;
    rci_record_node *node = &plan->nodes[index];
    node->dtype = dtype;
    node->kind = rc_dtype_kind(dtype);
    node->big_endian = rc_dtype_order(dtype) == RC_ORDER_BIG;
    node->size = rc_dtype_itemsize(dtype);
    node->length = rc_dtype_length(dtype);
    node->parent = parent;
    node->name = field ? field->name : "";
    node->key = node->name;
    node->name_length = node->key_length = strlen(node->name);
    node->nullable = field && field->nullable;
    node->null_node = node->nullable ? plan->nnulls++ : RCI_RECORD_NONE;
    node->form = form_of(node->kind);
    node->leaf = RCI_RECORD_NONE;
    node->element = RCI_RECORD_NONE;
    node->item = node->also = RCI_RECORD_NONE;
    return index;
}

void rci_record_plan_take_children(rci_record_plan *plan, rci_record_node *node, uint32_t nchildren)
{
    node->nchildren = nchildren;
    node->first_child = plan->nchildren;
    node->first_slot = plan->nslots;
    node->nslots = (uint32_t)rci_record_plan_slots_for(nchildren);
    plan->nchildren += node->nchildren;
    plan->nslots += node->nslots;
}

static void fill_struct(rci_record_plan *plan, uint32_t index, uint32_t leaf, size_t offset)
{
    rci_record_node *node = &plan->nodes[index];
    uint32_t i;
    node->shape = RCI_RECORD_STRUCT;
    rci_record_plan_take_children(plan, node, (uint32_t)rc_dtype_nfields(node->dtype));
    node->nitems = node->nchildren;
    for (i = 0; i < node->nchildren; i++) {
        rc_field_info field;
        uint32_t child;
        if (rc_dtype_field(node->dtype, i, &field, NULL) != RC_OK) {
            continue;
        }
        child = rci_record_plan_add(plan, field.dtype, index, &field);
        plan->children[node->first_child + i] = child;
        plan->nodes[child].position = plan->nodes[child].item = i;
        rci_record_plan_fill(plan, child, leaf,
                             leaf == RCI_RECORD_NONE ? 0 : offset + field.offset);
        rci_record_plan_enter(plan, node, child);
    }
}

void rci_record_plan_fill(rci_record_plan *plan, uint32_t index, uint32_t leaf, size_t offset)
{
    rci_record_node *node = &plan->nodes[index];
    size_t i;
    if (node->kind == RC_STRUCT) {
        node->leaf = leaf;
        node->offset = offset;
        fill_struct(plan, index, leaf, offset);
        return;
    }
    if (leaf == RCI_RECORD_NONE) {
        leaf = plan->nleaves++;
    }
    node->leaf = leaf;
    node->offset = offset;
    if (node->kind != RC_SUBARRAY) {
        node->shape = RCI_RECORD_LEAF;
        return;
    }
    node->shape = RCI_RECORD_SUBARRAY;
    node->ndim = rc_dtype_ndim(node->dtype);
    node->extent = rc_dtype_shape(node->dtype);
    node->count = 1;
    for (i = 0; i < node->ndim; i++) {
        node->count *= node->extent[i];
    }
    node->element = rci_record_plan_add(plan, rc_dtype_element(node->dtype), index, NULL);
    rci_record_plan_fill(plan, node->element, leaf, offset);
}

rci_record_plan *rci_record_plan_new(const rc_dtype *dtype, rc_error *err)
{
    struct rci_record_plan_size size = {0, 0, 0};
    rci_record_plan *plan;
    rci_record_plan_count(dtype, &size);
    plan = rci_record_plan_alloc(dtype, &size, err);
    if (plan) {
        uint32_t root = rci_record_plan_add(plan, dtype, RCI_RECORD_NONE, NULL);
        rci_record_plan_fill(plan, root, RCI_RECORD_NONE, 0);
    }
    return plan;
}

void rci_record_plan_free(rci_record_plan *plan)
{
    if (!plan) {
        return;
    }
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, plan->nodes,
                     plan->size.nodes * sizeof *plan->nodes);
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, plan->children,
                     plan->size.children * sizeof *plan->children);
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, plan->slots,
                     plan->size.slots * sizeof *plan->slots);
    rci_base_bytes_release(&plan->texts);
    rc_dtype_unref(plan->dtype);
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, plan, sizeof *plan);
}

/* ------------------------------------------------------------------- paths */

uint32_t rci_record_plan_first_field(const rci_record_plan *plan, uint32_t index)
{
    while (plan->nodes[index].shape == RCI_RECORD_GROUP && plan->nodes[index].nchildren > 0) {
        index = plan->children[plan->nodes[index].first_child];
    }
    return index;
}

/* Puts a byte before the text at *at, if there is room. */
static void put_before(char *text, size_t *at, char c)
{
    if (*at > 0) {
        text[--*at] = c;
    }
}

const char *rci_record_plan_pointer(const rci_record_plan *plan, uint32_t index, char *text,
                                    size_t size)
{
    size_t at = size - 1;
    text[at] = '\0';
    for (; index != RCI_RECORD_NONE && index != 0; index = plan->nodes[index].parent) {
        const rci_record_node *node = &plan->nodes[index];
        for (size_t i = node->key_length; i-- > 0;) {
            const char c = node->key[i];
            put_before(text, &at, (char)(c == '/' ? '1' : c == '~' ? '0' : c));
            if (c == '/' || c == '~') {
                put_before(text, &at, '~');
            }
        }
        put_before(text, &at, '/');
    }
    return text + at;
}

size_t rci_record_plan_path(const rci_record_plan *plan, uint32_t index, char *text, size_t size)
{
    const rci_record_node *node = &plan->nodes[index];
    size_t length = 0, i;
    if (node->parent != RCI_RECORD_NONE) {
        length = rci_record_plan_path(plan, node->parent, text, size);
    }
    if (length > 0 && node->name_length > 0) {
        if (length < size) {
            text[length] = '.';
        }
        length++;
    }
    for (i = 0; i < node->name_length; i++) {
        if (length + i < size) {
            text[length + i] = node->name[i];
        }
    }
    length += node->name_length;
    if (size > 0) {
        text[length < size ? length : size - 1] = '\0';
    }
    return length;
}

/* Whether a path of `length` bytes is that of the node: its end is compared, then the rest with the
   parent. */
static bool has_path(const rci_record_plan *plan, uint32_t index, const char *path, size_t length)
{
    const rci_record_node *node = &plan->nodes[index];
    size_t rest;
    if (node->parent == RCI_RECORD_NONE) {
        return length == 0;
    }
    if (node->name_length == 0 || node->name_length > length) {
        return node->name_length == 0 && has_path(plan, node->parent, path, length);
    }
    rest = length - node->name_length;
    if (memcmp(path + rest, node->name, node->name_length) != 0 ||
        (rest > 0 && (rest == 1 || path[rest - 1] != '.'))) {
        return false;
    }
    return has_path(plan, node->parent, path, rest > 0 ? rest - 1 : 0);
}

uint32_t rci_record_plan_find(const rci_record_plan *plan, const char *path)
{
    const size_t length = strlen(path);
    uint32_t i;
    for (i = 0; i < plan->nnodes; i++) {
        if (has_path(plan, i, path, length)) {
            return i;
        }
    }
    return RCI_RECORD_NONE;
}

bool rci_record_plan_is_in(const rci_record_plan *plan, uint32_t index, uint32_t outer)
{
    while (index != outer && index != RCI_RECORD_NONE) {
        index = plan->nodes[index].parent;
    }
    return index == outer;
}

void rci_record_plan_error_field(const rci_record_plan *plan, uint32_t node, rc_error *err)
{
    char path[sizeof err->field];
    size_t at = sizeof path - 1;
    if (!err || err->field[0]) {
        return;
    }
    path[at] = '\0';
    if (node != RCI_RECORD_NONE && node != 0) {
        node = rci_record_plan_first_field(plan, node);
    }
    for (; node != RCI_RECORD_NONE; node = plan->nodes[node].parent) {
        const rci_record_node *part = &plan->nodes[node];
        size_t dot = path[at] != '\0';
        if (part->name_length == 0) {
            continue;
        }
        if (part->name_length + dot > at) {
            break; /* a path that is too long keeps its end */
        }
        at -= dot;
        if (dot) {
            path[at] = '.';
        }
        at -= part->name_length;
        memcpy(path + at, part->name, part->name_length);
    }
    rci_base_error_field(err, path + at);
}
