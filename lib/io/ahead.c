/* io/ahead.c - decompression on a thread of its own, ahead of the thread that reads. */
#include "io/ahead.h"

#include "base/alloc.h"
#include "base/caller.h"
#include "base/error.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

/* A buffer is as large as what readers take at once. */
enum { BUFFERS = 4, BUFFER = 1 << 18 };

typedef struct buffer {
    size_t length;
    size_t taken;
    uint64_t stored; /* bytes of the compressed input that were used up to its end */
    unsigned char bytes[BUFFER];
} buffer;

struct rci_io_ahead {
    const rc_allocator *allocator;
    rci_io_decompress *from;
    bool stoppable;
    bool opened; /* the thread was started, or could not be */
    bool threaded;
    pthread_t thread;
    rci_base_caller caller;
    uint64_t returned; /* bytes that were read */
    uint64_t stored;   /* bytes of the compressed input that were used for them: atomic */
    uint64_t size;     /* of that input */
    pthread_mutex_t lock;
    pthread_cond_t filled; /* or the end, or `idle` */
    pthread_cond_t freed;  /* or `closing` */
    unsigned first, count; /* the buffers that are full; guarded by the lock from here on */
    uint64_t used;         /* bytes of the compressed input, by the thread */
    bool ended;            /* nothing comes after them, or */
    rc_error failure;      /* this */
    bool idle;             /* the thread waits for input */
    bool closing;
    buffer buffers[BUFFERS];
};

rci_io_ahead *rci_io_ahead_open(rci_io_decompress *from, bool stoppable, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_io_ahead *self = rci_base_alloc_as(allocator, RC_MEMORY_READER, sizeof *self, err);
    if (self) {
        memset(self, 0, offsetof(rci_io_ahead, buffers));
        self->allocator = allocator;
        self->from = from;
        (void)rci_io_decompress_used(from, &self->size);
        self->stoppable = stoppable;
        self->caller = rci_base_caller_for_worker();
        rc_error_clear(&self->failure);
        pthread_mutex_init(&self->lock, NULL);
        pthread_cond_init(&self->filled, NULL);
        pthread_cond_init(&self->freed, NULL);
    }
    return self;
}

/* ---------------------------------------------------------------- the thread */

static void will_wait(void *context)
{
    rci_io_ahead *self = context;
    pthread_mutex_lock(&self->lock);
    self->idle = true;
    pthread_cond_signal(&self->filled);
    pthread_mutex_unlock(&self->lock);
}

/* The next buffer to be filled, or NULL at the end. */
static buffer *wait_for_room(rci_io_ahead *self)
{
    buffer *found = NULL;
    pthread_mutex_lock(&self->lock);
    while (self->count == BUFFERS && !self->closing) {
        pthread_cond_wait(&self->freed, &self->lock);
    }
    if (!self->closing && !self->ended) {
        found = &self->buffers[(self->first + self->count) % BUFFERS];
    }
    pthread_mutex_unlock(&self->lock);
    return found;
}

/* Fills a buffer, and hands it on. */
static void fill(rci_io_ahead *self, buffer *into)
{
    rc_error error = RC_ERROR_INIT;
    size_t got;
    bool ended;
    rc_status status = rci_io_decompress_run(self->from, into->bytes, BUFFER, &got, &ended, &error);
    uint64_t size;
    into->length = got;
    into->taken = 0;
    into->stored = rci_io_decompress_used(self->from, &size);
    pthread_mutex_lock(&self->lock);
    self->count += got > 0;
    self->ended = ended || status != RC_OK;
    self->used = into->stored;
    self->failure = error;
    self->idle = false;
    pthread_cond_signal(&self->filled);
    pthread_mutex_unlock(&self->lock);
}

static void *run_thread(void *context)
{
    rci_io_ahead *self = context;
    buffer *next;
    *rci_base_caller_own() = self->caller;
    while ((next = wait_for_room(self)) != NULL) {
        fill(self, next);
    }
    return NULL;
}

static void start(rci_io_ahead *self)
{
    sigset_t all, before;
    self->opened = true;
    if (!self->stoppable) {
        return;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rci_io_decompress_on_wait(self->from, will_wait, self);
    self->threaded = pthread_create(&self->thread, NULL, run_thread, self) == 0;
    if (!self->threaded) {
        rci_io_decompress_on_wait(self->from, NULL, NULL);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* ----------------------------------------------------------------- reading */

/* Waits for a full buffer; if `at_once`, only while the thread does not wait itself. NULL: there is
   none, and perhaps that is the end. */
static buffer *wait_for_bytes(rci_io_ahead *self, bool at_once, bool *at_end)
{
    buffer *found;
    pthread_mutex_lock(&self->lock);
    while (self->count == 0 && !self->ended && !(at_once && self->idle)) {
        pthread_cond_wait(&self->filled, &self->lock);
    }
    found = self->count > 0 ? &self->buffers[self->first] : NULL;
    *at_end = !found && self->ended;
    pthread_mutex_unlock(&self->lock);
    return found;
}

/* The first full buffer is empty. */
static void give_back(rci_io_ahead *self)
{
    pthread_mutex_lock(&self->lock);
    self->first = (self->first + 1) % BUFFERS;
    self->count--;
    pthread_cond_signal(&self->freed);
    pthread_mutex_unlock(&self->lock);
}

static size_t take(rci_io_ahead *self, buffer *from, unsigned char *to, size_t size)
{
    const size_t left = from->length - from->taken, n = size < left ? size : left;
    memcpy(to, from->bytes + from->taken, n);
    from->taken += n;
    if (from->taken == from->length) {
        __atomic_store_n(&self->stored, from->stored, __ATOMIC_RELAXED);
        give_back(self);
    }
    return n;
}

/* Reads what the thread has decompressed. */
static bool read_behind(rci_io_ahead *self, unsigned char *to, size_t size, size_t *got,
                        bool waiting)
{
    bool at_end = false;
    while (*got < size) {
        buffer *next = wait_for_bytes(self, waiting && *got > 0, &at_end);
        if (!next) {
            break;
        }
        *got += take(self, next, to + *got, size - *got);
    }
    return at_end;
}

/* The same without a thread. */
static bool read_directly(rci_io_ahead *self, unsigned char *to, size_t size, size_t *got,
                          bool waiting)
{
    while (*got < size && !self->ended && !(waiting && *got > 0)) {
        size_t some;
        const rc_status status = rci_io_decompress_run(self->from, to + *got, size - *got, &some,
                                                       &self->ended, &self->failure);
        self->ended = self->ended || status != RC_OK;
        *got += some;
        __atomic_store_n(&self->stored, rci_io_decompress_used(self->from, &self->size),
                         __ATOMIC_RELAXED);
    }
    return *got < size && self->ended;
}

/* The failure, whose place is the end of what was decompressed, unless that was the end. */
static rc_status finish(const rci_io_ahead *self, rc_error *err)
{
    const rc_status status = self->failure.status;
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = self->failure;
        err->byte = self->returned;
    }
    return status;
}

static rc_status read_some(rci_io_ahead *self, void *to, size_t size, size_t *got, bool waiting,
                           bool *ended, rc_error *err)
{
    bool at_end;
    if (!self->opened) {
        start(self);
    }
    *got = 0;
    at_end = self->threaded ? read_behind(self, to, size, got, waiting)
                            : read_directly(self, to, size, got, waiting);
    self->returned += *got;
    if (at_end && self->threaded) { /* what is after the data was used, too */
        __atomic_store_n(&self->stored, self->used, __ATOMIC_RELAXED);
    }
    *ended = at_end && self->failure.status == RC_OK;
    if (!at_end || (waiting && *got > 0)) {
        return RC_OK; /* a failure is returned by the next call */
    }
    return finish(self, err);
}

rc_status rci_io_ahead_read(void *ahead, void *to, size_t size, size_t *got, rc_error *err)
{
    bool ended;
    return read_some(ahead, to, size, got, false, &ended, err);
}

rc_status rci_io_ahead_read_waiting(void *ahead, void *to, size_t size, size_t *got, bool *ended,
                                    rc_error *err)
{
    return read_some(ahead, to, size, got, true, ended, err);
}

uint64_t rci_io_ahead_stored(void *ahead, uint64_t *size)
{
    const rci_io_ahead *self = ahead;
    *size = self->size;
    return __atomic_load_n(&self->stored, __ATOMIC_RELAXED);
}

bool rci_io_ahead_is_waiting(void *ahead)
{
    rci_io_ahead *self = ahead;
    bool waiting;
    if (!self->threaded) {
        return self->ended || rci_io_decompress_is_waiting(self->from);
    }
    pthread_mutex_lock(&self->lock);
    waiting = self->count > 0 || self->ended || !self->idle;
    pthread_mutex_unlock(&self->lock);
    return waiting;
}

void rci_io_ahead_close(void *ahead)
{
    rci_io_ahead *self = ahead;
    if (self->threaded) {
        pthread_mutex_lock(&self->lock);
        self->closing = true;
        pthread_cond_signal(&self->freed);
        pthread_mutex_unlock(&self->lock);
        rci_io_decompress_stop(self->from);
        pthread_join(self->thread, NULL);
    }
    rci_io_decompress_close(self->from);
    pthread_cond_destroy(&self->filled);
    pthread_cond_destroy(&self->freed);
    pthread_mutex_destroy(&self->lock);
    rci_base_free_as(self->allocator, RC_MEMORY_READER, self, sizeof *self);
}
