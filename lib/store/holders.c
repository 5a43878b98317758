/* store/holders.c - lists the stores that hold a buffer. */
#include "store/holders.h"

#include "account/trace.h"
#include "base/error.h"
#include "base/options.h"
#include "store/field_handle.h"
#include "store/label.h"
#include "store/store_impl.h"

#include <pthread.h>
#include <rowcol/memory.h>
#include <string.h>

/* ----------------------------------------------------------------- locks */

/* A lock guards the lists of many buffers. A buffer with one reference needs none: no other thread
   can find it. */
enum { N_LOCKS = 16 };

static pthread_mutex_t locks[N_LOCKS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void lock_all(void)
{
    for (size_t i = 0; i < N_LOCKS; i++) {
        pthread_mutex_lock(&locks[i]);
    }
}

static void unlock_all(void)
{
    for (size_t i = 0; i < N_LOCKS; i++) {
        pthread_mutex_unlock(&locks[i]);
    }
}

/* A child process must not find a lock that another thread of its parent held. */
static void make_locks(void)
{
    for (size_t i = 0; i < N_LOCKS; i++) {
        pthread_mutex_init(&locks[i], NULL);
    }
    pthread_atfork(lock_all, unlock_all, unlock_all);
}

static pthread_mutex_t *lock_of(const rci_store_buffer *buffer)
{
    pthread_once(&once, make_locks);
    return &locks[((uintptr_t)buffer / RCI_STORE_BUFFER_ALIGN) % N_LOCKS];
}

/* ----------------------------------------------------------------- lists */

static void add_first(rc_store *store)
{
    rci_store_holder *holder = &store->holder, *next = store->storage.buffer->holders;
    *holder = (rci_store_holder){NULL, next, store, holder->is_slice};
    if (next) {
        next->previous = holder;
    }
    store->storage.buffer->holders = holder;
}

void rci_store_hold(rc_store *store)
{
    store->holder.is_slice = false;
    add_first(store);
}

void rci_store_hold_too(rc_store *store)
{
    pthread_mutex_t *lock = lock_of(store->storage.buffer);
    store->holder.is_slice = true;
    pthread_mutex_lock(lock);
    add_first(store);
    pthread_mutex_unlock(lock);
}

static void remove_from_list(rc_store *store)
{
    const rci_store_holder *holder = &store->holder;
    if (holder->next) {
        holder->next->previous = holder->previous;
    }
    if (holder->previous) {
        holder->previous->next = holder->next;
    } else {
        store->storage.buffer->holders = holder->next;
    }
}

void rci_store_let_go(rc_store *store)
{
    rci_store_buffer *buffer = store->storage.buffer;
    if (!store->holder.store) {
        return;
    }
    if (rci_store_buffer_is_shared(buffer)) {
        pthread_mutex_t *lock = lock_of(buffer);
        pthread_mutex_lock(lock);
        remove_from_list(store);
        pthread_mutex_unlock(lock);
    } else {
        buffer->holders = NULL;
    }
    memset(&store->holder, 0, sizeof store->holder);
}

/* --------------------------------------------------------------- queries */

/* Holder `i`, the oldest first; NULL if there are not so many. The caller holds the lock. */
static const rci_store_holder *holder_at(const rci_store_buffer *buffer, size_t i)
{
    const rci_store_holder *holder = buffer->holders;
    while (holder && holder->next) {
        holder = holder->next;
    }
    while (holder && i > 0) {
        holder = holder->previous;
        i--;
    }
    return holder;
}

static void describe(const rci_store_holder *holder, rc_memory_holder *found)
{
    const rc_store *store = holder->store;
    found->kind = holder->is_slice ? RC_HOLDER_SLICE : RC_HOLDER_STORE;
    found->references = rc_store_references(store);
    found->first = store->storage.first;
    found->length = store->length;
    rci_store_label_text(store->schema->dtype, found->dtype, sizeof found->dtype);
}

/* False: there are not so many holders. */
static bool find(const rc_store *store, size_t i, rc_memory_holder *found, const rc_store **address)
{
    const rci_store_buffer *buffer = store->storage.buffer;
    pthread_mutex_t *lock = lock_of(buffer);
    const rci_store_holder *holder;
    pthread_mutex_lock(lock);
    holder = holder_at(buffer, i);
    if (holder) {
        *address = holder->store;
        describe(holder, found);
    }
    pthread_mutex_unlock(lock);
    return holder != NULL;
}

/* Fills in who allocated a store, if that is known. */
static void find_site(const rc_store *store, rc_memory_holder *found)
{
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rci_account_block block;
    if (rci_account_is_tracing() && rci_account_table_find(store, &block)) {
        rci_account_site_of(&block, &site);
        found->file = site.file;
        found->line = site.line;
        found->tag = site.tag;
    }
}

rc_status rc_store_data_holder(const rc_store *store, size_t i, rc_memory_holder *holder,
                               rc_error *err)
{
    rc_memory_holder known = RC_MEMORY_HOLDER_INIT;
    const rc_store *address;
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_store_check_result(holder, err);
    }
    if (status == RC_OK) {
        status = rci_base_options(&known, sizeof known, holder, "rc_memory_holder", err);
    }
    if (status != RC_OK) {
        return status;
    }
    known = (rc_memory_holder)RC_MEMORY_HOLDER_INIT;
    if (!find(store, i, &known, &address)) {
        return rci_base_fail(err, RC_EINDEX, "holder %zu of memory that has fewer", i);
    }
    known.is_self = address == store;
    find_site(address, &known);
    known.size = holder->size;
    memcpy(holder, &known, known.size);
    return RC_OK;
}
