/*
 * base/alloc.c - the allocator in use, and the one place where memory is taken, counted, limited
 * and traced.
 */
#include "base/alloc.h"

#include "base/check.h"
#include "base/count.h"
#include "base/error.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Not inline: a compiler may turn malloc and memset into calloc. */
static __attribute__((noinline)) void *clear(void *memory, size_t size)
{
    return memory ? memset(memory, 0, size) : NULL;
}

/* glibc before 2.41 has a cache of small blocks for malloc, but not for calloc. */
static void *system_alloc(void *context, size_t size, int zero)
{
    enum { SMALL = 1024 };
    (void)context;
    if (!zero) {
        return malloc(size);
    }
    return size > SMALL ? calloc(1, size) : clear(malloc(size), size);
}

static void *system_realloc(void *context, void *memory, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    return realloc(memory, new_size);
}

static void system_release(void *context, void *memory, size_t size)
{
    (void)context;
    (void)size;
    free(memory);
}

static const rc_allocator system_allocator = {NULL, system_alloc, system_realloc, system_release};

static const rc_allocator *_Atomic current = &system_allocator;

void rc_set_allocator(const rc_allocator *allocator)
{
    atomic_store(&current, allocator ? allocator : &system_allocator);
}

const rc_allocator *rc_get_allocator(void)
{
    return atomic_load(&current);
}

bool rci_base_is_system_allocator(const rc_allocator *allocator)
{
    return allocator == &system_allocator;
}

/* What the thread has entered, or NULL. */
static __thread const rc_allocator *entered __attribute__((tls_model("initial-exec")));

const rc_allocator *rci_base_enter_allocator(const rc_allocator *allocator)
{
    const rc_allocator *before = entered;
    entered = allocator;
    return before;
}

const rc_allocator *rci_base_working_allocator(void)
{
    return entered ? entered : rc_get_allocator();
}

static size_t at_least_one(size_t size)
{
    return size ? size : 1;
}

static void *refused(size_t size, rc_error *err)
{
    rci_base_fail(err, RC_ENOMEM, "out of memory: %zu bytes were refused", size);
    return NULL;
}

/* Tracing, or NULL while it is off. */
static const rci_base_trace *_Atomic trace;

void rci_base_set_trace(const rci_base_trace *functions)
{
    atomic_store_explicit(&trace, functions, memory_order_release);
}

/* If the trace was switched off between, the function that is called ignores the block. */
static inline const rci_base_trace *tracing(void)
{
    return atomic_load_explicit(&trace, memory_order_acquire);
}

static inline bool limited(void)
{
    return __builtin_expect(atomic_load_explicit(&rci_base_count_limit, memory_order_relaxed) != 0,
                            0);
}

static void *take_under_limit(const rc_allocator *allocator, rc_memory_kind kind, size_t size,
                              int zero, rc_error *err)
{
    void *memory;
    if (!rci_base_count_reserve(size, err)) {
        return NULL;
    }
    memory = allocator->alloc(allocator->context, size, zero);
    if (memory) {
        rci_base_count_add(kind, size);
    }
    rci_base_count_settle(size);
    return memory ? memory : refused(size, err);
}

static void *take(const rc_allocator *allocator, rc_memory_kind kind, size_t size, int zero,
                  rc_error *err)
{
    const rci_base_trace *on;
    void *memory;
    size_t bytes = at_least_one(size);
    if (limited()) {
        memory = take_under_limit(allocator, kind, bytes, zero, err);
    } else {
        memory = allocator->alloc(allocator->context, bytes, zero);
        if (memory) {
            rci_base_count_add(kind, bytes);
        } else {
            refused(size, err);
        }
    }
    on = tracing();
    if (__builtin_expect(on != NULL, 0) && memory) {
        on->added(memory, bytes, kind);
    }
    return memory;
}

void *rci_base_alloc_as(const rc_allocator *allocator, rc_memory_kind kind, size_t size,
                        rc_error *err)
{
    return take(allocator, kind, size, 0, err);
}

void *rci_base_zalloc_as(const rc_allocator *allocator, rc_memory_kind kind, size_t size,
                         rc_error *err)
{
    return take(allocator, kind, size, 1, err);
}

void *rci_base_zalloc_array_as(const rc_allocator *allocator, rc_memory_kind kind, size_t count,
                               size_t size, rc_error *err)
{
    size_t total;
    if (rci_base_mul_overflows(count, size, &total)) {
        rci_base_fail(err, RC_ELIMIT, "%zu items of %zu bytes are more than memory can address",
                      count, size);
        return NULL;
    }
    return take(allocator, kind, total, 1, err);
}

void *rci_base_realloc_as(const rc_allocator *allocator, rc_memory_kind kind, void *memory,
                          size_t old_size, size_t new_size, rc_error *err)
{
    const rci_base_trace *on;
    size_t old_bytes = at_least_one(old_size), bytes = at_least_one(new_size);
    size_t more = bytes > old_bytes ? bytes - old_bytes : 0;
    bool reserve = limited() && more > 0;
    void *moved;
    if (!memory) {
        return rci_base_alloc_as(allocator, kind, new_size, err);
    }
    if (reserve && !rci_base_count_reserve(more, err)) {
        return NULL;
    }
    on = tracing();
    if (__builtin_expect(on != NULL, 0)) {
        on->moving(memory);
    }
    moved = allocator->realloc(allocator->context, memory, old_bytes, bytes);
    if (moved) {
        rci_base_count_remove(kind, old_bytes);
        rci_base_count_add(kind, bytes);
    } else {
        refused(new_size, err);
    }
    if (reserve) {
        rci_base_count_settle(more);
    }
    if (__builtin_expect(on != NULL, 0)) {
        on->moved(moved ? moved : memory, moved ? bytes : old_bytes, kind);
    }
    return moved;
}

void rci_base_free_as(const rc_allocator *allocator, rc_memory_kind kind, void *memory, size_t size)
{
    const rci_base_trace *on;
    if (!memory) {
        return;
    }
    on = tracing();
    if (__builtin_expect(on != NULL, 0)) {
        on->removed(memory);
    }
    allocator->release(allocator->context, memory, at_least_one(size));
    rci_base_count_remove(kind, at_least_one(size));
}

/* ------------------------------------------- memory that a call needs until it returns */

void *rci_base_alloc(const rc_allocator *allocator, size_t size, rc_error *err)
{
    return rci_base_alloc_as(allocator, RC_MEMORY_OTHER, size, err);
}

void *rci_base_zalloc(const rc_allocator *allocator, size_t size, rc_error *err)
{
    return rci_base_zalloc_as(allocator, RC_MEMORY_OTHER, size, err);
}

void *rci_base_zalloc_array(const rc_allocator *allocator, size_t count, size_t size, rc_error *err)
{
    return rci_base_zalloc_array_as(allocator, RC_MEMORY_OTHER, count, size, err);
}

void *rci_base_realloc(const rc_allocator *allocator, void *memory, size_t old_size,
                       size_t new_size, rc_error *err)
{
    return rci_base_realloc_as(allocator, RC_MEMORY_OTHER, memory, old_size, new_size, err);
}

void rci_base_free(const rc_allocator *allocator, void *memory, size_t size)
{
    rci_base_free_as(allocator, RC_MEMORY_OTHER, memory, size);
}

/* Stored before the text that a caller releases with rc_text_free. */
typedef struct text_head {
    const rc_allocator *allocator;
    size_t size;
} text_head;

/* Memory for text of `length` bytes and a NUL. */
static char *new_text(size_t length, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    size_t size;
    text_head *head;
    if (rci_base_add_overflows(length, sizeof(text_head) + 1, &size)) {
        rci_base_fail(err, RC_ELIMIT, "text of %zu bytes is more than memory can address", length);
        return NULL;
    }
    head = rci_base_alloc_as(allocator, RC_MEMORY_TEXT, size, err);
    if (!head) {
        return NULL;
    }
    head->allocator = allocator;
    head->size = size;
    return (char *)(head + 1);
}

char *rci_base_text_copy(const char *text, size_t length, rc_error *err)
{
    char *copy = new_text(length, err);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

void rc_text_free(char *text)
{
    if (text) {
        text_head *head = (text_head *)(void *)(text - sizeof(text_head));
        rci_base_free_as(head->allocator, RC_MEMORY_TEXT, head, head->size);
    }
}
