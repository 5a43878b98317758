/* store/memory.c - the deep size of stores and of their fields. */
#include "store/memory.h"

#include "base/error.h"
#include "base/options.h"
#include "dtype/memory.h"
#include "store/field_handle.h"
#include "store/store_impl.h"

#include <stdlib.h>
#include <string.h>

static size_t references(const atomic_size_t *refs)
{
    return atomic_load_explicit((atomic_size_t *)(uintptr_t)refs, memory_order_acquire);
}

/* ---------------------------------------------------------------- schema */

static void add_schema(rci_account_tally *tally, const rci_store_schema *schema, size_t from)
{
    const rci_dtype_leaves *leaves = &schema->leaves;
    uint64_t *overhead = &tally->sum.overhead;
    size_t object = rci_account_tally_open(tally, schema, references(&schema->refs), from);
    if (object == RCI_ACCOUNT_NONE) {
        return;
    }
    rci_account_tally_part(tally, object, sizeof *schema, overhead);
    rci_account_tally_part(tally, object, leaves->n_leaves * sizeof *schema->cells, overhead);
    rci_account_tally_part(tally, object, leaves->n_leaves * sizeof *leaves->leaf, overhead);
    rci_account_tally_part(tally, object, leaves->n_nulls * sizeof *leaves->null, overhead);
    rci_dtype_tally(tally, schema->dtype, object);
}

/* ------------------------------------------------------------------ text */

typedef struct string_blocks {
    rci_account_tally *tally;
    size_t object;
} string_blocks;

static void add_string_block(void *context, const void *block, size_t size,
                             rci_store_strings_part part)
{
    const string_blocks *blocks = context;
    rci_account_tally *tally = blocks->tally;
    if (part == RCI_STORE_STRINGS_BORROWED) {
        rci_account_tally_outside(tally, blocks->object, size, &tally->sum.foreign);
        tally->text_blocks += size;
    } else {
        rci_account_tally_part(tally, blocks->object, size,
                               part == RCI_STORE_STRINGS_TEXT ? &tally->text_blocks
                                                              : &tally->sum.overhead);
    }
    if (part != RCI_STORE_STRINGS_TABLE) {
        rci_account_tally_resident(tally, block, size);
    }
}

static void add_strings(rci_account_tally *tally, rci_store_strings *strings, size_t from)
{
    string_blocks blocks = {tally, RCI_ACCOUNT_NONE};
    if (!strings) {
        return;
    }
    blocks.object = rci_account_tally_open(tally, strings, rci_store_strings_refs(strings), from);
    if (blocks.object != RCI_ACCOUNT_NONE) {
        rci_store_strings_lock(strings);
        rci_store_strings_each_block(strings, add_string_block, &blocks);
        rci_store_strings_unlock(strings);
    }
}

/* ---------------------------------------------------------------- buffer */

/* The bytes of a buffer, its structure, and what is around its data. */
static void add_buffer_memory(rci_account_tally *tally, const rci_store_buffer *buffer,
                              size_t object)
{
    rc_memory_size *sum = &tally->sum;
    switch (buffer->kind) {
    case RCI_STORE_BUFFER_HEAP:
        rci_account_tally_block(tally, object, buffer->block_size);
        sum->overhead += buffer->block_size - buffer->size;
        return;
    case RCI_STORE_BUFFER_MAPPED:
        rci_account_tally_outside(tally, object, buffer->block_size, &sum->mapped);
        sum->overhead += buffer->block_size - buffer->size;
        break;
    case RCI_STORE_BUFFER_FOREIGN:
        rci_account_tally_outside(tally, object, buffer->size, &sum->foreign);
        break;
    case RCI_STORE_BUFFER_JOINED:
        rci_account_tally_part(tally, object, buffer->n_parts * sizeof(buffer->parts[0]),
                               &sum->overhead);
        break;
    }
    rci_account_tally_part(tally, object, sizeof *buffer, &sum->overhead);
}

static rci_store_selection everything(const rc_store *store)
{
    return (rci_store_selection){0, store->schema->leaves.n_leaves, 0,
                                 store->schema->leaves.n_nulls, true};
}

/* Divides the `bytes` of a buffer that the `n` stores share, in the order of their first records.
 */
static void add_buffer_parts(rci_account_tally *tally, const rc_store *const *stores, size_t n,
                             uint64_t bytes)
{
    rci_store_parts parts = {.limit = bytes};
    rc_memory_size *sum = &tally->sum;
    bool whole = false;
    uint64_t rest;
    for (size_t i = 0; i < n; i++) {
        const rci_store_selection all = everything(stores[i]);
        rci_store_parts_add(&parts, stores[i], &all);
        whole = whole || !stores[i]->storage.is_part;
    }
    sum->logical += parts.logical;
    sum->padding += parts.padding;
    sum->nulls += parts.nulls;
    sum->slack += parts.slack;
    sum->text += parts.text;
    /* Between columns; after the last row of a file; or records that no store here has. */
    rest = bytes - parts.logical - parts.padding - parts.nulls - parts.slack;
    *(whole ? &sum->padding : &sum->kept) += rest;
}

/* Adds the buffers that a joined one refers to. Returns the bytes of those that the tally did not
   have. */
static uint64_t add_joined(rci_account_tally *tally, const rci_store_buffer *joined, size_t from)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < joined->n_parts; i++) {
        const rci_store_buffer *part = joined->parts[i];
        size_t object = rci_account_tally_open(tally, part, references(&part->refs), from);
        if (object != RCI_ACCOUNT_NONE) {
            add_buffer_memory(tally, part, object);
            rci_account_tally_resident(tally, part->data, part->size);
            bytes += part->size;
        }
    }
    return bytes;
}

/* Adds the buffer of `n` stores. Each of them refers to it: stores[i] is object objects[i]. */
static void add_buffer(rci_account_tally *tally, const rc_store *const *stores, size_t n)
{
    const rci_store_buffer *buffer = stores[0]->storage.buffer;
    size_t object = RCI_ACCOUNT_NONE;
    for (size_t i = 0; i < n; i++) {
        size_t from = rci_account_tally_find(tally, stores[i]);
        size_t opened = rci_account_tally_open(tally, buffer, references(&buffer->refs), from);
        object = opened != RCI_ACCOUNT_NONE ? opened : object;
    }
    if (object != RCI_ACCOUNT_NONE) {
        add_buffer_memory(tally, buffer, object);
        if (buffer->kind == RCI_STORE_BUFFER_JOINED) {
            add_buffer_parts(tally, stores, n, add_joined(tally, buffer, object));
            return;
        }
        add_buffer_parts(tally, stores, n, buffer->size);
        rci_account_tally_resident(tally, buffer->data, buffer->size);
    }
}

/* ----------------------------------------------------------------- store */

/* Adds what a store has apart from its buffer. False if the tally has the store already. */
static bool add_store(rci_account_tally *tally, const rc_store *store, size_t from)
{
    const rci_dtype_leaves *leaves = &store->schema->leaves;
    uint64_t *overhead = &tally->sum.overhead;
    size_t object = rci_account_tally_open(tally, store, references(&store->refs), from);
    if (object == RCI_ACCOUNT_NONE) {
        return false;
    }
    rci_account_tally_part(tally, object, sizeof *store, overhead);
    rci_account_tally_part(tally, object, leaves->n_leaves * sizeof(rci_store_place), overhead);
    rci_account_tally_part(tally, object, leaves->n_nulls * sizeof(rci_store_place), overhead);
    add_schema(tally, store->schema, object);
    add_strings(tally, store->strings, object);
    return true;
}

/* By buffer, then views after the stores of whole records, then by the first record. */
static int compare(const void *left, const void *right)
{
    const rc_store *a = *(const rc_store *const *)left, *b = *(const rc_store *const *)right;
    uintptr_t a_buffer = (uintptr_t)a->storage.buffer, b_buffer = (uintptr_t)b->storage.buffer;
    if (a_buffer != b_buffer) {
        return a_buffer < b_buffer ? -1 : 1;
    }
    if (rci_store_is_plain(a) != rci_store_is_plain(b)) {
        return rci_store_is_plain(a) ? -1 : 1;
    }
    return a->storage.first < b->storage.first ? -1 : a->storage.first > b->storage.first ? 1 : 0;
}

void rci_store_tally(rci_account_tally *tally, const rc_store **stores, size_t n, size_t from)
{
    size_t kept = 0, end;
    for (size_t i = 0; i < n; i++) {
        if (stores[i] && add_store(tally, stores[i], from)) {
            stores[kept++] = stores[i];
        }
    }
    qsort(stores, kept, sizeof(stores[0]), compare);
    for (size_t start = 0; start < kept && tally->status == RC_OK; start = end) {
        end = start + 1;
        while (end < kept && stores[end]->storage.buffer == stores[start]->storage.buffer) {
            end++;
        }
        add_buffer(tally, stores + start, end - start);
    }
}

rc_status rc_store_memory(const rc_store *store, unsigned flags, rc_memory_size *size,
                          rc_error *err)
{
    rci_account_tally tally;
    const rc_store *stores[1] = {store};
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_account_tally_init(&tally, flags, err);
    }
    if (status != RC_OK) {
        return status;
    }
    rci_store_tally(&tally, stores, 1, RCI_ACCOUNT_NONE);
    return rci_account_tally_finish(&tally, size);
}

/* ----------------------------------------------------------------- field */

static void field_resident(rci_account_tally *tally, const rc_store *store,
                           const rci_store_selection *selection)
{
    if (store->layout != RC_COLUMNS) {
        tally->sum.resident = RC_UNKNOWN;
        return;
    }
    for (size_t leaf = selection->leaf; leaf < selection->leaf + selection->n_leaves; leaf++) {
        rci_account_tally_resident(tally, rci_store_storage_cell(&store->storage, leaf, 0),
                                   store->storage.capacity * store->schema->cells[leaf].size);
    }
}

static void field_parts(rc_memory_size *size, const rc_store *store,
                        const rci_store_selection *selection)
{
    rci_store_parts parts = {.limit = UINT64_MAX};
    rci_store_parts_add(&parts, store, selection);
    size->logical = parts.logical;
    size->padding = parts.padding;
    size->nulls = parts.nulls;
    size->text = parts.text;
    size->slack = parts.slack;
    size->total = parts.logical + parts.padding + parts.nulls + parts.text + parts.slack;
}

rc_status rc_store_field_memory(const rc_store *store, const char *path, unsigned flags,
                                rc_memory_size *size, rc_error *err)
{
    rc_memory_size known = RC_MEMORY_SIZE_INIT;
    rci_store_selection selection;
    rci_account_tally tally;
    rc_view view;
    rc_status status = rc_store_view(store, path, &view, err);
    if (status == RC_OK) {
        status = rci_account_tally_init(&tally, flags, err);
    }
    if (status == RC_OK) {
        status = rci_store_check_result(size, err);
    }
    if (status == RC_OK) {
        status = rci_base_options(&known, sizeof known, size, "rc_memory_size", err);
    }
    if (status != RC_OK) {
        return status;
    }
    selection = (rci_store_selection){view.leaf, rci_dtype_leaf_count(view.dtype), view.null_node,
                                      rci_dtype_null_count(view.dtype) + (view.valid ? 1 : 0),
                                      path[0] == '\0'};
    field_parts(&tally.sum, store, &selection);
    field_resident(&tally, store, &selection);
    tally.sum.size = size->size;
    memcpy(size, &tally.sum, size->size);
    return RC_OK;
}
