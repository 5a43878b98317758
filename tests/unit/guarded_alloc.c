/* An allocator whose blocks end where a page ends that cannot be accessed. */
#include "guarded_alloc.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t most;

static size_t page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* The pages of a block, without the one that guards it. */
static size_t pages_size(size_t size)
{
    return (size + 15 + page()) / page() * page();
}

static void *guarded_alloc(void *context, size_t size, int zero)
{
    const size_t rounded = (size + 15) / 16 * 16, pages = pages_size(size);
    unsigned char *start;
    (void)context;
    if (size > most) {
        return NULL;
    }
    start = mmap(NULL, pages + page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        return NULL;
    }
    mprotect(start + pages, page(), PROT_NONE);
    if (!zero) {
        memset(start + pages - rounded, 0x5A, rounded);
    }
    return start + pages - rounded;
}

static void guarded_release(void *context, void *block, size_t size)
{
    const size_t rounded = (size + 15) / 16 * 16, pages = pages_size(size);
    (void)context;
    if (block) {
        munmap((unsigned char *)block + rounded - pages, pages + page());
    }
}

static void *guarded_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    void *moved = guarded_alloc(context, new_size, 0);
    if (moved && block) {
        memcpy(moved, block, old_size < new_size ? old_size : new_size);
        guarded_release(context, block, old_size);
    }
    return moved;
}

static const rc_allocator allocator = {
    .alloc = guarded_alloc, .realloc = guarded_realloc, .release = guarded_release};

void guarded_alloc_start(size_t limit)
{
    most = limit;
    rc_set_allocator(&allocator);
}

void guarded_alloc_stop(void)
{
    rc_set_allocator(NULL);
}
