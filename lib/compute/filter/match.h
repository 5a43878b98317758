/*
 * compute/filter/match.h - the records of a block that match a bound predicate.
 */
#ifndef ROWCOL_COMPUTE_FILTER_MATCH_H
#define ROWCOL_COMPUTE_FILTER_MATCH_H

#include "compute/filter/bind.h"

/* Bitmaps of a block, as many as the program needs. */
typedef uint64_t rci_filter_stack[RCI_COMPUTE_BLOCK_WORDS];

/* Sets bit i of `words` if record first + i of up to RCI_COMPUTE_BLOCK records matches; unused bits
   are 0. `stack` has program->depth elements. */
void rci_filter_match_block(const rci_filter_program *program, size_t first, size_t n,
                            rci_filter_stack *stack, uint64_t *words);

/* The result of one test for a block. */
void rci_filter_test_block(const rci_filter_test *test, size_t first, size_t n, uint64_t *words);

/* Matches all records of a store: one word of `words` for each 64 of them, and the number of
   matches of each chunk. RC_OK; as rc_store_match. */
rc_status rci_filter_match_all(const rc_store *store, const rc_predicate *predicate,
                               unsigned threads, uint64_t *words, size_t *counts, rc_error *err);

/* Options of a call, or their defaults for NULL. RC_OK; RC_EARG. */
rc_status rci_filter_options(rc_filter_options *options, const rc_filter_options *given,
                             rc_error *err);

#endif
