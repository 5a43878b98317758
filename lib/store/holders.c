/* store/holders.c - lists the stores that hold a buffer. */
#include "store/store_impl.h"

#include <pthread.h>
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
    } /* else the buffer is released with its list */
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

bool rci_store_look_at_holder(const rci_store_buffer *buffer, size_t i,
                              rci_store_holder_visitor *visit, void *context)
{
    pthread_mutex_t *lock = lock_of(buffer);
    const rci_store_holder *holder;
    pthread_mutex_lock(lock);
    holder = holder_at(buffer, i);
    if (holder) {
        visit(context, holder);
    }
    pthread_mutex_unlock(lock);
    return holder != NULL;
}
