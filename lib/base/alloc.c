/* base/alloc.c - the allocator in use, and memory that knows its allocator. */
#include "base/alloc.h"

#include "base/check.h"
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

static size_t at_least_one(size_t size)
{
    return size ? size : 1;
}

static void *refused(size_t size, rc_error *err)
{
    rci_base_fail(err, RC_ENOMEM, "out of memory: %zu bytes were refused", size);
    return NULL;
}

static void *take(const rc_allocator *allocator, size_t size, int zero, rc_error *err)
{
    void *memory = allocator->alloc(allocator->context, at_least_one(size), zero);
    return memory ? memory : refused(size, err);
}

void *rci_base_alloc(const rc_allocator *allocator, size_t size, rc_error *err)
{
    return take(allocator, size, 0, err);
}

void *rci_base_zalloc(const rc_allocator *allocator, size_t size, rc_error *err)
{
    return take(allocator, size, 1, err);
}

void *rci_base_zalloc_array(const rc_allocator *allocator, size_t count, size_t size, rc_error *err)
{
    size_t total;
    if (rci_base_mul_overflows(count, size, &total)) {
        rci_base_fail(err, RC_ELIMIT, "%zu items of %zu bytes are more than memory can address",
                      count, size);
        return NULL;
    }
    return take(allocator, total, 1, err);
}

void *rci_base_realloc(const rc_allocator *allocator, void *memory, size_t old_size,
                       size_t new_size, rc_error *err)
{
    void *moved;
    if (!memory) {
        return rci_base_alloc(allocator, new_size, err);
    }
    moved = allocator->realloc(allocator->context, memory, at_least_one(old_size),
                               at_least_one(new_size));
    return moved ? moved : refused(new_size, err);
}

void rci_base_free(const rc_allocator *allocator, void *memory, size_t size)
{
    if (memory) {
        allocator->release(allocator->context, memory, at_least_one(size));
    }
}

/* Stored before the text that a caller releases with rc_text_free. */
typedef struct text_head {
    const rc_allocator *allocator;
    size_t size;
} text_head;

/* Memory for text of `length` bytes and a NUL. */
static char *new_text(size_t length, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t size;
    text_head *head;
    if (rci_base_add_overflows(length, sizeof(text_head) + 1, &size)) {
        rci_base_fail(err, RC_ELIMIT, "text of %zu bytes is more than memory can address", length);
        return NULL;
    }
    head = rci_base_alloc(allocator, size, err);
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
        rci_base_free(head->allocator, head, head->size);
    }
}
