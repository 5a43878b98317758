/* account/pages.c - takes pages from the system and counts them. */
#include "account/pages.h"

#include "base/count.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

void *rci_account_pages_take(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) {
        return NULL;
    }
    rci_base_count_add(RC_MEMORY_TRACE, size);
    return pages;
}

void rci_account_pages_give(void *pages, size_t size)
{
    if (pages) {
        munmap(pages, size);
        rci_base_count_remove(RC_MEMORY_TRACE, size);
    }
}

bool rci_account_buffer_reserve(rci_account_buffer *buffer, size_t n)
{
    enum { FIRST = 64 * 1024 };
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST;
    void *data;
    while (capacity - buffer->length < n) {
        if (capacity > SIZE_MAX / 4) {
            return false;
        }
        capacity *= 2;
    }
    if (capacity == buffer->capacity) {
        return true;
    }
    data = rci_account_pages_take(capacity);
    if (!data) {
        return false;
    }
    if (buffer->length > 0) {
        memcpy(data, buffer->data, buffer->length);
    }
    rci_account_pages_give(buffer->data, buffer->capacity);
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

bool rci_account_buffer_add(rci_account_buffer *buffer, const void *bytes, size_t n)
{
    if (!rci_account_buffer_reserve(buffer, n)) {
        return false;
    }
    memcpy(buffer->data + buffer->length, bytes, n);
    buffer->length += n;
    return true;
}

void rci_account_buffer_release(rci_account_buffer *buffer)
{
    rci_account_pages_give(buffer->data, buffer->capacity);
    *buffer = (rci_account_buffer){NULL, 0, 0};
}
