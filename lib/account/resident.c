/*
 * account/resident.c - reads the page map of the process: one 64-bit number for each page, in which
 * bit 63 says that the page is in physical memory
 * (https://www.kernel.org/doc/html/latest/admin-guide/mm/pagemap.html). mincore is not enough: of
 * the pages of a mapped file it says what is in the cache of the system.
 */
#include "account/resident.h"

#include <fcntl.h>
#include <rowcol/base.h>
#include <unistd.h>

enum { AT_ONCE = 512 };
#define PRESENT (UINT64_C(1) << 63)

/* The bytes of page `page` that are in the range. */
static size_t inside(uintptr_t page, size_t page_size, uintptr_t start, uintptr_t end)
{
    uintptr_t from = page * page_size, to = from + page_size;
    from = from < start ? start : from;
    to = to > end ? end : to;
    return to - from;
}

static uint64_t count(int fd, uintptr_t start, uintptr_t end, size_t page_size)
{
    uintptr_t page = start / page_size, last = (end - 1) / page_size;
    uint64_t sum = 0, entries[AT_ONCE];
    while (page <= last) {
        size_t left = last - page + 1, n = left < AT_ONCE ? left : AT_ONCE;
        ssize_t got = pread(fd, entries, n * sizeof entries[0], (off_t)(page * sizeof entries[0]));
        if (got < (ssize_t)sizeof entries[0]) {
            return RC_UNKNOWN;
        }
        n = (size_t)got / sizeof entries[0];
        for (size_t i = 0; i < n; i++) {
            if (entries[i] & PRESENT) {
                sum += inside(page + i, page_size, start, end);
            }
        }
        page += n;
    }
    return sum;
}

uint64_t rci_account_resident(const void *start, size_t bytes)
{
    uintptr_t first = (uintptr_t)start;
    long page_size = sysconf(_SC_PAGESIZE);
    uint64_t sum;
    int fd;
    if (bytes == 0) {
        return 0;
    }
    fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || page_size <= 0) {
        return RC_UNKNOWN;
    }
    sum = count(fd, first, first + bytes, (size_t)page_size);
    close(fd);
    return sum;
}
