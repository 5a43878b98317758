/* store/strings.c - a heap of strings in blocks that never move. */
#include "store/strings.h"

#include "base/alloc.h"
#include "base/cell.h"
#include "base/error.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

typedef enum block_use {
    BLOCK_UNUSED,  /* kept by a clear, or without memory */
    BLOCK_PACKED,  /* strings one after the other */
    BLOCK_ROUNDED, /* each string has the size of its class */
    BLOCK_SINGLE,  /* one long string */
    BLOCK_BORROWED /* memory of others */
} block_use;

typedef struct block {
    char *data;
    size_t size;
    size_t used;
    block_use use;
    void (*release)(void *context, void *data); /* of borrowed ones */
    void *context;
} block;

enum {
    FIRST_PART = 8, /* blocks in the first part of the table */
    N_PARTS = 28,
    SMALLEST = 16,               /* bytes of class 0: a free piece holds the link to the next one */
    N_CLASSES = (22 - 4) * 4 + 1 /* up to RCI_STORE_LONG_STRING, 2 to the power of 22 */
};
#define NO_BLOCK SIZE_MAX

/* The table of blocks consists of parts of 8, 16, 32 ... blocks that never move, so that strings
   may be read while others are added. */
struct rci_store_strings {
    atomic_size_t refs;
    const rc_allocator *allocator;
    pthread_mutex_t lock;
    size_t n_blocks;    /* entries of the table that are in use */
    size_t n_tried;     /* blocks from here on are unused: a clear kept them */
    size_t packed;      /* the block that packed strings are added to, or NO_BLOCK */
    size_t rounded;     /* the same for rounded ones */
    size_t spare_entry; /* an entry whose block was released, or NO_BLOCK; the next one is `used` */
    atomic_bool has_gaps;     /* set by threads that make slices of one store */
    uint64_t free[N_CLASSES]; /* the first free piece of each class: link_to; 0 if there is none */
    block *parts[N_PARTS];
};

static void forget_strings(rci_store_strings *strings)
{
    strings->n_tried = 0;
    strings->packed = NO_BLOCK;
    strings->rounded = NO_BLOCK;
    strings->spare_entry = NO_BLOCK;
    atomic_store_explicit(&strings->has_gaps, false, memory_order_relaxed);
    memset(strings->free, 0, sizeof strings->free);
}

rci_store_strings *rci_store_strings_new(rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_store_strings *strings =
        rci_base_zalloc_as(allocator, RC_MEMORY_STRINGS, sizeof *strings, err);
    if (strings) {
        atomic_init(&strings->refs, 1);
        strings->allocator = allocator;
        pthread_mutex_init(&strings->lock, NULL);
        forget_strings(strings);
    }
    return strings;
}

rci_store_strings *rci_store_strings_ref(rci_store_strings *strings)
{
    atomic_fetch_add_explicit(&strings->refs, 1, memory_order_relaxed);
    atomic_store_explicit(&strings->has_gaps, true, memory_order_relaxed);
    return strings;
}

size_t rci_store_strings_refs(const rci_store_strings *strings)
{
    return atomic_load_explicit(&strings->refs, memory_order_acquire);
}

bool rci_store_strings_has_gaps(const rci_store_strings *strings)
{
    return atomic_load_explicit(&strings->has_gaps, memory_order_relaxed);
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
    if (last->use == BLOCK_BORROWED) {
        last->release(last->context, last->data);
    } else {
        rci_base_free_as(strings->allocator, RC_MEMORY_STRINGS, last->data, last->size);
    }
    *last = (block){.use = BLOCK_UNUSED};
}

void rci_store_strings_unref(rci_store_strings *strings)
{
    if (!strings || atomic_fetch_sub_explicit(&strings->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    rci_store_strings_release(strings);
    for (size_t part = 0; part < N_PARTS; part++) {
        rci_base_free_as(strings->allocator, RC_MEMORY_STRINGS, strings->parts[part],
                         part_size(part) * sizeof(block));
    }
    pthread_mutex_destroy(&strings->lock);
    rci_base_free_as(strings->allocator, RC_MEMORY_STRINGS, strings, sizeof *strings);
}

void rci_store_strings_release(rci_store_strings *strings)
{
    for (size_t i = 0; i < strings->n_blocks; i++) {
        release_block(strings, i);
    }
    strings->n_blocks = 0;
    forget_strings(strings);
}

void rci_store_strings_clear(rci_store_strings *strings)
{
    size_t kept = 0;
    for (size_t i = 0; i < strings->n_blocks; i++) {
        block *one = block_at(strings, i);
        if (one->size > RCI_STORE_LAST_BLOCK || one->use == BLOCK_BORROWED) {
            release_block(strings, i);
        } else if (one->data) {
            block moved = {.data = one->data, .size = one->size, .use = BLOCK_UNUSED};
            *one = (block){.use = BLOCK_UNUSED};
            *block_at(strings, kept++) = moved;
        }
    }
    strings->n_blocks = kept;
    forget_strings(strings);
}

static size_t size_of_next(const rci_store_strings *strings, size_t n)
{
    size_t size = RCI_STORE_FIRST_BLOCK;
    for (size_t i = 0; i < strings->n_blocks && size < RCI_STORE_LAST_BLOCK; i++) {
        size *= 2;
    }
    return size < n ? n : size;
}

/* An entry of the table for a new block: one that was released, or the next. RC_OK; RC_ELIMIT,
   RC_ENOMEM. */
static rc_status find_entry(rci_store_strings *strings, size_t *index, rc_error *err)
{
    size_t offset, part = part_of(strings->n_blocks, &offset);
    if (strings->spare_entry != NO_BLOCK) {
        *index = strings->spare_entry;
        return RC_OK;
    }
    if (part >= N_PARTS) {
        return rci_base_fail(err, RC_ELIMIT,
                             "the str fields of a store have %zu blocks of strings already",
                             strings->n_blocks);
    }
    if (!strings->parts[part]) {
        strings->parts[part] = rci_base_zalloc_array_as(strings->allocator, RC_MEMORY_STRINGS,
                                                        part_size(part), sizeof(block), err);
    }
    *index = strings->n_blocks;
    return strings->parts[part] ? RC_OK : RC_ENOMEM;
}

/* Puts a block at the entry that find_entry found. */
static void set_entry(rci_store_strings *strings, size_t index, const block *one)
{
    if (index == strings->n_blocks) {
        /* Blocks that a clear kept stay after the last one in use. */
        strings->n_tried += strings->n_tried == strings->n_blocks;
        strings->n_blocks++;
    } else {
        strings->spare_entry = block_at(strings, index)->used;
    }
    *block_at(strings, index) = *one;
}

/* Makes a new block. RC_OK; RC_ELIMIT, RC_ENOMEM. */
static rc_status add_block(rci_store_strings *strings, size_t size, block_use use, size_t *index,
                           rc_error *err)
{
    block made = {.size = size, .use = use};
    rc_status status = find_entry(strings, index, err);
    if (status != RC_OK) {
        return status;
    }
    made.data = rci_base_alloc_as(strings->allocator, RC_MEMORY_STRINGS, size, err);
    if (!made.data) {
        return RC_ENOMEM;
    }
    set_entry(strings, *index, &made);
    return RC_OK;
}

rc_status rci_store_strings_borrow(rci_store_strings *strings, const void *data, size_t size,
                                   void (*release)(void *context, void *data), void *context,
                                   size_t *index, rc_error *err)
{
    const block made = {(char *)(uintptr_t)data, size, size, BLOCK_BORROWED, release, context};
    rc_status status;
    rci_store_strings_lock(strings);
    status = find_entry(strings, index, err);
    if (status == RC_OK) {
        set_entry(strings, *index, &made);
    }
    rci_store_strings_unlock(strings);
    return status;
}

/* ------------------------------------------------------------ free pieces */

static size_t class_size(size_t class)
{
    return (4 + class % 4) << (class / 4 + 2);
}

/* The largest class whose size is at most `n`, for n from SMALLEST on. */
static size_t class_below(size_t n)
{
    size_t log = (size_t)(63 - __builtin_clzll(n));
    return (log - 4) * 4 + ((n >> (log - 2)) & 3);
}

/* The smallest class whose size is at least `n`, for n up to RCI_STORE_LONG_STRING. */
static size_t class_above(size_t n)
{
    size_t class = n < SMALLEST ? 0 : class_below(n);
    return class_size(class) < n ? class + 1 : class;
}

static uint64_t link_to(size_t index, size_t offset)
{
    return ((uint64_t)index << 32 | offset) + 1;
}

static void add_free(rci_store_strings *strings, size_t class, size_t index, size_t offset)
{
    memcpy(block_at(strings, index)->data + offset, &strings->free[class],
           sizeof strings->free[class]);
    strings->free[class] = link_to(index, offset);
}

static bool take_free(rci_store_strings *strings, size_t class, size_t *index, size_t *offset)
{
    uint64_t link = strings->free[class];
    if (!link) {
        return false;
    }
    *index = (size_t)((link - 1) >> 32);
    *offset = (size_t)((link - 1) & UINT32_MAX);
    memcpy(&strings->free[class], block_at(strings, *index)->data + *offset, sizeof link);
    return true;
}

/* ------------------------------------------------------------ allocation */

/* Makes *current a block with `n` free bytes. Blocks that were kept by a clear are filled before
   new ones are made. */
static rc_status find_block(rci_store_strings *strings, size_t n, block_use use, size_t *current,
                            rc_error *err)
{
    size_t added = 0;
    rc_status status;
    if (*current != NO_BLOCK) {
        const block *one = block_at(strings, *current);
        if (one->size - one->used >= n) {
            return RC_OK;
        }
    }
    while (strings->n_tried < strings->n_blocks) {
        block *one = block_at(strings, strings->n_tried++);
        if (one->use == BLOCK_UNUSED && one->size >= n) {
            one->use = use;
            *current = strings->n_tried - 1;
            return RC_OK;
        }
    }
    status = add_block(strings, size_of_next(strings, n), use, &added, err);
    if (status == RC_OK) {
        *current = added;
    }
    return status;
}

/* Space for `n` bytes that are kept together. RC_OK; RC_ELIMIT, RC_ENOMEM. */
static rc_status allocate(rci_store_strings *strings, size_t n, block_use use, size_t *index,
                          size_t *offset, rc_error *err)
{
    size_t *current = use == BLOCK_PACKED ? &strings->packed : &strings->rounded;
    rc_status status;
    *offset = 0;
    if (n > RCI_STORE_LONG_STRING) {
        status = add_block(strings, n, BLOCK_SINGLE, index, err);
        if (status == RC_OK) {
            block_at(strings, *index)->used = n;
        }
        return status;
    }
    if (use == BLOCK_ROUNDED) {
        size_t class = class_above(n);
        if (take_free(strings, class, index, offset)) {
            return RC_OK;
        }
        n = class_size(class);
    }
    status = find_block(strings, n, use, current, err);
    if (status == RC_OK) {
        block *one = block_at(strings, *current);
        *index = *current;
        *offset = one->used;
        one->used += n;
    }
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

/* `bytes` may be in the cell itself, or NULL if `n` is 0. */
static void make_inline(unsigned char *made, const char *bytes, size_t n)
{
    memset(made, 0, RCI_STORE_STR_CELL);
    put_u32(made, n);
    if (n > 0) {
        memcpy(made + 4, bytes, n);
    }
}

/* Copies `n` bytes to the heap and makes a cell for them. */
static rc_status make_cell(rci_store_strings *strings, unsigned char *made, const char *bytes,
                           size_t n, block_use use, rc_error *err)
{
    size_t index = 0, offset = 0;
    rc_status status;
    if (n <= RCI_STORE_STR_INLINE) {
        make_inline(made, bytes, n);
        return RC_OK;
    }
    if (n > INT32_MAX) {
        return rci_base_fail(err, RC_ELIMIT, "a string of %zu bytes; str holds up to %d", n,
                             INT32_MAX);
    }
    status = allocate(strings, n, use, &index, &offset, err);
    if (status == RC_OK) {
        memcpy(block_at(strings, index)->data + offset, bytes, n);
        put_u32(made, n);
        memcpy(made + 4, bytes, 4);
        put_u32(made + 8, index);
        put_u32(made + 12, offset);
    }
    return status;
}

void rci_store_strings_refer(void *cell, size_t index, const char *start, const char *bytes,
                             size_t n)
{
    if (n <= RCI_STORE_STR_INLINE) {
        make_inline(cell, bytes, n);
        return;
    }
    put_u32(cell, n);
    memcpy((char *)cell + 4, bytes, 4);
    put_u32((char *)cell + 8, index);
    put_u32((char *)cell + 12, (size_t)(bytes - start));
}

rc_status rci_store_strings_put(rci_store_strings *strings, void *cell, const char *bytes, size_t n,
                                rc_error *err)
{
    unsigned char made[RCI_STORE_STR_CELL];
    rc_status status = make_cell(strings, made, bytes, n, BLOCK_PACKED, err);
    if (status == RC_OK) {
        memcpy(cell, made, sizeof made);
    }
    return status;
}

/* Frees the long string of a cell. */
static void free_string(rci_store_strings *strings, const unsigned char *cell)
{
    size_t n = get_u32(cell), index = get_u32(cell + 8);
    block *one = block_at(strings, index);
    atomic_store_explicit(&strings->has_gaps, true, memory_order_relaxed);
    if (one->use == BLOCK_SINGLE) {
        release_block(strings, index);
        one->used = strings->spare_entry;
        strings->spare_entry = index;
    } else if (one->use == BLOCK_ROUNDED) {
        add_free(strings, class_above(n), index, get_u32(cell + 12));
    } else if (one->use == BLOCK_PACKED && n >= SMALLEST) {
        add_free(strings, class_below(n), index, get_u32(cell + 12));
    }
}

/* Whether a string of `n` bytes fits into the place of the string of a cell, and may be stored
   there: its class is the same. */
static bool fits_in_place(const rci_store_strings *strings, const unsigned char *cell, size_t n)
{
    size_t old = get_u32(cell);
    return old > RCI_STORE_STR_INLINE && n > RCI_STORE_STR_INLINE && n <= RCI_STORE_LONG_STRING &&
           block_at(strings, get_u32(cell + 8))->use == BLOCK_ROUNDED &&
           class_above(old) == class_above(n);
}

rc_status rci_store_strings_replace(rci_store_strings *strings, void *cell, const char *bytes,
                                    size_t n, rc_error *err)
{
    unsigned char made[RCI_STORE_STR_CELL], *out = cell;
    rc_status status;
    if (fits_in_place(strings, cell, n)) {
        char *place = block_at(strings, get_u32(out + 8))->data + get_u32(out + 12);
        memmove(place, bytes, n);
        put_u32(out, n);
        memcpy(out + 4, place, 4);
        return RC_OK;
    }
    status = make_cell(strings, made, bytes, n, BLOCK_ROUNDED, err);
    if (status == RC_OK) {
        rci_store_strings_remove(strings, cell);
        memcpy(cell, made, sizeof made);
    }
    return status;
}

void rci_store_strings_remove(rci_store_strings *strings, void *cell)
{
    if (get_u32(cell) > RCI_STORE_STR_INLINE) {
        free_string(strings, cell);
    }
    memset(cell, 0, RCI_STORE_STR_CELL);
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

size_t rci_store_strings_blocks(rci_store_strings *strings, const void **blocks, int64_t *sizes,
                                size_t most)
{
    size_t n;
    rci_store_strings_lock(strings);
    n = strings->n_blocks;
    for (size_t i = 0; i < n && i < most; i++) {
        const block *one = block_at(strings, i);
        blocks[i] = one->data;
        sizes[i] = one->data ? (int64_t)one->used : 0;
    }
    rci_store_strings_unlock(strings);
    return n;
}

/* --------------------------------------------------------------- memory */

void rci_store_strings_each_block(const rci_store_strings *strings,
                                  void (*visit)(void *context, const void *block, size_t size,
                                                rci_store_strings_part part),
                                  void *context)
{
    visit(context, strings, sizeof *strings, RCI_STORE_STRINGS_TABLE);
    for (size_t part = 0; part < N_PARTS; part++) {
        if (strings->parts[part]) {
            visit(context, strings->parts[part], part_size(part) * sizeof(block),
                  RCI_STORE_STRINGS_TABLE);
        }
    }
    for (size_t i = 0; i < strings->n_blocks; i++) {
        const block *one = block_at(strings, i);
        if (one->data) {
            visit(context, one->data, one->size,
                  one->use == BLOCK_BORROWED ? RCI_STORE_STRINGS_BORROWED : RCI_STORE_STRINGS_TEXT);
        }
    }
}
