/* store/strings.c - a heap of strings in blocks that never move. */
#include "store/strings.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "base/check.h"
#include "base/error.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

typedef struct block {
    char *data;
    size_t size;
    size_t used;
} block;

/* The table of blocks consists of parts of 8, 16, 32 ... blocks that never move, so that strings
   may be read while others are added. */
enum { FIRST_PART = 8, N_PARTS = 28 };

struct rci_store_strings {
    atomic_size_t refs;
    const rc_allocator *allocator;
    pthread_mutex_t lock;
    size_t n_blocks; /* that exist */
    size_t current;  /* the one being filled; n_blocks when there is none */
    block *parts[N_PARTS];
};

rci_store_strings *rci_store_strings_new(rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_store_strings *strings = rci_base_zalloc(allocator, sizeof *strings, err);
    if (strings) {
        atomic_init(&strings->refs, 1);
        strings->allocator = allocator;
        pthread_mutex_init(&strings->lock, NULL);
    }
    return strings;
}

rci_store_strings *rci_store_strings_ref(rci_store_strings *strings)
{
    atomic_fetch_add_explicit(&strings->refs, 1, memory_order_relaxed);
    return strings;
}

size_t rci_store_strings_refs(const rci_store_strings *strings)
{
    return atomic_load_explicit(&strings->refs, memory_order_acquire);
}

/* ---------------------------------------------------------------- blocks */

static size_t part_size(size_t part)
{
    return (size_t)FIRST_PART << part;
}

/* Part p holds the blocks from FIRST_PART * (2^p - 1) on. */
static size_t part_of(size_t index, size_t *offset)
{
    size_t part = (size_t)(63 - __builtin_clzll(index / FIRST_PART + 1));
    *offset = index - FIRST_PART * (((size_t)1 << part) - 1);
    return part;
}

static block *block_at(const rci_store_strings *strings, size_t index)
{
    size_t offset, part = part_of(index, &offset);
    return &strings->parts[part][offset];
}

static void release_block(rci_store_strings *strings, size_t index)
{
    block *last = block_at(strings, index);
    rci_base_free(strings->allocator, last->data, last->size);
    *last = (block){NULL, 0, 0};
}

void rci_store_strings_unref(rci_store_strings *strings)
{
    if (!strings || atomic_fetch_sub_explicit(&strings->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < strings->n_blocks; i++) {
        release_block(strings, i);
    }
    for (size_t part = 0; part < N_PARTS; part++) {
        rci_base_free(strings->allocator, strings->parts[part], part_size(part) * sizeof(block));
    }
    pthread_mutex_destroy(&strings->lock);
    rci_base_free(strings->allocator, strings, sizeof *strings);
}

void rci_store_strings_clear(rci_store_strings *strings)
{
    size_t kept = 0;
    for (size_t i = 0; i < strings->n_blocks; i++) {
        block *one = block_at(strings, i);
        if (one->size > RCI_STORE_LAST_BLOCK) {
            release_block(strings, i);
        } else {
            block moved = {one->data, one->size, 0};
            *one = (block){NULL, 0, 0};
            *block_at(strings, kept++) = moved;
        }
    }
    strings->n_blocks = kept;
    strings->current = 0;
}

static size_t size_of_next(const rci_store_strings *strings, size_t n)
{
    size_t size = RCI_STORE_FIRST_BLOCK;
    for (size_t i = 0; i < strings->n_blocks && size < RCI_STORE_LAST_BLOCK; i++) {
        size *= 2;
    }
    return size < n ? n : size;
}

/* A new block after the others. RC_OK; RC_ELIMIT, RC_ENOMEM. */
static rc_status add_block(rci_store_strings *strings, size_t size, rc_error *err)
{
    size_t offset, part = part_of(strings->n_blocks, &offset);
    char *data;
    if (part >= N_PARTS) {
        return rci_base_fail(err, RC_ELIMIT,
                             "the str fields of a store have %zu blocks of strings already",
                             strings->n_blocks);
    }
    if (!strings->parts[part]) {
        strings->parts[part] =
            rci_base_zalloc_array(strings->allocator, part_size(part), sizeof(block), err);
    }
    if (!strings->parts[part]) {
        return RC_ENOMEM;
    }
    data = rci_base_alloc(strings->allocator, size, err);
    if (!data) {
        return RC_ENOMEM;
    }
    strings->parts[part][offset] = (block){data, size, 0};
    strings->n_blocks++;
    return RC_OK;
}

/* Finds `n` free bytes. Blocks that were kept by a clear are filled before new ones are made. */
static rc_status find_space(rci_store_strings *strings, size_t n, size_t *index, rc_error *err)
{
    rc_status status;
    if (n > RCI_STORE_LONG_STRING) {
        *index = strings->n_blocks;
        return add_block(strings, n, err);
    }
    for (; strings->current < strings->n_blocks; strings->current++) {
        const block *one = block_at(strings, strings->current);
        if (one->size - one->used >= n) {
            *index = strings->current;
            return RC_OK;
        }
    }
    status = add_block(strings, size_of_next(strings, n), err);
    *index = strings->current;
    return status;
}

/* ----------------------------------------------------------------- cells */

/* A cell consists of little-endian 32-bit numbers, and bytes of the string. */
static void put_u32(void *to, size_t value)
{
    rci_base_cell_put(to, 4, false, value);
}

static size_t get_u32(const void *from)
{
    return (size_t)rci_base_cell_get(from, 4, false);
}

/* `bytes` may be in the cell itself. */
static void put_inline(void *cell, const char *bytes, size_t n)
{
    unsigned char made[RCI_STORE_STR_CELL] = {0};
    put_u32(made, n);
    if (n > 0) {
        memcpy(made + 4, bytes, n);
    }
    memcpy(cell, made, sizeof made);
}

rc_status rci_store_strings_put(rci_store_strings *strings, void *cell, const char *bytes, size_t n,
                                rc_error *err)
{
    unsigned char *out = cell;
    size_t index = 0;
    block *target;
    rc_status status;
    if (n <= RCI_STORE_STR_INLINE) {
        put_inline(cell, bytes, n);
        return RC_OK;
    }
    if (n > INT32_MAX) {
        return rci_base_fail(err, RC_ELIMIT, "a string of %zu bytes; str holds up to %d", n,
                             INT32_MAX);
    }
    status = find_space(strings, n, &index, err);
    if (status != RC_OK) {
        return status;
    }
    target = block_at(strings, index);
    memcpy(target->data + target->used, bytes, n);
    memmove(out + 4, bytes, 4);
    put_u32(out, n);
    put_u32(out + 8, index);
    put_u32(out + 12, target->used);
    target->used += n;
    return RC_OK;
}

void rci_store_strings_lock(rci_store_strings *strings)
{
    pthread_mutex_lock(&strings->lock);
}

void rci_store_strings_unlock(rci_store_strings *strings)
{
    pthread_mutex_unlock(&strings->lock);
}

const char *rci_store_strings_get(const rci_store_strings *strings, const void *cell, size_t *n)
{
    const unsigned char *in = cell;
    *n = get_u32(in);
    if (*n <= RCI_STORE_STR_INLINE) {
        return (const char *)cell + 4;
    }
    return block_at(strings, get_u32(in + 8))->data + get_u32(in + 12);
}
