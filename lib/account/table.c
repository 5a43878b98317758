/* account/table.c - hash tables of blocks with linear probing, one for each shard. */
#include "account/table.h"

#include <pthread.h>
#include <string.h>

enum { N_SHARDS = 32, FIRST_CAPACITY = 256 };

typedef struct shard {
    _Alignas(64) pthread_mutex_t lock; /* guards all below */
    rci_account_block *blocks;
    size_t capacity; /* a power of two, or 0 */
    size_t n;
} shard;

static shard shards[N_SHARDS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_locks(void)
{
    for (size_t i = 0; i < N_SHARDS; i++) {
        pthread_mutex_init(&shards[i].lock, NULL);
    }
}

static uint64_t hash_of(const void *address)
{
    /* The low bits of an address are zero. */
    return ((uint64_t)(uintptr_t)address >> 4) * UINT64_C(0x9E3779B97F4A7C15);
}

static shard *lock_shard(uint64_t hash)
{
    shard *one = &shards[hash >> 59];
    pthread_once(&once, make_locks);
    pthread_mutex_lock(&one->lock);
    return one;
}

static size_t first_slot(const shard *one, uint64_t hash)
{
    return (size_t)(hash >> 20) & (one->capacity - 1);
}

/* The slot of a block, or the empty one where it belongs. The capacity is not 0. */
static size_t find_slot(const shard *one, const void *address)
{
    size_t at = first_slot(one, hash_of(address));
    while (one->blocks[at].address && one->blocks[at].address != address) {
        at = (at + 1) & (one->capacity - 1);
    }
    return at;
}

static bool grow(shard *one)
{
    rci_account_block *old = one->blocks;
    size_t old_capacity = one->capacity;
    size_t capacity = old_capacity ? 2 * old_capacity : FIRST_CAPACITY;
    rci_account_block *blocks = rci_account_pages_take(capacity * sizeof *blocks);
    if (!blocks) {
        return false;
    }
    one->blocks = blocks;
    one->capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].address) {
            blocks[find_slot(one, old[i].address)] = old[i];
        }
    }
    rci_account_pages_give(old, old_capacity * sizeof *old);
    return true;
}

bool rci_account_table_add(const rci_account_block *block)
{
    shard *one = lock_shard(hash_of(block->address));
    bool added = one->n < one->capacity / 2 || grow(one) || one->n + 1 < one->capacity;
    if (added) {
        size_t at = find_slot(one, block->address);
        one->n += one->blocks[at].address == NULL;
        one->blocks[at] = *block;
    }
    pthread_mutex_unlock(&one->lock);
    return added;
}

/* Moves blocks that are found by way of the slot `hole` to it (D. Knuth, The Art of Computer
   Programming, volume 3, 6.4, algorithm R). */
static void close_hole(shard *one, size_t hole)
{
    size_t mask = one->capacity - 1, at = hole;
    for (;;) {
        size_t home;
        at = (at + 1) & mask;
        if (!one->blocks[at].address) {
            break;
        }
        home = first_slot(one, hash_of(one->blocks[at].address));
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            one->blocks[hole] = one->blocks[at];
            hole = at;
        }
    }
    one->blocks[hole].address = NULL;
}

bool rci_account_table_remove(const void *address, rci_account_block *block)
{
    shard *one = lock_shard(hash_of(address));
    size_t at = one->capacity ? find_slot(one, address) : 0;
    bool found = one->capacity && one->blocks[at].address;
    if (found) {
        *block = one->blocks[at];
        close_hole(one, at);
        one->n--;
    }
    pthread_mutex_unlock(&one->lock);
    return found;
}

bool rci_account_table_find(const void *address, rci_account_block *block)
{
    shard *one = lock_shard(hash_of(address));
    size_t at = one->capacity ? find_slot(one, address) : 0;
    bool found = one->capacity && one->blocks[at].address;
    if (found) {
        *block = one->blocks[at];
    }
    pthread_mutex_unlock(&one->lock);
    return found;
}

void rci_account_table_label(const void *address, uint32_t dtype, uint64_t records)
{
    shard *one = lock_shard(hash_of(address));
    size_t at = one->capacity ? find_slot(one, address) : 0;
    if (one->capacity && one->blocks[at].address) {
        one->blocks[at].dtype = dtype;
        one->blocks[at].records = records;
    }
    pthread_mutex_unlock(&one->lock);
}

static bool copy_shard(const shard *one, rci_account_buffer *blocks)
{
    if (!rci_account_buffer_reserve(blocks, one->n * sizeof *one->blocks)) {
        return false;
    }
    for (size_t i = 0; i < one->capacity; i++) {
        if (one->blocks[i].address) {
            memcpy(blocks->data + blocks->length, &one->blocks[i], sizeof one->blocks[i]);
            blocks->length += sizeof one->blocks[i];
        }
    }
    return true;
}

/* All blocks of one moment: the locks are held together. */
bool rci_account_table_copy(rci_account_buffer *blocks)
{
    size_t n = 0;
    bool copied;
    rci_account_table_lock();
    for (size_t i = 0; i < N_SHARDS; i++) {
        n += shards[i].n;
    }
    copied = rci_account_buffer_reserve(blocks, n * sizeof(rci_account_block));
    for (size_t i = 0; i < N_SHARDS && copied; i++) {
        copied = copy_shard(&shards[i], blocks);
    }
    rci_account_table_unlock();
    return copied;
}

void rci_account_table_clear(void)
{
    rci_account_table_lock();
    for (size_t i = 0; i < N_SHARDS; i++) {
        shard *one = &shards[i];
        rci_account_pages_give(one->blocks, one->capacity * sizeof *one->blocks);
        one->blocks = NULL;
        one->capacity = one->n = 0;
    }
    rci_account_table_unlock();
}

void rci_account_table_lock(void)
{
    pthread_once(&once, make_locks);
    for (size_t i = 0; i < N_SHARDS; i++) {
        pthread_mutex_lock(&shards[i].lock);
    }
}

void rci_account_table_unlock(void)
{
    for (size_t i = N_SHARDS; i > 0; i--) {
        pthread_mutex_unlock(&shards[i - 1].lock);
    }
}
