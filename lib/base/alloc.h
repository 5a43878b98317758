/*
 * base/alloc.h - the only functions of the library that allocate memory. An object stores the
 * allocator that it was made with, and returns its memory to that one, with its size.
 */
#ifndef ROWCOL_BASE_ALLOC_H
#define ROWCOL_BASE_ALLOC_H

#include <rowcol/base.h>
#include <stdbool.h>

/* The allocator that readers and writers make their parts with: the one that the calling thread has
   entered (base/meter.h), or rc_get_allocator. */
const rc_allocator *rci_base_working_allocator(void);
/* Whether it is the default one, of the C library. */
bool rci_base_is_system_allocator(const rc_allocator *allocator);
/* Enters an allocator (NULL: none) and returns the one that the thread was in, to be entered again.
 */
const rc_allocator *rci_base_enter_allocator(const rc_allocator *allocator);

/* For objects that stay: the kind is the one that the memory is counted as. It is released with the
   same kind. Errors as below. */
void *rci_base_alloc_as(const rc_allocator *allocator, rc_memory_kind kind, size_t size,
                        rc_error *err);
void *rci_base_zalloc_as(const rc_allocator *allocator, rc_memory_kind kind, size_t size,
                         rc_error *err);
void *rci_base_zalloc_array_as(const rc_allocator *allocator, rc_memory_kind kind, size_t count,
                               size_t size, rc_error *err);
void *rci_base_realloc_as(const rc_allocator *allocator, rc_memory_kind kind, void *memory,
                          size_t old_size, size_t new_size, rc_error *err);
void rci_base_free_as(const rc_allocator *allocator, rc_memory_kind kind, void *memory,
                      size_t size);

/* The same for memory that a call needs until it returns: RC_MEMORY_OTHER.
   Each returns NULL and sets RC_ENOMEM in err if memory is refused. A size of 0 counts as 1. */
void *rci_base_alloc(const rc_allocator *allocator, size_t size, rc_error *err);
void *rci_base_zalloc(const rc_allocator *allocator, size_t size, rc_error *err);
void *rci_base_realloc(const rc_allocator *allocator, void *memory, size_t old_size,
                       size_t new_size, rc_error *err);
/* As rci_base_zalloc for count * size bytes; a product that overflows is RC_ELIMIT. */
void *rci_base_zalloc_array(const rc_allocator *allocator, size_t count, size_t size,
                            rc_error *err);
/* `size` is the one that was requested. NULL is allowed. */
void rci_base_free(const rc_allocator *allocator, void *memory, size_t size);

/* What lib/account does with each block while tracing is on. The functions are called by any
   thread, `removed` before the memory is released, `moving` before and `moved` after a block is
   resized. */
typedef struct rci_base_trace {
    void (*added)(void *memory, size_t size, rc_memory_kind kind);
    void (*removed)(void *memory);
    void (*moving)(void *memory);
    void (*moved)(void *memory, size_t size, rc_memory_kind kind);
} rci_base_trace;

/* NULL: off. */
void rci_base_set_trace(const rci_base_trace *functions);

/* A copy with a NUL, to be released with rc_text_free. Its size and allocator are stored before it.
   NULL: RC_ENOMEM, RC_ELIMIT. */
char *rci_base_text_copy(const char *text, size_t length, rc_error *err);

#endif
