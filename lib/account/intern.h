/*
 * account/intern.h - sites, tags, dtypes and stacks as small numbers: equal bytes have one number.
 * They are kept until the process ends.
 */
#ifndef ROWCOL_ACCOUNT_INTERN_H
#define ROWCOL_ACCOUNT_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the bytes are. */
typedef enum rci_account_entry_type {
    RCI_ACCOUNT_SITE = 1, /* rci_account_site */
    RCI_ACCOUNT_TAG,      /* text with a NUL */
    RCI_ACCOUNT_DTYPE,    /* rci_account_dtype, see account/trace.h */
    RCI_ACCOUNT_STACK     /* return addresses, innermost first */
} rci_account_entry_type;

typedef struct rci_account_entry {
    uint64_t hash;
    uint32_t id;
    uint32_t type;
    size_t length;
    unsigned char bytes[]; /* aligned as a pointer */
} rci_account_entry;

/* Takes the memory that is needed at first. False: out of memory. */
bool rci_account_intern_start(void);

/* The number of some bytes; 0 when out of memory. */
uint32_t rci_account_intern(rci_account_entry_type type, const void *bytes, size_t length);

/* The entry with a number; NULL for 0. */
const rci_account_entry *rci_account_interned(uint32_t id);

/* For fork: no other thread adds entries between the two. */
void rci_account_intern_lock(void);
void rci_account_intern_unlock(void);

#endif
