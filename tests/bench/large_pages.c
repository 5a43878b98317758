/* large_pages.c: a library to be preloaded into every contender: asks the kernel for large pages
 * for each block of memory that is large enough.
 *
 * The C library does this for malloc when GLIBC_TUNABLES says so, but allocators that come with an
 * engine (jemalloc, mimalloc) call mmap themselves. rowcol asks for large pages on its own. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LARGE_PAGE = 1 << 21 };

static void *map(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
    long mapped = syscall(SYS_mmap, address, length, protection, flags, file, offset);
    if (mapped != -1 && length >= LARGE_PAGE && (flags & MAP_ANONYMOUS) != 0 &&
        (flags & MAP_PRIVATE) != 0 && (flags & (MAP_STACK | MAP_HUGETLB)) == 0) {
        int error = madvise((void *)mapped, length, MADV_HUGEPAGE);
        (void)error; /* a kernel without large pages: nothing changes */
    }
    return (void *)mapped;
}

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
    return map(address, length, protection, flags, file, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
    return map(address, length, protection, flags, file, offset);
}
