/*
 * compute/filter/match.c - applies a predicate to all records of a store.
 */
#include "compute/filter/match.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"
#include "base/pool.h"
#include "compute/bits.h"

#include <string.h>

typedef struct match_job {
    const rci_filter_program *program;
    size_t n;
    rci_filter_stack *stacks; /* program->depth for each task */
    uint64_t *words;
    size_t *counts;
} match_job;

static void match_chunk(void *arg, size_t task)
{
    const match_job *job = arg;
    size_t end = rci_compute_chunk_end(task, job->n), count = 0;
    for (size_t first = task * RCI_COMPUTE_CHUNK; first < end; first += RCI_COMPUTE_BLOCK) {
        size_t n = end - first < RCI_COMPUTE_BLOCK ? end - first : RCI_COMPUTE_BLOCK;
        uint64_t *words = job->words + first / 64;
        rci_filter_match_block(job->program, first, n, job->stacks + task * job->program->depth,
                               words);
        for (size_t i = 0; i < rci_compute_words(n); i++) {
            count += rci_compute_popcount(words[i]);
        }
    }
    job->counts[task] = count;
}

rc_status rci_filter_match_all(const rc_store *store, const rc_predicate *predicate,
                               unsigned threads, uint64_t *words, size_t *counts, rc_error *err)
{
    rci_filter_program program;
    size_t n = rc_store_length(store), chunks = rci_compute_chunks(n);
    match_job job = {&program, n, NULL, words, counts};
    rc_status status = rci_filter_program_init(&program, predicate, rc_store_dtype(store), err);
    if (status == RC_OK) {
        status = rci_filter_program_attach(&program, store, err);
    }
    if (status == RC_OK && n > 0) {
        job.stacks = rci_filter_program_alloc(&program, chunks * program.depth,
                                              sizeof(rci_filter_stack), err);
        status = job.stacks ? RC_OK : RC_ENOMEM;
    }
    if (status == RC_OK && n > 0) {
        rci_base_pool_run(threads, chunks, match_chunk, &job);
    }
    rci_filter_program_release(&program);
    return status;
}

rc_status rci_filter_options(rc_filter_options *options, const rc_filter_options *given,
                             rc_error *err)
{
    rc_status status;
    *options = (rc_filter_options)RC_FILTER_OPTIONS_INIT;
    status = rci_base_options(options, sizeof *options, given, "rc_filter_options", err);
    if (status == RC_OK && options->layout != RC_LAYOUT_DEFAULT && options->layout != RC_ROWS &&
        options->layout != RC_COLUMNS) {
        return rci_base_fail(err, RC_EARG, "unknown layout: %d", (int)options->layout);
    }
    return status;
}

rc_status rc_store_match(const rc_store *store, const rc_predicate *predicate, unsigned char *bits,
                         size_t *count, const rc_filter_options *options, rc_error *err)
{
    rc_filter_options use;
    const rc_allocator *allocator = rc_get_allocator();
    size_t n, chunks, size, total = 0;
    uint64_t *words;
    rc_status status;
    if (!store || !predicate) {
        return rci_base_fail(err, RC_EARG, "the argument %s is NULL",
                             store ? "predicate" : "store");
    }
    status = rci_filter_options(&use, options, err);
    if (status != RC_OK) {
        return status;
    }
    n = rc_store_length(store);
    chunks = rci_compute_chunks(n);
    size = (rci_compute_words(n) * sizeof *words) + chunks * sizeof(size_t);
    words = rci_base_alloc(allocator, size, err);
    if (!words) {
        return RC_ENOMEM;
    }
    status = rci_filter_match_all(store, predicate, use.threads, words,
                                  (size_t *)(void *)(words + rci_compute_words(n)), err);
    for (size_t i = 0; status == RC_OK && i < chunks; i++) {
        total += ((const size_t *)(const void *)(words + rci_compute_words(n)))[i];
    }
    for (size_t i = 0; status == RC_OK && bits && i < rci_compute_words(n); i++) {
        rci_compute_bits_put(bits, i, n, words[i]);
    }
    if (status == RC_OK && count) {
        *count = total;
    }
    rci_base_free(allocator, words, size);
    return status;
}
