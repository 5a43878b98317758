/* account/intern.c - a hash table that is read without a lock and only grows. */
#include "account/intern.h"

#include "account/pages.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* The tables are reserved at once, and use memory only where entries are. */
enum { SLOTS = 1 << 18, MOST_ENTRIES = SLOTS / 2, CHUNK = 256 * 1024 };

typedef _Atomic(rci_account_entry *) slot;

typedef struct intern_tables {
    slot by_hash[SLOTS];
    slot by_id[MOST_ENTRIES];
} intern_tables;

static _Atomic(intern_tables *) tables;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all below, and adding */
static uint32_t n_entries;
static unsigned char *chunk;
static size_t chunk_left;

bool rci_account_intern_start(void)
{
    bool started;
    pthread_mutex_lock(&lock);
    if (!atomic_load(&tables)) {
        atomic_store(&tables, rci_account_pages_take(sizeof(intern_tables)));
    }
    started = atomic_load(&tables) != NULL;
    pthread_mutex_unlock(&lock);
    return started;
}

void rci_account_intern_lock(void)
{
    pthread_mutex_lock(&lock);
}

void rci_account_intern_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

/* FNV-1a over words of 8 bytes, then mixed. */
static uint64_t hash_of(rci_account_entry_type type, const void *bytes, size_t length)
{
    const unsigned char *in = bytes;
    uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ (uint64_t)type, word;
    for (; length >= sizeof word; length -= sizeof word, in += sizeof word) {
        memcpy(&word, in, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    for (; length > 0; length--) {
        hash = (hash ^ *in++) * UINT64_C(0x100000001B3);
    }
    return hash ^ hash >> 32;
}

/* The entry, or NULL with the slot where it belongs. */
static rci_account_entry *find(intern_tables *in, rci_account_entry_type type, uint64_t hash,
                               const void *bytes, size_t length, size_t *at)
{
    rci_account_entry *entry;
    *at = hash % SLOTS;
    while ((entry = atomic_load_explicit(&in->by_hash[*at], memory_order_acquire)) != NULL) {
        if (entry->hash == hash && entry->type == (uint32_t)type && entry->length == length &&
            memcmp(entry->bytes, bytes, length) == 0) {
            return entry;
        }
        *at = (*at + 1) % SLOTS;
    }
    return NULL;
}

/* Memory for an entry; NULL if there is none. The caller holds the lock. */
static rci_account_entry *new_entry(size_t length)
{
    size_t size = (sizeof(rci_account_entry) + length + 15) / 16 * 16;
    rci_account_entry *entry;
    if (size > chunk_left) {
        size_t wanted = size > CHUNK ? size : CHUNK;
        unsigned char *pages = rci_account_pages_take(wanted);
        if (!pages) {
            return NULL;
        }
        chunk = pages;
        chunk_left = wanted;
    }
    entry = (rci_account_entry *)(void *)chunk;
    chunk += size;
    chunk_left -= size;
    return entry;
}

static rci_account_entry *add(intern_tables *in, rci_account_entry_type type, uint64_t hash,
                              const void *bytes, size_t length)
{
    size_t at;
    rci_account_entry *entry = find(in, type, hash, bytes, length, &at);
    if (entry || n_entries + 1 >= MOST_ENTRIES) {
        return entry;
    }
    entry = new_entry(length);
    if (!entry) {
        return NULL;
    }
    entry->hash = hash;
    entry->id = ++n_entries;
    entry->type = (uint32_t)type;
    entry->length = length;
    memcpy(entry->bytes, bytes, length);
    atomic_store_explicit(&in->by_id[entry->id], entry, memory_order_release);
    atomic_store_explicit(&in->by_hash[at], entry, memory_order_release);
    return entry;
}

uint32_t rci_account_intern(rci_account_entry_type type, const void *bytes, size_t length)
{
    intern_tables *in = atomic_load_explicit(&tables, memory_order_acquire);
    uint64_t hash = hash_of(type, bytes, length);
    rci_account_entry *entry;
    size_t at;
    if (!in) {
        return 0;
    }
    entry = find(in, type, hash, bytes, length, &at);
    if (!entry) {
        pthread_mutex_lock(&lock);
        entry = add(in, type, hash, bytes, length);
        pthread_mutex_unlock(&lock);
    }
    return entry ? entry->id : 0;
}

const rci_account_entry *rci_account_interned(uint32_t id)
{
    intern_tables *in = atomic_load_explicit(&tables, memory_order_acquire);
    return in && id > 0 && id < MOST_ENTRIES
               ? atomic_load_explicit(&in->by_id[id], memory_order_acquire)
               : NULL;
}
