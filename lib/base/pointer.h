/*
 * base/pointer.h - JSON pointers (RFC 6901): a slash before each token, such as /features/0/name;
 * in a token ~0 stands for ~, and ~1 for a slash.
 */
#ifndef ROWCOL_BASE_POINTER_H
#define ROWCOL_BASE_POINTER_H

#include "base/text_builder.h"

#include <stdbool.h>

/* Where a pointer is wrong, and what is expected there. */
typedef struct rci_base_pointer_fault {
    size_t at;
    const char *expected;
} rci_base_pointer_fault;

/* Whether the text is a pointer; fills in `fault` if it is not. */
bool rci_base_pointer_check(const char *pointer, rci_base_pointer_fault *fault);

/* The length of the token whose slash is at `slash`, as it is written, with the slash. */
size_t rci_base_pointer_token_length(const char *slash);

/* The token of `length` bytes at `token`, after the slash, of a pointer that was checked: its text
   without escapes into `out`, which has room for `length` bytes. Returns its length. */
size_t rci_base_pointer_unescape(const char *token, size_t length, char *out);

/* Whether the token, without escapes, is the index of an element of an array: decimal digits
   without leading zeros, 18 at most. */
bool rci_base_pointer_index(const char *token, size_t length, uint64_t *index);

/* Adds a slash and a token, with escapes. */
void rci_base_pointer_put(rci_base_text_builder *out, const char *token, size_t length);

#endif
