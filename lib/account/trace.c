/* account/trace.c - remembers who allocated each block while tracing is on. */
#include "account/trace.h"

#include "account/frames.h"
#include "account/intern.h"
#include "base/alloc.h"
#include "base/caller.h"
#include "base/error.h"

#include <pthread.h>
#include <string.h>

atomic_bool rci_account_tracing;
_Atomic uint64_t rci_account_lost;

static atomic_uint n_frames;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of starting and stopping */

/* -------------------------------------------------------- the calling thread */

enum { CACHED_SITES = 8, MOST_FILE = 1024 };

typedef struct cached_site {
    const char *file;
    int line;
    uint32_t id;
} cached_site;

typedef struct thread_state {
    cached_site sites[CACHED_SITES];
    rci_account_block moving; /* the block that is being resized */
} thread_state;

static __thread thread_state state;

void rc_memory_set_site(const char *file, int line)
{
    rci_base_caller *caller = rci_base_caller_own();
    caller->file = file;
    caller->line = line;
}

void rc_memory_tag_push(const char *tag)
{
    rci_base_caller *caller = rci_base_caller_own();
    if (caller->depth < RCI_BASE_CALLER_TAGS) {
        caller->tags[caller->depth] = tag;
        caller->tag_id = 0;
    }
    caller->depth++;
}

void rc_memory_tag_pop(void)
{
    rci_base_caller *caller = rci_base_caller_own();
    if (caller->depth > 0) {
        caller->depth--;
        caller->tag_id = 0;
    }
}

static uint32_t current_tag(void)
{
    rci_base_caller *caller = rci_base_caller_own();
    const char *tag = rci_base_caller_tag(caller);
    if (tag && caller->tag_id == 0) {
        caller->tag_id = rci_account_intern(RCI_ACCOUNT_TAG, tag, strlen(tag) + 1);
    }
    return tag ? caller->tag_id : 0;
}

static uint32_t intern_site(const char *file, int line)
{
    union {
        rci_account_site site;
        char bytes[sizeof(rci_account_site) + MOST_FILE];
    } key;
    size_t length = strlen(file);
    length = length < MOST_FILE ? length : MOST_FILE - 1;
    key.site.line = line;
    memcpy(key.bytes + sizeof(rci_account_site), file, length);
    key.bytes[sizeof(rci_account_site) + length] = '\0';
    return rci_account_intern(RCI_ACCOUNT_SITE, key.bytes, sizeof(rci_account_site) + length + 1);
}

static uint32_t current_site(void)
{
    const char *file = rci_base_caller_own()->file;
    int line = rci_base_caller_own()->line;
    cached_site *cached = &state.sites[((uintptr_t)file / 8 + (unsigned)line) % CACHED_SITES];
    if (!file) {
        return 0;
    }
    if (cached->file != file || cached->line != line || cached->id == 0) {
        *cached = (cached_site){file, line, intern_site(file, line)};
    }
    return cached->id;
}

static uint32_t current_stack(void)
{
    void *frames[RC_MEMORY_MAX_FRAMES];
    unsigned most = atomic_load_explicit(&n_frames, memory_order_relaxed);
    size_t n = most > 0 ? rci_account_frames(frames, most) : 0;
    return n > 0 ? rci_account_intern(RCI_ACCOUNT_STACK, frames, n * sizeof frames[0]) : 0;
}

/* ------------------------------------------------------------- the blocks */

static void remember(const rci_account_block *block)
{
    if (!rci_account_table_add(block)) {
        atomic_fetch_add_explicit(&rci_account_lost, 1, memory_order_relaxed);
    }
}

static void added(void *memory, size_t size, rc_memory_kind kind)
{
    rci_account_block block = {.address = memory, .size = size, .kind = kind};
    block.site = current_site();
    block.tag = current_tag();
    block.stack = current_stack();
    remember(&block);
}

static void removed(void *memory)
{
    rci_account_block block;
    rci_account_table_remove(memory, &block);
}

static void moving(void *memory)
{
    if (!rci_account_table_remove(memory, &state.moving)) {
        state.moving.address = NULL;
    }
}

/* A block that was resized belongs to the caller who did so, and keeps its dtype. */
static void moved(void *memory, size_t size, rc_memory_kind kind)
{
    rci_account_block block = state.moving;
    bool known = block.address != NULL;
    block.address = memory;
    if (known && block.size == size) { /* it could not be resized */
        remember(&block);
        return;
    }
    if (!known) {
        block = (rci_account_block){.address = memory};
    }
    block.size = size;
    block.kind = kind;
    block.site = rci_base_caller_own()->file || !known ? current_site() : block.site;
    block.tag = current_tag();
    block.stack = current_stack();
    remember(&block);
}

static const rci_base_trace functions = {added, removed, moving, moved};

/* ----------------------------------------------------------- on and off */

/* A child process must not find a lock that another thread of its parent held. */
static void before_fork(void)
{
    pthread_mutex_lock(&lock);
    rci_account_intern_lock();
    rci_account_table_lock();
}

static void after_fork(void)
{
    rci_account_table_unlock();
    rci_account_intern_unlock();
    pthread_mutex_unlock(&lock);
}

static void watch_fork(void)
{
    pthread_atfork(before_fork, after_fork, after_fork);
}

rc_status rci_account_trace_on(unsigned frames, rc_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!rci_account_intern_start()) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory: no tables for tracing");
    }
    pthread_once(&once, watch_fork);
    if (frames > 0) {
        rci_account_frames_start();
    }
    pthread_mutex_lock(&lock);
    atomic_store(&n_frames, frames);
    if (!atomic_load(&rci_account_tracing)) {
        rci_account_table_clear();
        atomic_store(&rci_account_lost, 0);
        atomic_store(&rci_account_tracing, true);
        rci_base_set_trace(&functions);
    }
    pthread_mutex_unlock(&lock);
    return RC_OK;
}

void rc_memory_trace_stop(void)
{
    pthread_mutex_lock(&lock);
    atomic_store(&rci_account_tracing, false);
    rci_base_set_trace(NULL);
    rci_account_table_clear();
    pthread_mutex_unlock(&lock);
}

int rc_memory_trace_is_on(void)
{
    return atomic_load(&rci_account_tracing);
}

rc_status rci_account_check_tracing(rc_error *err)
{
    return atomic_load(&rci_account_tracing)
               ? RC_OK
               : rci_base_fail(err, RC_EARG,
                               "tracing is off (call rc_memory_trace_start before, or set the "
                               "environment variable ROWCOL_TRACE)");
}

/* ----------------------------------------------------------------- sites */

void rci_account_site_of(const rci_account_block *block, rc_memory_site *site)
{
    const rci_account_entry *entry = rci_account_interned(block->site);
    const rci_account_entry *tag = rci_account_interned(block->tag);
    const rci_account_entry *stack = rci_account_interned(block->stack);
    if (entry) {
        const rci_account_site *found = (const rci_account_site *)(const void *)entry->bytes;
        site->file = found->file;
        site->line = found->line;
    }
    if (tag) {
        site->tag = (const char *)tag->bytes;
    }
    if (stack) {
        site->nframes = (int)(stack->length / sizeof(void *));
        memcpy(site->frames, stack->bytes, stack->length);
    }
}
