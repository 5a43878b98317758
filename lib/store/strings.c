#include "store/strings.h"

#include "base/alloc.h"
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

/* Block numbers are found through shelves of 8, 16, 32 ... blocks that never move, so that texts
   may be read while others are added. */
enum { FIRST_SHELF = 8, N_SHELVES = 28 };

struct rci_store_strings {
    atomic_size_t refs;
    const rc_allocator *allocator;
    pthread_mutex_t lock;
    size_t n_blocks; /* that exist */
    size_t current;  /* the one being filled; n_blocks when there is none */
    block *shelves[N_SHELVES];
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

static size_t shelf_size(size_t shelf)
{
    return (size_t)FIRST_SHELF << shelf;
}

/* Shelf s holds the numbers from FIRST_SHELF * (2^s - 1) on. */
static size_t shelf_of(size_t number, size_t *place)
{
    size_t shelf = (size_t)(63 - __builtin_clzll(number / FIRST_SHELF + 1));
    *place = number - FIRST_SHELF * (((size_t)1 << shelf) - 1);
    return shelf;
}

static block *block_at(const rci_store_strings *strings, size_t number)
{
    size_t place, shelf = shelf_of(number, &place);
    return &strings->shelves[shelf][place];
}

static void release_block(rci_store_strings *strings, size_t number)
{
    block *last = block_at(strings, number);
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
    for (size_t s = 0; s < N_SHELVES; s++) {
        rci_base_free(strings->allocator, strings->shelves[s], shelf_size(s) * sizeof(block));
    }
    pthread_mutex_destroy(&strings->lock);
    rci_base_free(strings->allocator, strings, sizeof *strings);
}

void rci_store_strings_forget(rci_store_strings *strings)
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

/* A new block behind the others. RC_OK; RC_ELIMIT, RC_ENOMEM. */
static rc_status add_block(rci_store_strings *strings, size_t size, rc_error *err)
{
    size_t place, shelf = shelf_of(strings->n_blocks, &place);
    char *data;
    if (shelf >= N_SHELVES) {
        return rci_base_fail(err, RC_ELIMIT,
                             "the str fields of a store have %zu blocks of text already",
                             strings->n_blocks);
    }
    if (!strings->shelves[shelf]) {
        strings->shelves[shelf] =
            rci_base_zalloc_array(strings->allocator, shelf_size(shelf), sizeof(block), err);
    }
    if (!strings->shelves[shelf]) {
        return RC_ENOMEM;
    }
    data = rci_base_alloc(strings->allocator, size, err);
    if (!data) {
        return RC_ENOMEM;
    }
    strings->shelves[shelf][place] = (block){data, size, 0};
    strings->n_blocks++;
    return RC_OK;
}

/* Finds `n` bytes. Blocks that a reset kept are filled before new ones are made. */
static rc_status find_room(rci_store_strings *strings, size_t n, size_t *number, rc_error *err)
{
    rc_status status;
    if (n > RCI_STORE_LONG_TEXT) {
        *number = strings->n_blocks;
        return add_block(strings, n, err);
    }
    for (; strings->current < strings->n_blocks; strings->current++) {
        const block *one = block_at(strings, strings->current);
        if (one->size - one->used >= n) {
            *number = strings->current;
            return RC_OK;
        }
    }
    status = add_block(strings, size_of_next(strings, n), err);
    *number = strings->current;
    return status;
}

/* ----------------------------------------------------------------- cells */

static void store_le32(unsigned char *to, size_t value)
{
    to[0] = (unsigned char)(value & 0xFF);
    to[1] = (unsigned char)(value >> 8 & 0xFF);
    to[2] = (unsigned char)(value >> 16 & 0xFF);
    to[3] = (unsigned char)(value >> 24 & 0xFF);
}

static size_t load_le32(const unsigned char *from)
{
    return (size_t)from[0] | (size_t)from[1] << 8 | (size_t)from[2] << 16 | (size_t)from[3] << 24;
}

/* The bytes may lie in the cell itself. */
static void put_inline(void *cell, const char *bytes, size_t n)
{
    unsigned char made[RCI_STORE_STR_CELL] = {0};
    store_le32(made, n);
    if (n > 0) {
        memcpy(made + 4, bytes, n);
    }
    memcpy(cell, made, sizeof made);
}

rc_status rci_store_strings_put(rci_store_strings *strings, void *cell, const char *bytes, size_t n,
                                rc_error *err)
{
    unsigned char *out = cell;
    size_t number = 0;
    block *room;
    rc_status status;
    if (n <= RCI_STORE_STR_INLINE) {
        put_inline(cell, bytes, n);
        return RC_OK;
    }
    if (n > INT32_MAX) {
        return rci_base_fail(err, RC_ELIMIT, "a text of %zu bytes; str holds up to %d", n,
                             INT32_MAX);
    }
    status = find_room(strings, n, &number, err);
    if (status != RC_OK) {
        return status;
    }
    room = block_at(strings, number);
    memcpy(room->data + room->used, bytes, n);
    memmove(out + 4, bytes, 4);
    store_le32(out, n);
    store_le32(out + 8, number);
    store_le32(out + 12, room->used);
    room->used += n;
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
    *n = load_le32(in);
    if (*n <= RCI_STORE_STR_INLINE) {
        return (const char *)cell + 4;
    }
    return block_at(strings, load_le32(in + 8))->data + load_le32(in + 12);
}
