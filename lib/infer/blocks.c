/* infer/blocks.c - the states of blocks of records, kept apart from a bad record. */
#include "infer/blocks.h"

/* Records of the block after a bad one; nodes that are kept from piece to piece. */
enum { FEW = 16, MANY_NODES = 4096 };

void rci_infer_blocks_begin(rci_infer_blocks *blocks)
{
    if (blocks->kept.nnodes > MANY_NODES) {
        rci_infer_release(&blocks->kept);
    } else {
        rci_infer_clear(&blocks->kept);
    }
    blocks->any = false;
    blocks->start = blocks->records = 0;
    blocks->most = SIZE_MAX;
}

void rci_infer_blocks_release(rci_infer_blocks *blocks)
{
    rci_infer_release(&blocks->kept);
}

rc_status rci_infer_blocks_keep(rci_infer_blocks *blocks, const rci_infer_state *state,
                                rc_error *err)
{
    if (blocks->records == 0) {
        return RC_OK;
    }
    if (!blocks->kept.root &&
        rci_infer_init(&blocks->kept, state->allocator, state->dates, err) != RC_OK) {
        return RC_ENOMEM;
    }
    blocks->any = true;
    return rci_infer_merge(&blocks->kept, state, NULL, NULL, err);
}

void rci_infer_blocks_next(rci_infer_blocks *blocks, size_t start, bool after_bad)
{
    blocks->start = start;
    blocks->records = 0;
    if (after_bad) {
        blocks->most = FEW;
    } else if (blocks->most < SIZE_MAX / 2) {
        blocks->most *= 2;
    }
}
