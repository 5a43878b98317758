/* base/large.c - large zeroed blocks, straight from the system. */
#include "base/large.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* From LARGE on a block is large, and begins at a multiple of HUGE_PAGE, so that it can consist of
   huge pages. */
enum { HUGE_PAGE = 2 * 1024 * 1024, LARGE = 2 * HUGE_PAGE };

void rci_base_prefer_huge_pages(void *block, size_t size)
{
#ifdef MADV_HUGEPAGE
    size_t before = (size_t)(-(uintptr_t)block % HUGE_PAGE);
    if (size >= LARGE) {
        /* Advice only: if it fails, ordinary pages are used. */
        (void)madvise((unsigned char *)block + before, size - before, MADV_HUGEPAGE);
    }
#else
    (void)block;
    (void)size;
#endif
}

/* AddressSanitizer and ThreadSanitizer watch only what comes from the C library. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RCI_BASE_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define RCI_BASE_WATCHED 1
#endif
#endif

#if defined(RCI_BASE_WATCHED) || !defined(MREMAP_MAYMOVE)

const rc_allocator *rci_base_zeros_allocator(size_t size)
{
    (void)size;
    return rc_get_allocator();
}

#else

static bool whole_pages(size_t size, size_t *bytes)
{
    return !rci_base_round_up_overflows(size, (size_t)sysconf(_SC_PAGESIZE), bytes);
}

static void *map(size_t bytes)
{
    void *block =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, (off_t)0);
    return block == MAP_FAILED ? NULL : block;
}

/* Fresh pages are zero, whatever `zero` says. */
static void *pages_alloc(void *context, size_t size, int zero)
{
    unsigned char *block;
    size_t bytes, before, more;
    (void)context;
    (void)zero;
    if (!whole_pages(size, &bytes) || rci_base_add_overflows(bytes, HUGE_PAGE, &more)) {
        return NULL;
    }
    block = map(more);
    if (!block) {
        return NULL;
    }
    before = (size_t)(-(uintptr_t)block % HUGE_PAGE);
    if (before > 0) {
        munmap(block, before);
    }
    munmap(block + before + bytes, HUGE_PAGE - before);
    return block + before;
}

static void pages_release(void *context, void *block, size_t size)
{
    size_t bytes;
    (void)context;
    if (whole_pages(size, &bytes)) {
        munmap(block, bytes);
    }
}

static void *pages_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    size_t old_bytes, bytes;
    void *moved;
    (void)context;
    if (!whole_pages(old_size, &old_bytes) || !whole_pages(new_size, &bytes)) {
        return NULL;
    }
    moved = mremap(block, old_bytes, bytes, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

static const rc_allocator pages = {NULL, pages_alloc, pages_realloc, pages_release};

const rc_allocator *rci_base_zeros_allocator(size_t size)
{
    const rc_allocator *allocator = rc_get_allocator();
    return size >= LARGE && rci_base_is_system_allocator(allocator) ? &pages : allocator;
}

#endif
