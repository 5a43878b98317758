/* infer/state.c - the nodes of a state: making, finding, clearing them. */
#include "infer/state.h"

#include "base/error.h"
#include "dtype/names.h"

#include <math.h>
#include <string.h>

enum { FEW = 8, FIRST_CAPACITY = 8 };

/* A node without observations. */
static void clear_node(rci_infer_node *node, bool dates)
{
    node->mark = 0;
    node->nulls = node->bools = node->numbers = node->texts = node->arrays = node->objects = 0;
    node->again = 0;
    node->least = INT64_MAX;
    node->greatest = INT64_MIN;
    node->large = 0;
    node->lowest = INFINITY;
    node->highest = -INFINITY;
    node->longest = node->size = 0;
    node->shortest = SIZE_MAX;
    node->largest = 0;
    node->dates = dates;
    node->unit = RC_UNIT_GENERIC;
    for (int i = 0; i < RCI_INFER_EVENTS; i++) {
        node->places[i].byte = RC_NOWHERE;
    }
}

static rci_infer_node *node_new(rci_infer_state *state, const char *name, size_t length,
                                rc_error *err)
{
    rci_infer_node *node;
    if (state->nnodes > RC_MAX_FIELDS) {
        rci_base_fail(
            err, RC_ELIMIT,
            "more than %d different fields, the limit: are the keys of the objects values?",
            RC_MAX_FIELDS);
        return NULL;
    }
    node = rci_base_zalloc_as(state->allocator, RC_MEMORY_READER, sizeof *node, err);
    if (!node) {
        return NULL;
    }
    node->name = rci_base_alloc_as(state->allocator, RC_MEMORY_READER, length + 1, err);
    if (!node->name) {
        rci_base_free_as(state->allocator, RC_MEMORY_READER, node, sizeof *node);
        return NULL;
    }
    memcpy(node->name, name, length);
    node->name[length] = '\0';
    node->name_length = length;
    clear_node(node, state->dates);
    node->next = state->all;
    state->all = node;
    state->nnodes++;
    return node;
}

rc_status rci_infer_init(rci_infer_state *state, const rc_allocator *allocator, bool dates,
                         rc_error *err)
{
    *state = (rci_infer_state){.allocator = allocator, .dates = dates};
    state->root = node_new(state, "", 0, err);
    return state->root ? RC_OK : RC_ENOMEM;
}

static void free_node(const rc_allocator *allocator, rci_infer_node *node)
{
    rci_base_free_as(allocator, RC_MEMORY_READER, node->children,
                     node->capacity * sizeof *node->children);
    rci_base_free_as(allocator, RC_MEMORY_READER, node->table, node->slots * sizeof *node->table);
    rci_base_free_as(allocator, RC_MEMORY_READER, node->name, node->name_length + 1);
    rci_base_free_as(allocator, RC_MEMORY_READER, node, sizeof *node);
}

void rci_infer_release(rci_infer_state *state)
{
    while (state->all) {
        rci_infer_node *node = state->all;
        state->all = node->next;
        free_node(state->allocator, node);
    }
    state->root = NULL;
    state->nnodes = 0;
}

void rci_infer_clear(rci_infer_state *state)
{
    for (rci_infer_node *node = state->all; node; node = node->next) {
        clear_node(node, state->dates);
    }
}

/* ---------------------------------------------------------------- children */

static bool has_name(const rci_infer_node *node, const char *name, size_t length)
{
    return node->name_length == length && memcmp(node->name, name, length) == 0;
}

static void put_slot(rci_infer_node **table, size_t slots, rci_infer_node *child)
{
    size_t slot = (size_t)child->hash & (slots - 1);
    while (table[slot]) {
        slot = (slot + 1) & (slots - 1);
    }
    table[slot] = child;
}

/* A table twice as large, when there are many children. */
static rc_status grow_table(rci_infer_state *state, rci_infer_node *node, rc_error *err)
{
    size_t slots = node->slots ? 2 * node->slots : (size_t)4 * FEW;
    rci_infer_node **table = rci_base_zalloc_array_as(state->allocator, RC_MEMORY_READER, slots,
                                                      sizeof(rci_infer_node *), err);
    if (!table) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        put_slot(table, slots, node->children[i]);
    }
    rci_base_free_as(state->allocator, RC_MEMORY_READER, node->table,
                     node->slots * sizeof *node->table);
    node->table = table;
    node->slots = slots;
    return RC_OK;
}

static rc_status make_place(rci_infer_state *state, rci_infer_node *node, rc_error *err)
{
    if (node->nchildren == node->capacity) {
        size_t capacity = node->capacity ? 2 * node->capacity : FIRST_CAPACITY;
        rci_infer_node **children = rci_base_realloc_as(
            state->allocator, RC_MEMORY_READER, node->children,
            node->capacity * sizeof(rci_infer_node *), capacity * sizeof(rci_infer_node *), err);
        if (!children) {
            return RC_ENOMEM;
        }
        node->children = children;
        node->capacity = capacity;
    }
    return node->nchildren >= FEW && 2 * (node->nchildren + 1) > node->slots
               ? grow_table(state, node, err)
               : RC_OK;
}

static rci_infer_node *add_child(rci_infer_state *state, rci_infer_node *node, const char *name,
                                 size_t length, rc_error *err)
{
    rci_infer_node *child;
    if (make_place(state, node, err) != RC_OK) {
        return NULL;
    }
    child = node_new(state, name, length, err);
    if (child) {
        child->hash = rci_dtype_name_hash(name, length);
        child->index = node->nchildren;
        node->children[node->nchildren++] = child;
        if (node->table) {
            put_slot(node->table, node->slots, child);
        }
    }
    return child;
}

static rci_infer_node *find_in_table(const rci_infer_node *node, const char *name, size_t length)
{
    uint64_t hash = rci_dtype_name_hash(name, length);
    size_t slot = (size_t)hash & (node->slots - 1);
    for (; node->table[slot]; slot = (slot + 1) & (node->slots - 1)) {
        if (node->table[slot]->hash == hash && has_name(node->table[slot], name, length)) {
            return node->table[slot];
        }
    }
    return NULL;
}

rci_infer_node *rci_infer_find(const rci_infer_node *node, const char *name, size_t length)
{
    if (node->table) {
        return find_in_table(node, name, length);
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        if (has_name(node->children[i], name, length)) {
            return node->children[i];
        }
    }
    return NULL;
}

rci_infer_node *rci_infer_child(rci_infer_state *state, rci_infer_node *node, size_t *near,
                                const char *name, size_t length, rc_error *err)
{
    rci_infer_node *child;
    if (*near < node->nchildren && has_name(node->children[*near], name, length)) {
        return node->children[(*near)++];
    }
    child = rci_infer_find(node, name, length);
    if (!child) {
        child = add_child(state, node, name, length, err);
    }
    *near = child ? child->index + 1 : *near;
    return child;
}

rci_infer_node *rci_infer_element(rci_infer_state *state, rci_infer_node *node, rc_error *err)
{
    if (!node->element) {
        node->element = node_new(state, "", 0, err);
    }
    return node->element;
}

/* --------------------------------------------------------------- observing */

/* Whether a double holds the integer. */
static bool is_exact(uint64_t magnitude)
{
    const int zeros = magnitude ? __builtin_ctzll(magnitude) : 0;
    return magnitude >> zeros <= UINT64_C(1) << 53;
}

void rci_infer_see_integer(rci_infer_node *node, int64_t value, uint64_t at)
{
    node->numbers++;
    rci_infer_note(node, RCI_INFER_INTEGER, at);
    rci_infer_watch_integer(node, value, at);
}

void rci_infer_watch_integer(rci_infer_node *node, int64_t value, uint64_t at)
{
    rci_infer_widen(node, value, at);
    if (!is_exact(value < 0 ? 0 - (uint64_t)value : (uint64_t)value)) {
        rci_infer_note(node, RCI_INFER_INEXACT, at);
    }
}

void rci_infer_see_large(rci_infer_node *node, uint64_t value, uint64_t at)
{
    node->numbers++;
    rci_infer_note(node, RCI_INFER_INTEGER, at);
    if (value > node->large) {
        node->large = value;
        node->places[RCI_INFER_LARGE].byte = at;
    }
    if (!is_exact(value)) {
        rci_infer_note(node, RCI_INFER_INEXACT, at);
    }
}

void rci_infer_see_beyond(rci_infer_node *node, uint64_t at)
{
    node->numbers++;
    rci_infer_note(node, RCI_INFER_INTEGER, at);
    rci_infer_note(node, RCI_INFER_BEYOND, at);
}

void rci_infer_see_float(rci_infer_node *node, double value, bool is_held, uint64_t at)
{
    node->numbers++;
    rci_infer_note(node, RCI_INFER_FLOAT, at);
    if (is_held) {
        rci_infer_widen_float(node, value);
    } else {
        rci_infer_note(node, RCI_INFER_HUGE, at);
    }
}

void rci_infer_see_array(rci_infer_node *node, size_t size, uint64_t at)
{
    if (!rci_infer_has(node, RCI_INFER_ARRAY)) {
        node->size = size;
    } else if (size != node->size) {
        rci_infer_note(node, RCI_INFER_OTHER_SIZE, at);
    }
    node->arrays++;
    rci_infer_note(node, RCI_INFER_ARRAY, at);
    node->shortest = size < node->shortest ? size : node->shortest;
    node->largest = size > node->largest ? size : node->largest;
}
