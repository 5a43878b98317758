/* account/tally.c - adds up blocks of objects and finds out which of them are shared. */
#include "account/tally.h"

#include "account/resident.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"

#include <string.h>

rc_status rci_account_tally_init(rci_account_tally *tally, unsigned flags, rc_error *err)
{
    static const rc_memory_size empty = RC_MEMORY_SIZE_INIT;
    if (flags & ~RC_MEMORY_RESIDENT) {
        return rci_base_fail(err, RC_EARG, "%#x has flags other than RC_MEMORY_RESIDENT", flags);
    }
    memset(tally, 0, offsetof(rci_account_tally, few_objects));
    memset(tally->few_index, 0, sizeof tally->few_index);
    tally->sum = empty;
    tally->sum.resident = flags & RC_MEMORY_RESIDENT ? 0 : RC_UNKNOWN;
    tally->flags = flags;
    tally->capacity = RCI_ACCOUNT_FEW;
    tally->edge_capacity = RCI_ACCOUNT_FEW;
    tally->objects = tally->few_objects;
    tally->index = tally->few_index;
    tally->edges = tally->few_edges;
    tally->allocator = rc_get_allocator();
    tally->err = err;
    return RC_OK;
}

/* ---------------------------------------------------------------- tables */

/* Doubles a table, which is at `few` until it is too small. RC_OK; RC_ENOMEM, RC_ELIMIT. */
static rc_status grow(rci_account_tally *tally, void **table, const void *few, size_t bytes)
{
    void *larger = rci_base_zalloc_array(tally->allocator, 2, bytes, tally->err);
    if (!larger) {
        return tally->status = RC_ENOMEM;
    }
    memcpy(larger, *table, bytes);
    if (*table != few) {
        rci_base_free(tally->allocator, *table, bytes);
    }
    *table = larger;
    return RC_OK;
}

static void release(rci_account_tally *tally)
{
    if (tally->objects != tally->few_objects) {
        rci_base_free(tally->allocator, tally->objects, tally->capacity * sizeof *tally->objects);
    }
    if (tally->index != tally->few_index) {
        rci_base_free(tally->allocator, tally->index, 2 * tally->capacity * sizeof *tally->index);
    }
    if (tally->edges != tally->few_edges) {
        rci_base_free(tally->allocator, tally->edges, tally->edge_capacity * sizeof *tally->edges);
    }
}

/* --------------------------------------------------------------- objects */

/* The entry of the hash table for an address. */
static uint32_t *entry_of(const rci_account_tally *tally, const void *address)
{
    size_t mask = 2 * tally->capacity - 1;
    size_t at = (size_t)(((uintptr_t)address >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask;
    while (tally->index[at] && tally->objects[tally->index[at] - 1].address != address) {
        at = (at + 1) & mask;
    }
    return &tally->index[at];
}

/* Makes both tables twice as large, the objects last: their capacity is that of both. */
static rc_status grow_objects(rci_account_tally *tally)
{
    void *index = tally->index, *objects = tally->objects;
    rc_status status =
        grow(tally, &index, tally->few_index, 2 * tally->capacity * sizeof *tally->index);
    if (status != RC_OK) {
        return status;
    }
    status = grow(tally, &objects, tally->few_objects, tally->capacity * sizeof *tally->objects);
    if (status != RC_OK) {
        rci_base_free(tally->allocator, index, 4 * tally->capacity * sizeof *tally->index);
        tally->index = tally->few_index;
        return status;
    }
    tally->index = index;
    tally->objects = objects;
    tally->capacity *= 2;
    memset(tally->index, 0, 2 * tally->capacity * sizeof *tally->index);
    for (size_t i = 0; i < tally->n_objects; i++) {
        *entry_of(tally, tally->objects[i].address) = (uint32_t)i + 1;
    }
    return RC_OK;
}

static rc_status grow_edges(rci_account_tally *tally)
{
    void *edges = tally->edges;
    rc_status status =
        grow(tally, &edges, tally->few_edges, tally->edge_capacity * sizeof *tally->edges);
    if (status == RC_OK) {
        tally->edges = edges;
        tally->edge_capacity *= 2;
    }
    return status;
}

static void connect(rci_account_tally *tally, size_t from, size_t to)
{
    if (from == RCI_ACCOUNT_NONE ||
        (tally->n_edges == tally->edge_capacity && grow_edges(tally) != RC_OK)) {
        return;
    }
    tally->edges[tally->n_edges].from = from;
    tally->edges[tally->n_edges].to = to;
    tally->n_edges++;
}

size_t rci_account_tally_open(rci_account_tally *tally, const void *address, size_t refs,
                              size_t from)
{
    size_t index;
    bool is_new;
    if (tally->status != RC_OK ||
        (tally->n_objects == tally->capacity && grow_objects(tally) != RC_OK)) {
        return RCI_ACCOUNT_NONE;
    }
    is_new = *entry_of(tally, address) == 0;
    if (is_new) {
        tally->objects[tally->n_objects] = (rci_account_object){address, refs, 0, 0, false};
        *entry_of(tally, address) = (uint32_t)++tally->n_objects;
    }
    index = *entry_of(tally, address) - 1;
    tally->objects[index].found++;
    connect(tally, from, index);
    return is_new && tally->status == RC_OK ? index : RCI_ACCOUNT_NONE;
}

size_t rci_account_tally_find(const rci_account_tally *tally, const void *address)
{
    return (size_t)*entry_of(tally, address) - 1;
}

void rci_account_tally_block(rci_account_tally *tally, size_t object, size_t bytes)
{
    size_t given = bytes ? bytes : 1;
    tally->sum.allocated += given;
    tally->sum.blocks++;
    tally->objects[object].bytes += given;
}

void rci_account_tally_part(rci_account_tally *tally, size_t object, size_t bytes, uint64_t *part)
{
    rci_account_tally_block(tally, object, bytes);
    *part += bytes ? bytes : 1;
}

void rci_account_tally_blocks(rci_account_tally *tally, size_t object, uint64_t bytes, uint64_t n,
                              uint64_t *part)
{
    tally->sum.allocated += bytes;
    tally->sum.blocks += n;
    tally->objects[object].bytes += bytes;
    *part += bytes;
}

void rci_account_tally_outside(rci_account_tally *tally, size_t object, size_t bytes,
                               uint64_t *kind)
{
    *kind += bytes;
    tally->objects[object].bytes += bytes;
}

void rci_account_tally_resident(rci_account_tally *tally, const void *start, size_t bytes)
{
    uint64_t resident;
    if (tally->sum.resident == RC_UNKNOWN) {
        return;
    }
    resident = rci_account_resident(start, bytes);
    tally->sum.resident = resident == RC_UNKNOWN ? RC_UNKNOWN : tally->sum.resident + resident;
}

/* ------------------------------------------------------------------- end */

/* What a shared object refers to is shared, too. */
static void spread(rci_account_tally *tally)
{
    bool changed = true;
    for (size_t i = 0; i < tally->n_objects; i++) {
        tally->objects[i].shared = tally->objects[i].refs > tally->objects[i].found;
    }
    while (changed) {
        changed = false;
        for (size_t i = 0; i < tally->n_edges; i++) {
            const rci_account_edge *edge = &tally->edges[i];
            if (tally->objects[edge->from].shared && !tally->objects[edge->to].shared) {
                tally->objects[edge->to].shared = true;
                changed = true;
            }
        }
    }
}

static void complete(rci_account_tally *tally)
{
    rc_memory_size *sum = &tally->sum;
    spread(tally);
    for (size_t i = 0; i < tally->n_objects; i++) {
        sum->shared += tally->objects[i].shared ? tally->objects[i].bytes : 0;
    }
    sum->text_free = tally->text_blocks - sum->text;
    sum->total = sum->allocated + sum->mapped + sum->foreign;
}

rc_status rci_account_tally_finish(rci_account_tally *tally, rc_memory_size *size)
{
    rc_memory_size known = RC_MEMORY_SIZE_INIT;
    rc_status status = tally->status;
    if (status == RC_OK && !size) {
        status = rci_base_fail(tally->err, RC_EARG, "no place for the size (NULL)");
    }
    if (status == RC_OK) {
        status = rci_base_options(&known, sizeof known, size, "rc_memory_size", tally->err);
    }
    if (status == RC_OK) {
        complete(tally);
        tally->sum.size = size->size;
        memcpy(size, &tally->sum, size->size);
    }
    release(tally);
    return status;
}
