/* An allocator that fails on request and counts what is in use. */
#include "faulty_alloc.h"

#include "runner.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static atomic_size_t n_requests;
static atomic_size_t live_bytes;
static atomic_size_t live_blocks;
static size_t refused;

static bool is_refused(void)
{
    return atomic_fetch_add(&n_requests, 1) == refused;
}

static void *faulty_alloc(void *context, size_t size, int zero)
{
    void *block;
    (void)context;
    block = is_refused() ? NULL : zero ? calloc(1, size) : malloc(size);
    if (block) {
        atomic_fetch_add(&live_bytes, size);
        atomic_fetch_add(&live_blocks, 1);
    }
    return block;
}

static void *faulty_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    void *moved;
    (void)context;
    moved = is_refused() ? NULL : realloc(block, new_size);
    if (moved) {
        atomic_fetch_add(&live_bytes, new_size);
        atomic_fetch_sub(&live_bytes, old_size);
    }
    return moved;
}

static void faulty_release(void *context, void *block, size_t size)
{
    (void)context;
    free(block);
    atomic_fetch_sub(&live_bytes, size);
    atomic_fetch_sub(&live_blocks, 1);
}

static const rc_allocator allocator = {NULL, faulty_alloc, faulty_realloc, faulty_release};

void faulty_alloc_start(size_t fail_at)
{
    atomic_store(&n_requests, 0);
    atomic_store(&live_bytes, 0);
    atomic_store(&live_blocks, 0);
    refused = fail_at;
    rc_set_allocator(&allocator);
}

bool faulty_alloc_stop(void)
{
    rc_set_allocator(NULL);
    ck_assert_uint_eq(atomic_load(&live_blocks), 0);
    ck_assert_uint_eq(atomic_load(&live_bytes), 0);
    return atomic_load(&n_requests) > refused;
}

void faulty_alloc_each(rc_status (*body)(void *context), void *context)
{
    for (size_t i = 0;; i += RUNNER_LESS(1, 7)) {
        rc_status status;
        faulty_alloc_start(i);
        status = body(context);
        if (!faulty_alloc_stop()) {
            ck_assert_int_eq(status, RC_OK);
            return;
        }
        /* Some refusals are made up for, as when a smaller block does. */
        ck_assert_msg(status == RC_ENOMEM || status == RC_OK, "request %zu refused: status %s", i,
                      rc_status_name(status));
    }
}
