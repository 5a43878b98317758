/*
 * account/pages.h - memory of the tracing itself: straight from the system, so that it is neither
 * limited nor traced; counted as RC_MEMORY_TRACE.
 */
#ifndef ROWCOL_ACCOUNT_PAGES_H
#define ROWCOL_ACCOUNT_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* `size` zero bytes, as zero pages. NULL: the system has no memory. */
void *rci_account_pages_take(size_t size);
/* NULL is allowed. */
void rci_account_pages_give(void *pages, size_t size);

/* Bytes that grow. All zero is empty. */
typedef struct rci_account_buffer {
    unsigned char *data;
    size_t length, capacity;
} rci_account_buffer;

/* Makes space for `n` more bytes, which are zero. False: out of memory. */
bool rci_account_buffer_reserve(rci_account_buffer *buffer, size_t n);
/* False: out of memory. */
bool rci_account_buffer_add(rci_account_buffer *buffer, const void *bytes, size_t n);
void rci_account_buffer_release(rci_account_buffer *buffer);

#endif
